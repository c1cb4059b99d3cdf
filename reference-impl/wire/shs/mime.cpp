#include "reference-impl/wire/shs/mime.hpp"

#include <algorithm>

#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs::mime {
namespace {

constexpr std::string_view kBlanks = " \t";

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The characters of a header's name (RFC 822 section 3.1.2).
bool is_name_character(char c) {
  return c > ' ' && c < 0x7F && c != ':';
}

/// Takes the next line off the front, its end left out; `ended` is false for a last line without.
struct Line {
  std::string_view text;
  bool ended = false;
};
Line take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  Line line{rest.substr(0, end), end != std::string_view::npos};
  rest.remove_prefix(line.ended ? end + 1 : rest.size());
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return line;
}

std::optional<std::string>* place_of(Headers& headers, std::string_view name) {
  const std::string lower = lower_case(name);
  if (lower == "content-type") return &headers.content_type;
  if (lower == "content-transfer-encoding") return &headers.transfer_encoding;
  if (lower == "content-disposition") return &headers.disposition;
  return nullptr;
}

/// Reads header lines one by one, unfolded, and keeps the three.
class HeaderReader {
 public:
  explicit HeaderReader(const MessageLimits& limits) : limits_(limits) {}

  Result<void> take(std::string_view line) {
    bytes_ += line.size();
    if (bytes_ > limits_.header_bytes || ++lines_ > limits_.header_lines) {
      return fail(Errc::too_large, "a header block past " + std::to_string(limits_.header_bytes) +
                                       " bytes or " + std::to_string(limits_.header_lines) +
                                       " lines");
    }
    if (line.find('\0') != std::string_view::npos) {
      return fail(Errc::malformed, "a NUL byte in a header");
    }
    return is_blank(line.front()) ? take_continuation(line) : take_first(line);
  }

  Headers headers;

 private:
  Result<void> take_continuation(std::string_view line) {
    if (lines_ == 1) return fail(Errc::malformed, "the header block begins inside a header");
    if (current_ != nullptr) current_->append(" ").append(trimmed(line));
    return {};
  }

  Result<void> take_first(std::string_view line) {
    const auto colon = line.find(':');
    const std::string_view raw_name = line.substr(0, colon);
    const std::string_view name = trimmed(raw_name);
    if (colon == std::string_view::npos || name.empty() ||
        !std::ranges::all_of(name, is_name_character)) {
      return fail(Errc::malformed, "a header line that is none");
    }
    auto* place = place_of(headers, name);
    current_ = nullptr;
    if (place == nullptr) return {};
    if (*place) return fail(Errc::malformed, "the same header twice");
    current_ = &place->emplace(trimmed(line.substr(colon + 1)));
    return {};
  }

  const MessageLimits& limits_;
  std::size_t bytes_ = 0;
  std::size_t lines_ = 0;
  std::string* current_ = nullptr;
};

/// Reads the parameters of a header.
class ParameterReader {
 public:
  explicit ParameterReader(std::string_view text) : rest_(text) {}

  /// Nothing at the end. What is no parameter has an empty name.
  std::optional<std::pair<std::string, std::string>> next() {
    rest_ = trimmed(rest_);
    if (rest_.empty()) return std::nullopt;
    const auto end = std::min(rest_.find_first_of(";="), rest_.size());
    const std::string name = lower_case(trimmed(rest_.substr(0, end)));
    const bool has_value = end < rest_.size() && rest_[end] == '=';
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!has_value) return std::pair(std::string(), std::string());
    rest_ = trimmed(rest_);
    return std::pair(name, rest_.starts_with('"') ? quoted() : unquoted());
  }

 private:
  std::string quoted() {
    std::string value;
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
      if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
      value += rest_[at];
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    const auto next = rest_.find(';');
    rest_.remove_prefix(next == std::string_view::npos ? rest_.size() : next + 1);
    return value;
  }

  /// As it stands up to the next semicolon, blanks and 8-bit bytes included.
  std::string unquoted() {
    const auto end = std::min(rest_.find(';'), rest_.size());
    const std::string value(trimmed(rest_.substr(0, end)));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return value;
  }

  std::string_view rest_;
};

enum class Delimiter { none, opens, closes };

/// What a line is, its end cut off.
Delimiter delimiter_in(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Delimiter::none;
  line.remove_prefix(2 + boundary.size());
  const bool closes = line.starts_with("--");
  if (closes) line.remove_prefix(2);
  if (line.find_first_not_of(kBlanks) != std::string_view::npos) return Delimiter::none;
  return closes ? Delimiter::closes : Delimiter::opens;
}

