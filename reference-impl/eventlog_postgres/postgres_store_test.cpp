#include "reference-impl/eventlog_postgres/postgres_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>

#include "platform/postgres_server/server.hpp"
#include "reference-impl/eventlog/chain.hpp"
#include "reference-impl/eventlog/log.hpp"
#include "reference-impl/eventlog/store_suite.hpp"
#include "reference-impl/eventlog/verify.hpp"

namespace provbank::eventlog_postgres {
namespace {

using namespace std::chrono_literals;
using eventlog::Batch;
using eventlog::Event;
using eventlog::EventKind;
using postgres_server::End;
using postgres_server::Server;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::filesystem::path kSteps =
    std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/eventlog-postgres";

/// One server for all tests, a database for each.
Server& server() {
  static const auto kServer = [] {
    auto started = Server::start();
    if (!started) throw ErrorException(started.error());
    return std::move(*started);
  }();
  return *kServer;
}

Event event(const std::string& case_id) {
  Event one;
  one.kind = EventKind::question;
  one.time = time::WallTime(1'772'438'400s);
  one.case_id = case_id;
  return one;
}

class PostgresStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    static int databases = 0;
    database_ = fmt::format("log{}", ++databases);
    sql("CREATE DATABASE " + database_, "postgres");
    const auto made = migrate(options("provbank_admin"), kSteps);
    ASSERT_TRUE(made) << made.error().detail;
    sql("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'skrivare') THEN "
        "CREATE ROLE skrivare LOGIN IN ROLE provbank_log_write; "
        "CREATE ROLE granskare LOGIN IN ROLE provbank_log_read; "
        "CREATE ROLE annan LOGIN; END IF; END $$");
  }
  void TearDown() override {
    if (!server().running()) server().start_again().value();
    sql(fmt::format("DROP DATABASE {} WITH (FORCE)", database_), "postgres");
  }

