#include "platform/time/clock.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace provbank::time {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct VirtualTime : testing::Test {
  asio::io_context io;
  VirtualClock clock{io, WallTime{}};
  std::vector<std::string> log;

  asio::awaitable<void> note_after(Duration duration, std::string what) {
    co_await sleep_for(clock, duration);
    log.push_back(what);
  }
  void spawn(Duration duration, std::string what) {
    asio::co_spawn(io, note_after(duration, std::move(what)), asio::detached);
  }
};

TEST_F(VirtualTime, WakesSleepersInOrderOfTheirTimes) {
  spawn(48h, "late");
  spawn(1ns, "early");
  spawn(12s, "middle");
  clock.run();
  EXPECT_THAT(log, ElementsAre("early", "middle", "late"));
  EXPECT_EQ(clock.now().time_since_epoch(), Duration(48h));
}

TEST_F(VirtualTime, WakesEqualTimesInTheOrderTheyLayDown) {
  spawn(5s, "first");
  spawn(5s, "second");
  spawn(5s, "third");
  EXPECT_EQ(clock.run(), 1u);
  EXPECT_THAT(log, ElementsAre("first", "second", "third"));
}

TEST_F(VirtualTime, RunUntilLeavesLaterSleepersAsleep) {
  spawn(3s, "before");
  spawn(9s, "after");
  clock.run_until(TimePoint{} + 5s);
  EXPECT_THAT(log, ElementsAre("before"));
  EXPECT_EQ(clock.now(), TimePoint{} + 5s);
  clock.run();
  EXPECT_THAT(log, ElementsAre("before", "after"));
}

TEST_F(VirtualTime, WallTimeStartsWhereItWasToldTo) {
  VirtualClock dated(io, WallTime{} + 1000h);
  EXPECT_EQ(dated.wall_now(), WallTime{} + 1000h);
}

TEST(Iso8601, PrintsMillisecondsAndNanosecondsInUtc) {
  const WallTime instant = WallTime{} + 1772438400s + 123456789ns;
  EXPECT_EQ(to_iso8601(instant), "2026-03-02T08:00:00.123Z");
  EXPECT_EQ(to_iso8601_nanoseconds(instant), "2026-03-02T08:00:00.123456789Z");
}

}  // namespace
}  // namespace provbank::time
