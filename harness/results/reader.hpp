// result.xml read back into the values it was written from.
#pragma once
#include <array>
#include <filesystem>

#include "harness/evidence/result.hpp"
#include "platform/base/result.hpp"

namespace provbank::results {

/// The proof that a result rests on, when it lies beside it.
inline constexpr std::array kProofFiles = {"prove.xml", "prove.sv.html", "prove.en.html"};

/// result.xml itself, or the folder that holds it.
std::filesystem::path result_file(const std::filesystem::path& result_or_folder);

/// What `evidence::to_xml` wrote, such that writing it again gives the same document. An element or
/// attribute that the reader does not know is an error and never dropped. Of the kept exchanges the
/// document holds only the sum, which comes to stand with the first scenario. `not_found`, `io`,
/// `malformed` or `invalid` with file and line; throws when our own schema is broken.
Result<evidence::RunResult> read_result(const std::filesystem::path& result_or_folder,
                                        const std::filesystem::path& data_dir);

}  // namespace provbank::results
