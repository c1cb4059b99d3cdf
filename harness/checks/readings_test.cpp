// A verdict that rests on how the agreement is read says what it would have been otherwise.
#include "harness/checks/readings.hpp"

#include <filesystem>

#include "contract/interpretations.hpp"
#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The verdicts under the readings that were not taken, b first.
std::vector<Verdict> otherwise(const evidence::Outcome& outcome, std::string_view interpretation) {
  std::vector<Verdict> verdicts;
  for (const auto& rests : outcome.rests_on) {
    if (rests.interpretation != interpretation) continue;
    EXPECT_EQ(rests.reading, "a");
    for (const auto& other : rests.others) verdicts.push_back(other.verdict);
  }
  return verdicts;
}

TEST(Readings, EveryRecordThatChecksNameExistsWithThoseReadings) {
  const auto records = contract::Interpretations::load(std::filesystem::path(PROVBANK_DATA_DIR) /
                                                       "contract/interpretations.xml")
                           .value();
  for (const auto& [id, readings] : {std::pair{kEndOfAnswerTime, 2U},
                                     {kRestWithinLate, 2U},
                                     {kWhenPurged, 3U},
                                     {kCapacityMeasure, 2U},
                                     {kTenPersons, 2U},
                                     {kWhatIsAnswered, 3U},
                                     {kSourceInTime, 3U},
                                     {kHowLongLogged, 3U},
                                     {kWhatHistoryTells, 2U},
                                     {kControllersDuty, 2U}}) {
    const auto* record = records.find(id);
    ASSERT_NE(record, nullptr) << id;
    EXPECT_EQ(record->readings.size(), readings) << id;
    EXPECT_EQ(record->chosen().id, "a") << id;
  }
}

TEST(Readings, TheAnswerTimeMayEndWhenTheLastSourceHasAnswered) {
  Scene scene;
  scene.ask({.takes = 7s + 1ns});  // the sources are done a millisecond earlier
  const auto outcome = scene.run("answered-within", {{"limit", "early"}});
  EXPECT_EQ(outcome.verdict, Verdict::fail);
  EXPECT_THAT(otherwise(outcome, kEndOfAnswerTime), ElementsAre(Verdict::pass));
}

TEST(Readings, ASourceThatIsLateIsLateUnderEitherEnd) {
  Scene scene;
  scene.ask({.takes = 8s});
  EXPECT_THAT(otherwise(scene.run("answered-within", {{"limit", "early"}}), kEndOfAnswerTime),
              ElementsAre(Verdict::fail));
}

TEST(Readings, AnUnansweredQuestionMayCountAgainstTheDeliveryAlone) {
  Scene scene;
  scene.ask({});
  scene.refuse("SSBTEK-131", {.at = 20s});
  const auto outcome = scene.run("answered-within", {{"limit", "late"}});
  EXPECT_EQ(outcome.verdict, Verdict::fail);
  EXPECT_THAT(otherwise(outcome, kRestWithinLate), ElementsAre(Verdict::pass));
  // With no answer at all there is nothing left to count.
  Scene silent;
  silent.refuse("SSBTEK-131");
  EXPECT_THAT(otherwise(silent.run("answered-within", {{"limit", "late"}}), kRestWithinLate),
              ElementsAre(Verdict::untestable));
  // A share below one leaves room for it, and does not rest on the record.
  EXPECT_THAT(otherwise(scene.run("answered-within", {{"limit", "early"}, {"share", "0.5"}}),
                        kRestWithinLate),
              IsEmpty());
}

TEST(Readings, APartialAnswerOrAFaultMayCountAsAnsweredOrNot) {
  Scene partial;
  partial.ask({});
  partial.fail_source(Source::af, "SSBT", "SSBTEK-201");
  const auto outcome = partial.run("answered");
  EXPECT_EQ(outcome.verdict, Verdict::pass);
  EXPECT_THAT(otherwise(outcome, kWhatIsAnswered), ElementsAre(Verdict::fail, Verdict::pass));

  Scene refused;
  refused.refuse("SSBTEK-131");
  const auto fault = refused.run("answered");
  EXPECT_EQ(fault.verdict, Verdict::fail);
  EXPECT_THAT(otherwise(fault, kWhatIsAnswered), ElementsAre(Verdict::fail, Verdict::pass));
}

TEST(Readings, ARefusalBelowTwoHundredInAMinuteWouldBeNeedless) {
  Scene scene;
  scene.ask({});
  scene.refuse("SSBTEK-131", {.at = 20s});
  const Parameters parameters = {{"answered", "1"}, {"refused", "1"}};
  const auto outcome = scene.run("orderly-refusal", parameters);
  EXPECT_EQ(outcome.verdict, Verdict::pass);
  EXPECT_THAT(otherwise(outcome, kCapacityMeasure), ElementsAre(Verdict::fail));
}

TEST(Readings, SeveralPersonsAreNoMatterOfTheContractUnderTheOtherReading) {
  Scene scene;
  scene.ask({.persons = {kAnna, kBertil}});
  EXPECT_THAT(otherwise(scene.run("persons-apart"), kTenPersons),
              ElementsAre(Verdict::not_applicable));
}

TEST(Readings, WhatIsLeftNowMayBeGoneInAMonth) {
  Scene scene;
  scene.ask({});
  scene.write_log();
  scene.evidence.canaries = {{kAnna, "question", "anna"}};
  EXPECT_THAT(otherwise(scene.run("purged"), kWhenPurged),
              ElementsAre(Verdict::pass, Verdict::pass));
  scene.log() += kAnna;
  const auto outcome = scene.run("purged");
  EXPECT_EQ(outcome.verdict, Verdict::fail);
  EXPECT_THAT(otherwise(outcome, kWhenPurged),
              ElementsAre(Verdict::untestable, Verdict::untestable));
}

}  // namespace
}  // namespace provbank::checks::testing
