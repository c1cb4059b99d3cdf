#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

TEST(Answered, PassesWithAnAnswerInPart) {
  Scene scene;
  scene.ask();
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201");
  EXPECT_THAT(scene.run("answered"), Judged(Verdict::pass));
}

TEST(Answered, FailsOnAFault) {
  Scene scene;
  scene.ask();
  scene.refuse("SSBTEK-199", {.at = 5s});
  EXPECT_THAT(scene.run("answered"), FailsOnlyBecause("was not answered"));
  EXPECT_THAT(scene.run("answered", {{"share", "0.5"}}), Judged(Verdict::pass));
}

TEST(Answered, FailsOnAnAnswerInPartWhenAllIsWanted) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("answered", {{"complete", "true"}}), Judged(Verdict::pass));
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201");
  EXPECT_THAT(scene.run("answered", {{"complete", "true"}}), FailsOnlyBecause("lacks data"));
}

TEST(Answered, DoesNotBlameTheServiceForWhatTheBenchSpoiled) {
  Scene scene;
  scene.ask();
  scene.evidence.played[Source::af].misbehaviour = "no-answer";
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201");
  EXPECT_THAT(scene.run("answered", {{"complete", "true"}}), UntestableBecause("itself let fail"));
}

TEST(Answered, AnAnswerThatCannotBeReadIsNone) {
  Scene scene;
  scene.ask();
  scene.answer() = "<html>Underhåll</html>";
  EXPECT_THAT(scene.run("answered"), FailsOnlyBecause("was not answered"));
}

TEST(OrderlyRefusal, PassesWhenEachIsAnsweredOrRefused) {
  Scene scene;
  scene.ask();
  scene.refuse("SSBTEK-131", {.at = 5s});
  EXPECT_THAT(scene.run("orderly-refusal", {{"answered", "1"}, {"refused", "1"}}),
              Judged(Verdict::pass));
}

TEST(OrderlyRefusal, FailsWhenAQuestionIsDropped) {
  Scene scene;
  scene.ask();
  scene.refuse("SSBTEK-131", {.at = 5s});
  scene.refuse("SSBTEK-131", {.at = 6s});
  scene.exchange(2).response.reset();
  EXPECT_THAT(scene.run("orderly-refusal", {{"answered", "1"}, {"refused", "1"}}),
              FailsOnlyBecause("neither answered nor refused"));
}

TEST(OrderlyRefusal, FailsWhenTheServiceBrokeDown) {
  Scene scene;
  scene.ask();
  scene.refuse("SSBTEK-199", {.at = 5s});
  scene.refuse("SSBTEK-131", {.at = 6s});
  EXPECT_THAT(scene.run("orderly-refusal", {{"answered", "1"}, {"refused", "1"}}),
              FailsOnlyBecause("neither answered nor refused"));
}

TEST(OrderlyRefusal, FailsWhenTooFewWereAnsweredOrRefused) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("orderly-refusal", {{"answered", "1"}, {"refused", "1"}}),
              FailsOnlyBecause("Too few questions were refused"));
  EXPECT_THAT(scene.run("orderly-refusal", {{"answered", "2"}, {"refused", "1"}}),
              Judged(Verdict::fail));
}

TEST(SourceOutcome, PassesWhenTheNamedSourceFailedAndTheOthersDelivered) {
  Scene scene;
  scene.ask();
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201");
  EXPECT_THAT(scene.run("source-outcome", {{"source", "AF"}, {"is", "error"}, {"kalla", "SSBT"}}),
              Judged(Verdict::pass));
  EXPECT_THAT(scene.run("source-outcome", {{"source", "SO"}, {"is", "data"}, {"others", "any"}}),
              Judged(Verdict::pass));
}

TEST(SourceOutcome, FailsOnTheWrongKalla) {
  Scene scene;
  scene.ask();
  scene.fail_source(Source::af, "BT", "SSBTEK-204");
  EXPECT_THAT(scene.run("source-outcome", {{"source", "AF"}, {"is", "error"}, {"kalla", "SSBT"}}),
              FailsOnlyBecause("The wrong outcome stands for AF"));
}

TEST(SourceOutcome, FailsWhenAnotherSourceIsDraggedAlong) {
  Scene scene;
  scene.ask();
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201");
  scene.fail_source(Source::so, "SSBT", "SSBTEK-201");
  EXPECT_THAT(scene.run("source-outcome", {{"source", "AF"}, {"is", "error"}}),
              FailsOnlyBecause("The wrong outcome stands for SO"));
  EXPECT_THAT(scene.run("source-outcome", {{"source", "AF"}, {"is", "error"}, {"others", "any"}}),
              Judged(Verdict::pass));
}

TEST(SourceOutcome, FailsWhenOneSourceFailsTheWholeQuestion) {
  Scene scene;
  scene.refuse("SSBTEK-199");
  EXPECT_THAT(scene.run("source-outcome", {{"source", "AF"}, {"is", "error"}}),
              FailsOnlyBecause("No answer came"));
}

TEST(SourceOutcome, IsUntestableForASourceThatWasNotAskedOrOnlyNowAndThenSpoiled) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("source-outcome", {{"source", "MIV"}, {"is", "data"}}),
              UntestableBecause("did not concern MIV"));
  scene.evidence.played[Source::af] = {.misbehaviour = "reset", .share = 0.5};
  EXPECT_THAT(scene.run("source-outcome", {{"source", "AF"}, {"is", "error"}}),
              UntestableBecause("only a share"));
}

TEST(PingAnswered, PassesWhenEachSourcesOwnTestWasCalled) {
  Scene scene;
  scene.ping();
  EXPECT_THAT(scene.run("ping-answered"), Judged(Verdict::pass));
}

TEST(PingAnswered, PassesWhenTheNamedSourceFailed) {
  Scene scene;
  scene.ping({{Source::csn, "SSBTEK-202"}});
  EXPECT_THAT(scene.run("ping-answered", {{"failing", "CSN"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("ping-answered"), FailsOnlyBecause("The wrong outcome stands for CSN"));
}

TEST(PingAnswered, FailsWhenASourceIsSaidToAnswerWithoutBeingCalled) {
  Scene scene;
  scene.ping();
  scene.remove_call(Source::miv);
  EXPECT_THAT(scene.run("ping-answered"),
              FailsOnlyBecause("MIV: the source's own test was not called"));
}

TEST(PingAnswered, FailsWhenThePingAsksAboutAPerson) {
  Scene scene;
  scene.ping();
  auto& call = scene.call(Source::af);
  call.request.body =
      replaced(call.request.body, "<af:Test>true</af:Test>", "<af:Test>false</af:Test>");
  const auto outcome = scene.run("ping-answered");
  EXPECT_THAT(outcome, Judged(Verdict::fail));
  EXPECT_THAT(outcome.findings.back().message.en,
              ::testing::HasSubstr("question to AF about a person"));
}

TEST(PingAnswered, IsUntestableWhenTheSourcesAreNotSeen) {
  Scene scene;
  scene.ping();
  scene.evidence.source_leg_observable = false;
  EXPECT_THAT(scene.run("ping-answered"), UntestableBecause("does not see the traffic"));
}

}  // namespace
}  // namespace provbank::checks::testing
