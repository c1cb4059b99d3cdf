// echo.
#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

TEST(Echo, PassesWithAndWithoutTheQuestion) {
  Scene scene;
  scene.ask({.echo = true});
  scene.ask({.at = 5s, .correlate = false});
  scene.ask(
      {.persons = {kAnna, kBertil}, .sources = contract::SourceSet::all(), .at = 9s, .echo = true});
  EXPECT_THAT(scene.run("echo"), Judged(Verdict::pass));
}

TEST(Echo, FailsOnAChangedTimeOrCorrelation) {
  Scene time;
  time.ask();
  time.answer() = replaced(time.answer(), "08:00:00.000Z", "08:00:00Z");
  EXPECT_THAT(time.run("echo"), FailsOnlyBecause("frageTidpunkt did not come back"));
  Scene correlation;
  correlation.ask();
  correlation.answer() = replaced(correlation.answer(), "-0-k<", "-1-k<");
  EXPECT_THAT(correlation.run("echo"), FailsOnlyBecause("korrelationsid did not come back"));
}

TEST(Echo, FailsOnACorrelationThatWasNeverSent) {
  Scene scene;
  scene.ask({.correlate = false});
  scene.answer() = replaced(scene.answer(), "<ssbt:svarsdata>",
                            "<ssbt:korrelationsid>ny</ssbt:korrelationsid><ssbt:svarsdata>");
  EXPECT_THAT(scene.run("echo"), FailsOnlyBecause("korrelationsid did not come back"));
}

TEST(Echo, FailsWhenTheQuestionIsLeftOutOrUnwanted) {
  Scene wanted;
  wanted.ask({.echo = true});
  Scene plain;
  plain.ask();
  const std::string with = wanted.answer();
  wanted.answer() = plain.answer();
  EXPECT_THAT(wanted.run("echo"), FailsOnlyBecause("wanted back but is not"));
  plain.answer() = with;
  EXPECT_THAT(plain.run("echo"), FailsOnlyBecause("not wanted back"));
}

TEST(Echo, FailsOnAnotherQuestion) {
  Scene scene;
  scene.ask({.echo = true});
  scene.answer() = replaced(scene.answer(), "<ssbt:syfte>Bistånd</ssbt:syfte>",
                            "<ssbt:syfte>Annat</ssbt:syfte>");
  EXPECT_THAT(scene.run("echo"), FailsOnlyBecause("not the one that was asked"));
}

TEST(Echo, IsUntestableWithoutAnAnswer) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  EXPECT_THAT(scene.run("echo"), UntestableBecause("nothing to test"));
}

}  // namespace
}  // namespace provbank::checks::testing
