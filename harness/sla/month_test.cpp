// Months small enough to work out by hand: every figure, and the edges.
#include <gmock/gmock.h>

#include <set>

#include "harness/sla/due.hpp"
#include "harness/sla/test_support.hpp"

namespace provbank::sla {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

const Figure& figure(const Report& report, const char* id) {
  const Figure* found = report.figure(id);
  if (found == nullptr) throw std::runtime_error(std::string("no figure ") + id);
  return *found;
}

// ---- The catalogue
// --------------------------------------------------------------------------------

TEST(Figures, AreThoseThatTheRegisterOfClausesNames) {
  const std::set<std::string> wanted = {"svarstid-7s",
                                        "svarstid-12s",
                                        "svarstid",
                                        "antal-anrop",
                                        "tillganglighet",
                                        "otillganglighet",
                                        "storning",
                                        "nedtid-ar",
                                        "avbrott-manad",
                                        "avbrott-ar",
                                        "leveransprecision",
                                        "anrop-per-sekund",
                                        "samtidiga-anrop",
                                        "anvandare",
                                        "incidenter",
                                        "incident-responstid",
                                        "incident-atgardstid",
                                        "problem",
                                        "problem-responstid",
                                        "problem-atgardstid",
                                        "bestallningar",
                                        "bestallning-ledtid",
                                        "andringar",
                                        "andring-framforhallning",
                                        "servicefonster-overskridet",
                                        "sakerhetsincidenter",
                                        "avvikelser"};
  std::set<std::string> known;
  for (const auto& kind : figure_catalogue(agreed())) {
    EXPECT_TRUE(known.insert(kind.id).second) << kind.id;
    EXPECT_FALSE(kind.clauses.empty());
    for (const auto& text : {kind.name, kind.formula, kind.sample}) {
      EXPECT_FALSE(text.sv.empty() || text.en.empty()) << kind.id;
    }
  }
  EXPECT_EQ(known, wanted);
}

TEST(Share, HoldsOnlyWhenWhatIsUnknownCannotChangeIt) {
  EXPECT_EQ((Share{9, 10, 0}.at_least(0.9)), Verdict::met);
  EXPECT_EQ((Share{9, 10, 1}.at_least(0.9)), Verdict::too_few);
  EXPECT_EQ((Share{8, 10, 1}.at_least(0.9)), Verdict::not_met);
  EXPECT_EQ((Share{10, 10, 0}.at_least(1)), Verdict::met);
  EXPECT_EQ((Share{10, 10, 1}.at_least(1)), Verdict::too_few);
  EXPECT_EQ((Share{9, 10, 100}.at_least(1)), Verdict::not_met);
  EXPECT_EQ((Share{0, 0, 0}.at_least(0)), Verdict::too_few);
}

// ---- Performance
// ----------------------------------------------------------------------------------

TEST(Performance, ALimitIsKeptByAnAnswerExactlyOnIt) {
  ReadLog log(month("2026-03"));
  log.read(question_line("1", at("2026-03-02 09:00"), 7) +
           question_line("2", at("2026-03-02 09:01"), 7.001) +
           question_line("3", at("2026-03-02 09:02"), 12) +
           question_line("4", at("2026-03-02 09:03"), 12.001));
  const auto report = log.report();
  EXPECT_DOUBLE_EQ(*figure(report, "svarstid-7s").value, 0.25);
  EXPECT_EQ(figure(report, "svarstid-7s").verdict, Verdict::not_met);
  EXPECT_DOUBLE_EQ(*figure(report, "svarstid-12s").value, 0.75);
  EXPECT_EQ(figure(report, "svarstid-12s").verdict, Verdict::not_met);
  EXPECT_EQ(report.exit_code(), 1);
}

TEST(Performance, LimitsGrowWithThePersonsOfAQuestion) {
  const auto two = [](const char* id, const char* when, double seconds) {
    return question_line(id, at(when), seconds) + source_line(id, at(when), "AF") +
           question_line(id, at(when), seconds) + source_line(id, at(when), "AF");
  };
  ReadLog log(month("2026-03"));
  log.read(two("a", "2026-03-02 09:00", 8.5) + two("b", "2026-03-02 09:01", 8.6) +
           two("c", "2026-03-02 09:02", 13.5) + two("d", "2026-03-02 09:03", 13.6));
  const auto& pairs = log.totals().by_persons.at(2);
  EXPECT_EQ(pairs.answered, 4U);
  EXPECT_EQ(pairs.within_early, 1U);
  EXPECT_EQ(pairs.within_late, 3U);
  EXPECT_EQ(log.totals().all(), 4U);
}

TEST(Performance, AMissingAnswerBreaksTheLimitUnlessOnlyAnswersCount) {
  ReadLog log(month("2026-03"));
  log.read(question_line("1", at("2026-03-02 09:00"), 1) +
           question_line("2", at("2026-03-02 09:01"), 0.5, "failed", "SSBTEK-199") +
           question_line("3", at("2026-03-02 09:02"), 0.001, "refused", "SSBTEK-101"));
  const auto report = log.report();
  EXPECT_DOUBLE_EQ(*figure(report, "svarstid-12s").value, 0.5);
  EXPECT_EQ(figure(report, "svarstid-12s").verdict, Verdict::not_met);
  EXPECT_EQ(reading(report, "svarstid-12s", "T-resten-inom-12", "a").verdict, Verdict::not_met);
  EXPECT_EQ(reading(report, "svarstid-12s", "T-resten-inom-12", "b").verdict, Verdict::met);
  EXPECT_DOUBLE_EQ(*reading(report, "svarstid-12s", "T-resten-inom-12", "b").value, 1.0);
}

TEST(Performance, UnderTheOtherReadingTimeEndsWithTheLastSource) {
  ReadLog log(month("2026-03"));
  log.read(question_line("1", at("2026-03-02 09:00"), 7.5) +
           source_line("1", at("2026-03-02 09:00"), "AF", "data", 2) +
           source_line("1", at("2026-03-02 09:00"), "SKV", "data", 6.9));
  const auto report = log.report();
  EXPECT_EQ(reading(report, "svarstid-7s", "T-svarstidens-slut", "a").verdict, Verdict::not_met);
  EXPECT_EQ(reading(report, "svarstid-7s", "T-svarstidens-slut", "b").verdict, Verdict::met);
  ReadLog without(month("2026-03"));
  without.read(question_line("1", at("2026-03-02 09:00"), 1));
  EXPECT_EQ(reading(without.report(), "svarstid-7s", "T-svarstidens-slut", "b").verdict,
            Verdict::too_few);
}

TEST(Performance, MorePersonsThanTheAgreementAllowsAreLeftOutAndSaid) {
  std::string text = question_line("1", at("2026-03-02 09:00"), 1);
  for (int i = 0; i < 11; ++i) text += question_line("many", at("2026-03-02 09:01"), 60);
  ReadLog log(month("2026-03"));
  const auto report = log.read(text).report();
  EXPECT_EQ(figure(report, "svarstid-12s").verdict, Verdict::met);
  EXPECT_EQ(figure(report, "svarstid-12s").sample, 1U);
  EXPECT_EQ(figure(report, "svarstid-12s").exclusions.back().count, 1U);
  EXPECT_DOUBLE_EQ(*figure(report, "leveransprecision").value, 1);
}

TEST(Performance, NothingReadIsNeverAPass) {
  ReadLog log(month("2026-03"));
  log.read("");
  const auto report = log.report();
  EXPECT_EQ(figure(report, "svarstid-7s").verdict, Verdict::too_few);
  EXPECT_EQ(figure(report, "leveransprecision").verdict, Verdict::too_few);
  EXPECT_EQ(report.exit_code(), 4);
}

TEST(Performance, LinesThatCouldNotBeReadTakeTheCertaintyAway) {
  ReadLog log(month("2026-03"));
  log.read(question_line("1", at("2026-03-02 09:00"), 1) + "torn\n");
  EXPECT_EQ(figure(log.report(), "svarstid-12s").verdict, Verdict::too_few);
}

// A log that lacks a day could hide that day's late answers.
TEST(Performance, AnOpenDayWithoutRequestsTakesTheCertaintyAway) {
  const auto& calendar = calendars().ordinary;
  std::string text;
  std::string all_but_one;
  for (auto day = contract::parse_day("2026-03-01").value();
       day <= contract::parse_day("2026-03-31").value(); day += std::chrono::days(1)) {
    if (!calendar.is_working_day(day)) continue;
    const auto line = question_line(contract::to_string(day), calendar.instant(day, 9h), 1);
    text += line;
    if (contract::to_string(day) != "2026-03-17") all_but_one += line;
  }
  ReadLog whole(month("2026-03"));
  EXPECT_EQ(figure(whole.read(text).report(true), "svarstid-7s").verdict, Verdict::met);
  ReadLog gap(month("2026-03"));
  const auto report = gap.read(all_but_one).report(true);
  for (const char* id : {"svarstid-7s", "svarstid-12s", "leveransprecision"}) {
    EXPECT_EQ(figure(report, id).verdict, Verdict::too_few) << id;
    EXPECT_THAT(figure(report, id).notes.back().en, HasSubstr("2026-03-17"));
  }
  EXPECT_EQ(reading(report, "svarstid-7s", "T-svarstidens-slut", "a").verdict, Verdict::too_few);
  EXPECT_EQ(figure(gap.report(), "svarstid-7s").verdict, Verdict::met);
}

TEST(Histogram, QuantilesAreAtMostOnePercentTooHigh) {
  Histogram times;
  for (int i = 1; i <= 10'000; ++i) times.add(std::chrono::milliseconds(i));
  for (const double share : {0.01, 0.5, 0.9, 0.99}) {
    const double exact = share * 1e10;
    const auto found = static_cast<double>(times.quantile(share).count());
    EXPECT_GE(found, exact);
    EXPECT_LE(found, exact * 1.008);
  }
  EXPECT_EQ(times.quantile(1), 10s);
  EXPECT_EQ(Histogram().quantile(0.9), 0ns);
}

TEST(Month, BelongsToTheQuestionsThatCameInDuringIt) {
  ReadLog log(month("2026-01"));
  log.read(question_line("old", at("2026-01-01 00:00:02"), 3) +  // came in last year
           question_line("first", at("2026-01-01 00:00:03"), 3) +
           question_line("last", at("2026-02-01 00:00:01"), 3) +
           question_line("next", at("2026-02-01 00:00:03"), 3));
  EXPECT_EQ(log.totals().all(), 2U);
  EXPECT_EQ(log.totals().outside_period, 2U);
  EXPECT_EQ(log.totals().outside_opening_hours, 2U);
}

TEST(Month, OfAClockChangeHasEveryHour) {
  const auto march = month("2026-03");
  const auto october = month("2026-10");
  EXPECT_EQ(march.interval.end - march.interval.begin, 24h * 31 - 1h);
  EXPECT_EQ(october.interval.end - october.interval.begin, 24h * 31 + 1h);
  ReadLog log(october);
  log.read(question_line("1", at("2026-10-25T00:30:00Z"), 1) +  // 02:30, the first time
           question_line("2", at("2026-10-25T01:30:00Z"), 1) +  // 02:30, the second
           question_line("3", at("2026-10-25T02:30:00Z"), 1));
  const auto report = log.report();
  EXPECT_EQ(report.by_hour[2], 2U);
  EXPECT_EQ(report.by_hour[3], 1U);
  EXPECT_EQ(report.days[24].questions, 3U);
}

// ---- Delivery
// -------------------------------------------------------------------------------------

TEST(Delivery, CountsWhatWasAnsweredOfWhatCameIn) {
  ReadLog log(month("2026-03"));
  std::string text;
  for (int i = 0; i < 17; ++i) text += question_line(std::to_string(i), at("2026-03-02 09:00"), 1);
  text += question_line("p", at("2026-03-02 09:01"), 1, "partial");
  text += question_line("n", at("2026-03-02 09:01"), 1, "nothing");
  text += question_line("f", at("2026-03-02 09:02"), 1, "failed", "SSBTEK-199");
  text += question_line("r", at("2026-03-02 09:03"), 1, "refused", "SSBTEK-113");
  const auto report = log.read(text).report();
  const auto& to = figure(report, "leveransprecision");
  EXPECT_DOUBLE_EQ(*to.value, 0.95);  // 19 of 20
  EXPECT_EQ(to.verdict, Verdict::met);
  EXPECT_EQ(to.sample, 20U);
  EXPECT_EQ(to.exclusions.front().count, 1U);
  EXPECT_DOUBLE_EQ(*reading(report, "leveransprecision", "T-besvarat-anrop", "b").value, 0.85);
  EXPECT_EQ(reading(report, "leveransprecision", "T-besvarat-anrop", "b").verdict,
            Verdict::not_met);
  EXPECT_DOUBLE_EQ(*reading(report, "leveransprecision", "T-besvarat-anrop", "c").value, 1.0);
  EXPECT_DOUBLE_EQ(*figure(report, "antal-anrop").value, 21);
}

TEST(Delivery, ARefusalThatIsNotTheAskersFaultIsAMissingAnswer) {
  ReadLog log(month("2026-03"));
  log.read(question_line("1", at("2026-03-02 09:00"), 0.001, "refused", "SSBTEK-131") +
           question_line("2", at("2026-03-02 09:00"), 0.001, "refused", "SSBTEK-132"));
  EXPECT_EQ(log.totals().of(Outcome::over_capacity), 1U);
  EXPECT_EQ(log.totals().of(Outcome::failed), 1U);
  EXPECT_EQ(figure(log.report(), "leveransprecision").verdict, Verdict::not_met);
}

TEST(Delivery, AQuestionIsAsCompleteAsItsPersons) {
  const auto when = at("2026-03-02 09:00");
  ReadLog log(month("2026-03"));
  log.read(question_line("a", when, 1) + question_line("a", when, 1, "nothing") +
           question_line("b", when, 1, "nothing") + question_line("b", when, 1, "nothing"));
  EXPECT_EQ(log.totals().of(Outcome::partial), 1U);
  EXPECT_EQ(log.totals().of(Outcome::nothing), 1U);
}

// ---- Capacity
// -------------------------------------------------------------------------------------

TEST(Capacity, CountsTheBusiestSecondMinuteAndMoment) {
  ReadLog log(month("2026-03"));
  std::string text;
  for (int i = 0; i < 4; ++i) {  // came in at 09:00:00.0, .2, .4, .6
    text += question_line(fmt::format("s{}", i),
                          at("2026-03-02 09:00:05") + std::chrono::milliseconds(200 * i), 5);
  }
  for (int i = 1; i < 6; ++i) {  // one a second, each over before the next
    text += question_line(fmt::format("m{}", i),
                          at("2026-03-02 09:00:10") + std::chrono::seconds(i), 1);
  }
  const auto report = log.read(text).report();
  EXPECT_DOUBLE_EQ(*figure(report, "anrop-per-sekund").value, 4);
  EXPECT_DOUBLE_EQ(*figure(report, "samtidiga-anrop").value, 4);
  EXPECT_DOUBLE_EQ(*reading(report, "anrop-per-sekund", "T-kapacitetens-matt", "b").value, 9);
  EXPECT_EQ(figure(report, "samtidiga-anrop").verdict, Verdict::no_target);
  EXPECT_DOUBLE_EQ(*figure(report, "anvandare").value, 1);
}

TEST(Capacity, ACallThatEndsWhenAnotherBeginsIsNotBesideIt) {
  PeakMeter meter;
  const auto t = at("2026-03-02 09:00");
  meter.add(t, t + 1s);
  meter.add(t + 1s, t + 2s);
  meter.finish();
  EXPECT_EQ(meter.peak(), 1U);
}

TEST(Capacity, AFloodTakesBoundedRoomAndIsSaid) {
  PeakMeter meter({.horizon = 1h, .edges_max = 100});
  const auto t = at("2026-03-02 09:00");
  for (int i = 0; i < 1000; ++i) meter.add(t, t + std::chrono::milliseconds(i));
  meter.finish();
  EXPECT_GT(meter.clipped(), 0U);
  EXPECT_GT(meter.peak(), 0U);
}

TEST(Capacity, DistinctNamesAreExactUpToAStatedNumber) {
  DistinctCounter counter;
  for (std::size_t i = 0; i < DistinctCounter::kExactUpTo; ++i) counter.add(std::to_string(i));
  counter.add("0");
  EXPECT_EQ(counter.count(), DistinctCounter::kExactUpTo);
  EXPECT_FALSE(counter.at_least());
  counter.add("one more");
  EXPECT_TRUE(counter.at_least());
}

// ---- Disturbance
// ----------------------------------------------------------------------------------

TEST(Disturbance, IsAMinuteInWhichTwoSourcesFailAndNeverSucceed) {
  ReadLog log(month("2026-03"));
  std::string text;
  const auto minute = [&](const char* when, const char* skv, const char* csn) {
    text += source_line("x", at(when), "SKV", skv) + source_line("x", at(when), "CSN", csn);
  };
  minute("2026-03-02 09:00:10", "timeout", "unreachable");  // disturbed
  minute("2026-03-02 09:01:10", "timeout", "data");
  minute("2026-03-02 09:02:10", "timeout", "timeout");  // not: SKV succeeds once
  text += source_line("x", at("2026-03-02 09:02:50"), "SKV");
  minute("2026-03-02 09:03:10", "cannot_carry", "timeout");  // says nothing of SKV
  minute("2026-03-02 20:00:10", "timeout", "timeout");       // outside opening hours
  const auto report = log.read(text).report();
  EXPECT_DOUBLE_EQ(*figure(report, "storning").value, 60e9);
  EXPECT_EQ(figure(report, "storning").exclusions.front().count, 1U);
  EXPECT_EQ(report.days[1].disturbed, 1min);
}

// ---- Availability
// ---------------------------------------------------------------------------------

/// Rows may leave out the cells at their end.
std::string filled(const std::string& rows, std::ptrdiff_t cells) {
  std::string all;
  for (std::size_t from = 0; from < rows.size();) {
    const auto end = rows.find('\n', from);
    std::string row = rows.substr(from, end - from);
    while (std::ranges::count(row, ';') + 1 < cells) row += ';';
    all += row + "\n";
    from = end + 1;
  }
  return all;
}

OutageList outages(const std::string& rows) {
  Problems problems;
  auto list = OutageList::parse(
      "typ;id;start;slut;planerad_start;planerad_slut;meddelad;forlangning_meddelad\n" +
          filled(rows, 8),
      calendars().ordinary, problems);
  for (const auto& problem : problems) ADD_FAILURE() << to_string(problem, Language::sv);
  return list.value();
}

Report availability(const char* name, const std::string& rows, YearSoFar earlier = {}) {
  Material material;
  material.outages = outages(rows);
  material.outages_file = "avbrott.csv";
  material.earlier = std::move(earlier);
  return make_report(month(name), agreed(), calendars(), material);
}

TEST(Availability, IsWhatOutagesLeaveOfTheOpeningHours) {
  // January 2026 has 20 working days: 22 weekdays less Epiphany on a Tuesday and New Year's Day.
  const auto report = availability("2026-01", "avbrott;1;2026-01-07 10:00;2026-01-07 19:00\n");
  EXPECT_EQ(figure(report, "tillganglighet").sample, 20U * 9 * 60);
  EXPECT_DOUBLE_EQ(*figure(report, "otillganglighet").value, 7 * 3600e9);
  EXPECT_NEAR(*figure(report, "tillganglighet").value, 173.0 / 180, 1e-12);
  EXPECT_EQ(figure(report, "tillganglighet").verdict, Verdict::met);
  EXPECT_EQ(figure(report, "nedtid-ar").verdict,
            Verdict::met);  // January: the year so far is known
  EXPECT_EQ(figure(report, "avbrott-manad").verdict, Verdict::met);
  EXPECT_EQ(figure(report, "tillganglighet").exclusions.front().count, 120U);
}

TEST(Availability, AnOutageThroughTheNightTakesOnlyOpenHours) {
  const auto report = availability("2026-01", "avbrott;1;2026-01-08 16:30;2026-01-09 08:45\n");
  EXPECT_DOUBLE_EQ(*figure(report, "otillganglighet").value, 75 * 60e9);
  EXPECT_EQ(report.days[7].down, 30min);
  EXPECT_EQ(report.days[8].down, 45min);
}

TEST(Availability, OneThatIsOverBeforeOpeningIsNotCounted) {
  const auto report = availability("2026-01", "avbrott;1;2026-01-10 08:00;2026-01-11 20:00\n");
  EXPECT_DOUBLE_EQ(*figure(report, "otillganglighet").value, 0);
  EXPECT_DOUBLE_EQ(*figure(report, "avbrott-manad").value, 0);
  EXPECT_EQ(figure(report, "avbrott-manad").exclusions.front().count, 1U);
}

TEST(Availability, ARedDayHasNoOpeningHours) {
  const auto report = availability("2026-01", "avbrott;1;2026-01-06 08:00;2026-01-06 17:00\n");
  EXPECT_DOUBLE_EQ(*figure(report, "otillganglighet").value, 0);
  // Christmas Eve is open by the law's holidays and closed by the other reading.
  const auto december = availability("2026-12", "avbrott;1;2026-12-24 08:00;2026-12-24 10:00\n");
  EXPECT_DOUBLE_EQ(*figure(december, "otillganglighet").value, 2 * 3600e9);
  EXPECT_DOUBLE_EQ(*reading(december, "otillganglighet", "T-roda-dagar", "b").value, 0);
}

TEST(Availability, TimeThatSeveralOutagesCoverCountsOnce) {
  const auto report = availability("2026-01",
                                   "avbrott;1;2026-01-07 10:00;2026-01-07 11:00\n"
                                   "avbrott;2;2026-01-07 10:30;2026-01-07 11:30\n");
  EXPECT_DOUBLE_EQ(*figure(report, "otillganglighet").value, 90 * 60e9);
  EXPECT_DOUBLE_EQ(*figure(report, "avbrott-manad").value, 2);
  EXPECT_EQ(figure(report, "avbrott-manad").verdict, Verdict::not_met);
  EXPECT_EQ(reading(report, "avbrott-manad", "T-avbrottens-antal", "c").verdict, Verdict::met);
  EXPECT_EQ(reading(report, "avbrott-manad", "T-avbrottens-antal", "a").verdict, Verdict::not_met);
}

TEST(Availability, AWindowThatOverrunsWithoutNoticeIsDowntime) {
  const std::string window =
      "servicefonster;1;;2026-01-07 08:30;2026-01-07 05:00;2026-01-07 07:30;2025-12-01;";
  const auto silent = availability("2026-01", window + "\n");
  EXPECT_DOUBLE_EQ(*figure(silent, "otillganglighet").value, 30 * 60e9);
  EXPECT_DOUBLE_EQ(*figure(silent, "servicefonster-overskridet").value, 1);
  EXPECT_DOUBLE_EQ(*figure(silent, "avbrott-manad").value, 0);
  const auto told = availability("2026-01", window + "2026-01-07 07:00\n");
  EXPECT_DOUBLE_EQ(*figure(told, "otillganglighet").value, 0);
  EXPECT_DOUBLE_EQ(*figure(told, "servicefonster-overskridet").value, 0);
  EXPECT_DOUBLE_EQ(*reading(told, "otillganglighet", "T-servicefonster-overskridet", "b").value,
                   30 * 60e9);
  EXPECT_DOUBLE_EQ(
      *reading(told, "servicefonster-overskridet", "T-servicefonster-overskridet", "b").value, 1);
  const auto late = availability("2026-01", window + "2026-01-07 07:45\n");
  EXPECT_DOUBLE_EQ(*figure(late, "otillganglighet").value, 30 * 60e9);
}

TEST(Availability, AWindowNobodyWasToldOfIsDowntimeFromItsBeginning) {
  const auto report =
      availability("2026-01", "servicefonster;1;;;2026-01-07 15:00;2026-01-07 16:00;;\n");
  EXPECT_DOUBLE_EQ(*figure(report, "otillganglighet").value, 3600e9);
  const auto told =
      availability("2026-01", "servicefonster;1;;;2026-01-07 15:00;2026-01-07 16:00;2025-12-01;\n");
  EXPECT_DOUBLE_EQ(*figure(told, "otillganglighet").value, 0);
  EXPECT_THAT(figure(told, "avvikelser").notes.front().sv, HasSubstr("inom öppettid"));
}

TEST(Availability, TheYearIsJudgedOnlyWhenItsMonthsAreKnown) {
  const std::string row = "avbrott;1;2026-02-03 10:00;2026-02-03 12:00\n";
  const auto alone = availability("2026-02", row);
  EXPECT_EQ(figure(alone, "nedtid-ar").verdict, Verdict::too_few);
  EXPECT_THAT(figure(alone, "nedtid-ar").notes.front().sv, HasSubstr("2026-01"));
  const auto january = std::chrono::year(2026) / std::chrono::January;
  const auto december = std::chrono::year(2025) / std::chrono::December;
  const auto known = availability("2026-02", row, {{january, {60h, 3}}, {december, {500h, 9}}});
  EXPECT_DOUBLE_EQ(*figure(known, "nedtid-ar").value, 62 * 3600e9);
  EXPECT_EQ(figure(known, "nedtid-ar").verdict, Verdict::met);
  EXPECT_DOUBLE_EQ(*figure(known, "avbrott-ar").value, 4);
  EXPECT_EQ(figure(known, "avbrott-ar").verdict, Verdict::met);
  const auto over = availability("2026-02", row, {{january, {60h + 1min, 4}}});
  EXPECT_EQ(figure(over, "nedtid-ar").verdict, Verdict::not_met);
  EXPECT_EQ(figure(over, "avbrott-ar").verdict, Verdict::not_met);
  EXPECT_EQ(reading(over, "tillganglighet", "T-tillganglighetens-mal", "a").verdict,
            Verdict::not_met);
  EXPECT_EQ(reading(over, "tillganglighet", "T-tillganglighetens-mal", "b").verdict, Verdict::met);
}

TEST(Availability, AnOutageOverNewYearGivesEachYearItsPart) {
  const std::string row = "avbrott;1;2025-12-30 16:00;2026-01-02 09:00\n";
  EXPECT_DOUBLE_EQ(*figure(availability("2025-12", row), "otillganglighet").value, 10 * 3600e9);
  const auto january = availability("2026-01", row);
  EXPECT_DOUBLE_EQ(*figure(january, "otillganglighet").value, 3600e9);
  EXPECT_DOUBLE_EQ(*figure(january, "avbrott-manad").value, 0);  // it began in the year before
}

TEST(Availability, WithoutAListNothingIsSaid) {
  ReadLog log(month("2026-03"));
  const auto report = log.read(question_line("1", at("2026-03-02 09:00"), 1)).report();
  EXPECT_EQ(figure(report, "tillganglighet").verdict, Verdict::too_few);
  EXPECT_FALSE(figure(report, "tillganglighet").value);
  EXPECT_EQ(report.exit_code(), 4);
}

TEST(Availability, FailuresThatTheListDoesNotMentionAreDeviations) {
  ReadLog log(month("2026-03"));
  log.read(question_line("1", at("2026-03-02 09:00:10"), 1, "failed", "SSBTEK-199"));
  const auto report = log.report();
  EXPECT_THAT(figure(report, "avvikelser").notes.front().sv, HasSubstr("2026-03-02 09:00"));
}

// ---- Cases
// ----------------------------------------------------------------------------------------

time::WallTime due_at(const char* received, contract::TimeLimit limit, DueRules rules = {}) {
  return due(at(received), limit, calendars().ordinary, rules);
}

TEST(Due, HalfAnHourFromFridayAfternoonEndsOnMonday) {
  const auto& critical = agreed().incident(contract::Priority::kritisk);
  EXPECT_EQ(due_at("2026-03-06 16:50", critical.response), at("2026-03-09 08:20"));
  EXPECT_EQ(due_at("2026-03-06 16:50", critical.response, {.clock_hours = true}),
            at("2026-03-06 17:20"));
  EXPECT_EQ(due_at("2026-03-06 16:50", critical.resolution), at("2026-03-09 15:50"));
}

TEST(Due, WorkingDaysLastToTheEndOfTheLastOne) {
  const auto& high = agreed().incident(contract::Priority::hog);
  const auto end = [](const char* midnight) { return at(midnight) - time::Duration(1); };
  EXPECT_EQ(due_at("2026-03-06 16:50", high.resolution), end("2026-03-11 00:00"));  // Tuesday
  EXPECT_EQ(due_at("2026-03-07 12:00", high.resolution), end("2026-03-11 00:00"));  // a Saturday
  EXPECT_EQ(due_at("2026-04-02 09:00", high.resolution),
            end("2026-04-09 00:00"));  // Easter between
}

TEST(Due, SixDaysAreWorkingDaysUnlessReadOtherwise) {
  const auto& critical = agreed().problem(contract::Priority::kritisk);
  const auto end = [](const char* midnight) { return at(midnight) - time::Duration(1); };
  EXPECT_EQ(due_at("2026-03-02 09:00", critical.resolution), end("2026-03-11 00:00"));
  EXPECT_EQ(due_at("2026-03-02 09:00", critical.resolution, {.calendar_days = true}),
            end("2026-03-09 00:00"));
}

TEST(Due, OpenHoursSpanAClockChange) {
  const contract::TimeLimit hours{2, contract::TimeLimit::Unit::hours};
  EXPECT_EQ(due_at("2026-03-27 16:00", hours), at("2026-03-30 09:00"));
  EXPECT_EQ(due_at("2026-10-23 16:00", hours), at("2026-10-26 09:00"));
}

CaseRegister cases(const std::string& rows) {
  Problems problems;
  auto made = CaseRegister::parse(
      "typ;id;prioritet;paverkan;mottagen;paborjad;atgardad;aterrapporterad;utlovad;planerad_start;"
      "planerad_slut;meddelad;release;status;sakerhet\n" +
          rows,
      agreed(), calendars().ordinary, problems);
  for (const auto& problem : problems) ADD_FAILURE() << to_string(problem, Language::sv);
  return made.value();
}

Report case_report(const char* name, const std::string& rows) {
  Material material;
  material.cases = cases(rows);
  return make_report(month(name), agreed(), calendars(), material);
}

TEST(Cases, IncidentsAreHeldToTheLimitsOfTheirPriority) {
  const auto report = case_report("2026-03",
                                  "incident;1;;inga-anrop;2026-03-06 16:50;2026-03-09 "
                                  "08:20;2026-03-09 15:00;2026-03-09 15:50;;;;;;;\n"
                                  "incident;2;kritisk;;2026-03-06 16:50;2026-03-09 "
                                  "08:21;2026-03-09 15:00;2026-03-09 15:51;;;;;;;ja\n"
                                  "incident;3;låg;;2026-03-31 16:00;2026-03-31 16:30;;;;;;;;;\n");
  EXPECT_DOUBLE_EQ(*figure(report, "incidenter").value, 3);
  EXPECT_DOUBLE_EQ(*figure(report, "sakerhetsincidenter").value, 1);
  EXPECT_NEAR(*figure(report, "incident-responstid").value, 2.0 / 3, 1e-12);
  EXPECT_EQ(figure(report, "incident-responstid").verdict, Verdict::not_met);
  EXPECT_DOUBLE_EQ(*figure(report, "incident-atgardstid").value, 0.5);
  EXPECT_EQ(figure(report, "incident-atgardstid").sample, 2U);
  EXPECT_EQ(figure(report, "incident-atgardstid").exclusions.front().count, 1U);
  // Around the clock, even the first was begun too late.
  EXPECT_NEAR(*reading(report, "incident-responstid", "T-timmarnas-slag", "b").value, 1.0 / 3,
              1e-12);
}

TEST(Cases, EachIsSettledInExactlyOneMonth) {
  // Received at the end of March, due (two working days) on 1 April, resolved far too late.
  const std::string row =
      "incident;1;hog;;2026-03-30 09:00;2026-03-30 09:30;2026-05-05 09:00;2026-05-05 "
      "09:00;;;;;;;\n";
  EXPECT_EQ(figure(case_report("2026-03", row), "incident-atgardstid").verdict, Verdict::nothing);
  EXPECT_EQ(figure(case_report("2026-04", row), "incident-atgardstid").verdict, Verdict::not_met);
  EXPECT_EQ(figure(case_report("2026-05", row), "incident-atgardstid").verdict, Verdict::nothing);
  EXPECT_EQ(figure(case_report("2026-03", row), "incident-responstid").verdict, Verdict::met);
}

TEST(Cases, AnEmptyRegisterIsNeitherMetNorMissed) {
  const auto report = case_report("2026-03", "");
  EXPECT_EQ(figure(report, "incident-responstid").verdict, Verdict::nothing);
  EXPECT_DOUBLE_EQ(*figure(report, "incidenter").value, 0);
  EXPECT_EQ(report.exit_code(), 4);
}

TEST(Cases, ProblemsHaveLimitsOfTheirOwn) {
  const auto report = case_report("2026-03",
                                  "problem;1;kritisk;;2026-03-02 09:00;2026-03-03 23:00;2026-03-10 "
                                  "09:00;2026-03-10 12:00;;;;;;;\n");
  EXPECT_EQ(figure(report, "problem-responstid").verdict, Verdict::met);
  EXPECT_EQ(figure(report, "problem-atgardstid").verdict, Verdict::met);
  EXPECT_EQ(reading(report, "problem-atgardstid", "T-sex-dagar", "b").verdict, Verdict::not_met);
  EXPECT_DOUBLE_EQ(*figure(report, "problem").value, 1);
}

TEST(Cases, OrdersAreHeldToTheirPromise) {
  const auto report =
      case_report("2026-03",
                  "bestallning;1;;;2026-03-02 09:00;;2026-03-04 09:00;;2026-03-04 17:00;;;;;;\n"
                  "bestallning;2;;;2026-03-02 09:00;;2026-03-05 09:00;;2026-03-04 17:00;;;;;;\n"
                  "bestallning;3;;;2026-03-02 09:00;;2026-03-05 09:00;;;;;;;;\n");
  EXPECT_DOUBLE_EQ(*figure(report, "bestallningar").value, 3);
  EXPECT_DOUBLE_EQ(*figure(report, "bestallning-ledtid").value, 0.5);
  EXPECT_EQ(figure(report, "bestallning-ledtid").verdict, Verdict::not_met);
  EXPECT_EQ(figure(report, "bestallning-ledtid").exclusions.front().count, 1U);
  EXPECT_THAT(figure(report, "bestallning-ledtid").notes.front().sv, HasSubstr("median 3"));
}

TEST(Cases, ChangesOutsideReleasesAreToldFourWeeksAhead) {
  const auto rows = [](const char* told, const char* release) {
    return fmt::format(
        "andring;{0}{1};;;;;;;;2026-03-30 18:00;2026-03-30 20:00;{0};{1};genomford;\n", told,
        release);
  };
  EXPECT_EQ(
      figure(case_report("2026-03", rows("2026-03-02", "nej")), "andring-framforhallning").verdict,
      Verdict::met);
  EXPECT_EQ(
      figure(case_report("2026-03", rows("2026-03-03", "nej")), "andring-framforhallning").verdict,
      Verdict::not_met);
  EXPECT_EQ(
      figure(case_report("2026-03", rows("2026-03-03", "ja")), "andring-framforhallning").verdict,
      Verdict::nothing);
  EXPECT_DOUBLE_EQ(*figure(case_report("2026-03", rows("2026-03-03", "ja")), "andringar").value, 1);
}

// ---- Registers that contradict themselves
// ---------------------------------------------------------

TEST(CaseRegister, RefusesEveryContradictionWithItsRowAndColumn) {
  const std::string header =
      "typ;id;prioritet;paverkan;mottagen;paborjad;atgardad;aterrapporterad;utlovad;planerad_start;"
      "planerad_slut;meddelad;release;status;sakerhet\n";
  const std::string fine = "incident;0;hog;;2026-03-02 09:00;2026-03-02 09:30;;;;;;;;;\n";
  const struct {
    const char* name;
    const char* row;
    const char* column;
  } rows[] = {
      {"unknown type", "fraga;1;;;2026-03-02 09:00;;;;;;;;;;", "typ"},
      {"no id", "incident;;hog;;2026-03-02 09:00;;;;;;;;;;", "id"},
      {"unknown priority", "incident;1;bråttom;;2026-03-02 09:00;;;;;;;;;;", "prioritet"},
      {"no priority", "incident;1;;;2026-03-02 09:00;;;;;;;;;;", "prioritet"},
      {"unknown impact", "incident;1;;allt;2026-03-02 09:00;;;;;;;;;;", "paverkan"},
      {"priority against impact", "incident;1;låg;inga-anrop;2026-03-02 09:00;;;;;;;;;;",
       "prioritet"},
      {"never received", "incident;1;hog;;;;;;;;;;;;", "mottagen"},
      {"no time", "incident;1;hog;;i måndags;;;;;;;;;;", "mottagen"},
      {"begun before received", "incident;1;hog;;2026-03-02 09:00;2026-03-02 08:59;;;;;;;;;",
       "paborjad"},
      {"resolved without response", "incident;1;hog;;2026-03-02 09:00;;2026-03-02 10:00;;;;;;;;",
       "atgardad"},
      {"resolved before begun",
       "incident;1;hog;;2026-03-02 09:00;2026-03-02 09:30;2026-03-02 09:10;;;;;;;;", "atgardad"},
      {"reported, never resolved",
       "incident;1;hog;;2026-03-02 09:00;2026-03-02 09:30;;2026-03-02 10:00;;;;;;;",
       "aterrapporterad"},
      {"reported before resolved",
       "incident;1;hog;;2026-03-02 09:00;2026-03-02 09:30;2026-03-02 10:00;2026-03-02 09:50;;;;;;;",
       "aterrapporterad"},
      {"other content", "incident;0;hog;;2026-03-02 09:00;2026-03-02 09:31;;;;;;;;;", "id"},
      {"planned incident", "incident;1;hog;;2026-03-02 09:00;;;;;2026-03-02 09:00;;;;;",
       "planerad_start"},
      {"change without start", "andring;1;;;;;;;;;;;;;", "planerad_start"},
      {"change ends before it starts", "andring;1;;;;;;;;2026-03-02 18:00;2026-03-02 17:00;;;;",
       "planerad_slut"},
      {"unknown status", "andring;1;;;;;;;;2026-03-02 18:00;;;;klar;", "status"},
      {"neither yes nor no", "andring;1;;;;;;;;2026-03-02 18:00;;;kanske;;", "release"},
      {"promised before it came", "bestallning;1;;;2026-03-02 09:00;;;;2026-03-01;;;;;;",
       "utlovad"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Problems problems;
    EXPECT_FALSE(CaseRegister::parse(header + fine + row.row + "\n", agreed(), calendars().ordinary,
                                     problems));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].line, 3U);
    EXPECT_EQ(problems[0].column, row.column);
    EXPECT_FALSE(problems[0].message.en.empty());
  }
}

TEST(CaseRegister, ReportsEveryProblemAtOnce) {
  Problems problems;
  EXPECT_FALSE(CaseRegister::parse("typ;id;mottagen;prioritet\nincident;1;x;y\nfel;2;;\n", agreed(),
                                   calendars().ordinary, problems));
  EXPECT_EQ(problems.size(), 3U);
}

TEST(CaseRegister, MisspeltHeadingsAreRefused) {
  Problems problems;
  EXPECT_FALSE(
      CaseRegister::parse("typ;id;mottagen;prio\n", agreed(), calendars().ordinary, problems));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].column, "prio");
}

