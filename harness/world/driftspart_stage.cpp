// The role driftspart: kommuner and sources are the bench's, the aggregator between them is judged.
#include <algorithm>
#include <map>
#include <system_error>

#include "harness/evidence/recorder.hpp"
#include "harness/world/crowd.hpp"
#include "harness/world/log_observation.hpp"
#include "harness/world/log_trials.hpp"
#include "harness/world/look.hpp"
#include "harness/world/player.hpp"
#include "harness/world/reference_log_trials.hpp"
#include "harness/world/stage.hpp"
#include "platform/base/file.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::world {
namespace {

namespace fs = std::filesystem;

/// What a party from outside leaves in its stores while the scenario runs.
class StoreObservation {
 public:
  explicit StoreObservation(const certify::Certification& party) : party_(party) {
    for (const auto& entry : files()) before_[entry.path()] = entry.last_write_time();
  }

  /// Every file there that was written meanwhile.
  std::vector<evidence::WrittenFile> seen() const {
    std::vector<evidence::WrittenFile> out;
    for (const auto& entry : files()) {
      const auto known = before_.find(entry.path());
      if (known != before_.end() && known->second == entry.last_write_time()) continue;
      out.push_back({party_.party, entry.path(), read_file(entry.path()).value(), false});
    }
    return out;
  }

 private:
  /// In the stores, without the event log; a folder that is not there holds none.
  std::vector<fs::directory_entry> files() const {
    std::vector<fs::directory_entry> out;
    for (const auto& store : party_.observed.stores) {
      std::error_code ec;
      for (const auto& entry : fs::recursive_directory_iterator(store, ec)) {
        if (entry.is_regular_file() && !is_event_log_of(party_, entry.path())) out.push_back(entry);
      }
    }
    return out;
  }

