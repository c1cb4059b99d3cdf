#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

/// A question that never got past the TLS handshake.
Scene turned_away_in_tls(Errc how = Errc::tls_rejected) {
  Scene scene;
  scene.refuse("");
  scene.exchange().response.reset();
  scene.exchange().complete = false;
  scene.exchange().failure = fail(how, "alert");
  scene.question().failure = fail(how, "alert");
  return scene;
}

TEST(IdentityAccepted, PassesOnAnAnswerOrAPing) {
  Scene scene;
  scene.ask();
  scene.ping();
  EXPECT_THAT(scene.run("identity-accepted"), Judged(Verdict::pass));
}

TEST(IdentityAccepted, FailsWhenTheCallerIsTurnedAway) {
  Scene scene;
  scene.refuse("SSBTEK-123");
  EXPECT_THAT(scene.run("identity-accepted"), FailsOnlyBecause("The caller was not let in"));
  EXPECT_THAT(turned_away_in_tls().run("identity-accepted"),
              FailsOnlyBecause("The caller was not let in"));
}

TEST(IdentityAccepted, IsUntestableWhenTheQuestionFailedForAnotherReason) {
  Scene scene;
  scene.refuse("SSBTEK-104");
  EXPECT_THAT(scene.run("identity-accepted"), UntestableBecause("some other reason"));
}

TEST(IdentityRejected, PassesInTlsOrWithAFault) {
  Scene scene;
  scene.refuse("SSBTEK-121");
  EXPECT_THAT(scene.run("identity-rejected"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("identity-rejected", {{"by", "fault"}}), Judged(Verdict::pass));
  EXPECT_THAT(turned_away_in_tls().run("identity-rejected"), Judged(Verdict::pass));
  EXPECT_THAT(turned_away_in_tls().run("identity-rejected", {{"by", "tls"}}),
              Judged(Verdict::pass));
}

TEST(IdentityRejected, FailsWhenTheOtherWayWasTaken) {
  Scene scene;
  scene.refuse("SSBTEK-121");
  EXPECT_THAT(scene.run("identity-rejected", {{"by", "tls"}}),
              FailsOnlyBecause("not turned away as it should"));
  EXPECT_THAT(turned_away_in_tls().run("identity-rejected", {{"by", "fault"}}),
              FailsOnlyBecause("not turned away as it should"));
}

TEST(IdentityRejected, FailsOnAnAnswer) {
  Scene scene;
  scene.ask();
  scene.evidence.exchanges.resize(1);
  EXPECT_THAT(scene.run("identity-rejected"), FailsOnlyBecause("not turned away as it should"));
}

TEST(IdentityRejected, FailsWhenASourceWasAskedFirst) {
  Scene scene;
  scene.refuse("SSBTEK-121");
  scene.add_call(Source::af, kAnna, 1ms, 2ms);
  EXPECT_THAT(scene.run("identity-rejected"), FailsOnlyBecause("A source was asked"));
}

TEST(IdentityRejected, IsUntestableWhenTheConnectionJustBroke) {
  EXPECT_THAT(turned_away_in_tls(Errc::reset).run("identity-rejected"),
              UntestableBecause("without it being seen why"));
}

TEST(IdentityRejected, IsUntestableWhenRefusedForAnotherReason) {
  Scene scene;
  scene.refuse("SSBTEK-131");
  EXPECT_THAT(scene.run("identity-rejected"), UntestableBecause("for another reason (SSBTEK-131)"));
}

}  // namespace
}  // namespace provbank::checks::testing
