#include "harness/logreview/review.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "contract/civil_time.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::logreview {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::filesystem::path kData = PROVBANK_DATA_DIR;
constexpr auto kLund = "162120001132";
constexpr auto kMalmo = "162120001124";

const contract::Calendar& calendar() {
  static const auto kCalendar = contract::Calendar::create({.opens = 7h, .closes = 18h}).value();
  return kCalendar;
}

/// "2026-03-02 10:00" on the clocks in Sweden.
time::WallTime at(const std::string& text) {
  return contract::in_sweden(contract::parse_civil_time(text).value(), calendar());
}

std::string person(int number) {
  return fmt::format("{:032x}", number);
}

/// A log that is put together line by line and reviewed.
class Log {
 public:
  Log& asks(time::WallTime when, const char* who, int about, const char* organisation = kLund) {
    return line(when, fmt::format(R"("event":"question","organisation":"{}","handlaggare":"{}",)"
                                  R"("person":"{}","outcome":"complete")",
                                  organisation, who, person(about)));
  }
  Log& line(time::WallTime when, const std::string& members) {
    lines_.push_back(fmt::format(R"({{"v":2,"seq":{},"time":"{}",{}}})", lines_.size() + 1,
                                 time::to_iso8601(when), members));
    return *this;
  }
  Log& raw(const std::string& text) {
    lines_.push_back(text);
    return *this;
  }
  /// So many questions about different persons, a minute apart.
  Log& asks_about(time::WallTime from, const char* who, int count,
                  const char* organisation = kLund) {
    for (int i = 0; i < count; ++i) asks(from + i * 1min, who, 1000 + i, organisation);
    return *this;
  }

  Review review(RuleKind kind, Reviewer::Period period = {}, Limits limits = {}) const {
    std::vector<Rule> rules = {{.id = "r", .clause = "B3-6.2", .text = {"s", "e"}, .kind = kind}};
    return review(std::move(rules), period, limits);
  }
  Review review(std::vector<Rule> rules, Reviewer::Period period = {}, Limits limits = {}) const {
    Reviewer reviewer(std::move(rules), calendar(), period, limits);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      reviewer.line(lines_[i], [i] { return fmt::format("log:{}", i + 1); });
    }
    return reviewer.finish();
  }
  std::vector<Hit> hits(RuleKind kind) const { return review(kind).hits; }

 private:
  std::vector<std::string> lines_;
};

/// An ordinary Monday a month after the log began.
Log old_log() {
  Log log;
  log.asks(at("2026-02-02 09:00"), "anna", 1);
  return log;
}

// ---- Each rule, hit and not hit
// ------------------------------------------------------------------

TEST(NewWorker, IsHitByOneWhoAsksAboutManyOnTheFirstDay) {
  auto log = old_log().asks_about(at("2026-03-09 10:00"), "ny", 5);
  const auto hits = log.hits(NewWorker{.learning_days = 30, .persons = 5});
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].handlaggare, "ny");
  EXPECT_EQ(hits[0].organisation, kLund);
  EXPECT_EQ(hits[0].count, 5U);
  EXPECT_THAT(hits[0].seqs, ElementsAre(2, 3, 4, 5, 6));
  EXPECT_EQ(hits[0].first, at("2026-03-09 10:00"));
  EXPECT_EQ(hits[0].last, at("2026-03-09 10:04"));
  EXPECT_THAT(hits[0].why.sv, HasSubstr("5 olika personer"));
}

TEST(NewWorker, IsNotHitWithFewPersonsOrInANewLogOrByOneWhoIsKnown) {
  const NewWorker rule{.learning_days = 30, .persons = 5};
  EXPECT_THAT(old_log().asks_about(at("2026-03-09 10:00"), "ny", 4).hits(rule), IsEmpty());
  EXPECT_THAT(old_log().asks_about(at("2026-02-20 10:00"), "ny", 9).hits(rule), IsEmpty());
  EXPECT_THAT(old_log().asks_about(at("2026-03-09 10:00"), "anna", 9).hits(rule), IsEmpty());
}

