#include <gmock/gmock.h>

#include <cmath>

#include "contract/person_identity.hpp"
#include "harness/evidence/result.hpp"
#include "harness/results/diff.hpp"
#include "harness/results/known_failures.hpp"
#include "harness/results/overrides.hpp"
#include "harness/results/reader.hpp"
#include "harness/results/test_support.hpp"
#include "harness/results/why.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::results {
namespace {

using namespace std::chrono_literals;
using evidence::CheckEntry;
using evidence::RunResult;
using evidence::Verdict;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Files : testing::Test {
  ScratchFolder scratch;
  fs::path write(const std::string& name, const std::string& text) {
    write_file(scratch.path() / name, text).value();
    return scratch.path() / name;
  }
  RunResult read_back(const RunResult& result) {
    return read_result(write("result.xml", evidence::to_xml(result)), kData).value();
  }
};

std::string everything(const Problems& problems) {
  std::string all;
  for (const auto& problem : problems)
    all += to_string(problem, Language::en) + "\n" + to_string(problem, Language::sv) + "\n";
  return all;
}

// Reading

using ReadingBack = Files;

TEST_F(ReadingBack, AResultThatIsReadAndWrittenAgainIsTheSameToTheByte) {
  const RunResult result = sample_with_everything();
  const std::string text = evidence::to_xml(result);
  const auto schema = xml::Schema::load(kData / "schemas/provbank/result-1.xsd").value();
  ASSERT_EQ(xml::to_string(schema.problems(text)), "");
  EXPECT_EQ(evidence::to_xml(read_back(result)), text);
}

TEST_F(ReadingBack, AValueThatWasCutIsNotCutAgain) {
  RunResult result = sample();
  result.scenarios[0].checks[1].outcome.findings[0].received = std::string(5000, 'x');
  const std::string text = evidence::to_xml(result);
  EXPECT_THAT(text, HasSubstr("(5000 bytes)"));
  EXPECT_EQ(evidence::to_xml(read_back(result)), text);
}

TEST_F(ReadingBack, WhatBreaksTheSchemaIsRefusedWithItsLine) {
  std::string text = evidence::to_xml(sample());
  text.replace(text.find("verdict=\"fail\""), 14, "verdict=\"good\"");
  const auto read = read_result(write("result.xml", text), kData);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, HasSubstr("result.xml:"));
  EXPECT_EQ(read_result(scratch.path() / "nothing", kData).error().code, Errc::not_found);
}

TEST(Attested, WhatWasNotRunWithoutAReasonIsNoResult) {
  RunResult result = sample();
  result.scenarios[0].checks[0].outcome.verdict = Verdict::not_run;
  EXPECT_THROW(evidence::to_xml(result), ErrorException);
  result.scenarios[0].checks[0].note = Bilingual{"skäl", "reason"};
  EXPECT_NO_THROW(evidence::to_xml(result));
}

TEST(ExitCode, AnOptionalCheckThatCannotBeTestedLeavesNothingUnproven) {
  RunResult result = sample();
  result.scenarios[0].checks[1].outcome.verdict = Verdict::untestable;
  EXPECT_EQ(result.exit_code(), 4);
  result.scenarios[0].checks[1].required = false;
  EXPECT_EQ(result.exit_code(), 0);
  result.scenarios[0].checks[1].outcome.verdict = Verdict::fail;
  EXPECT_EQ(result.exit_code(), 1) << "an optional check that fails has failed";
}

// Known failures

std::string known_file(const std::string& attributes) {
  return "<known-failures xmlns=\"urn:provbank:known-failures:1\">\n  <failure " + attributes +
         ">\n    <reason>rättas i nästa utgåva</reason>\n  </failure>\n</known-failures>\n";
}

struct KnownFailure : Files {
  contract::Day day(const char* text) { return contract::parse_day(text).value(); }
  std::optional<KnownFailures> load(const std::string& attributes) {
    return load_known_failures(write("known.xml", known_file(attributes)), kData, problems);
  }
  Problems problems;
  const std::string tail = " owner=\"Drift\" expires=\"2027-01-31\"";
};

