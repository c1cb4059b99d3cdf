// When a case must have been begun or resolved (B4-3.3.3, B4-3.5.1), and how a month's cases kept
// it.
#pragma once
#include <array>
#include <functional>
#include <vector>

#include "contract/calendar.hpp"
#include "contract/service_levels.hpp"
#include "harness/sla/case_register.hpp"
#include "harness/sla/period.hpp"

namespace provbank::sla {

/// The readings that a due time depends on.
struct DueRules {
  bool clock_hours = false;    // T-timmarnas-slag b
  bool calendar_days = false;  // T-sex-dagar b
};

/// The last instant that is in time. Hours are those when support is open; a number of working days
/// lasts to the end of the last of them, and the day it came in never counts.
time::WallTime due(time::WallTime received, const contract::TimeLimit& limit,
                   const contract::Calendar& calendar, DueRules rules = {});

/// A case is settled when it was done in time, or when time ran out: in exactly one month.
struct Tally {
  std::uint64_t in_time = 0;
  std::uint64_t late = 0;
  std::uint64_t open = 0;  // neither, when the month was over

  std::uint64_t settled() const { return in_time + late; }
  Tally& operator+=(const Tally& other);
};

enum class Step : std::uint8_t { response, resolution };

struct Missed {
  const Case* which{};
  time::WallTime due{};
};

struct Kept {
  std::array<Tally, 4> by_priority{};
  std::vector<Missed> missed;

  Tally total() const;
};

Kept kept(const CaseRegister& cases, CaseKind kind, Step step, const Period& period,
          const contract::ServiceLevels& levels, const contract::Calendar& calendar,
          DueRules rules = {});
/// Orders that were promised for a time.
Kept kept_promises(const CaseRegister& cases, const Period& period);

}  // namespace provbank::sla
