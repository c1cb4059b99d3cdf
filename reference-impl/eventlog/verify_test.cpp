#include "reference-impl/eventlog/verify.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "platform/chance/rng.hpp"
#include "reference-impl/eventlog/test_support.hpp"

namespace provbank::eventlog {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr int kEvents = 300;
constexpr int kEventsPerCheckpoint = 25;

std::string told(const VerifyReport& report) {
  std::string out;
  for (const auto& problem : report.problems) {
    out += fmt::format("{} {}:{} entry {}: expected {}, found {}\n", to_string(problem.trouble),
                       problem.file, problem.line, problem.seq, problem.expected, problem.found);
  }
  return out;
}

/// A log of some hundred entries, sealed every now and then, the last ones not.
class VerifyTest : public testing::Test {
 protected:
  void SetUp() override {
    public_key_ = public_key(test_key());
    make_log({});
    lines_ = lines_of(file());
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (event_in(lines_[i]) == "checkpoint") checkpoints_.push_back(i + 1);
    }
  }

  void make_log(std::optional<RotateOptions> rotate) {
    asio::io_context io;
    StandingClock clock;
    FileLogOptions options{.store = {.file = file(), .rotate = rotate},
                           .sealer = Sealer(test_key())};
    const auto log = open_simulated_log(std::move(options), clock).value();
    for (int i = 1; i <= kEvents; ++i) {
      clock.pass(1s);
      append_at_once(io, *log, clock, 1);
      if (i % kEventsPerCheckpoint == 0 && i < kEvents) {
        ASSERT_TRUE(seal_now(io, *log));
      }
    }
  }

  fs::path file() const { return scratch_.path() / kLogFile; }
  fs::path record() const { return scratch_.path() / "event-log.head"; }

  VerifyReport verified(const VerifyOptions& options) const {
    return verify(scratch_.path(), options).value();
  }
  VerifyReport verified() const {
    VerifyOptions options;
    options.keys = {public_key_};
    return verified(options);
  }
  VerifyReport verified(const std::vector<std::string>& lines) {
    write_lines(file(), lines);
    return verified();
  }

  /// Whether some problem is about that entry.
  static bool names(const VerifyReport& report, std::uint64_t seq) {
    return std::ranges::any_of(report.problems,
                               [&](const Problem& each) { return each.seq == seq; });
  }
  static bool has(const VerifyReport& report, Trouble trouble, std::uint64_t seq) {
    return std::ranges::any_of(report.problems, [&](const Problem& each) {
      return each.trouble == trouble && each.seq == seq;
    });
  }

  /// The chain made anew from that line on, without the key: checkpoints keep the signatures they
  /// had.
  static void rechain(std::vector<std::string>& lines, std::size_t from) {
    for (std::size_t i = from; i < lines.size(); ++i) {
      const auto link = read_link(std::string_view(lines[i]).substr(0, lines[i].size() - 1));
      ASSERT_TRUE(link);
      Head before;
      before.seq = link->seq - 1;
      before.hash = std::string(
          read_link(std::string_view(lines[i - 1]).substr(0, lines[i - 1].size() - 1))->hash);
      const auto body = link->hashed.substr(0, link->hashed.rfind(",\"prev\":"));
      lines[i] = join(before, std::string(body));
    }
  }

  ScratchFolder scratch_;
  std::string public_key_;
  std::vector<std::string> lines_;
  std::vector<std::size_t> checkpoints_;  // their numbers
};

TEST_F(VerifyTest, FindsNothingInALogThatNobodyTouched) {
  const auto report = verified();
  EXPECT_TRUE(report.holds()) << told(report);
  EXPECT_TRUE(report.proven());
  EXPECT_EQ(report.entries, lines_.size());
  EXPECT_EQ(report.checkpoints, checkpoints_.size());
  EXPECT_EQ(report.sealed, checkpoints_.back());
  EXPECT_EQ(report.unsealed, lines_.size() - checkpoints_.back());
}

