#include "harness/residue/forms.hpp"

#include <algorithm>
#include <array>

#include "platform/crypto/encoding.hpp"

namespace provbank::residue {
namespace {

/// Fewer characters of base64 occur by chance.
constexpr std::size_t kBase64BytesMin = 6;

constexpr std::string_view kLower = "0123456789abcdef";
constexpr std::string_view kUpper = "0123456789ABCDEF";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "2914.06"
bool is_amount(std::string_view text) {
  const auto point = text.find('.');
  return point != std::string_view::npos && point > 0 && point + 1 < text.size() &&
         is_digits(text.substr(0, point)) && is_digits(text.substr(point + 1));
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

std::string hex(std::string_view bytes, std::string_view digits) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 0xFU];
  }
  return out;
}

std::string percent_encoded(std::string_view value, std::string_view digits) {
  constexpr std::string_view kUnreserved = "-._~";
  std::string out;
  for (const char c : value) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       kUnreserved.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += '%' + hex({&c, 1}, digits);
    }
  }
  return out;
}

/// UTF-8 to code points; bytes that are none stand for themselves.
std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> out;
  out.reserve(text.size());
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

std::vector<std::uint16_t> utf16(std::string_view text) {
  std::vector<std::uint16_t> out;
  for (const char32_t point : code_points(text)) {
    if (point < 0x10000) {
      out.push_back(static_cast<std::uint16_t>(point));
    } else {
      const auto rest = static_cast<std::uint32_t>(point) - 0x10000U;
      out.push_back(static_cast<std::uint16_t>(0xD800U + (rest >> 10U)));
      out.push_back(static_cast<std::uint16_t>(0xDC00U + (rest & 0x3FFU)));
    }
  }
  return out;
}

std::string utf16_bytes(std::string_view text, bool low_first) {
  std::string out;
  for (const std::uint16_t unit : utf16(text)) {
    const std::array both = {static_cast<char>(unit & 0xFFU), static_cast<char>(unit >> 8U)};
    out += low_first ? both[0] : both[1];
    out += low_first ? both[1] : both[0];
  }
  return out;
}

/// `\u00e4` for what is not ASCII, and a backslash before what JSON wants one before.
std::string json_escaped(std::string_view value, std::string_view digits, bool slash) {
  std::string out;
  for (const std::uint16_t unit : utf16(value)) {
    if (unit == '"' || unit == '\\' || (slash && unit == '/')) {
      out += '\\';
      out += static_cast<char>(unit);
    } else if (unit >= 0x20 && unit < 0x80) {
      out += static_cast<char>(unit);
    } else {
      const std::array both = {static_cast<char>(unit >> 8U), static_cast<char>(unit & 0xFFU)};
      out += "\\u" + hex({both.data(), both.size()}, digits);
    }
  }
  return out;
}

std::string_view markup_escape(char32_t point) {
  return point == '&'   ? "&amp;"
         : point == '<' ? "&lt;"
         : point == '>' ? "&gt;"
         : point == '"' ? "&quot;"
                        : "";
}

/// A number reference for what is not ASCII: decimal, or hexadecimal with those digits.
std::string xml_escaped(std::string_view value, std::string_view hex_digits) {
  std::string out;
  for (const char32_t point : code_points(value)) {
    if (const auto escape = markup_escape(point); !escape.empty()) {
      out += escape;
    } else if (point < 0x80) {
      out += static_cast<char>(point);
    } else if (hex_digits.empty()) {
      out += "&#" + std::to_string(static_cast<std::uint32_t>(point)) + ";";
    } else {
      std::string number;
      for (auto rest = static_cast<std::uint32_t>(point); rest != 0; rest >>= 4U)
        number.insert(number.begin(), hex_digits[rest & 0xFU]);
      out += "&#x" + number + ";";
    }
  }
  return out;
}

/// The markup characters alone; letters as they are.
std::string xml_markup_escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const auto escape = markup_escape(static_cast<unsigned char>(c));
    if (escape.empty()) {
      out += c;
    } else {
      out += escape;
    }
  }
  return out;
}

std::string latin1(std::string_view value) {
  std::string out;
  for (const char32_t point : code_points(value))
    out += point > 0xFF ? '?' : static_cast<char>(static_cast<unsigned char>(point));
  return out;
}

class FormList {
 public:
  explicit FormList(Writing writing) : writing_(writing) { forms_.reserve(24); }

  void writing(Writing writing) { writing_ = writing; }
  void add(Encoding encoding, std::string bytes) {
    if (bytes.size() < kNeedleBytesMin) return;
    if (std::ranges::find(forms_, bytes, &Form::bytes) != forms_.end()) return;
    forms_.push_back({encoding, writing_, std::move(bytes)});
  }
  std::vector<Form> take() { return std::move(forms_); }

 private:
  Writing writing_;
  std::vector<Form> forms_;
};

void add_base64(FormList& list, std::string_view value) {
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string core = base64_core(value, before);
    if (core.size() < kBase64BytesMin) continue;
    list.add(Encoding::base64, core);
    list.add(Encoding::base64url, url_alphabet(core));
  }
}

