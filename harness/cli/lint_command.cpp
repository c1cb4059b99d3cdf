#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/checks/check.hpp"
#include "harness/cli/commands.hpp"

namespace provbank::cli {
namespace {

using scenario::Problem;
using scenario::Scenario;

bool may_verify(const checks::CheckKind& kind, const std::string& clause) {
  return std::find(kind.clauses.begin(), kind.clauses.end(), clause) != kind.clauses.end();
}

void add(std::vector<Problem>& problems, const Scenario& scenario, std::size_t line,
         Bilingual message) {
  problems.push_back({scenario.file, line, 1, std::move(message)});
}

// Checks that exist, parameters they take, and clauses that the two sides agree on.
void lint_scenario(const Scenario& scenario, std::vector<Problem>& problems) {
  std::set<std::string> covered;
  for (const auto& use : scenario.then) {
    const auto* kind = checks::find(use.name);
    if (kind == nullptr) {
      add(problems, scenario, use.line,
          {"ingen kontroll heter " + use.name, "no check is called " + use.name});
      continue;
    }
    if (auto made = kind->make(use.parameters); !made) {
      add(problems, scenario, use.line, {made.error().detail, made.error().detail});
    }
    for (const auto& clause : scenario.clauses) {
      if (may_verify(*kind, clause)) covered.insert(clause);
    }
  }
  for (const auto& clause : scenario.clauses) {
    if (covered.contains(clause)) continue;
    add(problems, scenario, 1,
        {fmt::format("{}: klausul {} prövas av ingen kontroll i scenariot", scenario.id, clause),
         fmt::format("{}: no check in the scenario can verify clause {}", scenario.id, clause)});
  }
}

void lint_catalogue(const world::Environment& environment, std::vector<Problem>& problems) {
  for (const auto& kind : checks::catalogue()) {
    if (kind.clauses.empty()) {
      problems.push_back({"harness/checks",
                          0,
                          0,
                          {fmt::format("kontrollen {} prövar ingen klausul", kind.name),
                           fmt::format("check {} verifies no clause", kind.name)}});
    }
    for (const auto& clause : kind.clauses) {
      if (environment.clauses.find(clause) != nullptr) continue;
      problems.push_back(
          {"harness/checks",
           0,
           0,
           {fmt::format("kontrollen {} nämner klausul {}, som inte finns", kind.name, clause),
            fmt::format("check {} names clause {}, which does not exist", kind.name, clause)}});
    }
  }
}

void lint_clauses(const App& app, const world::Environment& environment,
                  const std::vector<Scenario>& scenarios, std::vector<Problem>& problems) {
  for (const auto& [id, clause] : environment.clauses.all()) {
    const bool covered =
        std::any_of(scenarios.begin(), scenarios.end(), [&id = id](const Scenario& scenario) {
          return std::find(scenario.clauses.begin(), scenario.clauses.end(), id) !=
                 scenario.clauses.end();
        });
    if (covered) continue;
    problems.push_back({app.data_dir / "contract/clauses.xml",
                        0,
                        0,
                        {fmt::format("klausul {} prövas av inget scenario", id),
                         fmt::format("clause {} is verified by no scenario", id)}});
  }
}

}  // namespace

int lint(App& app, const std::vector<std::filesystem::path>& files) {
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  auto loader = scenario::Loader::create(app.data_dir, vocabulary(*environment));
  if (!loader) throw ErrorException(loader.error());
  std::vector<Problem> problems;
  std::vector<Scenario> scenarios;
  if (files.empty()) {
    scenarios = loader->load_folder(app.scenarios_dir(), problems);
    const auto plans = app.scenarios_dir() / "plans";
    if (std::filesystem::is_directory(plans)) {
      for (const auto& entry : std::filesystem::directory_iterator(plans)) {
        if (entry.path().extension() == ".xml") (void)loader->load_plan(entry.path(), problems);
      }
    }
    lint_catalogue(*environment, problems);
    lint_clauses(app, *environment, scenarios, problems);
  } else {
    for (const auto& file : files) {
      for (auto& scenario : loader->load_scenarios(file, problems))
        scenarios.push_back(std::move(scenario));
    }
  }
  for (const auto& scenario : scenarios) lint_scenario(scenario, problems);
  for (const auto& problem : problems)
    app.console.line(scenario::to_string(problem, app.console.language()));
  const bool sv = app.console.language() == Language::sv;
  app.console.line(
      fmt::format(fmt::runtime(sv ? "{} scenarier, {} kontroller, {} klausuler: {} fel."
                                  : "{} scenarios, {} checks, {} clauses: {} problems."),
                  scenarios.size(), checks::catalogue().size(), environment->clauses.all().size(),
                  problems.size()));
  return code(problems.empty() ? Exit::ok : Exit::check_failed);
}

}  // namespace provbank::cli