TEST(NewWorker, TellsTheSameNameInTwoOrganisationsApart) {
  auto log = old_log().asks_about(at("2026-03-09 10:00"), "anna", 5, kMalmo);
  EXPECT_THAT(log.hits(NewWorker{.learning_days = 30, .persons = 5}), SizeIs(1));
}

TEST(ManyPersons, CountsDifferentPersonsInADay) {
  const ManyPersons rule{.persons = 3};
  EXPECT_THAT(Log().asks_about(at("2026-03-09 10:00"), "anna", 3).hits(rule), SizeIs(1));
  Log same;
  for (int i = 0; i < 9; ++i) same.asks(at("2026-03-09 10:00") + i * 1min, "anna", i % 2);
  EXPECT_THAT(same.hits(rule), IsEmpty());
  Log two_days;
  two_days.asks(at("2026-03-09 23:58"), "anna", 1).asks(at("2026-03-09 23:59"), "anna", 2);
  two_days.asks(at("2026-03-10 00:01"), "anna", 3);
  EXPECT_THAT(two_days.hits(rule), IsEmpty());
}

TEST(OddHours, AreBeforeOpeningAndFromClosingOn) {
  const OddHours rule{.opens = 7h, .closes = 18h, .questions = 1};
  for (const char* odd : {"2026-03-09 06:59", "2026-03-09 18:00", "2026-03-09 02:00"}) {
    SCOPED_TRACE(odd);
    EXPECT_THAT(Log().asks(at(odd), "anna", 1).hits(rule), SizeIs(1));
  }
  for (const char* fine : {"2026-03-09 07:00", "2026-03-09 17:59"}) {
    SCOPED_TRACE(fine);
    EXPECT_THAT(Log().asks(at(fine), "anna", 1).hits(rule), IsEmpty());
  }
}

TEST(OddHours, FollowTheClocksInSwedenInSummerToo) {
  const OddHours rule{.opens = 7h, .closes = 18h, .questions = 1};
  // 05:30 UTC is 07:30 in July and 06:30 in January.
  Log july;
  july.raw(R"({"seq":1,"time":"2026-07-06T05:30:00Z","event":"question","handlaggare":"a"})");
  EXPECT_THAT(july.hits(rule), IsEmpty());
  Log january;
  january.raw(R"({"seq":1,"time":"2026-01-07T05:30:00Z","event":"question","handlaggare":"a"})");
  EXPECT_THAT(january.hits(rule), SizeIs(1));
}

TEST(ClosedDays, AreWeekendsAndPublicHolidays) {
  const ClosedDays rule{.questions = 2};
  for (const char* closed : {"2026-03-07 10:00", "2026-03-08 10:00", "2026-04-03 10:00"}) {
    SCOPED_TRACE(closed);
    EXPECT_THAT(Log().asks_about(at(closed), "anna", 2).hits(rule), SizeIs(1));
  }
  EXPECT_THAT(Log().asks_about(at("2026-03-09 10:00"), "anna", 2).hits(rule), IsEmpty());
  EXPECT_THAT(Log().asks_about(at("2026-03-07 10:00"), "anna", 1).hits(rule), IsEmpty());
}

TEST(OwnHistory, ComparesWithEarlierDays) {
  const OwnHistory rule{.days = 3, .times = 3, .questions = 5};
  const auto after_three_days_of_two = [] {
    Log log;
    for (const char* day : {"2026-03-09", "2026-03-10", "2026-03-11"}) {
      log.asks_about(at(std::string(day) + " 10:00"), "anna", 2);
    }
    return log;
  };
  EXPECT_THAT(after_three_days_of_two().asks_about(at("2026-03-12 10:00"), "anna", 6).hits(rule),
              SizeIs(1));
  EXPECT_THAT(after_three_days_of_two().asks_about(at("2026-03-12 10:00"), "anna", 5).hits(rule),
              IsEmpty());
  EXPECT_THAT(Log().asks_about(at("2026-03-12 10:00"), "anna", 60).hits(rule), IsEmpty());
}

