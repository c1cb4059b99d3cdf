#include "harness/evidence/evidence.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace provbank::evidence {

std::string_view to_string(World world) {
  return world == World::simulated ? "simulated" : "live";
}

const Exchange* Evidence::exchange(std::string_view id) const {
  // Ids count from e1 in order, so the place is usually known.
  std::size_t place = 0;
  if (id.size() > 1 &&
      std::from_chars(id.data() + 1, id.data() + id.size(), place).ec == std::errc{} &&
      place >= 1 && place <= exchanges.size() && exchanges[place - 1].id == id) {
    return &exchanges[place - 1];
  }
  const auto found = std::find_if(exchanges.begin(), exchanges.end(),
                                  [id](const Exchange& e) { return e.id == id; });
  return found == exchanges.end() ? nullptr : &*found;
}

}  // namespace provbank::evidence
