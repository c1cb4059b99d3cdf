// The files of one log: a file, or a folder with its rotated and compressed archives.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/logbook/mapping.hpp"
#include "platform/base/result.hpp"

namespace provbank::logbook {

struct FileLimits {
  std::size_t files = 1'000;               // of a folder
  std::size_t put_away = 20'000;           // of one file: a segment every second hour, for years
  std::uint64_t file_bytes = 256U << 20U;  // of one, unpacked
  std::uint64_t total_bytes = 1U << 30U;   // of all that are read together
};

struct LogFile {
  std::filesystem::path path;
  std::string content;  // unpacked
};

/// Whether `file` is of the log: of a folder, its own files whose names match `names`; of a file,
/// itself and what was put away of it beside it (residue::is_part_of_log).
bool is_part(const std::filesystem::path& file, const std::filesystem::path& log,
             const std::string& names);

/// The file itself; or the folder's own regular files whose names match `names` (* and ?), by name.
/// Empty `names`: all but hidden ones. Links are left out, so that no file is read twice.
/// `not_found` when there is none; `too_large` past the limit.
Result<std::vector<std::filesystem::path>> paths_of(const std::filesystem::path& log,
                                                    const std::string& names = {},
                                                    const FileLimits& limits = {});

/// All that is_part knows of: the same, but for a file also what was put away of it; itself last.
Result<std::vector<std::filesystem::path>> parts_of(const std::filesystem::path& log,
                                                    const std::string& names = {},
                                                    const FileLimits& limits = {});

/// The file as text: gzip, zstd, xz, bzip2 and lz4 are unpacked, and the members of a tar, zip or
/// 7-Zip follow on each other. The error names the file.
Result<std::string> unpacked(const std::filesystem::path& file, const FileLimits& limits = {});

/// Puts the files into the order of their first entries' times; those without one last, by name.
void in_order_of_time(const Mapping& mapping, std::vector<LogFile>& files);

/// All of it, in order of time.
Result<std::vector<LogFile>> read_files(const std::filesystem::path& log, const std::string& names,
                                        const Mapping& mapping, const FileLimits& limits = {});

}  // namespace provbank::logbook