TEST(Peers, ComparesWithTheMedianOfTheOthersThatDay) {
  const Peers rule{.peers = 3, .times = 4, .questions = 5};
  const auto others = [](const char* organisation) {
    Log log;
    for (const char* who : {"bo", "cecilia", "david"}) {
      log.asks_about(at("2026-03-09 10:00"), who, 2, organisation);
    }
    return log;
  };
  const auto hits = others(kLund).asks_about(at("2026-03-09 11:00"), "anna", 8).hits(rule);
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].handlaggare, "anna");
  EXPECT_THAT(others(kLund).asks_about(at("2026-03-09 11:00"), "anna", 7).hits(rule), IsEmpty());
  EXPECT_THAT(others(kMalmo).asks_about(at("2026-03-09 11:00"), "anna", 8).hits(rule), IsEmpty());
}

TEST(Burst, IsManyWithinMinutes) {
  const Burst rule{.questions = 5, .within = 4min};
  const auto hits = Log().asks_about(at("2026-03-09 10:00"), "anna", 7).hits(rule);
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].count, 7U);
  EXPECT_THAT(hits[0].seqs, ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(Log().asks_about(at("2026-03-09 10:00"), "anna", 4).hits(rule), IsEmpty());
  Log slow;
  for (int i = 0; i < 50; ++i) slow.asks(at("2026-03-09 09:00") + i * 61s, "anna", i);
  EXPECT_THAT(slow.hits(rule), IsEmpty());
}

Log again_and_again(int times, std::chrono::days apart) {
  Log log;
  for (int i = 0; i < times; ++i) {
    log.asks(at("2026-03-02 10:00") + i * apart, i % 2 == 0 ? "anna" : "bo", 7);
  }
  return log;
}

TEST(RepeatedPerson, IsTheSameWorkerOrAnyone) {
  const RepeatedPerson anyone{.questions = 4, .days = 10, .same_worker = false};
  const auto hits = again_and_again(4, std::chrono::days(1)).hits(anyone);
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].person, person(7));
  EXPECT_EQ(hits[0].handlaggare, "");
  EXPECT_THAT(hits[0].seqs, ElementsAre(1, 2, 3, 4));
  const RepeatedPerson worker{.questions = 4, .days = 10};
  EXPECT_THAT(again_and_again(4, std::chrono::days(1)).hits(worker), IsEmpty());
  const auto both = again_and_again(8, std::chrono::days(1)).hits(worker);
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0].handlaggare, "anna");
}

TEST(RepeatedPerson, ForgetsWhatLiesFurtherBackThanItsDays) {
  const RepeatedPerson rule{.questions = 4, .days = 10, .same_worker = false};
  EXPECT_THAT(again_and_again(20, std::chrono::days(4)).hits(rule), IsEmpty());
}

TEST(RepeatedPerson, TellsOfEachLineOnce) {
  const RepeatedPerson rule{.questions = 4, .days = 10, .same_worker = false};
  EXPECT_THAT(again_and_again(7, std::chrono::days(1)).hits(rule), SizeIs(1));
  EXPECT_THAT(again_and_again(8, std::chrono::days(1)).hits(rule), SizeIs(2));
}

TEST(SeveralOrganisations, AskAboutOnePerson) {
  const SeveralOrganisations rule{.organisations = 2, .days = 30};
  Log log;
  log.asks(at("2026-03-02 10:00"), "anna", 7, kLund).asks(at("2026-03-20 10:00"), "bo", 7, kMalmo);
  const auto hits = log.hits(rule);
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_THAT(hits[0].organisation, HasSubstr(kMalmo));
  Log later;
  later.asks(at("2026-03-02 10:00"), "anna", 7, kLund)
      .asks(at("2026-04-20 10:00"), "bo", 7, kMalmo);
  EXPECT_THAT(later.hits(rule), IsEmpty());
  EXPECT_THAT(again_and_again(9, std::chrono::days(1)).hits(rule), IsEmpty());
}

