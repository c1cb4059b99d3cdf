// Reading a log of ours: found with the key alone, and never without a trace of the reader.
#include "harness/cli/log_reading.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/cli/commands.hpp"
#include "harness/cli/log_access.hpp"
#include "platform/base/file.hpp"
#include "platform/postgres_server/server.hpp"
#include "reference-impl/eventlog/keys.hpp"
#include "reference-impl/eventlog/pseudonyms.hpp"
#include "reference-impl/eventlog/test_support.hpp"
#include "reference-impl/eventlog/verify.hpp"
#include "reference-impl/eventlog_postgres/postgres_store.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using eventlog::Event;
using eventlog::EventKind;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr auto kPerson = "199001189811";
constexpr auto kOther = "198001019801";

/// What a program printed and how it ended.
struct Ran {
  int code{};
  std::string out;
  std::string err;
};

class LogReading : public testing::Test {
 protected:
  void SetUp() override {
    eventlog::make_pseudonym_key(key()).value();
    fs::create_directories(log());
    fill(*eventlog::FileStore::open({.file = file(), .durable = false}).value());
  }

  fs::path key() const { return scratch_.path() / "pseudonym.key"; }
  fs::path log() const { return scratch_.path() / "log"; }
  fs::path file() const { return log() / eventlog::kLogFile; }

  std::string pseudonym(const char* person) const {
    return eventlog::Pseudonyms(eventlog::read_pseudonym_key(key()).value()).of(person);
  }
  Event event(EventKind kind, const std::string& question, const std::string& person = {}) const {
    auto one = eventlog::question_event(events_clock_, question);
    one.kind = kind;
    one.person = person;
    return one;
  }
  /// Two questions about one person and one about another; the second of them was refused.
  void fill(eventlog::EntryStore& store) const {
    Event start;
    start.kind = EventKind::start;
    start.time = events_clock_.wall_now();
    start.pseudonym_key =
        eventlog::Pseudonyms(eventlog::read_pseudonym_key(key()).value()).key_id();
    const std::vector<Event> events = {start,
                                       event(EventKind::question, "q-1", pseudonym(kPerson)),
                                       event(EventKind::source, "q-1", pseudonym(kPerson)),
                                       event(EventKind::question, "q-2", pseudonym(kOther)),
                                       event(EventKind::question, "q-3", pseudonym(kPerson)),
                                       event(EventKind::refusal, "q-3")};
    store
        .append([&](const eventlog::Head& head) -> Result<eventlog::Batch> {
          return eventlog::to_batch(events, head);
        })
        .value();
  }
  std::vector<std::string> lines() const { return eventlog::lines_of(file()); }

  Ran ran(const std::function<int()>& command) const {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Ran out;
    out.code = command();
    out.out = testing::internal::GetCapturedStdout();
    out.err = testing::internal::GetCapturedStderr();
    return out;
  }
  Ran trace(LogTraceOptions options, const std::string& input = {}) {
    if (options.log.empty()) options.log = log();
    if (options.key.empty()) options.key = key();
    return ran([&] {
      std::istringstream in(input);
      return log_trace(app_, options, clock_, in);
    });
  }

  ScratchFolder scratch_;
  eventlog::StandingClock events_clock_;
  time::SteadyClock clock_;
  Console console_{Language::sv};
  App app_{console_, PROVBANK_DATA_DIR};
};

// ---- Trace --------------------------------------------------------------------------------------

TEST_F(LogReading, FindsAPersonsEventsAndWhatBelongsToTheirQuestions) {
  const auto found = trace({.person = "-", .format = "json"}, "19900118-9811\n");
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_EQ(found.err, "");
  const auto json = nlohmann::json::parse(found.out);
  std::vector<std::string> seqs;
  for (const auto& one : json["events"]) seqs.push_back(one["seq"]);
  EXPECT_THAT(seqs, testing::ElementsAre("2", "3", "5", "6"));
  EXPECT_EQ(json["events"][0]["handlaggare"], "handlaggare.lund");
}

TEST_F(LogReading, TakesTheNumberAsPeopleWriteItAndShowsEarlierSearchesForThePerson) {
  int found_before = 3;
  for (const char* written : {"199001189811", "19900118-9811", "900118-9811", "9001189811",
                              " 19900118 9811 ", "19900118-9811\r\n"}) {
    SCOPED_TRACE(written);
    const auto found = trace({.person = "-"}, written);
    EXPECT_EQ(found.code, 0) << found.err;
    EXPECT_THAT(found.out, HasSubstr(fmt::format("{} händelser", ++found_before)));
  }
  write_file(scratch_.path() / "person", "900118-9811\n").value();
  const auto found = trace({.person_file = scratch_.path() / "person"});
  EXPECT_EQ(found.code, 0);
  EXPECT_THAT(found.out, HasSubstr(system_user()));
}

