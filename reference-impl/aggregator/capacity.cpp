#include "reference-impl/aggregator/capacity.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

namespace provbank::aggregator {

namespace {
using Seconds = std::chrono::duration<double>;
// A token that is this close to whole counts as whole: time comes in steps, tokens in fractions.
constexpr double kTokenTolerance = 1e-6;
}  // namespace

Capacity::Slot::Slot(Slot&& other) noexcept
    : capacity_(std::exchange(other.capacity_, nullptr)), persons_(other.persons_) {}

Capacity::Slot::~Slot() {
  if (!capacity_) return;
  assert(capacity_->under_way_ >= persons_);
  capacity_->under_way_ -= persons_;
}

Capacity::Capacity(Limits limits, time::TimePoint now)
    : limits_(limits), tokens_(static_cast<double>(limits.concurrent_max)), refilled_(now) {}

std::optional<Capacity::Slot> Capacity::take(std::size_t persons, time::TimePoint now) {
  refill(now);
  if (under_way_ + persons > limits_.concurrent_max) return std::nullopt;
  if (tokens_ + kTokenTolerance < static_cast<double>(persons)) return std::nullopt;
  tokens_ -= static_cast<double>(persons);
  under_way_ += persons;
  return Slot(this, persons);
}

time::Duration Capacity::wait_for(std::size_t persons) const {
  const double missing = static_cast<double>(persons) - tokens_;
  if (missing <= 0) return {};
  return std::chrono::duration_cast<time::Duration>(Seconds(missing / limits_.per_second));
}

void Capacity::refill(time::TimePoint now) {
  const double elapsed = Seconds(now - refilled_).count();
  tokens_ =
      std::min(static_cast<double>(limits_.concurrent_max), tokens_ + elapsed * limits_.per_second);
  refilled_ = now;
}

}  // namespace provbank::aggregator
