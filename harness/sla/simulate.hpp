// A month that could have been: an event log in the reference aggregator's format, a register and a
// list of outages, so that the report can be tried without anybody's data. Same seed, same bytes.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "harness/sla/period.hpp"
#include "platform/chance/rng.hpp"

namespace provbank::sla {

struct SimulationOptions {
  std::uint64_t seed = 1;
  std::uint64_t questions_per_day = 3000;  // of an ordinary working day
};

struct SimulatedMonth {
  std::string register_csv;
  std::string outages_csv;
  std::uint64_t questions = 0;
  std::uint64_t lines = 0;
};

/// The log goes to `log` in pieces of some hundred kilobytes, in order of time.
SimulatedMonth simulate(const Period& period, const contract::Calendar& calendar,
                        const SimulationOptions& options,
                        const std::function<void(std::string_view)>& log);

}  // namespace provbank::sla
