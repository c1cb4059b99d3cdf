#include "harness/results/rank_test.hpp"

#include <algorithm>
#include <cmath>

namespace provbank::results {

RankTest rank_test(std::span<const time::Duration> first, std::span<const time::Duration> second) {
  const auto n1 = static_cast<double>(first.size());
  const auto n2 = static_cast<double>(second.size());
  double above = 0;  // pairs in which the second is longer; half for equal ones
  double ties = 0;   // the sum of t^3 - t over groups of equal times
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < first.size() || j < second.size()) {
    const bool from_first = j == second.size() || (i < first.size() && first[i] <= second[j]);
    const time::Duration value = from_first ? first[i] : second[j];
    double equal_first = 0;
    double equal_second = 0;
    const auto shorter_first = static_cast<double>(i);
    for (; i < first.size() && first[i] == value; ++i) ++equal_first;
    for (; j < second.size() && second[j] == value; ++j) ++equal_second;
    above += equal_second * (shorter_first + equal_first / 2);
    const double group = equal_first + equal_second;
    ties += group * group * group - group;
  }
  RankTest test;
  test.effect = above / (n1 * n2);
  const double n = n1 + n2;
  const double variance = n1 * n2 / 12 * ((n + 1) - ties / (n * (n - 1)));
  if (variance <= 0) return test;  // all times are equal
  // A half taken off, since U goes in steps and the normal distribution does not.
  const double distance = std::max(0.0, std::abs(above - n1 * n2 / 2) - 0.5);
  test.p = std::erfc(distance / std::sqrt(variance) / std::sqrt(2.0));
  return test;
}

time::Duration quantile(std::span<const time::Duration> times, double share) {
  const double place = std::ceil(share * static_cast<double>(times.size()) - 1e-9);
  const auto index = static_cast<std::size_t>(std::max(1.0, place)) - 1;
  return times[std::min(index, times.size() - 1)];
}

}  // namespace provbank::results
