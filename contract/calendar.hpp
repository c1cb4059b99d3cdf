// Swedish civil time for the agreement: public holidays, working days, opening hours (B4-3.1.1) in
// Europe/Stockholm, and the arithmetic every limit in days or hours goes through.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::contract {

/// A day of the calendar in Sweden.
using Day = std::chrono::sys_days;

/// "2026-04-03". `invalid` for anything else, and for days that no calendar has.
Result<Day> parse_day(std::string_view text);
std::string to_string(Day day);

/// So many months later: the same day of the month, or its last one when there is none.
Day add_months(Day day, int months);

/// The holidays of the law (1989:253), whatever weekday they fall on; Sundays that are nothing else
/// are not listed. Valid for any year of the Gregorian calendar.
struct Holiday {
  Day day;
  Bilingual name;
};
std::vector<Holiday> public_holidays(int year);
Day easter_sunday(int year);

/// Which days are closed besides Saturdays, Sundays and public holidays (T-roda-dagar).
enum class Eves { ordinary, closed };

/// From and up to, but not including.
struct Interval {
  time::WallTime begin;
  time::WallTime end;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// Time of day, from local midnight.
struct OpeningHours {
  std::chrono::minutes opens{};
  std::chrono::minutes closes{};
};

/// Copies are cheap. Immutable; may be used from several threads.
class Calendar {
 public:
  /// `unavailable` when the machine has no time zone data. `hours` must open before they close.
  static Result<Calendar> create(OpeningHours hours, Eves eves = Eves::ordinary);

  bool is_public_holiday(Day day) const;
  /// Monday to Friday, not a public holiday (nor an eve that is closed).
  bool is_working_day(Day day) const;

  /// The `days`:th working day after `day`, which itself never counts. 0 is `day` itself.
  Day add_working_days(Day day, int days) const;
  /// Working days after `from` up to and including `to`; 0 when `to` is not later.
  int working_days_between(Day from, Day to) const;

  /// Which day it is in Sweden.
  Day day_of(time::WallTime instant) const;
  /// The instant at which the clocks in Sweden show this. An hour that a clock change skips means
  /// the instant of the change; one that comes twice means the first.
  time::WallTime instant(Day day, std::chrono::minutes after_midnight) const;

  /// Nothing for a day that is closed.
  std::optional<Interval> opening(Day day) const;
  bool is_open(time::WallTime instant) const;
  /// How much of [from, to) is opening time; zero when `to` is not later.
  time::Duration open_time(time::WallTime from, time::WallTime to) const;
  /// When so much opening time (above zero) has passed since `from`.
  time::WallTime add_open_time(time::WallTime from, time::Duration amount) const;

 private:
  struct Zone;
  Calendar(std::shared_ptr<const Zone> zone, OpeningHours hours, Eves eves)
      : zone_(std::move(zone)), hours_(hours), eves_(eves) {}

  std::shared_ptr<const Zone> zone_;
  OpeningHours hours_;
  Eves eves_;
};

}  // namespace provbank::contract
