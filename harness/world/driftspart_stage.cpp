// The role driftspart: kommuner and sources are the bench's, the aggregator between them is judged.
#include "harness/evidence/recorder.hpp"
#include "harness/world/crowd.hpp"
#include "harness/world/player.hpp"
#include "harness/world/stage.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::world {
namespace {

class DriftspartStage final : public Stage {
 public:
  explicit DriftspartStage(const Setting& setting)
      : setting_(setting),
        crowd_(with_crowd(setting.environment, setting.scenario, setting.rng)),
        environment_(crowd_ ? *crowd_ : setting.environment),
        turn_(setting.rng.fork("generated").next()),
        answers_(setting.environment.data_dir, turn_),
        recorder_(setting.seams.clock),
        parties_(setting.seams, environment_, setting.pki, recorder_, setting.rng,
                 {.given = setting.scenario.given,
                  .driftspart_dir = setting.scratch / "driftspart",
                  .answers = &answers_,
                  .generated = &generated_}),
        player_(setting.seams, environment_, setting.pki, recorder_, parties_.aggregator()) {
    player_.use(answers_, turn_);
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
    evidence.canaries = canaries(environment_, evidence.questions);
    evidence.generated = player_.take_generated();
    evidence.generated.merge(generated_);
    evidence.log_observable = true;
  }

 private:
  Setting setting_;
  std::optional<Environment> crowd_;  // with the persons that the scenario makes up
  const Environment& environment_;
  std::uint64_t turn_;
  GeneratedAnswers answers_;
  std::map<std::string, evidence::GeneratedCase, std::less<>> generated_;
  evidence::Recorder recorder_;
  Parties parties_;
  Player player_;
};

}  // namespace

std::unique_ptr<Stage> make_driftspart_stage(const Setting& setting) {
  return std::make_unique<DriftspartStage>(setting);
}

}  // namespace provbank::world
