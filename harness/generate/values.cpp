#include "harness/generate/values.hpp"

#include <algorithm>
#include <array>

#include "harness/generate/pattern.hpp"

namespace provbank::generate {
namespace {

/// A built-in type: a value, and one that is none but nearly.
struct Builtin {
  std::string_view name;
  std::string_view sample;
  std::string_view wrong;  // empty: any text is a value
  std::string_view largest = {};
  std::string_view too_large = {};
};

constexpr std::array kBuiltins = {
    Builtin{"string", "a", ""},
    Builtin{"normalizedString", "a", ""},
    Builtin{"anyURI", "urn:a", ""},
    Builtin{"date", "2026-01-15", "2026-02-30"},
    Builtin{"dateTime", "2026-01-15T10:00:00Z", "2026-01-15 10:00:00"},
    Builtin{"boolean", "false", "ja"},
    Builtin{"int", "1", "1,5", "2147483647", "2147483648"},
    Builtin{"short", "1", "1,5", "32767", "32768"},
    Builtin{"integer", "1", "1,5"},
    Builtin{"decimal", "1", "1,5"},
    Builtin{"base64Binary", "AA==", "A"},
};

const Builtin* builtin(const std::string& name) {
  const auto found = std::ranges::find(kBuiltins, name, &Builtin::name);
  return found == kBuiltins.end() ? nullptr : &*found;
}

/// Characters, not bytes.
std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// So long, by repeating what it ends with.
std::string stretched(std::string text, std::size_t length) {
  const std::string last = text.empty() ? "a" : text.substr(text.size() - 1);
  while (length_of(text) < length) text += last;
  return text;
}

std::string cut(const std::string& text, std::size_t length) {
  return text.substr(0, std::min(length, text.size()));
}

bool matches_all(const SimpleType& type, const std::string& value) {
  return std::ranges::all_of(type.patterns, [&value](const std::string& pattern) {
    return pattern_matches(pattern, value, Anchors::whole);
  });
}

bool length_fits(const SimpleType& type, const std::string& value) {
  const std::size_t length = length_of(value);
  return (!type.length || length == *type.length) &&
         (!type.min_length || length >= *type.min_length) &&
         (!type.max_length || length <= *type.max_length);
}

/// Breaks the form and keeps the length, so that nothing but the form is wrong.
std::optional<std::string> against_pattern(const SimpleType& type, const std::string& usual) {
  for (const char c : {'x', '#', '0', ' '}) {
    for (const std::size_t at : {usual.size(), std::size_t{1}}) {
      if (usual.empty() || at > usual.size()) continue;
      std::string other = usual;
      other[at - 1] = c;
      if (!matches_all(type, other) && length_fits(type, other)) return other;
    }
  }
  return std::nullopt;
}

std::string outside_list(const SimpleType& type) {
  std::string other = "X";
  if (type.length) other = stretched(other, *type.length);
  if (type.min_length) other = stretched(other, *type.min_length);
  while (std::ranges::find(type.enumeration, other) != type.enumeration.end()) other += "X";
  return other;
}

/// A value of that length which the other facets let through; else the usual one.
std::string of_length(const SimpleType& type, const std::string& usual, std::size_t length) {
  for (const std::string& candidate : {usual, stretched(usual, length), cut(usual, length)}) {
    if (length_of(candidate) == length && fits(type, candidate)) return candidate;
  }
  return usual;
}

void length_points(const SimpleType& type, const std::string& usual, std::vector<ValuePoint>& out) {
  if (type.length) {
    out.push_back(
        {.rule = Rule::length, .valid = usual, .invalid = stretched(usual, *type.length + 1)});
  }
  if (type.min_length && *type.min_length > 0) {
    out.push_back({.rule = Rule::min_length,
                   .valid = of_length(type, usual, *type.min_length),
                   .invalid = cut(usual, *type.min_length - 1)});
  }
  if (type.max_length) {
    out.push_back({.rule = Rule::max_length,
                   .valid = of_length(type, usual, *type.max_length),
                   .invalid = stretched(usual, *type.max_length + 1)});
  }
}

/// libxml2 does not take white space around dates and sized integers away before it looks at them,
/// although XSD says that it must. The reference and the bench both validate with it, so neither
/// can tell who is right.
const Bilingual kNotTrimmed = {
    "Mellanrum kring datum och heltal är tillåtna, men det bibliotek som Provbänk prövar scheman "
    "med "
    "godtar dem inte.",
    "White space around dates and integers is allowed, but the library with which Provbänk checks "
    "schemas does not accept it."};

void add_white_space(const SimpleType& type, const std::string& usual,
                     std::vector<ValuePoint>& out) {
  constexpr std::array<std::string_view, 4> kNotTrimmedTypes = {"date", "dateTime", "int", "short"};
  ValuePoint point{.rule = Rule::white_space, .valid = "\n  " + usual + "\t", .invalid = {}};
  if (std::ranges::find(kNotTrimmedTypes, type.builtin) != kNotTrimmedTypes.end())
    point.why_not = kNotTrimmed;
  out.push_back(std::move(point));
}

}  // namespace

bool fits(const SimpleType& type, const std::string& value) {
  const bool listed = type.enumeration.empty() ||
                      std::ranges::find(type.enumeration, value) != type.enumeration.end();
  return listed && length_fits(type, value) && matches_all(type, value);
}

Result<std::string> sample(const SimpleType& type) {
  const Builtin* kind = builtin(type.builtin);
  if (kind == nullptr)
    return fail(Errc::unsupported,
                "the type xs:" + type.builtin + " is not known to the generator");
  std::vector<std::string> candidates = type.enumeration;
  if (type.min_inclusive) candidates.push_back(std::to_string(*type.min_inclusive));
  for (const auto& pattern : type.patterns) {
    auto text = shortest_match(pattern);
    if (!text) return text;
    candidates.push_back(*text);
    if (type.min_length) candidates.push_back(stretched(*text, *type.min_length));
  }
  candidates.emplace_back(kind->sample);
  const std::size_t least = type.length.value_or(type.min_length.value_or(1));
  candidates.push_back(stretched("a", least));
  const auto found = std::ranges::find_if(
      candidates, [&type](const std::string& candidate) { return fits(type, candidate); });
  if (found == candidates.end())
    return fail(Errc::unsupported, "no value was found that fits the type");
  return *found;
}

std::vector<ValuePoint> value_points(const SimpleType& type, const std::string& usual) {
  std::vector<ValuePoint> out;
  const Builtin* kind = builtin(type.builtin);
  if (kind != nullptr && !kind->wrong.empty())
    out.push_back({.rule = Rule::type, .valid = usual, .invalid = std::string(kind->wrong)});
  const bool bounded = type.min_inclusive || type.max_inclusive;
  if (kind != nullptr && !kind->largest.empty() && !bounded) {
    out.push_back({.rule = Rule::range,
                   .valid = std::string(kind->largest),
                   .invalid = std::string(kind->too_large)});
  }
  if (!type.patterns.empty()) {
    out.push_back({.rule = Rule::pattern, .valid = usual, .invalid = against_pattern(type, usual)});
  }
  if (!type.enumeration.empty()) {
    out.push_back({.rule = Rule::enumeration, .valid = usual, .invalid = outside_list(type)});
    for (const auto& value : type.enumeration)
      out.push_back({.rule = Rule::value, .variant = value, .valid = value, .invalid = {}});
  }
  length_points(type, usual, out);
  if (type.min_inclusive) {
    out.push_back({.rule = Rule::minimum,
                   .valid = std::to_string(*type.min_inclusive),
                   .invalid = std::to_string(*type.min_inclusive - 1)});
  }
  if (type.max_inclusive) {
    out.push_back({.rule = Rule::maximum,
                   .valid = std::to_string(*type.max_inclusive),
                   .invalid = std::to_string(*type.max_inclusive + 1)});
  }
  if (type.builtin == "boolean") {
    for (const char* value : {"true", "false", "1", "0"})
      out.push_back({.rule = Rule::value, .variant = value, .valid = value, .invalid = {}});
  }
  if (type.collapses) add_white_space(type, usual, out);
  return out;
}

}  // namespace provbank::generate
