#include "harness/generate/refusal.hpp"

#include <algorithm>

namespace provbank::generate {
namespace {

/// Words of the validator that tell the kind of rule; any of them will do.
std::vector<std::string_view> words_of_validator(Rule rule, bool json) {
  switch (rule) {
    case Rule::min_occurs:
      if (json) return {"Missing required property"};
      return {"Missing child element", "This element is not expected"};
    case Rule::max_occurs:
      if (json) return {"no more than"};
      return {"This element is not expected", "No more elements", "is not allowed"};
    case Rule::order:
    case Rule::one_branch:
    case Rule::known_element:
    case Rule::other_name_space:
      return {"This element is not expected", "No content", "content is not allowed",
              "Element content is not allowed"};
    case Rule::some_branch:
      return {"Missing child element"};
    case Rule::no_text:
      return {"haracter content"};
    case Rule::no_elements:
      return {"Element content is not allowed"};
    case Rule::type:
    case Rule::range:
      if (json) return {"type"};
      return {"is not a valid value of the"};
    case Rule::pattern:
      return {json ? "does not match the pattern" : "[facet 'pattern']"};
    case Rule::enumeration:
      return {json ? "enum" : "[facet 'enumeration']"};
    case Rule::length:
      return {"[facet 'length']"};
    case Rule::min_length:
      return {"[facet 'minLength']"};
    case Rule::max_length:
      return {"[facet 'maxLength']"};
    case Rule::minimum:
      return {json ? "greater than or equal" : "[facet 'minInclusive']"};
    case Rule::maximum:
      return {json ? "less than or equal" : "[facet 'maxInclusive']"};
    case Rule::required_attribute:
      return {"is required but missing"};
    case Rule::known_attribute:
      return {"is not allowed"};
    case Rule::nil:
      return {"'nilled'"};
    case Rule::format:
      return {"is no date"};
    case Rule::unique_items:
      return {"unique"};
    default:
      return {};
  }
}

bool says_any(const std::string& problem, const std::vector<std::string_view>& words) {
  return std::ranges::any_of(
      words, [&problem](std::string_view word) { return problem.find(word) != problem.npos; });
}

/// JSON: the pointer that the message begins with. XML: the name in quotation marks.
bool at_place(const Case& invalid, const std::string& problem, bool json) {
  return std::ranges::any_of(invalid.names, [&](const std::string& name) {
    if (!json) return problem.find("'" + name + "'") != problem.npos;
    return problem.starts_with((name.empty() ? "(root)" : name) + ":");
  });
}

}  // namespace

std::optional<std::string> another_reason(const Case& invalid,
                                          const std::vector<std::string>& problems) {
  if (problems.empty()) return "the document was not refused";
  const bool json = !invalid.document.starts_with("<");
  const auto words = words_of_validator(invalid.rule, json);
  const bool found = std::ranges::any_of(problems, [&](const std::string& problem) {
    return says_any(problem, words) && at_place(invalid, problem, json);
  });
  if (found) return std::nullopt;
  std::string all;
  for (const auto& problem : problems) all += (all.empty() ? "" : " | ") + problem;
  return all;
}

std::optional<std::string> another_place(const Case& invalid,
                                         const std::vector<std::string>& problems) {
  const auto found = std::ranges::find_if(problems, [&invalid](const std::string& problem) {
    return !at_place(invalid, problem, false);
  });
  return found == problems.end() ? std::nullopt : std::optional(*found);
}

}  // namespace provbank::generate
