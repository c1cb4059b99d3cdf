// Persons under names that only the holder of a key can connect with them.
#pragma once
#include <string>
#include <string_view>

namespace provbank::eventlog {

/// The first half of an HMAC-SHA-256 of the twelve digits, as 32 hex digits. Another key gives
/// unrelated names.
class Pseudonyms {
 public:
  explicit Pseudonyms(std::string key) : key_(std::move(key)) {}
  std::string of(std::string_view twelve_digits) const;

  /// Eight hex digits that tell this key from others and nothing of what it is.
  std::string key_id() const;

 private:
  std::string key_;
};

}  // namespace provbank::eventlog
