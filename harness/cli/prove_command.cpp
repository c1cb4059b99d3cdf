#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "harness/cli/commands.hpp"
#include "harness/cli/proof_of_program.hpp"
#include "harness/cli/render.hpp"
#include "harness/defects/defect.hpp"
#include "harness/defects/processes.hpp"
#include "harness/defects/proof.hpp"
#include "platform/base/file.hpp"

namespace provbank::cli {
namespace {

using defects::Defect;
using defects::Material;
using defects::NullParty;
using defects::Observation;
using defects::Proof;
using scenario::Scenario;

constexpr std::uint64_t kFirstSeed = 1;
constexpr std::array<std::uint64_t, 3> kSeeds = {kFirstSeed, 2, 3};
constexpr std::size_t kSickAtATime = 12;  // scenarios a process

/// What there is to try, and on what.
struct Trial {
  std::vector<Scenario> proof_set;
  std::vector<Scenario> sick;  // of the ordinary ones: those in which the bench spoils a source
  std::vector<Defect> defects;
  std::vector<NullParty> null_parties;
  bool whole = true;
};

bool spoils_a_source(const Scenario& scenario) {
  return std::ranges::any_of(scenario.given, [](const scenario::GivenSource& given) {
    return given.behaviour.fault != bastjanst::Misbehaviour::none || given.certificate != "own";
  });
}

/// One piece of work for a process.
struct Piece {
  std::string name;
  std::span<const Scenario> scenarios;
  const world::MakeDecorators* decorate = nullptr;
  std::uint64_t seed = kFirstSeed;
};

std::vector<Scenario> judging(const std::vector<Scenario>& scenarios, checks::Party party) {
  const std::string_view role = party == checks::Party::driftspart ? "driftspart"
                                : party == checks::Party::kommun   ? "kommun"
                                                                   : "uppgiftslamnare";
  std::vector<Scenario> out;
  std::ranges::copy_if(scenarios, std::back_inserter(out),
                       [role](const Scenario& scenario) { return scenario.role == role; });
  return out;
}

class Trials {
 public:
  Trials(const App& app, const world::Environment& environment, const Trial& trial,
         std::size_t jobs)
      : app_(app), environment_(environment), trial_(trial), jobs_(jobs) {
    for (const auto party :
         {checks::Party::driftspart, checks::Party::kommun, checks::Party::uppgiftslamnare}) {
      by_party_[party] = judging(trial.proof_set, party);
    }
  }

  Material perform() {
    material_.catalogue = checks::catalogue();
    material_.defects = trial_.defects;
    material_.null_parties = trial_.null_parties;
    material_.whole = trial_.whole;
    const world::Runner runner(environment_, evidence::World::simulated, chance::Seed{kFirstSeed});
    // The first is performed here: what it learns (verified certificates, compiled expressions) the
    // processes inherit.
    material_.conforming.emplace_back(
        "seed 1", defects::observe(runner, trial_.proof_set, {}, scratch_for(0)));
    const auto pieces = make_pieces();
    std::size_t ended = 0;
    defects::in_processes(
        pieces.size(), jobs_,
        [&](std::size_t number) { return perform(pieces[number], runner, number + 1); },
        [&](std::size_t number, Result<std::string> said) {
          keep(pieces[number], said);
          app_.console.progress(
              fmt::format("[{}/{}] {}", ++ended, pieces.size(), pieces[number].name));
        });
    app_.console.clear_progress();
    std::ranges::sort(material_.conforming, {}, &std::pair<std::string, Observation>::first);
    return std::move(material_);
  }

 private:
  std::filesystem::path scratch_for(std::size_t number) const {
    return scratch_.path() / std::to_string(number);
  }

  std::vector<Piece> make_pieces() const {
    std::vector<Piece> pieces;
    for (const auto& defect : trial_.defects)
      pieces.push_back({std::string(defect.id), by_party_.at(defect.guilty), &defect.decorate});
    for (const auto& party : trial_.null_parties)
      pieces.push_back({std::string(party.id), by_party_.at(party.guilty), &party.decorate});
    if (!trial_.whole) return pieces;
    for (const auto seed : kSeeds) {
      if (seed != kFirstSeed)
        pieces.push_back({kConforming + std::to_string(seed), trial_.proof_set, nullptr, seed});
    }
    const std::span<const Scenario> sick = trial_.sick;
    for (std::size_t from = 0; from < sick.size(); from += kSickAtATime) {
      pieces.push_back(
          {std::string(kSick), sick.subspan(from, std::min(kSickAtATime, sick.size() - from))});
    }
    return pieces;
  }