TEST(RefusedCaller, CountsRefusalsAndRefusedTls) {
  const RefusedCaller rule{.refusals = 3};
  const std::string refusal = R"("event":"refusal","caller":"162120001132","outcome":"refused")";
  Log log;
  for (int i = 0; i < 3; ++i) log.line(at("2026-03-09 10:00") + i * 1s, refusal);
  const auto hits = log.hits(rule);
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].caller, "162120001132");
  Log tls;
  tls.line(at("2026-03-09 10:00"),
           R"("event":"incident","outcome":"tls_rejected","peer":"192.0.2.7","count":3)");
  EXPECT_THAT(tls.hits(rule), SizeIs(1));
  Log few;
  few.line(at("2026-03-09 10:00"), refusal).line(at("2026-03-10 10:00"), refusal);
  few.line(at("2026-03-10 10:01"), refusal).asks_about(at("2026-03-10 11:00"), "anna", 9);
  EXPECT_THAT(few.hits(rule), IsEmpty());
}

TEST(LogReadings, CountsReadingsOfTheLogItself) {
  const LogReadings rule{.readings = 2};
  const std::string reading = R"("event":"reading","reader":"granskare","detail":"review")";
  Log log;
  log.line(at("2026-03-09 10:00"), reading).line(at("2026-03-09 11:00"), reading);
  const auto hits = log.hits(rule);
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].reader, "granskare");
  EXPECT_THAT(Log().line(at("2026-03-09 10:00"), reading).hits(rule), IsEmpty());
}

// ---- The review as a whole
// -----------------------------------------------------------------------

TEST(Review, CountsWhatCannotBeReadAndSaysWhere) {
  auto log = old_log().raw("{\"torn").raw("[]").raw(R"({"seq":3,"event":"question"})");
  const auto review = log.review(ManyPersons{.persons = 1});
  EXPECT_EQ(review.lines, 4U);
  EXPECT_EQ(review.bad_lines, 3U);
  ASSERT_THAT(review.bad_examples, SizeIs(3));
  EXPECT_EQ(review.bad_examples[0].place, "log:2");
  EXPECT_THAT(review.bad_examples[2].reason, HasSubstr("time"));
}

TEST(Review, ShowsOnlyThePeriodButLearnsFromWhatCameBefore) {
  auto log = old_log().asks_about(at("2026-03-09 10:00"), "ny", 5);
  log.asks_about(at("2026-03-20 10:00"), "senare", 5);
  const NewWorker rule{.learning_days = 30, .persons = 5};
  const auto of = [&](const char* from, const char* to) {
    return log
        .review(rule,
                {.from = contract::parse_day(from).value(), .to = contract::parse_day(to).value()})
        .hits;
  };
  EXPECT_THAT(of("2026-03-10", "2026-03-31"), SizeIs(1));
  EXPECT_THAT(of("2026-03-09", "2026-03-09"), SizeIs(1));
  EXPECT_THAT(of("2026-03-10", "2026-03-19"), IsEmpty());
}

TEST(Review, KeepsSoManyHitsAndCountsTheRest) {
  Log log;
  for (int i = 0; i < 5; ++i) log.asks(at("2026-03-07 10:00"), fmt::format("h{}", i).c_str(), i);
  const auto review = log.review(ClosedDays{.questions = 1}, {}, {.hits_per_rule = 3});
  EXPECT_THAT(review.hits, SizeIs(3));
  EXPECT_EQ(review.hits_beyond[0], 2U);
  EXPECT_EQ(review.hit_count(), 5U);
}

