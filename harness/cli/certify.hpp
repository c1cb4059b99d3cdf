// Plans as the commands use them.
#pragma once
#include <filesystem>
#include <optional>

#include "harness/certify/certification.hpp"
#include "harness/cli/app.hpp"
#include "harness/evidence/result.hpp"
#include "harness/scenario/plan.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/world/test_pki.hpp"

namespace provbank::cli {

struct Planned {
  scenario::Plan plan;
  std::optional<certify::Certification> party;  // nothing: the reference environment is judged
};

/// The plan, or nothing after printing every problem.
std::optional<Planned> load_plan(const App& app, const scenario::Loader& loader,
                                 const std::filesystem::path& file);

/// A kommun asks through one door, which its plan says; the scenario is about another.
bool about_another_door(const scenario::Scenario& scenario, const certify::Certification& party);

/// Why the party's plan does not let the scenario run; nothing when it does: it is about another
/// door, asks for more than the limits, or for certificates that the plan's folder does not hold.
std::optional<Bilingual> beyond_plan(const scenario::Scenario& scenario,
                                     const certify::Certification& party,
                                     const world::TestPki& pki);

/// The party's entry among those of the result, and what it attests.
void add_party(const certify::Certification& party, evidence::RunResult& result);

/// Tries the plan's settings (world/preflight.hpp) and prints what came of it. False when something
/// must be mended first: then nobody may be judged, for a fault of the configuration would look
/// like a fault of the party.
enum class Telling { everything, faults };
bool set_up_right(const App& app, const world::Environment& environment,
                  const certify::Certification& party, Telling telling);

/// The party of a plan that names one; nothing after saying what is wrong.
std::optional<certify::Certification> load_party(const App& app,
                                                 const world::Environment& environment,
                                                 const std::filesystem::path& file);

}  // namespace provbank::cli
