// What is tried with the reference aggregator's own event log: its verification on altered copies,
// and its keeping in virtual time.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "harness/evidence/event_log.hpp"
#include "harness/logbook/mapping.hpp"
#include "harness/world/decorators.hpp"

namespace provbank::world {

/// How long the reference log is kept. The agreement refers to the data processing agreement for
/// it, which is not part of the project; this is our choice, in one place, and a lawyer should see
/// it (T-loggarnas-tid).
inline constexpr time::Duration kReferenceLogKept = std::chrono::days(730);

/// `log` is the folder of the log, `keys` its public keys. `folder` receives the copies and is
/// removed afterwards.
std::vector<evidence::TamperTrial> try_reference_verification(const std::filesystem::path& log,
                                                              const std::vector<std::string>& keys,
                                                              const logbook::Mapping& mapping,
                                                              const std::filesystem::path& folder,
                                                              const Decorators& decorators);

/// Keeps a log in `folder` through three and a half years of virtual time, and removes it.
evidence::RetentionTrial try_reference_retention(const std::filesystem::path& folder,
                                                 const Decorators& decorators);

}  // namespace provbank::world
