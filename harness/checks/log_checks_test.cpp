// What the other checks on a log demand, and another party's log in quite another form.
#include <fmt/format.h>

#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

using ::testing::HasSubstr;

/// Five questions, one after the other, of which one lasts nine seconds.
Scene a_morning() {
  Scene scene;
  scene.ask();
  scene.ask({.at = 10s, .takes = 100ms});
  scene.ask({.persons = {kBertil}, .at = 20s, .takes = 9s});
  scene.ask({.at = 40s, .takes = 200ms});
  scene.ask({.at = 50s, .takes = 1s});
  scene.write_log();
  return scene;
}

// ---- Timely -------------------------------------------------------------------------------------

TEST(LogTimely, PassesAndSaysHowTheClockGoes) {
  const auto outcome = a_morning().run("log-timely");
  EXPECT_THAT(outcome, Judged(Verdict::pass));
  ASSERT_EQ(outcome.measured.size(), 2U);
  EXPECT_EQ(outcome.measured[0].name, "clock-offset");
  EXPECT_LE(std::abs(outcome.measured[0].value), outcome.measured[1].value);
}

TEST(LogTimely, FailsWhenTheWholeClockIsOff) {
  Scene scene = a_morning();
  scene.log() = replaced(scene.log(), "T08:00:", "T08:05:");
  EXPECT_THAT(scene.run("log-timely"), FailsOnlyBecause("The log's clock is wrong"));
  EXPECT_THAT(scene.run("log-timely", {{"offset", "6min"}}), Judged(Verdict::pass))
      << "five minutes, and known";
}

TEST(LogTimely, FailsOnTheEntryThatCameLate) {
  Scene scene = a_morning();
  scene.log() = replaced(scene.log(), "T08:00:10.100", "T08:00:14.100");
  EXPECT_THAT(scene.run("log-timely"), FailsOnlyBecause("has a later time than its fact"));
  EXPECT_THAT(scene.run("log-timely", {{"within", "5s"}}), Judged(Verdict::pass));
}

TEST(LogTimely, FailsOnTheEntryThatCameBeforeItsFact) {
  Scene scene = a_morning();
  scene.log() = replaced(scene.log(), "T08:00:40.200", "T08:00:35.200");
  EXPECT_THAT(scene.run("log-timely"), FailsOnlyBecause("has an earlier time than its fact"));
}

TEST(LogTimely, FailsWhenTheLogStandsInAnotherOrderThanTheFacts) {
  Scene scene = a_morning();
  const auto first = scene.log().find('\n') + 1;
  scene.log() = scene.log().substr(first) + scene.log().substr(0, first);
  const auto outcome = scene.run("log-timely");
  EXPECT_THAT(outcome, Judged(Verdict::fail));
  EXPECT_THAT(outcome.findings.front().message.en, HasSubstr("order of the facts"));
}

TEST(LogTimely, IsUntestableWithoutALogOrWhenTheClockCannotBeKnown) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("log-timely"), UntestableBecause("No event log was handed over"));
  Scene slow;
  slow.ask({.takes = 9s});
  slow.write_log();
  EXPECT_THAT(slow.run("log-timely"), UntestableBecause("took so long"));
}

// ---- Minimal ------------------------------------------------------------------------------------

Scene with_canaries() {
  Scene scene = a_morning();
  scene.evidence.canaries = {{kAnna, "question", "anna"},
                             {kAnna.substr(2), "question", "anna"},
                             {"Tranbärsdotter", "SKV", "anna"}};
  scene.evidence.question_values = {
      {"arende-q1", "question", "anna", "arendeidentitet", "q1", "B3-5.3"}};
  scene.answer() += "<!-- Tranbärsdotter -->";
  return scene;
}

TEST(LogMinimal, PassesWhenNothingOfTheAnswersIsThere) {
  EXPECT_THAT(with_canaries().run("log-minimal"), Judged(Verdict::pass))
      << "the case may stand there";
}

TEST(LogMinimal, HoldsOfTheQuestionOnlyWhatAClauseNeedsThere) {
  Scene scene = with_canaries();
  ASSERT_THAT(scene.log(), HasSubstr("arende-q1"));
  scene.evidence.question_values.front().log_clause.clear();
  EXPECT_THAT(scene.run("log-minimal"), FailsOnlyBecause("(arendeidentitet) about anna stands in"));
}

