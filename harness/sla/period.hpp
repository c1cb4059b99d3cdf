// The month that a report is about.
#pragma once
#include <string>
#include <string_view>

#include "contract/calendar.hpp"

namespace provbank::sla {

struct Period {
  std::chrono::year_month month{};
  contract::Interval interval;  // midnight to midnight in Sweden
  contract::Day first{};
  contract::Day last{};

  std::string name() const;  // "2026-03"
  std::size_t days() const { return static_cast<std::size_t>((last - first).count()) + 1; }
};

/// "2026-03". `invalid` for anything else.
Result<Period> parse_period(std::string_view text, const contract::Calendar& calendar);
Period period_of(std::chrono::year_month month, const contract::Calendar& calendar);

}  // namespace provbank::sla
