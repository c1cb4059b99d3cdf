#include "harness/checks/source_reply.hpp"
#include "harness/checks/source_test_support.hpp"

namespace provbank::checks::testing {
namespace {

using evidence::SourceAsking;

const std::string kNobody = "199001189811";

// ---- source-answered
// -----------------------------------------------------------------------------

TEST(SourceAnswered, PassesWhenEveryQuestionHasItsAnswer) {
  for (const Source source : contract::kAllSources) {
    SCOPED_TRACE(contract::code(source));
    SourceScene scene(source);
    scene.ask();
    scene.ask({.slot = "okand", .person = kNobody});
    EXPECT_THAT(scene.run("source-answered"), Judged(Verdict::pass));
  }
}

TEST(SourceAnswered, FailsOnAFaultAndOnSilence) {
  SourceScene refusing;
  refusing.refuse({.kind = SourceAsking::question});
  EXPECT_THAT(refusing.run("source-answered"), FailsOnlyBecause("did not answer"));
  SourceScene mute;
  mute.ask();
  mute.break_off(0, Errc::timed_out);
  EXPECT_THAT(mute.run("source-answered"), FailsOnlyBecause("did not answer"));
}

TEST(SourceAnswered, FailsWhenTheAnswerItselfSaysThatTheSourceFailed) {
  SourceScene vehicles(Source::tns);
  vehicles.ask();
  vehicles.body() = replaced(vehicles.body(), "<tns:resultat>OK", "<tns:resultat>FEL");
  EXPECT_THAT(vehicles.run("source-answered"), FailsOnlyBecause("did not answer"));
  SourceScene pensions(Source::fk);
  pensions.ask();
  pensions.body() = replaced(pensions.body(), "\"kod\":\"OK\"", "\"kod\":\"OTILLGANGLIG\"");
  EXPECT_THAT(pensions.run("source-answered"), FailsOnlyBecause("did not answer"));
}

TEST(SourceAnswered, TakesTheShareThatItIsGiven) {
  SourceScene scene;
  for (int i = 0; i < 10; ++i) scene.ask();
  scene.break_off(3, Errc::reset);
  EXPECT_THAT(scene.run("source-answered", {{"share", "0.9"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("source-answered", {{"share", "0.95"}}),
              FailsOnlyBecause("did not answer"));
}

TEST(SourceChecks, AreUntestableWhenThePlanNamesNobody) {
  for (const auto& kind : catalogue()) {
    if (kind.party != Party::uppgiftslamnare) continue;
    SCOPED_TRACE(kind.name);
    SourceScene scene;
    scene.not_asked();
    scene.question().step = "steg";
    Parameters parameters = {{"of", "steg"}};
    if (kind.name == "source-orderly") parameters["answered"] = "1";
    if (kind.name == "source-ended-within") parameters["limit"] = "5s";
    EXPECT_THAT(scene.run(kind.name, parameters), UntestableBecause("The plan names nobody"));
  }
}

// ---- source-tells
// --------------------------------------------------------------------------------

TEST(SourceTells, PassesOnDataAndOnAnOrderlyNothing) {
  for (const Source source : {Source::af, Source::fk, Source::so, Source::tns}) {
    SCOPED_TRACE(contract::code(source));
    SourceScene scene(source);
    scene.ask();
    scene.ask({.slot = "utan-uppgifter", .person = kBertil});
    scene.ask({.slot = "okand", .person = kNobody});
    EXPECT_THAT(scene.run("source-tells"), Judged(Verdict::pass));
  }
}

TEST(SourceTells, FailsWhenDataIsHeldBack) {
  SourceScene scene(Source::so);
  scene.ask();
  scene.body() = source_answer(Source::so, silent(Source::so, kAnna, "EK-2026-1"));
  EXPECT_THAT(scene.run("source-tells"), FailsOnlyBecause("disclosed nothing"));
}

TEST(SourceTells, FailsWhenAStrangerHasData) {
  SourceScene scene(Source::tns);
  scene.ask({.slot = "okand", .person = kNobody});
  scene.body() = source_answer(Source::tns, telling(Source::tns, kAnna, "x"));
  EXPECT_THAT(scene.run("source-tells"), FailsOnlyBecause("of whom it has none"));
}

TEST(SourceTells, FailsWhenANumberThatNobodyBearsGetsAName) {
  SourceScene scene;
  scene.ask({.slot = "okand", .person = kNobody});
  scene.body() = source_answer(Source::af, content_of(Source::af, kNobody, "EK-2026-1"));
  EXPECT_THAT(scene.run("source-tells"), FailsOnlyBecause("gave a name"));
}

TEST(SourceTells, FailsWhenNothingIsSaidWithAFault) {
  SourceScene scene;
  scene.refuse({.slot = "okand", .person = kNobody, .kind = SourceAsking::question});
  EXPECT_THAT(scene.run("source-tells"),
              FailsOnlyBecause("instead of saying that there is nothing"));
}

TEST(SourceTells, IsUntestableWithoutAnAnswer) {
  SourceScene scene;
  scene.ask();
  scene.break_off(0, Errc::timed_out);
  EXPECT_THAT(scene.run("source-tells"), UntestableBecause("cannot be seen what it has to tell"));
}

// ---- source-about
// --------------------------------------------------------------------------------

TEST(SourceAbout, PassesWhenEachAnswerNamesItsOwn) {
  SourceScene scene(Source::so);
  scene.ask();
  scene.ask({.person = kBertil});
  EXPECT_THAT(scene.run("source-about"), Judged(Verdict::pass));
}

TEST(SourceAbout, FailsOnSomebodyElsesAnswer) {
  SourceScene scene(Source::so);
  scene.ask();
  scene.body() = replaced(scene.body(), kAnna, kBertil);
  EXPECT_THAT(scene.run("source-about"), FailsOnlyBecause("about another person"));
}

TEST(SourceAbout, FailsWhenAnotherWhoWasAskedAboutStandsInTheAnswer) {
  SourceScene scene;
  scene.ask();
  scene.ask({.person = kBertil});
  scene.body(0) = replaced(scene.body(0), "Tranbärsdotter", "Tranbärsdotter " + kBertil);
  EXPECT_THAT(scene.run("source-about"), FailsOnlyBecause("number of another person"));
}

TEST(SourceAbout, FailsWhenTheAnswerMustSayWhomAndDoesNot) {
  SourceScene scene(Source::so);
  scene.ask();
  scene.body() = replaced(scene.body(),
                          "<so:IdentificationNumber>" + kAnna + "</so:IdentificationNumber>", "");
  EXPECT_THAT(scene.run("source-about"), FailsOnlyBecause("does not say whom"));
}

TEST(SourceAbout, IsUntestableWhenTheContractNamesNobody) {
  SourceScene scene(Source::tns);
  scene.ask();
  EXPECT_THAT(scene.run("source-about"), UntestableBecause("nothing to test"));
}

// ---- source-consistent
// ---------------------------------------------------------------------------

TEST(SourceConsistent, PassesWhenOnlyTheCaseDiffers) {
  for (const Source source : {Source::af, Source::fk, Source::so, Source::tns, Source::miv}) {
    SCOPED_TRACE(contract::code(source));
    SourceScene scene(source);
    scene.ask();
    scene.ask({.person = kBertil});
    scene.ask();
    EXPECT_THAT(scene.run("source-consistent"), Judged(Verdict::pass));
  }
}

TEST(SourceConsistent, FailsWhenAnAnswerIsAnotherPersons) {
  SourceScene scene(Source::tns);
  scene.ask();
  scene.ask({.person = kBertil});
  scene.ask();
  scene.body(2) = scene.body(1);
  EXPECT_THAT(scene.run("source-consistent"), FailsOnlyBecause("another answer than before"));
}

TEST(SourceConsistent, IsUntestableWhenNobodyWasAskedAboutTwice) {
  SourceScene scene;
  scene.ask();
  scene.ask({.person = kBertil});
  EXPECT_THAT(scene.run("source-consistent"), UntestableBecause("nothing to test"));
}

// ---- source-schema-valid
// -------------------------------------------------------------------------

TEST(SourceSchemaValid, PassesOnTheContractsOwnAnswer) {
  for (const Source source : {Source::af, Source::so, Source::tns, Source::miv}) {
    SCOPED_TRACE(contract::code(source));
    SourceScene scene(source);
    scene.ask();
    EXPECT_THAT(scene.run("source-schema-valid"), Judged(Verdict::pass));
  }
}

TEST(SourceSchemaValid, FailsOnAnElementThatTheSchemaDoesNotKnow) {
  SourceScene scene(Source::so);
  scene.ask();
  scene.body() = replaced(scene.body(), "<so:Ersattningsdagar>10", "<so:Ersattningsdagar>tio");
  EXPECT_THAT(scene.run("source-schema-valid"), FailsOnlyBecause("does not follow"));
}

TEST(SourceSchemaValid, FailsOnWhatIsNoAnswer) {
  SourceScene scene(Source::so);
  scene.ask();
  scene.body() = "Tack för din fråga";
  EXPECT_THAT(scene.run("source-schema-valid"), FailsOnlyBecause("does not follow"));
}

TEST(SourceSchemaValid, BlamesTheBenchForItsOwnQuestion) {
  SourceScene scene(Source::so);
  scene.ask();
  auto& question = scene.exchange().request.body;
  question = replaced(question, kAnna, "nobody");
  EXPECT_THROW(scene.run("source-schema-valid"), std::runtime_error);
}

TEST(SourceSchemaValid, IsUntestableWhenOnlyRefusalsCame) {
  SourceScene scene;
  scene.refuse();
  EXPECT_THAT(scene.run("source-schema-valid"), UntestableBecause("nothing to test"));
}

// ---- source-echo
// ---------------------------------------------------------------------------------

TEST(SourceEcho, PassesWhenTheQuestionIsRepeated) {
  for (const Source source : {Source::af, Source::so}) {
    SCOPED_TRACE(contract::code(source));
    SourceScene scene(source);
    scene.ask();
    scene.ask();
    EXPECT_THAT(scene.run("source-echo"), Judged(Verdict::pass));
  }
}

TEST(SourceEcho, FailsWhenAnotherCaseComesBack) {
  SourceScene scene(Source::so);
  scene.ask();
  scene.body() = replaced(scene.body(), "EK-2026-1", "EK-2026-2");
  EXPECT_THAT(scene.run("source-echo"), FailsOnlyBecause("does not repeat"));
}

TEST(SourceEcho, IsUntestableWhereTheContractRepeatsNothing) {
  SourceScene scene(Source::tns);
  scene.ask();
  EXPECT_THAT(scene.run("source-echo"), UntestableBecause("nothing to test"));
}

// ---- source-period
// -------------------------------------------------------------------------------

TEST(SourcePeriod, PassesWhenPaymentsLieInThePeriod) {
  for (const Source source : {Source::fk, Source::so}) {
    SCOPED_TRACE(contract::code(source));
    SourceScene scene(source);
    scene.ask();
    EXPECT_THAT(scene.run("source-period"), Judged(Verdict::pass));
  }
}

TEST(SourcePeriod, FailsOnAPaymentBeforeIt) {
  SourceScene unemployed(Source::so);
  unemployed.ask();
  unemployed.body() = replaced(unemployed.body(), "2026-01-08", "2025-11-27");
  EXPECT_THAT(unemployed.run("source-period"), FailsOnlyBecause("outside the period"));
  SourceScene insured(Source::fk);
  insured.ask();
  insured.body() = replaced(insured.body(), "2026-01-27", "2026-03-27");
  EXPECT_THAT(insured.run("source-period"), FailsOnlyBecause("outside the period"));
}

TEST(SourcePeriod, IsUntestableWithoutPayments) {
  SourceScene scene(Source::so);
  scene.ask({.slot = "utan-uppgifter"});
  EXPECT_THAT(scene.run("source-period"), UntestableBecause("nothing to test"));
}

// ---- source-in-time
// ------------------------------------------------------------------------------

TEST(SourceInTime, PassesWhenAnswersComeWithinTheInnerLimit) {
  SourceScene scene;
  scene.ask({.takes = 6s});
  EXPECT_THAT(scene.run("source-in-time"), Judged(Verdict::pass));
}

TEST(SourceInTime, WarnsWhenTooManyPassTheInnerLimit) {
  SourceScene scene;
  for (int i = 0; i < 8; ++i) scene.ask();
  scene.ask({.takes = 8s});
  scene.ask({.takes = 8s});
  const auto outcome = scene.run("source-in-time");
  EXPECT_THAT(outcome, Judged(Verdict::warning));
  ASSERT_EQ(outcome.rests_on.size(), 1u);
  EXPECT_EQ(outcome.rests_on[0].others[0].verdict, Verdict::pass);
  EXPECT_EQ(outcome.rests_on[0].others[1].verdict, Verdict::fail);
}

TEST(SourceInTime, FailsWhenNobodyMayWaitAnyLonger) {
  SourceScene scene;
  for (int i = 0; i < 20; ++i) scene.ask();
  scene.ask({.takes = 13s});
  EXPECT_THAT(scene.run("source-in-time"), FailsOnlyBecause("could no longer wait"));
  SourceScene mute;
  for (int i = 0; i < 20; ++i) mute.ask();
  mute.ask({.takes = 60s});
  mute.break_off(20, Errc::timed_out);
  EXPECT_THAT(mute.run("source-in-time"), FailsOnlyBecause("could no longer wait"));
}

TEST(SourceInTime, IsUntestableWhenTheConnectionBrokeAtOnce) {
  SourceScene scene;
  scene.ask();
  scene.break_off(0, Errc::refused);
  EXPECT_THAT(scene.run("source-in-time"), UntestableBecause("nothing to test"));
}

// ---- source-orderly
// ------------------------------------------------------------------------------

TEST(SourceOrderly, PassesWhenSomeAreRefusedInGoodOrder) {
  SourceScene scene;
  scene.ask();
  scene.refuse({.kind = SourceAsking::question});
  scene.ask();
  scene.response(2).status = 503;
  scene.body(2) = "";
  EXPECT_THAT(scene.run("source-orderly", {{"answered", "1"}}), Judged(Verdict::pass));
}

TEST(SourceOrderly, FailsWhenOneIsDroppedOrTooFewAnswered) {
  SourceScene scene;
  scene.ask();
  scene.ask();
  EXPECT_THAT(scene.run("source-orderly", {{"answered", "3"}}), FailsOnlyBecause("Too few"));
  scene.break_off(1, Errc::reset);
  EXPECT_THAT(scene.run("source-orderly", {{"answered", "1"}}),
              FailsOnlyBecause("neither answered nor refused"));
}

// ---- source-refused
// ------------------------------------------------------------------------------

TEST(SourceRefused, PassesOnARefusalInTheContractsForm) {
  SourceScene scene(Source::so);
  scene.refuse();
  EXPECT_THAT(scene.run("source-refused"), Judged(Verdict::pass));
}

TEST(SourceRefused, FailsWhenTheFaultyQuestionIsAnswered) {
  SourceScene scene(Source::so);
  scene.ask({.kind = SourceAsking::altered});
  EXPECT_THAT(scene.run("source-refused"), FailsOnlyBecause("disclosed data on a faulty"));
  SourceScene nothing(Source::so);
  nothing.ask({.slot = "felaktig", .kind = SourceAsking::altered});
  EXPECT_THAT(nothing.run("source-refused"), FailsOnlyBecause("did not refuse"));
  EXPECT_THAT(nothing.run("source-refused", {{"or-nothing", "true"}}), Judged(Verdict::pass));
}

TEST(SourceRefused, FailsOnAnotherFormThanTheContracts) {
  SourceScene scene(Source::so);
  scene.refuse();
  scene.response().status = 400;
  EXPECT_THAT(scene.run("source-refused"), FailsOnlyBecause("in another form"));
  EXPECT_THAT(scene.run("source-refused", {{"form", "any"}}), Judged(Verdict::pass));
  SourceScene insured(Source::fk);
  insured.refuse();
  insured.body() = "[]";
  EXPECT_THAT(insured.run("source-refused"), FailsOnlyBecause("in another form"));
}

TEST(SourceRefused, FailsWhenTheConnectionJustBreaks) {
  SourceScene scene;
  scene.refuse();
  scene.break_off(0, Errc::reset);
  EXPECT_THAT(scene.run("source-refused"), FailsOnlyBecause("in good order"));
}

TEST(SourceRefused, IsUntestableWithoutAFaultyQuestion) {
  SourceScene scene;
  scene.ask();
  EXPECT_THAT(scene.run("source-refused"), UntestableBecause("No question"));
}

// ---- source-fault-discreet
// -----------------------------------------------------------------------

TEST(SourceFaultDiscreet, PassesWhenAFaultSaysNothingOfThePerson) {
  SourceScene scene;
  scene.refuse();
  EXPECT_THAT(scene.run("source-fault-discreet"), Judged(Verdict::pass));
}

TEST(SourceFaultDiscreet, FailsWhenAFaultQuotesTheNumberTheCaseOrAName) {
  for (const std::string& quoted :
       {kAnna, kAnna.substr(2), std::string("EK-2026-1"), std::string("handlaggare.lund"),
        std::string("Tranbärsdotter")}) {
    SCOPED_TRACE(quoted);
    SourceScene scene;
    scene.scene.evidence.canaries = {{"Tranbärsdotter", "AF", "anna"}};
    scene.refuse();
    scene.body() = source_fault(Source::af, "Fel i " + quoted);
    EXPECT_THAT(scene.run("source-fault-discreet"), FailsOnlyBecause("The fault quotes"));
  }
}

TEST(SourceFaultDiscreet, IsUntestableWhenNothingWasRefused) {
  SourceScene scene;
  scene.ask();
  EXPECT_THAT(scene.run("source-fault-discreet"), UntestableBecause("nothing to test"));
}

// ---- source-caller-accepted and -rejected
// --------------------------------------------------------

TEST(SourceCallerAccepted, PassesOnAnAnswer) {
  SourceScene scene;
  scene.ask();
  EXPECT_THAT(scene.run("source-caller-accepted"), Judged(Verdict::pass));
}

TEST(SourceCallerAccepted, FailsWhenTheDoorIsShut) {
  SourceScene scene;
  scene.ask();
  scene.break_off(0, Errc::tls_rejected);
  EXPECT_THAT(scene.run("source-caller-accepted"), FailsOnlyBecause("did not let the operator in"));
}

TEST(SourceCallerAccepted, IsUntestableWhenTheQuestionFailedForAnotherReason) {
  SourceScene scene;
  scene.refuse({.kind = SourceAsking::question});
  EXPECT_THAT(scene.run("source-caller-accepted"), UntestableBecause("some other reason"));
}

TEST(SourceCallerRejected, PassesInTlsAndByARefusal) {
  SourceScene scene;
  scene.ask();
  scene.break_off(0, Errc::tls_rejected);
  EXPECT_THAT(scene.run("source-caller-rejected", {{"by", "tls"}}), Judged(Verdict::pass));
  SourceScene refusing;
  refusing.refuse({.kind = SourceAsking::question});
  EXPECT_THAT(refusing.run("source-caller-rejected"), Judged(Verdict::pass));
  EXPECT_THAT(refusing.run("source-caller-rejected", {{"by", "tls"}}),
              FailsOnlyBecause("did not turn the caller away"));
}

TEST(SourceCallerRejected, FailsOnAnAnswer) {
  SourceScene scene;
  scene.ask();
  EXPECT_THAT(scene.run("source-caller-rejected"),
              FailsOnlyBecause("did not turn the caller away"));
}

TEST(SourceCallerRejected, IsUntestableWhenTheConnectionJustBroke) {
  SourceScene scene;
  scene.ask();
  scene.break_off(0, Errc::reset);
  EXPECT_THAT(scene.run("source-caller-rejected"), UntestableBecause("without it being seen why"));
}

// ---- source-test-answered
// ------------------------------------------------------------------------

TEST(SourceTestAnswered, PassesOnTheContractsAnswer) {
  for (const Source source : {Source::af, Source::csn, Source::skv}) {
    SCOPED_TRACE(contract::code(source));
    SourceScene scene(source);
    scene.test();
    EXPECT_THAT(scene.run("source-test-answered"), Judged(Verdict::pass));
  }
}

TEST(SourceTestAnswered, FailsOnAnErrorAndOnAnotherDocument) {
  SourceScene scene(Source::csn);
  scene.test();
  scene.response().status = 404;
  EXPECT_THAT(scene.run("source-test-answered"), FailsOnlyBecause("did not answer as it should"));
  SourceScene page(Source::csn);
  page.test();
  page.body() = "<html/>";
  EXPECT_THAT(page.run("source-test-answered"), FailsOnlyBecause("did not answer as it should"));
}

TEST(SourceTestAnswered, IsUntestableWithoutATest) {
  SourceScene scene;
  scene.ask();
  EXPECT_THAT(scene.run("source-test-answered"), UntestableBecause("No question"));
}

// ---- source-ended-within
// -------------------------------------------------------------------------

TEST(SourceEndedWithin, PassesWhenEveryConnectionWasEndedInTime) {
  SourceScene scene;
  scene.misuse(20, 20, 4s);
  EXPECT_THAT(scene.run("source-ended-within", {{"limit", "5s"}}), Judged(Verdict::pass));
}

TEST(SourceEndedWithin, FailsWhenOneIsLeftOrItTakesTooLong) {
  SourceScene left;
  left.misuse(20, 19, 4s);
  EXPECT_THAT(left.run("source-ended-within", {{"limit", "5s"}}),
              FailsOnlyBecause("did not end every connection"));
  SourceScene slow;
  slow.misuse(20, 20, 6s);
  EXPECT_THAT(slow.run("source-ended-within", {{"limit", "5s"}}), FailsOnlyBecause("too late"));
}

TEST(SourceEndedWithin, IsUntestableWhenNothingWasMisused) {
  SourceScene scene;
  scene.ask();
  EXPECT_THAT(scene.run("source-ended-within", {{"limit", "5s"}}),
              UntestableBecause("No question"));
}

TEST(SourceFindings, NameNobodyByNumberBrokenOnesIncluded) {
  SourceScene scene(Source::so);
  const std::string broken = "198503149829";
  scene.ask({.slot = "felaktig", .person = broken, .kind = SourceAsking::altered});
  scene.body() = replaced(scene.body(), broken, kBertil);
  scene.refuse({.slot = "felaktig", .person = broken});
  scene.body(1) = source_fault(Source::so, "Okänt nummer " + broken);
  for (const char* check : {"source-refused", "source-fault-discreet"}) {
    const auto outcome = scene.run(check);
    ASSERT_THAT(outcome, Judged(Verdict::fail)) << check;
    for (const auto& finding : outcome.findings) {
      EXPECT_EQ((finding.expected + finding.received).find(broken.substr(2)), std::string::npos);
      EXPECT_EQ((finding.expected + finding.received).find(kBertil), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace provbank::checks::testing
