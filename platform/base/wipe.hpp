// Forgetting: overwriting memory that held personal data.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace provbank {

/// Overwrites every byte the string owns (its capacity too), then empties it. The compiler cannot
/// remove it. TV-8.3.4, B3-5.9.
void wipe(std::string& text) noexcept;

/// Overwrites the bytes; for buffers that are used again.
void wipe(std::span<char> bytes) noexcept;

/// `to += bytes`, but when the string has to move, the memory it leaves is overwritten.
void append_wiping(std::string& to, std::string_view bytes);

/// Calls `wipe` at the end of a scope, on every path.
class WipeOnExit {
 public:
  explicit WipeOnExit(std::string& text) : text_(text) {}
  WipeOnExit(const WipeOnExit&) = delete;
  WipeOnExit& operator=(const WipeOnExit&) = delete;
  ~WipeOnExit() { wipe(text_); }

 private:
  std::string& text_;
};

}  // namespace provbank
