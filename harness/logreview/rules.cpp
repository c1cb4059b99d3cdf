#include "harness/logreview/rules.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "contract/xml_file.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/schema.hpp"
#include "platform/xml/tree.hpp"

namespace provbank::logreview {
namespace {

constexpr std::size_t kRuleFileBytesMax = 1U << 20U;

using xml::TreeElement;

std::string value(const TreeElement& element, std::string_view name) {
  const auto* found = element.attribute(name);
  return found == nullptr ? std::string() : contract::token(*found);
}

// The schema has seen to it that these are numbers within their limits.
std::size_t count(const TreeElement& element, std::string_view name) {
  const std::string text = value(element, name);
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

double factor(const TreeElement& element, std::string_view name) {
  const std::string text = value(element, name);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// "07:30", as the schema has it.
std::chrono::minutes clock(const TreeElement& element, std::string_view name) {
  const std::string text = value(element, name);
  int hours = 0;
  int minutes = 0;
  std::from_chars(text.data(), text.data() + 2, hours);
  std::from_chars(text.data() + 3, text.data() + 5, minutes);
  return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

std::optional<RuleKind> kind_of(const TreeElement& e) {
  if (e.name == "new-worker") return NewWorker{count(e, "learning-days"), count(e, "persons")};
  if (e.name == "many-persons") return ManyPersons{count(e, "persons")};
  if (e.name == "odd-hours") {
    return OddHours{clock(e, "opens"), clock(e, "closes"), count(e, "questions")};
  }
  if (e.name == "closed-days") return ClosedDays{count(e, "questions")};
  if (e.name == "own-history") {
    return OwnHistory{count(e, "days"), factor(e, "times"), count(e, "questions")};
  }
  if (e.name == "peers") {
    return Peers{count(e, "peers"), factor(e, "times"), count(e, "questions")};
  }
  if (e.name == "burst") {
    return Burst{count(e, "questions"),
                 std::chrono::minutes(static_cast<int>(count(e, "minutes")))};
  }
  if (e.name == "repeated-person") {
    return RepeatedPerson{count(e, "questions"), count(e, "days"), value(e, "by") != "anyone"};
  }
  if (e.name == "several-organisations") {
    return SeveralOrganisations{count(e, "organisations"), count(e, "days")};
  }
  if (e.name == "refused-caller") return RefusedCaller{count(e, "refusals")};
  if (e.name == "log-readings") return LogReadings{count(e, "readings")};
  return std::nullopt;
}

/// What a schema cannot say.
std::string problem_of(const Rule& rule) {
  if (const auto* hours = std::get_if<OddHours>(&rule.kind); hours != nullptr) {
    if (hours->opens >= hours->closes) return "opens must be earlier than closes";
  }
  return {};
}

}  // namespace

Result<std::vector<Rule>> load_rules(const std::filesystem::path& file,
                                     const std::filesystem::path& schema) {
  const auto text = read_file(file, kRuleFileBytesMax);
  if (!text) return text.error();
  const auto compiled = xml::Schema::load(schema);
  if (!compiled) return compiled.error();
  const auto problems = compiled->problems(*text, {}, xml::Values::shown);
  if (!problems.empty()) return at(file.string(), fail(Errc::invalid, xml::to_string(problems)));
  const auto root = xml::parse_tree(*text);
  if (!root) return at(file.string(), root.error());
  std::vector<Rule> rules;
  std::string wrong;
  for (const auto& element : root->children) {
    Rule rule{
        .id = value(element, "id"), .clause = value(element, "clause"), .text = {}, .kind = {}};
    for (const auto& part : element.children) {
      if (part.name == "sv") rule.text.sv = contract::token(part.text);
      if (part.name == "en") rule.text.en = contract::token(part.text);
      if (auto kind = kind_of(part)) rule.kind = *kind;
    }
    if (const auto problem = problem_of(rule); !problem.empty()) {
      wrong += fmt::format("{}line {}: rule {}: {}", wrong.empty() ? "" : "\n", element.line,
                           rule.id, problem);
    }
    rules.push_back(std::move(rule));
  }
  if (!wrong.empty()) return at(file.string(), fail(Errc::invalid, wrong));
  return rules;
}

}  // namespace provbank::logreview
