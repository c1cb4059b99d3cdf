// The regular expressions of schemas: a text that one lets through, and whether it lets a text
// through. As much of the grammar as the schemas use:
//
//   alternatives = sequence *("|" sequence)
//   sequence     = *(atom [quantifier])
//   atom         = character / "\d" / "\" character / class / "(" alternatives ")"
//   class        = "[" 1*(character / character "-" character / "\d") "]"
//   quantifier   = "?" / "*" / "+" / "{" n ["," [m]] "}"
#pragma once
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::generate {

/// XSD means the whole value; JSON Schema any part of it, with ^ and $ for the ends.
enum class Anchors { whole, written };

/// The shortest text that the pattern lets through, first alternative and first character of each
/// class. `unsupported` for what the grammar above has not.
Result<std::string> shortest_match(std::string_view pattern);

/// `pattern` must be one that `shortest_match` reads.
bool pattern_matches(const std::string& pattern, const std::string& text, Anchors anchors);

}  // namespace provbank::generate
