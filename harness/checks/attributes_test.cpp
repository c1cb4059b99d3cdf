#include "harness/checks/attributes.hpp"

#include <gmock/gmock.h>

namespace provbank::checks {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(Attributes, ReadsDurationsInEveryUnit) {
  EXPECT_EQ(parse_duration("7s").value(), 7s);
  EXPECT_EQ(parse_duration("1.5s").value(), 1500ms);
  EXPECT_EQ(parse_duration("300ms").value(), 300ms);
  EXPECT_EQ(parse_duration("2min").value(), 2min);
  EXPECT_EQ(parse_duration("12h").value(), 12h);
  EXPECT_EQ(parse_duration("9ns").value(), 9ns);
}

TEST(Attributes, RefusesWhatIsNoDuration) {
  for (const char* text : {"", "7", "s", "7 s", "-7s", "7x", "1.2.3s", "1e3s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Attributes, KeepsTheFirstThingWrong) {
  const Parameters parameters = {{"share", "2"}, {"count", "-1"}};
  Attributes attributes(parameters);
  attributes.share("share");
  attributes.count("count");
  ASSERT_TRUE(attributes.problem());
  EXPECT_THAT(attributes.problem()->detail, HasSubstr("share"));
}

TEST(Attributes, AnAttributeThatNobodyReadsIsWrong) {
  const Parameters parameters = {{"limt", "7s"}};
  Attributes attributes(parameters);
  attributes.text("of");
  ASSERT_TRUE(attributes.problem());
  EXPECT_THAT(attributes.problem()->detail, HasSubstr("limt"));
}

}  // namespace
}  // namespace provbank::checks
