#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/checks/check.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/coverage.hpp"
#include "harness/cli/known.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/document.hpp"

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

/// What the agreements themselves get wrong, with places; it is no problem of ours.
void print_agreement(const App& app, const world::Environment& environment) {
  Console& console = app.console;
  const bool sv = console.language() == Language::sv;
  for (const auto& record : environment.interpretations.all()) {
    console.line(fmt::format("{}  {} ({})", console.styled(record.id, Style::bold),
                             console.pick(record.title),
                             console.pick(contract::words(record.kind))));
    for (const auto& place : record.places)
      console.line(fmt::format("    {}: {}", place.clause, console.pick(place.says)));
    for (const auto& reading : record.readings) {
      const char* mark = reading.chosen ? (sv ? " (vald)" : " (taken)") : "";
      console.line(fmt::format("    {}){} {}", reading.id, mark, console.pick(reading.meaning)));
    }
    console.line(fmt::format("    {}: {}", sv ? "varför" : "why", console.pick(record.why)));
  }
  console.line(fmt::format(fmt::runtime(sv ? "{} brister i avtalen, var och en med en tolkning."
                                           : "{} defects of the agreements, each with an "
                                             "interpretation."),
                           environment.interpretations.all().size()));
}

void lint_everything(const App& app, const world::Environment& environment,
                     const scenario::Loader& loader, std::vector<Scenario>& scenarios,
                     std::vector<Problem>& problems) {
  scenarios = loader.load_folder(app.scenarios_dir(), problems);
  const auto proof = app.scenarios_dir() / "bevis";
  if (std::filesystem::is_directory(proof)) {
    for (const Scenario& scenario : loader.load_folder(proof, problems))
      lint_scenario(scenario, problems);
  }
  const auto plans = app.scenarios_dir() / "plans";
  if (std::filesystem::is_directory(plans)) {
    for (const auto& entry : std::filesystem::directory_iterator(plans)) {
      if (entry.path().extension() == ".xml") (void)loader.load_plan(entry.path(), problems);
    }
  }
  for (auto& contradiction : contradictions(environment.clauses, environment.interpretations,
                                            handlers(environment.levels), scenarios)) {
    problems.push_back({app.data_dir / "contract/clauses", 0, 0, std::move(contradiction)});
  }
}

bool holds_known_failures(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return false;
  const auto document = xml::Document::parse(*text);
  return document && document->root().first == "urn:provbank:known-failures:1";
}

/// Held against all scenarios there are, since an entry for none of them excuses nothing.
void lint_known(const App& app, const scenario::Loader& loader, const std::filesystem::path& file,
                std::vector<Problem>& problems) {
  results::Problems found;
  if (const auto known = results::load_known_failures(file, app.data_dir, found))
    found = unknown_checks(*known, loader.load_folder(app.scenarios_dir(), problems));
  for (auto& each : found) problems.push_back({each.file, each.line, 1, std::move(each.message)});
}

}  // namespace

int lint(App& app, const LintOptions& options) {
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  if (options.agreement) {
    print_agreement(app, *environment);
    return code(Exit::ok);
  }
  auto loader = scenario::Loader::create(app.data_dir, vocabulary(*environment));
  if (!loader) throw ErrorException(loader.error());
  std::vector<Problem> problems;
  std::vector<Scenario> scenarios;
  if (options.files.empty()) {
    lint_everything(app, *environment, *loader, scenarios, problems);
  } else {
    for (const auto& file : options.files) {
      if (holds_known_failures(file)) {
        lint_known(app, *loader, file, problems);
        continue;
      }
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
