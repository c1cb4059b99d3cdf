#include "harness/sla/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace provbank::sla {
namespace {

constexpr std::uint64_t kSub = std::uint64_t{1} << Histogram::kSubBits;

}  // namespace

// Below 2 * kSub each value has a bucket of its own; above, each power of two has kSub of them.
Histogram::Histogram() : buckets_(bucket_of(std::uint64_t{1} << 62U) + 1) {}

std::size_t Histogram::bucket_of(std::uint64_t ns) {
  if (ns < 2 * kSub) return static_cast<std::size_t>(ns);
  const auto shift = static_cast<unsigned>(std::bit_width(ns)) - 1 - kSubBits;
  return static_cast<std::size_t>(shift * kSub + (ns >> shift));
}

std::uint64_t Histogram::upper_end(std::size_t bucket) {
  if (bucket < 2 * kSub) return bucket;
  const std::uint64_t shift = bucket / kSub - 1;
  const std::uint64_t within = bucket - shift * kSub;
  return ((within + 1) << shift) - 1;
}

void Histogram::add(time::Duration value) {
  const auto ns = static_cast<std::uint64_t>(std::max<time::Duration::rep>(value.count(), 0));
  ++buckets_[std::min(bucket_of(ns), buckets_.size() - 1)];
  ++count_;
  max_ = std::max(max_, value);
}

time::Duration Histogram::quantile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted && seen > 0) {
      return std::min(max_, time::Duration(static_cast<time::Duration::rep>(upper_end(i))));
    }
  }
  return {};
}

std::uint64_t Histogram::within(time::Duration limit) const {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    if (upper_end(i) > static_cast<std::uint64_t>(limit.count())) break;
    seen += buckets_[i];
  }
  return limit >= max_ ? count_ : seen;
}

}  // namespace provbank::sla