/// Where the next line that may be a delimiter begins; npos when there is none.
std::size_t next_candidate(std::string_view content, std::size_t from) {
  const auto found = content.find("\n--", from);
  return found == std::string_view::npos ? found : found + 1;
}

/// Without one line end at the end.
std::string_view without_line_end(std::string_view bytes) {
  if (!bytes.ends_with('\n')) return bytes;
  bytes.remove_suffix(1);
  if (bytes.ends_with('\r')) bytes.remove_suffix(1);
  return bytes;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

Result<void> append_unquoted(std::string& out, std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '=') {
      out += line[i];
      continue;
    }
    const int high = i + 1 < line.size() ? hex_value(line[i + 1]) : -1;
    const int low = i + 2 < line.size() ? hex_value(line[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return fail(Errc::malformed, "quoted-printable: '=' without two hexadecimal digits");
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return {};
}

}  // namespace

std::string_view HeaderValue::parameter(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& [candidate, text] : parameters) {
    if (candidate != name) continue;
    if (found && *found != text) return {};
    found = text;
  }
  return found.value_or(std::string_view());
}

HeaderValue parse_header_value(std::string_view text) {
  HeaderValue parsed;
  const auto end = std::min(text.find(';'), text.size());
  parsed.value = lower_case(trimmed(text.substr(0, end)));
  ParameterReader reader(text.substr(std::min(end + 1, text.size())));
  while (auto parameter = reader.next()) {
    if (!parameter->first.empty()) parsed.parameters.push_back(std::move(*parameter));
  }
  return parsed;
}

Result<Entity> parse_entity(std::string_view bytes, Kind kind, const MessageLimits& limits) {
  HeaderReader reader(limits);
  std::string_view rest = bytes;
  bool any = false;
  while (!rest.empty()) {
    const Line line = take_line(rest);
    if (line.text.empty() && line.ended) {
      if (!any && kind == Kind::message) return fail(Errc::malformed, "no headers");
      return Entity{std::move(reader.headers), rest};
    }
    if (line.text.empty()) break;
    if (const auto taken = reader.take(line.text); !taken) return taken.error();
    any = true;
  }
  if (kind == Kind::message) return fail(Errc::malformed, "no blank line after the headers");
  return Entity{std::move(reader.headers), {}};
}

Result<std::vector<std::string_view>> split_parts(std::string_view content,
                                                  std::string_view boundary,
                                                  const MessageLimits& limits) {
  std::vector<std::string_view> parts;
  std::optional<std::size_t> part_begins;
  std::size_t at = content.starts_with("--") ? 0 : next_candidate(content, 0);
  for (; at != std::string_view::npos; at = next_candidate(content, at)) {
    std::string_view rest = content.substr(at);
    const auto line = take_line(rest);
    const Delimiter delimiter = delimiter_in(line.text, boundary);
    if (delimiter == Delimiter::none) continue;
    if (part_begins) {
      parts.push_back(without_line_end(content.substr(*part_begins, at - *part_begins)));
      if (parts.size() > limits.parts) {
        return fail(Errc::too_large, "more than " + std::to_string(limits.parts) + " parts");
      }
    }
    if (delimiter == Delimiter::closes) {
      if (parts.empty()) return fail(Errc::malformed, "no parts");
      return parts;
    }
    part_begins = content.size() - rest.size();
  }
  return fail(Errc::malformed, "no closing boundary");
}

Result<std::string> from_quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto before = text;
    auto [line, ended] = take_line(text);
    const auto end_bytes = before.size() - text.size() - line.size();
    const std::string_view line_end = before.substr(line.size(), end_bytes);
    const auto last = line.find_last_not_of(kBlanks);
    line = line.substr(0, last == std::string_view::npos ? 0 : last + 1);
    const bool soft = line.ends_with('=');
    if (soft) line.remove_suffix(1);
    if (const auto appended = append_unquoted(out, line); !appended) return appended.error();
    if (!soft) out += line_end;
  }
  return out;
}

std::string parameter_value(std::string_view value) {
  constexpr std::string_view kSpecial = "()<>@,;:\\\"/[]?= ";
  const auto is_plain = [&](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F &&
           kSpecial.find(c) == std::string_view::npos;
  };
  if (!value.empty() && std::ranges::all_of(value, is_plain)) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace provbank::wire::shs::mime
