#include "platform/crypto/encoding.hpp"

#include <gmock/gmock.h>

namespace provbank::crypto {
namespace {

TEST(Base64, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, ReadsBackEveryByteAtEveryLength) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    ASSERT_EQ(from_base64(base64(bytes)).value(), bytes);
    bytes += static_cast<char>(255 - i % 256);
  }
}

TEST(Base64, AcceptsWhiteSpaceAnywhere) {
  EXPECT_EQ(from_base64(" Zm9v\r\n\tYg= =\n").value(), "foob");
  EXPECT_EQ(from_base64(" \n").value(), "");
}

struct Bad {
  const char* name;
  std::string text;
};

TEST(Base64, RefusesWhatXmlSchemaRefuses) {
  const Bad rows[] = {
      {"ends inside a group", "Zm9vY"},   {"two letters without filler", "Zm9vYg"},
      {"one filler missing", "Zm9vYg="},  {"filler alone", "===="},
      {"one letter and fillers", "Z==="}, {"letters after filler", "Zg==Zg=="},
      {"filler inside a group", "Z=g="},  {"unused bits, one byte", "Zh=="},
      {"unused bits, two bytes", "Zm9="}, {"the URL alphabet", "-_-_"},
      {"a full stop", "Zm9v."},           {"a NUL byte", std::string("Zm9v\0", 5)},
      {"a byte past ASCII", "Zm9\xC3"},
  };
  for (const Bad& row : rows) {
    SCOPED_TRACE(row.name);
    const auto result = from_base64(row.text);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::malformed);
  }
}

TEST(Hex, IsLowerCaseTwoDigitsAByte) {
  EXPECT_EQ(hex(std::string_view("\x00\x9f\xff", 3)), "009fff");
}

TEST(Sha256, GivesTheVectorsOfFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hmac, GivesTheVectorsOfRfc4231) {
  EXPECT_EQ(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256_hex(std::string(131, '\xaa'),
                            "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, TakesAnEmptyKeyAndAnEmptyMessage) {
  EXPECT_EQ(hmac_sha256_hex({}, {}),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(RandomBytes, GivesTheCountAskedForAndNeverTheSame) {
  EXPECT_EQ(random_bytes(0).size(), 0U);
  EXPECT_EQ(random_bytes(33).size(), 33U);
  EXPECT_NE(random_bytes(16), random_bytes(16));
}

}  // namespace
}  // namespace provbank::crypto
