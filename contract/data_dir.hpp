// Where the project's data is: found relative to the program, so an installed tree can be moved.
#pragma once
#include <filesystem>
#include <optional>

#include "platform/base/result.hpp"

namespace provbank::contract {

/// The folder that holds schemas/, fixtures/, scenarios/, contract/ and reports/. Looks at
/// PROVBANK_DATA, then beside the executable (../share/provbank), then upwards from the executable
/// (a build folder inside the source tree). `not_found` names what was tried. A PROVBANK_DATA that
/// is no such folder is an error: what somebody chose is never passed over in silence.
Result<std::filesystem::path> find_data_dir();

/// What the search starts from; `find_data_dir()` takes both from the running process.
struct DataDirHints {
  std::optional<std::filesystem::path> chosen;
  std::filesystem::path executable;
};
Result<std::filesystem::path> find_data_dir(const DataDirHints& hints);

}  // namespace provbank::contract
