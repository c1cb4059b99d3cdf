// only-asked, periods, persons-apart.
#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

using ::testing::HasSubstr;

TEST(OnlyAsked, PassesWhenExactlyTheSourcesAskedForWereAsked) {
  Scene scene;
  scene.ask();
  scene.ask({.persons = {kAnna, kBertil}, .sources = contract::SourceSet::all(), .at = 5s});
  EXPECT_THAT(scene.run("only-asked"), Judged(Verdict::pass));
}

TEST(OnlyAsked, FailsWhenASourceIsAskedThatWasNotIncluded) {
  Scene scene;
  scene.ask();
  scene.add_call(Source::skv, kAnna, 1ms, 2ms);
  EXPECT_THAT(scene.run("only-asked"), FailsOnlyBecause("SKV was asked although"));
}

TEST(OnlyAsked, FailsWhenASourceIsLeftOut) {
  Scene scene;
  scene.ask();
  scene.remove_call(Source::so);
  EXPECT_THAT(scene.run("only-asked"), FailsOnlyBecause("SO was not asked"));
}

TEST(OnlyAsked, FailsWhenASourceIsAskedTwice) {
  Scene scene;
  scene.ask();
  scene.add_call(Source::so, kAnna, 3ms, 9ms);
  EXPECT_THAT(scene.run("only-asked"), FailsOnlyBecause("SO was asked more than once"));
}

TEST(OnlyAsked, ToleratesARetryAfterABrokenConnection) {
  Scene scene;
  scene.ask();
  auto& broken = scene.call(Source::so);
  broken.complete = false;
  broken.finished = 2ms;
  scene.add_call(Source::so, kAnna, 2ms, 900ms);
  EXPECT_THAT(scene.run("only-asked"), Judged(Verdict::pass));
}

TEST(OnlyAsked, FailsWhenASourceSeesAnotherPerson) {
  Scene scene;
  scene.ask();
  scene.add_call(Source::so, kBertil, 3ms, 9ms);
  EXPECT_THAT(scene.run("only-asked"), FailsOnlyBecause("about a person whom nobody asked about"));
}

TEST(OnlyAsked, FailsWhenASourceIsAskedAfterTheAnswerLeft) {
  Scene scene;
  scene.ask();
  scene.add_call(Source::so, kAnna, 5s, 6s);
  EXPECT_THAT(scene.run("only-asked"), FailsOnlyBecause("about a person whom nobody asked about"));
}

TEST(OnlyAsked, FailsWhenTheAnswerHoldsASourceThatWasNotAskedFor) {
  Scene scene;
  scene.ask({.sources = {Source::af}});
  scene.answer() = replaced(scene.answer(), "</ssbt:svarsdata>",
                            source_error(Source::miv, "SSBT", "SSBTEK-201") + "</ssbt:svarsdata>");
  EXPECT_THAT(scene.run("only-asked"), FailsOnlyBecause("not hold exactly the sources"));
}

TEST(OnlyAsked, DoesNotExpectCallsThatCannotBeMade) {
  Scene scene;
  scene.ask({.sources = {Source::af, Source::csn}});
  scene.evidence.played[Source::csn].misbehaviour = "connection-refused";
  scene.remove_call(Source::csn);
  scene.fail_source(Source::csn, "SSBT", "SSBTEK-202");
  EXPECT_THAT(scene.run("only-asked"), Judged(Verdict::pass));
}

TEST(OnlyAsked, IsUntestableWhenTheSourcesAreNotSeen) {
  Scene scene;
  scene.ask();
  scene.evidence.source_leg_observable = false;
  EXPECT_THAT(scene.run("only-asked"), UntestableBecause("does not see the traffic"));
}

TEST(OnlyAsked, IsUntestableWhenNoQuestionWasAnswered) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  EXPECT_THAT(scene.run("only-asked"), UntestableBecause("nothing to test"));
}

