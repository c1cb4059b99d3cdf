// Whole files in and out, with errors that name the file.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank {

inline constexpr std::size_t kFileBytesLimit = 256U << 20U;

/// Reads a regular file of at most `bytes_limit` bytes.
Result<std::string> read_file(const std::filesystem::path& file,
                              std::size_t bytes_limit = kFileBytesLimit);

/// Creates or replaces the file (and its parent folders) by writing beside it and renaming, so a
/// reader sees the old content or the new one, never a half.
Result<void> write_file(const std::filesystem::path& file, std::string_view content);

/// A folder of one's own below the system's temporary one, removed with all it holds at the end.
class ScratchFolder {
 public:
  /// Throws ErrorException when none can be made.
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace provbank
