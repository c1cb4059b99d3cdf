#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <stdexcept>

#include "platform/net/event.hpp"
#include "platform/net/task_group.hpp"
#include "platform/net/with_timeout.hpp"

namespace provbank::net {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Notes what its coroutines do, on a virtual clock.
class Tasks : public testing::Test {
 protected:
  /// Drives the coroutine to its end and returns how it ended.
  std::exception_ptr run(awaitable<void> test) {
    std::exception_ptr failure = std::make_exception_ptr(std::logic_error("never ended"));
    auto done = [&](const std::exception_ptr& error) { failure = error; };
    asio::co_spawn(io, std::move(test), asio::bind_cancellation_slot(outside.slot(), done));
    clock.run();
    return failure;
  }

  awaitable<void> note_after(time::Duration duration, std::string what) {
    struct Note {
      std::vector<std::string>& log;
      std::string text;
      ~Note() { log.push_back(text); }
    } note{log, what + " cancelled"};
    co_await time::sleep_for(clock, duration);
    note.text = what;
  }

  awaitable<void> throw_after(time::Duration duration) {
    co_await time::sleep_for(clock, duration);
    throw std::runtime_error("trouble");
  }

  awaitable<int> value_after(time::Duration duration) {
    co_await note_after(duration, "op");
    co_return 7;
  }

  awaitable<void> cancel_outside_after(time::Duration duration) {
    co_await time::sleep_for(clock, duration);
    outside.emit(asio::cancellation_type::terminal);
  }

  time::Duration elapsed() const { return clock.now().time_since_epoch(); }

  asio::io_context io;
  time::VirtualClock clock{io, time::WallTime{}};
  asio::cancellation_signal outside;
  std::vector<std::string> log;
};

std::string what_of(const std::exception_ptr& error) {
  if (!error) return "";
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& known) {
    return known.what();
  }
}

TEST_F(Tasks, GroupJoinsItsChildrenBeforeItReturns) {
  auto body = [this](TaskGroup& group) -> awaitable<void> {
    group.spawn(note_after(2s, "slow"));
    group.spawn(note_after(1s, "quick"));
    log.push_back("body");
    co_return;
  };
  EXPECT_EQ(what_of(run(with_task_group(body))), "");
  EXPECT_THAT(log, ElementsAre("body", "quick", "slow"));
  EXPECT_EQ(elapsed(), 2s);
}

TEST_F(Tasks, FirstErrorCancelsTheSiblingsAndIsThrown) {
  auto body = [this](TaskGroup& group) -> awaitable<void> {
    group.spawn(note_after(1h, "sibling"));
    group.spawn(throw_after(1s));
    co_return;
  };
  EXPECT_EQ(what_of(run(with_task_group(body))), "trouble");
  EXPECT_THAT(log, ElementsAre("sibling cancelled"));
  EXPECT_EQ(elapsed(), 1s);
}

TEST_F(Tasks, ABodyThatThrowsStillJoinsItsChildren) {
  auto body = [this](TaskGroup& group) -> awaitable<void> {
    group.spawn(note_after(1h, "child"));
    co_await throw_after(1s);
  };
  EXPECT_EQ(what_of(run(with_task_group(body))), "trouble");
  EXPECT_THAT(log, ElementsAre("child cancelled"));
}

TEST_F(Tasks, CancellingTheGroupsOwnerCancelsAndJoinsTheChildren) {
  auto body = [this](TaskGroup& group) -> awaitable<void> {
    group.spawn(note_after(1h, "one"));
    group.spawn(note_after(2h, "two"));
    co_return;
  };
  asio::co_spawn(io, cancel_outside_after(3s), [](const std::exception_ptr&) {});
  EXPECT_NE(what_of(run(with_task_group(body))), "");
  EXPECT_THAT(log, ElementsAre("one cancelled", "two cancelled"));
  EXPECT_EQ(elapsed(), 3s);
}

TEST_F(Tasks, AChildMaySpawnSiblings) {
  auto body = [this](TaskGroup& group) -> awaitable<void> {
    for (int i = 0; i < 3; ++i) {
      group.spawn(note_after(1s, "child"));
      co_await time::sleep_for(clock, 2s);
    }
  };
  EXPECT_EQ(what_of(run(with_task_group(body))), "");
  EXPECT_THAT(log, ElementsAre("child", "child", "child"));
}

