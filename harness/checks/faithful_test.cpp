#include "harness/checks/test_support.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks::testing {
namespace {

using ::testing::HasSubstr;

TEST(Faithful, PassesWhenEveryValueComesThrough) {
  Scene scene;
  scene.ask({.sources = contract::SourceSet::all()});
  scene.ask({.persons = {kAnna, kBertil}, .sources = contract::SourceSet::all(), .at = 5s});
  EXPECT_THAT(scene.run("faithful"), Judged(Verdict::pass));
}

TEST(Faithful, FailsOnOneChangedValueAndNamesItsPlace) {
  Scene scene;
  scene.ask();
  scene.answer() = replaced(scene.answer(), "Tranbärsdotter", "Tranbarsdotter");
  const auto outcome = scene.run("faithful");
  EXPECT_THAT(outcome, FailsOnlyBecause("The data from AF is not what the source gave"));
  const auto& finding = outcome.findings.front();
  EXPECT_THAT(finding.expected, HasSubstr("Tranbärsdotter"));
  EXPECT_THAT(finding.received, HasSubstr("Tranbarsdotter"));
  ASSERT_FALSE(finding.where.empty());
  EXPECT_THAT(finding.where.front().xpath, HasSubstr("/svarsdata/AF/data/Svar/Efternamn"));
}

TEST(Faithful, FailsOnAMissingOrRepeatedElement) {
  const std::string name = "<af:Efternamn>Tranbärsdotter</af:Efternamn>";
  for (const std::string& instead : {std::string(), name + name}) {
    Scene scene;
    scene.ask();
    scene.answer() = replaced(scene.answer(), name, instead);
    EXPECT_THAT(scene.run("faithful"), FailsOnlyBecause("AF is not what the source gave"))
        << instead;
  }
}

TEST(Faithful, FailsOnElementsInAnotherOrder) {
  Scene scene;
  scene.ask({.sources = {Source::tns}});
  const std::string one =
      "<tns:felresultat><tns:felkod>1</tns:felkod><tns:feltext>a</tns:feltext></tns:felresultat>";
  const std::string two = replaced(one, ">1<", ">2<");
  auto& given = scene.call(Source::tns).response->body;
  given = replaced(given, "</tns:resultat>", "</tns:resultat>" + one + two);
  scene.answer() = replaced(scene.answer(), "</tns:resultat>", "</tns:resultat>" + two + one);
  EXPECT_THAT(scene.run("faithful"), FailsOnlyBecause("TNS is not what the source gave"));
}

TEST(Faithful, FailsOnAChangedNamespace) {
  Scene scene;
  scene.ask({.sources = {Source::tns}});
  scene.answer() =
      replaced(scene.answer(), "<tns:resultat>OK</tns:resultat>", "<resultat>OK</resultat>");
  EXPECT_THAT(scene.run("faithful"), FailsOnlyBecause("TNS is not what the source gave"));
}

TEST(Faithful, TakesPrefixesAndIndentationForNothing) {
  Scene scene;
  scene.ask({.sources = {Source::af}});
  auto& answer = scene.answer();
  answer = replaced(answer, "<af:", "\n    <x:");
  answer = replaced(replaced(answer, "</af:", "</x:"), "xmlns:af", "xmlns:x");
  EXPECT_THAT(scene.run("faithful"), Judged(Verdict::pass));
}

TEST(Faithful, TakesWhiteSpaceInsideAValueForTheValue) {
  Scene scene;
  scene.ask({.sources = {Source::af}});
  scene.answer() = replaced(scene.answer(), ">Tranbärsdotter<", "> Tranbärsdotter<");
  EXPECT_THAT(scene.run("faithful"), FailsOnlyBecause("AF is not what the source gave"));
}

TEST(Faithful, ComparesTheDocumentsInsideBase64AndText) {
  const std::map<Source, std::pair<std::string, std::string>> changes = {
      {Source::csn, {">OK<", ">Ok<"}},
      {Source::fk, {"\"personnummer\"", "\"person\""}},
      {Source::skv, {"Anna", "Ana"}}};
  for (const auto& [source, change] : changes) {
    Scene scene;
    scene.ask({.sources = {source}});
    auto& body = scene.call(source).response->body;
    body = replaced(body, change.first, change.second);
    EXPECT_THAT(scene.run("faithful"), FailsOnlyBecause("is not what the source gave"))
        << contract::code(source);
  }
}

TEST(Faithful, TakesTheOrderOfJsonMembersForNothing) {
  Scene scene;
  scene.ask({.sources = {Source::fk}});
  scene.call(Source::fk).response->body = R"({"a":1.0,"b":[1,2]})";
  const std::string sent = crypto::base64(content_of(Source::fk, kAnna, ""));
  scene.answer() = replaced(scene.answer(), sent, crypto::base64(R"({ "b" : [1, 2], "a" : 1 })"));
  EXPECT_THAT(scene.run("faithful"), Judged(Verdict::pass));
  scene.answer() = replaced(scene.answer(), crypto::base64(R"({ "b" : [1, 2], "a" : 1 })"),
                            crypto::base64(R"({"b":[2,1],"a":1})"));
  EXPECT_THAT(scene.run("faithful"), FailsOnlyBecause("FK is not what the source gave"));
}

TEST(Faithful, FailsWhenASpoiledAnswerStandsAsData) {
  for (const auto& [misbehaviour, instead] : std::map<std::string, std::string>{
           {"schema-invalid", "<af:StatusSokandeinformationKod>noll"}, {"wrong-person", ""}}) {
    Scene scene;
    scene.evidence.played[Source::af].misbehaviour = misbehaviour;
    scene.ask({.sources = {Source::af}});
    auto& given = scene.call(Source::af).response->body;
    for (std::string* body : {&given, &scene.answer()}) {
      *body = instead.empty() ? replaced(*body, kAnna, kBertil)
                              : replaced(*body, "<af:StatusSokandeinformationKod>0", instead);
    }
    EXPECT_THAT(scene.run("faithful"), FailsOnlyBecause("although the source gave none"))
        << misbehaviour;
  }
}

TEST(Faithful, FailsWhenDataStandsForASourceThatNeverAnswered) {
  Scene scene;
  scene.ask();
  scene.remove_call(Source::so);
  EXPECT_THAT(scene.run("faithful"), FailsOnlyBecause("SO although the source gave none"));
}

TEST(Faithful, LeavesSourcesWithAnErrorAlone) {
  Scene scene;
  scene.ask();
  scene.evidence.played[Source::so].misbehaviour = "reset";
  scene.call(Source::so).complete = false;
  scene.fail_source(Source::so, "SSBT", "SSBTEK-203");
  EXPECT_THAT(scene.run("faithful"), Judged(Verdict::pass));
}

TEST(Faithful, IsUntestableWhenNothingWasDelivered) {
  Scene scene;
  scene.ask({.sources = {Source::so}});
  scene.fail_source(Source::so, "SSBT", "SSBTEK-203");
  EXPECT_THAT(scene.run("faithful"), UntestableBecause("nothing to test"));
}

TEST(Faithful, IsUntestableWhenCallsCannotBeToldApart) {
  Scene scene;
  scene.ask();
  scene.ask({.at = 100ms});
  EXPECT_THAT(scene.run("faithful"), UntestableBecause("Several questions about one person"));
}

}  // namespace
}  // namespace provbank::checks::testing
