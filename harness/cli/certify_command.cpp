// plan --new, preflight and party: what surrounds the certification of somebody from outside.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <set>
#include <system_error>

#include "harness/certify/party_file.hpp"
#include "harness/certify/skeleton.hpp"
#include "harness/cli/certify.hpp"
#include "harness/cli/commands.hpp"
#include "harness/scenario/slots.hpp"
#include "harness/world/letters.hpp"
#include "harness/world/preflight.hpp"
#include "harness/world/reference_parties.hpp"
#include "harness/world/source_persons.hpp"
#include "platform/base/file.hpp"
#include "platform/net/live_network.hpp"
#include "platform/net/task_group.hpp"
#include "platform/process/crash_dumps.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using certify::Certification;
using certify::Role;
using scenario::Scenario;

constexpr int kPersonsInSkeleton = 20;

/// The persons that the role's scenarios name.
std::vector<certify::TestPerson> persons_for(Role role, std::optional<contract::Source> source,
                                             const world::Environment& environment) {
  std::vector<certify::TestPerson> out;
  if (role == Role::kommun) {
    for (const auto* person : environment.fixtures->all()) {
      if (out.size() < kPersonsInSkeleton) out.push_back({person->id, person->identity, {}});
    }
  }
  if (role == Role::uppgiftslamnare) {
    for (const auto& slot : scenario::slots()) {
      if (!slot.named_by_plan) continue;
      const auto person = world::person_in(slot.name, *source, environment, nullptr);
      if (person) out.push_back({std::string(slot.name), person->identity, {}});
    }
  }
  return out;
}

certify::SkeletonParty skeleton_party(const PlanOptions& options, Role role,
                                      const world::Environment& environment) {
  certify::SkeletonParty party;
  party.role = role;
  const auto& organisations = environment.organisations();
  if (role == Role::uppgiftslamnare) {
    party.source = contract::source_from_code(options.source);
    for (const auto& entry : organisations.uppgiftslamnare) {
      if (contract::source_of(entry.kod) != *party.source || !party.name.empty()) continue;
      party.name = entry.namn;
      party.organisation = entry.organisationsnummer;
    }
  } else if (role == Role::kommun) {
    const auto* kommun = organisations.kommun(std::string_view(world::ReferenceKommun::kId));
    party.name = kommun->namn;
    party.organisation = kommun->organisationsnummer;
  } else {
    party.name = organisations.driftspart_namn;
    party.organisation = organisations.driftspart;
    std::error_code ec;
    party.program = fs::read_symlink("/proc/self/exe", ec).string();
    party.key_folder =
        (fs::absolute(options.out) / "part-nycklar" / "sealing").lexically_normal().string();
  }
  party.persons = persons_for(role, party.source, environment);
  return party;
}

Role role_from(const std::string& word) {
  if (word == "kommun") return Role::kommun;
  return word == "driftspart" ? Role::driftspart : Role::uppgiftslamnare;
}

std::string_view sign(world::Trial::State state) {
  switch (state) {
    case world::Trial::State::fine:
      return "✔";
    case world::Trial::State::doubtful:
      return "!";
    case world::Trial::State::wrong:
      break;
  }
  return "✘";
}

Style style_of(world::Trial::State state) {
  switch (state) {
    case world::Trial::State::fine:
      return Style::green;
    case world::Trial::State::doubtful:
      return Style::yellow;
    case world::Trial::State::wrong:
      break;
  }
  return Style::red;
}

/// What the steps ask for at their hardest.
struct Hardest {
  double per_second = 0;
  std::size_t at_once = 1;
  std::set<std::pair<std::string, std::string>> certificates;  // kommun and name
  bool shs = false;                                            // something happens at the SHS door
  bool made_up = false;  // ... that the made-up world's agreements are needed for
};

