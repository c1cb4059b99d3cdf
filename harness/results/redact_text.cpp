#include "harness/results/redact_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_map>

#include "contract/person_identity.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/text/utf8.hpp"

namespace provbank::results {
namespace {

constexpr int kDepthMax = 4;                    // base64 inside base64
constexpr std::size_t kBase64Min = 16;          // a shorter one holds no number
constexpr std::size_t kFoldedLineMin = 40;      // base64 is folded at 60 to 76
constexpr std::size_t kFieldBytesMax = 400;     // of one value
constexpr std::size_t kTagBytesMax = 2000;      // from an element's name to its '>'
constexpr std::size_t kNameBytesMin = 2;        // a shorter one is replaced in its field alone ...
constexpr std::size_t kIdentifierBytesMin = 4;  // ... since it would be found everywhere;
constexpr std::size_t kPlainWordBytesMin = 6;   // so would an account called "test"

enum class Kind { person, name, identifier };

struct Span {
  std::size_t begin;
  std::size_t end;
  Kind kind;
};

/// The elements, attributes and members that hold a person, in the messages of all seven sources,
/// the service itself and the event log.
const std::unordered_map<std::string_view, Kind>& fields() {
  static const std::unordered_map<std::string_view, Kind> kFields = {
      {"personidentitet", Kind::person},
      {"personnummer", Kind::person},
      {"Personnummer", Kind::person},
      {"IdentitetsbeteckningFysiskPerson", Kind::person},
      {"IdentificationNumber", Kind::person},
      {"Fornamn", Kind::name},
      {"Mellannamn", Kind::name},
      {"Efternamn", Kind::name},
      {"Tilltalsnamn", Kind::name},
      {"fornamn", Kind::name},
      {"mellannamn", Kind::name},
      {"efternamn", Kind::name},
      {"handlaggare", Kind::identifier},
      {"KontonamnForHandlaggare", Kind::identifier},
      {"KontonamnHandlaggare", Kind::identifier},
      {"arendeidentitet", Kind::identifier},
      {"Referensnummer", Kind::identifier},
      {"case", Kind::identifier},
  };
  return kFields;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
  return is_digit(c) || is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_name_char(char c) {
  return is_word(c) || c == '-' || c == '.';
}

std::size_t after_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

/// A quotation mark as it is written at that depth of nesting: ", \", \\\" or &quot;.
std::string_view quote_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] == '\\') ++end;
  if (end < text.size() && (text[end] == '"' || (end == at && text[end] == '\'')))
    return text.substr(at, end + 1 - at);
  for (const std::string_view entity : {"&quot;", "&#34;", "&amp;quot;"}) {
    if (text.substr(at, entity.size()) == entity) return entity;
  }
  return {};
}

/// Where markup begins: '<' itself, or escaped once or twice.
std::size_t next_markup(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (text[at] == '<') return at;
    if (text[at] == '&' && (text.substr(at, 4) == "&lt;" || text.substr(at, 8) == "&amp;lt;" ||
                            text.substr(at, 6) == "\\u003c"))
      return at;
  }
  return text.size();
}

/// The character after the tag's end, or nothing when the tag is empty or does not end.
std::optional<std::size_t> after_tag(std::string_view text, std::size_t at) {
  const std::size_t limit = std::min(text.size(), at + kTagBytesMax);
  for (; at < limit; ++at) {
    if (text[at] == '<') return std::nullopt;
    std::size_t length = 0;
    if (text[at] == '>') length = 1;
    if (text.substr(at, 4) == "&gt;") length = 4;
    if (text.substr(at, 8) == "&amp;gt;") length = 8;
    if (length == 0) continue;
    if (text[at - 1] == '/') return std::nullopt;
    return at + length;
  }
  return std::nullopt;
}

bool opens_an_element(std::string_view text, std::size_t name) {
  std::size_t at = name;
  if (at > 0 && text[at - 1] == ':') {
    --at;
    while (at > 0 && is_name_char(text[at - 1])) --at;
  }
  if (at == 0) return false;
  return text[at - 1] == '<' || (at >= 4 && text.substr(at - 4, 4) == "&lt;") ||
         (at >= 8 && text.substr(at - 8, 8) == "&amp;lt;");
}

std::optional<Span> trimmed(std::string_view text, std::size_t begin, std::size_t end, Kind kind) {
  while (begin < end && is_blank(text[begin])) ++begin;
  while (end > begin && is_blank(text[end - 1])) --end;
  if (begin == end || end - begin > kFieldBytesMax) return std::nullopt;
  return Span{begin, end, kind};
}

