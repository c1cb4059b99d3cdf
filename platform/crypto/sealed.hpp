// Bytes that only this process can open: AES-256-GCM under a key that exists in memory alone.
#pragma once
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::crypto {

/// One key for one text. It is drawn when constructed and overwritten when destroyed: whatever was
/// sealed with it can then be opened by nobody.
class SealingKey {
 public:
  SealingKey();
  ~SealingKey();
  SealingKey(SealingKey&& other) noexcept;
  SealingKey& operator=(SealingKey&& other) noexcept;

  /// Nonce, ciphertext and tag. Every call seals under a nonce of its own.
  std::string seal(std::string_view text) const;
  /// `invalid` when these bytes were not sealed with this key, or were altered.
  Result<std::string> open(std::string_view sealed) const;

 private:
  std::string key_;
};

}  // namespace provbank::crypto
