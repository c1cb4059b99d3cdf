// What a kommun's system asks: valid-question, states-purpose, names-case, sensible-period,
// unique-correlation, only-needed, own-identity, no-retry-storm.
#include "harness/checks/kommun_test_support.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks::testing {
namespace {

using ::testing::Values;

const std::string kGrundlagen = "11 kap. 11 §";

// ---- What holds of every one of them

class EveryQuestionCheck : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kommun, EveryQuestionCheck,
                         Values("valid-question", "states-purpose", "names-case", "sensible-period",
                                "only-needed", "own-identity", "no-retry-storm",
                                "unique-correlation"),
                         [](const auto& each) { return replaced(each.param, "-", "_"); });

TEST_P(EveryQuestionCheck, PassesForQuestionsThatAreRight) {
  KommunScene scene;
  scene.tell();
  scene.tell({.asking = {.persons = {kBertil}, .at = 10s}});
  EXPECT_THAT(scene.run(GetParam()), Judged(Verdict::pass));
}

TEST_P(EveryQuestionCheck, CannotBeToldWhenNobodyWasToldToAsk) {
  EXPECT_THAT(KommunScene().run(GetParam()), Judged(Verdict::untestable));
}

TEST_P(EveryQuestionCheck, CannotBeToldWhenNoQuestionCame) {
  KommunScene scene;
  scene.tell_in_vain();
  EXPECT_THAT(scene.run(GetParam()), Judged(Verdict::untestable));
}

TEST_P(EveryQuestionCheck, BlamesNobodyWhenThePartyCouldNotBeMadeToAct) {
  KommunScene scene;
  scene.tell_in_vain();
  scene.deed().deed_failed = fail(Errc::refused, "the interface is down");
  EXPECT_THAT(scene.run(GetParam()), Judged(Verdict::untestable));
}