/// The value of the field whose name ends at `at`.
std::optional<Span> value_after(std::string_view text, std::size_t name, std::size_t at,
                                Kind kind) {
  if (opens_an_element(text, name)) {
    const auto begin = after_tag(text, at);
    if (!begin) return std::nullopt;
    return trimmed(text, *begin, next_markup(text, *begin), kind);
  }
  std::size_t from = after_blanks(text, at);
  if (from < text.size() && text[from] == '=') {
    from = after_blanks(text, from + 1);
  } else {
    const auto closing = quote_at(text, from);
    if (closing.empty()) return std::nullopt;
    from = after_blanks(text, from + closing.size());
    if (from >= text.size() || text[from] != ':') return std::nullopt;
    from = after_blanks(text, from + 1);
  }
  const auto quote = quote_at(text, from);
  if (quote.empty()) return std::nullopt;
  const std::size_t begin = from + quote.size();
  const std::size_t end = text.find(quote, begin);
  if (end == std::string_view::npos) return std::nullopt;
  return trimmed(text, begin, end, kind);
}

/// JSON says "namn" of persons and of authorities alike: it is a person's in an object that holds a
/// personnummer too.
class NamesBesideNumbers {
 public:
  explicit NamesBesideNumbers(std::vector<Span>& out) : out_(out) {}

  void open() { frames_.emplace_back(); }
  void close() {
    if (frames_.empty()) return;
    if (frames_.back().has_number)
      out_.insert(out_.end(), frames_.back().names.begin(), frames_.back().names.end());
    frames_.pop_back();
  }
  void number() {
    if (!frames_.empty()) frames_.back().has_number = true;
  }
  void name(const Span& span) {
    if (!frames_.empty()) frames_.back().names.push_back(span);
  }
  ~NamesBesideNumbers() {
    while (!frames_.empty()) close();  // a message that was cut
  }
  NamesBesideNumbers(const NamesBesideNumbers&) = delete;
  NamesBesideNumbers& operator=(const NamesBesideNumbers&) = delete;

 private:
  struct Frame {
    bool has_number = false;
    std::vector<Span> names;
  };
  std::vector<Span>& out_;
  std::vector<Frame> frames_;
};

std::vector<Span> field_values(std::string_view text) {
  std::vector<Span> spans;
  NamesBesideNumbers beside(spans);
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '{') beside.open();
    if (c == '}') beside.close();
    if (!is_letter(c) || (at > 0 && is_word(text[at - 1]))) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    const auto field = fields().find(word);
    if (field != fields().end()) {
      if (const auto span = value_after(text, at, end, field->second)) spans.push_back(*span);
      if (word == "personnummer") beside.number();
    } else if (word == "namn" && !opens_an_element(text, at)) {
      if (const auto span = value_after(text, at, end, Kind::name)) beside.name(*span);
    }
    at = end;
  }
  return spans;
}

/// The ten digits of a number by its form, and where each of them stands.
struct Number {
  std::string ten;
  std::array<std::size_t, 10> places;
};

std::optional<Number> number_of(std::string_view text, std::size_t begin, std::size_t first_length,
                                bool separated) {
  std::string digits;
  std::vector<std::size_t> places;
  const std::size_t last = separated ? 4 : 0;
  for (std::size_t i = 0; i < first_length; ++i) places.push_back(begin + i);
  for (std::size_t i = 0; i < last; ++i) places.push_back(begin + first_length + 1 + i);
  for (const std::size_t place : places) digits += text[place];
  const bool valid = digits.size() == 12
                         ? static_cast<bool>(contract::PersonIdentity::parse(digits))
                         : is_ten_digit_person(digits);
  if (!valid) return std::nullopt;
  Number number;
  number.ten = digits.substr(digits.size() - 10);
  std::copy(places.end() - 10, places.end(), number.places.begin());
  return number;
}

/// Calls `found` for each valid person's number: 12 or 10 digits, whole or with - or + before the
/// last four.
void for_each_number(std::string_view text, const std::function<void(const Number&)>& found) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::size_t length = end - at;
    const bool fraction = at >= 2 && text[at - 1] == '.' && is_digit(text[at - 2]);
    if ((length == 12 || length == 10) && !fraction) {
      if (const auto number = number_of(text, at, length, false)) found(*number);
    }
    if ((length == 8 || length == 6) && end + 4 < text.size() &&
        (text[end] == '-' || text[end] == '+')) {
      std::size_t tail = end + 1;
      while (tail < text.size() && is_digit(text[tail])) ++tail;
      if (tail - end - 1 == 4) {
        if (const auto number = number_of(text, at, length, true)) found(*number);
      }
    }
    at = end;
  }
}

