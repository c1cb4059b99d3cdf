// One scenario on its stage. Who sits where depends on the role that is judged.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>

#include "harness/certify/certification.hpp"
#include "harness/certify/waiting_room.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/world/decorators.hpp"
#include "harness/world/environment.hpp"
#include "harness/world/parties.hpp"
#include "harness/world/reference_parties.hpp"
#include "harness/world/test_pki.hpp"
#include "platform/chance/rng.hpp"
#include "platform/net/http_server.hpp"

namespace provbank::world {

/// What a stage is built from; all referred to must outlive it.
struct Setting {
  Seams seams;
  const Environment& environment;
  const TestPki& pki;
  const chance::Rng& rng;
  const scenario::Scenario& scenario;
  const std::filesystem::path& scratch;             // the parties write below it
  const certify::Certification* outside = nullptr;  // who is judged; null: the reference party
  Decorators decorators{};                          // around the reference parties
  scenario::Door door =
      scenario::Door::http;  // for ordinary questions, where the scenario says none
  const certify::WaitingRoomOptions* waiting = nullptr;  // where a person may be asked; live only
};

inline ReferenceGround ground_of(const Setting& setting) {
  return {setting.seams, setting.environment, setting.pki, setting.rng};
}

class Stage {
 public:
  virtual ~Stage() = default;

  /// Starts the parties, plays the steps, stops the parties. Throws ErrorException when the
  /// scenario asks for what cannot be done: the tool's fault or the scenario's, never a party's.
  virtual net::awaitable<void> perform() = 0;

  /// What was seen, and the truth about what the bench played. Once, after `perform`.
  virtual void hand_over(evidence::Evidence& evidence) = 0;
};

/// The stage for the scenario's role. Throws ErrorException when a party cannot be put on its
/// place.
std::unique_ptr<Stage> make_stage(const Setting& setting);

/// The roles' own stages.
std::unique_ptr<Stage> make_driftspart_stage(const Setting& setting);
std::unique_ptr<Stage> make_kommun_stage(const Setting& setting);
std::unique_ptr<Stage> make_uppgiftslamnare_stage(const Setting& setting);

/// How the bench played each source, in the scenario's words.
std::map<contract::Source, evidence::PlayedSource> played(const scenario::Scenario& scenario);

/// Everything about the persons asked about that must be gone afterwards.
std::vector<evidence::CanaryValue> canaries(const Environment& environment,
                                            const std::vector<evidence::AskedQuestion>& questions);

/// What the questions say of themselves: the case worker, the case and the questions' own ids, each
/// value once, with the last question that carried it.
std::vector<evidence::CanaryValue> question_values(
    const contract::EventLogFields& loggable,
    const std::vector<evidence::AskedQuestion>& questions);

}  // namespace provbank::world