TEST_P(EveryQuestionCheck, IsAboutTheStepThatItNames) {
  KommunScene scene;
  scene.tell({.asking = {.step = "andra"}});
  scene.tell({.asking = {.at = 10s, .step = "andra"}});
  EXPECT_THAT(scene.run(GetParam(), {{"of", "andra"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run(GetParam(), {{"of", "ingen"}}), Judged(Verdict::untestable));
}

// One that asks right does not make up for one that never asked.
class EveryDeedCounts : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kommun, EveryDeedCounts,
                         Values("states-purpose", "names-case", "sensible-period", "only-needed",
                                "own-identity", "no-retry-storm", "unique-correlation"),
                         [](const auto& each) { return replaced(each.param, "-", "_"); });

TEST_P(EveryDeedCounts, SoOneWithoutAQuestionHinders) {
  KommunScene scene;
  scene.tell();
  scene.tell({.asking = {.at = 10s}});
  scene.tell_in_vain();
  EXPECT_THAT(scene.run(GetParam()), UntestableBecause("No question came from the party"));
}

class ReadsQuestions : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kommun, ReadsQuestions,
                         Values("states-purpose", "names-case", "sensible-period", "only-needed",
                                "own-identity", "unique-correlation"),
                         [](const auto& each) { return replaced(each.param, "-", "_"); });

TEST_P(ReadsQuestions, AndLeavesWhatCannotBeReadToValidQuestion) {
  KommunScene scene;
  scene.tell_in_vain();
  scene.garbage();
  EXPECT_THAT(scene.run(GetParam()), UntestableBecause("No question that can be read"));
}

// ---- valid-question

TEST(ValidQuestion, FailsOnAQuestionThatDoesNotFollowTheSchema) {
  KommunScene scene;
  scene.tell();
  scene.spoil("<ssbt:syfte>Bistånd</ssbt:syfte>", "");
  EXPECT_THAT(scene.run("valid-question"), FailsOnlyBecause("does not follow the schema"));
}

TEST(ValidQuestion, FailsOnBytesThatAreNoQuestion) {
  for (const std::string bytes : {"garbage", "", "<ask/>", "{\"person\": 1}"}) {
    KommunScene scene;
    scene.tell_in_vain();
    scene.garbage(bytes);
    EXPECT_THAT(scene.run("valid-question"), FailsOnlyBecause("does not follow the schema"))
        << bytes;
  }
}

TEST(ValidQuestion, FailsOnUnreadableBytesWhateverStepItNames) {
  KommunScene scene;
  scene.tell({.asking = {.step = "ett"}});
  scene.garbage();
  EXPECT_THAT(scene.run("valid-question", {{"of", "ett"}}),
              FailsOnlyBecause("does not follow the schema"));
}

TEST(ValidQuestion, DoesNotJudgeWhatTheBenchItselfSent) {
  KommunScene scene;
  scene.tell();
  scene.ask();  // not received from a party
  scene.spoil("<ssbt:syfte>Bistånd</ssbt:syfte>", "", 1);
  EXPECT_THAT(scene.run("valid-question"), Judged(Verdict::pass));
}

// ---- states-purpose

TEST(StatesPurpose, FailsWithoutPurposeOrStatute) {
  for (const std::string element : {"syfte>Bistånd<", "lagtext>11 kap. 11 §<"}) {
    for (const std::string empty : {"", "  "}) {
      KommunScene scene;
      scene.tell();
      scene.spoil(element, element.substr(0, element.find('>') + 1) + empty + "<");
      EXPECT_THAT(scene.run("states-purpose"), FailsOnlyBecause("The question states no"));
    }
  }
}

TEST(StatesPurpose, DoubtsAStatuteThatNamesNone) {
  KommunScene scene;
  scene.tell();
  scene.spoil(kGrundlagen, "enligt rutin");
  EXPECT_THAT(scene.run("states-purpose"), Judged(Verdict::warning));
}

TEST(StatesPurpose, KnowsAStatuteHoweverItIsWritten) {
  for (const std::string statute :
       {"Lag (2025:400)", "LAGEN OM SOCIALTJÄNST", "11 Kap.", "Socialtjänstlagen", "SoL 11:11",
        "SFS 2025:400", "Socialförsäkringsbalken", "Förordning (2008:975)"}) {
    KommunScene scene;
    scene.tell();
    scene.spoil(kGrundlagen, statute);
    EXPECT_THAT(scene.run("states-purpose"), Judged(Verdict::pass)) << statute;
  }
}

TEST(StatesPurpose, JudgesARepeatAsItJudgesTheFirst) {
  KommunScene scene;
  scene.tell({.times = 2});
  scene.spoil("Bistånd", "", 1);
  EXPECT_THAT(scene.run("states-purpose"), FailsOnlyBecause("states no purpose"));
}

// ---- names-case

TEST(NamesCase, FailsWithoutACase) {
  for (const std::string empty : {"", " ", "\n\t"}) {
    KommunScene scene;
    scene.tell();
    scene.spoil("arendeidentitet>arende-q1<", "arendeidentitet>" + empty + "<");
    EXPECT_THAT(scene.run("names-case"), FailsOnlyBecause("names no case"));
  }
}

TEST(NamesCase, FailsWithoutAHandlaggare) {
  for (const std::string empty : {"", " "}) {
    KommunScene scene;
    scene.tell();
    scene.spoil("handlaggare>handlaggare.lund<", "handlaggare>" + empty + "<");
    EXPECT_THAT(scene.run("names-case"), FailsOnlyBecause("names no handläggare"));
  }
}

TEST(NamesCase, FailsOnWhatIsNobodysName) {
  for (const std::string name : {"system", "SYSTEM", " admin ", "Användare", "ANVÄNDARE", "okänd",
                                 "Handläggare", "handlaggare", "-", "unknown"}) {
    KommunScene scene;
    scene.tell();
    scene.spoil("handlaggare>handlaggare.lund<", "handlaggare>" + name + "<");
    EXPECT_THAT(scene.run("names-case"), FailsOnlyBecause("nobody's name")) << name;
  }
}

TEST(NamesCase, TakesNamesThatOnlyContainSuchWords) {
  for (const std::string name : {"admin.lund", "Systema Test", "anvandare17"}) {
    KommunScene scene;
    scene.tell();
    scene.spoil("handlaggare>handlaggare.lund<", "handlaggare>" + name + "<");
    EXPECT_THAT(scene.run("names-case"), Judged(Verdict::pass)) << name;
  }
}

// ---- sensible-period

void ask_about(KommunScene& scene, const std::string& from, const std::string& tom) {
  scene.spoil("fromDatum>2025-12-01<", "fromDatum>" + from + "<");
  scene.spoil("tomDatum>2026-02-28<", "tomDatum>" + tom + "<");
}

TEST(SensiblePeriod, FailsOnMoreTimeThanTheCaseNeeds) {
  const std::vector<std::pair<std::string, std::string>> wide = {
      {"2025-11-30", "2026-02-28 "}, {"2025-12-01 ", "2026-03-01"}, {"1990-01-01", "2030-01-01"}};
  for (const auto& [from, tom] : wide) {
    KommunScene scene;
    scene.tell();
    ask_about(scene, from, tom);
    EXPECT_THAT(scene.run("sensible-period"), FailsOnlyBecause("longer period")) << from << tom;
  }
}

TEST(SensiblePeriod, FailsOnATimeThatEndsBeforeItBegins) {
  KommunScene scene;
  scene.tell();
  ask_about(scene, "2026-02-28", "2025-12-01");
  EXPECT_THAT(scene.run("sensible-period"), FailsOnlyBecause("ends before it begins"));
}

TEST(SensiblePeriod, FailsOnASourcesOwnPeriodThatIsLonger) {
  KommunScene scene;
  scene.tell({.asking = {.own_periods = {{Source::af, {"2020-01-01", "2026-02-28"}}}}});
  EXPECT_THAT(scene.run("sensible-period"), FailsOnlyBecause("The question to AF"));
}

TEST(SensiblePeriod, TakesDatesWithATimeZone) {
  KommunScene scene;
  scene.tell();
  ask_about(scene, "2025-12-01+01:00", "2026-02-28Z");
  EXPECT_THAT(scene.run("sensible-period"), Judged(Verdict::pass));
}

TEST(SensiblePeriod, CannotTellOfWhatIsNoDate) {
  KommunScene scene;
  scene.tell();
  ask_about(scene, "igår", "");
  EXPECT_THAT(scene.run("sensible-period"), UntestableBecause("no dates"));
}

TEST(SensiblePeriod, DoubtsATimeThatDoesNotCoverWhatWasWanted) {
  KommunScene scene;
  scene.tell();
  ask_about(scene, "2026-01-01", "2026-01-31");
  EXPECT_THAT(scene.run("sensible-period"), Judged(Verdict::warning));
}

TEST(SensiblePeriod, LooksIntoForsakringskassansOwnQuestion) {
  KommunScene scene;
  scene.tell({.asking = {.sources = {Source::fk}}});
  EXPECT_THAT(scene.run("sensible-period"), Judged(Verdict::pass));
  const auto lefi = [](const std::string& from) {
    return crypto::base64(R"({"personnummer":")" + kAnna + R"(","period":{"from":")" + from +
                          R"(","tom":"2026-02-28"},"utbetalningar":["FK:SJP"]})");
  };
  scene.spoil(lefi("2025-12-01"), lefi("2010-01-01"));
  EXPECT_THAT(scene.run("sensible-period"), FailsOnlyBecause("The question to FK"));
}