  Options options(const char* user) const {
    return {.target = server().target(database_, user),
            .statement_limit = 2s,
            .volatile_allowed = true};
  }
  std::string sql(const std::string& statements, std::string database = {}) const {
    auto done = server().sql(statements, database.empty() ? database_ : database);
    if (!done) throw ErrorException(done.error());
    return *done;
  }
  /// What the database says to somebody else than its superuser.
  std::string refusal(const char* user, const std::string& statement) const {
    const auto done =
        server().sql(fmt::format("SET SESSION AUTHORIZATION {}; {}", user, statement), database_);
    return done ? "" : done.error().detail;
  }
  std::unique_ptr<PostgresStore> store(const char* user = "skrivare") const {
    auto opened = PostgresStore::open(options(user));
    if (!opened) throw ErrorException(opened.error());
    return std::move(*opened);
  }
  static Result<Head> append(PostgresStore& store, std::vector<Event> events) {
    return store.append(
        [&](const Head& head) -> Result<Batch> { return eventlog::to_batch(events, head); });
  }
  std::unique_ptr<PostgresStore> reader() const {
    auto reading = store("granskare");
    Event what;
    what.time = time::WallTime(1'772'438'500s);
    what.reader = "test";
    what.detail = "test";
    if (auto begun = reading->begin_reading(std::move(what)); !begun) {
      throw ErrorException(begun.error());
    }
    return reading;
  }
  std::vector<std::string> lines(std::uint64_t from = 1) const {
    std::vector<std::string> all;
    const auto read = reader()->read(from, [&](std::string_view line) {
      all.emplace_back(line);
      return true;
    });
    if (!read) throw ErrorException(read.error());
    return all;
  }
  /// How many entries stand in an unbroken chain from the first on.
  static std::size_t chained(const std::vector<std::string>& all) {
    std::string prev = eventlog::kBeginning;
    std::size_t count = 0;
    for (const auto& line : all) {
      const auto link = eventlog::read_link(std::string_view(line).substr(0, line.size() - 1));
      if (!link || link->seq != count + 1 || link->prev != prev || hash_of(*link) != link->hash) {
        break;
      }
      prev = link->hash;
      ++count;
    }
    return count;
  }

  std::string database_;
};

// ---- What every store does ----------------------------------------------------------------------

TEST_F(PostgresStoreTest, GivesBackWhatWasAppendedInItsOrder) {
  const auto log = store();
  const auto head = append(*log, {event("a"), event("b")});
  ASSERT_TRUE(head) << head.error().detail;
  EXPECT_EQ(head->seq, 2U);
  ASSERT_TRUE(append(*log, {event("c")}));
  const auto all = lines();
  ASSERT_THAT(all, SizeIs(4));  // and the reading
  EXPECT_THAT(all[1], HasSubstr("\"case\":\"b\""));
  EXPECT_THAT(all[3], HasSubstr("\"reader\":\"test/granskare\""));
  EXPECT_EQ(chained(all), 4U);
}

TEST_F(PostgresStoreTest, GoesOnWhereAnotherStoreEnded) {
  const auto first = append(*store(), {event("a")}).value();
  const auto log = store();
  EXPECT_EQ(log->head().value(), first);
  EXPECT_EQ(append(*log, {event("b")})->seq, 2U);
}

TEST_F(PostgresStoreTest, KeepsNothingWhenTheBatchCannotBeMade) {
  const auto log = store();
  const auto failed =
      log->append([](const Head&) -> Result<Batch> { return fail(Errc::invalid, "no key"); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().detail, "no key");
  EXPECT_EQ(log->head()->seq, 0U);
  EXPECT_EQ(append(*log, {event("a")})->seq, 1U);
}

TEST_F(PostgresStoreTest, TakesABatchWithoutLinesForNothing) {
  const auto log = store();
  EXPECT_EQ(append(*log, {})->seq, 0U);
}

TEST_F(PostgresStoreTest, ReadsFromANumberOnAndUntilItIsStopped) {
  const auto log = store();
  std::vector<Event> many(4500, event("m"));
  ASSERT_TRUE(append(*log, many));
  EXPECT_THAT(lines(4499), SizeIs(3));
  std::size_t count = 0;
  ASSERT_TRUE(reader()->read(1, [&](std::string_view) { return ++count < 2500; }));
  EXPECT_EQ(count, 2500U);
}

TEST_F(PostgresStoreTest, KeepsTheRecordOfWhoeverGotFurthest) {
  const auto log = store();
  EXPECT_EQ(log->record().value(), "");
  ASSERT_TRUE(log->keep_record({.seq = 7, .hash = "h7", .time = "t", .key = {}, .signature = {}}));
  ASSERT_TRUE(log->keep_record({.seq = 5, .hash = "h5", .time = "t", .key = {}, .signature = {}}));
  EXPECT_THAT(log->record().value(), HasSubstr("h7"));
}

// ---- Several writers ----------------------------------------------------------------------------

/// A child process that appends until it is killed, and tells of each acknowledged entry.
pid_t spawn_appender(const Options& options, int report, int number) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  for (int i = 0;; ++i) {
    auto log = PostgresStore::open(options);
    for (; log; ++i) {
      const std::string name = fmt::format("p{}-{}", number, i);
      const auto head = (*log)->append(
          [&](const Head& at) -> Result<Batch> { return eventlog::to_batch({event(name)}, at); });
      if (!head) continue;
      const std::string line = fmt::format("{} {}\n", head->seq, name);
      if (::write(report, line.data(), line.size()) < 0) ::_exit(0);
    }
    ::poll(nullptr, 0, 20);
  }
}

/// Entries that were acknowledged: number and name.
std::vector<std::pair<std::size_t, std::string>> acknowledged(const std::string& report) {
  std::vector<std::pair<std::size_t, std::string>> all;
  std::istringstream in(report);
  std::size_t seq = 0;
  for (std::string name; in >> seq >> name;) all.emplace_back(seq, name);
  return all;
}

class SeveralWriters : public PostgresStoreTest {
 protected:
  static constexpr int kWriters = 4;