TEST_F(LogReading, SaysThatOthersSeeACommandLineAndNeverRepeatsTheNumber) {
  const auto found = trace({.person = "900118-9811"});
  EXPECT_EQ(found.code, 0);
  EXPECT_THAT(found.err, HasSubstr("kommandoraden"));
  for (const auto& text : {found.out, found.err, read_file(file()).value()}) {
    EXPECT_THAT(text, Not(HasSubstr("9811")));
  }
  const auto wrong = trace({.person = "-"}, "900118-9812");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, Not(HasSubstr("9812")));
}

TEST_F(LogReading, FindsNothingWithAnotherKeyAndSaysWhy) {
  const auto other = scratch_.path() / "other.key";
  eventlog::make_pseudonym_key(other).value();
  const auto found = trace({.person = "-", .key = other}, "900118-9811");
  EXPECT_EQ(found.code, 2);
  EXPECT_THAT(found.err, HasSubstr("Nyckeln är inte loggens"));
  EXPECT_THAT(found.out, Not(HasSubstr("handlaggare.lund")));
  EXPECT_THAT(lines().back(), HasSubstr("wrong key"));  // and that somebody tried stands there
}

TEST_F(LogReading, IsAnEventOfTheLogThatSaysWhoSoughtWhatAndHowMuchWasFound) {
  const auto before = lines().size();
  trace({.person = "-", .reason = "begäran om registerutdrag"}, "900118-9811");
  const auto after = lines();
  ASSERT_THAT(after, SizeIs(before + 1));
  const auto event = nlohmann::json::parse(after.back());
  EXPECT_EQ(event["event"], "reading");
  EXPECT_EQ(event["reader"], system_user());
  EXPECT_EQ(event["person"], pseudonym(kPerson));
  EXPECT_EQ(event["outcome"], "hits 4");
  EXPECT_EQ(event["detail"], "trace: begäran om registerutdrag");
  eventlog::VerifyOptions how;
  how.record_required = false;
  EXPECT_TRUE(eventlog::verify(log(), how)->holds());
}

