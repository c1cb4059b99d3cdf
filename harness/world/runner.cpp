#include "harness/world/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "harness/checks/check.hpp"
#include "harness/evidence/reading.hpp"
#include "harness/world/event_logs.hpp"
#include "harness/world/stage.hpp"
#include "harness/world/summary.hpp"
#include "platform/base/file.hpp"
#include "platform/net/certificate_verdicts.hpp"
#include "platform/net/live_network.hpp"
#include "platform/net/memory_network.hpp"
#include "platform/net/with_timeout.hpp"
#include "reference-impl/bastjanst/renewal.hpp"

namespace provbank::world {
namespace {

using namespace std::chrono_literals;
using evidence::Evidence;
using evidence::World;

// Of the world's clock. Virtual time costs nothing, and a party that never answers must not be able
// to end a scenario before its verdict.
constexpr time::Duration kScenarioTimeMaxLive = 15min;
constexpr time::Duration kScenarioTimeMaxSimulated = 60 * 24h;
constexpr time::Duration kWaitingTimeMax = 30 * 24h;  // where a person may be waited for

net::awaitable<bool> perform_on(Stage& stage) {
  co_await stage.perform();
  co_return true;
}

net::awaitable<void> perform_in_time(Stage& stage, time::Clock& clock, time::Duration limit) {
  const auto in_time = co_await net::with_deadline(perform_on(stage), clock, clock.now() + limit);
  if (!in_time) throw ErrorException(fail(Errc::timed_out, "the scenario took too long"));
}

// What ended the scenario's coroutine.
struct Ending {
  bool reached = false;
  std::exception_ptr error;

