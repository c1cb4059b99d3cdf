// How long a question may wait for slow sources (B4-3.7.1): 7 s, or 12 s for a few, and 1.5 s more
// for each person after the first.
#pragma once
#include <cstddef>
#include <deque>
#include <optional>

#include "contract/service_levels.hpp"
#include "platform/time/clock.hpp"

namespace provbank::aggregator {

/// Keeps the share of late answers within what the agreement allows. When a question reaches the
/// early limit with sources still missing, it may go on to the late limit only if the share of late
/// answers among the latest questions, counting this one and every other that is now being waited
/// for, stays within the allowance. Until enough questions were answered early there is no
/// allowance to use.
class DeadlineKeeper {
 public:
  struct Settings {
    time::Duration reply_reserve{};    // kept back from both limits
    double late_allowance_used = 1.0;  // of what the agreement allows
    std::size_t late_window{};         // questions
  };

  /// One question's time. Destroying it without `finish` (the question was never answered) counts
  /// for nothing.
  class Ticket {
   public:
    Ticket(Ticket&& other) noexcept;
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket();

    time::TimePoint early() const { return early_; }  // stop waiting here ...
    time::TimePoint late() const { return late_; }    // ... or here, when `may_go_on`

    /// Asked when `early` has come and a source is missing. The first answer stands for the whole
    /// question.
    bool may_go_on();

    /// True when an answer leaving now would be past the early limit of the agreement.
    bool is_late(time::TimePoint now) const;

    /// The answer leaves now.
    void finish(time::TimePoint now);

   private:
    friend class DeadlineKeeper;
    Ticket(DeadlineKeeper* keeper, std::size_t persons, time::TimePoint arrived);

    DeadlineKeeper* keeper_;
    time::TimePoint early_limit_;
    time::TimePoint early_;
    time::TimePoint late_;
    std::optional<bool> may_go_on_;
  };

  DeadlineKeeper(const contract::ServiceLevels& levels, Settings settings);
  DeadlineKeeper(const DeadlineKeeper&) = delete;
  DeadlineKeeper& operator=(const DeadlineKeeper&) = delete;

  /// Must not outlive the keeper.
  Ticket start(std::size_t persons, time::TimePoint arrived);

  std::size_t waited_for() const { return waited_for_; }

 private:
  bool one_more_may_be_late() const;
  void count(bool late);

  const contract::ServiceLevels levels_;
  const Settings settings_;
  const double allowed_share_;
  std::deque<bool> latest_;  // was it late? oldest first
  std::size_t late_ = 0;     // in `latest_`
  std::size_t waited_for_ = 0;
};

}  // namespace provbank::aggregator
