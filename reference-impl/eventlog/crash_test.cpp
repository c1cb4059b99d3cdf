// A log whose program is killed again and again, at any point of what it does.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <set>

#include "platform/chance/rng.hpp"
#include "reference-impl/eventlog/keys.hpp"
#include "reference-impl/eventlog/line_reader.hpp"
#include "reference-impl/eventlog/test_support.hpp"
#include "reference-impl/eventlog/verify.hpp"

namespace provbank::eventlog {
namespace {

namespace fs = std::filesystem;

/// Where a sync takes no time, so that the kill hits all that the program does and not mostly that.
constexpr int kKills = 1000;
constexpr const char* kMemoryFolder = "/dev/shm";
/// And where it does.
constexpr int kKillsOnDisk = 60;
constexpr int kAppenders = 4;
constexpr std::uint64_t kTakenMax = 12;
constexpr std::uint64_t kLifeUsMax = 2'000;
constexpr std::uint64_t kAll = ~0ULL;

FileLogOptions options_for(const fs::path& folder) {
  return {.store = {.file = folder / "log" / kLogFile,
                    .rotate = RotateOptions{.bytes = 60'000, .age = std::chrono::hours(24)}},
          .sealer = open_key_folder(folder / "keys").value(),
          // Often, so that many are killed while they seal and change the key.
          .log = {.seal_bytes = 8'000}};
}

/// In the child: appends until it is killed, and tells each number that the log took.
[[noreturn]] void live(const fs::path& folder, std::uint32_t first, int report) {
  time::SteadyClock clock;
  asio::io_context io;
  auto opened = open_file_log(options_for(folder), clock, io.get_executor());
  if (!opened) {
    const std::string why = opened.error().detail + "\n";
    static_cast<void>(::write(STDERR_FILENO, why.data(), why.size()));
    ::_exit(3);
  }
  EventLog& log = **opened;
  std::uint32_t next = first;
  const auto append_for_ever = [&]() -> awaitable<void> {
    for (;;) {
      const std::uint32_t mine = next++;
      std::vector<Event> events(1 + mine % 3, question_event(clock, std::to_string(mine)));
      const auto taken = co_await log.append(std::move(events));
      if (!taken) ::_exit(4);
      if (::write(report, &mine, sizeof mine) != sizeof mine) ::_exit(5);
    }
  };
  for (int i = 0; i < kAppenders; ++i) asio::co_spawn(io, append_for_ever(), asio::detached);
  io.run();
  ::_exit(6);
}

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    ::close(ends_[0]);
    close_writing();
  }
  int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  /// Waits for so many, or for the end.
  std::vector<std::uint32_t> some(std::uint64_t count) {
    std::vector<std::uint32_t> out;
    std::uint32_t one = 0;
    while (out.size() < count && ::read(ends_[0], &one, sizeof one) == sizeof one)
      out.push_back(one);
    return out;
  }

 private:
  int ends_[2]{};
};

/// The numbers that stand in the log, of the files that a short life can have written.
std::multiset<std::uint32_t> numbers_in(const fs::path& folder) {
  const auto files = files_of_log(folder / "log").value();
  std::vector<fs::path> recent{files.active};
  const auto archives = std::min<std::size_t>(files.archives.size(), 3);
  for (std::size_t i = files.archives.size() - archives; i < files.archives.size(); ++i) {
    recent.push_back(files.archives[i].file);
  }
  std::multiset<std::uint32_t> out;
  constexpr std::string_view kMark = "\"question\":\"";
  for (const auto& file : recent) {
    auto reader = LineReader::open(file);
    if (!reader) continue;  // archived, and the next one not begun
    LineReader::Line line;
    while (reader->next(line).value()) {
      const auto at = line.text.find(kMark);
      if (!line.ended || at == std::string_view::npos) continue;
      out.insert(static_cast<std::uint32_t>(
          std::stoul(std::string(line.text.substr(at + kMark.size(), 10)))));
    }
  }
  return out;
}

/// Kills it so many times, each time after it has taken some events, and holds what is left against
/// what it said.
void kill_and_compare(const fs::path& folder, int kills) {
  fs::create_directories(folder / "log");
  ASSERT_TRUE(make_key_folder(folder / "keys"));
  chance::Rng rng(chance::Seed{11});
  std::uint32_t next = 1;
  std::size_t taken = 0;
  std::size_t torn = 0;
  for (int kill = 0; kill < kills; ++kill) {
    Pipe pipe;
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) live(folder, next, pipe.writing());
    pipe.close_writing();
    auto reported = pipe.some(rng.below(kTakenMax));
    ::usleep(static_cast<useconds_t>(rng.below(kLifeUsMax)));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "ended by itself: " << WEXITSTATUS(status);
    for (const auto number : pipe.some(kAll)) reported.push_back(number);
    const auto kept = numbers_in(folder);
    for (const auto number : reported) {
      ASSERT_EQ(kept.count(number), 1 + number % 3) << "kill " << kill << ", event " << number;
      next = std::max(next, number);
    }
    taken += reported.size();
    next += kAppenders + 1;
    if (kill % 10 == 5) {  // what a power cut leaves
      std::ofstream(folder / "log" / kLogFile, std::ios::app) << "{\"v\":2,\"seq\":12,\"ti";
      ++torn;
    }
  }
  // One more life, which ends in good order.
  time::SteadyClock clock;
  asio::io_context io;
  {
    const auto log = open_file_log(options_for(folder), clock, io.get_executor()).value();
    append_at_once(io, *log, clock, 1);
    ASSERT_TRUE(seal_now(io, *log));
  }
  VerifyOptions options;
  options.keys = load_public_keys(folder / "keys").value();
  const auto report = verify(folder / "log", options).value();
  for (const auto& problem : report.problems) {
    ADD_FAILURE() << to_string(problem.trouble) << ' ' << problem.file << ':' << problem.line
                  << ": expected " << problem.expected << ", found " << problem.found;
  }
  EXPECT_TRUE(report.proven());
  EXPECT_EQ(report.unsealed, 0U);
  EXPECT_GT(taken, static_cast<std::size_t>(kills)) << "killed before they did anything";
  EXPECT_GT(report.checkpoints, static_cast<std::size_t>(kills) / 10);
  std::size_t noted = 0;
  const auto files = files_of_log(folder / "log").value();
  std::vector<fs::path> all{files.active};
  for (const auto& archive : files.archives) all.push_back(archive.file);
  for (const auto& file : all) {
    auto reader = LineReader::open(file);
    LineReader::Line line;
    while (reader && reader->next(line).value()) {
      noted += line.text.find("\"outcome\":\"torn_tail\"") != std::string_view::npos ? 1 : 0;
    }
  }
  EXPECT_GE(noted + torn / 2, torn) << "a note is itself lost when its writer is killed at once";
  fmt::print("{} kills, {} appends taken, {} entries, {} checkpoints, {} files\n", kills, taken,
             report.entries, report.checkpoints, report.files);
}

TEST(EventLogKilled, LosesNothingThatItTookAndLeavesNothingTorn) {
  std::string name = std::string(kMemoryFolder) + "/provbank-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    const ScratchFolder scratch;
    return kill_and_compare(scratch.path(), kKills);
  }
  kill_and_compare(name, kKills);
  fs::remove_all(name);
}

TEST(EventLogKilled, DoesTheSameOnADisk) {
  const ScratchFolder scratch;
  kill_and_compare(scratch.path(), kKillsOnDisk);
}

}  // namespace
}  // namespace provbank::eventlog