TEST_F(Tasks, DeadlineGivesTheValueOfAnOperationThatIsQuickEnough) {
  auto test = [this]() -> awaitable<void> {
    EXPECT_EQ(co_await with_deadline(value_after(1s), clock, clock.now() + 2s), 7);
  };
  EXPECT_EQ(what_of(run(test())), "");
  EXPECT_THAT(log, ElementsAre("op"));
  EXPECT_EQ(elapsed(), 1s);
}

TEST_F(Tasks, DeadlineCancelsAndJoinsASlowOperation) {
  auto test = [this]() -> awaitable<void> {
    EXPECT_EQ(co_await with_deadline(value_after(1h), clock, clock.now() + 2s), std::nullopt);
    log.push_back("after");
  };
  EXPECT_EQ(what_of(run(test())), "");
  EXPECT_THAT(log, ElementsAre("op cancelled", "after"));
  EXPECT_EQ(elapsed(), 2s);
}

TEST_F(Tasks, DeadlineThatHasPassedLetsNothingRun) {
  auto test = [this]() -> awaitable<void> {
    co_await time::sleep_for(clock, 5s);
    EXPECT_EQ(co_await with_deadline(value_after(1s), clock, clock.now() - 1s), std::nullopt);
  };
  EXPECT_EQ(what_of(run(test())), "");
  EXPECT_EQ(elapsed(), 5s);
}

TEST_F(Tasks, DeadlineEndsAtOnceWhenTheOperationThrows) {
  auto failing = [this]() -> awaitable<int> {
    co_await throw_after(1s);
    co_return 0;
  };
  auto test = [&]() -> awaitable<void> {
    (void)co_await with_deadline(failing(), clock, clock.now() + 1h);
  };
  EXPECT_EQ(what_of(run(test())), "trouble");
  EXPECT_EQ(elapsed(), 1s);
}

TEST_F(Tasks, CancellationPassesThroughADeadline) {
  auto test = [this]() -> awaitable<void> {
    (void)co_await with_deadline(value_after(1h), clock, clock.now() + 2h);
    log.push_back("not reached");
  };
  asio::co_spawn(io, cancel_outside_after(1s), [](const std::exception_ptr&) {});
  EXPECT_NE(what_of(run(test())), "");
  EXPECT_THAT(log, ElementsAre("op cancelled"));
  EXPECT_EQ(elapsed(), 1s);
}

TEST_F(Tasks, DeadlinesNest) {
  auto test = [this]() -> awaitable<void> {
    auto inner = with_deadline(value_after(1h), clock, clock.now() + 30min);
    EXPECT_FALSE((co_await with_deadline(std::move(inner), clock, clock.now() + 1s)).has_value());
  };
  EXPECT_EQ(what_of(run(test())), "");
  EXPECT_EQ(elapsed(), 1s);
}

TEST_F(Tasks, LatchWakesEverybodyAndStaysSet) {
  Latch latch(io.get_executor());
  auto wait = [&](std::string who) -> awaitable<void> {
    co_await latch.wait();
    log.push_back(who);
  };
  auto body = [&](TaskGroup& group) -> awaitable<void> {
    group.spawn(wait("one"));
    group.spawn(wait("two"));
    co_await time::sleep_for(clock, 1s);
    EXPECT_THAT(log, IsEmpty());
    latch.set();
    co_await wait("late");
  };
  EXPECT_EQ(what_of(run(with_task_group(body))), "");
  EXPECT_THAT(log, testing::UnorderedElementsAre("one", "two", "late"));
}

TEST_F(Tasks, CancellingAWaitOnALatchThrows) {
  Latch latch(io.get_executor());
  auto wait = [&]() -> awaitable<int> {
    co_await latch.wait();
    co_return 1;
  };
  auto test = [&]() -> awaitable<void> {
    EXPECT_EQ(co_await with_deadline(wait(), clock, clock.now() + 1s), std::nullopt);
  };
  EXPECT_EQ(what_of(run(test())), "");
}

}  // namespace
}  // namespace provbank::net
