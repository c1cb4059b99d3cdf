// Whether one sample of times lies above another: the Mann-Whitney U test, its effect size, and how
// far the quantiles moved.
#pragma once
#include <cstddef>
#include <span>

#include "platform/time/clock.hpp"

namespace provbank::results {

/// With fewer times than this on either side nothing is said: the normal approximation of U holds
/// from about eight, and fewer can hardly reach the level asked for.
inline constexpr std::size_t kTimesMin = 8;
/// The chance that a difference is claimed where there is none, for all comparisons of a diff
/// together (Holm's method).
inline constexpr double kSignificance = 0.01;
/// The smallest effect that counts: the probability that a time of the second sample is longer than
/// one of the first, where 0.5 is no difference (Vargha and Delaney call 0.56 small). With
/// thousands of times even a difference that nobody would notice is significant.
inline constexpr double kEffectMin = 0.56;

struct RankTest {
  double p = 1;         // two-sided
  double effect = 0.5;  // P(second > first) + P(equal) / 2
};

/// Both ascending and not empty. Ties are corrected for.
RankTest rank_test(std::span<const time::Duration> first, std::span<const time::Duration> second);

/// The smallest time that at least that share of them do not exceed. Ascending and not empty.
time::Duration quantile(std::span<const time::Duration> times, double share);

}  // namespace provbank::results
