#include "reference-impl/eventlog/pseudonyms.hpp"

#include "platform/crypto/encoding.hpp"

namespace provbank::eventlog {

std::string Pseudonyms::of(std::string_view twelve_digits) const {
  constexpr std::size_t kHexDigits = 32;
  return crypto::hmac_sha256_hex(key_, twelve_digits).substr(0, kHexDigits);
}

std::string Pseudonyms::key_id() const {
  constexpr std::size_t kHexDigits = 8;
  // No person's digits, so nothing that the key is ever used for.
  return crypto::hmac_sha256_hex(key_, "provbank pseudonym key id").substr(0, kHexDigits);
}

}  // namespace provbank::eventlog
