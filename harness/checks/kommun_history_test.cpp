// What a kommun's system records of who asks: history-tells, history-timely.
#include "harness/checks/kommun_test_support.hpp"
#include "harness/checks/readings.hpp"

namespace provbank::checks::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Two cases, recorded as they should be.
KommunScene recorded() {
  KommunScene scene;
  scene.tell();
  scene.tell({.asking = {.persons = {kBertil}, .at = 20s}});
  scene.write_log();
  return scene;
}

std::string line(const KommunScene& scene, std::size_t number) {
  std::string rest = scene.evidence.files.front().content;
  for (std::size_t i = 0; i < number; ++i) rest = rest.substr(rest.find('\n') + 1);
  return rest.substr(0, rest.find('\n') + 1);
}

TEST(HistoryTells, PassesWhenEveryQuestionIsThere) {
  const auto outcome = recorded().run("history-tells");
  EXPECT_THAT(outcome, Judged(Verdict::pass));
  ASSERT_EQ(outcome.rests_on.size(), 1U);
  EXPECT_EQ(outcome.rests_on[0].interpretation, kWhatHistoryTells);
}

TEST(HistoryTells, IsUntestableWithoutAHistory) {
  auto scene = recorded();
  scene.evidence.log_observable = false;
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::untestable));
  EXPECT_THAT(scene.run("history-timely"), Judged(Verdict::untestable));
}

TEST(HistoryTells, IsUntestableWhenNothingWasAsked) {
  KommunScene scene;
  scene.tell_in_vain();
  scene.write_log();
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::untestable));
}

TEST(HistoryTells, FailsForTheQuestionThatIsMissing) {
  auto scene = recorded();
  scene.log() = line(scene, 0);
  EXPECT_THAT(scene.run("history-tells"), FailsOnlyBecause("missing from the processing history"));
}

TEST(HistoryTells, FailsForAQuestionThatNobodyToldThePartyToAsk) {
  auto scene = recorded();
  const std::string before = scene.log();
  scene.unbidden({.persons = {kBertil}, .at = 40s});
  scene.write_log();
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::pass));
  scene.log() = before;
  EXPECT_THAT(scene.run("history-tells"), FailsOnlyBecause("missing from the processing history"));
}

TEST(HistoryTells, NeedsOneEntryForAQuestionAndItsRepeats) {
  KommunScene scene;
  scene.tell({.times = 3});
  scene.write_log();
  scene.log() = line(scene, 0);
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::pass));
}

TEST(HistoryTells, NeedsAnEntryForEachDeedThoughTheyHaveOneCase) {
  KommunScene scene;
  scene.tell();
  scene.tell({.asking = {.at = 20s}});
  scene.spoil("arende-q2", "arende-q1", 1);
  scene.question(1).case_id = scene.question(0).case_id;
  scene.write_log();
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::pass));
  scene.log() = line(scene, 0);
  EXPECT_THAT(scene.run("history-tells"), FailsOnlyBecause("missing from the processing history"));
}

TEST(HistoryTells, FailsForAnotherHandlaggareThanTheQuestionNames) {
  auto scene = recorded();
  scene.log() = replaced(scene.log(), scene.question(0).handlaggare, "Nils Natt");
  const auto outcome = scene.run("history-tells");
  EXPECT_THAT(outcome, Judged(Verdict::fail));
  EXPECT_EQ(outcome.rests_on[0].others[0].verdict, Verdict::fail);
  EXPECT_EQ(outcome.findings.front().received, "Nils Natt");
}

TEST(HistoryTells, LeavesAQuestionThatNamesNobodyToNamesCase) {
  auto scene = recorded();
  const std::string who = scene.question(0).handlaggare;
  scene.spoil(who, "system", 0);
  EXPECT_THAT(scene.run("names-case"), Judged(Verdict::fail));
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::pass)) << "the history knows better";
  scene.log() = replaced(scene.log(), who, "System");
  EXPECT_THAT(scene.run("history-tells"), FailsOnlyBecause("is wrong")) << "nor does the history";
}