TEST(Periods, PassesWithOwnAndGeneralPeriods) {
  Scene scene;
  scene.ask({.sources = contract::SourceSet::all(),
             .own_periods = {{Source::af, {"2025-12-15", "2025-12-31"}},
                             {Source::csn, {"2026-01-01", "2026-01-31"}}}});
  EXPECT_THAT(scene.run("periods"), Judged(Verdict::pass));
}

TEST(Periods, FailsWhenTheOwnPeriodIsNotUsed) {
  for (const Source source : {Source::af, Source::csn, Source::so}) {
    Scene scene;
    scene.ask({.sources = {source}, .own_periods = {{source, {"2025-12-15", "2025-12-31"}}}});
    scene.call(source).request.body =
        source_question(source, kAnna, "a", {"2025-12-01", "2026-02-28"});
    EXPECT_THAT(scene.run("periods"), FailsOnlyBecause("another period than the question's"))
        << contract::code(source);
  }
}

TEST(Periods, FailsWhenTheLefiPeriodIsChanged) {
  Scene scene;
  scene.ask({.sources = {Source::fk}});
  scene.call(Source::fk).request.body =
      source_question(Source::fk, kAnna, "a", {"2025-12-01", "2026-02-27"});
  EXPECT_THAT(scene.run("periods"), FailsOnlyBecause("FK was asked about another period"));
}

TEST(Periods, IsUntestableWithSourcesThatHaveNone) {
  Scene scene;
  scene.ask({.sources = {Source::tns, Source::miv, Source::skv}});
  EXPECT_THAT(scene.run("periods"), UntestableBecause("nothing to test"));
}

TEST(PersonsApart, PassesWhenEachPersonHasTheirOwnAnswer) {
  Scene scene;
  scene.ask({.persons = {kAnna, kBertil}, .sources = contract::SourceSet::all()});
  EXPECT_THAT(scene.run("persons-apart"), Judged(Verdict::pass));
}

TEST(PersonsApart, FailsWhenOnePersonsDataStandsInAnothersAnswer) {
  for (const Source source : {Source::af, Source::fk, Source::so, Source::skv, Source::miv}) {
    Scene scene;
    scene.ask({.persons = {kAnna, kBertil}, .sources = {source}});
    Scene swapped;
    swapped.ask({.persons = {kBertil, kBertil}, .sources = {source}});
    scene.answer() = swapped.answer();
    EXPECT_THAT(scene.run("persons-apart"), FailsOnlyBecause("stands in the wrong person's answer"))
        << contract::code(source);
  }
}

TEST(PersonsApart, FailsWhenTheOrderIsAnother) {
  Scene scene;
  scene.ask({.persons = {kAnna, kBertil}, .sources = {Source::tns}});
  auto& answer = scene.answer();
  answer = replaced(replaced(replaced(answer, "-0-k", "-X-k"), "-1-k", "-0-k"), "-X-k", "-1-k");
  EXPECT_THAT(scene.run("persons-apart"), FailsOnlyBecause("another question's correlation id"));
}

TEST(PersonsApart, FailsWhenAnAnswerIsMissing) {
  Scene scene;
  scene.ask({.persons = {kAnna, kBertil}, .sources = {Source::tns}});
  auto& answer = scene.answer();
  const auto begin = answer.find("<f:svar>");
  answer.erase(begin, answer.find("</f:svar>") + 9 - begin);
  EXPECT_THAT(scene.run("persons-apart"), FailsOnlyBecause("not one answer for each person"));
}

TEST(PersonsApart, IsUntestableWhenNothingSaysWhomAnAnswerIsAbout) {
  Scene scene;
  scene.ask({.persons = {kAnna, kBertil}, .sources = {Source::tns}, .correlate = false});
  EXPECT_THAT(scene.run("persons-apart"),
              UntestableBecause("neither a correlation id nor a person"));
}

}  // namespace
}  // namespace provbank::checks::testing
