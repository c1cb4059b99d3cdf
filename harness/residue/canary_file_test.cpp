#include "harness/residue/canary_file.hpp"

#include <gmock/gmock.h>

#include "platform/base/file.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::residue {
namespace {

CanaryFile a_file() {
  CanaryFile file{"DP-1", true, 7, {}};
  const time::WallTime answered{std::chrono::nanoseconds(1'772'438'400'123'456'789)};
  file.canaries = {
      {"Tranbärsdotter & Co", "Efternamn", "AF", "q1", "anna", "DP-1", answered},
      {"198503149828", "", "question", "", "", "DP-1", std::nullopt},
      {"handlaggare.qvzn", "handlaggare", "question", "q1", "anna", "DP-1", answered, "B3-5.3"}};
  return file;
}

TEST(CanaryFile, IsReadBackAsItWasWritten) {
  const auto back = read_canaries(to_xml(a_file()));
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(back->scenario, "DP-1");
  EXPECT_EQ(back->seed, 7u);
  ASSERT_EQ(back->canaries.size(), 3u);
  EXPECT_EQ(back->canaries[0].value, "Tranbärsdotter & Co");
  EXPECT_EQ(back->canaries[0].field, "Efternamn");
  EXPECT_EQ(back->canaries[0].answered, a_file().canaries[0].answered);
  EXPECT_EQ(back->canaries[1].value, "198503149828");
  EXPECT_FALSE(back->canaries[1].answered);
  EXPECT_EQ(back->canaries[1].log_clause, "");
  EXPECT_EQ(back->canaries[2].log_clause, "B3-5.3");
}

TEST(CanaryFile, FollowsItsSchema) {
  const auto schema = xml::Schema::load(std::filesystem::path(PROVBANK_DATA_DIR) /
                                        "schemas/provbank/canaries-1.xsd");
  ASSERT_TRUE(schema) << schema.error().detail;
  EXPECT_THAT(schema->problems(to_xml(a_file())), ::testing::IsEmpty());
}

TEST(CanaryFile, OtherDocumentsAreRefused) {
  EXPECT_FALSE(read_canaries("<canaries/>"));
  EXPECT_FALSE(read_canaries("no XML"));
}

}  // namespace
}  // namespace provbank::residue
