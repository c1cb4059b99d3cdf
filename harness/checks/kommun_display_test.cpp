// What a kommun's system shows: shows-data, shows-failure, shows-nobody-else.
#include "harness/checks/kommun_test_support.hpp"

namespace provbank::checks::testing {
namespace {

using evidence::Shows;
using ::testing::Values;

class EveryDisplayCheck : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kommun, EveryDisplayCheck,
                         Values("shows-data", "shows-failure", "shows-nobody-else"),
                         [](const auto& each) { return replaced(each.param, "-", "_"); });

/// SO failed, AF gave data; both are shown as that.
KommunScene partial() {
  KommunScene scene;
  scene.tell();
  scene.fail_source(Source::so, "SO", "100");
  scene.shown().sources[Source::so] = Shows::failed;
  return scene;
}

TEST_P(EveryDisplayCheck, PassesWhenAllIsShownAsItIs) {
  EXPECT_THAT(partial().run(GetParam()), Judged(Verdict::pass));
}

TEST_P(EveryDisplayCheck, CannotBeToldWhenNobodyWasToldToAsk) {
  EXPECT_THAT(KommunScene().run(GetParam()), Judged(Verdict::untestable));
}

TEST_P(EveryDisplayCheck, CannotBeToldWhenNoQuestionCame) {
  KommunScene scene;
  scene.tell_in_vain();
  EXPECT_THAT(scene.run(GetParam()), UntestableBecause("No question came from the party"));
}

TEST_P(EveryDisplayCheck, CannotBeToldWhenNothingWasSeen) {
  KommunScene scene = partial();
  scene.deed().shown.reset();
  scene.deed().look_failed = fail(Errc::io, "GET http://127.0.0.1:1/arenden/1: HTTP 404");
  EXPECT_THAT(scene.run(GetParam()), UntestableBecause("HTTP 404"));
}

TEST_P(EveryDisplayCheck, IsNotMadeUpForByAnotherDeed) {
  KommunScene scene = partial();
  scene.tell({.asking = {.at = 10s}});
  scene.deed(1).shown.reset();
  EXPECT_THAT(scene.run(GetParam()), UntestableBecause("could not be seen"));
}

TEST_P(EveryDisplayCheck, IsAboutTheStepThatItNames) {
  KommunScene scene = partial();
  scene.deed().step = "ett";
  scene.tell_in_vain();
  EXPECT_THAT(scene.run(GetParam(), {{"of", "ett"}}), Judged(Verdict::pass));
}

// ---- shows-data

TEST(ShowsData, FailsWhenDataIsNotShown) {
  for (const Shows wrong : {Shows::nothing, Shows::failed}) {
    KommunScene scene;
    scene.tell();
    scene.shown().sources[Source::af] = wrong;
    EXPECT_THAT(scene.run("shows-data"), FailsOnlyBecause("gave data, but that is not what"));
  }
}

TEST(ShowsData, FailsWhenNothingIsShownAsSomething) {
  for (const Shows wrong : {Shows::found, Shows::failed}) {
    KommunScene scene;
    scene.tell();
    scene.deed().with_data = {Source::af};
    scene.shown().sources[Source::so] = wrong;
    EXPECT_THAT(scene.run("shows-data"), FailsOnlyBecause("had no data, but that is not what"));
  }
}

TEST(ShowsData, CannotTellOfUnclearWords) {
  KommunScene scene;
  scene.tell();
  scene.shown().sources[Source::af] = Shows::unclear;
  EXPECT_THAT(scene.run("shows-data"), UntestableBecause("cannot be read with the plan's words"));
}

TEST(ShowsData, CannotTellWhenASourceThatAnsweredWasNotLookedAt) {
  KommunScene scene;
  scene.tell();
  scene.shown().sources.erase(Source::so);
  EXPECT_THAT(scene.run("shows-data"), UntestableBecause("SO"));
}

TEST(ShowsData, LeavesSourcesThatWereNotAsked) {
  KommunScene scene;
  scene.tell();
  scene.deed().sources.insert(Source::csn);
  scene.shown().sources[Source::csn] = Shows::nothing;
  EXPECT_THAT(scene.run("shows-data"), Judged(Verdict::pass));
}

TEST(ShowsData, LeavesFailuresToShowsFailure) {
  KommunScene scene = partial();
  scene.shown().sources[Source::so] = Shows::nothing;
  EXPECT_THAT(scene.run("shows-data"), Judged(Verdict::pass));
}

TEST(ShowsData, LetsALateOrEnormousAnswerBeTurnedAway) {
  for (const bool late : {true, false}) {
    KommunScene scene;
    scene.tell({.answer = late ? "normal" : "enormous"});
    if (late) scene.deed().delay = 30s;
    scene.tell({.asking = {.at = 60s}});
    for (auto& [source, shows] : scene.shown().sources) shows = Shows::failed;
    EXPECT_THAT(scene.run("shows-data"), Judged(Verdict::pass));
    EXPECT_THAT(scene.run("shows-failure"), Judged(Verdict::pass));
    for (auto& [source, shows] : scene.shown().sources) shows = Shows::nothing;
    EXPECT_THAT(scene.run("shows-data"), FailsOnlyBecause("gave data, but"));
    EXPECT_THAT(scene.run("shows-failure"), FailsOnlyBecause("\"no data\" is shown"));
  }
}

TEST(ShowsData, TakesWhicheverOfTwoAnswersIsShown) {
  KommunScene scene;
  scene.tell({.times = 2});
  scene.fail_source(Source::so, "SO", "100", 0);  // the repeat brought it
  EXPECT_THAT(scene.run("shows-data"), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("shows-failure"), Judged(Verdict::untestable));
  scene.shown().sources[Source::so] = Shows::nothing;
  EXPECT_THAT(scene.run("shows-data"), Judged(Verdict::fail));
}

TEST(ShowsData, ReadsTheAnswerAboutThePersonOfTheDeed) {
  KommunScene scene;
  scene.tell({.asking = {.persons = {kBertil, kAnna}}});
  scene.fail_source(Source::so, "SO", "100");  // in the first of the two answers: bertil's
  scene.deed().identity = contract::PersonIdentity::parse(kAnna).value();
  scene.deed().person = "anna";
  EXPECT_THAT(scene.run("shows-data"), Judged(Verdict::pass));
}

// ---- shows-failure

TEST(ShowsFailure, FailsWhenAFailureIsShownAsNoData) {
  KommunScene scene = partial();
  scene.shown().sources[Source::so] = Shows::nothing;
  EXPECT_THAT(scene.run("shows-failure"), FailsOnlyBecause("shown as having no data"));
}

TEST(ShowsFailure, FailsWhenDataIsShownThatNeverCame) {
  KommunScene scene = partial();
  scene.shown().sources[Source::so] = Shows::found;
  EXPECT_THAT(scene.run("shows-failure"), FailsOnlyBecause("could not be reached, but data"));
}

TEST(ShowsFailure, CannotTellOfUnclearWords) {
  KommunScene scene = partial();
  scene.shown().sources[Source::so] = Shows::unclear;
  EXPECT_THAT(scene.run("shows-failure"),
              UntestableBecause("cannot be read with the plan's words"));
}

TEST(ShowsFailure, CannotTellOfUnclearWordsAboutAnAnswerThatMayBeTurnedAway) {
  KommunScene scene;
  scene.tell({.answer = "enormous"});
  scene.shown().sources[Source::so] = Shows::unclear;
  EXPECT_THAT(scene.run("shows-failure"),
              UntestableBecause("cannot be read with the plan's words"));
}

TEST(ShowsFailure, CannotTellWhenNothingFailed) {
  KommunScene scene;
  scene.tell();
  EXPECT_THAT(scene.run("shows-failure"), Judged(Verdict::untestable));
}

TEST(ShowsFailure, CannotTellWhenTheFailedSourceWasNotLookedAt) {
  KommunScene scene = partial();
  scene.shown().sources.erase(Source::so);
  EXPECT_THAT(scene.run("shows-failure"), Judged(Verdict::untestable));
}

/// A fault came instead of an answer.
KommunScene faulted() {
  KommunScene scene;
  scene.tell({.answer = "fault"});
  scene.exchange().response->status = 500;
  scene.answer() = fault("900");
  for (auto& [source, shows] : scene.shown().sources) shows = Shows::failed;
  scene.shown().whole = Shows::failed;
  return scene;
}

TEST(ShowsFailure, PassesWhenAFaultIsShownAsOne) {
  EXPECT_THAT(faulted().run("shows-failure"), Judged(Verdict::pass));
}

TEST(ShowsFailure, FailsWhenAFaultIsShownAsNoData) {
  KommunScene scene = faulted();
  for (auto& [source, shows] : scene.shown().sources) shows = Shows::nothing;
  EXPECT_THAT(scene.run("shows-failure"), FailsOnlyBecause("shown as having no data"));
}

TEST(ShowsFailure, FailsWhenTheWholePassesForAnswered) {
  KommunScene scene = faulted();
  scene.shown().whole = Shows::found;
  EXPECT_THAT(scene.run("shows-failure"), FailsOnlyBecause("shown as answered"));
}

TEST(ShowsFailure, HoldsAlsoForSilenceAndForWhatIsNoAnswer) {
  for (const std::string bytes : {"", "Tjänsten är stängd.", "<html/>"}) {
    KommunScene scene = faulted();
    scene.exchange().response->status = 200;
    scene.answer() = bytes;
    EXPECT_THAT(scene.run("shows-failure"), Judged(Verdict::pass)) << bytes;
    for (auto& [source, shows] : scene.shown().sources) shows = Shows::found;
    EXPECT_THAT(scene.run("shows-failure"), Judged(Verdict::fail)) << bytes;
  }
  KommunScene silence = faulted();
  silence.exchange().response.reset();
  silence.exchange().complete = false;
  silence.exchange().failure = fail(Errc::closed, "never answered");
  EXPECT_THAT(silence.run("shows-failure"), Judged(Verdict::pass));
  for (auto& [source, shows] : silence.shown().sources) shows = Shows::nothing;
  EXPECT_THAT(silence.run("shows-failure"), FailsOnlyBecause("shown as having no data"));
}

TEST(ShowsFailure, TakesTheAnswerAboutSomebodyElseForAFailure) {
  KommunScene scene;
  scene.tell({.answer = "wrong-person"});
  scene.deed().about_person = "bertil";
  EXPECT_THAT(scene.run("shows-failure"), FailsOnlyBecause("could not be reached, but data"));
  for (auto& [source, shows] : scene.shown().sources) shows = Shows::failed;
  EXPECT_THAT(scene.run("shows-failure"), Judged(Verdict::pass));
}

// ---- shows-nobody-else

TEST(ShowsNobodyElse, FailsOnAValueAboutAnybodyElseHoweverItIsWritten) {
  for (const std::string& value :
       {std::string("Blåbärsson"), std::string("Bl\\u00e5b\\u00e4rsson"),
        std::string("Bl&#229;b&#228;rsson"), kBertil, std::string("19580716-9874"),
        std::string("580716-9874"), kBertil.substr(2)}) {
    KommunScene scene;
    scene.tell();
    scene.shown().text += "\n" + value;
    EXPECT_THAT(scene.run("shows-nobody-else"), FailsOnlyBecause("about somebody else")) << value;
  }
}

TEST(ShowsNobodyElse, DoesNotNameThePersonInItsFinding) {
  KommunScene scene;
  scene.tell();
  scene.shown().text += kBertil;
  for (const auto& finding : scene.run("shows-nobody-else").findings)
    EXPECT_THAT(finding.received + finding.expected + finding.message.en,
                ::testing::Not(::testing::HasSubstr(kBertil)));
}

TEST(ShowsNobodyElse, CannotTellFromAnEmptyPage) {
  for (const std::string empty : {"", " \n"}) {
    KommunScene scene;
    scene.tell();
    scene.shown().text = empty;
    EXPECT_THAT(scene.run("shows-nobody-else"), UntestableBecause("shows nothing"));
  }
}

TEST(ShowsNobodyElse, CannotTellWithoutAnybodyElseToLookFor) {
  KommunScene scene;
  scene.tell();
  std::erase_if(scene.evidence.canaries, [](const auto& each) { return each.person == "bertil"; });
  EXPECT_THAT(scene.run("shows-nobody-else"), Judged(Verdict::untestable));
}

TEST(ShowsNobodyElse, DoesNotBlameAValueThatIsAlsoTheirOwn) {
  KommunScene scene;
  scene.tell();
  scene.evidence.canaries.push_back({"Tranbärsdotter", "AF", "bertil"});
  scene.evidence.canaries.push_back({"bärsdotter", "SO", "bertil"});
  EXPECT_THAT(scene.run("shows-nobody-else"), Judged(Verdict::pass));
}

TEST(ShowsNobodyElse, AsksAPersonsWordWhereAPersonLooked) {
  KommunScene scene;
  scene.tell();
  scene.shown().how = "operator";
  scene.shown().text.clear();
  EXPECT_THAT(scene.run("shows-nobody-else"), UntestableBecause("did not say"));
  scene.shown().somebody_else = false;
  EXPECT_THAT(scene.run("shows-nobody-else"), Judged(Verdict::pass));
  scene.shown().somebody_else = true;
  EXPECT_THAT(scene.run("shows-nobody-else"), FailsOnlyBecause("about somebody else"));
}

TEST(ShowsNobodyElse, TellsOfEveryDeedForItself) {
  KommunScene scene;
  scene.tell();
  scene.tell({.asking = {.persons = {kBertil}, .at = 10s}});
  EXPECT_THAT(scene.run("shows-nobody-else"), Judged(Verdict::pass));
  std::swap(scene.shown(0).text, scene.shown(1).text);
  EXPECT_THAT(scene.run("shows-nobody-else"), Judged(Verdict::fail));
}

}  // namespace
}  // namespace provbank::checks::testing
