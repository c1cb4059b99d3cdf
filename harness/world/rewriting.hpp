// The same question in another dress: what a kommun's system may do without meaning anything by it.
#pragma once
#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace provbank::world {

/// `soap` written anew with all of these. Throws ErrorException when it is no XML, or holds no LEFI
/// question whose members could change places.
std::string rewritten(const std::string& soap, const std::vector<scenario::Rewrite>& rewrites);

}  // namespace provbank::world
