// purged.
#include "harness/checks/test_support.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks::testing {
namespace {

/// Anna was asked about; a log without a trace of her is there.
Scene asked_about_anna() {
  Scene scene;
  scene.evidence.canaries = {{kAnna, "question", "anna"}, {"Tranbärsdotter", "AF", "anna"}};
  scene.ask();
  scene.write_log();
  return scene;
}

TEST(Purged, PassesWhenNothingIsLeft) {
  EXPECT_THAT(asked_about_anna().run("purged"), Judged(Verdict::pass));
}

TEST(Purged, FailsOnEveryFormOfAValueInAnyFile) {
  for (const std::string& left :
       {kAnna, std::string("19850314-9828"), std::string("Tranbärsdotter"),
        std::string("Tranb\\u00e4rsdotter"), std::string("Tranb%C3%A4rsdotter"),
        crypto::hex("Tranbärsdotter"), crypto::base64("!Tranbärsdotter"),
        crypto::base64("!!Tranbärsdotter!")}) {
    Scene scene = asked_about_anna();
    evidence::WrittenFile dump;
    dump.party = "driftspart";
    dump.path = "cache/1.tmp";
    dump.content =
        "\x7F"
        "ELF\nxx" +
        left + "yy";
    scene.evidence.files.push_back(dump);
    const auto outcome = scene.run("purged");
    EXPECT_THAT(outcome, FailsOnlyBecause("is left")) << left;
    EXPECT_EQ(outcome.findings.front().where.front().file, "cache/1.tmp");
    EXPECT_EQ(outcome.findings.front().where.front().line, 2u);
  }
}

TEST(Purged, AValueThatNeverTravelledProvesNothing) {
  Scene scene = asked_about_anna();
  scene.evidence.canaries = {{"finns inte i svaren", "AF", "anna"}};
  EXPECT_THAT(scene.run("purged"), UntestableBecause("occurred in no question and no answer"));
}

TEST(Purged, SkipsShortValues) {
  Scene scene = asked_about_anna();
  scene.evidence.canaries.push_back({"OK", "AF", "anna"});
  EXPECT_THAT(scene.run("purged"), Judged(Verdict::pass));
  scene.evidence.canaries = {{"OK", "AF", "anna"}};
  EXPECT_THAT(scene.run("purged"), UntestableBecause("shorter than four"));
}

TEST(Purged, WhoAskedMayStandInTheLogAndNowhereElse) {
  Scene scene = asked_about_anna();
  scene.evidence.question_values = {
      {"arende-q1", "question", "anna", "arendeidentitet", "q1", "B3-5.3"}};
  ASSERT_NE(scene.log().find("arende-q1"), std::string::npos);
  EXPECT_THAT(scene.run("purged"), Judged(Verdict::pass));
  evidence::WrittenFile list;
  list.party = "driftspart";
  list.path = "statistik.csv";
  list.content = "2026-03;arende-q1\n";
  scene.evidence.files.push_back(list);
  EXPECT_THAT(scene.run("purged"), FailsOnlyBecause("(arendeidentitet) about anna is left"));
}

TEST(Purged, FindsAValueThatTravelledInBase64Alone) {
  Scene scene;
  scene.ask({.sources = {Source::fk}});
  scene.write_log();
  scene.remove_call(Source::fk);
  scene.evidence.canaries = {{"generellPersoninformation", "FK", "anna"}};
  EXPECT_THAT(scene.run("purged"), Judged(Verdict::pass));
  scene.log() += "generellPersoninformation";
  EXPECT_THAT(scene.run("purged"), FailsOnlyBecause("is left"));
}

/// A look so long after the answer, with the surname left in some file.
evidence::Look look_after(time::Duration age, bool left, bool allowed = false) {
  evidence::Look look;
  look.at = look.age = age;
  look.places = 1;
  look.bytes = 100;
  if (left) {
    look.left.push_back({"Tranbärsdotter",
                         "Efternamn",
                         "AF",
                         "anna",
                         {"i klartext", "in plain text"},
                         "tmp/svar",
                         "byte 7",
                         age,
                         allowed});
  }
  return look;
}

double measured(const evidence::Outcome& outcome, const std::string& name) {
  for (const auto& one : outcome.measured) {
    if (one.name == name) return one.value;
  }
  return -1;
}

TEST(Purged, FailsOnWhatALookSawLaterThanASecondAfterTheAnswer) {
  Scene scene = asked_about_anna();
  scene.evidence.looks = {look_after(0s, true), look_after(1s, true), look_after(1h, false)};
  const auto outcome = scene.run("purged");
  EXPECT_THAT(outcome, FailsOnlyBecause("It was seen 1 s after the answer"));
  EXPECT_EQ(measured(outcome, "residue-after-0-ns"), 1);
  EXPECT_EQ(measured(outcome, "residue-after-1-s"), 1);
  EXPECT_EQ(measured(outcome, "residue-after-1-h"), 0);
}

TEST(Purged, AMomentToPurgeInIsNotHeldAgainstTheService) {
  Scene scene = asked_about_anna();
  scene.evidence.looks = {look_after(0s, true), look_after(1s, false)};
  EXPECT_THAT(scene.run("purged"), Judged(Verdict::pass));
}

TEST(Purged, WhatAnEventLogMayHoldIsNoResidue) {
  Scene scene = asked_about_anna();
  scene.evidence.looks = {look_after(1s, true, true)};
  EXPECT_THAT(scene.run("purged"), Judged(Verdict::pass));
}

TEST(Purged, SaysWhatItWouldBeIfAMonthWereAllowed) {
  const auto others = [](std::vector<evidence::Look> looks) {
    Scene scene = asked_about_anna();
    scene.evidence.looks = std::move(looks);
    return scene.run("purged").rests_on.front().others.front().verdict;
  };
  EXPECT_EQ(others({look_after(1s, true)}), Verdict::untestable);
  EXPECT_EQ(others({look_after(1s, true), look_after(31 * 24h, false)}), Verdict::pass);
  EXPECT_EQ(others({look_after(1s, true), look_after(31 * 24h, true)}), Verdict::fail);
}

TEST(Purged, IsUntestableWhenALookCouldNotSee) {
  Scene scene = asked_about_anna();
  scene.evidence.looks = {look_after(1s, false)};
  scene.evidence.looks.front().hindrances.push_back({"databasen", "the database is closed"});
  EXPECT_THAT(scene.run("purged"), UntestableBecause("the database is closed"));
}

TEST(Purged, LooksInsideWhatIsFolded) {
  Scene scene = asked_about_anna();
  evidence::WrittenFile file;
  file.party = "driftspart";
  file.path = "cut.gz";
  file.content = std::string("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10) + "this is no deflate";
  scene.evidence.files.push_back(file);
  EXPECT_THAT(scene.run("purged"), UntestableBecause("could not be unpacked"));
}

TEST(Purged, ANumberOfFewDigitsIsNoResidue) {
  Scene scene = asked_about_anna();
  scene.evidence.canaries.push_back({"4711", "SO", "anna"});
  scene.log() += " 4711 ";
  EXPECT_THAT(scene.run("purged"), Judged(Verdict::pass));
}

TEST(Purged, IsUntestableWithoutFiles) {
  Scene scene = asked_about_anna();
  scene.evidence.files.clear();
  EXPECT_THAT(scene.run("purged"), UntestableBecause("No files were handed over"));
}

}  // namespace
}  // namespace provbank::checks::testing