TEST(Review, SaysThatALimitKeptSomethingFromBeingWatched) {
  Log log;
  for (int i = 0; i < 5; ++i) log.asks(at("2026-03-09 10:00"), "anna", i);
  const RepeatedPerson rule{.questions = 2, .days = 10};
  EXPECT_EQ(log.review(rule, {}, {.persons = 3}).unwatched, 2U);
  EXPECT_EQ(log.review(rule, {}, {.persons = 5}).unwatched, 0U);
}

TEST(Review, IsWrittenAsItsSchemaSaysAndAsJson) {
  Log log = Log().asks_about(at("2026-03-07 10:00"), "<å&", 2).raw("{");
  const auto review = log.review(ClosedDays{.questions = 1});
  const auto xml = to_xml(review, "event-log.jsonl", at("2026-04-01 08:00"));
  const auto schema = xml::Schema::load(kData / "schemas/provbank/log-review-1.xsd").value();
  EXPECT_EQ(xml::to_string(schema.problems(xml, {}, xml::Values::shown)), "");
  const auto json = nlohmann::json::parse(to_json(review, "l", at("2026-04-01 08:00")));
  EXPECT_EQ(json["hits"][0]["handlaggare"], "<å&");
  EXPECT_EQ(json["rules"][0]["hits"], 1);
  EXPECT_EQ(json["bad_lines"], 1);
}

// ---- Rule files
// ----------------------------------------------------------------------------------

Result<std::vector<Rule>> load(const std::filesystem::path& file) {
  return load_rules(file, kData / "schemas/provbank/log-review-rules-1.xsd");
}

Result<std::vector<Rule>> load_text(const std::string& rules) {
  const ScratchFolder folder;
  const auto file = folder.path() / "rules.xml";
  write_file(file, "<log-review-rules xmlns=\"urn:provbank:log-review-rules:1\">\n" + rules +
                       "\n</log-review-rules>\n")
      .value();
  return load(file);
}

TEST(RuleFile, OfOursHoldsEveryKindAndHitsNothingInAnOrdinaryLog) {
  const auto rules = load(kData / "contract/log-review-rules.xml");
  ASSERT_TRUE(rules) << rules.error().detail;
  std::set<std::size_t> kinds;
  for (const auto& rule : *rules) {
    kinds.insert(rule.kind.index());
    EXPECT_THAT(rule.text.sv, testing::Not(IsEmpty()));
    EXPECT_THAT(rule.text.en, testing::Not(IsEmpty()));
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<RuleKind>);
  Log log;
  int next = 0;
  for (const char* day : {"2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13"}) {
    for (int i = 0; i < 12; ++i) {
      for (const char* who : {"anna", "bo", "cecilia"}) {
        log.asks(at(std::string(day) + " 08:00") + i * 40min, who, ++next);
      }
    }
  }
  EXPECT_THAT(log.review(*rules).hits, IsEmpty());
}

TEST(RuleFile, SaysAtWhichLineItIsWrong) {
  const auto unknown = load_text(
      "<rule id=\"a\" clause=\"B3-6.2\"><sv>s</sv><en>e</en>\n<many-persons person=\"3\"/></rule>");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::invalid);
  EXPECT_THAT(unknown.error().detail, HasSubstr("line 3"));
  EXPECT_THAT(unknown.error().detail, HasSubstr("rules.xml"));
  const auto hours = load_text(
      "<rule id=\"a\" clause=\"B3-6.2\"><sv>s</sv><en>e</en>\n"
      "<odd-hours opens=\"18:00\" closes=\"07:00\" questions=\"1\"/></rule>");
  ASSERT_FALSE(hours);
  EXPECT_THAT(hours.error().detail, HasSubstr("line 2: rule a: opens must be earlier"));
}

TEST(RuleFile, RefusesTwoRulesWithOneId) {
  const std::string rule =
      "<rule id=\"a\" clause=\"B3-6.2\"><sv>s</sv><en>e</en><many-persons persons=\"3\"/></rule>";
  EXPECT_TRUE(load_text(rule));
  EXPECT_FALSE(load_text(rule + rule));
}

}  // namespace
}  // namespace provbank::logreview
