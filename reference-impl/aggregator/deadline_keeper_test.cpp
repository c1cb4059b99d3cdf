#include "reference-impl/aggregator/deadline_keeper.hpp"

#include <gmock/gmock.h>

#include <utility>
#include <vector>

namespace provbank::aggregator {
namespace {

using namespace std::chrono_literals;
using time::TimePoint;

contract::ServiceLevels agreed() {
  contract::ServiceLevels levels;
  levels.early_limit = 7s;
  levels.early_share = 0.90;
  levels.late_limit = 12s;
  levels.extra_per_person = 1500ms;
  levels.persons_max = 10;
  levels.questions_per_second = 3;
  levels.concurrent_max = 200;
  return levels;
}

constexpr TimePoint kArrival{1h};

class DeadlineKeeperTest : public testing::Test {
 protected:
  void answer_early(int times) {
    for (int i = 0; i < times; ++i) keeper_.start(1, kArrival).finish(kArrival + 1s);
  }
  bool answer_late_if_allowed() {
    auto ticket = keeper_.start(1, kArrival);
    if (!ticket.may_go_on()) return false;
    ticket.finish(kArrival + 8s);
    return true;
  }

  DeadlineKeeper keeper_{agreed(),
                         {.reply_reserve = 300ms, .late_allowance_used = 1.0, .late_window = 100}};
};

TEST_F(DeadlineKeeperTest, KeepsBackTheReserveFromBothLimits) {
  const auto ticket = keeper_.start(1, kArrival);
  EXPECT_EQ(ticket.early() - kArrival, 6700ms);
  EXPECT_EQ(ticket.late() - kArrival, 11700ms);
}

TEST_F(DeadlineKeeperTest, GivesMoreTimeForEachPersonAfterTheFirst) {
  const auto ticket = keeper_.start(10, kArrival);
  EXPECT_EQ(ticket.early() - kArrival, 7s + 9 * 1500ms - 300ms);
  EXPECT_EQ(ticket.late() - kArrival, 12s + 9 * 1500ms - 300ms);
}

TEST_F(DeadlineKeeperTest, LetsNobodyWaitBeforeEnoughWereAnsweredEarly) {
  answer_early(8);
  EXPECT_FALSE(answer_late_if_allowed());
}

TEST_F(DeadlineKeeperTest, LetsTheTenthWaitAfterNineEarly) {
  answer_early(9);
  EXPECT_TRUE(answer_late_if_allowed());
}

TEST_F(DeadlineKeeperTest, CountsThoseNowWaitedFor) {
  answer_early(9);
  auto waiting = keeper_.start(1, kArrival);
  ASSERT_TRUE(waiting.may_go_on());
  EXPECT_FALSE(answer_late_if_allowed());
  EXPECT_EQ(keeper_.waited_for(), 1U);
}

TEST_F(DeadlineKeeperTest, AnswersOneQuestionTheSameWayTwice) {
  answer_early(9);
  auto ticket = keeper_.start(1, kArrival);
  EXPECT_TRUE(ticket.may_go_on());
  EXPECT_TRUE(ticket.may_go_on());
  EXPECT_EQ(keeper_.waited_for(), 1U);
}

TEST_F(DeadlineKeeperTest, ForgetsAQuestionThatWasNeverAnswered) {
  answer_early(9);
  {
    auto abandoned = keeper_.start(1, kArrival);
    ASSERT_TRUE(abandoned.may_go_on());
  }
  EXPECT_EQ(keeper_.waited_for(), 0U);
  EXPECT_TRUE(answer_late_if_allowed());
}

TEST_F(DeadlineKeeperTest, CountsAnAllowedQuestionThatCameInTimeAsEarly) {
  answer_early(9);
  for (int i = 0; i < 5; ++i) {
    auto ticket = keeper_.start(1, kArrival);
    ASSERT_TRUE(ticket.may_go_on());
    ticket.finish(kArrival + 7s);
  }
}

TEST_F(DeadlineKeeperTest, CallsAnAnswerLateOnlyPastTheAgreedLimit) {
  const auto ticket = keeper_.start(1, kArrival);
  EXPECT_FALSE(ticket.is_late(kArrival + 7s));
  EXPECT_TRUE(ticket.is_late(kArrival + 7s + 1ns));
}

TEST_F(DeadlineKeeperTest, LetsOldQuestionsOutOfTheWindow) {
  answer_early(9);
  ASSERT_TRUE(answer_late_if_allowed());
  ASSERT_FALSE(answer_late_if_allowed());
  answer_early(100);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(answer_late_if_allowed());
  EXPECT_FALSE(answer_late_if_allowed());
}

TEST_F(DeadlineKeeperTest, KeepsTheShareWithinTheAllowanceWhenEverySourceIsAlwaysSlow) {
  int late = 0;
  constexpr int kQuestions = 5000;
  for (int i = 0; i < kQuestions; ++i) {
    auto ticket = keeper_.start(1, kArrival);
    const bool goes_on = ticket.may_go_on();
    late += goes_on ? 1 : 0;
    ticket.finish(kArrival + (goes_on ? 11s : 6700ms));
  }
  EXPECT_LE(late, kQuestions / 10);
  EXPECT_GE(late, kQuestions / 10 - 10);
}

TEST(DeadlineKeeper, UsesNoMoreOfTheAllowanceThanItIsTold) {
  DeadlineKeeper keeper(agreed(),
                        {.reply_reserve = 0s, .late_allowance_used = 0.5, .late_window = 100});
  int before_first = 0;
  for (;; ++before_first) {
    auto ticket = keeper.start(1, kArrival);
    if (ticket.may_go_on()) break;
    ticket.finish(kArrival + 1s);
    ASSERT_LT(before_first, 100);
  }
  EXPECT_EQ(before_first, 19);
}

}  // namespace
}  // namespace provbank::aggregator
