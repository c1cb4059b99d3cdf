// Chance: one seeded generator, forked by name, so that adding a consumer never changes the draws
// of another. Same seed and name, same numbers, on every machine.
#pragma once
#include <chrono>
#include <cstdint>
#include <string_view>

namespace provbank::chance {

struct Seed {
  std::uint64_t value{};
};

class Rng {
 public:
  explicit Rng(Seed seed);

  /// An independent generator whose stream depends on this one's seed and the name only.
  Rng fork(std::string_view name) const;

  std::uint64_t next();
  double uniform();                          // [0, 1)
  std::uint64_t below(std::uint64_t bound);  // [0, bound); bound > 0
  double normal();                           // mean 0, deviation 1

  /// Log-normal by its median and its 99th percentile; p99 > median > 0.
  std::chrono::nanoseconds lognormal(std::chrono::nanoseconds median, std::chrono::nanoseconds p99);
  std::chrono::nanoseconds exponential(std::chrono::nanoseconds mean);
  std::chrono::nanoseconds between(std::chrono::nanoseconds low, std::chrono::nanoseconds high);

 private:
  std::uint64_t origin_;
  std::uint64_t state_;
};

}  // namespace provbank::chance
