#include "platform/chance/rng.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "platform/chance/uuid.hpp"

namespace provbank::chance {
namespace {

using namespace std::chrono_literals;

TEST(Rng, SameSeedGivesTheSameNumbers) {
  Rng one(Seed{7});
  Rng two(Seed{7});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(one.next(), two.next());
}

TEST(Rng, AForkDoesNotDependOnHowMuchItsParentHasDrawn) {
  Rng parent(Seed{7});
  const auto before = parent.fork("csn").next();
  parent.next();
  EXPECT_EQ(parent.fork("csn").next(), before);
  EXPECT_NE(parent.fork("skv").next(), before);
}

TEST(Rng, LognormalHitsItsMedianAndItsNinetyNinthPercentile) {
  Rng rng(Seed{1});
  std::vector<std::chrono::nanoseconds> draws;
  for (int i = 0; i < 20000; ++i) draws.push_back(rng.lognormal(2s, 9s));
  std::sort(draws.begin(), draws.end());
  EXPECT_NEAR(static_cast<double>(draws[10000].count()), 2e9, 0.05e9);
  EXPECT_NEAR(static_cast<double>(draws[19800].count()), 9e9, 0.6e9);
}

TEST(Rng, StaysWithinTheBoundsGiven) {
  Rng rng(Seed{3});
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LT(rng.below(10), 10u);
    const auto value = rng.between(5ms, 7ms);
    EXPECT_GE(value, 5ms);
    EXPECT_LE(value, 7ms);
  }
}

TEST(Uuid, IsOfVersionFourAndTheSameForTheSameSeed) {
  Rng rng(Seed{1});
  Rng again(Seed{1});
  const auto first = uuid(rng);
  EXPECT_EQ(first.size(), 36U);
  EXPECT_EQ(first[14], '4');
  EXPECT_TRUE(std::string_view("89ab").find(first[19]) != std::string_view::npos) << first;
  EXPECT_EQ(uuid(again), first);
  EXPECT_NE(uuid(rng), first);
}

}  // namespace
}  // namespace provbank::chance
