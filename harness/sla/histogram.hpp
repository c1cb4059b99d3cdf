// Durations in bounded memory: counts in buckets whose width is at most 1/128 of their value, so a
// quantile is at most 0.8 % too high. Limits are not read from here; those are counted exactly.
#pragma once
#include <cstdint>
#include <vector>

#include "platform/time/clock.hpp"

namespace provbank::sla {

class Histogram {
 public:
  static constexpr unsigned kSubBits = 7;

  Histogram();
  void add(time::Duration value);  // below zero counts as zero

  std::uint64_t count() const { return count_; }
  time::Duration max() const { return max_; }
  /// The smallest time within which `share` of them are, rounded up to its bucket's end; zero when
  /// empty.
  time::Duration quantile(double share) const;
  /// How many lie within `limit`: exact for those a whole bucket away from it.
  std::uint64_t within(time::Duration limit) const;

 private:
  static std::size_t bucket_of(std::uint64_t ns);
  static std::uint64_t upper_end(std::size_t bucket);

  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  time::Duration max_{};
};

}  // namespace provbank::sla