void add_encodings(FormList& list, std::string_view value) {
  list.add(Encoding::plain, std::string(value));
  add_base64(list, value);
  for (const auto digits : {kLower, kUpper}) list.add(Encoding::hex, hex(value, digits));
  for (const auto digits : {kUpper, kLower})
    list.add(Encoding::percent, percent_encoded(value, digits));
  for (const auto digits : {kLower, kUpper}) {
    list.add(Encoding::json, json_escaped(value, digits, false));
    list.add(Encoding::json, json_escaped(value, digits, true));
  }
  list.add(Encoding::xml, xml_markup_escaped(value));
  for (const auto digits : {std::string_view(), kLower, kUpper})
    list.add(Encoding::xml, xml_escaped(value, digits));
  if (!is_ascii(value)) list.add(Encoding::latin1, latin1(value));
  const std::string low_first = utf16_bytes(value, true);
  list.add(Encoding::utf16_le, low_first);
  list.add(Encoding::utf16_be, utf16_bytes(value, false));
  for (std::size_t before = 0; before < 3; ++before)
    list.add(Encoding::base64_utf16, base64_core(low_first, before));
}

/// A personal number as people and systems write it: the value itself has 12 digits or 10.
void add_writings(FormList& list, std::string_view digits) {
  const std::string_view date = digits.substr(0, digits.size() - 4);
  const std::string_view end = digits.substr(digits.size() - 4);
  const auto joined = [end](std::string_view front, std::string_view sign) {
    return std::string(front).append(sign).append(end);
  };
  list.writing(Writing::hyphen);
  add_encodings(list, joined(date, "-"));
  list.writing(Writing::plus);
  add_encodings(list, joined(date, "+"));
  if (digits.size() == 10) return;
  const std::string_view short_date = date.substr(2);
  list.writing(Writing::short_year);
  add_encodings(list, joined(short_date, ""));
  list.writing(Writing::short_year_hyphen);
  add_encodings(list, joined(short_date, "-"));
  list.writing(Writing::short_year_plus);
  add_encodings(list, joined(short_date, "+"));
}

Bilingual words(Encoding encoding) {
  switch (encoding) {
    case Encoding::plain:
      return {"i klartext", "in plain text"};
    case Encoding::utf16_le:
      return {"i UTF-16 (LE)", "in UTF-16 (LE)"};
    case Encoding::utf16_be:
      return {"i UTF-16 (BE)", "in UTF-16 (BE)"};
    case Encoding::latin1:
      return {"i ISO 8859-1", "in ISO 8859-1"};
    case Encoding::percent:
      return {"URL-kodat", "percent-encoded"};
    case Encoding::xml:
      return {"med XML:s tecken för tecken", "escaped as in XML"};
    case Encoding::json:
      return {"med JSON:s tecken för tecken", "escaped as in JSON"};
    case Encoding::base64:
      return {"i base64", "in base64"};
    case Encoding::base64url:
      return {"i base64url", "in base64url"};
    case Encoding::base64_utf16:
      return {"i base64 av UTF-16", "in base64 of UTF-16"};
    case Encoding::hex:
      return {"hexadecimalt", "in hexadecimal"};
  }
  return {};
}

Bilingual words(Writing writing) {
  switch (writing) {
    case Writing::as_it_is:
      return {};
    case Writing::hyphen:
      return {"med bindestreck", "with a hyphen"};
    case Writing::plus:
      return {"med plustecken", "with a plus sign"};
    case Writing::short_year:
      return {"utan sekel", "without century"};
    case Writing::short_year_hyphen:
      return {"utan sekel, med bindestreck", "without century, with a hyphen"};
    case Writing::short_year_plus:
      return {"utan sekel, med plustecken", "without century, with a plus sign"};
    case Writing::decimal_comma:
      return {"med decimalkomma", "with a decimal comma"};
  }
  return {};
}

}  // namespace

Bilingual Form::name() const {
  auto out = words(encoding);
  const auto how = words(writing);
  if (!how.sv.empty()) {
    out.sv += ", " + how.sv;
    out.en += ", " + how.en;
  }
  return out;
}

bool Form::runs_on() const {
  return encoding == Encoding::base64 || encoding == Encoding::base64url ||
         encoding == Encoding::base64_utf16 || encoding == Encoding::hex;
}

std::vector<Form> forms_of(std::string_view value) {
  FormList list(Writing::as_it_is);
  if (value.size() < kNeedleBytesMin) return {};
  add_encodings(list, value);
  if ((value.size() == 12 || value.size() == 10) && is_digits(value)) add_writings(list, value);
  if (is_amount(value)) {
    std::string amount(value);
    std::ranges::replace(amount, '.', ',');
    list.writing(Writing::decimal_comma);
    add_encodings(list, amount);
  }
  return list.take();
}

std::optional<Bilingual> too_short(std::string_view value) {
  if (value.size() < kNeedleBytesMin) {
    return Bilingual{
        "Ett värde är kortare än fyra tecken och söks inte: det förekommer av en slump.",
        "A value is shorter than four characters and is not searched for: it occurs by chance."};
  }
  if (value.size() < kDigitsMin && is_digits(value)) {
    return Bilingual{
        "Ett tal med färre än åtta siffror söks inte: sådana finns i varje logg, som tider och "
        "antal.",
        "A number of fewer than eight digits is not searched for: every log has such ones, as "
        "times and counts."};
  }
  return std::nullopt;
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

}  // namespace provbank::residue
