#include "platform/http/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace provbank::http {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// Calls `each` with what stands between the delimiters; false when it says so.
template <class Each>
bool split(std::string_view text, char delimiter, const Each& each) {
  for (;;) {
    const auto end = text.find(delimiter);
    if (!each(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<std::string> from_percent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
    if (error != std::errc() || end != text.data() + i + 3) return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

std::string to_percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

const std::string* Target::find(std::string_view name) const {
  const auto found =
      std::ranges::find(query, name, [](const auto& one) -> std::string_view { return one.first; });
  return found == query.end() ? nullptr : &found->second;
}

std::optional<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  Target out;
  const auto mark = target.find('?');
  const bool path_read = split(target.substr(1, mark - 1), '/', [&](std::string_view segment) {
    auto decoded = from_percent(segment);
    if (!decoded) return false;
    out.path.push_back(std::move(*decoded));
    return true;
  });
  if (!path_read) return std::nullopt;
  if (mark == std::string_view::npos || mark + 1 == target.size()) return out;
  const bool query_read = split(target.substr(mark + 1), '&', [&](std::string_view pair) {
    std::string with_blanks(pair);
    std::ranges::replace(with_blanks, '+', ' ');
    const std::string_view text = with_blanks;
    const auto equals = text.find('=');
    auto name = from_percent(text.substr(0, equals));
    auto value =
        equals == std::string_view::npos ? std::string() : from_percent(text.substr(equals + 1));
    if (!name || !value) return false;
    out.query.emplace_back(std::move(*name), std::move(*value));
    return true;
  });
  if (!query_read) return std::nullopt;
  return out;
}

}  // namespace provbank::http
