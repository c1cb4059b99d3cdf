// Which program this is, and whether a proof of its checks is a proof of this one.
#pragma once
#include <filesystem>
#include <string>

#include "harness/cli/app.hpp"
#include "harness/evidence/result.hpp"

namespace provbank::cli {

/// SHA-256 of the running program's file. Throws ErrorException when it cannot be read.
std::string program_sha256();

/// What the folder's prove.xml proves. `not_found` or `malformed` when it cannot be read, `invalid`
/// when it is the proof of another program, a part of one, or does not hold: then nothing may rest
/// on it.
Result<evidence::ProofEntry> proof_in(const App& app, const std::filesystem::path& folder);

}  // namespace provbank::cli
