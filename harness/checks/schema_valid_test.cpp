#include "harness/checks/test_support.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks::testing {
namespace {

TEST(SchemaValid, PassesWhenEveryMessageFollowsItsSchema) {
  Scene scene;
  scene.ask({.sources = contract::SourceSet::all(), .echo = true});
  EXPECT_THAT(scene.run("schema-valid"), Judged(Verdict::pass));
  for (const char* what : {"question", "answer", "source-questions", "source-answers"}) {
    EXPECT_THAT(scene.run("schema-valid", {{"what", what}}), Judged(Verdict::pass)) << what;
  }
}

TEST(SchemaValid, PassesForSeveralPersonsFaultsAndPings) {
  Scene scene;
  scene.ask({.persons = {kAnna, kBertil}});
  scene.refuse("SSBTEK-104");
  scene.ping({{Source::csn, "SSBTEK-202"}});
  EXPECT_THAT(scene.run("schema-valid"), Judged(Verdict::pass));
}

TEST(SchemaValid, FailsOnAnAnswerOutOfOrderWithItsLine) {
  Scene scene;
  scene.ask({.sources = {Source::af}});
  scene.answer() = replaced(scene.answer(), "<ssbt:AF>", "<ssbt:AFX/><ssbt:AF>");
  const auto outcome = scene.run("schema-valid", {{"what", "answer"}});
  EXPECT_THAT(outcome, FailsOnlyBecause("The answer to the kommun does not follow its schema"));
}

/// One source's answer, spoiled as played, and what the kommun gets of it.
Scene spoiled(Source source, const std::string& from, const std::string& to) {
  Scene scene;
  scene.evidence.played[source].misbehaviour = "schema-invalid";
  scene.ask({.sources = {source}});
  const std::string wrong = replaced(content_of(source, kAnna, ""), from, to);
  scene.call(source).response->body = source_answer(source, wrong);
  scene.answer() = replaced(scene.answer(), crypto::base64(content_of(source, kAnna, "")),
                            crypto::base64(wrong));
  return scene;
}

TEST(SchemaValid, FailsOnAnInvalidDocumentInsideBase64) {
  EXPECT_THAT(spoiled(Source::csn, "\"4.0\"", "\"fyra\"").run("schema-valid"),
              FailsOnlyBecause("The data from CSN"));
  EXPECT_THAT(spoiled(Source::fk, "[{", "{").run("schema-valid"), Judged(Verdict::fail));
}

TEST(SchemaValid, OnlyWarnsOfWhatASourceFromOutsideMayBeToBlameFor) {
  Scene scene = spoiled(Source::csn, "\"4.0\"", "\"fyra\"");
  scene.evidence.played[Source::csn].own = false;
  EXPECT_THAT(scene.run("schema-valid", {{"what", "answer"}}), Judged(Verdict::warning));
}

TEST(SchemaValid, DoesNotBlameTheServiceForASpoiledAnswerThatItHeldBack) {
  Scene scene = spoiled(Source::csn, "\"4.0\"", "\"fyra\"");
  scene.fail_source(Source::csn, "SSBT", "SSBTEK-206");
  EXPECT_THAT(scene.run("schema-valid"), Judged(Verdict::pass));
}

TEST(SchemaValid, FailsOnAFaultWithoutItsMessage) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  scene.answer() =
      replaced(scene.answer(), "<ssbt:felmeddelande>Frågan avvisades.</ssbt:felmeddelande>", "");
  EXPECT_THAT(scene.run("schema-valid"),
              FailsOnlyBecause("The answer to the kommun does not follow its schema"));
}

TEST(SchemaValid, FailsOnAQuestionToASourceThatBreaksItsSchema) {
  Scene scene;
  scene.ask({.sources = {Source::so}});
  auto& body = scene.call(Source::so).request.body;
  body = replaced(body, "<so:Syfte>Bistånd</so:Syfte>", "");
  EXPECT_THAT(scene.run("schema-valid"), FailsOnlyBecause("The question to SO does not follow"));
}

TEST(SchemaValid, BlamesItselfForAnInvalidQuestionOfItsOwn) {
  Scene scene;
  scene.ask();
  auto& body = scene.exchange().request.body;
  body = replaced(body, "<ssbt:lagtext>11 kap. 11 §</ssbt:lagtext>", "");
  EXPECT_THROW(scene.run("schema-valid"), std::runtime_error);
  scene.question().kind = evidence::Ask::altered;
  EXPECT_THAT(scene.run("schema-valid"), Judged(Verdict::pass));
}

TEST(SchemaValid, BlamesItselfForAnInvalidAnswerOfAHealthySource) {
  Scene scene;
  scene.ask({.sources = {Source::tns}});
  auto& body = scene.call(Source::tns).response->body;
  body = replaced(body, "OK", "KANSKE");
  EXPECT_THROW(scene.run("schema-valid", {{"what", "source-answers"}}), std::runtime_error);
}

TEST(SchemaValid, BlamesTheServiceWhenAnUnsoundQuestionMadeASourcesAnswerUnsound) {
  Scene scene;
  scene.ask({.sources = {Source::so}});
  auto& call = scene.call(Source::so);
  call.request.body = replaced(call.request.body, "<so:Syfte>Bistånd</so:Syfte>", "");
  call.response->body = replaced(call.response->body, "</so:GetUnemploymentBenefitPaymentResponse>",
                                 "<so:Extra/></so:GetUnemploymentBenefitPaymentResponse>");
  EXPECT_THAT(scene.run("schema-valid"), FailsOnlyBecause("The question to SO does not follow"));
}

TEST(SchemaValid, FailsOnTheQuestionSentBackAsIfItWereAnAnswer) {
  Scene scene;
  scene.ask();
  scene.answer() = scene.exchange().request.body;
  EXPECT_THAT(scene.run("schema-valid", {{"what", "answer"}}),
              FailsOnlyBecause("The answer to the kommun does not follow its schema"));
}

TEST(SchemaValid, IsUntestableWhenTheServiceSentNothing) {
  Scene scene;
  scene.ask();
  scene.exchange().response.reset();
  scene.evidence.source_leg_observable = false;
  EXPECT_THAT(scene.run("schema-valid"), UntestableBecause("does not see the traffic"));
  EXPECT_THAT(scene.run("schema-valid", {{"what", "answer"}}),
              UntestableBecause("nothing to test"));
}

}  // namespace
}  // namespace provbank::checks::testing
