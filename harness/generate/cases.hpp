// What is made from a schema: for each point at which it says something, a document that keeps to
// it and one that breaks it there and nowhere else. docs/decisions/generated-cases.md says what a
// point is and what coverage means.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/text/language.hpp"

namespace provbank::generate {

/// What kind of thing the schema says at a point.
enum class Rule {
  // Rules: each can be broken.
  min_occurs,
  max_occurs,
  order,
  one_branch,        // of a choice no more than one
  some_branch,       // of a choice not none
  known_element,     // nothing beside what is named
  other_name_space,  // a wildcard that takes other namespaces than the schema's own
  no_text,           // where only elements may stand
  no_elements,       // where only a value may stand
  type,
  range,  // of a number type, by its size
  pattern,
  enumeration,
  length,
  min_length,
  max_length,
  minimum,
  maximum,
  required_attribute,
  known_attribute,
  nil,
  format,
  unique_items,
  // Freedoms: whoever refuses them is wrong, and nothing can break them.
  optional,
  repeated,
  branch,
  any_element,
  any_attribute,
  default_value,
  white_space,
  value
};

/// "min-occurs", "pattern" ...: in the cases' ids.
std::string_view name(Rule rule);
/// "ett element saknas" ...: what is wrong with a document that breaks the rule, or what is special
/// with one that uses the freedom.
const Bilingual& words(Rule rule);
bool breakable(Rule rule);

struct Case {
  /// "so-svar:/GetUnemploymentBenefitPaymentResponse/From@type-": schema, place, rule, variant
  /// where a place has several, and + for valid or - for invalid. The same as long as the schema
  /// is.
  std::string id;
  std::string path;  // "/a/b/c"; an attribute's ends in "/@name"; for JSON a pointer
  Rule rule{};
  bool valid{};
  std::string document;
  /// Of an invalid one: the names that a reason for its refusal may point at (the element or its
  /// neighbour, whichever a validator comes upon first), most telling first ...
  std::vector<std::string> names;
  /// ... and the valid case that differs from it in this point alone.
  std::string twin;
};

/// One point of a schema, and the cases that show it.
struct Point {
  std::string id;  // as a case's, without its sign
  Rule rule{};
  bool valid = false;    // there is a valid case
  bool invalid = false;  // there is an invalid case
  Bilingual why_not;     // when a case lacks

  bool covered() const { return valid && (invalid || !breakable(rule)); }
};

struct CaseSet {
  std::string schema;
  /// Points may share a valid document; it is listed once, under the first.
  std::vector<Case> cases;
  std::vector<Point> points;

  const Case* find(std::string_view id) const;
  std::size_t covered() const;
};

/// What the values of a document should be where the schema leaves them open, so that it means
/// something to the party it is sent to.
struct Example {
  std::string document;                       // followed where it has the element; may be empty
  std::map<std::string, std::string> values;  // by name of an element or attribute, elsewhere
  std::set<std::string> keep;  // optional elements that always stand, but where a case is about
                               // their absence
};

inline constexpr std::size_t kCasesMax = 20'000;  // of one schema

/// Gathers cases, each valid document once.
class CaseGatherer {
 public:
  explicit CaseGatherer(std::string schema);

  struct At {
    std::string path;
    Rule rule{};
    std::string variant{};  // where a place has several of a rule
  };
  /// A rule kept and broken.
  void add(const At& at, std::string valid, std::string invalid, std::vector<std::string> names);
  /// A freedom used.
  void add(const At& at, std::string valid);
  /// A point without cases, or with only a valid one.
  void add_uncovered(const At& at, std::optional<std::string> valid, Bilingual why);

  CaseSet finish() && { return std::move(set_); }

 private:
  std::string point_id(const At& at) const;
  std::string keep_valid(const At& at, const std::string& id, std::string document);

  CaseSet set_;
  std::map<std::string, std::string, std::less<>> valid_;  // document -> its case's id
};

}  // namespace provbank::generate
