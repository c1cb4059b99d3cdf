// Unplanned outages and service windows (B4-3.5.2, 3.5.4, 3.8): one CSV file, one row each, and
// what they take from the opening hours.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/calendar.hpp"
#include "harness/sla/problem.hpp"

namespace provbank::sla {

struct Outage {
  std::size_t line{};
  std::string id;
  time::WallTime begin{};
  std::optional<time::WallTime> end;  // nothing while it lasts
  std::string cause, measures;
};

struct ServiceWindow {
  std::size_t line{};
  std::string id;
  time::WallTime planned_begin{};
  time::WallTime planned_end{};
  std::optional<time::WallTime> end;  // when it was really over; nothing: as planned
  std::optional<time::WallTime> announced;
  std::optional<time::WallTime> extension_announced;
  std::string cause;

  bool overran() const { return end && *end > planned_end; }
  /// Told before the planned end. Later, or never, is not according to the routines.
  bool overrun_announced() const {
    return extension_announced && *extension_announced <= planned_end;
  }
};

struct OutageList {
  std::vector<Outage> outages;
  std::vector<ServiceWindow> windows;
  std::size_t duplicates = 0;

  static std::optional<OutageList> parse(std::string_view csv, const contract::Calendar& calendar,
                                         Problems& problems);
  static const std::vector<std::string>& header();
};

/// Which overruns are unavailability (T-servicefonster-overskridet).
enum class Overruns : std::uint8_t { unannounced, every };

/// The part of a period that the service was not available though it should have been open.
struct Downtime {
  time::Duration open{};                      // opening time of the period
  time::Duration down{};                      // of which not available
  std::vector<contract::Interval> intervals;  // merged; also what is outside opening hours
  std::map<contract::Day, time::Duration> by_day;

  double share() const;  // available; 1 when nothing was open
};
Downtime downtime(const OutageList& list, const contract::Interval& period,
                  const contract::Calendar& calendar, Overruns overruns = Overruns::unannounced);

/// When an outage that has no end is taken to end: with the period.
time::WallTime end_of(const Outage& outage, const contract::Interval& period);
/// The outages that begin in the period and take from the opening hours: those that count.
std::vector<const Outage*> counted_outages(const OutageList& list, const contract::Interval& period,
                                           const contract::Calendar& calendar);

}  // namespace provbank::sla
