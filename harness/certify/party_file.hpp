// The <party> of a plan file: who is certified.
#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include "harness/certify/certification.hpp"
#include "harness/scenario/loader.hpp"

namespace provbank::certify {

/// Nothing when the plan names no party, or when something is wrong with it (then `problems` has
/// grown: a wrong check digit, a real person's number, a missing file, a word that is lacking for
/// the role). The file's form has been checked by scenario::Loader::load_plan. Files are named from
/// the plan's folder; `data_dir` has the schemas that they keep to. Only the trust anchors and the
/// attestations' evidence are opened here. The credentials are read by whoever plays the bench.
std::optional<Certification> load_party(const std::filesystem::path& plan,
                                        std::vector<scenario::Problem>& problems,
                                        const std::filesystem::path& data_dir);

}  // namespace provbank::certify
