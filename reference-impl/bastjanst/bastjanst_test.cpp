#include "reference-impl/bastjanst/bastjanst.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <vector>

#include "reference-impl/bastjanst/test_support.hpp"

namespace provbank::bastjanst {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using testing::known_to;

/// What one question met: when its answer came, with which status and body.
struct Met {
  Duration after{};
  int status{};
  std::string body;
  friend bool operator==(const Met&, const Met&) = default;
};

class SimulatedBastjanst : public ::testing::Test {
 protected:
  using Questions = std::vector<http::Request>;

  static net::awaitable<void> put(Bastjanst& bastjanst, time::Clock& clock, http::Request request,
                                  Met& met) {
    const net::Peer peer{"aggregator", std::nullopt, ""};
    const auto begun = clock.now();
    auto response = co_await bastjanst.handle(std::move(request), peer);
    met = Met{clock.now() - begun, response.status, std::move(response.body)};
  }

  /// Asks one question after the other and returns what each met.
  static net::awaitable<void> put_all(Bastjanst& bastjanst, time::Clock& clock, int count,
                                      std::vector<Met>& met) {
    for (int i = 0; i < count; ++i) {
      auto request =
          testing::request_about(known_to(bastjanst.source()).identity, bastjanst.source());
      co_await put(bastjanst, clock, std::move(request), met.emplace_back());
    }
  }

  std::vector<Met> ask(Bastjanst& bastjanst, int count) {
    std::vector<Met> met;
    met.reserve(static_cast<std::size_t>(count));
    boost::asio::co_spawn(io_, put_all(bastjanst, clock_, count, met), boost::asio::detached);
    clock_.run();
    return met;
  }

  std::vector<Met> ask_anew(std::uint64_t seed, const Behaviour& behaviour, int count) {
    Bastjanst bastjanst(Source::tns, testing::fixtures(), clock_, chance::Rng(chance::Seed{seed}),
                        behaviour);
    return ask(bastjanst, count);
  }

  boost::asio::io_context io_;
  time::VirtualClock clock_{io_, time::WallTime(1'772'000'000s)};
};

TEST_F(SimulatedBastjanst, AnswersAtOnceWhenItHasNoLatency) {
  const auto met = ask_anew(1, {}, 1);
  ASSERT_EQ(met.size(), 1U);
  EXPECT_EQ(met[0].after, 0ns);
  EXPECT_EQ(met[0].status, 200);
}

TEST_F(SimulatedBastjanst, AnswersAfterExactlyItsFixedDelay) {
  Behaviour behaviour;
  behaviour.latency = FixedDelay{2500ms};
  EXPECT_EQ(ask_anew(1, behaviour, 1).at(0).after, 2500ms);
}

TEST_F(SimulatedBastjanst, IsAsSlowWhenItFails) {
  Behaviour behaviour;
  behaviour.latency = FixedDelay{2s};
  behaviour.fault = Misbehaviour::soap_fault;
  const auto met = ask_anew(1, behaviour, 1);
  EXPECT_EQ(met.at(0).after, 2s);
  EXPECT_EQ(met.at(0).status, 500);
}

TEST_F(SimulatedBastjanst, FailsForItsShareOfTheQuestions) {
  Behaviour behaviour;
  behaviour.fault = Misbehaviour::http_500;
  behaviour.share = 0.3;
  int failed = 0;
  for (const auto& met : ask_anew(3, behaviour, 1000)) failed += met.status == 500 ? 1 : 0;
  EXPECT_NEAR(failed, 300, 45);
}

TEST_F(SimulatedBastjanst, NeverFailsForAShareOfNone) {
  Behaviour behaviour;
  behaviour.fault = Misbehaviour::http_500;
  behaviour.share = 0;
  for (const auto& met : ask_anew(3, behaviour, 200)) EXPECT_EQ(met.status, 200);
}

TEST_F(SimulatedBastjanst, MeetsTheSameQuestionsTheSameWayForTheSameSeed) {
  Behaviour behaviour;
  behaviour.latency = LognormalDelay{2s, 9s};
  behaviour.fault = Misbehaviour::empty;
  behaviour.share = 0.5;
  const auto once = ask_anew(7, behaviour, 50);
  EXPECT_EQ(ask_anew(7, behaviour, 50), once);
  EXPECT_NE(ask_anew(8, behaviour, 50), once);
}

TEST_F(SimulatedBastjanst, DrawsTheSameDelaysWhateverItsFault) {
  Behaviour healthy;
  healthy.latency = UniformDelay{1s, 2s};
  Behaviour sick = healthy;
  sick.fault = Misbehaviour::http_500;
  sick.share = 0.5;
  const auto one = ask_anew(7, healthy, 20);
  const auto two = ask_anew(7, sick, 20);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].after, two[i].after) << i;
}

TEST_F(SimulatedBastjanst, TakesANewBehaviourFromTheNextQuestionOn) {
  Bastjanst bastjanst(Source::af, testing::fixtures(), clock_, chance::Rng(chance::Seed{1}));
  EXPECT_EQ(ask(bastjanst, 1).at(0).status, 200);
  Behaviour sick;
  sick.fault = Misbehaviour::soap_fault;
  bastjanst.set_behaviour(sick);
  EXPECT_EQ(ask(bastjanst, 1).at(0).status, 500);
  bastjanst.set_behaviour({});
  EXPECT_EQ(ask(bastjanst, 1).at(0).status, 200);
}

}  // namespace
}  // namespace provbank::bastjanst