TEST_F(VerifyTest, ProvesNothingWithoutAKeyFromElsewhere) {
  const auto report = verified(VerifyOptions{});
  EXPECT_TRUE(report.holds()) << told(report);
  EXPECT_FALSE(report.proven());
}

TEST_F(VerifyTest, FindsEveryFlippedBit) {
  chance::Rng rng(chance::Seed{5});
  for (int i = 0; i < 1500; ++i) {
    auto changed = lines_;
    const auto at = rng.next() % changed.size();
    auto& line = changed[at];
    const auto byte = rng.next() % line.size();
    line[byte] = static_cast<char>(line[byte] ^ (1 << (rng.next() % 7)));
    const auto report = verified(changed);
    ASSERT_FALSE(report.holds()) << "entry " << at + 1 << ", byte " << byte;
    ASSERT_TRUE(names(report, at + 1)) << "entry " << at + 1 << ", byte " << byte << "\n"
                                       << told(report);
  }
}

TEST_F(VerifyTest, FindsEveryByteOfAnEntry) {
  for (const std::size_t at : {std::size_t{40}, checkpoints_[3] - 1}) {
    for (std::size_t byte = 0; byte < lines_[at].size(); ++byte) {
      auto changed = lines_;
      changed[at][byte] = changed[at][byte] == '7' ? '8' : '7';
      const auto report = verified(changed);
      ASSERT_TRUE(names(report, at + 1)) << "entry " << at + 1 << ", byte " << byte << "\n"
                                         << told(report);
    }
  }
}

TEST_F(VerifyTest, FindsEachRemovedEntry) {
  for (std::size_t at = 0; at + 1 < lines_.size(); ++at) {
    auto changed = lines_;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
    const auto report = verified(changed);
    const auto trouble = at == 0 ? Trouble::beginning_missing : Trouble::removed;
    ASSERT_TRUE(has(report, trouble, at == 0 ? 2 : at + 1)) << at + 1 << "\n" << told(report);
    ASSERT_EQ(report.problems_found, 1U) << told(report);
  }
}

TEST_F(VerifyTest, FindsSeveralRemovedEntriesAndGoesOn) {
  auto changed = lines_;
  changed.erase(changed.begin() + 200, changed.begin() + 210);
  changed.erase(changed.begin() + 50, changed.begin() + 53);
  const auto report = verified(changed);
  ASSERT_EQ(report.problems_found, 2U) << told(report);
  EXPECT_EQ(report.problems[0].expected, "entry 51-53");
  EXPECT_EQ(report.problems[0].line, 51U);
  EXPECT_EQ(report.problems[1].expected, "entry 201-210");
  EXPECT_EQ(report.problems[1].line, 198U);
}

TEST_F(VerifyTest, FindsEachPairThatChangedPlaces) {
  for (std::size_t at = 1; at + 2 < lines_.size(); ++at) {
    auto changed = lines_;
    std::swap(changed[at], changed[at + 1]);
    const auto report = verified(changed);
    ASSERT_TRUE(has(report, Trouble::reordered, at + 2)) << at + 1 << "\n" << told(report);
    ASSERT_EQ(report.problems_found, 1U) << told(report);
  }
}

TEST_F(VerifyTest, FindsAnEntryThatWasMovedFar) {
  for (const auto& [from, to] : {std::pair{20, 200}, std::pair{200, 20}}) {
    auto changed = lines_;
    const auto line = changed[static_cast<std::size_t>(from)];
    changed.erase(changed.begin() + from);
    changed.insert(changed.begin() + to, line);
    const auto report = verified(changed);
    ASSERT_TRUE(has(report, Trouble::reordered, static_cast<std::uint64_t>(from) + 1))
        << told(report);
    ASSERT_EQ(report.problems_found, 1U) << told(report);
  }
}

