#include "harness/checks/statistics.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace provbank::checks {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

bool shows(std::size_t trials, std::size_t failures, double share, double confidence) {
  return share_lower_bound({trials, trials - failures}, confidence) >= share;
}

}  // namespace

double share_lower_bound(Sample sample, double confidence) {
  if (sample.successes == 0) return 0;
  return Binomial::find_lower_bound_on_p(static_cast<double>(sample.trials),
                                         static_cast<double>(sample.successes), 1 - confidence);
}

double share_upper_bound(Sample sample, double confidence) {
  if (sample.successes == sample.trials) return 1;
  return Binomial::find_upper_bound_on_p(static_cast<double>(sample.trials),
                                         static_cast<double>(sample.successes), 1 - confidence);
}

std::optional<std::size_t> trials_needed(std::size_t failures, double share, double confidence) {
  if (share >= 1 || failures >= kTrialsMax || !shows(kTrialsMax, failures, share, confidence)) {
    return std::nullopt;
  }
  std::size_t too_few = failures;  // all of them failures
  std::size_t enough = kTrialsMax;
  while (enough - too_few > 1) {
    const std::size_t middle = too_few + (enough - too_few) / 2;
    (shows(middle, failures, share, confidence) ? enough : too_few) = middle;
  }
  return enough;
}

bool reaches(Sample sample, double share) {
  constexpr double kRounding = 1e-9;
  return static_cast<double>(sample.successes) + kRounding >=
         share * static_cast<double>(sample.trials);
}

}  // namespace provbank::checks