  std::string perform(const Piece& piece, const world::Runner& first, std::size_t number) const {
    const world::MakeDecorators decorate =
        piece.decorate != nullptr ? *piece.decorate : world::MakeDecorators{};
    if (piece.seed == kFirstSeed) {
      return defects::to_text(
          defects::observe(first, piece.scenarios, decorate, scratch_for(number)));
    }
    const world::Runner runner(environment_, evidence::World::simulated, chance::Seed{piece.seed});
    return defects::to_text(
        defects::observe(runner, piece.scenarios, decorate, scratch_for(number)));
  }

  void keep(const Piece& piece, const Result<std::string>& said) {
    Observation observation;
    if (said) {
      observation = defects::observation_from(*said);
    } else {
      observation.broken = said.error().detail;
    }
    if (piece.name == kSick) {
      material_.sick.push_back(std::move(observation));
    } else if (piece.name.starts_with(kConforming)) {
      material_.conforming.emplace_back(piece.name, std::move(observation));
    } else {
      material_.of[piece.name] = std::move(observation);
    }
  }

  static constexpr const char* kSick = "sick sources";
  static constexpr const char* kConforming = "seed ";

  const App& app_;
  const world::Environment& environment_;
  const Trial& trial_;
  const std::size_t jobs_;
  const ScratchFolder scratch_;
  std::map<checks::Party, std::vector<Scenario>> by_party_;
  Material material_;
};

std::string_view mark(const defects::DefectRow& row, std::string_view check) {
  const auto found = std::ranges::find(row.kills, check, &defects::Kill::check);
  if (found == row.kills.end()) return " ·";
  switch (found->as) {
    case defects::Kill::As::expected:
      return " X";
    case defects::Kill::As::collateral:
      return " x";
    case defects::Kill::As::undeclared:
      return " !";
  }
  return " !";
}

/// The checks of one party as numbered columns, its defects as rows.
void print_matrix(Console& console, const Proof& proof, checks::Party party) {
  constexpr std::size_t kIdColumns = 38;
  std::vector<const checks::CheckKind*> columns;
  for (const auto& check : proof.checks) {
    if (check.kind->party == party) columns.push_back(check.kind);
  }
  const auto of_party = [party](const defects::DefectRow& row) {
    return row.defect->guilty == party;
  };
  if (std::ranges::none_of(proof.defects, of_party)) return;
  console.line();
  std::string tens(kIdColumns + 2, ' ');
  std::string ones = tens;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    console.line(fmt::format("  {:>2}  {}  {}", i + 1, padded(columns[i]->name, 26),
                             console.pick(columns[i]->description)));
    tens += i + 1 >= 10 ? fmt::format(" {}", (i + 1) / 10) : "  ";
    ones += fmt::format(" {}", (i + 1) % 10);
  }
  console.line();
  console.line(tens);
  console.line(ones);
  for (const auto& row : proof.defects) {
    if (!of_party(row)) continue;
    std::string line = "  " + padded(row.defect->id, kIdColumns);
    for (const auto* check : columns) line += mark(row, check->name);
    console.line(row.caught ? line : console.styled(line, Style::red));
  }
}

void print_matrices(Console& console, const Proof& proof) {
  for (const auto party :
       {checks::Party::driftspart, checks::Party::kommun, checks::Party::uppgiftslamnare}) {
    print_matrix(console, proof, party);
  }
  console.line();
  console.line(
      Bilingual{"  X ska underkänna och gör det   x följer med, anmält   ! oanmält   · "
                "underkänner inte",
                "  X must fail it and does   x goes with it, declared   ! undeclared   · "
                "does not fail it"});
}

void print_outcome(Console& console, const Proof& proof, bool whole) {
  const bool sv = console.language() == Language::sv;
  for (const auto& problem : proof.problems) {
    console.line(
        fmt::format("  {} {}", console.styled("✘", Style::red), console.pick(problem.text)));
  }
  if (!proof.problems.empty()) console.line();
  const auto caught = std::ranges::count_if(proof.defects, &defects::DefectRow::caught);
  const auto proven = std::ranges::count_if(
      proof.checks, [](const auto& check) { return !check.killed_by.empty(); });
  console.line(fmt::format(
      fmt::runtime(
          sv ? "{} av {} brister märktes. {} av {} kontroller är bevisade. {} tomma parter. "
               "{} omdömen fällda."
             : "{} of {} defects were caught. {} of {} checks are proven. {} null parties. "
               "{} verdicts given."),
      caught, proof.defects.size(), proven, proof.checks.size(), proof.null_parties.size(),
      proof.verdicts));
  if (!proof.holds()) {
    console.line(console.styled(fmt::format(fmt::runtime(sv ? "Beviset håller inte: {} fel."
                                                            : "The proof does not hold: {} "
                                                              "problems."),
                                            proof.problems.size()),
                                Style::red));
  } else if (whole) {
    console.line(console.styled(
        console.pick(
            {"Beviset håller: varje kontroll kan underkänna, och underkänner bara det den "
             "ska.",
             "The proof holds: each check can fail a party, and fails only what it must."}),
        Style::green));
  } else {
    console.line(Bilingual{"Det som prövades höll; det är en del av beviset.",
                           "What was tried held; it is a part of the proof."});
  }
}

/// False after saying what is wrong with the wish.
bool choose(const App& app, const std::string& wanted, Trial& trial) {
  if (wanted.empty()) return true;
  trial.whole = false;
  std::erase_if(trial.defects, [&](const Defect& defect) { return !matches(wanted, defect.id); });
  std::erase_if(trial.null_parties,
                [&](const NullParty& party) { return !matches(wanted, party.id); });
  if (!trial.defects.empty() || !trial.null_parties.empty()) return true;
  app.console.error(Bilingual{
      fmt::format("Ingen brist heter {}. `provbank prove` visar dem som finns.", wanted),
      fmt::format("No defect is called {}. `provbank prove` shows those there are.", wanted)});
  return false;
}

}  // namespace

