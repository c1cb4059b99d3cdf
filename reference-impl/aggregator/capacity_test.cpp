#include "reference-impl/aggregator/capacity.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace provbank::aggregator {
namespace {

using namespace std::chrono_literals;
using time::TimePoint;

constexpr TimePoint kStart{};
constexpr Capacity::Limits kAgreed{.concurrent_max = 200, .per_second = 3};

/// Takes and gives back at once; returns how many were let in.
int let_in(Capacity& capacity, int attempts, TimePoint now) {
  int count = 0;
  for (int i = 0; i < attempts; ++i) count += capacity.take(1, now) ? 1 : 0;
  return count;
}

TEST(Capacity, LetsInAFirstRushOfAsManyAsMayBeUnderWay) {
  Capacity capacity(kAgreed, kStart);
  EXPECT_EQ(let_in(capacity, 300, kStart), 200);
}

TEST(Capacity, RefillsAtTheAgreedRate) {
  Capacity capacity(kAgreed, kStart);
  let_in(capacity, 200, kStart);
  EXPECT_EQ(let_in(capacity, 300, kStart + 10s), 30);
}

TEST(Capacity, KeepsUpWithTheAgreedRateForever) {
  Capacity capacity(kAgreed, kStart);
  let_in(capacity, 200, kStart);
  auto now = kStart;
  for (int second = 0; second < 1000; ++second) {
    now += 1s;
    ASSERT_EQ(let_in(capacity, 3, now), 3) << "second " << second;
  }
}

TEST(Capacity, NeverSavesUpMoreThanOneRush) {
  Capacity capacity(kAgreed, kStart);
  EXPECT_EQ(let_in(capacity, 1000, kStart + 24h), 200);
}

TEST(Capacity, LimitsHowManyAreUnderWay) {
  Capacity capacity({.concurrent_max = 2, .per_second = 1000}, kStart);
  auto first = capacity.take(1, kStart);
  auto second = capacity.take(1, kStart);
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(capacity.take(1, kStart + 1h));
  first.reset();
  EXPECT_TRUE(capacity.take(1, kStart + 1h));
}

TEST(Capacity, CountsSeveralPersonsAsSoMany) {
  Capacity capacity({.concurrent_max = 10, .per_second = 1}, kStart);
  const auto seven = capacity.take(7, kStart);
  ASSERT_TRUE(seven);
  EXPECT_EQ(capacity.under_way(), 7U);
  EXPECT_FALSE(capacity.take(4, kStart));
  EXPECT_TRUE(capacity.take(3, kStart));
}

TEST(Capacity, TakesNothingWhenItSaysNo) {
  Capacity capacity({.concurrent_max = 10, .per_second = 1}, kStart);
  EXPECT_FALSE(capacity.take(11, kStart));
  EXPECT_EQ(capacity.under_way(), 0U);
  EXPECT_TRUE(capacity.take(10, kStart));
}

TEST(Capacity, TellsAfterHowLongThereIsRoom) {
  Capacity capacity(kAgreed, kStart);
  let_in(capacity, 200, kStart);
  EXPECT_EQ(capacity.wait_for(3), 1s);
}

TEST(Capacity, GivesAMovedSlotBackOnce) {
  Capacity capacity(kAgreed, kStart);
  {
    auto slot = capacity.take(5, kStart);
    std::vector<Capacity::Slot> kept;
    kept.push_back(std::move(*slot));
    EXPECT_EQ(capacity.under_way(), 5U);
  }
  EXPECT_EQ(capacity.under_way(), 0U);
}

}  // namespace
}  // namespace provbank::aggregator
