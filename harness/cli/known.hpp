// Known failures on the command line: read, held against the scenarios there are, and told when
// they are wrong.
#pragma once
#include <optional>
#include <span>

#include "harness/cli/app.hpp"
#include "harness/results/known_failures.hpp"

namespace provbank::cli {

/// The file, or nothing after saying what is wrong: the file itself, an entry for a check that no
/// scenario has, or one that has expired by `today`.
std::optional<results::KnownFailures> known_failures(const App& app,
                                                     const std::filesystem::path& file,
                                                     std::span<const scenario::Scenario> scenarios,
                                                     contract::Day today);

/// The entries that point at no check of the scenarios.
results::Problems unknown_checks(const results::KnownFailures& known,
                                 std::span<const scenario::Scenario> scenarios);

void print_problems(const App& app, const results::Problems& problems);

/// Which day it is in Sweden by that clock.
contract::Day today_in_sweden(const time::Clock& clock);

}  // namespace provbank::cli
