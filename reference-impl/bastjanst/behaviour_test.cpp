#include "reference-impl/bastjanst/behaviour.hpp"

#include <gmock/gmock.h>

namespace provbank::bastjanst {
namespace {

using namespace std::chrono_literals;

chance::Rng rng() {
  return chance::Rng(chance::Seed{7});
}

TEST(Behaviour, EveryMisbehaviourHasANameThatLeadsBackToIt) {
  EXPECT_EQ(all_misbehaviours().size(), 12U);
  for (const auto misbehaviour : all_misbehaviours()) {
    EXPECT_EQ(parse_misbehaviour(to_string(misbehaviour)), misbehaviour) << to_string(misbehaviour);
  }
  EXPECT_EQ(parse_misbehaviour("none"), Misbehaviour::none);
}

TEST(Behaviour, RefusesUnknownNames) {
  EXPECT_EQ(parse_misbehaviour("no_answer"), std::nullopt);
  EXPECT_EQ(parse_misbehaviour(""), std::nullopt);
}

TEST(Behaviour, DrawsNoDelayWhenToldNone) {
  auto dice = rng();
  EXPECT_EQ(draw(Latency{}, dice), 0ns);
}

TEST(Behaviour, DrawsExactlyAFixedDelay) {
  auto dice = rng();
  EXPECT_EQ(draw(FixedDelay{3s}, dice), 3s);
}

TEST(Behaviour, DrawsUniformDelaysInsideTheirRange) {
  auto dice = rng();
  Duration lowest = 1h;
  Duration highest{};
  for (int i = 0; i < 1000; ++i) {
    const auto delay = draw(UniformDelay{1s, 2s}, dice);
    lowest = std::min(lowest, delay);
    highest = std::max(highest, delay);
  }
  EXPECT_GE(lowest, 1s);
  EXPECT_LT(lowest, 1050ms);
  EXPECT_LE(highest, 2s);
  EXPECT_GT(highest, 1950ms);
}

TEST(Behaviour, DrawsLognormalDelaysAroundTheirMedianWithOneInAHundredPastP99) {
  auto dice = rng();
  int above_median = 0;
  int above_p99 = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto delay = draw(LognormalDelay{2s, 9s}, dice);
    above_median += delay > 2s ? 1 : 0;
    above_p99 += delay > 9s ? 1 : 0;
  }
  EXPECT_NEAR(above_median, 5000, 200);
  EXPECT_NEAR(above_p99, 100, 40);
}

TEST(Behaviour, DrawsExponentialDelaysWithTheirMean) {
  auto dice = rng();
  Duration sum{};
  for (int i = 0; i < 10'000; ++i) sum += draw(ExponentialDelay{1s}, dice);
  EXPECT_NEAR(std::chrono::duration<double>(sum).count() / 10'000, 1.0, 0.05);
}

TEST(Behaviour, ListensUnlessItRefusesConnections) {
  Behaviour behaviour;
  EXPECT_TRUE(listens(behaviour));
  behaviour.fault = Misbehaviour::no_answer;
  EXPECT_TRUE(listens(behaviour));
  behaviour.fault = Misbehaviour::connection_refused;
  EXPECT_FALSE(listens(behaviour));
}

}  // namespace
}  // namespace provbank::bastjanst
