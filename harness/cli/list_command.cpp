#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/check.hpp"
#include "harness/cli/commands.hpp"

namespace provbank::cli {
namespace {

using scenario::Scenario;

void print_scenario(const App& app, const Scenario& scenario) {
  app.console.line(fmt::format("  {}  {}", app.console.styled(padded(scenario.id, 26), Style::bold),
                               app.console.pick(scenario.title)));
}

void print_checks(const App& app, const Scenario& scenario) {
  for (const auto& use : scenario.then) {
    const auto* kind = checks::find(use.name);
    if (kind == nullptr) continue;
    app.console.line(
        fmt::format("      {}  {}", padded(use.name, 26), app.console.pick(kind->description)));
  }
}

void print_clause(const App& app, const contract::Clause& clause,
                  const std::vector<Scenario>& scenarios) {
  const auto covering =
      std::count_if(scenarios.begin(), scenarios.end(), [&clause](const Scenario& scenario) {
        return std::find(scenario.clauses.begin(), scenario.clauses.end(), clause.id) !=
               scenario.clauses.end();
      });
  app.console.line(fmt::format(
      "  {}  {}  {}", app.console.styled(padded(clause.id, 12), Style::bold),
      padded(fmt::format("{:>3} {}", covering,
                         app.console.language() == Language::sv ? "scenarier" : "scenarios"),
             14),
      app.console.pick(clause.summary)));
}

}  // namespace

int list(App& app, const std::string& filter) {
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  auto loader = scenario::Loader::create(app.data_dir, vocabulary(*environment));
  if (!loader) throw ErrorException(loader.error());
  const auto scenarios = load_scenarios(app, *loader);
  if (!scenarios) return code(Exit::usage);

  const auto heading = [&app](const Bilingual& text) {
    app.console.line(app.console.styled(app.console.pick(text), Style::bold));
  };
  bool any_clause = false;
  for (const auto& [id, clause] : environment->clauses.all()) {
    if (!filter.empty() && !clause_within(id, filter)) continue;
    if (!std::exchange(any_clause, true)) heading({"Klausuler", "Clauses"});
    print_clause(app, clause, *scenarios);
  }
  bool any_scenario = false;
  for (const Scenario& scenario : *scenarios) {
    const bool by_clause =
        std::any_of(scenario.clauses.begin(), scenario.clauses.end(),
                    [&filter](const auto& clause) { return clause_within(clause, filter); });
    if (!filter.empty() && !matches(filter, scenario.id) && !by_clause) continue;
    if (!std::exchange(any_scenario, true)) heading({"Scenarier", "Scenarios"});
    print_scenario(app, scenario);
    if (!filter.empty()) print_checks(app, scenario);
  }
  if (any_clause || any_scenario) return code(Exit::ok);
  app.console.error(app.console.language() == Language::sv
                        ? fmt::format("Varken klausul eller scenario heter {}.", filter)
                        : fmt::format("No clause or scenario is called {}.", filter));
  return code(Exit::usage);
}

}  // namespace provbank::cli
