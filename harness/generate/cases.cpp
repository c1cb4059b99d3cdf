#include "harness/generate/cases.hpp"

#include <algorithm>
#include <array>

#include "platform/base/result.hpp"

namespace provbank::generate {
namespace {

struct Row {
  Rule rule;
  std::string_view name;
  Bilingual words;
};

const std::array kRows = {
    Row{Rule::min_occurs,
        "min-occurs",
        {"något som måste finnas saknas", "something required is missing"}},
    Row{Rule::max_occurs,
        "max-occurs",
        {"något står för många gånger", "something stands too many times"}},
    Row{Rule::order, "order", {"två element har bytt plats", "two elements have changed places"}},
    Row{Rule::one_branch, "one-branch", {"två alternativ på en gång", "two alternatives at once"}},
    Row{Rule::some_branch, "some-branch", {"inget av alternativen", "none of the alternatives"}},
    Row{Rule::known_element, "known-element", {"ett okänt element", "an unknown element"}},
    Row{Rule::other_name_space,
        "other-namespace",
        {"ett okänt element i schemats egen namnrymd",
         "an unknown element in the schema's own namespace"}},
    Row{Rule::no_text,
        "no-text",
        {"text där bara element får stå", "text where only elements may stand"}},
    Row{Rule::no_elements,
        "no-elements",
        {"ett element där bara ett värde får stå", "an element where only a value may stand"}},
    Row{Rule::type, "type", {"ett värde av fel typ", "a value of the wrong type"}},
    Row{Rule::range,
        "range",
        {"ett tal som inte ryms i sin typ", "a number that its type has no room for"}},
    Row{Rule::pattern, "pattern", {"ett värde av fel form", "a value of the wrong form"}},
    Row{Rule::enumeration, "enumeration", {"ett värde utanför listan", "a value outside the list"}},
    Row{Rule::length, "length", {"ett värde av fel längd", "a value of the wrong length"}},
    Row{Rule::min_length, "min-length", {"ett för kort värde", "a value that is too short"}},
    Row{Rule::max_length, "max-length", {"ett för långt värde", "a value that is too long"}},
    Row{Rule::minimum, "minimum", {"ett för litet tal", "a number that is too small"}},
    Row{Rule::maximum, "maximum", {"ett för stort tal", "a number that is too large"}},
    Row{Rule::required_attribute,
        "required-attribute",
        {"ett attribut som måste finnas saknas", "a required attribute is missing"}},
    Row{Rule::known_attribute, "known-attribute", {"ett okänt attribut", "an unknown attribute"}},
    Row{Rule::nil,
        "nil",
        {"ett värde i något som sägs vara tomt (xsi:nil)",
         "a value in what is said to be empty (xsi:nil)"}},
    Row{Rule::format,
        "format",
        {"ett datum eller en tid som inte finns", "a date or a time that does not exist"}},
    Row{Rule::unique_items,
        "unique-items",
        {"samma sak två gånger i en lista", "the same thing twice in a list"}},
    Row{Rule::optional,
        "optional",
        {"något valfritt, med eller utan", "something optional, with or without"}},
    Row{Rule::repeated,
        "repeated",
        {"något som får upprepas, tre gånger", "something that may be repeated, three times"}},
    Row{Rule::branch, "branch", {"ett av alternativen", "one of the alternatives"}},
    Row{Rule::any_element,
        "any-element",
        {"ett främmande element där schemat släpper fram det",
         "a foreign element where the schema lets it through"}},
    Row{Rule::any_attribute,
        "any-attribute",
        {"ett främmande attribut där schemat släpper fram det",
         "a foreign attribute where the schema lets it through"}},
    Row{Rule::default_value,
        "default",
        {"ett tomt element som har ett förvalt värde",
         "an empty element that has a default value"}},
    Row{Rule::white_space,
        "white-space",
        {"mellanrum runt ett värde där de inget betyder",
         "white space around a value where it means nothing"}},
    Row{Rule::value, "value", {"ett av de tillåtna värdena", "one of the values allowed"}},
};

const Row& row(Rule rule) {
  return *std::ranges::find(kRows, rule, &Row::rule);  // the table names every enumerator
}

}  // namespace

std::string_view name(Rule rule) {
  return row(rule).name;
}
const Bilingual& words(Rule rule) {
  return row(rule).words;
}
bool breakable(Rule rule) {
  return rule < Rule::optional;
}

const Case* CaseSet::find(std::string_view id) const {
  const auto found = std::ranges::find(cases, id, &Case::id);
  return found == cases.end() ? nullptr : &*found;
}

std::size_t CaseSet::covered() const {
  return static_cast<std::size_t>(std::ranges::count_if(points, &Point::covered));
}

CaseGatherer::CaseGatherer(std::string schema) {
  set_.schema = std::move(schema);
}

std::string CaseGatherer::point_id(const At& at) const {
  std::string id = set_.schema + ":" + at.path + "@" + std::string(name(at.rule));
  return at.variant.empty() ? id : id + "=" + at.variant;
}

std::string CaseGatherer::keep_valid(const At& at, const std::string& id, std::string document) {
  if (set_.cases.size() >= kCasesMax) {
    throw ErrorException(
        fail(Errc::too_large, set_.schema + ": more than " + std::to_string(kCasesMax) + " cases"));
  }
  const auto [known, fresh] = valid_.try_emplace(document, id + "+");
  if (fresh) {
    set_.cases.push_back({.id = id + "+",
                          .path = at.path,
                          .rule = at.rule,
                          .valid = true,
                          .document = std::move(document),
                          .names = {},
                          .twin = {}});
  }
  return known->second;
}

void CaseGatherer::add(const At& at, std::string valid, std::string invalid,
                       std::vector<std::string> names) {
  const std::string id = point_id(at);
  std::string twin = keep_valid(at, id, std::move(valid));
  set_.cases.push_back({.id = id + "-",
                        .path = at.path,
                        .rule = at.rule,
                        .valid = false,
                        .document = std::move(invalid),
                        .names = std::move(names),
                        .twin = std::move(twin)});
  set_.points.push_back({.id = id, .rule = at.rule, .valid = true, .invalid = true, .why_not = {}});
}

void CaseGatherer::add(const At& at, std::string valid) {
  const std::string id = point_id(at);
  keep_valid(at, id, std::move(valid));
  set_.points.push_back(
      {.id = id, .rule = at.rule, .valid = true, .invalid = false, .why_not = {}});
}

void CaseGatherer::add_uncovered(const At& at, std::optional<std::string> valid, Bilingual why) {
  const std::string id = point_id(at);
  const bool has_valid = valid.has_value();
  if (valid) keep_valid(at, id, std::move(*valid));
  set_.points.push_back(
      {.id = id, .rule = at.rule, .valid = has_valid, .invalid = false, .why_not = std::move(why)});
}

}  // namespace provbank::generate
