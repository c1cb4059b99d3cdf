#include "harness/checks/needles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/wording.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks {
namespace {

constexpr std::size_t kBase64BytesMin = 6;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The characters of a base64 text that the value alone decides, when so many bytes stand before it
/// in its group of three. What comes after may change the last one.
std::string base64_core(std::string_view value, std::size_t before) {
  const std::string padded = crypto::base64(std::string(before, '\0') + std::string(value));
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t end = (before + value.size()) * 8 / 6;
  return end > first ? padded.substr(first, end - first) : std::string();
}

std::string url_alphabet(std::string text) {
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::string percent_encoded(std::string_view value, bool upper_case) {
  constexpr std::string_view kUnreserved = "-._~";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       kUnreserved.find(c) != std::string_view::npos;
    out += plain        ? std::string(1, c)
           : upper_case ? fmt::format("%{:02X}", byte)
                        : fmt::format("%{:02x}", byte);
  }
  return out;
}

/// UTF-8 to code points; bytes that are none stand for themselves.
std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length && at + i < text.size(); ++i) {
      point = (point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    }
    out.push_back(point);
    at += length;
  }
  return out;
}

/// ASCII with the rest written by `escape`.
template <class Escape>
std::string ascii_with(std::string_view value, const Escape& escape) {
  std::string out;
  for (const char32_t point : code_points(value)) out += escape(point);
  return out;
}

std::string json_escaped(std::string_view value, const char* pattern) {
  return ascii_with(value, [pattern](char32_t point) -> std::string {
    if (point == '"' || point == '\\') return {'\\', static_cast<char>(point)};
    if (point >= 0x20 && point < 0x80) return {static_cast<char>(point)};
    const auto unit = [pattern](std::uint32_t u) { return fmt::format(fmt::runtime(pattern), u); };
    if (point < 0x10000) return unit(static_cast<std::uint32_t>(point));
    const auto rest = static_cast<std::uint32_t>(point) - 0x10000U;
    return unit(0xD800U + (rest >> 10U)) + unit(0xDC00U + (rest & 0x3FFU));
  });
}

std::string xml_escaped(std::string_view value, const char* pattern) {
  return ascii_with(value, [pattern](char32_t point) -> std::string {
    switch (point) {
      case '&':
        return "&amp;";
      case '<':
        return "&lt;";
      case '>':
        return "&gt;";
      case '"':
        return "&quot;";
      default:
        break;
    }
    if (point < 0x80) return {static_cast<char>(point)};
    return fmt::format(fmt::runtime(pattern), static_cast<std::uint32_t>(point));
  });
}

/// The markup characters alone; letters as they are.
std::string xml_markup_escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    out += c == '&'   ? "&amp;"
           : c == '<' ? "&lt;"
           : c == '>' ? "&gt;"
           : c == '"' ? "&quot;"
                      : std::string(1, c);
  }
  return out;
}

std::string latin1(std::string_view value) {
  return ascii_with(value, [](char32_t point) -> std::string {
    if (point > 0xFF) return "?";
    return {static_cast<char>(static_cast<unsigned char>(point))};
  });
}

/// "19900118-9811" and "900118-9811"; nothing for what is no personal number.
std::string hyphenated(std::string_view value) {
  const bool number = (value.size() == 12 || value.size() == 10) &&
                      std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (!number) return {};
  return std::string(value.substr(0, value.size() - 4)) + "-" +
         std::string(value.substr(value.size() - 4));
}

class FormList {
 public:
  void add(Bilingual name, std::string bytes) {
    if (bytes.size() < kNeedleBytesMin) return;
    if (std::ranges::find(forms_, bytes, &Form::bytes) != forms_.end()) return;
    forms_.push_back({std::move(name), std::move(bytes)});
  }
  std::vector<Form> take() { return std::move(forms_); }

 private:
  std::vector<Form> forms_;
};

void add_base64(FormList& list, std::string_view value) {
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string core = base64_core(value, before);
    if (core.size() < kBase64BytesMin) continue;
    list.add(same("base64"), core);
    list.add(same("base64url"), url_alphabet(core));
  }
}

}  // namespace

std::vector<Form> forms_of(std::string_view value) {
  FormList list;
  if (value.size() < kNeedleBytesMin) return {};
  list.add({"i klartext", "in plain text"}, std::string(value));
  list.add({"med bindestreck", "with a hyphen"}, hyphenated(value));
  add_base64(list, value);
  list.add({"hexadecimalt", "in hexadecimal"}, crypto::hex(value));
  list.add({"hexadecimalt", "in hexadecimal"}, upper(crypto::hex(value)));
  for (const bool upper_case : {true, false}) {
    list.add({"URL-kodat", "percent-encoded"}, percent_encoded(value, upper_case));
  }
  for (const char* pattern : {"\\u{:04x}", "\\u{:04X}"}) {
    list.add({"med JSON:s tecken för tecken", "escaped as in JSON"}, json_escaped(value, pattern));
  }
  list.add({"med XML:s tecken för tecken", "escaped as in XML"}, xml_markup_escaped(value));
  for (const char* pattern : {"&#{};", "&#x{:x};", "&#x{:X};"}) {
    list.add({"med XML:s tecken för tecken", "escaped as in XML"}, xml_escaped(value, pattern));
  }
  if (!is_ascii(value)) list.add(same("ISO 8859-1"), latin1(value));
  return list.take();
}

std::optional<Hit> find_form(std::string_view text, const std::vector<Form>& forms) {
  for (const Form& form : forms) {
    const auto at = text.find(form.bytes);
    if (at == std::string_view::npos) continue;
    const auto lines = std::ranges::count(text.substr(0, at), '\n');
    return Hit{form, at, static_cast<std::size_t>(lines) + 1};
  }
  return std::nullopt;
}

}  // namespace provbank::checks
