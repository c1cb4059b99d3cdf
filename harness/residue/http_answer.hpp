// What an address on the web answers.
#pragma once
#include <string>

#include "harness/residue/unfold.hpp"

namespace provbank::residue {

/// Asks once with GET; header lines and body are searched, whatever the status. A status outside
/// 200-299, or no answer, is a hindrance.
void read_http(const Place& place, const std::string& address, Unfolder& unfolder);

}  // namespace provbank::residue