  void SetUp() override {
    PostgresStoreTest::SetUp();
    ASSERT_EQ(::pipe2(ends_, O_CLOEXEC | O_NONBLOCK), 0);
    for (int i = 0; i < kWriters; ++i) start();
  }
  void start() { children_.push_back(spawn_appender(options("skrivare"), ends_[1], started_++)); }
  void kill_oldest() {
    ::kill(children_.front(), SIGKILL);
    int status = 0;
    ::waitpid(children_.front(), &status, 0);
    children_.erase(children_.begin());
  }
  /// Lets them work until so many more entries are acknowledged.
  void work(std::size_t entries) {
    const auto enough = std::ranges::count(report_, '\n') + static_cast<std::ptrdiff_t>(entries);
    for (int tries = 0; std::ranges::count(report_, '\n') < enough; ++tries) {
      ASSERT_LT(tries, 3000) << "the writers got no further";
      drain();
      ::poll(nullptr, 0, 5);
    }
  }
  void drain() {
    char bytes[4096];
    for (ssize_t got = 0; (got = ::read(ends_[0], bytes, sizeof bytes)) > 0;) {
      report_.append(bytes, static_cast<std::size_t>(got));
    }
  }
  /// Ends all and holds what was acknowledged against what the log has.
  void judge() {
    while (!children_.empty()) kill_oldest();
    drain();
    const auto all = lines();
    EXPECT_EQ(chained(all), all.size());
    const auto told = acknowledged(report_);
    EXPECT_THAT(told, testing::Not(IsEmpty()));
    for (const auto& [seq, name] : told) {
      ASSERT_LE(seq, all.size()) << name << " is lost";
      ASSERT_THAT(all[seq - 1], HasSubstr(fmt::format("\"case\":\"{}\"", name)));
    }
  }
  void TearDown() override {
    while (!children_.empty()) kill_oldest();
    ::close(ends_[0]);
    ::close(ends_[1]);
    PostgresStoreTest::TearDown();
  }