TEST_F(KnownFailure, KeepsItsVerdictIsMarkedAndStopsNobody) {
  RunResult result = sample();
  EXPECT_EQ(result.exit_code(), 1);
  const auto known = load("scenario=\"DP-1\" check=\"faithful\"" + tail);
  ASSERT_TRUE(known) << everything(problems);
  EXPECT_THAT(mark_known(result, *known), IsEmpty());
  EXPECT_EQ(result.exit_code(), 0);
  EXPECT_EQ(result.verdict(), Verdict::fail);
  const auto text = evidence::to_xml(result);
  EXPECT_THAT(text, HasSubstr("<known owner=\"Drift\" expires=\"2027-01-31\">"));
  EXPECT_EQ(evidence::to_xml(read_back(result)), text);
}

TEST_F(KnownFailure, AnotherErrorOfTheSameCheckIsANewFailure) {
  RunResult result = sample();
  auto& findings = result.scenarios[0].checks[1].outcome.findings;
  findings.push_back(findings.front());
  findings.back().message = {"Något helt annat.", "Something else entirely."};
  const auto known = load("scenario=\"DP-1\" check=\"faithful\" finding=\"Ett fordon*\"" + tail);
  ASSERT_TRUE(known);
  EXPECT_THAT(mark_known(result, *known), IsEmpty())
      << "the entry is right, it only does not suffice";
  EXPECT_EQ(result.exit_code(), 1);
  EXPECT_FALSE(result.scenarios[0].checks[1].known);
}

TEST_F(KnownFailure, ThatNoLongerFailsIsStale) {
  RunResult result = sample();
  result.scenarios[0].checks[1].outcome = result.scenarios[0].checks[0].outcome;
  const auto known = load("scenario=\"DP-1\" check=\"faithful\"" + tail);
  const auto stale = mark_known(result, *known);
  ASSERT_THAT(stale, SizeIs(1));
  EXPECT_EQ(stale[0].line, 2u);
  EXPECT_THAT(stale[0].message.sv, AllOf(HasSubstr("godkänd"), HasSubstr("ta bort posten")));
}

TEST_F(KnownFailure, WithAFindingThatIsNotThereIsStale) {
  RunResult result = sample();
  const auto known = load("scenario=\"DP-1\" check=\"faithful\" finding=\"*flygplan*\"" + tail);
  EXPECT_THAT(everything(mark_known(result, *known)), HasSubstr("flygplan"));
  EXPECT_EQ(result.exit_code(), 1);
}

TEST_F(KnownFailure, OfWhatWasNotRunOrCouldNotBeJudgedIsLeftAlone) {
  RunResult result = sample();
  result.scenarios[0].checks[1].outcome.verdict = Verdict::untestable;
  const auto known = load("scenario=\"DP-1\" check=\"faithful\"" + tail);
  EXPECT_THAT(mark_known(result, *known), IsEmpty());
  const auto elsewhere = load("scenario=\"DP-2\" check=\"faithful\"" + tail);
  EXPECT_THAT(mark_known(result, *elsewhere), IsEmpty());
}

TEST_F(KnownFailure, OfACheckThatIsNotThereSaysWhichThereAre) {
  RunResult result = sample();
  const auto known = load("scenario=\"DP-1\" check=\"faithfull\"" + tail);
  EXPECT_THAT(everything(mark_known(result, *known)), HasSubstr("1 answered-within, 2 faithful"));
}

TEST_F(KnownFailure, ExpiresWhenItsLastDayHasPassed) {
  const auto known = load("scenario=\"DP-1\" check=\"faithful\"" + tail);
  EXPECT_THAT(expired(*known, day("2027-01-31")), IsEmpty());
  const auto problems_now = expired(*known, day("2027-02-01"));
  ASSERT_THAT(problems_now, SizeIs(1));
  EXPECT_THAT(
      to_string(problems_now[0], Language::en),
      AllOf(HasSubstr("known.xml:2:"), HasSubstr("expired 2027-01-31"), HasSubstr("Drift")));
}

TEST_F(KnownFailure, WithoutOwnerDateOrReasonIsRefused) {
  EXPECT_FALSE(load("scenario=\"DP-1\" check=\"faithful\" expires=\"2027-01-31\""));
  EXPECT_FALSE(load("scenario=\"DP-1\" check=\"faithful\" owner=\"Drift\""));
  EXPECT_FALSE(load("scenario=\"DP-1\" check=\"faithful\" owner=\"Drift\" expires=\"2027-02-30\""));
  EXPECT_THAT(everything(problems), HasSubstr("known.xml:2:"));
}