/// An identifier that can be told from ordinary words, and so is replaced wherever it stands.
bool is_distinct(std::string_view identifier) {
  if (identifier.size() < kIdentifierBytesMin) return false;
  return identifier.size() >= kPlainWordBytesMin ||
         !std::all_of(identifier.begin(), identifier.end(), is_letter);
}

bool is_base64_char(char c) {
  return is_digit(c) || is_letter(c) || c == '+' || c == '/';
}

/// One run of base64: where each of its characters stands, and what it says.
struct Encoded {
  std::vector<std::size_t> places;
  std::string decoded;
};

std::optional<Encoded> decode(std::string_view text, std::vector<std::size_t> places) {
  std::string run;
  for (const std::size_t place : places) run += text[place];
  while (run.size() % 4 != 0) run += '=';
  auto decoded = crypto::from_base64(run);
  if (!decoded) return std::nullopt;
  return Encoded{std::move(places), std::move(*decoded)};
}

/// Blanks, or a line break as JSON or XML writes it.
std::size_t after_fold(std::string_view text, std::size_t at) {
  for (;;) {
    if (at < text.size() && is_blank(text[at])) {
      ++at;
    } else if (text.substr(at, 2) == "\\n" || text.substr(at, 2) == "\\r" ||
               text.substr(at, 2) == "\\t") {
      at += 2;
    } else if (text.substr(at, 5) == "&#10;" || text.substr(at, 5) == "&#13;") {
      at += 5;
    } else {
      return at;
    }
  }
}

/// Calls `found` for each run of base64, one that is folded over lines as a whole.
void for_each_base64(std::string_view text, const std::function<void(const Encoded&)>& found) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_base64_char(text[at])) {
      ++at;
      continue;
    }
    // The n of JSON's line break is none of it.
    if (at > 0 && text[at - 1] == '\\' && (text[at] == 'n' || text[at] == 'r' || text[at] == 't'))
      ++at;
    std::size_t end = at;
    while (end < text.size() && is_base64_char(text[end])) ++end;
    const std::size_t line = end - at;
    if (line < kBase64Min) {
      at = std::max(end, at + 1);
      continue;
    }
    std::vector<std::size_t> places;
    std::size_t from = at;
    for (;;) {
      end = from;
      while (end < text.size() && is_base64_char(text[end])) ++end;
      for (std::size_t i = from; i < end; ++i) places.push_back(i);
      const std::size_t next = after_fold(text, end);
      const bool folded = line >= kFoldedLineMin && end - from == line && next > end &&
                          next < text.size() && is_base64_char(text[next]);
      if (!folded) break;
      from = next;
    }
    if (const auto encoded = decode(text, std::move(places))) found(*encoded);
    at = end;
  }
}

std::vector<std::string> words_of_name(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : name) {
    if (is_word(c) || c == '\'') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

// The ways in which a text stands in another. Each writes letter by letter, so that a pseudonym
// takes the room of its original.
std::string each_code(std::string_view text,
                      const std::function<std::string(std::uint32_t)>& write) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    std::uint32_t code = first;
    std::size_t length = 1;
    if (first >= 0xC0 && first < 0xE0 && at + 1 < text.size()) {
      code = ((first & 0x1FU) << 6U) | (static_cast<unsigned char>(text[at + 1]) & 0x3FU);
      length = 2;
    } else if (first >= 0xE0 && first < 0xF0 && at + 2 < text.size()) {
      code = ((first & 0x0FU) << 12U) | ((static_cast<unsigned char>(text[at + 1]) & 0x3FU) << 6U) |
             (static_cast<unsigned char>(text[at + 2]) & 0x3FU);
      length = 3;
    }
    out += write(code);
    at += length;
  }
  return out;
}

