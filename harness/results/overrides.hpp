// A reviewer gives a check another verdict: by name, with a reason and a day, and never in silence.
#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include "contract/calendar.hpp"
#include "harness/evidence/result.hpp"
#include "harness/results/check_address.hpp"
#include "harness/results/problem.hpp"

namespace provbank::results {

struct Overrides {
  struct Entry {
    std::size_t line = 0;
    CheckAddress address;
    evidence::Override decision;
  };
  std::filesystem::path file;
  std::vector<Entry> entries;
};

/// Nothing after adding every problem.
std::optional<Overrides> load_overrides(const std::filesystem::path& file,
                                        const std::filesystem::path& data_dir, Problems& problems);

/// Applies all of them, or none when something is wrong: a check that does not exist, a verdict
/// that is not the one to be changed, a date to come, or a change that no person can make. A broken
/// tool says nothing of a party, so its verdict cannot become pass, warning or fail; what was not
/// run cannot pass.
Problems apply_overrides(evidence::RunResult& result, const Overrides& overrides,
                         contract::Day today);

}  // namespace provbank::results