TEST(Pattern, FitsWithStarsForAnything) {
  EXPECT_TRUE(fits("a*c", "abbc"));
  EXPECT_TRUE(fits("*", ""));
  EXPECT_TRUE(fits("*b*", "abc"));
  EXPECT_FALSE(fits("a*c", "abcd"));
  EXPECT_FALSE(fits("abc", "ab"));
}

// Overrides

std::string overrides_file(const std::string& attributes, const std::string& reason = "läst") {
  return "<overrides xmlns=\"urn:provbank:overrides:1\">\n  <override " + attributes +
         ">\n    <reason>" + reason + "</reason>\n  </override>\n</overrides>\n";
}

struct Reviewing : Files {
  std::string attributes(const char* from, const char* to, const char* check = "faithful") {
    return fmt::format(
        "scenario=\"DP-1\" check=\"{}\" from-verdict=\"{}\" to-verdict=\"{}\" by=\"Ada Granskare\" "
        "date=\"2026-11-20\"",
        check, from, to);
  }
  /// What is wrong, empty when it was applied.
  std::string apply(RunResult& result, const std::string& entry, const char* today = "2026-11-22") {
    Problems problems;
    const auto loaded =
        load_overrides(write("overrides.xml", overrides_file(entry)), kData, problems);
    if (!loaded) return everything(problems);
    return everything(apply_overrides(result, *loaded, contract::parse_day(today).value()));
  }
};

TEST_F(Reviewing, GivesAnotherVerdictAndKeepsBothInSight) {
  RunResult result = sample();
  ASSERT_EQ(apply(result, attributes("fail", "pass")), "");
  EXPECT_EQ(result.exit_code(), 0);
  const auto text = evidence::to_xml(result);
  const auto document = xml::Document::parse(text).value();
  EXPECT_EQ(document.text("//r:summary/@verdict", kNs), "pass");
  EXPECT_EQ(document.text("//r:clause/@verdict", kNs), "pass");
  EXPECT_EQ(document.text("//r:override/@from", kNs), "fail");
  EXPECT_EQ(document.text("//r:override/@by", kNs), "Ada Granskare");
  EXPECT_EQ(evidence::to_xml(read_back(result)), text);
}

TEST_F(Reviewing, MayGoBothWaysOneAfterTheOther) {
  RunResult result = sample();
  ASSERT_EQ(apply(result, attributes("fail", "review")), "");
  ASSERT_EQ(apply(result, attributes("review", "pass")), "");
  EXPECT_THAT(result.scenarios[0].checks[1].overrides, SizeIs(2));
}

TEST_F(Reviewing, RefusesWhatNobodyMayDecide) {
  RunResult result = sample();
  const std::string before = evidence::to_xml(result);
  EXPECT_THAT(apply(result, attributes("pass", "warning")), HasSubstr("has the verdict fail"));
  EXPECT_THAT(apply(result, attributes("fail", "pass", "none")), HasSubstr("no check none"));
  EXPECT_THAT(apply(result, attributes("fail", "fail")), HasSubstr("nothing to change"));
  EXPECT_THAT(apply(result, attributes("fail", "tool-error")), HasSubstr("the tool failed"));
  EXPECT_THAT(apply(result, attributes("fail", "pass"), "2026-11-19"), HasSubstr("not come yet"));
  EXPECT_EQ(evidence::to_xml(result), before);
}

TEST_F(Reviewing, ABrokenToolNeverBecomesAVerdictOnTheParty) {
  RunResult result = sample();
  result.scenarios[0].checks[1].outcome.verdict = Verdict::tool_error;
  for (const char* to : {"pass", "warning", "fail"})
    EXPECT_THAT(apply(result, attributes("tool-error", to)), HasSubstr("tool error")) << to;
  EXPECT_EQ(apply(result, attributes("tool-error", "untestable")), "");
}

TEST_F(Reviewing, WhatWasNotRunCannotPass) {
  RunResult result = sample();
  result.scenarios[0].checks[1].outcome.verdict = Verdict::not_run;
  EXPECT_THAT(apply(result, attributes("not-run", "pass")), HasSubstr("not run"));
}