TEST(CaseRegister, ARowThatStandsTwiceCountsOnce) {
  const auto made = cases(
      "incident;1;hog;;2026-03-02 09:00;;;;;;;;;;\n"
      "incident;1;hog;;2026-03-02 09:00;;;;;;;;;;\n");
  EXPECT_EQ(made.cases.size(), 1U);
  EXPECT_EQ(made.duplicates, 1U);
}

TEST(OutageList, RefusesEveryContradictionWithItsRowAndColumn) {
  const std::string header =
      "typ;id;start;slut;planerad_start;planerad_slut;meddelad;forlangning_meddelad\n";
  const struct {
    const char* name;
    const char* row;
    const char* column;
  } rows[] = {
      {"type", "paus;1;;;;;;", "typ"},
      {"no start", "avbrott;1;;;;;;", "start"},
      {"ends before", "avbrott;1;2026-03-02 09:00;2026-03-02 08:00;;;;", "slut"},
      {"planned outage", "avbrott;1;2026-03-02 09:00;;;;2026-01-01;", "meddelad"},
      {"no plan", "servicefonster;1;;;2026-03-02 05:00;;2026-01-01;", "planerad_slut"},
      {"plan backwards", "servicefonster;1;;;2026-03-02 05:00;2026-03-02 04:00;2026-01-01;",
       "planerad_slut"},
      {"over before",
       "servicefonster;1;;2026-03-02 04:00;2026-03-02 05:00;2026-03-02 06:00;2026-01-01;", "slut"},
      {"extended, not overrun",
       "servicefonster;1;;;2026-03-02 05:00;2026-03-02 06:00;2026-01-01;2026-03-02 05:30",
       "forlangning_meddelad"},
      {"no id", "avbrott;;2026-03-02 09:00;;;;;", "id"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Problems problems;
    EXPECT_FALSE(OutageList::parse(header + filled(std::string(row.row) + "\n", 8),
                                   calendars().ordinary, problems));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].line, 2U);
    EXPECT_EQ(problems[0].column, row.column);
  }
}

}  // namespace
}  // namespace provbank::sla
