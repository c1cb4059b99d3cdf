// What a sample says about the service it was taken from: exact (Clopper-Pearson) one-sided bounds.
#pragma once
#include <cstddef>
#include <optional>

namespace provbank::checks {

/// How a sample went.
struct Sample {
  std::size_t trials = 0;
  std::size_t successes = 0;
};

/// The share that the true one is at least (at most), with that confidence. 0 (1) for an empty
/// sample.
double share_lower_bound(Sample sample, double confidence);
double share_upper_bound(Sample sample, double confidence);

/// The size from which a sample with so many failures shows that the true share is at least
/// `share`. Nothing when more than `kTrialsMax` would be needed, or when `share` is 1, which no
/// sample can show.
inline constexpr std::size_t kTrialsMax = 1'000'000;
std::optional<std::size_t> trials_needed(std::size_t failures, double share, double confidence);

/// Whether at least `share` of the sample itself are successes. Free from rounding: 90 of 100 are
/// 0.9.
bool reaches(Sample sample, double share);

}  // namespace provbank::checks
