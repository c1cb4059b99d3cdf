#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "harness/checks/check.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/coverage.hpp"

namespace provbank::cli {
namespace {

using contract::Clause;
using scenario::Scenario;

constexpr std::size_t kScenariosNamedMax = 8;

/// Prints what the register and the scenarios hold, in the language of the console.
class Listing {
 public:
  Listing(Console& console, const std::vector<Scenario>& scenarios)
      : console_(console), scenarios_(scenarios) {}

  void heading(const Bilingual& text) {
    console_.line(console_.styled(console_.pick(text), Style::bold));
  }

  void clause_line(const Clause& clause) {
    console_.line(fmt::format("  {}  {}  {}",
                              console_.styled(padded(clause.id, kIdColumns), Style::bold),
                              padded(console_.pick(contract::words(clause.handling)), 10),
                              console_.pick(clause.summary)));
  }

  void clause_in_full(const Clause& clause) {
    std::vector<std::string_view> parties;
    for (const auto& party : clause.parties) parties.push_back(contract::party_name(party));
    console_.line(fmt::format("  {}  {} · {}", console_.styled(clause.id, Style::bold),
                              console_.pick(contract::words(clause.force)),
                              fmt::join(parties, ", ")));
    item(console_.pick(clause.summary));
    item(fmt::format("{}: {}", console_.pick(contract::words(clause.handling)),
                     handling_words(clause)));
  }

  void scenario_line(const Scenario& scenario) {
    console_.line(fmt::format("  {}  {}", console_.styled(padded(scenario.id, 26), Style::bold),
                              console_.pick(scenario.title)));
  }

  void checks_of(const Scenario& scenario) {
    for (const auto& use : scenario.then) {
      const auto* kind = checks::find(use.name);
      if (kind == nullptr) continue;
      console_.line(
          fmt::format("      {}  {}", padded(use.name, 26), console_.pick(kind->description)));
    }
  }

 private:
  static constexpr std::size_t kIdColumns = 24;

  void item(std::string_view text) { console_.line("      " + std::string(text)); }

  std::string say(const char* sv, const char* en) {
    return console_.language() == Language::sv ? sv : en;
  }

  std::string handling_words(const Clause& clause) {
    return std::visit(
        [&](const auto& handling) {
          using Kind = std::decay_t<decltype(handling)>;
          if constexpr (std::is_same_v<Kind, contract::Checked>) {
            return checked_words(clause, handling);
          } else if constexpr (std::is_same_v<Kind, contract::Measured>) {
            return fmt::format("{} {}", say("månadsrapportens mått", "figures of the report:"),
                               fmt::join(handling.figures, ", "));
          } else if constexpr (std::is_same_v<Kind, contract::Attested>) {
            return fmt::format("{}: {} {}: {}", contract::party_name(handling.by),
                               console_.pick(handling.question), say("Underlag", "Evidence"),
                               console_.pick(handling.evidence));
          } else {
            return std::string(console_.pick(handling.reason));
          }
        },
        clause.handling);
  }

  std::string checked_words(const Clause& clause, const contract::Checked& handling) {
    std::string out;
    if (!handling.checks.empty()) {
      const auto scenarios = covering(clause, scenarios_);
      out = fmt::format("{} {} {} {} ({})", fmt::join(handling.checks, ", "), say("i", "in"),
                        scenarios.size(), say("scenarier", "scenarios"), first_of(scenarios));
    }
    if (!handling.steps.empty()) {
      out += fmt::format("{}{} {}", out.empty() ? "" : "; ",
                         say("steg i dossiern:", "steps of the dossier:"),
                         fmt::join(handling.steps, ", "));
    }
    return out;
  }

  static std::string first_of(const std::vector<const Scenario*>& scenarios) {
    std::string out;
    for (std::size_t i = 0; i < scenarios.size() && i < kScenariosNamedMax; ++i)
      out += (i > 0 ? ", " : "") + scenarios[i]->id;
    return scenarios.size() > kScenariosNamedMax ? out + " ..." : out;
  }

  Console& console_;
  const std::vector<Scenario>& scenarios_;
};

bool verifies(const Scenario& scenario, const std::string& filter) {
  return std::ranges::any_of(scenario.clauses, [&filter](const auto& clause) {
    return contract::clause_within(clause, filter);
  });
}

}  // namespace

int list(App& app, const std::string& filter) {
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  auto loader = scenario::Loader::create(app.data_dir, vocabulary(*environment));
  if (!loader) throw ErrorException(loader.error());
  const auto scenarios = load_scenarios(app, *loader);
  if (!scenarios) return code(Exit::usage);

  Listing listing(app.console, *scenarios);
  bool any_clause = false;
  for (const auto& clause : environment->clauses.all()) {
    if (!filter.empty() && !contract::clause_within(clause.id, filter)) continue;
    if (!std::exchange(any_clause, true)) listing.heading({"Klausuler", "Clauses"});
    if (filter.empty()) {
      listing.clause_line(clause);
    } else {
      listing.clause_in_full(clause);
    }
  }
  bool any_scenario = false;
  for (const Scenario& scenario : *scenarios) {
    const bool wanted = matches(filter, scenario.id) || verifies(scenario, filter);
    if (!filter.empty() && !wanted) continue;
    if (!std::exchange(any_scenario, true)) listing.heading({"Scenarier", "Scenarios"});
    listing.scenario_line(scenario);
    if (!filter.empty() && !any_clause) listing.checks_of(scenario);
  }
  if (any_clause || any_scenario) return code(Exit::ok);
  app.console.error(app.console.language() == Language::sv
                        ? fmt::format("Varken klausul eller scenario heter {}.", filter)
                        : fmt::format("No clause or scenario is called {}.", filter));
  return code(Exit::usage);
}

}  // namespace provbank::cli