void harden(Hardest& so_far, const std::vector<scenario::Step>& steps) {
  for (const auto& step : steps) {
    if (const auto* ask = std::get_if<scenario::AskStep>(&step)) {
      so_far.per_second = std::max(so_far.per_second, ask->per_second.value_or(0));
      if (ask->at_once) so_far.at_once = std::max(so_far.at_once, ask->times);
      so_far.certificates.insert({ask->kommun, ask->certificate});
    }
    if (const auto* ping = std::get_if<scenario::PingStep>(&step))
      so_far.certificates.insert({ping->kommun, ping->certificate});
    if (const auto* send = std::get_if<scenario::SendStep>(&step))
      so_far.at_once = std::max(so_far.at_once, send->connections);
    if (const auto* shs = std::get_if<scenario::ShsStep>(&step)) {
      so_far.shs = true;
      so_far.certificates.insert({shs->kommun, shs->certificate});
      const auto* letter = world::find_letter(shs->letter);
      so_far.made_up = so_far.made_up || (letter != nullptr && letter->of_made_up_world);
    }
    if (const auto* mailbox = std::get_if<scenario::MailboxStep>(&step)) {
      so_far.shs = true;
      so_far.certificates.insert(
          {mailbox->by.empty() ? mailbox->kommun : mailbox->by, mailbox->certificate});
    }
    if (const auto* together = std::get_if<scenario::TogetherStep>(&step))
      harden(so_far, together->steps);
  }
}

Hardest hardest(const std::vector<scenario::Step>& steps) {
  Hardest out;
  harden(out, steps);
  return out;
}

std::vector<world::Trial> tried(const world::Environment& environment, const Certification& party) {
  net::asio::io_context io(1);
  time::SteadyClock clock;
  net::LiveNetwork network(io);
  std::vector<world::Trial> trials;
  std::exception_ptr failure;
  net::asio::co_spawn(io, world::preflight(party, environment, network, clock),
                      [&](std::exception_ptr error, std::vector<world::Trial> made) {
                        failure = std::move(error);
                        trials = std::move(made);
                      });
  io.run();
  if (failure) std::rethrow_exception(failure);
  return trials;
}

/// Serves until Ctrl-C or SIGTERM.
net::awaitable<void> serve(world::ReferenceParty& party) {
  auto body = [&party](net::TaskGroup& group) -> net::awaitable<void> {
    group.spawn(party.run());
    net::asio::signal_set signals(co_await net::asio::this_coro::executor, SIGINT, SIGTERM);
    co_await signals.async_wait(net::asio::use_awaitable);
    party.stop();
  };
  co_await net::with_task_group(body);
}

}  // namespace

std::optional<Planned> load_plan(const App& app, const scenario::Loader& loader,
                                 const fs::path& file) {
  std::vector<scenario::Problem> problems;
  Planned planned;
  auto plan = loader.load_plan(file, problems);
  if (plan && problems.empty()) {
    planned.plan = std::move(*plan);
    planned.party = certify::load_party(file, problems, app.data_dir);
  }
  if (problems.empty()) return planned;
  print_problems(app, problems);
  return std::nullopt;
}

bool about_another_door(const Scenario& scenario, const Certification& party) {
  return party.role == Role::kommun && scenario.door.value_or(party.door) != party.door;
}

std::optional<Bilingual> beyond_plan(const Scenario& scenario, const Certification& party,
                                     const world::TestPki& pki) {
  if (about_another_door(scenario, party)) {
    const auto of_scenario = to_string(*scenario.door);
    const auto of_party = to_string(party.door);
    return Bilingual{
        fmt::format("Scenariot gäller dörren {}; enligt planen kommer partens frågor genom {}.",
                    of_scenario, of_party),
        fmt::format("The scenario is about the door {}; by the plan the party's questions come "
                    "through {}.",
                    of_scenario, of_party)};
  }
  if (party.role != Role::driftspart) return std::nullopt;
  const auto asked = hardest(scenario.when);
  if (asked.per_second > party.limits.per_second_max || asked.at_once > party.limits.at_once_max) {
    return Bilingual{"Scenariot driver tjänsten hårdare än planens limits tillåter.",
                     "The scenario drives the service harder than the plan's limits allow."};
  }
  const bool through_shs = scenario.door && *scenario.door != scenario::Door::http;
  if ((asked.shs || through_shs) && !party.shs) {
    return Bilingual{"Planen säger inte var partens SHS-nod är (shs).",
                     "The plan does not say where the party's SHS node is (shs)."};
  }
  if (asked.made_up) {
    return Bilingual{
        "Scenariot behöver avtal och produkttyper som bara finns i den påhittade världen.",
        "The scenario needs agreements and product types that exist in the made-up world alone."};
  }
  for (const auto& [kommun, certificate] : asked.certificates) {
    try {
      pki.client(kommun, certificate);
    } catch (const ErrorException&) {
      const std::string file = "kommun/" + kommun + "/" + certificate + ".pem";
      return Bilingual{"Planens certifikatmapp saknar " + file + ".",
                       "The plan's folder of certificates lacks " + file + "."};
    }
  }
  return std::nullopt;
}

