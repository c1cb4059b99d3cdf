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

TEST(Purged, IsUntestableWithoutFiles) {
  Scene scene = asked_about_anna();
  scene.evidence.files.clear();
  EXPECT_THAT(scene.run("purged"), UntestableBecause("No files were handed over"));
}

}  // namespace
}  // namespace provbank::checks::testing
