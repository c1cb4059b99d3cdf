#include "harness/cli/known.hpp"

#include <algorithm>

#include "contract/calendar.hpp"

namespace provbank::cli {

contract::Day today_in_sweden(const time::Clock& clock) {
  // The hours do not matter for which day it is.
  const auto calendar = contract::Calendar::create({std::chrono::hours(0), std::chrono::hours(24)});
  if (!calendar) throw ErrorException(calendar.error());
  return calendar->day_of(clock.wall_now());
}

void print_problems(const App& app, const results::Problems& problems) {
  for (const auto& problem : problems)
    app.console.error(results::to_string(problem, app.console.language()));
}

results::Problems unknown_checks(const results::KnownFailures& known,
                                 std::span<const scenario::Scenario> scenarios) {
  // A result in which nothing has been judged yet: the same address must find its check there.
  evidence::RunResult outline;
  for (const auto& scenario : scenarios) {
    evidence::ScenarioEntry entry;
    entry.id = scenario.id;
    for (const auto& use : scenario.then) {
      evidence::CheckEntry check;
      check.name = use.name;
      entry.checks.push_back(std::move(check));
    }
    outline.scenarios.push_back(std::move(entry));
  }
  results::Problems problems;
  for (const auto& entry : known.entries) {
    Bilingual why;
    if (results::find_check(outline, entry.address, why) != nullptr) continue;
    const bool named = std::any_of(scenarios.begin(), scenarios.end(), [&entry](const auto& each) {
      return each.id == entry.address.scenario;
    });
    if (!named) {
      why = {"inget scenario heter " + entry.address.scenario + " (`provbank list` visar alla)",
             "no scenario is called " + entry.address.scenario + " (`provbank list` shows all)"};
    }
    problems.push_back({known.file, entry.line, why});
  }
  return problems;
}

std::optional<results::KnownFailures> known_failures(const App& app,
                                                     const std::filesystem::path& file,
                                                     std::span<const scenario::Scenario> scenarios,
                                                     contract::Day today) {
  results::Problems problems;
  auto known = results::load_known_failures(file, app.data_dir, problems);
  if (known) {
    problems = unknown_checks(*known, scenarios);
    const auto expired = results::expired(*known, today);
    problems.insert(problems.end(), expired.begin(), expired.end());
  }
  print_problems(app, problems);
  if (!problems.empty()) return std::nullopt;
  return known;
}

}  // namespace provbank::cli
