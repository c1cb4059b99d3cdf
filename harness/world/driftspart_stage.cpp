// The role driftspart: kommuner and sources are the bench's, the aggregator between them is judged.
#include "harness/evidence/recorder.hpp"
#include "harness/world/player.hpp"
#include "harness/world/stage.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::world {
namespace {

class DriftspartStage final : public Stage {
 public:
  explicit DriftspartStage(const Setting& setting)
      : setting_(setting),
        recorder_(setting.seams.clock),
        parties_(setting.seams, setting.environment, setting.pki, recorder_, setting.rng,
                 {.given = setting.scenario.given,
                  .driftspart_dir = setting.scratch / "driftspart",
                  .decorators = setting.decorators}),
        player_(setting.seams, setting.environment, setting.pki, recorder_, parties_.aggregator()) {
  }

  net::awaitable<void> perform() override {
    auto body = [this](net::TaskGroup& group) -> net::awaitable<void> {
      group.spawn(parties_.run());
      co_await player_.play(setting_.scenario.when);
      parties_.stop();
    };
    co_await net::with_task_group(body);
  }

  void hand_over(evidence::Evidence& evidence) override {
    evidence.ended = recorder_.elapsed();
    evidence.exchanges = recorder_.take();
    evidence.questions = player_.take_questions();
    evidence.played = played(setting_.scenario);
    evidence.canaries = canaries(setting_.environment, evidence.questions);
    evidence.log_observable = true;
  }

 private:
  Setting setting_;
  evidence::Recorder recorder_;
  Parties parties_;
  Player player_;
};

}  // namespace

std::unique_ptr<Stage> make_driftspart_stage(const Setting& setting) {
  return std::make_unique<DriftspartStage>(setting);
}

}  // namespace provbank::world