  std::optional<Error> broken() const {
    if (!reached)
      return fail(Errc::timed_out, "the world came to rest before the scenario was over");
    if (!error) return std::nullopt;
    try {
      std::rethrow_exception(error);
    } catch (const ErrorException& e) {
      return e.error;
    } catch (const std::exception& e) {
      return fail(Errc::io, e.what());
    }
  }
};

void spawn_stage(net::asio::io_context& io, Stage& stage, time::Clock& clock, time::Duration limit,
                 Ending& ending) {
  net::asio::co_spawn(io, perform_in_time(stage, clock, limit),
                      [&ending](std::exception_ptr error) {
                        ending.reached = true;
                        ending.error = std::move(error);
                      });
}

/// Paths are told from `root`.
std::vector<evidence::WrittenFile> written_files(const std::filesystem::path& dir,
                                                 const std::filesystem::path& root,
                                                 const std::string& party) {
  std::vector<evidence::WrittenFile> files;
  if (!std::filesystem::exists(dir)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    evidence::WrittenFile file;
    file.party = party;
    file.path = std::filesystem::relative(entry.path(), root);
    file.content = read_file(entry.path()).value();
    file.is_event_log = is_event_log_file(entry.path());
    if (file.is_event_log) file.rights = rights_of(entry.path());
    files.push_back(std::move(file));
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

evidence::CheckEntry entry_for(const scenario::Scenario& scenario, const scenario::CheckUse& use,
                               const Evidence& evidence) {
  const checks::CheckKind* kind = checks::find(use.name);
  evidence::CheckEntry entry;
  entry.name = use.name;
  entry.party = evidence.driftspart;
  if (kind == nullptr) return entry;
  for (const auto& clause : scenario.clauses) {
    if (std::find(kind->clauses.begin(), kind->clauses.end(), clause) != kind->clauses.end()) {
      entry.clauses.push_back(clause);
    }
  }
  if (kind->party == checks::Party::kommun && !evidence.kommun.empty()) {
    entry.party = evidence.kommun;
  } else if (kind->party == checks::Party::kommun && !evidence.questions.empty()) {
    entry.party = evidence.questions.front().kommun;
  }
  if (kind->party == checks::Party::uppgiftslamnare && scenario.source) {
    entry.party = evidence.uppgiftslamnare.empty() ? std::string(contract::code(*scenario.source))
                                                   : evidence.uppgiftslamnare;
  }
  if (const auto source = use.parameters.find("source");
      kind->party == checks::Party::uppgiftslamnare && source != use.parameters.end()) {
    entry.party = source->second;
  }
  entry.outcome.claim = kind->description;
  return entry;
}

void tool_error(evidence::CheckEntry& entry, const std::string& why) {
  entry.outcome.verdict = evidence::Verdict::tool_error;
  evidence::Finding finding;
  finding.message = {
      "Provbänk kunde inte pröva detta: verktyget eller scenariot är fel, inte parten.",
      "Provbänk could not test this: the tool or the scenario is wrong, not the party."};
  finding.expected = "-";
  finding.received = why;
  entry.outcome.findings = {finding};
}

evidence::CheckEntry apply(const scenario::Scenario& scenario, const scenario::CheckUse& use,
                           const ScenarioRun& run) {
  evidence::CheckEntry entry = entry_for(scenario, use, run.evidence);
  if (run.broken) {
    tool_error(entry, run.broken->detail);
    return entry;
  }
  const checks::CheckKind* kind = checks::find(use.name);
  if (kind == nullptr) {
    tool_error(entry, "no check is called " + use.name);
    return entry;
  }
  try {
    auto check = kind->make(use.parameters);
    if (!check) {
      tool_error(entry, check.error().detail);
      return entry;
    }
    entry.outcome = (*check)->run(run.evidence);
  } catch (const std::exception& error) {
    tool_error(entry, error.what());
  }
  return entry;
}

/// Whose word a verdict rests on, and what was attached to it.
Bilingual told_by(const evidence::Awaited& awaited) {
  const auto& shown = *awaited.shown;
  std::string files;
  for (const auto& file : shown.files)
    files += fmt::format("; {} (sha256 {})", file.name, file.sha256);
  return {
      fmt::format("Vad parten visade efter {} har {} uppgett{}.", awaited.id, shown.by, files),
      fmt::format("What the party showed after {} was told by {}{}.", awaited.id, shown.by, files)};
}

evidence::ScenarioEntry heading(const scenario::Scenario& scenario, World world) {
  evidence::ScenarioEntry entry;
  entry.id = scenario.id;
  entry.role = scenario.role;
  entry.world = world;
  entry.file = scenario.file.generic_string();
  entry.title = scenario.title;
  entry.clauses = scenario.clauses;
  return entry;
}

}  // namespace

namespace {

TestPki pki_for(const Environment& environment, World world,
                const certify::Certification* outside) {
  if (outside != nullptr && !outside->certificates.folder.empty())
    return TestPki::read(outside->certificates.folder, environment.organisations()).value();
  return TestPki(environment.organisations(),
                 world == World::simulated ? simulated_start() : time::SteadyClock{}.wall_now());
}

/// A base service from outside knows our persons as the fixtures have them; every other run has
/// values in its answers that no other has.
Environment with_own_values(const Environment& environment, chance::Seed seed,
                            const certify::Certification* outside) {
  Environment out = environment;
  if (outside != nullptr && outside->role == certify::Role::uppgiftslamnare) return out;
  out.fixtures = std::make_shared<const bastjanst::FixtureStore>(
      bastjanst::renewed(*environment.fixtures, chance::Rng(seed)));
  return out;
}

}  // namespace

time::WallTime simulated_start() {
  return time::WallTime{} + std::chrono::seconds(1'772'438'400);  // 2026-03-02T08:00:00Z
}

Runner::Runner(const Environment& environment, World world, chance::Seed seed,
               const certify::Certification* outside, const certify::WaitingRoomOptions* waiting)
    : environment_(with_own_values(environment, seed, outside)),
      world_(world),
      seed_(seed),
      pki_(pki_for(environment, world, outside)),
      outside_(outside),
      waiting_(waiting) {}

ScenarioRun Runner::play(const scenario::Scenario& scenario, const std::filesystem::path& scratch,
                         const MakeDecorators& decorate) const {
  std::filesystem::remove_all(scratch);
  std::filesystem::create_directories(scratch / "driftspart");
  const chance::Rng rng = chance::Rng(seed_).fork(scenario.id);
  ScenarioRun run;
  Evidence& evidence = run.evidence;
  Ending ending;
  const auto setting_for = [&](Seams seams) {
    Setting setting{seams, environment_, pki_, rng, scenario, scratch, outside_};
    setting.waiting = waiting_;
    setting.door = door_;
    if (decorate) setting.decorators = decorate({seams.clock, pki_, scratch / "driftspart"});
    return setting;
  };
  const auto limit = waiting_ != nullptr          ? kWaitingTimeMax
                     : world_ == World::simulated ? kScenarioTimeMaxSimulated
                                                  : kScenarioTimeMaxLive;
  try {
    net::asio::io_context io(1);
    if (world_ == World::simulated) {
      time::VirtualClock clock(io, simulated_start());
      // The parties' certificates are the same in every scenario, and verifying them costs more
      // than the rest.
      thread_local const auto verdicts = std::make_shared<net::CertificateVerdicts>();
      net::MemoryNetwork network(io, clock, {.verdicts = verdicts});
      run.zero = clock.wall_now();
      const auto stage = make_stage(setting_for({io, clock, network, world_}));
      spawn_stage(io, *stage, clock, limit, ending);
      clock.run();
      stage->hand_over(evidence);
    } else {
      time::SteadyClock clock;
      net::LiveNetwork network(io);
      run.zero = clock.wall_now();
      const auto stage = make_stage(setting_for({io, clock, network, world_}));
      spawn_stage(io, *stage, clock, limit, ending);
      io.run();
      stage->hand_over(evidence);
    }
    run.broken = ending.broken();
  } catch (const ErrorException& error) {
    run.broken = error.error;
  }
  evidence.scenario = scenario.id;
  evidence.world = world_;
  if (outside_ == nullptr) {
    evidence.files = written_files(scratch / "driftspart", scratch / "driftspart", "driftspart");
    if (!evidence.kommun.empty()) {
      for (auto& file : written_files(scratch / "kommun", scratch, evidence.kommun))
        evidence.files.push_back(std::move(file));
    }
  }
  evidence.levels = environment_.levels;
  evidence.organisations = environment_.organisations();
  evidence.schemas = environment_.schemas;
  evidence.began = run.zero;
  evidence.log_minimal_judges =
      std::ranges::any_of(scenario.then, [](const auto& use) { return use.name == "log-minimal"; });
  const auto* mapping = outside_ != nullptr ? &outside_->observed.log_mapping : nullptr;
  read_event_log(evidence,
                 mapping != nullptr && *mapping != nullptr ? *mapping : environment_.logbook);
  evidence::read_once(evidence);
  return run;
}

evidence::ScenarioEntry judge(const scenario::Scenario& scenario, const ScenarioRun& run) {
  evidence::ScenarioEntry entry = heading(scenario, run.evidence.world);
  entry.duration = run.evidence.ended;
  entry.exchanges = run.evidence.exchanges.size();
  describe_questions(run.evidence, entry);
  for (const auto& awaited : run.evidence.awaited) {
    if (awaited.shown && awaited.shown->how == "operator") entry.notes.push_back(told_by(awaited));
  }
  for (const auto& use : scenario.then) entry.checks.push_back(apply(scenario, use, run));
  return entry;
}

evidence::ScenarioEntry not_run(const scenario::Scenario& scenario, World world,
                                const Bilingual& reason) {
  evidence::ScenarioEntry entry = heading(scenario, world);
  entry.notes.push_back(reason);
  for (const auto& use : scenario.then) {
    evidence::CheckEntry check = entry_for(scenario, use, evidence::Evidence{});
    check.outcome.verdict = evidence::Verdict::not_run;
    entry.checks.push_back(std::move(check));
  }
  return entry;
}

}  // namespace provbank::world