std::string percent(std::string_view text, const char* form) {
  std::string out;
  for (const char c : text) {
    const bool plain = is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_' || c == '~';
    out += plain ? std::string(1, c)
                 : fmt::format(fmt::runtime(form),
                               static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string ascii_or(std::uint32_t code, const std::string& otherwise) {
  return code < 0x80 ? std::string(1, static_cast<char>(code)) : otherwise;
}

std::string json_form(std::string_view text, const char* form) {
  return each_code(text, [form](std::uint32_t code) -> std::string {
    if (code == '"' || code == '\\' || code == '/') return {'\\', static_cast<char>(code)};
    return ascii_or(code, fmt::format(fmt::runtime(form), code));
  });
}

std::string xml_form(std::string_view text, const char* form) {
  return each_code(text, [form](std::uint32_t code) -> std::string {
    switch (code) {
      case '&':
        return "&amp;";
      case '<':
        return "&lt;";
      case '>':
        return "&gt;";
      case '"':
        return "&quot;";
      default:
        return ascii_or(code, fmt::format(fmt::runtime(form), code));
    }
  });
}

/// Latin-1 and UTF-16; nothing when a letter does not fit.
std::string wide(std::string_view text, bool big_endian) {
  return each_code(text, [big_endian](std::uint32_t code) -> std::string {
    const auto high = static_cast<char>(code >> 8U);
    const auto low = static_cast<char>(code & 0xFFU);
    return big_endian ? std::string{high, low} : std::string{low, high};
  });
}
std::string latin_1(std::string_view text) {
  return each_code(text,
                   [](std::uint32_t code) { return std::string(1, static_cast<char>(code)); });
}

std::string only_markup_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string only_json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::vector<std::string> forms_of(std::string_view text) {
  return {std::string(text),
          only_markup_escaped(text),
          only_markup_escaped(only_markup_escaped(text)),
          only_json_escaped(text),
          xml_form(text, "&#{};"),
          xml_form(text, "&#x{:X};"),
          xml_form(text, "&#x{:x};"),
          json_form(text, "\\u{:04x}"),
          json_form(text, "\\u{:04X}"),
          percent(text, "%{:02X}"),
          percent(text, "%{:02x}"),
          latin_1(text),
          wide(text, true),
          wide(text, false)};
}

/// A blank before the word, as text, JSON or a URL writes it; the start of a text counts as one.
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0 || !is_word(text[at - 1])) return true;
  if (at >= 2 && text[at - 2] == '\\' &&
      (text[at - 1] == 'n' || text[at - 1] == 'r' || text[at - 1] == 't'))
    return true;
  return at >= 3 && text[at - 3] == '%';
}

/// Part of a tag's or a member's name rather than a value.
bool is_markup(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t at = begin;
  while (at > 0 && (is_name_char(text[at - 1]) || text[at - 1] == ':')) --at;
  if (at > 0 && text[at - 1] == '/') --at;
  const bool tag = (at > 0 && text[at - 1] == '<') ||
                   (at >= 4 && text.substr(at - 4, 4) == "&lt;") ||
                   (at >= 8 && text.substr(at - 8, 8) == "&amp;lt;");
  if (tag) return true;
  std::size_t after = end;
  while (after < text.size() && is_name_char(text[after])) ++after;
  const std::size_t mark = after_blanks(text, after);
  if (mark < text.size() && text[mark] == '=' && !quote_at(text, mark + 1).empty()) return true;
  const auto closing = quote_at(text, after);
  if (closing.empty()) return false;
  const std::size_t colon = after_blanks(text, after + closing.size());
  return colon < text.size() && text[colon] == ':';
}

void overwrite(std::string& out, std::size_t at, std::string_view with) {
  out.replace(at, with.size(), with);
}

}  // namespace

void Redactor::collect(std::string_view text, int depth) {
  for_each_number(text, [this](const Number& number) { pseudonyms_.forbid(number.ten); });
  for (const Span& span : field_values(text)) {
    const std::string value(text.substr(span.begin, span.end - span.begin));
    if (span.kind == Kind::name) {
      for (auto& word : words_of_name(value)) names_.insert(std::move(word));
      continue;
    }
    bool valid = false;
    if (span.kind == Kind::person)
      for_each_number(value, [&valid](const Number&) { valid = true; });
    const bool speaks = std::any_of(value.begin(), value.end(), is_word);
    if (!valid && speaks) identifiers_.insert(value);
  }
  if (depth == kDepthMax) return;
  for_each_base64(text, [this, depth](const Encoded& run) { collect(run.decoded, depth + 1); });
}

void Redactor::add_values(const std::string& original, const std::string& replacement,
                          bool whole_word) {
  const auto from = forms_of(original);
  const auto to = forms_of(replacement);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i].size() != to[i].size() || from[i].size() < 2) continue;
    const bool repeated = std::find(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(i),
                                    from[i]) != from.begin() + static_cast<std::ptrdiff_t>(i);
    if (!repeated) values_.push_back({from[i], to[i], whole_word});
  }
}

