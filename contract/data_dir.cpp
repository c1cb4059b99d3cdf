#include "contract/data_dir.hpp"

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

namespace provbank::contract {
namespace {

bool is_data_dir(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::is_directory(folder / "schemas", ignored) &&
         std::filesystem::is_regular_file(folder / "contract" / "service-levels.xml", ignored);
}

/// Beside the program first, then every folder above it.
std::vector<std::filesystem::path> candidates(const std::filesystem::path& executable) {
  const auto home = executable.parent_path();
  std::vector<std::filesystem::path> folders = {(home / "../share/provbank").lexically_normal()};
  for (auto folder = home; !folder.empty(); folder = folder.parent_path()) {
    folders.push_back(folder);
    if (folder == folder.root_path()) break;
  }
  return folders;
}

}  // namespace

Result<std::filesystem::path> find_data_dir(const DataDirHints& hints) {
  if (hints.chosen) {
    if (is_data_dir(*hints.chosen)) return *hints.chosen;
    return fail(Errc::not_found, "PROVBANK_DATA is " + hints.chosen->string() +
                                     ", which holds no schemas/ and contract/service-levels.xml");
  }
  std::string tried;
  for (const auto& folder : candidates(hints.executable)) {
    if (is_data_dir(folder)) return folder;
    tried += (tried.empty() ? "" : ", ") + folder.string();
  }
  return fail(Errc::not_found, "no data folder (schemas/, contract/service-levels.xml); tried " +
                                   tried + "; PROVBANK_DATA can name it");
}

Result<std::filesystem::path> find_data_dir() {
  std::error_code error;
  DataDirHints hints{.chosen = std::nullopt,
                     .executable = std::filesystem::read_symlink("/proc/self/exe", error)};
  if (const char* chosen = std::getenv("PROVBANK_DATA"); chosen != nullptr && *chosen != '\0') {
    hints.chosen = chosen;
  }
  return find_data_dir(hints);
}

}  // namespace provbank::contract
