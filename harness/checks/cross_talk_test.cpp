#include "harness/checks/test_support.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks::testing {
namespace {

/// Two persons asked about at the same time, each with a mark in the sources' answers.
struct Crossing : Scene {
  Crossing() {
    ask({.persons = {kAnna}, .sources = {Source::af, Source::fk}});
    ask({.persons = {kBertil}, .sources = {Source::af, Source::fk}});
    evidence.canaries = {{kAnna, "AF", "anna"}, {kBertil, "AF", "bertil"}};
  }

  void put_into_answer(const std::string& text, std::size_t question) {
    answer(question) = replaced(answer(question), "<soap:Body>", "<soap:Body><x>" + text + "</x>");
  }
};

TEST(NoCrossTalk, PassesWhenEachAnswerHoldsItsOwnPersonAlone) {
  const auto outcome = Crossing().run("no-cross-talk");
  EXPECT_THAT(outcome, Judged(Verdict::pass));
}

TEST(NoCrossTalk, FailsOnAnotherPersonsValueInAnAnswer) {
  Crossing scene;
  scene.put_into_answer(kBertil, 0);
  EXPECT_THAT(scene.run("no-cross-talk"), FailsOnlyBecause("stands a value of"));
}

TEST(NoCrossTalk, FailsOnAnotherPersonsValueInsideWhatTravelsAsBase64) {
  Crossing scene;
  const auto own = crypto::base64(content_of(Source::fk, kAnna, "arende-q1"));
  const auto others = crypto::base64(content_of(Source::fk, kBertil, "arende-q1"));
  ASSERT_NE(scene.answer(0).find(own), std::string::npos);
  scene.answer(0) = replaced(scene.answer(0), own, others);
  EXPECT_THAT(scene.run("no-cross-talk"), FailsOnlyBecause("stands a value of"));
}

TEST(NoCrossTalk, FailsOnAnotherPersonsValueInAFault) {
  Crossing scene;
  scene.answer(0) = fault("SSBTEK-199", "Fel för " + kBertil);
  EXPECT_THAT(scene.run("no-cross-talk"), FailsOnlyBecause("stands a value of"));
}

TEST(NoCrossTalk, FailsOnAValueInTheLog) {
  Crossing scene;
  scene.write_log();
  EXPECT_THAT(scene.run("no-cross-talk"), Judged(Verdict::pass));
  scene.log() += "{\"person\":\"" + kAnna + "\"}\n";
  EXPECT_THAT(scene.run("no-cross-talk"),
              FailsOnlyBecause("stands in something that the service wrote"));
}

TEST(NoCrossTalk, DoesNotTakeAPartOfALongerWordForAValue) {
  Crossing scene;
  scene.evidence.canaries.push_back({"4711", "SO", "bertil"});
  scene.put_into_answer("347112", 0);
  EXPECT_THAT(scene.run("no-cross-talk"), Judged(Verdict::pass));
  scene.put_into_answer("kr 4711", 0);
  EXPECT_THAT(scene.run("no-cross-talk"), FailsOnlyBecause("stands a value of"));
}

TEST(NoCrossTalk, IsUntestableWhenNothingWasUnderWayAtTheSameTime) {
  Scene scene;
  scene.ask({.persons = {kAnna}});
  scene.ask({.persons = {kBertil}, .at = 10s});
  scene.evidence.canaries = {{kAnna, "AF", "anna"}, {kBertil, "AF", "bertil"}};
  EXPECT_THAT(scene.run("no-cross-talk"), UntestableBecause("at the same time"));
}

TEST(NoCrossTalk, ExpectsNoMarksWhereNoSourceDelivered) {
  Crossing scene;
  for (const auto source : {Source::af, Source::fk}) scene.fail_source(source, "BT", "SSBTEK-204");
  EXPECT_THAT(scene.run("no-cross-talk"), Judged(Verdict::pass));
}

TEST(NoCrossTalk, IsUntestableWhenNobodyWasAnswered) {
  Crossing scene;
  scene.answer(0) = scene.answer(1) = "";
  EXPECT_THAT(scene.run("no-cross-talk"), UntestableBecause("No answer held any"));
}

TEST(NoCrossTalk, IsUntestableWhenAnAnswerLacksItsOwnMarks) {
  Crossing scene;
  scene.evidence.canaries = {{kBertil, "AF", "bertil"}};
  EXPECT_THAT(scene.run("no-cross-talk"), UntestableBecause("none of its own person's marks"));
}

}  // namespace
}  // namespace provbank::checks::testing