TEST(LogMinimal, ACaseWorkerMayBeCalledAsAPersonIs) {
  Scene scene = with_canaries();
  scene.evidence.canaries.push_back({"arende-q1", "SKV", "anna"});
  EXPECT_THAT(scene.run("log-minimal"), Judged(Verdict::pass));
}

TEST(LogMinimal, FindsAValueHoweverItIsWritten) {
  for (const char* written :
       {"Tranbärsdotter", "Tranb%C3%A4rsdotter", "Tranb\\u00e4rsdotter", "VHJhbmLDpHJzZG90dGVy"}) {
    Scene scene = with_canaries();
    scene.log() += fmt::format("{{\"event\":\"stop\",\"detail\":\"{}\"}}\n", written);
    EXPECT_THAT(scene.run("log-minimal"), FailsOnlyBecause("A value of the answer from SKV"))
        << written;
  }
}

TEST(LogMinimal, FindsThePersonsNumber) {
  Scene scene = with_canaries();
  scene.log() = replaced(scene.log(), "pseudonym-anna", "850314-9828");
  EXPECT_THAT(scene.run("log-minimal"), FailsOnlyBecause("A value of the question about anna"));
}

TEST(LogMinimal, IsUntestableWithoutALogOrValues) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("log-minimal"), UntestableBecause("No event log was handed over"));
  EXPECT_THAT(a_morning().run("log-minimal"), UntestableBecause("There was nothing to test"));
  Scene silent = with_canaries();
  silent.log().clear();
  EXPECT_THAT(silent.run("log-minimal"), UntestableBecause("says nothing of any question"));
}

// ---- Restricted ---------------------------------------------------------------------------------

evidence::FileRights& rights(Scene& scene) {
  return *scene.evidence.files.front().rights;
}

TEST(LogRestricted, PassesForTheOwnerAloneAndForADeclaredGroup) {
  Scene scene = a_morning();
  EXPECT_THAT(scene.run("log-restricted"), Judged(Verdict::pass));
  rights(scene).mode = 0640;
  EXPECT_THAT(scene.run("log-restricted"), Judged(Verdict::warning)) << "nobody has declared it";
  scene.evidence.event_log.readers = {"ssbt"};
  EXPECT_THAT(scene.run("log-restricted"), Judged(Verdict::pass));
}

TEST(LogRestricted, FailsWhenOthersCanReachIt) {
  Scene scene = a_morning();
  rights(scene).mode = 0644;
  scene.evidence.event_log.readers = {"ssbt"};
  EXPECT_THAT(scene.run("log-restricted"), FailsOnlyBecause("Others than the owner and the group"));
  rights(scene).mode = 0620;
  EXPECT_THAT(scene.run("log-restricted"), FailsOnlyBecause("The group may write"));
  rights(scene).mode = 0640;
  scene.evidence.event_log.readers = {"granskare"};
  EXPECT_THAT(scene.run("log-restricted"), FailsOnlyBecause("The group ssbt may read"));
  rights(scene) = {.mode = 0600, .owner = "ssbt", .group = "ssbt", .folder_mode = 0777};
  EXPECT_THAT(scene.run("log-restricted"), FailsOnlyBecause("so can replace it"));
  rights(scene).folder_mode = 01777;
  EXPECT_THAT(scene.run("log-restricted"), Judged(Verdict::pass));
}

TEST(LogRestricted, FailsWhenAnAddressGivesItOutToAnyone) {
  const auto answering = [](std::optional<int> status, std::size_t entries,
                            std::optional<Error> failure = {}) {
    Scene scene = a_morning();
    scene.evidence.event_log.doors = {{.address = "https://logg.example.se/",
                                       .status = status,
                                       .failure = failure,
                                       .entries = entries}};
    return scene.run("log-restricted");
  };
  EXPECT_THAT(answering(200, 5), FailsOnlyBecause("is given out"));
  EXPECT_THAT(answering(401, 0), Judged(Verdict::pass));
  EXPECT_THAT(answering(403, 0), Judged(Verdict::pass));
  EXPECT_THAT(answering(302, 0), Judged(Verdict::pass));
  EXPECT_THAT(answering({}, 0, fail(Errc::tls_rejected, "alert")), Judged(Verdict::pass));
  EXPECT_THAT(answering({}, 0, fail(Errc::refused, "nobody")), UntestableBecause("did not answer"));
}

TEST(LogRestricted, IsUntestableWhenTheRightsAreNotKnown) {
  Scene scene = a_morning();
  scene.evidence.files.front().rights.reset();
  EXPECT_THAT(scene.run("log-restricted"), UntestableBecause("rights"));
}

