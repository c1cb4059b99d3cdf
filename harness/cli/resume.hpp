// A run that can be gone on with: what it was asked to do, and what is done already.
//   <out>/run.json             the options, and the plan's hash
//   <out>/progress/<id>.xml    the result of one scenario that is done
#pragma once
#include <filesystem>
#include <optional>

#include "harness/cli/commands.hpp"
#include "harness/evidence/result.hpp"

namespace provbank::cli {

/// Notes what the run was asked to do. Throws ErrorException when the disk does not take it.
void note_run(const RunOptions& options);

/// The options of the run that was interrupted in `folder`. `not_found` when none was begun there;
/// `invalid` when its plan has changed since, or the program has.
Result<RunOptions> noted_run(const std::filesystem::path& folder);

/// Keeps a result that holds one scenario.
void keep(const std::filesystem::path& out, const evidence::RunResult& one);
/// The kept entry; nothing when the scenario is not done, or what was kept cannot be read (then it
/// is done again).
std::optional<evidence::ScenarioEntry> kept(const std::filesystem::path& out, const std::string& id,
                                            const std::filesystem::path& data_dir);

}  // namespace provbank::cli