TEST(SensiblePeriod, LeavesUnbiddenQuestionsToOnlyNeeded) {
  KommunScene scene;
  scene.tell();
  scene.unbidden({.persons = {kBertil}, .at = 10s});
  EXPECT_THAT(scene.run("sensible-period"), Judged(Verdict::pass));
}

// ---- unique-correlation

TEST(UniqueCorrelation, FailsOnAnIdThatComesTwice) {
  KommunScene scene;
  scene.tell();
  scene.tell({.asking = {.at = 10s}});
  scene.spoil("korrelationsid>arende-q2-0-k<", "korrelationsid>arende-q1-0-k<", 1);
  EXPECT_THAT(scene.run("unique-correlation"), FailsOnlyBecause("correlation id of q1"));
}

TEST(UniqueCorrelation, FailsAlsoWhenEveryQuestionHasTheSame) {
  KommunScene scene;
  for (int i = 0; i < 3; ++i) scene.tell({.asking = {.at = 10s * i}});
  scene.spoil("korrelationsid>arende-q2-0-k<", "korrelationsid>arende-q1-0-k<", 1);
  scene.spoil("korrelationsid>arende-q3-0-k<", "korrelationsid>arende-q1-0-k<", 2);
  EXPECT_THAT(scene.run("unique-correlation"), FailsOnlyBecause("correlation id of q1"));
}