void add_party(const Certification& party, evidence::RunResult& result) {
  std::erase_if(result.parties, [&party](const auto& entry) { return entry.id == party.party; });
  result.parties.push_back({.id = party.party,
                            .kind = std::string(certify::code(party.role)),
                            .name = party.name,
                            .contact = party.contact});
  std::ranges::sort(result.parties, {}, &evidence::PartyEntry::id);
  for (const auto& attestation : party.attestations) {
    evidence::Attestation entry{.clause = attestation.clause,
                                .party = party.party,
                                .by = attestation.by,
                                .date = attestation.date,
                                .statement = attestation.statement};
    for (const auto& file : attestation.evidence)
      entry.evidence.push_back({file.name, file.sha256});
    result.attestations.push_back(std::move(entry));
  }
}

std::optional<Certification> load_party(const App& app, const world::Environment& environment,
                                        const fs::path& file) {
  auto loader = scenario::Loader::create(app.data_dir, vocabulary(environment));
  if (!loader) throw ErrorException(loader.error());
  auto planned = load_plan(app, *loader, file);
  if (!planned) return std::nullopt;
  if (planned->party) return std::move(*planned->party);
  app.console.error(app.console.language() == Language::sv
                        ? file.string() +
                              ": planen nämner ingen part (<party>). `provbank plan --new ROLL` "
                              "skriver en plan att börja med."
                        : file.string() +
                              ": the plan names no party (<party>). `provbank plan --new ROLE` "
                              "writes a plan to begin with.");
  return std::nullopt;
}

int plan(App& app, const PlanOptions& options) {
  const Role role = role_from(options.create);
  if (role == Role::uppgiftslamnare && !contract::source_from_code(options.source)) {
    app.console.error(
        Bilingual{"Säg vilken källa med --source (AF, CSN, FK, SKV, SO, TNS eller MIV).",
                  "Say which source with --source (AF, CSN, FK, SKV, SO, TNS or MIV)."});
    return code(Exit::usage);
  }
  std::error_code ec;
  const fs::path file = options.out / "plan.xml";
  if (fs::exists(file, ec)) {
    app.console.error(
        app.console.language() == Language::sv
            ? file.string() + " finns redan och lämnas orörd. Välj en annan mapp med --out."
            : file.string() +
                  " is there already and is left alone. Choose another folder with --out.");
    return code(Exit::usage);
  }
  const auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  const world::TestPki pki(environment->organisations(), time::SteadyClock{}.wall_now());
  pki.write(options.out / "certifikat").value();
  write_file(file, certify::plan_skeleton(skeleton_party(options, role, *environment))).value();
  if (role == Role::driftspart) fs::create_directories(options.out / "part", ec);
  app.console.line(fs::absolute(file).lexically_normal().string());
  app.console.line(fmt::format(
      fmt::runtime(app.console.language() == Language::sv
                       ? "Planen är riktig som den står, för referensparten. Pröva den:\n"
                         "  provbank party {0}        (i ett annat fönster)\n"
                         "  provbank preflight {0}\n"
                         "  provbank run {0} --out {1}"
                       : "The plan is right as it stands, for the reference party. Try it:\n"
                         "  provbank party {0}        (in another window)\n"
                         "  provbank preflight {0}\n"
                         "  provbank run {0} --out {1}"),
      file.string(), (options.out / "resultat").string()));
  return code(Exit::ok);
}