TEST_F(VerifyTest, FindsEachEntryThatStandsTwice) {
  chance::Rng rng(chance::Seed{6});
  for (int i = 0; i < 500; ++i) {
    auto changed = lines_;
    const auto from = rng.next() % lines_.size();
    const auto to = 1 + rng.next() % (lines_.size() - 1);
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(to), lines_[from]);
    const auto report = verified(changed);
    ASSERT_TRUE(has(report, Trouble::inserted, from + 1)) << from + 1 << " at " << to << "\n"
                                                          << told(report);
    ASSERT_EQ(report.problems_found, 1U) << from + 1 << " at " << to << "\n" << told(report);
  }
}

TEST_F(VerifyTest, FindsEachForgedEntryThatWasPutIn) {
  for (std::size_t at = 1; at + 1 < lines_.size(); ++at) {
    auto changed = lines_;
    Head before;
    before.seq = at;
    before.hash = std::string(
        read_link(std::string_view(lines_[at - 1]).substr(0, lines_[at - 1].size() - 1))->hash);
    StandingClock clock;
    const auto forged = join(before, to_body(question_event(clock, "forged"), at + 1));
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at), forged);
    const auto report = verified(changed);
    ASSERT_TRUE(has(report, Trouble::inserted, at + 1)) << at + 1 << "\n" << told(report);
    ASSERT_EQ(report.problems_found, 1U) << told(report);
    EXPECT_EQ(report.problems[0].line, at + 1) << "the forged one, not the true one";
  }
}

TEST_F(VerifyTest, FindsAnInsertedLineThatIsNoEntry) {
  for (const std::string line : {"\n", "{}\n", "not JSON\n"}) {
    auto changed = lines_;
    changed.insert(changed.begin() + 100, line);
    const auto report = verified(changed);
    ASSERT_TRUE(has(report, Trouble::inserted, 101)) << told(report);
    ASSERT_EQ(report.problems_found, 1U) << told(report);
    EXPECT_EQ(report.problems[0].line, 101U);
  }
}

TEST_F(VerifyTest, FindsALineThatWasCutInTwo) {
  auto changed = lines_;
  changed[100].insert(50, "\n");
  const auto report = verified(changed);
  EXPECT_TRUE(names(report, 101)) << told(report);
}

TEST_F(VerifyTest, FindsThatTheEndIsMissing) {
  // The record beside the log was written at the latest checkpoint.
  auto changed = lines_;
  changed.resize(checkpoints_.back() - 1);
  const auto report = verified(changed);
  ASSERT_TRUE(has(report, Trouble::truncated, checkpoints_.back())) << told(report);
  EXPECT_EQ(report.problems[0].found, fmt::format("the last one is {}", checkpoints_.back() - 1));
}

TEST_F(VerifyTest, FindsEveryCutByAnAnchorOfTheEnd) {
  HeadRecord anchor{
      .seq = lines_.size(),
      .hash = std::string(
          read_link(std::string_view(lines_.back()).substr(0, lines_.back().size() - 1))->hash),
      .time = "",
      .key = "",
      .signature = ""};
  VerifyOptions options;
  options.keys = {public_key_};
  options.anchors = {anchor};
  EXPECT_TRUE(verified(options).proven()) << told(verified(options));
  EXPECT_EQ(verified(options).anchors, 1U);
  std::string text;
  for (const auto& line : lines_) text += line;
  chance::Rng rng(chance::Seed{7});
  for (int i = 0; i < 500; ++i) {
    const auto size = rng.next() % text.size();
    ASSERT_TRUE(write_file(file(), text.substr(0, size)));
    const auto report = verified(options);
    ASSERT_TRUE(has(report, Trouble::truncated, lines_.size())) << size << "\n" << told(report);
  }
}

TEST_F(VerifyTest, FindsAnAnchorOfAnotherLog) {
  VerifyOptions options;
  options.keys = {public_key_};
  options.anchors = {
      HeadRecord{.seq = 100, .hash = std::string(64, 'a'), .time = "", .key = "", .signature = ""}};
  EXPECT_TRUE(has(verified(options), Trouble::contradicted, 100));
}