TEST(UniqueCorrelation, NeedsTwoQuestions) {
  KommunScene scene;
  scene.tell();
  EXPECT_THAT(scene.run("unique-correlation"), UntestableBecause("At least two questions"));
}

TEST(UniqueCorrelation, NeedsIds) {
  KommunScene scene;
  scene.tell({.asking = {.correlate = false}});
  scene.tell({.asking = {.at = 10s, .correlate = false}});
  EXPECT_THAT(scene.run("unique-correlation"), Judged(Verdict::untestable));
}

TEST(UniqueCorrelation, DoubtsAQuestionWithoutAnIdAmongThoseThatHaveOne) {
  KommunScene scene;
  scene.tell();
  scene.tell({.asking = {.at = 10s}});
  scene.tell({.asking = {.at = 20s, .correlate = false}});
  EXPECT_THAT(scene.run("unique-correlation"), Judged(Verdict::warning));
}

// ---- only-needed

TEST(OnlyNeeded, FailsOnASourceThatWasNotWanted) {
  KommunScene scene;
  scene.tell();
  scene.deed().sources = {Source::af};
  EXPECT_THAT(scene.run("only-needed"), FailsOnlyBecause("sources that the case does not need"));
}

TEST(OnlyNeeded, DoubtsAQuestionThatLeavesASourceOut) {
  KommunScene scene;
  scene.tell();
  scene.deed().sources.insert(Source::csn);
  EXPECT_THAT(scene.run("only-needed"), Judged(Verdict::warning));
}

TEST(OnlyNeeded, FailsOnAQuestionAboutSomebodyNobodyAskedFor) {
  KommunScene scene;
  scene.tell({.asking = {.step = "ett"}});
  scene.unbidden({.persons = {kBertil}, .at = 10s});
  EXPECT_THAT(scene.run("only-needed"), FailsOnlyBecause("not told to ask about"));
  EXPECT_THAT(scene.run("only-needed", {{"of", "ett"}}), FailsOnlyBecause("not told to ask about"))
      << "an unbidden question belongs to no step";
}

TEST(OnlyNeeded, FailsOnSomebodyElseInTheSameMessage) {
  KommunScene scene;
  scene.tell({.asking = {.persons = {kAnna, kBertil}}});
  EXPECT_THAT(scene.run("only-needed"), FailsOnlyBecause("also about somebody else"));
}

TEST(OnlyNeeded, FailsOnSomebodyElseInForsakringskassansOwnQuestion) {
  KommunScene scene;
  scene.tell({.asking = {.sources = {Source::fk}}});
  EXPECT_THAT(scene.run("only-needed"), Judged(Verdict::pass));
  const auto lefi = [](const std::string& person) {
    return crypto::base64(R"({"personnummer":")" + person +
                          R"(","period":{"from":"2025-12-01","tom":"2026-02-28"},)" +
                          R"("utbetalningar":["FK:SJP"]})");
  };
  scene.spoil(lefi(kAnna), lefi(kBertil));
  EXPECT_THAT(scene.run("only-needed"), FailsOnlyBecause("also about somebody else"));
}

TEST(OnlyNeeded, DoesNotTakeALateRepeatForAQuestionNobodyAskedFor) {
  KommunScene scene;
  scene.tell();
  scene.unbidden({.at = 60s});  // about anna again, when the watching had ended
  EXPECT_THAT(scene.run("only-needed"), Judged(Verdict::pass));
}

