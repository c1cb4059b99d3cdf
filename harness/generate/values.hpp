// Values of simple types: one that fits, and ones that stand on either side of each rule.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/generate/cases.hpp"
#include "harness/generate/xsd_model.hpp"

namespace provbank::generate {

/// Whether the type's facets let the value through (the type's own form is not looked at).
bool fits(const SimpleType& type, const std::string& value);

/// A short value of the type. `unsupported` when none is found.
Result<std::string> sample(const SimpleType& type);

/// One rule of a type, with a value that keeps to it and, for a rule, one that breaks it.
struct ValuePoint {
  Rule rule{};
  std::string variant{};
  std::string valid;
  std::optional<std::string> invalid;
  /// Set when the point has no case at all, for that reason.
  Bilingual why_not{};
};

/// All the type says. `usual` is a value that fits, and stands wherever a rule does not ask for
/// another.
std::vector<ValuePoint> value_points(const SimpleType& type, const std::string& usual);

}  // namespace provbank::generate