TEST_F(Reviewing, NeedsNameReasonAndDate) {
  RunResult result = sample();
  const std::string whole = attributes("fail", "pass");
  for (const char* missing : {" by=\"Ada Granskare\"", " date=\"2026-11-20\""}) {
    std::string part = whole;
    part.erase(part.find(missing), std::string(missing).size());
    EXPECT_THAT(apply(result, part), HasSubstr("overrides.xml:2:")) << missing;
  }
  Problems problems;
  EXPECT_FALSE(load_overrides(write("o.xml", overrides_file(whole, " ")), kData, problems));
}

// Differences

TEST(Diff, OfAResultWithItselfIsNothing) {
  const Diff diff = compare(sample_with_everything(), sample_with_everything());
  EXPECT_TRUE(diff.nothing_changed());
  EXPECT_FALSE(diff.worse());
  EXPECT_EQ(diff.compared, 4u);
}

TEST(Diff, APassThatBecameAnythingElseIsWorse) {
  for (const Verdict verdict : {Verdict::fail, Verdict::warning, Verdict::untestable,
                                Verdict::review, Verdict::tool_error, Verdict::not_applicable}) {
    RunResult after = sample();
    after.scenarios[0].checks[0].outcome.verdict = verdict;
    const Diff diff = compare(sample(), after);
    EXPECT_TRUE(diff.worse()) << evidence::to_string(verdict);
    ASSERT_THAT(diff.verdicts, SizeIs(1));
    EXPECT_EQ(diff.verdicts[0].check.place, 1u);
  }
}

TEST(Diff, AFailureThatPassesIsBetterAndOneThatCannotBeTestedIsNot) {
  EXPECT_EQ(direction_of(Verdict::fail, Verdict::pass), Direction::better);
  EXPECT_EQ(direction_of(Verdict::fail, Verdict::untestable), Direction::other);
  EXPECT_EQ(direction_of(Verdict::untestable, Verdict::fail), Direction::worse);
}

TEST(Diff, ACheckThatVanishedIsWorseEvenOneThatFailed) {
  for (const std::size_t gone : {0u, 1u}) {
    RunResult after = sample();
    auto& checks = after.scenarios[0].checks;
    checks.erase(checks.begin() + static_cast<std::ptrdiff_t>(gone));
    const Diff diff = compare(sample(), after);
    ASSERT_THAT(diff.one_sided, SizeIs(1));
    EXPECT_TRUE(diff.one_sided[0].gone);
    EXPECT_TRUE(diff.worse());
  }
}

TEST(Diff, ACheckThatNoLongerRanIsGoneWithItsReason) {
  RunResult after = sample();
  after.scenarios[0].checks[1].outcome.verdict = Verdict::not_run;
  after.scenarios[0].checks[1].note = Bilingual{"undantaget", "left out"};
  const Diff diff = compare(sample(), after);
  ASSERT_THAT(diff.one_sided, SizeIs(1));
  EXPECT_EQ(diff.one_sided[0].not_run->en, "left out");
  EXPECT_TRUE(diff.worse()) << "it failed, but nothing shows that it does no longer";
}

TEST(Diff, AWholeScenarioThatVanishedIsToldCheckByCheck) {
  RunResult after = sample_with_everything();
  after.scenarios.erase(after.scenarios.begin());
  const Diff diff = compare(sample_with_everything(), after);
  EXPECT_TRUE(diff.worse());
  EXPECT_THAT(diff.one_sided, SizeIs(2));
}

TEST(Diff, ANewCheckIsWorseOnlyWhenItFails) {
  RunResult after = sample();
  after.scenarios[0].checks.push_back(check("log-sufficient", Verdict::pass));
  EXPECT_FALSE(compare(sample(), after).worse());
  after.scenarios[0].checks.back().outcome.verdict = Verdict::fail;
  EXPECT_TRUE(compare(sample(), after).worse());
}

TEST(Diff, ChecksThatChangedPlacesAreNoDifference) {
  RunResult after = sample();
  std::swap(after.scenarios[0].checks[0], after.scenarios[0].checks[1]);
  EXPECT_TRUE(compare(sample(), after).nothing_changed());
}

