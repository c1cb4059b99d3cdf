#include "reference-impl/aggregator/event_log.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "platform/base/file.hpp"

namespace provbank::aggregator {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using nlohmann::json;
using testing::HasSubstr;
using testing::SizeIs;

Event question() {
  Event event;
  event.kind = EventKind::question;
  event.time = time::WallTime(1'772'438'400s);
  event.question = "q-1";
  event.handlaggare = "handlaggare.lund";
  event.case_id = "2026/17";
  event.sources = {Source::af, Source::csn};
  event.duration = 1234567us;
  event.timings = {{Source::af, "data", 12ms}, {Source::csn, "timeout", 6700ms}};
  return event;
}

TEST(EventLine, IsOneJsonObjectWithItsFieldsInOrder) {
  EXPECT_EQ(to_line(question(), 7),
            "{\"v\":1,\"seq\":7,\"time\":\"2026-03-02T08:00:00.000Z\",\"event\":\"question\","
            "\"question\":\"q-1\",\"handlaggare\":\"handlaggare.lund\",\"case\":\"2026/17\","
            "\"sources\":[\"AF\",\"CSN\"],\"duration_ms\":1234.567,\"timings\":["
            "{\"source\":\"AF\",\"outcome\":\"data\",\"duration_ms\":12.0},"
            "{\"source\":\"CSN\",\"outcome\":\"timeout\",\"duration_ms\":6700.0}]}\n");
}

TEST(EventLine, CannotBeForgedByAPeer) {
  auto event = question();
  event.handlaggare = "x\"}\n{\"v\":1,\"event\":\"stop\"}\r\x1b[2J\xE2\x80\xA8";
  const auto line = to_line(event, 1);
  EXPECT_EQ(std::ranges::count(line, '\n'), 1);
  EXPECT_EQ(line.back(), '\n');
  EXPECT_TRUE(
      std::ranges::all_of(line, [](char c) { return c == '\n' || (c >= ' ' && c < 0x7F); }));
  EXPECT_EQ(json::parse(line)["handlaggare"], event.handlaggare);
}

TEST(EventLine, SurvivesTextThatIsNotUtf8) {
  auto event = question();
  event.case_id = "\xFF\xC3";
  EXPECT_EQ(json::parse(to_line(event, 1))["case"], "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(EventLine, CutsLongTextBetweenCharacters) {
  auto event = question();
  event.handlaggare.clear();
  for (int i = 0; i < 100; ++i) event.handlaggare += "å";
  event.case_id = "x" + event.handlaggare;
  const auto line = json::parse(to_line(event, 1));
  EXPECT_EQ(line["handlaggare"].get<std::string>().size(), Event::kTextBytesMax);
  EXPECT_EQ(line["case"].get<std::string>().size(), Event::kTextBytesMax - 1);
}

TEST(Pseudonyms, AreTheSameForTheSamePersonAndKeyOnly) {
  const Pseudonyms one("key");
  EXPECT_EQ(one.of("199001189811"), one.of("199001189811"));
  EXPECT_NE(one.of("199001189811"), one.of("198001019801"));
  EXPECT_NE(one.of("199001189811"), Pseudonyms("other").of("199001189811"));
  EXPECT_THAT(one.of("199001189811"), SizeIs(32));
}

// ---- Files --------------------------------------------------------------------------------------

class EventFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "event-log-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    file_ = folder_ / "events.jsonl";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// Appends so many events, each from a coroutine of its own, and returns the outcomes.
  std::vector<Result<void>> append_at_once(EventLog& log, int count) {
    std::vector<Result<void>> outcomes;
    const auto append = [&]() -> awaitable<void> {
      std::vector<Event> events{question()};
      outcomes.push_back(co_await log.append(std::move(events)));
    };
    for (int i = 0; i < count; ++i) asio::co_spawn(io_, append, asio::detached);
    io_.restart();
    io_.run();
    return outcomes;
  }

  std::vector<json> lines() const {
    std::vector<json> all;
    std::istringstream text(read_file(file_).value());
    for (std::string line; std::getline(text, line);) all.push_back(json::parse(line));
    return all;
  }

  asio::io_context io_;
  std::filesystem::path folder_;
  std::filesystem::path file_;
};

TEST_F(EventFileTest, HoldsEveryEventWhenAppendReturns) {
  auto log = FileEventLog::open(file_, io_.get_executor()).value();
  const auto outcomes = append_at_once(*log, 50);
  EXPECT_EQ(outcomes.size(), 50U);
  for (const auto& outcome : outcomes) EXPECT_TRUE(outcome);
  const auto all = lines();
  ASSERT_THAT(all, SizeIs(50));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i]["seq"], i + 1);
}

TEST_F(EventFileTest, IsReadableForItsOwnerOnly) {
  const auto log = FileEventLog::open(file_, io_.get_executor()).value();
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(EventFileTest, ContinuesAnExistingFile) {
  append_at_once(*FileEventLog::open(file_, io_.get_executor()).value(), 1);
  append_at_once(*FileEventLog::open(file_, io_.get_executor()).value(), 1);
  EXPECT_THAT(lines(), SizeIs(2));
}

TEST_F(EventFileTest, StartsANewLineAfterAHalfOne) {
  ASSERT_TRUE(write_file(file_, "{\"v\":1,\"se"));
  append_at_once(*PlainFileEventLog::open(file_).value(), 1);
  const auto text = read_file(file_).value();
  EXPECT_THAT(text, HasSubstr("{\"v\":1,\"se\n{\"v\":1,\"seq\":1,"));
}

TEST_F(EventFileTest, CannotBeOpenedInAFolderThatIsNotThere) {
  const auto log = FileEventLog::open(folder_ / "none" / "events.jsonl", io_.get_executor());
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, Errc::io);
  EXPECT_THAT(log.error().detail, HasSubstr("events.jsonl"));
}

/// A disk with room for so many bytes more in any one file.
class FullDisk {
 public:
  explicit FullDisk(rlim_t file_bytes) : previous_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &previous_);
    const rlimit now{file_bytes, previous_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &previous_);
    std::signal(SIGXFSZ, previous_handler_);
  }

 private:
  rlimit previous_{};
  void (*previous_handler_)(int);
};

TEST_F(EventFileTest, SaysSoWhenTheDiskIsFullAndLeavesNoHalfLine) {
  auto log = FileEventLog::open(file_, io_.get_executor()).value();
  append_at_once(*log, 1);
  const auto whole = std::filesystem::file_size(file_);
  {
    const FullDisk full(whole + 10);
    const auto outcomes = append_at_once(*log, 1);
    ASSERT_EQ(outcomes.size(), 1U);
    ASSERT_FALSE(outcomes[0]);
    EXPECT_EQ(outcomes[0].error().code, Errc::io);
    EXPECT_EQ(std::filesystem::file_size(file_), whole);
  }
  EXPECT_TRUE(append_at_once(*log, 1)[0]);
  EXPECT_THAT(lines(), SizeIs(2));
}

TEST_F(EventFileTest, WritesTheSameBytesForTheSameEvents) {
  append_at_once(*PlainFileEventLog::open(file_).value(), 3);
  const auto first = read_file(file_).value();
  std::filesystem::remove(file_);
  append_at_once(*PlainFileEventLog::open(file_).value(), 3);
  EXPECT_EQ(read_file(file_).value(), first);
}

}  // namespace
}  // namespace provbank::aggregator
