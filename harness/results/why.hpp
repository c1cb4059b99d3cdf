// Everything that is known of one verdict, for whoever has to act on it.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/evidence/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::results {

/// Lines about a check ("DP-X/3"), a finding ("DP-X/3.1"), a scenario ("DP-X") or a clause
/// ("B4-3.7.1"); nothing when the result holds no such thing. `folder` is the result's, where the
/// evidence is looked up for the request that repeats a finding.
std::optional<std::vector<std::string>> why(const evidence::RunResult& result,
                                            const std::filesystem::path& folder,
                                            const std::string& id, Language language);

/// The ids of the result that look most like it, at most `kNearMax`.
inline constexpr std::size_t kNearMax = 5;
std::vector<std::string> near_ids(const evidence::RunResult& result, const std::string& id);

}  // namespace provbank::results