TEST(Diff, OtherFindingsUnderTheSameVerdictAreTold) {
  RunResult after = sample();
  after.scenarios[0].checks[1].outcome.findings[0].message = {"Nytt fel.", "New error."};
  const Diff diff = compare(sample(), after);
  ASSERT_THAT(diff.contents, SizeIs(1));
  EXPECT_EQ(diff.contents[0].added[0].en, "New error.");
  EXPECT_THAT(diff.contents[0].gone, SizeIs(1));
  EXPECT_FALSE(diff.worse());
  RunResult values = sample();
  values.scenarios[0].checks[1].outcome.findings[0].received = "9";
  EXPECT_THAT(compare(sample(), values).contents[0].altered, SizeIs(1));
}

TEST(Diff, AKnownFailureIsNoWorsening) {
  RunResult after = sample();
  after.scenarios[0].checks[0].outcome.verdict = Verdict::fail;
  after.scenarios[0].checks[0].known = evidence::KnownFailure{"skäl", "Drift", "2027-01-31"};
  const Diff diff = compare(sample(), after);
  EXPECT_FALSE(diff.worse());
  ASSERT_THAT(diff.verdicts, SizeIs(1));
  EXPECT_TRUE(diff.verdicts[0].known);
}

std::vector<time::Duration> times(std::size_t count, time::Duration step,
                                  time::Duration from = 0ms) {
  std::vector<time::Duration> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(from + static_cast<int>(i) * step);
  return out;
}

Diff with_times(std::vector<time::Duration> first, std::vector<time::Duration> second) {
  RunResult before = sample();
  RunResult after = sample();
  before.scenarios[0].samples[0].values = std::move(first);
  after.scenarios[0].samples[0].values = std::move(second);
  return compare(before, after);
}

TEST(AnswerTimes, ThatClearlyGrewAreWorse) {
  const Diff diff = with_times(times(50, 1ms, 100ms), times(50, 1ms, 140ms));
  ASSERT_THAT(diff.times, SizeIs(1));
  EXPECT_LT(diff.times[0].p_adjusted, kSignificance);
  EXPECT_EQ(diff.times[0].direction, Direction::worse);
  EXPECT_EQ(diff.times[0].median_second - diff.times[0].median_first, 40ms);
  EXPECT_TRUE(diff.worse());
  EXPECT_FALSE(with_times(times(50, 1ms, 140ms), times(50, 1ms, 100ms)).worse());
}

TEST(AnswerTimes, TooFewSayNothingHoweverFarApart) {
  const Diff diff = with_times(times(7, 1ms), times(7, 1ms, 10s));
  EXPECT_FALSE(diff.times[0].enough);
  EXPECT_FALSE(diff.worse());
}

TEST(AnswerTimes, ADifferenceThatNobodyNoticesIsNoneHoweverCertain) {
  const Diff diff = with_times(times(5000, 1ms), times(5000, 1ms, 200ms));
  EXPECT_LT(diff.times[0].test.p, kSignificance);
  EXPECT_LT(diff.times[0].test.effect, kEffectMin);
  EXPECT_FALSE(diff.worse());
}

TEST(AnswerTimes, ThatAreNoLongerMeasuredAreWorse) {
  RunResult after = sample();
  after.scenarios[0].samples.clear();
  const Diff diff = compare(sample(), after);
  EXPECT_THAT(diff.times_gone, ElementsAre("DP-1 answer-time"));
  EXPECT_TRUE(diff.worse());
}

TEST(RankTest, AgreesWithWorkedExamples) {
  // U = 64 of 64: z = (64 - 32 - 0.5) / sqrt(8 * 8 * 17 / 12) = 3.308, p = 0.00094.
  const auto apart = rank_test(times(8, 1ms), times(8, 1ms, 1s));
  EXPECT_NEAR(apart.p, 0.00094, 0.00002);
  EXPECT_DOUBLE_EQ(apart.effect, 1.0);
  const auto equal = rank_test(times(8, 0ms), times(8, 0ms));
  EXPECT_DOUBLE_EQ(equal.p, 1.0);
  EXPECT_DOUBLE_EQ(equal.effect, 0.5);
  // {1,2,2,3} and {2,3,4,4}: U = 13 of 16; the ties make the variance 16/12 * (9 - (24+6+6)/56).
  const std::vector<time::Duration> a = {1ms, 2ms, 2ms, 3ms};
  const std::vector<time::Duration> b = {2ms, 3ms, 4ms, 4ms};
  const auto tied = rank_test(a, b);
  EXPECT_DOUBLE_EQ(tied.effect, 13.5 / 16);
  EXPECT_NEAR(tied.p, std::erfc(5.0 / std::sqrt(16.0 / 12 * (9 - 36.0 / 56)) / std::sqrt(2.0)),
              1e-12);
}