  std::vector<pid_t> children_;
  int ends_[2] = {-1, -1};
  int started_ = 0;
  std::string report_;
};

TEST_F(SeveralWriters, GiveOneUnbrokenChain) {
  work(400);
  judge();
}

TEST_F(SeveralWriters, LoseNothingAcknowledgedWhenTheyAreKilled) {
  for (int i = 0; i < 25; ++i) {
    work(7);
    kill_oldest();
    start();
  }
  judge();
}

TEST_F(SeveralWriters, LoseNothingAcknowledgedWhenTheServerCrashesAndGoOnByThemselves) {
  for (const auto how : {End::immediate, End::killed, End::orderly}) {
    work(40);
    server().end(how);
    const auto again = server().start_again();
    ASSERT_TRUE(again) << again.error().detail;
  }
  work(40);
  judge();
}

// ---- Trouble ------------------------------------------------------------------------------------

TEST_F(PostgresStoreTest, RefusesWhileTheServerIsGoneAndRecoversByItself) {
  const auto log = store();
  ASSERT_TRUE(append(*log, {event("a")}));
  server().end(End::immediate);
  const auto refused = append(*log, {event("b")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_THAT(refused.error().detail, HasSubstr(database_));
  server().start_again().value();
  const auto again = append(*log, {event("c")});
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(again->seq, 2U);
}

TEST_F(PostgresStoreTest, DoesNotNoticeThatTheServerWasRestartedBetweenTwoAppends) {
  const auto log = store();
  ASSERT_TRUE(append(*log, {event("a")}));
  server().end(End::orderly);
  server().start_again().value();
  EXPECT_TRUE(append(*log, {event("b")}));
}

TEST_F(PostgresStoreTest, WaitsNoLongerThanItsLimitForTheLogsLock) {
  const auto log = store();
  const auto other = store();
  Result<Head> inner = fail(Errc::none, "");
  const auto outer = log->append([&](const Head& head) -> Result<Batch> {
    inner = append(*other, {event("inner")});
    return eventlog::to_batch({event("outer")}, head);
  });
  ASSERT_FALSE(inner);
  EXPECT_EQ(inner.error().code, Errc::timed_out);
  ASSERT_TRUE(outer) << outer.error().detail;
  EXPECT_EQ(append(*other, {event("later")})->seq, 2U);
}

TEST_F(PostgresStoreTest, FindsOutWhetherABatchIsKeptWhoseSessionWasBrokenOff) {
  const auto log = store();
  const auto broken = log->append([&](const Head& head) -> Result<Batch> {
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'skrivare' "
        "AND datname = current_database()");
    return eventlog::to_batch({event("a")}, head);
  });
  // Nothing was committed: it is tried again, or fails; never half.
  const auto all = lines();
  EXPECT_EQ(chained(all), all.size());
  EXPECT_THAT(all, SizeIs(broken ? 2 : 1));
}

TEST_F(PostgresStoreTest, IsNotOpenedOnAServerThatDoesNotWaitForTheDisk) {
  auto careless = options("skrivare");
  careless.volatile_allowed = false;
  const auto opened = PostgresStore::open(careless);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().detail, HasSubstr("fsync"));
}

TEST_F(PostgresStoreTest, SaysThatADatabaseHasNoLog) {
  auto elsewhere = options("skrivare");
  elsewhere.target = server().target("postgres", "skrivare");
  const auto opened = PostgresStore::open(elsewhere);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().detail, HasSubstr("provbank log database"));
}

TEST(PostgresTarget, IsShownWithoutItsPassword) {
  EXPECT_EQ(shown("postgresql://anna:hemligt@db/log"), "postgresql://anna:***@db/log");
  EXPECT_EQ(shown("postgresql:///log?host=/s&password=hemligt&user=a"),
            "postgresql:///log?host=/s&password=***&user=a");
  EXPECT_EQ(shown("postgresql://db:5432/log"), "postgresql://db:5432/log");
}

// ---- Who may do what ----------------------------------------------------------------------------

TEST_F(PostgresStoreTest, LetsTheWriteRoleReadNothing) {
  ASSERT_TRUE(append(*store(), {event("a")}));
  for (const char* statement :
       {"SELECT line FROM provbank_log.entry", "SELECT provbank_log.entries(1, 10)",
        "SELECT provbank_log.begin_reading('x', 'y')", "SELECT state FROM provbank_log.head",
        "COPY provbank_log.entry TO STDOUT"}) {
    EXPECT_THAT(refusal("skrivare", statement), HasSubstr("permission denied")) << statement;
  }
  std::size_t read = 0;
  EXPECT_FALSE(store()->read(1, [&](std::string_view) { return ++read > 0; }));
  EXPECT_EQ(read, 0U);
}

TEST_F(PostgresStoreTest, LetsNobodyChangeOrRemove) {
  ASSERT_TRUE(append(*store(), {event("a")}));
  for (const char* user : {"skrivare", "granskare", "annan"}) {
    for (const char* statement :
         {"UPDATE provbank_log.entry SET line = 'x'", "DELETE FROM provbank_log.entry",
          "TRUNCATE provbank_log.entry", "INSERT INTO provbank_log.entry VALUES (2, 'x')",
          "UPDATE provbank_log.head SET seq = 0", "DROP TABLE provbank_log.entry",
          "SELECT provbank_log.add_lines('x', 'y')"}) {
      EXPECT_THAT(refusal(user, statement),
                  testing::AnyOf(HasSubstr("permission denied"), HasSubstr("must be owner")))
          << user << statement;
    }
  }
  // Not even who owns it, or may do anything, changes it by mistake.
  for (const char* user : {"provbank_log_owner", "provbank_admin"}) {
    for (const char* statement :
         {"UPDATE provbank_log.entry SET line = 'x'", "DELETE FROM provbank_log.entry",
          "TRUNCATE provbank_log.entry"}) {
      EXPECT_THAT(refusal(user, statement), HasSubstr("never changed")) << user << statement;
    }
  }
  EXPECT_THAT(lines(), SizeIs(2));
}

TEST_F(PostgresStoreTest, LetsTheReadRoleAddNothingButThatItReads) {
  const auto reading = reader();
  const auto written = append(*reading, {event("a")});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::refused);
  EXPECT_THAT(refusal("granskare", "SELECT provbank_log.append('x', 'y')"),
              HasSubstr("permission denied"));
  EXPECT_THAT(refusal("granskare",
                      "SELECT provbank_log.begin_reading('{\"event\":\"question\"}', "
                      "'{}')"),
              HasSubstr("the entry that says who reads"));
  EXPECT_THAT(refusal("granskare",
                      "SELECT provbank_log.begin_reading("
                      "'{\"event\":\"reading\",\"reader\":\"anna/annan\"}', '{}')"),
              HasSubstr("as granskare"));
}

TEST_F(PostgresStoreTest, LetsNobodyReadWithoutAnEntryThatSaysSo) {
  ASSERT_TRUE(append(*store(), {event("a")}));
  EXPECT_THAT(refusal("granskare", "SELECT provbank_log.entries(1, 10)"),
              HasSubstr("nobody reads the log without"));
  std::size_t read = 0;
  const auto unsaid = store("granskare")->read(1, [&](std::string_view) { return ++read > 0; });
  ASSERT_FALSE(unsaid);
  EXPECT_EQ(unsaid.error().code, Errc::refused);
  EXPECT_EQ(read, 0U);
}