// ---- Tamper evident -----------------------------------------------------------------------------

using evidence::Tampering;

Scene tried() {
  Scene scene = a_morning();
  scene.evidence.event_log.consent = true;
  scene.evidence.event_log.trials = {
      {Tampering::none, 0, true, "ok"},         {Tampering::altered, 2, false, "rad 2"},
      {Tampering::removed, 2, false, "rad 2"},  {Tampering::swapped, 2, false, "rad 2"},
      {Tampering::inserted, 2, false, "rad 2"}, {Tampering::cut, 5, false, "slutet"}};
  return scene;
}

TEST(LogTamperEvident, PassesWhenEveryChangeIsFoundAndNothingElse) {
  EXPECT_THAT(tried().run("log-tamper-evident"), Judged(Verdict::pass));
}

TEST(LogTamperEvident, FailsOnEachChangeThatIsNotFound) {
  for (std::size_t i = 1; i < 6; ++i) {
    Scene scene = tried();
    scene.evidence.event_log.trials[i].accepted = true;
    EXPECT_THAT(scene.run("log-tamper-evident"), FailsOnlyBecause("does not notice"));
  }
}

TEST(LogTamperEvident, FailsWhoeverAlwaysSaysNo) {
  Scene scene = tried();
  scene.evidence.event_log.trials[0].accepted = false;
  EXPECT_THAT(scene.run("log-tamper-evident"),
              FailsOnlyBecause("refuses the log as it was handed over"));
}

TEST(LogTamperEvident, IsUntestableWithoutConsentOrWhenTheVerificationDoesNotRun) {
  Scene scene = tried();
  scene.evidence.event_log.trials[3].accepted.reset();
  EXPECT_THAT(scene.run("log-tamper-evident"), UntestableBecause("could not be run"));
  scene.evidence.event_log.trials.clear();
  EXPECT_THAT(scene.run("log-tamper-evident"), UntestableBecause("too few entries"));
  scene.evidence.event_log.consent = false;
  EXPECT_THAT(scene.run("log-tamper-evident"), UntestableBecause("has not consented"));
}

// ---- Kept ---------------------------------------------------------------------------------------

Scene kept(const evidence::RetentionTrial& trial) {
  Scene scene = a_morning();
  scene.evidence.event_log.retention = trial;
  return scene;
}

const evidence::RetentionTrial kRight = {.kept_for = 24h * 365,
                                         .within_before = 3,
                                         .within_after = 3,
                                         .beyond_before = 4,
                                         .beyond_after = 0,
                                         .weeding_logged = true};

TEST(LogKept, PassesWhenWhatIsOldIsGoneAndTheRestIsThere) {
  EXPECT_THAT(kept(kRight).run("log-kept"), Judged(Verdict::pass));
}

TEST(LogKept, FailsWhenEntriesGoTooEarlyStayTooLongOrGoUnseen) {
  auto early = kRight;
  early.within_after = 2;
  EXPECT_THAT(kept(early).run("log-kept"), FailsOnlyBecause("before their time was over"));
  auto never = kRight;
  never.beyond_after = 4;
  EXPECT_THAT(kept(never).run("log-kept"), FailsOnlyBecause("when their time is over"));
  auto unseen = kRight;
  unseen.weeding_logged = false;
  EXPECT_THAT(kept(unseen).run("log-kept"), FailsOnlyBecause("is no event in the log"));
}

TEST(LogKept, IsUntestableWhereItIsOnlyAttestedOrNotEvenThat) {
  Scene scene = a_morning();
  EXPECT_THAT(scene.run("log-kept"), UntestableBecause("nobody has attested"));
  scene.evidence.event_log.retention_attested = "driftchefen, 2026-02-01";
  EXPECT_THAT(scene.run("log-kept"), UntestableBecause("is attested by driftchefen"));
}

// ---- Another party's log ------------------------------------------------------------------------

/// One XML element a question, in Swedish time and with the operator's own words; what failed
/// stands inside it, and persons by number.
const std::string kXmlMapping =
    R"x(<loggbok xmlns="urn:provbank:logbook:1" form="xml">
