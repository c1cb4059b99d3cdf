#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

const Parameters kBoth = {{"of", "ett"}, {"as", "annat"}};

struct Two : Scene {
  Two() {
    ask({.sources = {Source::af, Source::so, Source::csn}, .step = "ett"});
    ask({.sources = {Source::af, Source::so}, .at = 5s, .step = "annat"});
  }
};

TEST(SameAnswer, PassesWhenWhatBothAskedIsTheSameWhateverTheirCases) {
  EXPECT_THAT(Two().run("same-answer", kBoth), Judged(Verdict::pass));
}

TEST(SameAnswer, FailsWhenAValueDiffers) {
  Two scene;
  scene.answer(0) = replaced(scene.answer(0), "2026-02-28</so:Tom>", "2026-02-27</so:Tom>");
  EXPECT_THAT(scene.run("same-answer", kBoth),
              FailsOnlyBecause("The data from SO is not what the same question got"));
}

TEST(SameAnswer, FailsWhenOneHasAnErrorAndTheOtherData) {
  Two scene;
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201");
  EXPECT_THAT(scene.run("same-answer", kBoth), FailsOnlyBecause("The data from AF"));
}

TEST(SameAnswer, FailsWhenASourceThatBothAskedStandsInOneAnswerAlone) {
  Two scene;
  std::string& body = scene.answer(0);
  const std::string end = "</ssbt:AF>";
  const auto from = body.find("<ssbt:AF><ssbt:data");
  ASSERT_NE(from, std::string::npos);
  body.erase(from, body.find(end, from) + end.size() - from);
  EXPECT_THAT(scene.run("same-answer", kBoth), FailsOnlyBecause("AF stands in the answer to one"));
}

TEST(SameAnswer, FailsWhenOnlyOneWasAnswered) {
  Scene scene;
  scene.ask({.step = "ett"});
  scene.refuse("SSBTEK-104", {.at = 5s, .step = "annat"});
  EXPECT_THAT(scene.run("same-answer", kBoth), FailsOnlyBecause("and the other not"));
}

TEST(SameAnswer, DoesNotBlameThePartyForASourceThatChangedItsMind) {
  Two scene;
  const std::string from = "2026-02-28</so:Tom>";
  const std::string to = "2026-02-27</so:Tom>";
  scene.answer(0) = replaced(scene.answer(0), from, to);
  auto& given = scene.call(Source::so).response->body;
  ASSERT_NE(given.find(from), std::string::npos);
  given = replaced(given, from, to);
  EXPECT_THAT(scene.run("same-answer", kBoth), UntestableBecause("SO itself gave different data"));
}

TEST(SameAnswer, IsUntestableWithoutASourceInCommonOrWithOtherPersons) {
  Scene apart;
  apart.ask({.sources = {Source::af}, .step = "ett"});
  apart.ask({.sources = {Source::so}, .at = 5s, .step = "annat"});
  EXPECT_THAT(apart.run("same-answer", kBoth), UntestableBecause("nothing to test"));
  Scene others;
  others.ask({.step = "ett"});
  others.ask({.persons = {kBertil}, .at = 5s, .step = "annat"});
  EXPECT_THAT(others.run("same-answer", kBoth), UntestableBecause("not about the same persons"));
}

TEST(SameAnswer, IsUntestableForASourceThatErrsNowAndThen) {
  Two scene;
  scene.evidence.played[Source::so].misbehaviour = "soap-fault";
  scene.evidence.played[Source::so].share = 0.5;
  EXPECT_THAT(scene.run("same-answer", kBoth), UntestableBecause("only a share"));
}

}  // namespace
}  // namespace provbank::checks::testing