TEST_F(PostgresStoreTest, LetsNobodyReadWithAnEntryThatIsTakenBack) {
  ASSERT_TRUE(append(*store(), {event("a")}));
  // The reading as the store would make it, in a transaction of the reader's own that never ends.
  const auto head = store()->head().value();
  Event reading;
  reading.kind = EventKind::reading;
  reading.time = time::WallTime(1'772'438'500s);
  reading.reader = "x/granskare";
  const auto batch = eventlog::to_batch({reading}, head);
  const auto line = batch.lines.at(0).substr(0, batch.lines.at(0).size() - 1);
  const auto begin = fmt::format("BEGIN; SELECT provbank_log.begin_reading('{}', '{}'); ", line,
                                 eventlog::to_text(batch.head));
  EXPECT_THAT(refusal("granskare", begin + "SELECT provbank_log.entries(1, 10); ROLLBACK"),
              HasSubstr("nobody reads the log without"));
  EXPECT_EQ(refusal("granskare", begin + "COMMIT; SELECT provbank_log.entries(1, 10)"), "");
}

TEST_F(PostgresStoreTest, TakesNoEntryThatDoesNotFollowOnTheLog) {
  const auto log = store();
  ASSERT_TRUE(append(*log, {event("a")}));
  const auto stale = log->append(
      [](const Head&) -> Result<Batch> { return eventlog::to_batch({event("b")}, Head{}); });
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, Errc::invalid);
  const auto forged = log->append([](const Head& head) -> Result<Batch> {
    auto batch = eventlog::to_batch({event("b")}, head);
    batch.lines[0].replace(batch.lines[0].find("\"b\""), 3, "\"c\"");
    return batch;
  });
  ASSERT_FALSE(forged);
  EXPECT_THAT(forged.error().detail, HasSubstr("entry 2 does not follow"));
  EXPECT_THAT(lines(), SizeIs(2));
}

TEST_F(PostgresStoreTest, IsSealedByTwoProcessesThatBeganWithTheSameKey) {
  const auto key = eventlog::test_key();
  eventlog::StandingClock clock;
  boost::asio::io_context io;
  const auto log = [&] {
    return eventlog::StoredEventLog::in_place(
               {.store = store(), .sealer = eventlog::Sealer(key), .clock = &clock})
        .value();
  };
  const auto one = log();
  const auto two = log();
  for (int i = 0; i < 3; ++i) {
    eventlog::append_at_once(io, *one, clock, 2);
    ASSERT_TRUE(eventlog::seal_now(io, *one));
    eventlog::append_at_once(io, *two, clock, 2);
    ASSERT_TRUE(eventlog::seal_now(io, *two));
  }
  const auto reading = reader();
  const auto record = eventlog::head_record_from_text(reading->record().value()).value();
  eventlog::VerifyOptions how;
  how.keys = {eventlog::public_key(key)};
  const auto report = eventlog::verify_lines(
      [&](const eventlog::VisitLine& visit) { return reading->read(1, visit); }, record, how);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->proven());
  EXPECT_EQ(report->checkpoints, 6U);
}

TEST_F(PostgresStoreTest, ShowsInTheChainWhatASuperuserChangedInSilence) {
  const auto log = store();
  for (const char* name : {"a", "b", "c", "d"}) ASSERT_TRUE(append(*log, {event(name)}));
  sql("SET session_replication_role = replica; "
      "UPDATE provbank_log.entry SET line = replace(line, '\"case\":\"c\"', '\"case\":\"x\"') "
      "WHERE seq = 3");
  EXPECT_EQ(chained(lines()), 2U);
}

// ---- Migrations ---------------------------------------------------------------------------------

TEST_F(PostgresStoreTest, IsBroughtToTheNewestVersionOnce) {
  EXPECT_THAT(migrate(options("provbank_admin"), kSteps).value(), IsEmpty());
}

TEST_F(PostgresStoreTest, IsNotMigratedWithAFileThatHasChangedOrIsUnknown) {
  const ScratchFolder folder;
  const auto file = folder.path() / "001-log.sql";
  std::filesystem::copy(kSteps, folder.path());
  write_file(folder.path() / "900-more.sql", "CREATE TABLE provbank_log.more (n integer)").value();
  EXPECT_THAT(migrate(options("provbank_admin"), folder.path()).value(),
              ElementsAre("900-more.sql"));
  const auto older = migrate(options("provbank_admin"), kSteps);
  ASSERT_FALSE(older);
  EXPECT_THAT(older.error().detail, HasSubstr("900-more.sql"));
  std::ofstream(file, std::ios::app) << "-- changed\n";
  const auto changed = migrate(options("provbank_admin"), folder.path());
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().detail, HasSubstr("001-log.sql has changed"));
}

