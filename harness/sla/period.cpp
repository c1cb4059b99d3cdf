#include "harness/sla/period.hpp"

#include <fmt/format.h>

namespace provbank::sla {

std::string Period::name() const {
  return fmt::format("{:04}-{:02}", int(month.year()), unsigned(month.month()));
}

Result<Period> parse_period(std::string_view text, const contract::Calendar& calendar) {
  const auto day = contract::parse_day(std::string(text) + "-01");
  // The nanoseconds of time::WallTime reach to 2262.
  if (!day || *day < contract::Day(std::chrono::days(0)) ||
      *day > contract::Day(std::chrono::days(100'000))) {
    return fail(Errc::invalid,
                "\"" + std::string(text.substr(0, 40)) + "\" is no month; write it as 2026-03");
  }
  const std::chrono::year_month_day date(*day);
  return period_of(date.year() / date.month(), calendar);
}

Period period_of(std::chrono::year_month month, const contract::Calendar& calendar) {
  Period made;
  made.month = month;
  made.first = contract::Day(month / std::chrono::day(1));
  made.last = contract::Day(month / std::chrono::last);
  const auto midnight = std::chrono::minutes(0);
  made.interval = {calendar.instant(made.first, midnight),
                   calendar.instant(made.last + std::chrono::days(1), midnight)};
  return made;
}

}  // namespace provbank::sla
