#include "reference-impl/eventlog/file_store.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "reference-impl/eventlog/full_disk.hpp"
#include "reference-impl/eventlog/store_suite.hpp"
#include "reference-impl/eventlog/test_support.hpp"
#include "reference-impl/eventlog/verify.hpp"

namespace provbank::eventlog {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;
namespace fs = std::filesystem;

/// The files of a log that another store may be writing.
class ReadOnly final : public EntryStore {
 public:
  explicit ReadOnly(fs::path folder) : folder_(std::move(folder)) {}
  Result<Head> append(const MakeBatch&) override { return fail(Errc::refused, "to read"); }
  Result<Head> head() override { return fail(Errc::refused, "to read"); }
  Result<std::string> record() override { return std::string(); }
  Result<void> keep_record(const HeadRecord&) override { return fail(Errc::refused, "to read"); }
  Result<void> read(std::uint64_t from, const VisitLine& visit) override {
    const auto files = files_of_log(folder_);
    if (!files) return files.error();
    std::vector<fs::path> all;
    for (const auto& archive : files->archives) all.push_back(archive.file);
    if (fs::exists(files->active)) all.push_back(files->active);
    for (const auto& file : all) {
      for (const auto& line : lines_of(file)) {
        const auto link = read_link(std::string_view(line).substr(0, line.size() - 1));
        if (link && link->seq >= from && !visit(line)) return {};
      }
    }
    return {};
  }

 private:
  fs::path folder_;
};

struct FilePlace {
  static constexpr bool kLasts = true;
  std::unique_ptr<EntryStore> open() {
    return std::move(FileStore::open({.file = scratch.path() / kLogFile}).value());
  }
  std::unique_ptr<EntryStore> open_keeping(int days) {
    // Each checkpoint closes a file.
    const RotateOptions rotate{.bytes = 1, .age = {}, .keep = std::chrono::hours(24) * days};
    return std::move(
        FileStore::open({.file = scratch.path() / kLogFile, .durable = false, .rotate = rotate})
            .value());
  }
  std::unique_ptr<EntryStore> open_to_read() { return std::make_unique<ReadOnly>(scratch.path()); }
  ScratchFolder scratch;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Files, EntryStoreSuite, FilePlace);

struct MemoryPlace {
  static constexpr bool kLasts = false;
  std::unique_ptr<EntryStore> open() { return std::make_unique<MemoryStore>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, EntryStoreSuite, MemoryPlace);

class FileLogTest : public testing::Test {
 protected:
  fs::path file() const { return scratch_.path() / kLogFile; }
  std::unique_ptr<EventLog> open(FileLogOptions options) {
    options.store.file = file();
    return open_file_log(std::move(options), clock_, io_.get_executor()).value();
  }
  std::unique_ptr<EventLog> open() {
    return open(FileLogOptions{.store = {.file = {}}, .sealer = {}});
  }
  std::unique_ptr<EventLog> open_sealed(LogOptions log = {}) {
    return open(FileLogOptions{.store = {.file = {}}, .sealer = Sealer(test_key()), .log = log});
  }
  std::vector<Result<void>> append(EventLog& log, int count) {
    return append_at_once(io_, log, clock_, count);
  }
  std::vector<std::string> events(std::string_view kind) const {
    std::vector<std::string> out;
    for (const auto& line : lines_of(file())) {
      if (event_in(line) == kind) out.push_back(line);
    }
    return out;
  }
  void expect_whole() const {
    const auto report = verify(scratch_.path(), {}).value();
    for (const auto& problem : report.problems) {
      ADD_FAILURE() << to_string(problem.trouble) << ' ' << problem.file << ':' << problem.line
                    << ": expected " << problem.expected << ", found " << problem.found;
    }
  }

