// Persons made up for one scenario: more than the fixtures have, and no two alike in any source.
#pragma once
#include <optional>
#include <string>

#include "harness/scenario/scenario.hpp"
#include "harness/world/environment.hpp"
#include "platform/chance/rng.hpp"

namespace provbank::world {

/// The n-th person of the crowd, from 0: "skara-0001".
std::string crowd_person(std::size_t n);

/// The environment with as many such persons as the scenario's largest crowd; nothing when it has
/// none. Each is known to every source and has one value of its own in each answer: the fixtures'
/// most telling canary of that source, with other letters and digits. Numbers are test numbers. The
/// same seed makes the same crowd.
std::optional<Environment> with_crowd(const Environment& environment,
                                      const scenario::Scenario& scenario, const chance::Rng& rng);

}  // namespace provbank::world