<post vid="/logg/anrop"/>
<falt betydelse="tid" vid="klart" format="%Y-%m-%d kl. %H:%M:%S" zon="Europe/Stockholm"/>
<falt betydelse="organisation" vid="fran/@org"/>
<falt betydelse="handlaggare" vid="fran/text()"/>
<falt betydelse="arende" vid="@akt"/>
<falt betydelse="person" vid="om" som="nummer"/>
<falt betydelse="kallor" vid="till" avgransare=" "/>
<falt betydelse="avvikelse" vid="@sent"/>
<avvikelser vid="fel"><falt betydelse="kalla" vid="@hos"/><falt betydelse="felkod" vid="."/></avvikelser>
<ord falt="avvikelse" fran="ja" till="sent"/>
<ord falt="kalla" fran="Arbetsförmedlingen" till="AF"/>
<ord falt="kalla" fran="A-kassorna" till="SO"/>
<ord falt="organisation" fran="Exempelkommun" till="162120009903"/>
</loggbok>)x";

const std::string kXmlLog = R"(<logg>
<anrop akt="arende-q1"><klart>2026-03-02 kl. 09:00:01,004</klart><fran org="Exempelkommun">handlaggare.lund</fran><om>19850314-9828</om><till>Arbetsförmedlingen A-kassorna</till></anrop>
<anrop akt="arende-q2"><klart>2026-03-02 kl. 09:00:11</klart><fran org="Exempelkommun">handlaggare.lund</fran><om>19850314-9828</om><till>Arbetsförmedlingen A-kassorna</till><fel hos="Arbetsförmedlingen">SSBTEK-201</fel></anrop>
<anrop akt="arende-q3" sent="ja"><klart>2026-03-02 kl. 09:00:29</klart><fran org="Exempelkommun">handlaggare.lund</fran><om>19850314-9828</om><om>19580716-9874</om><till>A-kassorna Arbetsförmedlingen</till></anrop>
</logg>)";

/// The same facts as lines of text, parted by hand.
const std::string kTextMapping =
    R"x(<loggbok xmlns="urn:provbank:logbook:1" form="text">
<post uttryck="^\[(?P&lt;nar&gt;[^\]]+)\] (?P&lt;vem&gt;[\w.]+)/(?P&lt;org&gt;\d{12}) (?P&lt;akt&gt;\S+) (?P&lt;pseudo&gt;\S+) &gt; (?P&lt;till&gt;[A-Z,]+)(?P&lt;rest&gt;.*)$"/>
<falt betydelse="tid" vid="nar" format="%d/%b/%Y:%H:%M:%S %z"/>
<falt betydelse="organisation" vid="org"/>
<falt betydelse="handlaggare" vid="vem"/>
<falt betydelse="arende" vid="akt"/>
<falt betydelse="person" vid="pseudo" avgransare="+"/>
<falt betydelse="kallor" vid="till" avgransare=","/>
<avvikelser vid="rest" uttryck="!(?P&lt;vad&gt;\w+)(?:=(?P&lt;kod&gt;\S+))?"><falt betydelse="kalla" vid="vad" uttryck="^[A-Z]+$"/><falt betydelse="avvikelse" vid="vad" uttryck="^[a-z]+$"/><falt betydelse="felkod" vid="kod"/></avvikelser>
<ord falt="avvikelse" fran="sent" till="sent"/>
</loggbok>)x";

const std::string kTextLog =
    "[02/Mar/2026:09:00:01 +0100] handlaggare.lund/162120009903 arende-q1 p7 > AF,SO\n"
    "[02/Mar/2026:09:00:11 +0100] handlaggare.lund/162120009903 arende-q2 p7 > AF,SO "
    "!AF=SSBTEK-201\n"
    "[02/Mar/2026:09:00:29 +0100] handlaggare.lund/162120009903 arende-q3 p7+p9 > AF,SO !sent\n";

/// Asked of somebody else's aggregator.
Scene outside(const std::string& mapping, const std::string& log) {
  Scene scene;
  scene.ask();
  scene.ask({.at = 10s});
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201", 1);
  scene.ask({.persons = {kAnna, kBertil}, .at = 20s, .takes = 9s});
  scene.write_log();
  scene.evidence.reference_aggregator = false;
  scene.map_log(mapping);
  scene.log() = log;
  return scene;
}

struct OtherDefect {
  const char* from;
  const char* to;
  const char* why;
};