  ScratchFolder scratch_;
  StandingClock clock_;
  asio::io_context io_;
};

TEST_F(FileLogTest, HoldsEveryEventWhenAppendReturns) {
  const auto log = open();
  const auto outcomes = append(*log, 50);
  EXPECT_EQ(outcomes.size(), 50U);
  for (const auto& outcome : outcomes) EXPECT_TRUE(outcome);
  EXPECT_THAT(lines_of(file()), SizeIs(50));
  expect_whole();
}

TEST_F(FileLogTest, IsReadableForItsOwnerOnly) {
  const auto log = open();
  append(*log, 1);
  for (const auto& each : {file(), scratch_.path() / "event-log.head"}) {
    struct stat status {};
    ASSERT_EQ(::stat(each.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << each;
  }
}

TEST_F(FileLogTest, ContinuesTheChainAfterARestart) {
  append(*open_sealed(), 2);
  append(*open_sealed(), 2);
  EXPECT_THAT(lines_of(file()), SizeIs(4));
  EXPECT_THAT(events("recovery"), SizeIs(0));
  expect_whole();
}

TEST_F(FileLogTest, LetsNobodyElseWriteIt) {
  const auto log = open();
  const auto second = FileStore::open({.file = file()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::unavailable);
  EXPECT_THAT(second.error().detail, HasSubstr("another process writes it"));
}

TEST_F(FileLogTest, CutsOffHalfALineAndSaysSo) {
  append(*open_sealed(), 3);
  std::ofstream(file(), std::ios::app) << "{\"v\":2,\"seq\":4,\"ti";
  append(*open_sealed(), 1);
  ASSERT_THAT(events("recovery"), SizeIs(1));
  EXPECT_THAT(events("recovery")[0], testing::AllOf(HasSubstr("\"class\":\"error\""),
                                                    HasSubstr("\"outcome\":\"torn_tail\""),
                                                    HasSubstr("18 bytes after entry 3")));
  EXPECT_THAT(lines_of(file()), SizeIs(5));
  expect_whole();
}

TEST_F(FileLogTest, CutsOffWhatAPowerCutLeavesInPlaceOfABatch) {
  append(*open_sealed(), 3);
  std::ofstream(file(), std::ios::app) << std::string(3000, '\0') << "\nhalf";
  append(*open_sealed(), 1);
  EXPECT_THAT(events("recovery"), SizeIs(1));
  expect_whole();
}

TEST_F(FileLogTest, CutsOffNothingThatWasNotWrittenHalf) {
  append(*open_sealed(), 3);
  std::ofstream(file(), std::ios::app) << "{\"v\":2,\"seq\":4,\"event\":\"forged\"}\n";
  append(*open_sealed(), 1);
  EXPECT_THAT(lines_of(file()), SizeIs(6));
  ASSERT_THAT(events("recovery"), SizeIs(1));
  EXPECT_THAT(events("recovery")[0], HasSubstr("\"outcome\":\"chain_broken\""));
  EXPECT_FALSE(verify(scratch_.path(), {}).value().holds());
}

TEST_F(FileLogTest, LeavesALogOfVersion1Alone) {
  const std::string old = "{\"v\":1,\"seq\":1,\"event\":\"start\"}\n";
  ASSERT_TRUE(write_file(file(), old));
  const auto store = FileStore::open({.file = file()});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::unsupported);
  EXPECT_EQ(read_file(file()).value(), old);
}

TEST_F(FileLogTest, SaysSoWhenEntriesAreGoneAtItsStart) {
  append(*open_sealed(), 5);
  auto lines = lines_of(file());
  lines.resize(3);
  write_lines(file(), lines);
  append(*open_sealed(), 1);
  ASSERT_THAT(events("recovery"), SizeIs(1));
  EXPECT_THAT(events("recovery")[0],
              testing::AllOf(HasSubstr("\"outcome\":\"entries_missing\""),
                             HasSubstr("it had 5 entries, now the last is 3")));
}

TEST_F(FileLogTest, SaysSoWhenAnEntryWasAlteredBeforeItsStart) {
  append(*open_sealed(), 5);
  auto lines = lines_of(file());
  lines[2].replace(lines[2].find("lund"), 4, "lind");
  write_lines(file(), lines);
  append(*open_sealed(), 1);
  ASSERT_THAT(events("recovery"), SizeIs(1));
  EXPECT_THAT(events("recovery")[0],
              HasSubstr("\"outcome\":\"chain_broken\",\"detail\":\"line 3\""));
}

TEST_F(FileLogTest, DoesNotOpenWithAKeyThatIsNotTheLogs) {
  {
    const auto log = open_sealed();
    append(*log, 1);
    ASSERT_TRUE(seal_now(io_, *log));
  }
  const auto log = open_file_log({.store = {.file = file()}, .sealer = Sealer(test_key('x'))},
                                 clock_, io_.get_executor());
  ASSERT_FALSE(log);
  EXPECT_THAT(log.error().detail, HasSubstr("is not of this log"));
}

TEST_F(FileLogTest, CannotBeOpenedInAFolderThatIsNotThere) {
  const auto store = FileStore::open({.file = scratch_.path() / "none" / kLogFile});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::io);
  EXPECT_THAT(store.error().detail, HasSubstr("none"));
}

TEST_F(FileLogTest, WritesTheSameBytesForTheSameEvents) {
  const auto write = [&](const fs::path& folder) {
    fs::create_directories(folder);
    const auto log =
        open_simulated_log({.store = {.file = folder / kLogFile}, .sealer = Sealer(test_key())},
                           clock_)
            .value();
    append(*log, 3);
    EXPECT_TRUE(seal_now(io_, *log));
    return read_file(folder / kLogFile).value() + read_file(folder / "event-log.head").value();
  };
  EXPECT_EQ(write(scratch_.path() / "a"), write(scratch_.path() / "b"));
}

// ---- Checkpoints --------------------------------------------------------------------------------

TEST_F(FileLogTest, IsSealedWhenItsOldestUnsealedEntryIsTwoHoursOld) {
  const auto log = open_sealed();
  append(*log, 1);
  clock_.pass(2h - 1ms);
  append(*log, 1);
  EXPECT_THAT(events("checkpoint"), SizeIs(0));
  clock_.pass(1ms);
  append(*log, 1);
  ASSERT_THAT(events("checkpoint"), SizeIs(1));
  EXPECT_THAT(events("checkpoint")[0], HasSubstr("\"reason\":\"interval\",\"from\":1"));
  clock_.pass(24h);
  EXPECT_TRUE(seal_now(io_, *log));
  EXPECT_THAT(events("checkpoint"), SizeIs(1)) << "nothing new to seal";
}

TEST_F(FileLogTest, GoesOnUnsealedAndSaysSoWhenItsKeyIsNoLongerTheLogs) {
  MemoryStore* store = nullptr;
  auto owned = std::make_unique<MemoryStore>();
  store = owned.get();
  const auto log = StoredEventLog::in_place(
                       {.store = std::move(owned), .sealer = Sealer(test_key()), .clock = &clock_})
                       .value();
  append(*log, 1);
  // Somebody else on the same store begins another row of keys.
  Sealer other(test_key(), {.keep = {}, .staged = [] { return std::optional(test_key('r')); }});
  const auto taken = store->append([&](const Head& head) -> Result<Batch> {
    Batch batch{.lines = {other.seal(head, clock_.wall_now(), SealReason::stop).value()},
                .head = head};
    move_past(batch.head, batch.lines[0]).value();
    return batch;
  });
  ASSERT_TRUE(taken);
  for (int i = 0; i < 3; ++i) {
    clock_.pass(3h);
    EXPECT_TRUE(append(*log, 1)[0]);
  }
  int told = 0;
  for (const auto& line : store->lines()) {
    told += line.find("\"outcome\":\"not_sealed\"") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(told, 1);
}

TEST_F(FileLogTest, IsSealedBySizeAndAtAStop) {
  const auto log = open_sealed({.seal_bytes = 1000});
  for (int i = 0; i < 4; ++i) append(*log, 1);
  ASSERT_GE(events("checkpoint").size(), 1U);
  EXPECT_THAT(events("checkpoint")[0], HasSubstr("\"reason\":\"size\""));
  append(*log, 1);
  EXPECT_TRUE(seal_now(io_, *log));
  EXPECT_THAT(events("checkpoint").back(), HasSubstr("\"reason\":\"stop\""));
  expect_whole();
}

TEST_F(FileLogTest, IsSealedInTimeWhenNobodyAsksAnything) {
  time::SteadyClock clock;
  asio::io_context io;
  const auto log = open_file_log({.store = {.file = file()},
                                  .sealer = Sealer(test_key()),
                                  .log = {.seal_after = 20ms, .seal_retry = 1ms}},
                                 clock, io.get_executor())
                       .value();
  append_at_once(io, *log, clock, 1);
  for (int i = 0; i < 500 && events("checkpoint").empty(); ++i) ::usleep(10'000);
  EXPECT_THAT(events("checkpoint"), SizeIs(1));
}

TEST_F(FileLogTest, ArchivesItsFileAtACheckpointAndGoesOn) {
  {
    const auto log =
        open(FileLogOptions{.store = {.file = {}, .rotate = RotateOptions{.bytes = 1, .age = 1h}},
                            .sealer = Sealer(test_key())});
    for (int i = 0; i < 3; ++i) {
      append(*log, 2);
      ASSERT_TRUE(seal_now(io_, *log));
    }
  }
  const auto files = files_of_log(scratch_.path()).value();
  ASSERT_THAT(files.archives, SizeIs(3));
  EXPECT_EQ(files.archives[1].file.filename(), "event-log-000000000004-000000000006.jsonl");
  EXPECT_EQ(static_cast<unsigned>(fs::status(files.archives[1].file).permissions()), 0400U);
  EXPECT_FALSE(fs::exists(file()));
  append(*open_sealed(), 1);
  EXPECT_THAT(events("recovery"), SizeIs(0));
  EXPECT_THAT(lines_of(file()), SizeIs(1));
  expect_whole();
  const auto store = FileStore::open({.file = file()}).value();
  int entries = 0;
  ASSERT_TRUE(store->read(5, [&](std::string_view) { return ++entries > 0; }));
  EXPECT_EQ(entries, 6);
}

// ---- Disks that fail ----------------------------------------------------------------------------

TEST_F(FileLogTest, SaysSoWhenTheDiskIsFullAndLeavesNoHalfEntry) {
  const auto log = open_sealed();
  append(*log, 3);
  const auto whole = fs::file_size(file());
  {
    const FullDisk full(whole + 10);
    const auto outcomes = append(*log, 2);
    ASSERT_FALSE(outcomes[0]);
    EXPECT_EQ(outcomes[0].error().code, Errc::io);
    EXPECT_EQ(fs::file_size(file()), whole);
  }
  EXPECT_TRUE(append(*log, 1)[0]);
  ASSERT_THAT(events("recovery"), SizeIs(1));
  EXPECT_THAT(events("recovery")[0], HasSubstr("\"outcome\":\"write_failed\""));
  EXPECT_THAT(lines_of(file()), SizeIs(5));
  expect_whole();
}

TEST_F(FileLogTest, FindsOutItselfThatThereIsRoomAgain) {
  const auto log = open_sealed();
  append(*log, 3);
  Result<void> checked;
  const auto check = [&]() -> awaitable<void> { checked = co_await log->check(); };
  const auto ask = [&] {
    asio::co_spawn(io_, check(), asio::detached);
    io_.restart();
    io_.run();
    return checked.has_value();
  };
  EXPECT_TRUE(ask());
  {
    const FullDisk full(fs::file_size(file()) + 10);
    append(*log, 1);
    EXPECT_FALSE(ask());
  }
  EXPECT_TRUE(ask());
  EXPECT_THAT(events("recovery"), SizeIs(1));
  expect_whole();
}

/// n-th sync fails, for every n in turn; each failed append is retried once the disk works again.
TEST_F(FileLogTest, GoesOnAfterASyncThatFailed) {
  for (int bad = 1; bad <= 6; ++bad) {
    const ScratchFolder scratch;
    int syncs = 0;
    FileLogOptions options{.store = {.file = scratch.path() / kLogFile},
                           .sealer = Sealer(test_key())};
    options.store.sync = [&](int descriptor) {
      if (++syncs == bad || syncs == bad + 1) {
        errno = EIO;
        return -1;
      }
      return ::fdatasync(descriptor);
    };
    std::size_t kept = 0;
    {
      const auto log = open_file_log(std::move(options), clock_, io_.get_executor()).value();
      for (int i = 0; i < 8; ++i) kept += append(*log, 1)[0] ? 1 : 0;
    }
    EXPECT_EQ(kept, 6U) << "sync " << bad;
    const auto lines = lines_of(scratch.path() / kLogFile);
    EXPECT_EQ(lines.size(), kept + 1) << "and the note of it";
    EXPECT_TRUE(verify(scratch.path(), {}).value().holds());
  }
}

TEST_F(FileLogTest, NoticesThatSomebodyElseChangedItsFile) {
  const auto log = open_sealed();
  append(*log, 3);
  ASSERT_EQ(::truncate(file().c_str(), static_cast<off_t>(fs::file_size(file()) - 400)), 0);
  EXPECT_TRUE(append(*log, 1)[0]);
  EXPECT_TRUE(append(*log, 1)[0]);
  ASSERT_THAT(events("recovery"), SizeIs(1));
  EXPECT_THAT(events("recovery")[0], HasSubstr("\"outcome\":\"changed_by_others\""));
  EXPECT_FALSE(verify(scratch_.path(), {}).value().holds());
}

TEST_F(FileLogTest, NoticesThatItsFileWasTakenAway) {
  const auto log = open_sealed();
  append(*log, 3);
  fs::rename(file(), scratch_.path() / "elsewhere");
  EXPECT_TRUE(append(*log, 1)[0]);
  EXPECT_TRUE(append(*log, 1)[0]);
  ASSERT_THAT(events("recovery"), SizeIs(1));
  EXPECT_THAT(lines_of(file()), SizeIs(3));
  EXPECT_FALSE(verify(scratch_.path(), {}).value().holds());
}

}  // namespace
}  // namespace provbank::eventlog
