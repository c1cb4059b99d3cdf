#include "platform/text/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace provbank::text {
namespace {

constexpr auto kNowhere = std::string_view::npos;

TEST(Utf8, TakesEveryLengthAtItsEdges) {
  for (const std::string_view good :
       {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(first_bad_utf8(good), kNowhere) << testing::PrintToString(good);
  }
}

// Each wrong sequence at every distance from the blocks that are read eight bytes at a time.
TEST(Utf8, FindsTheFirstWrongByteWhereverItStands) {
  for (const std::string_view bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE1\x80",
        "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF1\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF"}) {
    for (std::size_t before = 0; before <= 17; ++before) {
      for (std::size_t after = 0; after <= 9; ++after) {
        const auto text = std::string(before, 'a') + std::string(bad) + std::string(after, 'b');
        EXPECT_EQ(first_bad_utf8(text), before) << testing::PrintToString(text);
      }
    }
  }
}

TEST(Utf8, CountsPastCharactersOfSeveralBytes) {
  EXPECT_EQ(first_bad_utf8("åäö\xFF"), 6U);
  EXPECT_TRUE(is_utf8("Provbänk – ett prov, åtta byte i taget"));
  EXPECT_FALSE(is_utf8("Provb\xE4nk"));
}

}  // namespace
}  // namespace provbank::text
