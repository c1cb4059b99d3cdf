#include "platform/http/target.hpp"

#include <gmock/gmock.h>

namespace provbank::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Target, IsTakenApartAndDecoded) {
  const auto target = parse_target("/shs/ds/urn%3AX-shs%3A16/?since=a+b&empty&q=%C3%B6");
  ASSERT_TRUE(target.has_value());
  EXPECT_THAT(target->path, ElementsAre("shs", "ds", "urn:X-shs:16", ""));
  EXPECT_THAT(target->query, ElementsAre(Pair("since", "a b"), Pair("empty", ""), Pair("q", "ö")));
  EXPECT_EQ(*target->find("q"), "ö");
  EXPECT_EQ(target->find("r"), nullptr);
}

TEST(Target, OfTheRootIsOneEmptySegment) {
  EXPECT_THAT(parse_target("/")->path, ElementsAre(""));
  EXPECT_THAT(parse_target("/a?")->query, ElementsAre());
}

TEST(Target, WronglyEscapedIsNone) {
  for (const auto* text : {"", "a", "*", "/%", "/%1", "/%zz", "/a?x=%", "/a?%=1"})
    EXPECT_FALSE(parse_target(text)) << text;
}

TEST(Percent, IsReadAsItWasWritten) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(from_percent(to_percent(all)), all);
  EXPECT_EQ(to_percent("a-b c/ö"), "a-b%20c%2F%C3%B6");
}

}  // namespace
}  // namespace provbank::http
