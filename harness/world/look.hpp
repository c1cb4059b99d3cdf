// A look at what a party keeps, while the scenario goes on.
#pragma once
#include <span>
#include <vector>

#include "harness/evidence/evidence.hpp"
#include "harness/residue/canary_file.hpp"
#include "harness/residue/points.hpp"
#include "harness/world/runner.hpp"

namespace provbank::world {

struct WhereToLook {
  std::vector<residue::Point> points;
  residue::Unfolder::IsLog is_log;
  std::filesystem::path root;  // places below it are told without it; may be empty
};

/// Searches all points for the canaries at once; `now` is the world's time.
evidence::Look look(const WhereToLook& where, std::span<const evidence::CanaryValue> canaries,
                    std::span<const evidence::AskedQuestion> questions, time::Duration now);

/// When the last answer that carried the value had left; nothing when no question did.
std::optional<time::Duration> answered(const evidence::CanaryValue& canary,
                                       std::span<const evidence::AskedQuestion> questions);

/// What the scenario sent, for whoever looks for it later.
residue::CanaryFile canary_file(const ScenarioRun& run, chance::Seed seed);

}  // namespace provbank::world
