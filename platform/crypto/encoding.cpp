#include "platform/crypto/encoding.hpp"

#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <limits>

#include "platform/crypto/openssl.hpp"

namespace provbank::crypto {
namespace {

constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kSha256Bytes = 32;
constexpr std::uint8_t kNotBase64 = 0xFF;

constexpr std::array<std::uint8_t, 256> base64_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNotBase64);
  for (std::size_t i = 0; i < kBase64Alphabet.size(); ++i) {
    values[static_cast<unsigned char>(kBase64Alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr auto kBase64Values = base64_values();

constexpr bool is_xml_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.empty() ? "" : bytes.data());
}

/// One letter for each six bits, in groups of four; '=' fills the last group.
void append_base64_group(std::string& out, std::string_view three_or_fewer) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto octet =
        i < three_or_fewer.size() ? static_cast<unsigned char>(three_or_fewer[i]) : 0U;
    bits = bits << 8U | octet;
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const bool filler = i > three_or_fewer.size();
    out += filler ? '=' : kBase64Alphabet[bits >> (18U - 6U * i) & 0x3FU];
  }
}

Error not_base64(std::size_t offset, std::string_view why) {
  return fail(Errc::malformed, "base64, byte " + std::to_string(offset) + ": " + std::string(why));
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) append_base64_group(out, bytes.substr(i, 3));
  return out;
}

Result<std::string> from_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  std::size_t letters = 0;
  std::size_t fillers = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_xml_space(c)) continue;
    if (c == '=') {
      if (++fillers > 2) return not_base64(i, "too many '='");
      continue;
    }
    const std::uint8_t value = kBase64Values[static_cast<unsigned char>(c)];
    if (value == kNotBase64) return not_base64(i, "a character outside the alphabet");
    if (fillers > 0) return not_base64(i, "more after '='");
    bits = (bits << 6U | value) & 0xFFFFFFU;
    if (++letters % 4 == 0) {
      for (const unsigned shift : {16U, 8U, 0U}) out += static_cast<char>(bits >> shift & 0xFFU);
    }
  }
  const std::size_t rest = letters % 4;
  if ((letters + fillers) % 4 != 0 || rest == 1)
    return not_base64(text.size(), "ends inside a group");
  if (rest == 2 && (bits & 0xFU) != 0) return not_base64(text.size(), "unused bits are not zero");
  if (rest == 3 && (bits & 0x3U) != 0) return not_base64(text.size(), "unused bits are not zero");
  if (rest == 2) out += static_cast<char>(bits >> 4U & 0xFFU);
  if (rest == 3) {
    out += static_cast<char>(bits >> 10U & 0xFFU);
    out += static_cast<char>(bits >> 2U & 0xFFU);
  }
  return out;
}

std::string hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto octet = static_cast<unsigned char>(c);
    out += kHexDigits[octet >> 4U];
    out += kHexDigits[octet & 0xFU];
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::string digest(kSha256Bytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(digest.data());
  if (EVP_Digest(octets(bytes), bytes.size(), out, nullptr, EVP_sha256(), nullptr) != 1) {
    openssl::throw_drained("SHA-256");
  }
  return hex(digest);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
  std::string mac(kSha256Bytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(mac.data());
  std::size_t size = 0;
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, octets(key), key.size(),
                octets(message), message.size(), out, mac.size(), &size) == nullptr) {
    openssl::throw_drained("HMAC-SHA-256");
  }
  return hex(mac);
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  if (count > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      RAND_bytes(out, static_cast<int>(count)) != 1) {
    openssl::throw_drained("drawing random bytes");
  }
  return bytes;
}

}  // namespace provbank::crypto
