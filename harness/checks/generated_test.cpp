// refused-for, accepted, withheld-for and handed-on.
#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

const std::string kPoint = "ssbt-fraga:/hamtaBastjanstInformation/syfte@min-occurs";

evidence::GeneratedCase made(bool valid) {
  evidence::GeneratedCase out;
  out.id = kPoint + (valid ? "+" : "-");
  out.path = "/hamtaBastjanstInformation/syfte";
  out.rule = "min-occurs";
  out.words = {"något som måste finnas saknas", "something required is missing"};
  out.valid = valid;
  if (!valid) out.names = {"syfte", "lagtext"};
  if (!valid) out.twin = kPoint + "+";
  return out;
}

/// A right question that is answered, and a wrong one, differing in one point, that is refused.
struct Questions : Scene {
  explicit Questions(const std::string& felkod = "SSBTEK-104") {
    ask({.step = "ratt", .kind = evidence::Ask::altered});
    evidence.generated[question(0).exchange] = made(true);
    refuse(felkod, {.at = 5s, .step = "fel", .kind = evidence::Ask::altered});
    evidence.generated[question(1).exchange] = made(false);
  }
};

TEST(RefusedFor, PassesWhenTheTwinWasAnswered) {
  Questions scene;
  EXPECT_THAT(scene.run("refused-for", {{"of", "fel"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("refused-for"), Judged(Verdict::pass));
}

TEST(RefusedFor, FailsWhenTheWrongQuestionWasAnswered) {
  Questions scene;
  scene.answer(1) = scene.answer(0);
  scene.exchange(1).response->status = 200;
  EXPECT_THAT(scene.run("refused-for", {{"of", "fel"}}), FailsOnlyBecause("was not refused"));
}

TEST(RefusedFor, FailsOnAnotherCodeThanTheSchemasWhereOurCodesApply) {
  Questions scene("SSBTEK-113");
  EXPECT_THAT(scene.run("refused-for", {{"of", "fel"}}), FailsOnlyBecause("for another reason"));
  scene.evidence.reference_aggregator = false;
  EXPECT_THAT(scene.run("refused-for", {{"of", "fel"}}), Judged(Verdict::pass));
}

TEST(RefusedFor, FailsWithoutAFaultWithDetail) {
  Questions scene;
  scene.answer(1) = "Bad request";
  EXPECT_THAT(scene.run("refused-for", {{"of", "fel"}}),
              FailsOnlyBecause("without a SOAP fault with detail"));
}

TEST(RefusedFor, FailsWhenASourceWasAsked) {
  Questions scene;
  scene.add_call(Source::af, kAnna, 5s + 1ms, 5s + 2ms);
  EXPECT_THAT(scene.run("refused-for", {{"of", "fel"}}), FailsOnlyBecause("A source was asked"));
}

TEST(RefusedFor, WarnsWhenNothingShowsTheReason) {
  Questions scene;
  scene.evidence.reference_aggregator = false;
  scene.evidence.generated.erase(scene.question(0).exchange);  // no twin
  EXPECT_THAT(scene.run("refused-for", {{"of", "fel"}}), Judged(Verdict::warning));
  scene.answer(1) = fault("FEL-7", "Elementet syfte saknas.");
  EXPECT_THAT(scene.run("refused-for", {{"of", "fel"}}), Judged(Verdict::pass));
}

TEST(RefusedFor, IsUntestableWithoutMadeQuestionsAndWithoutSightOfTheSources) {
  Scene plain;
  plain.refuse("SSBTEK-104", {.kind = evidence::Ask::altered});
  EXPECT_THAT(plain.run("refused-for"), UntestableBecause("not made from the schema"));
  Questions scene;
  scene.evidence.source_leg_observable = false;
  EXPECT_THAT(scene.run("refused-for"), UntestableBecause("does not see the traffic"));
}

TEST(Accepted, PassesWhenTheRightQuestionWasAnswered) {
  Questions scene;
  EXPECT_THAT(scene.run("accepted", {{"of", "ratt"}}), Judged(Verdict::pass));
}

TEST(Accepted, FailsWhenItWasRefusedAndNamesThePoint) {
  Questions scene;
  scene.answer(0) = fault("SSBTEK-104");
  scene.exchange(0).response->status = 500;
  const auto outcome = scene.run("accepted", {{"of", "ratt"}});
  EXPECT_THAT(outcome, FailsOnlyBecause("was not answered"));
  EXPECT_THAT(outcome.findings.front().expected, ::testing::HasSubstr(kPoint + "+"));
}

TEST(Accepted, IsUntestableWithoutRightQuestions) {
  Questions scene;
  EXPECT_THAT(scene.run("accepted", {{"of", "fel"}}), UntestableBecause("nothing to test"));
}

/// A question whose AF answered with a made document; what the kommun got is as it should be.
struct Answers : Scene {
  explicit Answers(bool valid) {
    ask({.sources = {Source::af, Source::so}});
    evidence.generated[call(Source::af).id] = made(valid);
    if (valid) return;
    evidence.played[Source::af].misbehaviour = "schema-invalid";
    fail_source(Source::af, "SSBT", "SSBTEK-206");
  }
};

TEST(WithheldFor, PassesWhenTheWrongAnswerBecameAnErrorAndTheOtherDataCame) {
  EXPECT_THAT(Answers(false).run("withheld-for"), Judged(Verdict::pass));
}

TEST(WithheldFor, FailsWhenTheWrongAnswerWasHandedOn) {
  Answers scene(true);
  scene.evidence.generated[scene.call(Source::af).id] = made(false);
  EXPECT_THAT(scene.run("withheld-for"), FailsOnlyBecause("did not become an error"));
}

TEST(WithheldFor, FailsWhenTheSourceIsBlamedOrTheReasonIsAnother) {
  Answers blamed(true);
  blamed.evidence.generated[blamed.call(Source::af).id] = made(false);
  blamed.fail_source(Source::af, "BT", "SSBTEK-206");
  EXPECT_THAT(blamed.run("withheld-for"), FailsOnlyBecause("itself reported a fault"));
  Answers other(true);
  other.evidence.generated[other.call(Source::af).id] = made(false);
  other.fail_source(Source::af, "SSBT", "SSBTEK-201");
  EXPECT_THAT(other.run("withheld-for"), FailsOnlyBecause("another reason"));
  other.evidence.reference_aggregator = false;
  EXPECT_THAT(other.run("withheld-for"), Judged(Verdict::pass));
}

TEST(WithheldFor, FailsWhenAnotherSourceSuffered) {
  Answers scene(false);
  scene.fail_source(Source::so, "SSBT", "SSBTEK-201");
  EXPECT_THAT(scene.run("withheld-for"), FailsOnlyBecause("another source's data was missing"));
}

TEST(WithheldFor, FailsWhenTheWholeQuestionFailed) {
  Answers scene(false);
  scene.answer() = fault("SSBTEK-199");
  scene.exchange().response->status = 500;
  EXPECT_THAT(scene.run("withheld-for"), FailsOnlyBecause("No answer came"));
}

TEST(WithheldFor, IsUntestableWithoutMadeAnswers) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("withheld-for"), UntestableBecause("made from a schema"));
}

TEST(HandedOn, PassesWhenTheRightAnswerIsData) {
  EXPECT_THAT(Answers(true).run("handed-on"), Judged(Verdict::pass));
}

TEST(HandedOn, FailsWhenItBecameAnError) {
  Answers scene(true);
  scene.fail_source(Source::af, "SSBT", "SSBTEK-206");
  EXPECT_THAT(scene.run("handed-on"), FailsOnlyBecause("was not handed on"));
}

TEST(HandedOn, IsUntestableWhenTheSourcesAreNotSeen) {
  Answers scene(true);
  scene.evidence.source_leg_observable = false;
  EXPECT_THAT(scene.run("handed-on"), UntestableBecause("does not see the traffic"));
}

}  // namespace
}  // namespace provbank::checks::testing
