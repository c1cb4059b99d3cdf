// What a party shows, read with the words of its plan.
#pragma once
#include <string>

#include "harness/certify/certification.hpp"
#include "harness/evidence/awaited.hpp"

namespace provbank::certify {

/// The states of the sources named, and of the whole, as the text has them. What fits no word, or
/// words of two states, is `unclear`, never a guess. `malformed` when the text is no XML or JSON
/// though the plan says so, or an expression of the plan is wrong.
Result<evidence::Shown> read_shown(const Show& show, std::string text,
                                   const contract::SourceSet& sources);

}  // namespace provbank::certify
