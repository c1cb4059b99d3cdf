// Failures that somebody has taken upon themselves until a day: they keep their verdict, are shown,
// and do not stop a release. A list that nobody tends is an error.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "contract/calendar.hpp"
#include "harness/evidence/result.hpp"
#include "harness/results/check_address.hpp"
#include "harness/results/problem.hpp"

namespace provbank::results {

struct KnownFailures {
  struct Entry {
    std::size_t line = 0;
    CheckAddress address;
    std::string finding;  // a sentence with *; empty: any
    std::string reason;
    std::string owner;
    contract::Day expires;  // the last day it is accepted
  };
  std::filesystem::path file;
  std::vector<Entry> entries;
};

/// Nothing after adding every problem. The same entry twice is a problem.
std::optional<KnownFailures> load_known_failures(const std::filesystem::path& file,
                                                 const std::filesystem::path& data_dir,
                                                 Problems& problems);

/// The entries that are past their day.
Problems expired(const KnownFailures& known, contract::Day today);

/// Marks each failed check all of whose errors some entry covers: an error beside a known one is a
/// new failure, and then the check is not marked. Returns the stale entries: those whose check
/// passed, or failed with another finding. An entry for a scenario that is not in the result, or
/// for a check that was not judged (not run, untestable, under review, tool error), tells nothing
/// and is left alone.
Problems mark_known(evidence::RunResult& result, const KnownFailures& known);

/// The text fits the pattern, in which * stands for anything.
bool fits(std::string_view pattern, std::string_view text);

}  // namespace provbank::results
