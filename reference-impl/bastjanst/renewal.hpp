// What makes the answers of one run unlike those of every other: names, amounts and numbers that
// are drawn from the run's seed. Found where nothing may be left, such a value says from which
// answer it came.
#pragma once
#include <set>
#include <string>

#include "platform/chance/rng.hpp"
#include "reference-impl/bastjanst/fixture_store.hpp"

namespace provbank::bastjanst {

/// Other letters (a to z) and digits of the same kinds in the same places, and no zero, which a
/// number could drop.
std::string alike(std::string value, chance::Rng& rng);

class Renewal {
 public:
  explicit Renewal(chance::Rng rng) : rng_(rng) {}

  /// The person with other surnames, street names, amounts, registration and decision numbers, each
  /// of the form that the field had, and the same wherever the person's documents had the same.
  /// Canaries are then one for each such field of each source, none given to anybody twice, and the
  /// person's own that still stand where they stood. Values shorter than `kBytesMin` stay: they
  /// would be found by chance.
  Person renewed(const Person& person);

  static constexpr std::size_t kBytesMin = 6;

 private:
  chance::Rng rng_;
  std::set<std::string> taken_;
};

/// A world in which every person is renewed, and every kommun has other case workers. The same
/// generator gives the same world.
FixtureStore renewed(const FixtureStore& store, const chance::Rng& rng);

}  // namespace provbank::bastjanst
