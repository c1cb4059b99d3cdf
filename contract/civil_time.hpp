// Points in time as people and logs write them.
//
//   2026-03-06 16:50   2026-03-06T16:50:30   2026-03-06T15:50:30.125Z   2026-03-06T16:50:30+01:00
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "contract/calendar.hpp"
#include "platform/time/clock.hpp"

namespace provbank::contract {

struct CivilTime {
  Day day;                                     // as written
  time::Duration since_midnight;               // as written
  std::optional<std::chrono::minutes> offset;  // east of UTC; nothing when none is written
};

/// RFC 3339, where seconds and zone may be left out and a blank may stand for the T. Nothing for
/// anything else, or for a day or an hour that does not exist.
std::optional<CivilTime> parse_civil_time(std::string_view text);

/// The same as a pattern has it: %Y %m %d %b %y %H %M %S (with a fraction, after a point or a
/// comma) %z and literal characters, as strptime knows them; the whole text. Nothing for anything
/// else.
std::optional<CivilTime> parse_civil_time(std::string_view text, const std::string& pattern);

/// Without an offset the clocks in Sweden are meant.
time::WallTime in_sweden(const CivilTime& civil, const Calendar& calendar);
time::WallTime in_utc(const CivilTime& civil);

/// "2026-03-06 16:50" on the clocks in Sweden (seconds when there are any).
std::string swedish_time(time::WallTime instant, const Calendar& calendar);

/// "2026-03-06T16:50:30": the same to the second, without a zone, as SHS messages have it.
std::string swedish_timestamp(time::WallTime instant, const Calendar& calendar);

}  // namespace provbank::contract