TEST_F(LogReading, IsWrittenBesideALogThatAnAggregatorIsWriting) {
  const auto before = lines().size();
  const auto writer = eventlog::FileStore::open({.file = file()}).value();
  const auto found = trace({.person = "-"}, "900118-9811");
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_THAT(lines(), SizeIs(before));
  EXPECT_THAT(eventlog::lines_of(log() / "readings" / eventlog::kLogFile), SizeIs(1));
  struct stat status {};
  ASSERT_EQ(::stat((log() / "readings").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(LogReading, ShowsNothingWhenItCannotBeWrittenDown) {
  const auto writer = eventlog::FileStore::open({.file = file()}).value();
  write_file(log() / "readings", "in the way").value();
  for (const auto& found : {trace({.person = "-"}, "900118-9811"), ran([&] {
                              return log_review(app_, {.log = log(), .format = "json"}, clock_);
                            })}) {
    EXPECT_EQ(found.code, 2);
    EXPECT_EQ(found.out, "");
    EXPECT_THAT(found.err, HasSubstr("då visas ingenting"));
  }
  const auto out = scratch_.path() / "copy.jsonl";
  EXPECT_EQ(ran([&] { return log_export(app_, {.log = log(), .out = out}, clock_); }).code, 2);
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(LogReading, KeepsFormulasOutOfSpreadsheets) {
  auto store = eventlog::FileStore::open({.file = file(), .durable = false}).value();
  auto bad = event(EventKind::question, "q-9", pseudonym(kPerson));
  bad.handlaggare = "=cmd|\"x\"";
  store
      ->append([&](const eventlog::Head& head) -> Result<eventlog::Batch> {
        return eventlog::to_batch({bad}, head);
      })
      .value();
  store.reset();
  const auto found = trace({.person = "-", .format = "csv"}, "900118-9811");
  EXPECT_THAT(found.out, HasSubstr("\"'=cmd|\"\"x\"\"\""));
}

TEST_F(LogReading, AddsNothingToAClosedPartOfALog) {
  const auto part = log() / "event-log-000000000001-000000000006.jsonl";
  fs::copy_file(file(), part);
  const auto before = read_file(part).value();
  const auto found = trace({.log = part, .person = "-"}, "900118-9811");
  EXPECT_EQ(found.code, 2);
  EXPECT_THAT(found.err, HasSubstr("give the folder"));
  EXPECT_EQ(read_file(part).value(), before);
}

TEST_F(LogReading, SaysThatThereIsNoLog) {
  const auto found = trace({.log = scratch_.path() / "none", .person = "-"}, "900118-9811");
  EXPECT_EQ(found.code, 2);
  EXPECT_THAT(found.err, HasSubstr("no such log"));
}

// ---- Review and export --------------------------------------------------------------------------

TEST_F(LogReading, ReviewsByRulesAndSaysWhoAndWhere) {
  write_file(scratch_.path() / "rules.xml",
             "<log-review-rules xmlns=\"urn:provbank:log-review-rules:1\"><rule id=\"allt\" "
             "clause=\"B3-6.2\"><sv>s</sv><en>e</en><many-persons persons=\"2\"/></rule>"
             "</log-review-rules>")
      .value();
  const LogReviewOptions options{.log = log(), .rules = scratch_.path() / "rules.xml"};
  const auto found = ran([&] { return log_review(app_, options, clock_); });
  EXPECT_EQ(found.code, 1) << found.err;
  EXPECT_THAT(found.out, HasSubstr("allt"));
  EXPECT_THAT(found.out, HasSubstr("handlaggare.lund"));
  EXPECT_THAT(found.out, HasSubstr("frågade om 2 olika personer"));
  EXPECT_THAT(found.out, HasSubstr("post 2 4 5"));
  EXPECT_THAT(lines().back(), HasSubstr("\"detail\":\"review\""));
}

TEST_F(LogReading, ReviewsNothingInALogWithoutQuestions) {
  fs::remove(file());
  eventlog::FileStore::open({.file = file(), .durable = false})
      .value()
      ->append([&](const eventlog::Head& head) -> Result<eventlog::Batch> {
        return eventlog::to_batch({event(EventKind::ping, "p")}, head);
      })
      .value();
  EXPECT_EQ(ran([&] { return log_review(app_, {.log = log()}, clock_); }).code, 4);
}

TEST_F(LogReading, RefusesARuleForAClauseThatIsNone) {
  write_file(scratch_.path() / "rules.xml",
             "<log-review-rules xmlns=\"urn:provbank:log-review-rules:1\"><rule id=\"allt\" "
             "clause=\"B3-99.9\"><sv>s</sv><en>e</en><many-persons persons=\"2\"/></rule>"
             "</log-review-rules>")
      .value();
  const LogReviewOptions options{.log = log(), .rules = scratch_.path() / "rules.xml"};
  const auto found = ran([&] { return log_review(app_, options, clock_); });
  EXPECT_EQ(found.code, 2);
  EXPECT_THAT(found.err, HasSubstr("B3-99.9"));
}

TEST_F(LogReading, MakesAPageOfAReviewInBothLanguages) {
  const auto out = scratch_.path() / "page";
  const LogReviewOptions options{.log = log(), .format = "html", .out = out};
  const auto found = ran([&] { return log_review(app_, options, clock_); });
  EXPECT_THAT(found.out, HasSubstr("log-review.sv.html"));
  EXPECT_THAT(read_file(out / "log-review.sv.html").value(), HasSubstr("Granskning av"));
  EXPECT_THAT(read_file(out / "log-review.en.html").value(), HasSubstr("Review of"));
}

TEST_F(LogReading, ExportsToANewFileForItsOwnerAlone) {
  const auto before = read_file(file()).value();
  const auto out = scratch_.path() / "copy.jsonl";
  const auto copied = ran([&] { return log_export(app_, {.log = log(), .out = out}, clock_); });
  EXPECT_EQ(copied.code, 0) << copied.err;
  EXPECT_EQ(read_file(out).value(), before);
  struct stat status {};
  ASSERT_EQ(::stat(out.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(ran([&] { return log_export(app_, {.log = log(), .out = out}, clock_); }).code, 2);
}

// ---- In PostgreSQL ------------------------------------------------------------------------------

class LogInDatabase : public LogReading {
 protected:
  static void SetUpTestSuite() {
    auto started = postgres_server::Server::start({.fsync = true});
    if (!started) throw ErrorException(started.error());
    server_ = std::move(*started);
  }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    LogReading::SetUp();
    static int databases = 0;
    database_ = fmt::format("log{}", ++databases);
    server_->sql("CREATE DATABASE " + database_).value();
    const auto made = ran([&] { return log_database(app_, server_->target(database_)); });
    ASSERT_EQ(made.code, 0) << made.err;
    server_
        ->sql(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'skrivare') THEN "
            "CREATE ROLE skrivare LOGIN IN ROLE provbank_log_write; "
            "CREATE ROLE granskare LOGIN IN ROLE provbank_log_read; END IF; END $$")
        .value();
    fill(*eventlog_postgres::PostgresStore::open({.target = target("skrivare")}).value());
  }
  std::string target(const char* user) const { return server_->target(database_, user); }
  std::string entry(int seq) const {
    return server_
        ->sql(fmt::format("SELECT line FROM provbank_log.entry WHERE seq = {}", seq), database_)
        .value();
  }

  static std::unique_ptr<postgres_server::Server> server_;
  std::string database_;
};
std::unique_ptr<postgres_server::Server> LogInDatabase::server_;

TEST_F(LogInDatabase, IsTracedByTheReadRoleWhoseReadingStandsInIt) {
  const auto found =
      trace({.log = target("granskare"), .person = "-", .format = "json"}, "900118-9811");
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_THAT(nlohmann::json::parse(found.out)["events"], SizeIs(4));
  EXPECT_THAT(entry(7), HasSubstr("\"outcome\":\"begun\""));
  EXPECT_THAT(entry(8), HasSubstr("\"outcome\":\"hits 4\""));
  EXPECT_THAT(entry(8), HasSubstr("/granskare\""));
}

TEST_F(LogInDatabase, IsNotTracedByTheWriteRole) {
  const auto found = trace({.log = target("skrivare"), .person = "-"}, "900118-9811");
  EXPECT_EQ(found.code, 2);
  EXPECT_EQ(found.out, "");
  EXPECT_THAT(found.err, HasSubstr("permission denied"));
}

TEST_F(LogInDatabase, IsReviewedAndVerified) {
  const auto reviewed = ran([&] { return log_review(app_, {.log = target("granskare")}, clock_); });
  EXPECT_NE(reviewed.code, 2) << reviewed.err;
  EXPECT_THAT(reviewed.out, HasSubstr("3 frågor"));
  LogVerifyOptions options{.log = target("granskare")};
  const auto whole = ran([&] { return log_verify(app_, options); });
  EXPECT_EQ(whole.code, 4) << whole.out << whole.err;  // it holds, and nothing is sealed
}

TEST_F(LogInDatabase, IsFoundChangedByASuperuserAndTheEntryIsNamed) {
  server_
      ->sql(
          "SET session_replication_role = replica; UPDATE provbank_log.entry SET line = "
          "replace(line, 'lund', 'lind') WHERE seq = 4",
          database_)
      .value();
  LogVerifyOptions options{.log = target("granskare"), .format = "json"};
  const auto found = ran([&] { return log_verify(app_, options); });
  EXPECT_EQ(found.code, 1) << found.out << found.err;
  const auto json = nlohmann::json::parse(found.out);
  ASSERT_FALSE(json["problems"].empty());
  EXPECT_EQ(json["problems"][0]["entry"], 4);
  EXPECT_EQ(json["problems"][0]["trouble"], "altered");
}

TEST_F(LogInDatabase, IsToldOfByItsAddressAndNotAsFiles) {
  server_
      ->sql(
          "SET session_replication_role = replica; UPDATE provbank_log.entry SET line = "
          "replace(line, 'lund', 'lind') WHERE seq = 4",
          database_)
      .value();
  LogVerifyOptions options{.log = target("granskare")};
  const auto found = ran([&] { return log_verify(app_, options); });
  EXPECT_THAT(found.out, HasSubstr("✘ postgresql://"));
  EXPECT_THAT(found.out, HasSubstr("user=granskare: post 4 [altered]"));
  EXPECT_THAT(found.out, HasSubstr("poster i databasen,"));
  EXPECT_THAT(found.out, testing::Not(HasSubstr("filer")));
}

TEST_F(LogInDatabase, IsKeptForAsLongAsWhoeverMadeItSays) {
  const auto said = ran([&] { return log_database(app_, server_->target(database_), 365); });
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("365 dygn"));
  const auto denied = ran([&] { return log_database(app_, target("skrivare"), 1); });
  EXPECT_EQ(denied.code, 2);
}

}  // namespace
}  // namespace provbank::cli
