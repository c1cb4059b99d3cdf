#include "reference-impl/eventlog/chain.hpp"

#include <gmock/gmock.h>

#include "platform/crypto/encoding.hpp"
#include "reference-impl/eventlog/checkpoint.hpp"
#include "reference-impl/eventlog/test_support.hpp"

namespace provbank::eventlog {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::string first_line() {
  const StandingClock clock;
  return join(Head{}, to_body(question_event(clock, "q-1"), 1));
}
std::string_view without_feed(const std::string& line) {
  return std::string_view(line).substr(0, line.size() - 1);
}

TEST(Chain, HashesAllOfTheLineBeforeItsHash) {
  const auto line = first_line();
  const auto mark = line.find(",\"hash\":\"");
  EXPECT_EQ(line.substr(mark + 9, kHashDigits), crypto::sha256_hex(line.substr(0, mark)));
  EXPECT_THAT(line.substr(0, mark), EndsWith(",\"prev\":\"" + kBeginning + "\""));
}

TEST(Chain, ReadsTheLinkThatItMade) {
  const auto line = first_line();
  const auto link = read_link(without_feed(line));
  ASSERT_TRUE(link);
  EXPECT_EQ(link->seq, 1U);
  EXPECT_EQ(link->prev, kBeginning);
  EXPECT_EQ(hash_of(*link), link->hash);
  EXPECT_EQ(event_in(line), "question");
  EXPECT_EQ(time_in(line), time::WallTime(std::chrono::seconds(1'772'438'400)));
}

TEST(Chain, ReadsNothingElse) {
  const auto line = first_line();
  for (const std::string& wrong :
       {std::string(), std::string("{}"), line, line.substr(1), line.substr(0, line.size() - 2),
        std::string(kLineBytesMax + 1, ' ')}) {
    EXPECT_FALSE(read_link(wrong));
    Head head;
    if (wrong != line) {
      EXPECT_FALSE(move_past(head, wrong));
    }
  }
}

TEST(Chain, MovesItsHeadPastEntriesAndCheckpoints) {
  const StandingClock clock;
  Head head;
  const auto line = first_line();
  ASSERT_TRUE(move_past(head, line));
  EXPECT_EQ(head.seq, 1U);
  EXPECT_EQ(head.unsealed_bytes, line.size());
  EXPECT_EQ(head.unsealed_since, clock.wall_now());
  Sealer sealer(test_key());
  ASSERT_TRUE(move_past(head, sealer.seal(head, clock.wall_now(), SealReason::stop).value()));
  EXPECT_EQ(head.seq, 2U);
  EXPECT_EQ(head.sealed, 2U);
  EXPECT_EQ(head.seals, 1U);
  EXPECT_EQ(head.next_key, public_key(next_seal_key(test_key())));
  EXPECT_EQ(head.unsealed_bytes, 0U);
  EXPECT_FALSE(head.unsealed_since);
}

TEST(Chain, KeepsItsHeadAsText) {
  Head head;
  ASSERT_TRUE(move_past(head, first_line()));
  EXPECT_EQ(head_from_text(to_text(head)).value(), head);
  EXPECT_EQ(head_from_text(to_text(Head{})).value(), Head{});
  EXPECT_FALSE(head_from_text("{}"));
  EXPECT_FALSE(head_from_text("nothing"));
}

TEST(Checkpoint, IsSignedOverWhatStandsBeforeIt) {
  const StandingClock clock;
  Head head;
  ASSERT_TRUE(move_past(head, first_line()));
  Sealer sealer(test_key());
  const auto line = sealer.seal(head, clock.wall_now(), SealReason::interval).value();
  const auto checkpoint = read_checkpoint(without_feed(line)).value();
  EXPECT_EQ(checkpoint.from, 1U);
  EXPECT_EQ(checkpoint.seal, 1U);
  EXPECT_EQ(checkpoint.key, public_key(test_key()));
  EXPECT_TRUE(is_signed(without_feed(line), checkpoint));
  // The same entry on another chain.
  head.hash = std::string(kHashDigits, 'a');
  const auto link = read_link(without_feed(line));
  const auto body = link->hashed.substr(0, link->hashed.rfind(",\"prev\""));
  const auto moved = join(head, std::string(body));
  EXPECT_FALSE(is_signed(without_feed(moved), checkpoint));
}

TEST(Checkpoint, IsMadeByOneKeyAndNamesTheNext) {
  const StandingClock clock;
  Sealer sealer(test_key());
  Head head;
  std::string expected = public_key(test_key());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(move_past(head, join(head, to_body(question_event(clock, "q"), head.seq + 1))));
    const auto line = sealer.seal(head, clock.wall_now(), SealReason::interval).value();
    ASSERT_TRUE(move_past(head, line));
    ASSERT_TRUE(sealer.sealed(head));
    const auto checkpoint = read_checkpoint(without_feed(line)).value();
    EXPECT_EQ(checkpoint.key, expected);
    expected = checkpoint.next;
  }
  EXPECT_EQ(public_key(sealer.key()), expected);
}

TEST(Sealer, CatchesUpWithALogThatWentOn) {
  const StandingClock clock;
  Head head;
  Sealer ahead(test_key());
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(move_past(head, join(head, to_body(question_event(clock, "q"), head.seq + 1))));
    ASSERT_TRUE(move_past(head, ahead.seal(head, clock.wall_now(), SealReason::interval).value()));
    ASSERT_TRUE(ahead.sealed(head));
  }
  Sealer behind(test_key());
  ASSERT_TRUE(behind.follow(head));
  EXPECT_EQ(behind.key().seed, ahead.key().seed);
  EXPECT_FALSE(Sealer(test_key('x')).follow(head));
}

TEST(HeadRecord, IsSignedByTheKeyOfTheNextCheckpoint) {
  Head head;
  ASSERT_TRUE(move_past(head, first_line()));
  Sealer sealer(test_key());
  const auto record = sealer.state(head, time::WallTime()).value();
  EXPECT_TRUE(is_signed(record));
  const auto read = head_record_from_text(to_text(record)).value();
  EXPECT_EQ(read, record);
  EXPECT_LT(to_text(record).size(), kHeadRecordBytes);
  auto other = record;
  other.seq = 2;
  EXPECT_FALSE(is_signed(other));
}

TEST(HeadRecord, RefusesWhatIsNone) {
  for (const std::string text :
       {"", "{}", "{\"v\":1}", "{\"v\":2,\"seq\":1,\"hash\":\"x\",\"time\":\"\"}"}) {
    EXPECT_FALSE(head_record_from_text(text)) << text;
  }
}

}  // namespace
}  // namespace provbank::eventlog