bool set_up_right(const App& app, const world::Environment& environment, const Certification& party,
                  Telling telling) {
  const auto trials = tried(environment, party);
  const auto wrong = std::ranges::count(trials, world::Trial::State::wrong, &world::Trial::state);
  for (const auto& trial : trials) {
    const bool fine = trial.state == world::Trial::State::fine;
    if (fine && telling == Telling::faults) continue;
    app.console.line(fmt::format("  {} {}",
                                 app.console.styled(sign(trial.state), style_of(trial.state)),
                                 app.console.pick(trial.what)));
    if (!fine) app.console.line(fmt::format("      {}", app.console.pick(trial.advice)));
  }
  if (wrong == 0) return true;
  app.console.line();
  app.console.line(
      app.console.language() == Language::sv
          ? fmt::format("Att rätta innan certifieringen: {}. Ingen part har bedömts.", wrong)
          : fmt::format("To be mended before the certification: {}. Nobody has been judged.",
                        wrong));
  return false;
}

int preflight(App& app, const fs::path& file) {
  const auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  const auto party = load_party(app, *environment, file);
  if (!party) return code(Exit::usage);
  if (!set_up_right(app, *environment, *party, Telling::everything)) return code(Exit::usage);
  app.console.line();
  app.console.line(Bilingual{"Allt är rätt inställt. Ingen part har bedömts.",
                             "Everything is set up right. Nobody has been judged."});
  return code(Exit::ok);
}

int party(App& app, const fs::path& file) {
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  const auto party = load_party(app, *environment, file);
  if (!party) return code(Exit::usage);
  auto pki = world::TestPki::read(party->certificates.folder, environment->organisations());
  if (!pki) {
    app.console.error(pki.error().detail);
    return code(Exit::usage);
  }
  if (party->role == Role::driftspart) {
    // An operator knows nobody: the process holds no persons but those it is asked about.
    environment->fixtures =
        std::make_shared<const bastjanst::FixtureStore>(environment->fixtures->without_persons());
    process::refuse_crash_dumps().value();
    // What the plan lets the bench drive it with, it can take.
    auto& levels = environment->levels;
    levels.questions_per_second =
        std::max(levels.questions_per_second, party->limits.per_second_max);
  }
  net::asio::io_context io(1);
  time::SteadyClock clock;
  net::LiveNetwork network(io);
  const chance::Rng rng(chance::Seed{1});
  evidence::Recorder recorder(clock, evidence::Recorder::Keep::nothing);
  const world::Seams seams{io, clock, network, evidence::World::live};
  const auto& log = party->observed.event_log;
  const fs::path folder = !log                     ? file.parent_path() / "part"
                          : fs::is_directory(*log) ? *log
                                                   : log->parent_path();
  std::unique_ptr<world::ReferenceParty> reference;
  try {
    reference = std::make_unique<world::ReferenceParty>(
        world::ReferenceGround{seams, *environment, *pki, rng}, recorder, *party, folder);
  } catch (const ErrorException& error) {
    app.console.error(error.error.detail);
    return code(Exit::usage);
  }
  app.console.line(
      app.console.language() == Language::sv
          ? fmt::format("Referensparten ({}) svarar på {}. Ctrl-C avslutar.",
                        certify::code(party->role), net::to_string(reference->endpoint()))
          : fmt::format("The reference party ({}) answers at {}. Ctrl-C ends it.",
                        certify::code(party->role), net::to_string(reference->endpoint())));
  std::fflush(stdout);
  std::exception_ptr failure;
  net::asio::co_spawn(io, serve(*reference),
                      [&](std::exception_ptr error) { failure = std::move(error); });
  io.run();
  if (failure) std::rethrow_exception(failure);
  return code(Exit::ok);
}

}  // namespace provbank::cli
