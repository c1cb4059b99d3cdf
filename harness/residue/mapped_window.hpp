// A part of a file in memory without a copy of it, safe from files that are cut short meanwhile.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace provbank::residue {

/// The bytes of a file from `from` on, mapped. Another process may cut the file short at any time,
/// or its disk may fail: what is not there any more then reads as zeros instead of ending the
/// program (the first window installs a handler for SIGBUS, which leaves to the one before it
/// whatever lies in no window), and `lost` says so.
class MappedWindow {
 public:
  /// Nothing when the file cannot be mapped (a pipe, most of /proc, some devices), or when
  /// kWindowsMax are mapped already.
  static std::optional<MappedWindow> open(int fd, std::uint64_t from, std::size_t size);

  MappedWindow(MappedWindow&& other) noexcept;
  MappedWindow& operator=(MappedWindow&&) = delete;
  ~MappedWindow();

  std::string_view bytes() const { return bytes_; }
  /// Some of it was no longer there when it was read.
  bool lost() const;

  static constexpr std::size_t kWindowsMax = 64;

 private:
  MappedWindow(std::string_view bytes, char* base, std::size_t slot)
      : bytes_(bytes), base_(base), slot_(slot) {}

  std::string_view bytes_;
  char* base_;  // page-aligned; null when moved from
  std::size_t slot_;
};

}  // namespace provbank::residue
