// From the events of a log to the numbers of a month, in memory that does not grow with the log:
// some tables over the month's seconds, minutes and hours, and sets with a stated ceiling.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "contract/service_levels.hpp"
#include "harness/sla/histogram.hpp"
#include "harness/sla/log_event.hpp"
#include "harness/sla/peak_meter.hpp"
#include "harness/sla/period.hpp"

namespace provbank::sla {

/// Things told apart by name, counted exactly up to a number.
class DistinctCounter {
 public:
  static constexpr std::size_t kExactUpTo = 100'000;

  void add(std::string_view name);
  std::size_t count() const { return seen_.size(); }
  bool at_least() const { return full_; }  // there may be more

 private:
  std::unordered_set<std::uint64_t> seen_;  // hashes of 64 bits
  bool full_ = false;
};

/// Questions about so many persons.
struct ByPersons {
  std::uint64_t answered = 0;
  std::uint64_t within_early = 0;  // of the answered
  std::uint64_t within_late = 0;
  std::uint64_t unanswered = 0;  // failed or over capacity
  Histogram times;               // of the answered
};

struct Totals {
  std::array<std::uint64_t, 6> outcomes{};  // questions of the period, by Outcome
  std::uint64_t outside_period = 0;
  std::uint64_t outside_opening_hours = 0;
  std::map<std::size_t, ByPersons> by_persons;  // up to as many as the agreement lets one ask about
  ByPersons too_many_persons;                   // what asked about more; no limit is agreed
  Histogram times;                              // of all answered
  /// Until the last source had answered, for answered questions with source events
  /// (T-svarstidens-slut b).
  std::uint64_t with_sources = 0;
  std::uint64_t sources_within_early = 0;
  std::uint64_t sources_within_late = 0;
  Histogram source_times;

  std::map<std::string, std::uint64_t> deviations;  // by their word
  std::uint64_t deviations_total = 0;
  DistinctCounter organisations;
  DistinctCounter handlaggare;
  PeakMeter simultaneous;
  std::uint64_t source_events = 0;
  std::uint64_t sources_not_told_apart = 0;
  std::optional<time::WallTime> first, last;  // question of the period

  std::uint64_t of(Outcome outcome) const { return outcomes[static_cast<std::size_t>(outcome)]; }
  std::uint64_t answered() const {
    return of(Outcome::complete) + of(Outcome::partial) + of(Outcome::nothing);
  }
  std::uint64_t unanswered() const { return of(Outcome::failed) + of(Outcome::over_capacity); }
  std::uint64_t all() const { return answered() + unanswered() + of(Outcome::refused); }
  std::uint64_t within_early() const;
  std::uint64_t within_late() const;
};

/// The most in one unit of time, and which one.
struct Busiest {
  std::uint64_t count = 0;
  time::WallTime at{};
};

class Accumulator final : public EventSink {
 public:
  static constexpr std::size_t kOpenGroupsMax = 64;
  static constexpr std::size_t kSourcesMax = 32;
  static constexpr std::size_t kDeviationKindsMax = 64;

  /// `levels` and `calendar` must outlive it.
  Accumulator(const Period& period, const contract::ServiceLevels& levels,
              const contract::Calendar& calendar);

  void on(const LogEvent& event) override;
  /// After the last event.
  void finish();

  const Totals& totals() const { return totals_; }
  const std::vector<std::string>& sources() const { return sources_; }
  Busiest busiest_second() const;
  Busiest busiest_minute() const;
  /// Questions that came in each hour, in order of time (23 or 25 on a day of clock change).
  const std::vector<std::uint32_t>& by_hour() const { return hours_; }
  time::WallTime hour(std::size_t index) const;

  /// A minute in which at least so many sources failed and none of them delivered anything.
  bool disturbed(std::size_t minute) const;
  /// A minute with questions, none of them answered and at least one failed.
  bool mute(std::size_t minute) const;
  std::size_t minute_count() const { return minutes_.size(); }
  time::WallTime minute(std::size_t index) const;
  /// How often each source stood in a disturbed minute.
  std::map<std::string, std::uint64_t> disturbers(const std::vector<bool>& counted) const;

 private:
  /// One question: lines that share an id and come close together.
  struct Group {
    std::uint64_t key = 0;
    bool open = false;
    std::uint64_t age = 0;
    time::WallTime time{};
    time::Duration duration{};
    std::optional<time::Duration> slowest_source;
    std::size_t persons = 0;
    bool complete = true, nothing = true;  // for every person so far
    std::optional<Outcome> worst;          // refused, over capacity or failed
    bool has_question = false;
  };
  struct Minute {
    std::uint32_t delivered = 0, failed = 0;  // a bit for each source
    bool answered = false, unanswered = false;
  };

  Group& group(std::string_view id);
  void question(const LogEvent& event);
  void source(const LogEvent& event);
  void deviation(const LogEvent& event);
  void close(Group& group);
  void count(const Group& group, Outcome outcome, time::WallTime arrived);
  void measure(const Group& group, Outcome outcome);
  bool inside(time::WallTime instant) const;
  std::optional<std::size_t> source_index(std::string_view name);
  std::uint32_t disturbing(const Minute& minute) const;

  Period period_;
  const contract::ServiceLevels& levels_;
  const contract::Calendar& calendar_;
  Totals totals_;
  std::array<Group, kOpenGroupsMax> groups_;
  std::size_t last_group_ = 0;
  std::uint64_t age_ = 0;
  std::vector<std::string> sources_;
  std::vector<std::uint16_t> seconds_;
  std::vector<Minute> minutes_;
  std::vector<std::uint32_t> hours_;
  std::vector<bool> open_minutes_;
};

}  // namespace provbank::sla
