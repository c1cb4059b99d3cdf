// The role uppgiftslamnare: the bench is the aggregator, and one base service is judged.
#include "harness/evidence/recorder.hpp"
#include "harness/world/reference_parties.hpp"
#include "harness/world/source_player.hpp"
#include "harness/world/stage.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::world {
namespace {

using contract::Source;

const net::Endpoint kAnyOwnPort{"127.0.0.1", 0};

Source source_of(const Setting& setting) {
  if (!setting.scenario.source)
    throw ErrorException(fail(Errc::invalid, "the scenario asks no base service"));
  const Source source = *setting.scenario.source;
  if (setting.outside != nullptr && setting.outside->source != source) {
    throw ErrorException(
        fail(Errc::invalid, "the scenario is about " + std::string(contract::code(source)) +
                                ", which is not the party that the plan is about"));
  }
  return source;
}

class UppgiftslamnareStage final : public Stage {
 public:
  explicit UppgiftslamnareStage(const Setting& setting)
      : setting_(setting),
        source_(source_of(setting)),
        recorder_(setting.seams.clock),
        reference_(setting.outside == nullptr
                       ? std::make_unique<ReferenceSource>(ground_of(setting_), source_,
                                                           kAnyOwnPort, setting_.decorators)
                       : nullptr),
        player_(setting_, recorder_, place()) {}

  net::awaitable<void> perform() override {
    auto body = [this](net::TaskGroup& group) -> net::awaitable<void> {
      if (reference_) group.spawn(reference_->run());
      co_await player_.play(setting_.scenario.when);
      if (reference_) reference_->stop();
    };
    co_await net::with_task_group(body);
  }

  void hand_over(evidence::Evidence& evidence) override {
    evidence.ended = recorder_.elapsed();
    evidence.exchanges = recorder_.take();
    evidence.source_questions = player_.take_questions();
    evidence.source = source_;
    evidence.uppgiftslamnare = setting_.outside != nullptr && !setting_.outside->party.empty()
                                   ? setting_.outside->party
                                   : std::string(contract::code(source_));
    evidence.played = played(setting_.scenario);
    evidence.played[source_].own = setting_.outside == nullptr;
    evidence.canaries = canaries_of_asked(evidence.source_questions);
  }

 private:
  SourcePlace place() const {
    if (reference_) return {source_, reference_->endpoint(), source_name(source_), {}};
    if (setting_.seams.world != evidence::World::live) {
      throw ErrorException(
          fail(Errc::unsupported, "a party from outside can only be reached in the live world"));
    }
    if (!setting_.outside->address)
      throw ErrorException(fail(Errc::invalid, "the plan gives the party no address"));
    const auto& address = *setting_.outside->address;
    return {source_, address.endpoint, address.server_name, address.target};
  }

  /// What the source has been told to know of those asked about.
  std::vector<evidence::CanaryValue> canaries_of_asked(
      const std::vector<evidence::SourceQuestion>& questions) const {
    std::vector<evidence::CanaryValue> out;
    std::set<std::string> seen;
    for (const auto& question : questions) {
      const auto identity = contract::PersonIdentity::parse(question.person);
      if (!identity || !seen.insert(question.person).second) continue;
      const auto* person = setting_.environment.fixtures->person(*identity);
      if (person == nullptr) continue;
      for (const auto& canary : person->canaries) {
        if (!canary.source || canary.source == source_)
          out.push_back({canary.value, std::string(contract::code(source_)), person->id});
      }
    }
    return out;
  }

  Setting setting_;
  Source source_;
  evidence::Recorder recorder_;
  std::unique_ptr<ReferenceSource> reference_;
  SourcePlayer player_;
};

}  // namespace

std::unique_ptr<Stage> make_uppgiftslamnare_stage(const Setting& setting) {
  return std::make_unique<UppgiftslamnareStage>(setting);
}

}  // namespace provbank::world
