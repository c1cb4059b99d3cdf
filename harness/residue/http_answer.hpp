// What an address on the web answers.
#pragma once
#include <string>

#include "harness/residue/points.hpp"

namespace provbank::residue {

/// Asks once with GET; header lines and body are searched, whatever the status. A status outside
/// 200-299, or no answer, is a hindrance. Our certificate is shown to the host of the address
/// alone: where there is one, no other address is followed.
void read_http(const Place& place, const std::string& address, const WebAccess& access,
               Unfolder& unfolder);

}  // namespace provbank::residue
