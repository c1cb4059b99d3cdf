// What lies folded inside files: compressed, packed, in a database, in a core.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "harness/residue/place.hpp"

namespace provbank::residue {

/// How far is unfolded. What lies beyond is told of as a hindrance, and searched as it stands.
struct UnfoldLimits {
  std::size_t depth = 8;                                // archives in archives
  std::size_t members = 100'000;                        // of one archive
  std::uint64_t held_bytes = 64U << 20U;                // a member that is unfolded in its turn
  std::uint64_t total_bytes = std::uint64_t{8} << 30U;  // unpacked from one file
  std::uint64_t ratio = 1'000;                          // unpacked to packed, once past ...
  std::uint64_t ratio_from_bytes = 64U << 20U;          // ... so many
};

/// Gives a sink all that a file or some bytes hold: as they stand, and unfolded. gzip, bzip2, xz,
/// zstd, lz4, zip, 7-Zip and tar; SQLite, every table and column; ELF cores, by virtual address.
class Unfolder {
 public:
  /// `sink` outlives the unfolder.
  explicit Unfolder(Sink& sink, UnfoldLimits limits = {}) : sink_(sink), limits_(limits) {}

  void content(const Place& place, std::string_view bytes);
  /// A regular file; its place is its path unless another is given.
  void file(const std::filesystem::path& path);
  void file(const std::filesystem::path& path, const Place& place);
  /// All regular files below the folder, or the file itself. Links are not followed. `is_log` says
  /// which is the event log.
  using IsLog = std::function<bool(const std::filesystem::path&)>;
  void tree(const std::filesystem::path& root, const IsLog& is_log = {});

  Sink& sink() { return sink_; }
  const UnfoldLimits& limits() const { return limits_; }

 private:
  void at_depth(const Place& place, std::string_view bytes, std::size_t depth);
  void inner(const Place& place, std::string_view bytes, std::size_t depth);
  void archive(const Place& place, std::string_view bytes, const std::filesystem::path* path,
               std::size_t depth);
  void database(const Place& place, std::string_view bytes, const std::filesystem::path* path,
                std::size_t depth);
  void open_file(const Place& place, int fd, std::uint64_t size, const std::filesystem::path& path);

  friend class ArchiveReading;

  Sink& sink_;
  UnfoldLimits limits_;
  std::uint64_t unpacked_ = 0;  // of the file at hand
};

/// What the first bytes say. `nothing`: it is searched as it stands.
enum class Folded { nothing, archive, sqlite, core };
Folded folded(std::string_view first_bytes);
/// So many are enough to tell.
inline constexpr std::size_t kFirstBytes = 512;

/// No text: a zero byte among the first, or more of it than a person would read.
bool is_raw(std::string_view first_bytes, std::uint64_t size);
inline constexpr std::uint64_t kTextBytesMax = 64U << 20U;

}  // namespace provbank::residue