TEST(HistoryTells, KnowsAHandlaggareByTheNameThatTheMappingGives) {
  auto scene = recorded();
  const std::string who = scene.question(0).handlaggare;
  scene.map_log(R"(<loggbok xmlns="urn:provbank:logbook:1" form="csv" avgransare=";">
    <falt betydelse="tid" vid="tid"/>
    <falt betydelse="handlaggare" vid="vem"/>
    <falt betydelse="arende" vid="dnr"/>
    <ord falt="handlaggare" fran="u1" till=")" +
                who + R"("/>
  </loggbok>)");
  scene.log() =
      "tid;vem;dnr\n2026-03-02T08:00:01Z;u1;arende-q1\n2026-03-02T08:00:21Z;u1;arende-q2\n";
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::pass));
  scene.log() = replaced(scene.log(), "u1", "u2");
  EXPECT_THAT(scene.run("history-tells"), FailsOnlyBecause("is wrong"));
}

TEST(HistoryTells, RestsOnTheReadingWhenOnlyTheHandlaggareIsThere) {
  auto scene = recorded();
  auto& log = scene.log();
  while (log.find("\"case\"") != std::string::npos) log = replaced(log, "\"case\"", "\"arende\"");
  while (log.find("\"person\"") != std::string::npos) log = replaced(log, "\"person\"", "\"vem\"");
  const auto outcome = scene.run("history-tells");
  EXPECT_THAT(outcome, Judged(Verdict::fail));
  EXPECT_THAT(outcome.findings.front().message.en,
              HasSubstr("neither which case nor which person"));
  EXPECT_EQ(outcome.rests_on[0].others[0].verdict, Verdict::pass);
}

/// A history with numbers and no cases.
TEST(HistoryTells, TakesANumberInPlaceOfACase) {
  auto scene = recorded();
  const std::string who = scene.question(0).handlaggare;
  scene.map_log(R"(<loggbok xmlns="urn:provbank:logbook:1" form="csv" avgransare=";">
    <falt betydelse="tid" vid="tid"/>
    <falt betydelse="handlaggare" vid="vem"/>
    <falt betydelse="person" vid="person" som="nummer"/>
  </loggbok>)");
  scene.log() = "tid;vem;person\n2026-03-02T08:00:01Z;" + who + ";" + kAnna +
                "\n2026-03-02T08:00:21Z;" + who + ";" + kBertil + "\n";
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("history-timely"), Judged(Verdict::pass));
  scene.log() = replaced(scene.log(), kBertil, kAnna);
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::fail));
}

TEST(HistoryTimely, FailsWhenTheClockIsOff) {
  auto scene = recorded();
  EXPECT_THAT(scene.run("history-timely"), Judged(Verdict::pass));
  auto& log = scene.log();
  while (log.find("T08:00:") != std::string::npos) log = replaced(log, "T08:00:", "T09:00:");
  EXPECT_THAT(scene.run("history-timely"), FailsOnlyBecause("The log's clock is wrong"));
}

TEST(HistoryTimely, TakesTheEntriesOfTheTimeWhereACaseIsAskedAboutAgain) {
  KommunScene scene;
  scene.tell({.times = 3});
  scene.tell({.asking = {.at = 60s}});
  scene.spoil("arende-q4", "arende-q1", 3);
  scene.question(3).case_id = scene.question(0).case_id;
  for (const std::size_t repeat : {1U, 2U}) {
    scene.spoil("arende-q" + std::to_string(repeat + 1), "arende-q1", repeat);
    scene.question(repeat).case_id = scene.question(0).case_id;
  }
  scene.write_log();
  EXPECT_THAT(scene.run("history-tells"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("history-timely"), Judged(Verdict::pass));
}

TEST(HistoryTimely, DoesNotMindTheOrder) {
  auto scene = recorded();
  scene.log() = line(scene, 1) + line(scene, 0);
  EXPECT_THAT(scene.run("history-timely"), Judged(Verdict::pass));
}

}  // namespace
}  // namespace provbank::checks::testing
