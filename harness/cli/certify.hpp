// Plans as the commands use them.
#pragma once
#include <filesystem>
#include <optional>

#include "harness/certify/certification.hpp"
#include "harness/cli/app.hpp"
#include "harness/scenario/plan.hpp"

namespace provbank::cli {

struct Planned {
  scenario::Plan plan;
  std::optional<certify::Certification> party;  // nothing: the reference environment is judged
};

/// The plan, or nothing after printing every problem.
std::optional<Planned> load_plan(const App& app, const scenario::Loader& loader,
                                 const std::filesystem::path& file);

/// The party of a plan that names one; nothing after saying what is wrong.
std::optional<certify::Certification> load_party(const App& app,
                                                 const world::Environment& environment,
                                                 const std::filesystem::path& file);

}  // namespace provbank::cli