TEST_F(PostgresStoreTest, IsMigratedWholeOrNotAtAll) {
  const ScratchFolder folder;
  std::filesystem::copy(kSteps, folder.path());
  write_file(folder.path() / "900-more.sql",
             "CREATE TABLE provbank_log.more (n integer); SELECT nothing")
      .value();
  const auto failed = migrate(options("provbank_admin"), folder.path());
  ASSERT_FALSE(failed);
  EXPECT_EQ(sql("SELECT to_regclass('provbank_log.more') IS NULL"), "t\n");
}

TEST_F(PostgresStoreTest, NobodyButTheDatabaseItselfDisposesOfEntries) {
  const auto log = store();
  ASSERT_TRUE(append(*log, {event("a"), event("b")}));
  EXPECT_THAT(refusal("skrivare", "SELECT provbank_log.keep_for(1)"),
              HasSubstr("permission denied"));
  EXPECT_THAT(refusal("granskare", "SELECT * FROM provbank_log.dispose()"),
              HasSubstr("permission denied"));
  // A writer may set the disposal going, which is nothing until it is said what is to be kept ...
  EXPECT_EQ(refusal("skrivare", "SELECT * FROM provbank_log.dispose()"), "");
  EXPECT_THAT(lines(), SizeIs(3));
  // ... nor what is not sealed; and even the owner removes nothing by hand.
  ASSERT_TRUE(keep_for(options("provbank_admin"), 1));
  EXPECT_EQ(refusal("skrivare", "SELECT * FROM provbank_log.dispose()"), "");
  EXPECT_THAT(lines(), SizeIs(4));
  EXPECT_THAT(refusal("provbank_log_owner", "DELETE FROM provbank_log.entry WHERE seq = 1"),
              HasSubstr("never changed"));
}

TEST_F(PostgresStoreTest, ALogOfAnOlderVersionIsToBeBroughtToThisOne) {
  sql("DROP FUNCTION provbank_log.dispose()");
  const auto opened = PostgresStore::open(options("skrivare"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::unsupported);
  EXPECT_THAT(opened.error().detail, HasSubstr("older version"));
}

// ---- The same as every other store --------------------------------------------------------------

/// As the aggregators have it, with what only a superuser sees for a reader.
class SharedStore final : public eventlog::EntryStore {
 public:
  SharedStore(std::unique_ptr<PostgresStore> store, std::string database)
      : store_(std::move(store)), database_(std::move(database)) {}

  Result<Head> append(const eventlog::MakeBatch& make) override { return store_->append(make); }
  Result<Head> head() override { return store_->head(); }
  Result<std::string> record() override { return store_->record(); }
  Result<void> keep_record(const eventlog::HeadRecord& record) override {
    return store_->keep_record(record);
  }
  std::vector<Event> take_recoveries() override { return store_->take_recoveries(); }
  Result<void> read(std::uint64_t from, const eventlog::VisitLine& visit) override {
    auto text = server().sql(
        fmt::format("SELECT line FROM provbank_log.entry WHERE seq >= {} ORDER BY seq", from),
        database_);
    if (!text) return text.error();
    std::istringstream in(*text);
    for (std::string line; std::getline(in, line);) {
      if (!visit(line + "\n")) break;
    }
    return {};
  }

 private:
  std::unique_ptr<PostgresStore> store_;
  std::string database_;
};

/// A database for each.
struct Place {
  static constexpr bool kLasts = true;

  Place() {
    static int databases = 0;
    database = fmt::format("place{}", ++databases);
    server().sql("CREATE DATABASE " + database).value();
    migrate(options(), kSteps).value();
  }
  Options options() const {
    return {.target = server().target(database), .volatile_allowed = true};
  }
  std::unique_ptr<eventlog::EntryStore> open() const {
    return std::make_unique<SharedStore>(std::move(PostgresStore::open(options()).value()),
                                         database);
  }
  std::unique_ptr<eventlog::EntryStore> open_keeping(int days) const {
    keep_for(options(), days).value();
    return open();
  }
  std::unique_ptr<eventlog::EntryStore> open_to_read() const { return open(); }
  std::string database;
};

}  // namespace
}  // namespace provbank::eventlog_postgres

namespace provbank::eventlog {
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, EntryStoreSuite, eventlog_postgres::Place);
}  // namespace provbank::eventlog