TEST_F(VerifyTest, FindsARewrittenEntryWhoseHashWasMadeToFit) {
  for (std::size_t at = 1; at + 1 < lines_.size(); ++at) {
    if (event_in(lines_[at]) == "checkpoint") continue;
    auto changed = lines_;
    auto one = std::vector<std::string>{changed[at - 1], changed[at]};
    one[1].replace(one[1].find("2026/17"), 7, "2026/18");
    rechain(one, 1);
    changed[at] = one[1];
    const auto report = verified(changed);
    ASSERT_TRUE(has(report, Trouble::rewritten, at + 1)) << at + 1 << "\n" << told(report);
    ASSERT_EQ(report.problems_found, 1U) << told(report);
    EXPECT_EQ(report.problems[0].line, at + 1);
  }
}

TEST_F(VerifyTest, FindsAChainThatWasMadeAnewWithoutTheKey) {
  for (const std::size_t at : {std::size_t{3}, std::size_t{60}, std::size_t{200}}) {
    auto changed = lines_;
    changed[at].replace(changed[at].find("2026/17"), 7, "2026/18");
    rechain(changed, at);
    const auto report = verified(changed);
    const auto seal = std::ranges::find_if(checkpoints_, [&](auto each) { return each > at + 1; });
    ASSERT_TRUE(has(report, Trouble::bad_seal, *seal)) << told(report);
    EXPECT_LT(report.sealed, at + 1);
    EXPECT_THAT(report.problems[0].text.en, HasSubstr(fmt::format("-{} were rewritten", *seal)));
  }
}

TEST_F(VerifyTest, FindsALogThatWasSealedAnewWithAnotherKey) {
  // Everything from an entry on, with checkpoints that hold among themselves.
  const std::size_t at = 60;
  MemoryStore store;
  StandingClock clock;
  std::vector<std::string> changed(lines_.begin(), lines_.begin() + at);
  Head head;
  for (const auto& line : changed) ASSERT_TRUE(move_past(head, line));
  Head bare = head;
  bare.next_key.clear();
  Sealer other(test_key('x'));
  for (int i = 0; i < 50; ++i) {
    const auto line = join(head, to_body(question_event(clock, "forged"), head.seq + 1));
    ASSERT_TRUE(move_past(head, line));
    changed.push_back(line);
  }
  bare.seq = head.seq;
  bare.hash = head.hash;
  changed.push_back(other.seal(bare, clock.wall_now(), SealReason::stop).value());
  const auto report = verified(changed);
  EXPECT_TRUE(has(report, Trouble::foreign_seal, changed.size())) << told(report);
  EXPECT_FALSE(report.proven());
}

TEST_F(VerifyTest, FindsALogThatIsSealedByAnotherKeyFromTheBeginning) {
  VerifyOptions options;
  options.keys = {public_key(test_key('x'))};
  const auto report = verified(options);
  EXPECT_TRUE(has(report, Trouble::foreign_seal, checkpoints_.front())) << told(report);
  EXPECT_FALSE(report.proven());
}

TEST_F(VerifyTest, FindsCheckpointsThatWereTakenOutOfAChainMadeAnew) {
  std::vector<std::string> changed;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (i + 1 != checkpoints_[2]) changed.push_back(lines_[i]);
  }
  for (std::size_t i = checkpoints_[2] - 1; i < changed.size(); ++i) {
    const auto old = fmt::format("\"seq\":{},", i + 2);
    changed[i].replace(changed[i].find(old), old.size(), fmt::format("\"seq\":{},", i + 1));
  }
  rechain(changed, checkpoints_[2] - 1);
  const auto report = verified(changed);
  EXPECT_FALSE(report.holds());
  EXPECT_EQ(report.sealed, checkpoints_[1]);
}

TEST_F(VerifyTest, FindsARecordThatSomebodyElseWrote) {
  HeadRecord record = head_record_from_text(read_file(this->record()).value()).value();
  record.seq = 10;
  record.hash =
      std::string(read_link(std::string_view(lines_[9]).substr(0, lines_[9].size() - 1))->hash);
  ASSERT_TRUE(write_file(this->record(), to_text(record)));
  auto changed = lines_;
  changed.resize(10);
  EXPECT_TRUE(has(verified(changed), Trouble::record_forged, 10));
}

