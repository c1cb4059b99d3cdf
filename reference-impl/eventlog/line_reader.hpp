// Lines of a file of any size, in bounded memory.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace provbank::eventlog {

class LineReader {
 public:
  struct Line {
    std::string_view text;     // without line feed; until the next call. Of a line that is longer
                               // than any entry only the beginning
    std::uint64_t number = 0;  // 1 for the first
    std::uint64_t offset = 0;  // of its first byte in the file
    std::uint64_t bytes = 0;   // with line feed
    bool ended = true;         // false: the file ends before a line feed comes
    bool too_long = false;
  };

  /// `not_found` or `io`. Reads no further than the file was long at this moment: others may be
  /// writing.
  static Result<LineReader> open(const std::filesystem::path& file);
  LineReader(LineReader&& other) noexcept;
  LineReader& operator=(LineReader&& other) noexcept;
  ~LineReader();

  /// False at the end. `io` when the disk fails.
  Result<bool> next(Line& line);

 private:
  explicit LineReader(int descriptor) : descriptor_(descriptor) {}
  Result<bool> fill();

  int descriptor_ = -1;
  std::uint64_t left_ = 0;  // bytes of the file not yet read
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is read and not yet given, within the buffer
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;  // of begin_ in the file
  std::uint64_t number_ = 0;
};

}  // namespace provbank::eventlog
