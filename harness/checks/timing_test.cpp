#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

/// So many questions one after the other, the last of them slow.
Scene questions(int fast, int slow, time::Duration slow_time = 8s) {
  Scene scene;
  for (int i = 0; i < fast + slow; ++i) {
    scene.ask({.sources = {Source::tns}, .at = i * 20s, .takes = i < fast ? 2s : slow_time});
  }
  return scene;
}

TEST(AnsweredWithin, PassesAtExactlyTheLimit) {
  Scene scene;
  scene.ask({.takes = 7s});
  EXPECT_THAT(scene.run("answered-within", {{"limit", "early"}}), Judged(Verdict::pass));
}

TEST(AnsweredWithin, FailsOneNanosecondLate) {
  Scene scene;
  scene.ask({.takes = 7s + 1ns});
  EXPECT_THAT(scene.run("answered-within", {{"limit", "early"}}),
              FailsOnlyBecause("The answer came too late"));
  EXPECT_THAT(scene.run("answered-within", {{"limit", "7s"}}),
              FailsOnlyBecause("The answer came too late"));
  EXPECT_THAT(scene.run("answered-within", {{"limit", "late"}}), Judged(Verdict::pass));
}

TEST(AnsweredWithin, GivesMoreTimeForSeveralPersons) {
  Scene scene;
  scene.ask({.persons = {kAnna, kBertil}, .takes = 8500ms});
  EXPECT_THAT(scene.run("answered-within", {{"limit", "early"}}), Judged(Verdict::pass));
  scene.question().finished += 1ms;
  EXPECT_THAT(scene.run("answered-within", {{"limit", "early"}}), Judged(Verdict::fail));
}

TEST(AnsweredWithin, CountsAFaultAsNotAnswered) {
  Scene scene;
  scene.refuse("SSBTEK-131");
  EXPECT_THAT(scene.run("answered-within", {{"limit", "early"}}),
              FailsOnlyBecause("was not answered"));
}

TEST(AnsweredWithin, TakesTheShareOfTheSampleWithoutAConfidence) {
  EXPECT_THAT(questions(9, 1).run("answered-within", {{"limit", "7s"}, {"share", "0.9"}}),
              Judged(Verdict::pass));
  EXPECT_THAT(questions(8, 1).run("answered-within", {{"limit", "7s"}, {"share", "0.9"}}),
              Judged(Verdict::fail));
}

TEST(AnsweredWithin, IsUntestableFromTooFewQuestionsAndNamesTheNumberNeeded) {
  const Parameters parameters = {{"limit", "7s"}, {"share", "0.9"}, {"confidence", "0.95"}};
  EXPECT_THAT(questions(28, 0).run("answered-within", parameters),
              UntestableBecause("at least 29 questions"));
  EXPECT_THAT(questions(29, 0).run("answered-within", parameters), Judged(Verdict::pass));
  EXPECT_THAT(questions(29, 1).run("answered-within", parameters),
              UntestableBecause("at least 46 questions"));
  EXPECT_THAT(questions(10, 20).run("answered-within", parameters), Judged(Verdict::fail));
}

TEST(AnsweredWithin, MeasuresTheSlowestAndTheShare) {
  const auto outcome = questions(3, 1).run("answered-within", {{"limit", "late"}});
  std::map<std::string, double> measured;
  for (const auto& each : outcome.measured) measured[each.name] = each.value;
  EXPECT_EQ(measured["questions"], 4);
  EXPECT_EQ(measured["slowest"], 8e9);
  EXPECT_EQ(measured["share"], 1);
}

TEST(Parallel, PassesWhenAllSourcesAreAskedBeforeAnyAnswers) {
  Scene scene;
  scene.ask({.sources = contract::SourceSet::all()});
  EXPECT_THAT(scene.run("parallel"), Judged(Verdict::pass));
}

TEST(Parallel, FailsWhenOneSourceWaitsForAnother) {
  Scene scene;
  scene.ask({.sources = {Source::af, Source::so}});
  scene.call(Source::af).finished = 500ms;
  scene.call(Source::so).started = 500ms;
  EXPECT_THAT(scene.run("parallel"), FailsOnlyBecause("SO was asked only after AF had answered"));
}

TEST(Parallel, IsUntestableWhenSourcesAnswerAtOnce) {
  Scene scene;
  scene.ask();
  scene.evidence.played[Source::so].least_delay = {};
  EXPECT_THAT(scene.run("parallel"), UntestableBecause("answered so fast"));
}

TEST(Parallel, IsUntestableWhenCallsCannotBeToldApart) {
  Scene scene;
  scene.ask();
  scene.ask({.at = 100ms});
  EXPECT_THAT(scene.run("parallel"), UntestableBecause("Several questions about one person"));
}

TEST(Overhead, PassesWhenTheAnswerFollowsTheSlowestSource) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("overhead", {{"limit", "1ms"}}), Judged(Verdict::pass));
}

TEST(Overhead, FailsWhenTheAnswerIsHeldUp) {
  Scene scene;
  scene.ask();
  scene.call(Source::af).finished -= 400ms;
  scene.call(Source::so).finished -= 300ms;
  EXPECT_THAT(scene.run("overhead", {{"limit", "300ms"}}), FailsOnlyBecause("held up"));
  EXPECT_THAT(scene.run("overhead", {{"limit", "301ms"}}), Judged(Verdict::pass));
}

TEST(Overhead, IsUntestableWhenASourceNeverAnswers) {
  Scene scene;
  scene.ask();
  scene.call(Source::af).response.reset();
  scene.call(Source::af).complete = false;
  EXPECT_THAT(scene.run("overhead", {{"limit", "1ms"}}),
              UntestableBecause("answered by all its sources"));
}

TEST(EndedWithin, PassesWhenEveryConnectionIsEndedInTime) {
  Scene scene;
  scene.abuse(5, 5, 10s);
  EXPECT_THAT(scene.run("ended-within", {{"limit", "10s"}}), Judged(Verdict::pass));
}

TEST(EndedWithin, FailsWhenAConnectionIsLeftOrEndedLate) {
  Scene left;
  left.abuse(5, 4, 120s);
  EXPECT_THAT(left.run("ended-within", {{"limit", "10s"}}),
              FailsOnlyBecause("did not end every connection"));
  Scene late;
  late.abuse(5, 5, 11s);
  EXPECT_THAT(late.run("ended-within", {{"limit", "10s"}}), FailsOnlyBecause("too late"));
}

TEST(EndedWithin, IsUntestableForWholeRequests) {
  Scene scene;
  scene.abuse(1, 0, 1s);
  scene.exchange().request.method = "POST";
  EXPECT_THAT(scene.run("ended-within", {{"limit", "10s"}}), UntestableBecause("whole requests"));
}

}  // namespace
}  // namespace provbank::checks::testing