TEST_F(VerifyTest, FindsThatTheRecordIsGone) {
  fs::remove(record());
  const auto report = verified();
  ASSERT_EQ(report.problems_found, 1U);
  EXPECT_EQ(report.problems[0].trouble, Trouble::record_missing);
}

TEST_F(VerifyTest, SaysThatThereIsNoLog) {
  const ScratchFolder empty;
  const auto report = verify(empty.path(), {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::not_found);
}

TEST_F(VerifyTest, CountsWhatItCannotListAll) {
  auto changed = lines_;
  std::vector<std::string> many;
  for (int i = 0; i < 8; ++i) {
    for (const auto& line : changed) many.push_back(line);
  }
  const auto report = verified(many);
  EXPECT_EQ(report.problems.size(), VerifyReport::kProblemsMax);
  EXPECT_GT(report.problems_found, VerifyReport::kProblemsMax);
}

// ---- Several files ------------------------------------------------------------------------------

class VerifyFilesTest : public VerifyTest {
 protected:
  void SetUp() override {
    public_key_ = public_key(test_key());
    make_log(RotateOptions{.bytes = 14'000, .age = 24h});
    files_ = files_of_log(scratch_.path()).value();
  }
  LogFiles files_;
};

TEST_F(VerifyFilesTest, ReadsArchivesAndActiveFileAsOneLog) {
  ASSERT_GT(files_.archives.size(), 3U);
  EXPECT_EQ(files_.archives[0].file.filename(),
            fmt::format("event-log-000000000001-{:012}.jsonl", files_.archives[0].last));
  const auto report = verified();
  EXPECT_TRUE(report.proven()) << told(report);
  EXPECT_EQ(report.files, files_.archives.size() + 1);
}

TEST_F(VerifyFilesTest, FindsThatAnArchiveIsMissing) {
  const auto& gone = files_.archives[1];
  fs::remove(gone.file);
  const auto report = verified();
  ASSERT_EQ(report.problems_found, 1U) << told(report);
  EXPECT_EQ(report.problems[0].expected, fmt::format("entry {}-{}", gone.first, gone.last));
}

TEST_F(VerifyFilesTest, FindsThatTheFirstArchiveIsMissingUnlessItsTimeIsOver) {
  const auto& gone = files_.archives[0];
  const auto end = end_of_archive(gone.file).value();
  fs::remove(gone.file);
  EXPECT_EQ(verified().problems[0].trouble, Trouble::beginning_missing);
  // The checkpoint that ended it, kept elsewhere, says what the rest follows on and with which key.
  VerifyOptions options;
  options.begins = gone.last + 1;
  options.anchors = {end};
  const auto report = verified(options);
  EXPECT_TRUE(report.proven()) << told(report);
}

TEST_F(VerifyFilesTest, NamesFileAndLine) {
  auto changed = lines_of(files_.archives[2].file);
  changed[4][60] ^= 1;
  fs::permissions(files_.archives[2].file, fs::perms::owner_all);
  write_lines(files_.archives[2].file, changed);
  const auto report = verified();
  ASSERT_EQ(report.problems_found, 1U) << told(report);
  EXPECT_EQ(report.problems[0].file, files_.archives[2].file.filename());
  EXPECT_EQ(report.problems[0].line, 5U);
  EXPECT_EQ(report.problems[0].seq, files_.archives[2].first + 4);
}

TEST_F(VerifyFilesTest, VerifiesOneArchiveAlone) {
  const auto report = verify(files_.archives[2].file, {}).value();
  EXPECT_TRUE(report.holds()) << told(report);
  EXPECT_EQ(report.first, files_.archives[2].first);
  EXPECT_EQ(report.head.seq, files_.archives[2].last);
}

}  // namespace
}  // namespace provbank::eventlog
