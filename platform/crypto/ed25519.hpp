// Ed25519 signatures (RFC 8032). OpenSSL stays behind the .cpp file.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::crypto {

inline constexpr std::size_t kEd25519SeedBytes = 32;
inline constexpr std::size_t kEd25519PublicBytes = 32;
inline constexpr std::size_t kEd25519SignatureBytes = 64;

/// The public key of a private one (RFC 8032's 32-byte seed), 32 bytes. Throws ErrorException for a
/// seed of another size.
std::string ed25519_public(std::string_view seed);

/// 64 bytes; the same for the same seed and message.
std::string ed25519_sign(std::string_view seed, std::string_view message);

/// False for whatever does not fit, keys and signatures of the wrong size too.
bool ed25519_verify(std::string_view public_key, std::string_view message,
                    std::string_view signature);

}  // namespace provbank::crypto
