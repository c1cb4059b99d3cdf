#include "platform/text/latin1.hpp"

#include <gtest/gtest.h>

namespace provbank::text {
namespace {

TEST(Latin1, EveryByteBecomesTheCharacterOfItsNumber) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string utf8 = utf8_of_latin1(std::string(1, static_cast<char>(byte)));
    std::string_view rest = utf8;
    EXPECT_EQ(take_character(rest), byte);
    EXPECT_TRUE(rest.empty());
  }
}

TEST(Latin1, CharactersAreTakenOneAtATime) {
  std::string_view rest = "a\xC3\xA5\xE2\x82\xAC\xF0\x9F\x98\x80";
  EXPECT_EQ(take_character(rest), U'a');
  EXPECT_EQ(take_character(rest), U'\u00E5');
  EXPECT_EQ(take_character(rest), U'\u20AC');
  EXPECT_EQ(take_character(rest), U'\U0001F600');
  EXPECT_TRUE(rest.empty());
}

TEST(Latin1, AByteThatIsNoCharacterCountsAsOne) {
  std::string_view rest = "\xE5g\xE2\x82";
  EXPECT_EQ(take_character(rest), U'\uFFFD');
  EXPECT_EQ(take_character(rest), U'g');
  EXPECT_EQ(take_character(rest), U'\uFFFD');
  EXPECT_EQ(take_character(rest), U'\uFFFD');
  EXPECT_TRUE(rest.empty());
}

TEST(Latin1, ATextIsCutBetweenCharacters) {
  EXPECT_EQ(first_characters("\xC3\xA5\xC3\xA4\xC3\xB6", 2), "\xC3\xA5\xC3\xA4");
  EXPECT_EQ(first_characters("abc", 7), "abc");
  EXPECT_EQ(first_characters("abc", 0), "");
}

}  // namespace
}  // namespace provbank::text
