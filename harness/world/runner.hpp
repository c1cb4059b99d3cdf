// Runs scenarios in one world and has them judged.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "harness/certify/certification.hpp"
#include "harness/certify/waiting_room.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/evidence/result.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/world/decorators.hpp"
#include "harness/world/environment.hpp"
#include "harness/world/test_pki.hpp"
#include "platform/chance/rng.hpp"

namespace provbank::world {

/// The instant at which every simulated run begins: a Monday morning at nine, Swedish time.
time::WallTime simulated_start();

/// What one scenario left behind.
struct ScenarioRun {
  evidence::Evidence evidence;
  std::optional<Error> broken;  // the bench or the scenario failed: its checks become tool-errors
  time::WallTime zero{};        // the wall time from which the evidence's times count
};

class Runner {
 public:
  /// `outside` is the party that is judged; null: the reference party. The bench then shows the
  /// certificates of the party's folder, if it names one (throws ErrorException when they cannot be
  /// read). `waiting` says where a person may be asked; null: nowhere. Both outlive the runner.
  Runner(const Environment& environment, evidence::World world, chance::Seed seed,
         const certify::Certification* outside = nullptr,
         const certify::WaitingRoomOptions* waiting = nullptr);

  /// Plays one scenario with fresh parties. `scratch` receives the files that the parties write and
  /// is emptied first. `decorate`, if given, makes what stands around the parties.
  ScenarioRun play(const scenario::Scenario& scenario, const std::filesystem::path& scratch,
                   const MakeDecorators& decorate = {}) const;

  /// The door through which ordinary questions go where the scenario says none; http unless told.
  void go_through(scenario::Door door) { door_ = door; }

  const TestPki& pki() const { return pki_; }
  evidence::World world() const { return world_; }
  chance::Seed seed() const { return seed_; }

 private:
  Environment environment_;  // with values of this run's own in the sources' answers
  evidence::World world_;
  chance::Seed seed_;
  TestPki pki_;
  const certify::Certification* outside_;
  const certify::WaitingRoomOptions* waiting_;
  scenario::Door door_ = scenario::Door::http;
};

/// Applies the scenario's checks to what was left behind. A check that throws is a tool-error; so
/// are all when the run was broken.
evidence::ScenarioEntry judge(const scenario::Scenario& scenario, const ScenarioRun& run);

/// The entry of a scenario that a plan leaves out.
evidence::ScenarioEntry not_run(const scenario::Scenario& scenario, evidence::World world,
                                const Bilingual& reason);

}  // namespace provbank::world
