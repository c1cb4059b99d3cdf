// The role driftspart: kommuner and sources are the bench's, the aggregator between them is judged.
#include <algorithm>
#include <map>
#include <system_error>

#include "harness/evidence/recorder.hpp"
#include "harness/logbook/reader.hpp"
#include "harness/world/crowd.hpp"
#include "harness/world/event_logs.hpp"
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

/// What a party from outside writes while the scenario runs, where it lets us look.
class Observation {
 public:
  explicit Observation(const certify::Certification& party) : party_(party) {
    std::error_code ec;
    if (party.observed.event_log) {
      const auto size = fs::file_size(*party.observed.event_log, ec);
      if (!ec) log_begins_ = size;
      if (!ec && is_document()) entries_before_ = entries_there();
    }
    for (const auto& entry : files()) before_[entry.path()] = entry.last_write_time();
  }

  /// The event log's new lines, and every file in the stores that was written meanwhile. A log that
  /// has become shorter was begun anew and counts from its beginning.
  std::vector<evidence::WrittenFile> seen() const {
    std::vector<evidence::WrittenFile> out;
    if (party_.observed.event_log) out.push_back(new_log_lines(*party_.observed.event_log));
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
        if (!entry.is_regular_file()) continue;
        if (party_.observed.event_log && entry.path() == *party_.observed.event_log) continue;
        out.push_back(entry);
      }
    }
    return out;
  }

  evidence::WrittenFile new_log_lines(const fs::path& file) const {
    const std::string all = read_file(file).value();
    const bool anew = log_begins_ > all.size();
    evidence::WrittenFile out{party_.party, file, {}, true, rights_of(file)};
    if (is_document()) {
      out.content = all;
      if (!anew) out.entries_before = entries_before_;
    } else {
      out.content = all.substr(anew ? 0 : log_begins_);
    }
    return out;
  }

  /// Whole documents cannot be read from their middle on.
  bool is_document() const {
    const auto& mapping = party_.observed.log_mapping;
    return mapping != nullptr &&
           (mapping->form == logbook::Form::xml || mapping->form == logbook::Form::csv);
  }
  std::size_t entries_there() const {
    logbook::Log log;
    const auto all = read_file(*party_.observed.event_log);
    if (all) logbook::read(*party_.observed.log_mapping, *all, "", log);
    return log.entries.size();
  }

  const certify::Certification& party_;
  std::map<fs::path, fs::file_time_type> before_;
  std::uintmax_t log_begins_ = 0;
  std::size_t entries_before_ = 0;
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
    if (setting.outside != nullptr) observation_.emplace(*setting.outside);
    player_.use(answers_, turn_);
    player_.number_from(kFirstCase + setting.rng.fork("cases").below(9 * kFirstCase));
    player_.use([this] { look(); });
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
    evidence.files = observation_->seen();
    evidence.event_log = std::move(event_log_);
  }

 private:
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
    const auto& mapping =
        party.observed.log_mapping ? *party.observed.log_mapping : *setting_.environment.logbook;
    if (checks_with("log-tamper-evident")) {
      co_await try_verification(party, mapping, setting_.scratch / "log-copies",
                                setting_.seams.clock, event_log_);
    }
    if (checks_with("log-restricted"))
      co_await try_address(party, mapping, setting_.seams.network, setting_.seams.clock,
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
      where.is_log = [log = *observed.event_log](const fs::path& file) {
        return residue::is_part_of_log(file, log);
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
