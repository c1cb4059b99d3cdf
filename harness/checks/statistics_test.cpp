#include "harness/checks/statistics.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace provbank::checks {
namespace {

TEST(Statistics, LowerBoundOfAllSuccessesIsExact) {
  // With n of n successes the bound is the n-th root of 1 - confidence.
  EXPECT_NEAR(share_lower_bound({29, 29}, 0.95), std::pow(0.05, 1.0 / 29), 1e-9);
  EXPECT_GE(share_lower_bound({29, 29}, 0.95), 0.90);
  EXPECT_LT(share_lower_bound({28, 28}, 0.95), 0.90);
}

TEST(Statistics, BoundsOfKnownSamples) {
  EXPECT_NEAR(share_lower_bound({100, 90}, 0.95), 0.8362823767, 1e-9);
  EXPECT_NEAR(share_upper_bound({100, 90}, 0.95), 0.9447367624, 1e-9);
  EXPECT_EQ(share_lower_bound({100, 0}, 0.95), 0);
  EXPECT_EQ(share_upper_bound({100, 100}, 0.95), 1);
}

TEST(Statistics, NamesTheSampleThatIsNeeded) {
  EXPECT_EQ(trials_needed(0, 0.90, 0.95), 29u);
  EXPECT_EQ(trials_needed(1, 0.90, 0.95), 46u);
  const auto many = trials_needed(60, 0.90, 0.95);
  ASSERT_TRUE(many);
  EXPECT_GE(share_lower_bound({*many, *many - 60}, 0.95), 0.90);
  EXPECT_LT(share_lower_bound({*many - 1, *many - 61}, 0.95), 0.90);
}

TEST(Statistics, NoSampleShowsThatEveryQuestionWillSucceed) {
  EXPECT_FALSE(trials_needed(0, 1.0, 0.95));
}

TEST(Statistics, AShareOfTheSampleItselfIsFreeFromRounding) {
  EXPECT_TRUE(reaches({10, 9}, 0.9));
  EXPECT_TRUE(reaches({100, 7}, 0.07));
  EXPECT_FALSE(reaches({1000, 899}, 0.9));
  EXPECT_FALSE(reaches({1000, 999}, 1.0));
}

}  // namespace
}  // namespace provbank::checks
