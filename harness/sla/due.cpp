#include "harness/sla/due.hpp"

#include <cmath>

namespace provbank::sla {
namespace {

using contract::TimeLimit;

time::WallTime end_of_day(contract::Day day, const contract::Calendar& calendar) {
  return calendar.instant(day + std::chrono::days(1), std::chrono::minutes(0)) - time::Duration(1);
}

void settle(Kept& to, const Case& one, const std::optional<time::WallTime>& done,
            time::WallTime limit, const contract::Interval& period) {
  Tally& tally =
      to.by_priority[static_cast<std::size_t>(one.priority.value_or(contract::Priority::kritisk))];
  const bool in_time = done && *done <= limit;
  const auto settled = in_time ? *done : limit;
  if (settled >= period.end) {
    if (one.received < period.end) ++tally.open;
  } else if (settled >= period.begin) {
    ++(in_time ? tally.in_time : tally.late);
    if (!in_time) to.missed.push_back({&one, limit});
  }
}

}  // namespace

time::WallTime due(time::WallTime received, const TimeLimit& limit,
                   const contract::Calendar& calendar, DueRules rules) {
  const auto day = calendar.day_of(received);
  const auto days = static_cast<int>(std::llround(limit.amount));
  switch (limit.unit) {
    case TimeLimit::Unit::minutes:
    case TimeLimit::Unit::hours: {
      const double minutes =
          limit.unit == TimeLimit::Unit::hours ? 60 * limit.amount : limit.amount;
      const time::Duration length(std::llround(minutes * 60e9));
      return rules.clock_hours ? received + length : calendar.add_open_time(received, length);
    }
    case TimeLimit::Unit::days:
      if (rules.calendar_days) return end_of_day(day + std::chrono::days(days), calendar);
      break;
    case TimeLimit::Unit::working_days:
      break;
  }
  return end_of_day(calendar.add_working_days(day, days), calendar);
}

Tally& Tally::operator+=(const Tally& other) {
  in_time += other.in_time;
  late += other.late;
  open += other.open;
  return *this;
}

Tally Kept::total() const {
  Tally sum;
  for (const Tally& tally : by_priority) sum += tally;
  return sum;
}

Kept kept(const CaseRegister& cases, CaseKind kind, Step step, const Period& period,
          const contract::ServiceLevels& levels, const contract::Calendar& calendar,
          DueRules rules) {
  Kept made;
  for (const Case& one : cases.cases) {
    if (one.kind != kind || !one.priority) continue;
    const auto& limits =
        kind == CaseKind::incident ? levels.incident(*one.priority) : levels.problem(*one.priority);
    const bool response = step == Step::response;
    const auto limit =
        due(one.received, response ? limits.response : limits.resolution, calendar, rules);
    settle(made, one, response ? one.begun : one.done(), limit, period.interval);
  }
  return made;
}

Kept kept_promises(const CaseRegister& cases, const Period& period) {
  Kept made;
  for (const Case& one : cases.cases) {
    if (one.kind != CaseKind::bestallning || !one.promised) continue;
    settle(made, one, one.done(), *one.promised, period.interval);
  }
  return made;
}

}  // namespace provbank::sla
