// Whether a validator refused a document for the reason for which it was made.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/generate/cases.hpp"

namespace provbank::generate {

/// `problems` are a validator's messages about an invalid case's document, as xml::Schema and
/// json::JsonSchema word them. Nothing when one of them names the right place and the right kind of
/// rule; else what is wrong with them.
std::optional<std::string> another_reason(const Case& invalid,
                                          const std::vector<std::string>& problems);

/// A problem of an XML document that is about another place than the case: then something beside
/// its point is wrong too.
std::optional<std::string> another_place(const Case& invalid,
                                         const std::vector<std::string>& problems);

}  // namespace provbank::generate
