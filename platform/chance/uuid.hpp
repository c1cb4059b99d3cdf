// Identifiers by chance: UUIDs of version 4.
#pragma once
#include <string>

#include "platform/chance/rng.hpp"

namespace provbank::chance {

/// RFC 9562 section 5.4, in lower case.
std::string uuid(Rng& rng);

}  // namespace provbank::chance
