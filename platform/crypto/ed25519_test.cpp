#include "platform/crypto/ed25519.hpp"

#include <gtest/gtest.h>

#include "platform/crypto/digest.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::crypto {
namespace {

std::string from_hex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  }
  return out;
}

TEST(Ed25519, GivesTheValuesOfRfc8032) {
  const auto seed = from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  EXPECT_EQ(hex(ed25519_public(seed)),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(hex(ed25519_sign(seed, "\x72")),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Ed25519, AcceptsNothingButWhatWasSigned) {
  const std::string seed(kEd25519SeedBytes, 's');
  const auto key = ed25519_public(seed);
  const auto signature = ed25519_sign(seed, "message");
  EXPECT_TRUE(ed25519_verify(key, "message", signature));
  EXPECT_FALSE(ed25519_verify(key, "massage", signature));
  EXPECT_FALSE(
      ed25519_verify(ed25519_public(std::string(kEd25519SeedBytes, 't')), "message", signature));
  EXPECT_FALSE(ed25519_verify(key, "message", signature.substr(1)));
  EXPECT_FALSE(ed25519_verify(key.substr(1), "message", signature));
}

TEST(Ed25519, ThrowsForASeedOfAnotherSize) {
  EXPECT_THROW(ed25519_public("short"), ErrorException);
}

TEST(Sha256, GivesTheSameAsOneAtATime) {
  Sha256 digest;
  for (const std::string_view text : {"", "abc", "a longer one"}) {
    EXPECT_EQ(digest.hex_of(text), sha256_hex(text));
  }
}

}  // namespace
}  // namespace provbank::crypto