TEST(AnotherPartysXmlLog, IsJudgedByItsOwnMapping) {
  EXPECT_THAT(outside(kXmlMapping, kXmlLog).run("log-sufficient"), Judged(Verdict::pass));
  EXPECT_THAT(outside(kXmlMapping, kXmlLog).run("log-timely"), Judged(Verdict::pass));
  const OtherDefect rows[] = {
      {"akt=\"arende-q1\"", "akt=\"x\"", "the case is wrong"},
      {"akt=\"arende-q1\"", "", "lacks the case"},
      {"<om>19850314-9828</om><till>Arbetsförmedlingen A-kassorna</till></anrop>\n<anrop "
       "akt=\"arende-q2\"",
       "<till>Arbetsförmedlingen A-kassorna</till></anrop>\n<anrop akt=\"arende-q2\"",
       "lacks the person"},
      {"<om>19580716-9874</om>", "<om>19580716-9999</om>", "the person is wrong"},
      {"<fel hos=\"Arbetsförmedlingen\">SSBTEK-201</fel>", "", "The error for AF is missing"},
      {"SSBTEK-201", "SSBTEK-999", "The error for AF is missing"},
      {"sent=\"ja\"", "", "That the answer was late"},
      {"A-kassorna Arbetsförmedlingen", "A-kassorna", "the sources is wrong"},
      {"org=\"Exempelkommun\">handlaggare.lund</fran><om>19850314-9828</om><om>",
       "org=\"Annan\">handlaggare.lund</fran><om>19850314-9828</om><om>",
       "the organisation that asked is wrong"},
      {"<klart>2026-03-02 kl. 09:00:11</klart>", "", "the entry has no time"},
  };
  for (const auto& row : rows) {
    Scene scene = outside(kXmlMapping, replaced(kXmlLog, row.from, row.to));
    ASSERT_NE(scene.log(), kXmlLog) << row.from;
    EXPECT_THAT(scene.run("log-sufficient"), FailsOnlyBecause(row.why)) << row.from;
  }
}

TEST(AnotherPartysTextLog, IsJudgedByItsOwnMapping) {
  EXPECT_THAT(outside(kTextMapping, kTextLog).run("log-sufficient"), Judged(Verdict::pass));
  EXPECT_THAT(outside(kTextMapping, kTextLog).run("log-timely"), Judged(Verdict::pass));
  const OtherDefect rows[] = {
      {" !AF=SSBTEK-201", "", "The error for AF is missing"},
      {" !sent", "", "That the answer was late"},
      {"p7+p9", "p7+p7", "The pseudonym"},
      {"p7+p9", "p7", "one entry for each person"},
      {"arende-q2 p7", "arende-q2 p8", "The pseudonym"},
      {"] handlaggare.lund/162120009903 arende-q1", "] nagon/162120009903 arende-q1",
       "the case worker is wrong"},
      {"[02/Mar/2026:09:00:01", "[02/Mar/2026:09:00:61", "time cannot be read"},
      {"arende-q1 p7 >", "arende-q1 >", "does not match"},
  };
  for (const auto& row : rows) {
    Scene scene = outside(kTextMapping, replaced(kTextLog, row.from, row.to));
    ASSERT_NE(scene.log(), kTextLog) << row.from;
    const auto outcome = scene.run("log-sufficient");
    EXPECT_THAT(outcome, Judged(Verdict::fail)) << row.from;
    bool told = false;
    for (const auto& finding : outcome.findings)
      told = told || finding.message.en.find(row.why) != std::string::npos;
    EXPECT_TRUE(told) << row.from;
  }
  Scene late = outside(kTextMapping, replaced(kTextLog, ":09:00:11 ", ":09:00:17 "));
  EXPECT_THAT(late.run("log-timely"), FailsOnlyBecause("later time"));
}

TEST(AnotherPartysLog, MayHoldNumbersWhereItsMappingSaysSoAndNowhereElse) {
  Scene scene = outside(kXmlMapping, kXmlLog);
  scene.evidence.canaries = {{kAnna, "question", "anna"}};
  EXPECT_THAT(scene.run("log-minimal"), Judged(Verdict::warning));
  scene.log() = replaced(scene.log(), "</logg>", "<!-- 8503149828 --></logg>");
  EXPECT_THAT(scene.run("log-minimal"), FailsOnlyBecause("A value of the question"));
}

TEST(AnotherPartysLog, IsUntestableWhereTheMappingSaysNothingOfTheKind) {
  Scene scene = outside(kXmlMapping, kXmlLog);
  scene.ping({}, "test");
  EXPECT_THAT(scene.run("log-sufficient", {{"of", "test"}}),
              UntestableBecause("how a ping is logged"));
}

}  // namespace
}  // namespace provbank::checks::testing
