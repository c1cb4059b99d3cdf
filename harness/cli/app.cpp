#include "harness/cli/app.hpp"

#include <fmt/format.h>

#include "harness/world/test_pki.hpp"

namespace provbank::cli {

std::optional<world::Environment> load_environment(const App& app) {
  auto environment = world::Environment::load(app.data_dir);
  if (environment) return std::move(*environment);
  app.console.error(Bilingual{"Provbänks egna data är fel eller saknas:",
                              "Provbänk's own data is wrong or missing:"});
  app.console.error(environment.error().detail);
  return std::nullopt;
}

scenario::Vocabulary vocabulary(const world::Environment& environment) {
  scenario::Vocabulary words;
  for (const auto* person : environment.fixtures->all()) words.persons.push_back(person->id);
  for (const auto& kommun : environment.organisations().kommuner)
    words.kommuner.push_back(kommun.id);
  words.certificates = world::client_certificate_names();
  for (const auto& clause : environment.clauses.all()) words.clauses.push_back(clause.id);
  return words;
}

void print_problems(const App& app, const std::vector<scenario::Problem>& problems) {
  for (const auto& problem : problems) {
    app.console.error(scenario::to_string(problem, app.console.language()));
  }
  app.console.error(app.console.language() == Language::sv
                        ? fmt::format("{} fel; ingenting har körts.", problems.size())
                        : fmt::format("{} problems; nothing has been run.", problems.size()));
}

std::optional<std::vector<scenario::Scenario>> load_scenarios(const App& app,
                                                              const scenario::Loader& loader) {
  std::vector<scenario::Problem> problems;
  auto scenarios = loader.load_folder(app.scenarios_dir(), problems);
  if (problems.empty()) return scenarios;
  print_problems(app, problems);
  return std::nullopt;
}

bool matches(std::string_view pattern, std::string_view id) {
  if (!pattern.empty() && pattern.back() == '*') {
    return id.substr(0, pattern.size() - 1) == pattern.substr(0, pattern.size() - 1);
  }
  return pattern == id;
}

}  // namespace provbank::cli