void Redactor::prepare() {
  for (const std::string& word : names_) {
    if (word.size() < kNameBytesMin) continue;
    add_values(word, pseudonyms_.name(word), true);
    const std::string loud = in_capitals(word);
    if (loud != word) add_values(loud, pseudonyms_.name(loud), true);
  }
  for (const std::string& identifier : identifiers_) {
    if (!is_distinct(identifier)) continue;
    add_values(identifier, pseudonyms_.shape(identifier), true);
  }
  for (const std::string& ten : pseudonyms_.persons()) {
    // Also where other digits stand beside it, which the form alone cannot tell.
    for (const char* century : {"18", "19", "20"})
      add_values(century + ten, century + pseudonyms_.person(ten), false);
  }
  // The longer win where two overlap: they are written last.
  std::stable_sort(values_.begin(), values_.end(),
                   [](const Value& a, const Value& b) { return a.from.size() < b.from.size(); });
  for (std::uint32_t i = 0; i < values_.size(); ++i) {
    const auto first = static_cast<unsigned char>(values_[i].from[0]);
    const auto second = static_cast<unsigned char>(values_[i].from[1]);
    by_start_[(static_cast<std::size_t>(first) << 8U) | second].push_back(i);
  }
}

std::string Redactor::rewrite(std::string_view text, int depth) {
  std::string out(text);
  if (depth < kDepthMax) replace_base64(text, out, depth);
  replace_fields(text, out);
  replace_values(text, out);
  replace_numbers(text, out);
  return out;
}

void Redactor::replace_base64(std::string_view text, std::string& out, int depth) {
  for_each_base64(text, [&](const Encoded& run) {
    const std::string changed = rewrite(run.decoded, depth + 1);
    if (changed == run.decoded) return;
    const std::string encoded = crypto::base64(changed);
    for (std::size_t i = 0; i < run.places.size(); ++i) out[run.places[i]] = encoded[i];
  });
}

void Redactor::replace_numbers(std::string_view text, std::string& out) {
  for_each_number(text, [&](const Number& number) {
    const std::string& instead = pseudonyms_.person(number.ten);
    for (std::size_t i = 0; i < number.places.size(); ++i) out[number.places[i]] = instead[i];
  });
}

void Redactor::replace_fields(std::string_view text, std::string& out) {
  for (const Span& span : field_values(text)) {
    const auto value = text.substr(span.begin, span.end - span.begin);
    if (span.kind == Kind::name) {
      for (std::size_t at = 0; at < value.size();) {
        std::size_t end = at;
        while (end < value.size() && (is_word(value[end]) || value[end] == '\'')) ++end;
        if (end > at) overwrite(out, span.begin + at, pseudonyms_.name(value.substr(at, end - at)));
        at = end + 1;
      }
    } else if (identifiers_.contains(std::string(value))) {
      overwrite(out, span.begin, pseudonyms_.shape(value));
    }
  }
}

void Redactor::replace_values(std::string_view text, std::string& out) const {
  std::vector<std::pair<std::uint32_t, std::size_t>> hits;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    const auto start = (static_cast<std::size_t>(static_cast<unsigned char>(text[at])) << 8U) |
                       static_cast<unsigned char>(text[at + 1]);
    for (const std::uint32_t index : by_start_[start]) {
      const Value& value = values_[index];
      if (text.substr(at, value.from.size()) != value.from) continue;
      const std::size_t end = at + value.from.size();
      if (value.whole_word) {
        const bool ends = end == text.size() || !is_word(text[end]);
        if (!ends || !begins_word(text, at) || is_markup(text, at, end)) continue;
      }
      hits.emplace_back(index, at);
    }
  }
  std::stable_sort(hits.begin(), hits.end(), [this](const auto& a, const auto& b) {
    return values_[a.first].from.size() < values_[b.first].from.size();
  });
  for (const auto& [index, at] : hits) overwrite(out, at, values_[index].to);
}

std::string Redactor::remaining(std::string_view text, int depth) const {
  std::string found;
  for_each_number(text, [&](const Number& number) {
    if (pseudonyms_.persons().contains(number.ten)) found = "a person's number";
  });
  const auto stands_alone = [text](std::size_t at, std::size_t length) {
    const bool before = at > 0 && is_word(text[at - 1]);
    const bool after = at + length < text.size() && is_word(text[at + length]);
    return !before && !after && !is_markup(text, at, at + length);
  };
  const auto search = [&](const std::string& value, const char* what) {
    for (auto at = text.find(value); at != std::string_view::npos && found.empty();
         at = text.find(value, at + 1)) {
      if (stands_alone(at, value.size())) found = what;
    }
  };
  for (const std::string& name : names_) {
    if (found.empty() && name.size() >= kNameBytesMin) search(name, "a name");
  }
  for (const std::string& identifier : identifiers_) {
    if (found.empty() && is_distinct(identifier)) search(identifier, "a case or a case worker");
  }
  if (!found.empty() || depth == kDepthMax) return found;
  for_each_base64(text, [&](const Encoded& run) {
    if (found.empty()) found = remaining(run.decoded, depth + 1);
  });
  return found;
}

}  // namespace provbank::results