TEST(OnlyNeeded, FailsOnTheLastPersonAgainInsteadOfTheNext) {
  KommunScene scene;
  scene.tell();
  scene.tell_in_vain();
  scene.deed(1).told = 60s;
  scene.deed(1).identity = contract::PersonIdentity::parse(kBertil).value();
  scene.unbidden({.at = 70s});
  EXPECT_THAT(scene.run("only-needed"), FailsOnlyBecause("not told to ask about"));
}

TEST(OnlyNeeded, TellsOfSeveralDeedsEachByItsOwn) {
  KommunScene scene;
  scene.tell({.asking = {.sources = {Source::af}}});
  scene.tell({.asking = {.persons = {kBertil}, .sources = {Source::so}, .at = 10s}});
  EXPECT_THAT(scene.run("only-needed"), Judged(Verdict::pass));
  std::swap(scene.deed(0).sources, scene.deed(1).sources);
  EXPECT_THAT(scene.run("only-needed"), FailsOnlyBecause("sources that the case does not need"));
}

// ---- own-identity

TEST(OwnIdentity, FailsOnAnotherOrganisationsName) {
  KommunScene scene;
  scene.tell();
  scene.question().certificate = "162120009911";
  EXPECT_THAT(scene.run("own-identity"), FailsOnlyBecause("another organisation than the cert"));
}

TEST(OwnIdentity, KnowsTheNumberHoweverTheCertificateWritesIt) {
  for (const std::string number : {"2120009903", "212000-9903", "162120009903", "16212000-9903"}) {
    KommunScene scene;
    scene.tell();
    scene.question().certificate = number;
    EXPECT_THAT(scene.run("own-identity"), Judged(Verdict::pass)) << number;
  }
}

TEST(OwnIdentity, LetsAProviderAskForTheKommunItRepresents) {
  KommunScene scene;
  scene.tell();
  contract::Leverantor provider;
  provider.organisationsnummer = contract::OrganisationNumber::parse("165560000167").value();
  provider.foretrader = {"exempelkommun"};
  scene.question().certificate = provider.organisationsnummer.wire();
  EXPECT_THAT(scene.run("own-identity"), FailsOnlyBecause("another organisation"));
  scene.evidence.organisations.leverantorer = {provider};
  EXPECT_THAT(scene.run("own-identity"), Judged(Verdict::pass));
}

TEST(OwnIdentity, CannotTellWithoutACertificateThatNamesSomebody) {
  KommunScene scene;
  scene.tell();
  scene.question().certificate.clear();
  EXPECT_THAT(scene.run("own-identity"), UntestableBecause("does not say of which organisation"));
}

// ---- no-retry-storm

TEST(NoRetryStorm, PassesForTwoRepeatsAndFailsForThree) {
  KommunScene calm;
  calm.tell({.times = 3});
  EXPECT_THAT(calm.run("no-retry-storm"), Judged(Verdict::pass));
  KommunScene storm;
  storm.tell({.times = 4, .answer = "fault"});
  EXPECT_THAT(storm.run("no-retry-storm"), FailsOnlyBecause("asked 4 times"));
}

TEST(NoRetryStorm, CountsEachDeedForItself) {
  KommunScene scene;
  scene.tell({.times = 3});
  scene.tell({.asking = {.at = 60s}, .times = 3});
  EXPECT_THAT(scene.run("no-retry-storm"), Judged(Verdict::pass));
}

TEST(NoRetryStorm, CountsRepeatsThatComeWhenTheWatchingHasEnded) {
  KommunScene scene;
  scene.tell({.times = 2, .answer = "fault"});
  for (int i = 0; i < 5; ++i) scene.unbidden({.at = 60s + 1s * i});
  EXPECT_THAT(scene.run("no-retry-storm"), FailsOnlyBecause("asked 7 times"));
}

TEST(NoRetryStorm, DoesNotCountALaterDeedsQuestionsAsRepeats) {
  KommunScene scene;
  scene.tell({.answer = "fault"});
  for (int i = 1; i < 6; ++i) scene.tell({.asking = {.at = 60s * i}});
  EXPECT_THAT(scene.run("no-retry-storm"), Judged(Verdict::pass));
}

}  // namespace
}  // namespace provbank::checks::testing