int prove(App& app, const ProveOptions& options, const time::Clock& clock) {
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  auto loader = scenario::Loader::create(app.data_dir, vocabulary(*environment));
  if (!loader) throw ErrorException(loader.error());
  const auto ordinary = load_scenarios(app, *loader);
  if (!ordinary) return code(Exit::usage);
  std::vector<scenario::Problem> problems;
  Trial trial;
  trial.proof_set = loader->load_folder(app.scenarios_dir() / "bevis", problems);
  if (!problems.empty()) {
    print_problems(app, problems);
    return code(Exit::usage);
  }
  std::ranges::copy_if(*ordinary, std::back_inserter(trial.sick), spoils_a_source);
  trial.defects.assign(defects::defects().begin(), defects::defects().end());
  trial.null_parties.assign(defects::null_parties().begin(), defects::null_parties().end());
  if (!choose(app, options.defect, trial)) return code(Exit::usage);

  const std::size_t jobs = options.jobs > 0
                               ? options.jobs
                               : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  const Material material = Trials(app, *environment, trial, jobs).perform();
  const Proof proof = defects::conclude(material);
  print_matrices(app.console, proof);
  print_outcome(app.console, proof, trial.whole);
  if (trial.whole || options.out) {
    defects::ProofHeading heading;
    heading.tool_version = PROVBANK_VERSION;
    heading.program = program_sha256();
    heading.whole = trial.whole;
    heading.date =
        time::to_iso8601(clock.wall_now()).substr(0, std::string_view("2026-03-02").size());
    heading.seeds.assign(kSeeds.begin(), kSeeds.end());
    heading.scenarios = trial.proof_set.size() + trial.sick.size();
    const auto page = render_pages(app, options.out.value_or("provbank-prove"), "prove",
                                   defects::to_xml(proof, heading));
    app.console.line(page.string());
  }
  return code(proof.holds() ? Exit::ok : Exit::check_failed);
}

}  // namespace provbank::cli
