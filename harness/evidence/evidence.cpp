#include "harness/evidence/evidence.hpp"

#include <algorithm>

namespace provbank::evidence {

std::string_view to_string(World world) {
  return world == World::simulated ? "simulated" : "live";
}

const Exchange* Evidence::exchange(std::string_view id) const {
  const auto found = std::find_if(exchanges.begin(), exchanges.end(),
                                  [id](const Exchange& e) { return e.id == id; });
  return found == exchanges.end() ? nullptr : &*found;
}

}  // namespace provbank::evidence
