// An open file searched by as many threads as pay.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/residue/matcher.hpp"

namespace provbank::residue {

/// What a thread takes at a time, and maps where it can.
inline constexpr std::size_t kWindowBytes = 8U << 20U;
/// What is searched at a time, for one set of patterns after the other; small enough to stay in the
/// processor's cache while it is searched.
inline constexpr std::size_t kBlockBytes = 1U << 20U;
/// Smaller files are read, which costs less than to map them.
inline constexpr std::uint64_t kMappedBytesMin = 256U << 10U;
/// Smaller files are searched by one thread.
inline constexpr std::uint64_t kParallelBytesMin = 16U << 20U;
inline constexpr unsigned kThreadsMax = 8;

/// The bytes beside a match; -1 at the beginning and the end.
struct Around {
  int before = -1;
  int after = -1;
};

/// Called for each match with its place counted from the first byte searched; one call at a time.
using OnFileMatch = std::function<void(const Matcher&, std::size_t pattern, std::uint64_t at,
                                       const Around& around)>;

/// Asked of each block, with some of what follows it, by several threads at a time.
using WorthNoting = std::function<bool(std::string_view block)>;

struct FileRead {
  std::uint64_t bytes = 0;           // that were there and were searched
  bool failed = false;               // the system would not give all of them
  std::vector<std::uint64_t> noted;  // where blocks begin that were worth noting, in order
};

/// Searches `size` bytes of the file from `from` on. Another process may cut it short at any time:
/// what was cut off meanwhile is not searched and not told of.
FileRead search_file(int fd, std::uint64_t from, std::uint64_t size,
                     std::span<const Matcher* const> matchers, const OnFileMatch& on_match,
                     const WorthNoting& worth_noting = {});
inline FileRead search_file(int fd, std::uint64_t from, std::uint64_t size,
                            std::span<const Matcher> one, const OnFileMatch& on_match) {
  const Matcher* pointer = one.data();
  return search_file(fd, from, size, std::span<const Matcher* const>(&pointer, 1), on_match);
}

}  // namespace provbank::residue
