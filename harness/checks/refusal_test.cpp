// refused and no-personal-data-in-fault.
#include "harness/checks/test_support.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks::testing {
namespace {

TEST(Refused, PassesWithTheRightCodeByNameOrNumber) {
  Scene scene;
  scene.refuse("SSBTEK-116");
  EXPECT_THAT(scene.run("refused"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("refused", {{"felkod", "too_many_persons"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("refused", {{"felkod", "SSBTEK-116"}}), Judged(Verdict::pass));
  EXPECT_FALSE(find("refused")->make({{"felkod", "no_such_code"}}));
}

TEST(Refused, FailsOnAnotherCodeWhereOurCodesApply) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  EXPECT_THAT(scene.run("refused", {{"felkod", "too_many_persons"}}),
              FailsOnlyBecause("for another reason"));
  scene.evidence.reference_aggregator = false;
  EXPECT_THAT(scene.run("refused", {{"felkod", "too_many_persons"}}), Judged(Verdict::pass));
}

TEST(Refused, FailsOnAnAnswer) {
  Scene scene;
  scene.ask();
  scene.evidence.exchanges.resize(1);
  EXPECT_THAT(scene.run("refused"), FailsOnlyBecause("was not refused"));
}

TEST(Refused, FailsOnAnHttpErrorWithoutAFault) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  scene.answer() = "Bad request";
  EXPECT_THAT(scene.run("refused"), FailsOnlyBecause("without a SOAP fault with detail"));
}

TEST(Refused, FailsOnAFaultWhoseHttpStatusSaysThatAllIsWell) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  scene.exchange().response->status = 200;
  EXPECT_THAT(scene.run("refused"), FailsOnlyBecause("HTTP status that says all is well"));
}

TEST(Refused, FailsWhenASourceWasAskedFirst) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  scene.add_call(Source::af, kAnna, 1ms, 2ms);
  EXPECT_THAT(scene.run("refused"), FailsOnlyBecause("A source was asked"));
}

TEST(Refused, DoesNotTakeTheNextQuestionsCallsForItsOwn) {
  Scene scene;
  scene.refuse("SSBTEK-104", {.step = "fel"});
  scene.ask({.at = 10ms,
             .takes = {},
             .step = "sedan"});  // at the instant the refusal came, in no time at all
  for (auto& exchange : scene.evidence.exchanges) {
    if (exchange.leg == evidence::Leg::source) exchange.started = exchange.finished = 10ms;
  }
  EXPECT_THAT(scene.run("refused", {{"of", "fel"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("only-asked", {{"of", "sedan"}}), Judged(Verdict::pass));
}

TEST(Refused, IsUntestableWhenTheSourcesAreNotSeen) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  scene.evidence.source_leg_observable = false;
  EXPECT_THAT(scene.run("refused"), UntestableBecause("does not see the traffic"));
}

TEST(NoPersonalDataInFault, PassesOnFaultsAndErrorsThatSayNothing) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  scene.ask({.at = 5s, .echo = true});
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201", 1);
  EXPECT_THAT(scene.run("no-personal-data-in-fault"), Judged(Verdict::pass));
}

TEST(NoPersonalDataInFault, FailsOnEachThingQuoted) {
  const std::vector<std::string> quotes = {kAnna,
                                           kAnna.substr(2),
                                           "19850314-9828",
                                           "arende-q1",
                                           "handlaggare.lund",
                                           "Tranbärsdotter",
                                           "Tranb&#228;rsdotter",
                                           crypto::base64("x" + kAnna)};
  for (const std::string& quote : quotes) {
    Scene scene;
    scene.evidence.canaries.push_back({"Tranbärsdotter", "question", "anna"});
    scene.refuse("SSBTEK-104");
    scene.answer() = replaced(scene.answer(), "Frågan avvisades.", "Ogiltigt: " + quote);
    const auto outcome = scene.run("no-personal-data-in-fault");
    EXPECT_THAT(outcome, FailsOnlyBecause("The fault quotes")) << quote;
  }
}

TEST(NoPersonalDataInFault, FailsOnAQuoteInASourcesError) {
  Scene scene;
  scene.ask();
  scene.fail_source(Source::af, "SSBT", "SSBTEK-205");
  scene.answer() = replaced(scene.answer(), "Källan svarade inte.", "Ingen " + kAnna);
  EXPECT_THAT(scene.run("no-personal-data-in-fault"),
              FailsOnlyBecause("The fault quotes the person's number"));
}

TEST(NoPersonalDataInFault, FailsOnAQuoteOfWhatTheContractDoesNotKnow) {
  Scene scene;
  scene.refuse("SSBTEK-104", {.kind = evidence::Ask::altered});
  auto& request = scene.exchange().request.body;
  request = replaced(request, "<ssbt:syfte>", "<ssbt:hemligt>Gatan 7</ssbt:hemligt><ssbt:syfte>");
  scene.answer() = replaced(scene.answer(), "Frågan avvisades.", "Gatan 7 är inte tillåtet");
  EXPECT_THAT(scene.run("no-personal-data-in-fault"), FailsOnlyBecause("The fault quotes hemligt"));
}

TEST(NoPersonalDataInFault, TakesWhoAsksForNoSecret) {
  Scene scene;
  scene.refuse("SSBTEK-122");
  scene.answer() = replaced(scene.answer(), "Frågan avvisades.",
                            "Exempelkommun " + kOrganisation + " är inte ansluten.");
  EXPECT_THAT(scene.run("no-personal-data-in-fault"), Judged(Verdict::pass));
}

TEST(NoPersonalDataInFault, IsUntestableWithoutFaultsAndErrors) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("no-personal-data-in-fault"), UntestableBecause("nothing to test"));
}

}  // namespace
}  // namespace provbank::checks::testing
