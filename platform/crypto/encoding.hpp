// Small encodings and digests.
#pragma once
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::crypto {

std::string base64(std::string_view bytes);
/// Strict but for white space, as xsd:base64Binary allows it. `malformed` otherwise.
Result<std::string> from_base64(std::string_view text);
std::string hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
/// HMAC-SHA-256, lower-case hex.
std::string hmac_sha256_hex(std::string_view key, std::string_view message);
/// Bytes from the operating system, for keys.
std::string random_bytes(std::size_t count);

}  // namespace provbank::crypto