  const certify::Certification& party_;
  std::map<fs::path, fs::file_time_type> before_;
};

/// All that a party from outside writes where it lets us look.
struct Observation {
  Observation(const certify::Certification& party, const logbook::Mapping& mapping)
      : log(party, mapping), stores(party) {}
  LogObservation log;
  StoreObservation stores;
};

ServicePlace place_of(const Setting& setting, const Parties& parties) {
  if (setting.outside == nullptr) return {.endpoint = parties.aggregator()};
  if (setting.seams.world != evidence::World::live) {
    throw ErrorException(
        fail(Errc::unsupported, "a party from outside can only be reached in the live world"));
  }
  const auto& address = *setting.outside->address;
  return {.endpoint = address.endpoint,
          .server_name = address.server_name,
          .trust_pem = setting.outside->certificates.trust_pem,
          .target = address.target};
}

/// The operator's SHS node as kommuner address it; nothing when a plan names none.
std::optional<kommun::ShsIdentity> node_of(const Setting& setting) {
  kommun::ShsIdentity node;
  node.to = setting.environment.organisations().driftspart.wire();
  if (setting.outside == nullptr) return node;
  if (!setting.outside->shs) return std::nullopt;
  node.to = setting.outside->organisation.wire();
  node.base = setting.outside->shs->base;
  node.product = setting.outside->shs->product;
  node.status =
      setting.outside->shs->test ? wire::shs::Status::test : wire::shs::Status::production;
  return node;
}

using MadeCases = std::map<std::string, evidence::GeneratedCase, std::less<>>;

PartiesOptions options_of(const Setting& setting, GeneratedAnswers* answers, MadeCases* generated) {
  PartiesOptions options{.given = setting.scenario.given,
                         .driftspart_dir = setting.scratch / "driftspart"};
  options.decorators = setting.decorators;
  options.answers = answers;
  options.generated = generated;
  if (setting.outside != nullptr) {
    options.aggregator = false;
    options.source_places = setting.outside->sources;
  }
  return options;
}

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
                 options_of(setting, &answers_, &generated_)),
        player_(setting.seams, environment_, setting.pki, recorder_, place_of(setting, parties_)) {
    if (setting.outside != nullptr) observation_.emplace(*setting.outside, mapping());
    player_.use(answers_, turn_);
    player_.number_from(kFirstCase + setting.rng.fork("cases").below(9 * kFirstCase));
    player_.use([this] { look(); });
    if (const auto node = node_of(setting)) {
      player_.use(contract::Calendar::create(environment_.levels.opening_hours).value(),
                  ids_of_messages(setting.seams.world, setting.rng, "shs-kommun"),
                  setting.scenario.door.value_or(setting.door), *node);
    }
  }

  net::awaitable<void> perform() override {
    auto body = [this](net::TaskGroup& group) -> net::awaitable<void> {
      group.spawn(parties_.run());
      co_await player_.play(setting_.scenario.when);
      parties_.stop();
    };
    co_await net::with_task_group(body);
    if (setting_.outside != nullptr) co_await try_log();
  }

  void hand_over(evidence::Evidence& evidence) override {
    evidence.ended = recorder_.elapsed();
    evidence.exchanges = recorder_.take();
    evidence.questions = player_.take_questions();
    evidence.played = played(setting_.scenario);
    evidence.canaries = canaries(environment_, evidence.questions);
    evidence.shs = player_.take_shs_acts();
    evidence.shs_place = player_.shs_place();
    evidence.question_values = question_values(environment_.event_log_fields, evidence.questions);
    evidence.generated = player_.take_generated();
    evidence.generated.merge(generated_);
    evidence.log_observable = true;
    evidence.looks = std::move(looks_);
    if (setting_.outside == nullptr) {
      try_reference_log(evidence.event_log);
      return;
    }
    evidence.driftspart = setting_.outside->party;
    evidence.reference_aggregator = false;
    evidence.log_observable = setting_.outside->observed.event_log.has_value();
    observation_->log.hand_over(evidence.files, event_log_);
    for (auto& file : observation_->stores.seen()) evidence.files.push_back(std::move(file));
    evidence.event_log = std::move(event_log_);
  }

 private:
  /// Of the log of a party from outside.
  const logbook::Mapping& mapping() const {
    return mapping_of(*setting_.outside, setting_.environment.logbook);
  }

  bool checks_with(std::string_view name) const {
    return std::ranges::any_of(setting_.scenario.then,
                               [&](const auto& use) { return use.name == name; });
  }

  void try_reference_log(evidence::EventLogSeen& seen) const {
    if (checks_with("log-tamper-evident")) {
      seen.consent = true;
      seen.trials = try_reference_verification(
          setting_.scratch / "driftspart", parties_.event_log_keys(), *setting_.environment.logbook,
          setting_.scratch / "log-copy", setting_.decorators);
    }
    if (checks_with("log-kept"))
      seen.retention = try_reference_retention(setting_.scratch / "log-kept", setting_.decorators);
  }

  /// What costs the party something is tried only where a check asks for it.
  net::awaitable<void> try_log() {
    const auto& party = *setting_.outside;
    if (checks_with("log-tamper-evident")) {
      co_await try_verification(party, mapping(), setting_.scratch / "log-copies",
                                setting_.seams.clock, event_log_);
    }
    if (checks_with("log-restricted"))
      co_await try_address(party, mapping(), setting_.seams.network, setting_.seams.clock,
                           event_log_);
    for (const auto& attested : party.attestations) {
      if (attested.clause == kLogPreserved)
        event_log_.retention_attested = attested.by + ", " + attested.date;
    }
    event_log_.readers = party.observed.log_readers;
  }

  void look() {
    const auto& questions = player_.questions();
    auto values = canaries(environment_, questions);
    std::ranges::move(question_values(environment_.event_log_fields, questions),
                      std::back_inserter(values));
    looks_.push_back(world::look(where_to_look(), values, questions, recorder_.elapsed()));
  }

  WhereToLook where_to_look() const {
    WhereToLook where;
    if (setting_.outside == nullptr) {
      where.root = setting_.scratch / "driftspart";
      where.points.push_back({residue::Point::Kind::path, where.root.string()});
      where.is_log = is_event_log_file;
      return where;
    }
    const auto& observed = setting_.outside->observed;
    for (const auto& store : observed.stores)
      where.points.push_back({residue::Point::Kind::path, store.string()});
    for (const auto& point : observed.points) where.points.push_back(point);
    if (observed.event_log) {
      where.points.push_back({residue::Point::Kind::path, observed.event_log->string()});
      where.is_log = [party = setting_.outside](const fs::path& file) {
        return is_event_log_of(*party, file);
      };
    }
    return where;
  }

  static constexpr std::string_view kLogPreserved = "B3-6.1";
  static constexpr std::uint64_t kFirstCase = 1'000'000'000;  // numbers of ten digits

  evidence::EventLogSeen event_log_;
  Setting setting_;
  std::optional<Environment> crowd_;  // with the persons that the scenario makes up
  const Environment& environment_;
  std::uint64_t turn_;
  GeneratedAnswers answers_;
  MadeCases generated_;
  evidence::Recorder recorder_;
  Parties parties_;
  Player player_;
  std::optional<Observation> observation_;
  std::vector<evidence::Look> looks_;
};

}  // namespace

std::unique_ptr<Stage> make_driftspart_stage(const Setting& setting) {
  return std::make_unique<DriftspartStage>(setting);
}

}  // namespace provbank::world
