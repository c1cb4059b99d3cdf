// The seam of judgement: one check, one function from evidence to outcome.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/evidence/evidence.hpp"
#include "harness/evidence/finding.hpp"

namespace provbank::checks {

/// A check's element in a scenario: its attributes as written (the scenario schema has already
/// checked their form). `of` restricts it to the questions of one step.
using Parameters = std::map<std::string, std::string, std::less<>>;

/// Who a verdict of this check is about.
enum class Party { driftspart, kommun, uppgiftslamnare };

class Check {
 public:
  virtual ~Check() = default;
  /// Pure: same evidence, same outcome. A question it cannot judge makes it untestable with the
  /// reason; it throws only when the tool itself is broken (the runner turns that into tool-error).
  virtual evidence::Outcome run(const evidence::Evidence& evidence) const = 0;
};

struct CheckKind {
  std::string_view name;                  // the element's name
  std::vector<std::string_view> clauses;  // that it may verify
  Party party;
  Bilingual description;
  /// `invalid` names the attribute that is wrong.
  std::function<Result<std::unique_ptr<Check>>(const Parameters&)> make;
};

/// All checks, by name.
std::span<const CheckKind> catalogue();
const CheckKind* find(std::string_view name);

}  // namespace provbank::checks
