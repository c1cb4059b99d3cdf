#include "reference-impl/aggregator/deadline_keeper.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace provbank::aggregator {

DeadlineKeeper::DeadlineKeeper(const contract::ServiceLevels& levels, Settings settings)
    : levels_(levels),
      settings_(settings),
      allowed_share_((1.0 - levels.early_share) * settings.late_allowance_used) {
  assert(settings_.late_window > 0);
}

DeadlineKeeper::Ticket DeadlineKeeper::start(std::size_t persons, time::TimePoint arrived) {
  return Ticket(this, persons, arrived);
}

bool DeadlineKeeper::one_more_may_be_late() const {
  constexpr double kRoundingTolerance = 1e-9;
  const std::size_t late = late_ + waited_for_ + 1;
  const std::size_t all = std::min(latest_.size() + waited_for_ + 1, settings_.late_window);
  return static_cast<double>(late) <=
         allowed_share_ * static_cast<double>(all) + kRoundingTolerance;
}

void DeadlineKeeper::count(bool late) {
  latest_.push_back(late);
  late_ += late ? 1 : 0;
  if (latest_.size() <= settings_.late_window) return;
  late_ -= latest_.front() ? 1 : 0;
  latest_.pop_front();
}

DeadlineKeeper::Ticket::Ticket(DeadlineKeeper* keeper, std::size_t persons, time::TimePoint arrived)
    : keeper_(keeper),
      early_limit_(arrived + keeper->levels_.early_for(persons)),
      early_(early_limit_ - keeper->settings_.reply_reserve),
      late_(arrived + keeper->levels_.late_for(persons) - keeper->settings_.reply_reserve) {}

DeadlineKeeper::Ticket::Ticket(Ticket&& other) noexcept
    : keeper_(std::exchange(other.keeper_, nullptr)),
      early_limit_(other.early_limit_),
      early_(other.early_),
      late_(other.late_),
      may_go_on_(other.may_go_on_) {}

DeadlineKeeper::Ticket::~Ticket() {
  if (keeper_ && may_go_on_.value_or(false)) --keeper_->waited_for_;
}

bool DeadlineKeeper::Ticket::may_go_on() {
  if (!may_go_on_) {
    may_go_on_ = keeper_->one_more_may_be_late();
    if (*may_go_on_) ++keeper_->waited_for_;
  }
  return *may_go_on_;
}

bool DeadlineKeeper::Ticket::is_late(time::TimePoint now) const {
  return now > early_limit_;
}

void DeadlineKeeper::Ticket::finish(time::TimePoint now) {
  assert(keeper_);
  if (may_go_on_.value_or(false)) --keeper_->waited_for_;
  std::exchange(keeper_, nullptr)->count(is_late(now));
}

}  // namespace provbank::aggregator
