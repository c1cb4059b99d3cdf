// What really handles the clauses of the register: checks in scenarios, steps of dossiers, figures
// of the monthly report. The register claims it; here it is found.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "contract/clauses.hpp"
#include "contract/interpretations.hpp"
#include "contract/service_levels.hpp"
#include "harness/scenario/loader.hpp"
#include "platform/text/language.hpp"

namespace provbank::cli {

/// Something that handles clauses, as its own part of the program says.
struct Handler {
  std::string name;
  std::vector<std::string> clauses;
  Bilingual description;
};

/// A reading of an interpretation record that a part of the program applies.
struct AppliedReading {
  std::string interpretation;
  std::string reading;
};

struct Handlers {
  std::vector<Handler> checks;
  std::vector<Handler> steps;
  std::vector<Handler> figures;
  std::vector<AppliedReading> readings;
};
/// Those the program has.
Handlers handlers(const contract::ServiceLevels& levels);

/// The scenarios that verify the clause, by its own id, with one of the checks it names. Empty for
/// a clause that no check handles.
std::vector<const scenario::Scenario*> covering(const contract::Clause& clause,
                                                const std::vector<scenario::Scenario>& scenarios);

/// Everything in which the register, the interpretations and the program contradict each other, one
/// sentence each.
std::vector<Bilingual> contradictions(const contract::ClauseRegister& clauses,
                                      const contract::Interpretations& interpretations,
                                      const Handlers& handlers,
                                      const std::vector<scenario::Scenario>& scenarios);

}  // namespace provbank::cli