TEST(Quantile, IsATimeThatWasMeasured) {
  const auto ten = times(10, 1ms, 1ms);
  EXPECT_EQ(quantile(ten, 0.5), 5ms);
  EXPECT_EQ(quantile(ten, 0.9), 9ms);
  EXPECT_EQ(quantile(ten, 1.0), 10ms);
}

// Why

struct Why : Files {
  std::string ask(const std::string& id, Language language = Language::sv) {
    const auto lines = why(sample_with_everything(), scratch.path(), id, language);
    if (!lines) return "none";
    return fmt::format("{}", fmt::join(*lines, "\n"));
  }
};

TEST_F(Why, AFindingIsToldWithRuleClauseExpectedReceivedAndHowToRepeatIt) {
  EXPECT_THAT(ask("DP-1/2.1"),
              AllOf(HasSubstr("B4-3.7.1: Svarstid"), HasSubstr("Väntat: 2 fordon"),
                    HasSubstr("Mottaget: 1 fordon"), HasSubstr("Svaret är oförändrat."),
                    HasSubstr("provbank run --world simulated --seed 7 DP-1")));
  EXPECT_THAT(ask("DP-1/2", Language::en), HasSubstr("Expected: 2 fordon"));
}

TEST_F(Why, AFailureOnTheKommunLegComesWithItsRequest) {
  write("evidence/DP-1/bodies/e1-request.xml", "<a/>");
  write("evidence/DP-1/exchanges.har",
        R"({"log":{"entries":[{"_id":"e1","_leg":"kommun","request":{"method":"POST",
        "url":"https://driftspart/ssbtek/v10","headers":[{"name":"Content-Type","value":"text/xml"},
        {"name":"X","value":"it's"}]}}]}})");
  EXPECT_THAT(
      ask("DP-1/2.1"),
      AllOf(HasSubstr("curl --cert KOMMUN-CERT.pem"), HasSubstr("-H 'Content-Type: text/xml'"),
            HasSubstr("'X: it'\\''s'"), HasSubstr("bodies/e1-request.xml'"),
            HasSubstr("'https://driftspart/ssbtek/v10'")));
}

TEST_F(Why, WhatWasNotRunIsToldWithItsReason) {
  EXPECT_THAT(ask("DP-2/1"),
              AllOf(HasSubstr("ej körd"), HasSubstr("Kördes inte: undantaget i planen")));
}

TEST_F(Why, AClauseAndAScenarioListTheirChecks) {
  EXPECT_THAT(ask("B4-3.7.1"),
              AllOf(HasSubstr("DP-1/2 faithful: underkänd"), HasSubstr("Intygas")));
  EXPECT_THAT(ask("DP-1"), HasSubstr("DP-1/2.1: Ett fordon saknas."));
}

TEST_F(Why, ARowThatMustBeAttestedSaysSo) {
  EXPECT_THAT(ask("B4-3.7.1/x"), HasSubstr("måste intygas"));
}

TEST_F(Why, ASmallerScenarioThatShowsTheSameIsNamed) {
  RunResult result = sample();
  result.scenarios.push_back(result.scenarios[0]);
  result.scenarios[0].questions_asked = 600;
  result.scenarios[1].questions_asked = 1;
  result.scenarios[1].id = "DP-9";
  const auto lines = why(result, scratch.path(), "DP-1/2.1", Language::en);
  EXPECT_THAT(
      *lines,
      Contains("  Smallest scenario that shows the same: DP-9 (1 questions instead of 600)"));
  EXPECT_THAT(*lines, Contains("  Reproduce: provbank run --world simulated --seed 7 DP-9"));
}

TEST_F(Why, AnIdThatIsNotThereLeadsToThoseThatAre) {
  EXPECT_EQ(ask("DP-1/9"), "none");
  EXPECT_EQ(ask("DP-1/0"), "none");
  EXPECT_EQ(ask("DP-1/2.7"), "none");
  EXPECT_THAT(near_ids(sample_with_everything(), "DP-1/2.7"), Contains("DP-1/2.1"));
  EXPECT_THAT(near_ids(sample_with_everything(), "B4-3.7"), Contains("B4-3.7.1"));
}

}  // namespace
}  // namespace provbank::results
