#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>

#include "harness/cli/certify.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/known.hpp"
#include "harness/cli/proof_of_program.hpp"
#include "harness/cli/render.hpp"
#include "harness/cli/resume.hpp"
#include "harness/evidence/store.hpp"
#include "harness/residue/canary_file.hpp"
#include "harness/results/reader.hpp"
#include "harness/world/look.hpp"
#include "harness/world/runner.hpp"
#include "platform/base/file.hpp"
#include "platform/net/live_network.hpp"

namespace provbank::cli {
namespace {

using evidence::RunResult;
using evidence::ScenarioEntry;
using evidence::Verdict;
using scenario::Scenario;
namespace fs = std::filesystem;

const Bilingual kNotChosen = {"Scenariot valdes inte i den här körningen.",
                              "The scenario was not chosen in this run."};

/// What a run was asked to do.
struct Selection {
  struct Item {
    const Scenario* scenario;
    std::optional<Bilingual> excluded;  // the plan's reason; nothing: run it
    bool chosen = true;                 // false: not among the targets of a party's certification
  };
  std::vector<Item> items;
  std::string plan = "embedded";
  std::string role = "all";
};

bool wanted_by(const std::vector<std::string>& targets, const Scenario& scenario) {
  if (targets.empty()) return true;
  return std::any_of(targets.begin(), targets.end(), [&scenario](const std::string& target) {
    if (matches(target, scenario.id)) return true;
    return std::any_of(
        scenario.clauses.begin(), scenario.clauses.end(),
        [&target](const std::string& clause) { return contract::clause_within(clause, target); });
  });
}

bool in_plan(const scenario::Plan& plan, const Scenario& scenario) {
  const auto named = [&scenario](const std::string& pattern) {
    return matches(pattern, scenario.id);
  };
  if (!plan.roles.empty() &&
      std::find(plan.roles.begin(), plan.roles.end(), scenario.role) == plan.roles.end()) {
    return false;
  }
  return plan.include.empty() || std::any_of(plan.include.begin(), plan.include.end(), named);
}

std::optional<Bilingual> excluded_by(const scenario::Plan& plan, const Scenario& scenario) {
  for (const auto& exclusion : plan.exclude) {
    if (matches(exclusion.scenario, scenario.id)) return exclusion.reason;
  }
  return std::nullopt;
}

/// The scenarios that are about the party's role and, for a base service, its contract.
bool about_party(const certify::Certification& party, const Scenario& scenario) {
  return scenario.role == certify::code(party.role) &&
         (!scenario.source || scenario.source == party.source);
}

time::Duration pauses_of(const std::vector<scenario::Step>& steps) {
  time::Duration all{};
  for (const auto& step : steps) {
    if (const auto* pause = std::get_if<scenario::PauseStep>(&step)) all += pause->length;
    if (const auto* together = std::get_if<scenario::TogetherStep>(&step))
      all += pauses_of(together->steps);
  }
  return all;
}

/// Real time cannot be jumped over.
std::optional<Bilingual> beyond_patience(const Scenario& scenario) {
  constexpr auto kLivePausesMax = std::chrono::minutes(10);
  if (pauses_of(scenario.when) <= kLivePausesMax) return std::nullopt;
  return Bilingual{
      "Scenariot väntar längre än tio minuter. Den simulerade världen hoppar över väntan; på "
      "riktigt "
      "gör `provbank scan --decay-until` om sökningen så länge ni vill.",
      "The scenario waits for more than ten minutes. The simulated world jumps over the wait; for "
      "real, `provbank scan --decay-until` repeats the search for as long as you like."};
}

Selection select(const std::vector<Scenario>& scenarios, const std::optional<Planned>& planned,
                 const world::TestPki& pki, const RunOptions& options) {
  Selection selection;
  const auto* plan = planned ? &planned->plan : nullptr;
  const auto* party = planned && planned->party ? &*planned->party : nullptr;
  if (plan != nullptr) selection.plan = plan->file.filename().string();
  if (party != nullptr) selection.role = certify::code(party->role);
  if (!options.role.empty()) selection.role = options.role;
  for (const Scenario& scenario : scenarios) {
    if (!options.role.empty() && scenario.role != options.role) continue;
    const bool wanted = wanted_by(options.targets, scenario);
    if (!wanted && party == nullptr) continue;
    if (plan != nullptr && !in_plan(*plan, scenario)) continue;
    if (party != nullptr && !about_party(*party, scenario)) continue;
    // No more its matter than another source's contract, unless it was named.
    const bool named = wanted && !options.targets.empty();
    if (party != nullptr && about_another_door(scenario, *party) && !named) continue;
    Selection::Item item{&scenario, std::nullopt};
    if (plan != nullptr) item.excluded = excluded_by(*plan, scenario);
    if (party != nullptr && !item.excluded) item.excluded = beyond_plan(scenario, *party, pki);
    const bool live = party != nullptr || options.world == evidence::World::live;
    if (live && !item.excluded) item.excluded = beyond_patience(scenario);
    // A part of a certification must not look like the whole, least of all in a self-declaration.
    item.chosen = wanted;
    if (!wanted && !item.excluded) item.excluded = kNotChosen;
    selection.items.push_back(std::move(item));
  }
  return selection;
}

// A word on the command line that matches nothing is a mistake, not an empty success.
bool every_target_known(const App& app, const std::vector<Scenario>& scenarios,
                        const RunOptions& options) {
  for (const std::string& target : options.targets) {
    const bool known =
        std::any_of(scenarios.begin(), scenarios.end(),
                    [&target](const Scenario& scenario) { return wanted_by({target}, scenario); });
    if (known) continue;
    app.console.error(fmt::format(
        fmt::runtime(
            app.console.language() == Language::sv
                ? "Inget scenario heter {0} och inget prövar klausul {0}. Är det en klausul säger "
                  "`provbank list {0}` hur den hanteras; `provbank list` visar allt."
                : "No scenario is called {0} and none verifies clause {0}. If it is a "
                  "clause, `provbank list {0}` tells how it is handled; `provbank list` "
                  "shows everything."),
        target));
    return false;
  }
  return true;
}

std::vector<evidence::PartyEntry> parties(const world::Environment& environment) {
  std::vector<evidence::PartyEntry> out;
  out.push_back({"driftspart", "driftspart", environment.organisations().driftspart_namn});
  for (const auto& kommun : environment.organisations().kommuner)
    out.push_back({kommun.id, "kommun", kommun.namn});
  for (const auto& entry : environment.organisations().uppgiftslamnare) {
    out.push_back({std::string(contract::code(entry.kod)), "uppgiftslamnare", entry.namn});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return out;
}

void add_clause_texts(const world::Environment& environment, RunResult& result) {
  std::set<std::string> ids;
  for (const ScenarioEntry& scenario : result.scenarios) {
    ids.insert(scenario.clauses.begin(), scenario.clauses.end());
    for (const auto& check : scenario.checks)
      ids.insert(check.clauses.begin(), check.clauses.end());
  }
  for (const std::string& id : ids) {
    const auto* clause = environment.clauses.find(id);
    if (clause == nullptr) continue;
    evidence::ClauseText text{id, clause->summary, {}};
    for (const auto& row : environment.clauses.all()) {
      if (row.id != id && contract::number_of(row.id) == id &&
          std::holds_alternative<contract::Attested>(row.handling)) {
        text.attested.push_back(row.id);
      }
    }
    result.clause_texts.push_back(std::move(text));
  }
}

void add_interpretation_texts(const world::Environment& environment, RunResult& result) {
  std::set<std::string> ids;
  for (const ScenarioEntry& scenario : result.scenarios) {
    for (const auto& check : scenario.checks) {
      for (const auto& rests : check.outcome.rests_on) ids.insert(rests.interpretation);
    }
  }
  for (const std::string& id : ids) {
    const auto* record = environment.interpretations.find(id);
    if (record == nullptr) throw ErrorException(fail(Errc::not_found, "no interpretation " + id));
    evidence::InterpretationText text{record->id, record->title, {}, record->why};
    for (const auto& reading : record->readings)
      text.readings.push_back({reading.id, reading.meaning, reading.chosen});
    result.interpretation_texts.push_back(std::move(text));
  }
}

/// What the result's reader needs besides the verdicts.
void add_texts(const world::Environment& environment, RunResult& result) {
  add_clause_texts(environment, result);
  add_interpretation_texts(environment, result);
}

std::string first_finding(const ScenarioEntry& scenario, const Console& console) {
  for (const auto& check : scenario.checks) {
    const bool speaks = check.outcome.verdict != Verdict::pass && !check.outcome.findings.empty();
    if (speaks)
      return fmt::format("{}: {}", check.name,
                         console.pick(check.outcome.findings.front().message));
  }
  return {};
}

void print_scenario(const App& app, const ScenarioEntry& scenario) {
  Console& console = app.console;
  console.line(fmt::format("  {}  {}  {}", console.verdict(scenario.verdict()),
                           console.styled(padded(scenario.id, 26), Style::bold),
                           console.pick(scenario.title)));
  const std::string finding = first_finding(scenario, console);
  if (!finding.empty()) console.line("        " + finding);
  for (const auto& note : scenario.notes)
    console.line("        " + console.styled(console.pick(note), Style::dim));
  for (const auto& check : scenario.checks) {
    if (!check.note) continue;
    const std::string line = fmt::format("{}: {}", check.name, console.pick(*check.note));
    console.line("        " + console.styled(line, Style::dim));
  }
}

/// What the plan names must be there: a misspelt exclusion would be without effect.
std::vector<scenario::Problem> unknown_names(const Planned& planned,
                                             const std::vector<Scenario>& scenarios,
                                             const world::Environment& environment) {
  std::vector<scenario::Problem> problems;
  const auto require = [&](const std::string& pattern) {
    const bool there = std::ranges::any_of(
        scenarios, [&pattern](const Scenario& each) { return matches(pattern, each.id); });
    if (there) return;
    problems.push_back({planned.plan.file,
                        0,
                        0,
                        {"inget scenario heter " + pattern + " (se `provbank list`)",
                         "no scenario is called " + pattern + " (see `provbank list`)"}});
  };
  for (const auto& pattern : planned.plan.include) require(pattern);
  for (const auto& exclusion : planned.plan.exclude) require(exclusion.scenario);
  if (!planned.party) return problems;
  for (const auto& attestation : planned.party->attestations) {
    if (environment.clauses.find(attestation.clause) != nullptr) continue;
    problems.push_back(
        {planned.plan.file,
         0,
         0,
         {"attest: ingen klausul heter " + attestation.clause + " (se `provbank list`)",
          "attest: no clause is called " + attestation.clause + " (see `provbank list`)"}});
  }
  return problems;
}

ScenarioEntry perform(const world::Runner& runner, const Selection::Item& item,
                      const fs::path& out) {
  const Scenario& scenario = *item.scenario;
  if (item.excluded) return world::not_run(scenario, runner.world(), *item.excluded);
  const fs::path folder = out / "evidence" / scenario.id;
  const world::ScenarioRun run = runner.play(scenario, folder / "files");
  evidence::store(run.evidence, run.zero, folder);
  const auto values = residue::to_xml(world::canary_file(run, runner.seed()));
  write_file(folder / residue::kCanaryFile, values).value();
  return world::judge(scenario, run);
}

// How many questions the steps ask: a guess at how long a scenario takes.
std::size_t questions_in(const std::vector<scenario::Step>& steps) {
  std::size_t count = 0;
  for (const auto& step : steps) {
    if (const auto* ask = std::get_if<scenario::AskStep>(&step))
      count += ask->times * ask->sources.size();
    if (const auto* ask = std::get_if<scenario::AskSourceStep>(&step)) count += ask->times;
    if (const auto* together = std::get_if<scenario::TogetherStep>(&step))
      count += questions_in(together->steps);
  }
  return count;
}

// The largest first, so that no worker is left alone with one at the end.
std::vector<std::size_t> order_of_work(const std::vector<Selection::Item>& items) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&items](std::size_t a, std::size_t b) {
    return questions_in(items[a].scenario->when) > questions_in(items[b].scenario->when);
  });
  return order;
}

/// Performs the scenarios, several at a time where they do not share the machine's clock, and
/// prints each in its turn.
class Performance {
 public:
  /// `frame` is what the result says of the run itself; with one, what is done is kept on the way
  /// and what was done before an interruption is not done again.
  Performance(const App& app, const world::Runner& runner, const Selection& selection,
              const fs::path& out, const world::Environment& environment, std::string reproduce,
              const RunResult* frame)
      : app_(app),
        environment_(environment),
        reproduce_(std::move(reproduce)),
        frame_(frame),
        runner_(runner),
        items_(selection.items),
        order_(order_of_work(items_)),
        out_(out),
        entries_(items_.size()) {}

  std::vector<ScenarioEntry> all() {
    const std::size_t workers =
        runner_.world() == evidence::World::simulated
            ? std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16)
            : 1;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < workers; ++i) threads.emplace_back([this] { work(); });
    for (auto& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    std::vector<ScenarioEntry> out;
    for (auto& entry : entries_) out.push_back(std::move(*entry));
    return out;
  }

 private:
  void work() {
    for (;;) {
      const std::size_t place = next_.fetch_add(1);
      if (place >= items_.size()) return;
      const std::size_t mine = order_[place];
      try {
        ScenarioEntry entry = done_or_performed(items_[mine]);
        const std::lock_guard lock(mutex_);
        entries_[mine] = std::move(entry);
        print_ready();
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        next_ = items_.size();
      }
    }
  }

  ScenarioEntry done_or_performed(const Selection::Item& item) {
    if (frame_ == nullptr || !item.chosen) {
      auto entry = perform(runner_, item, out_);
      if (!reproduce_.empty()) entry.reproduce = reproduce_ + item.scenario->id;
      return entry;
    }
    if (auto entry = kept(out_, item.scenario->id, app_.data_dir)) return std::move(*entry);
    RunResult one = *frame_;
    one.scenarios = {perform(runner_, item, out_)};
    one.scenarios.front().reproduce = reproduce_ + item.scenario->id;
    add_texts(environment_, one);
    keep(out_, one);
    return std::move(one.scenarios.front());
  }

  void print_chosen(std::size_t place) {
    if (items_[place].chosen) print_scenario(app_, *entries_[place]);
  }

  void print_ready() {
    while (printed_ < entries_.size() && entries_[printed_]) print_chosen(printed_++);
    if (printed_ < items_.size()) {
      app_.console.progress(
          fmt::format("[{}/{}] {}", printed_, items_.size(), items_[printed_].scenario->id));
    }
  }

  const App& app_;
  const world::Environment& environment_;
  const std::string reproduce_;  // the command that plays a scenario again, but for its id
  const RunResult* frame_;
  const world::Runner& runner_;
  const std::vector<Selection::Item>& items_;
  const std::vector<std::size_t> order_;
  const fs::path& out_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;  // guards what follows, and the console
  std::vector<std::optional<ScenarioEntry>> entries_;
  std::size_t printed_ = 0;
  std::exception_ptr failure_;
};

/// The command that plays a scenario again, but for its id; empty: as every result says it.
std::string how_to_repeat(const RunOptions& options, bool outside) {
  const std::string door = options.door ? "--door " + *options.door + " " : "";
  if (outside) return "provbank run " + options.plan->string() + " " + door;
  if (door.empty()) return "";
  return fmt::format("provbank run --world {} --seed {} {}", evidence::to_string(options.world),
                     options.seed, door);
}

std::ptrdiff_t known_count(const RunResult& result) {
  std::ptrdiff_t known = 0;
  for (const auto& scenario : result.scenarios) {
    known += std::count_if(scenario.checks.begin(), scenario.checks.end(),
                           [](const auto& check) { return check.known.has_value(); });
  }
  return known;
}

void print_summary(const App& app, const RunResult& result, const fs::path& out) {
  Console& console = app.console;
  const bool sv = console.language() == Language::sv;
  const auto verdicts = result.check_verdicts();
  const auto count = [&verdicts](Verdict verdict) {
    return std::count(verdicts.begin(), verdicts.end(), verdict);
  };
  std::size_t exchanges = 0;
  for (const auto& scenario : result.scenarios) exchanges += scenario.exchanges;
  console.line();
  const auto left_out = count(Verdict::not_run);
  const auto reserve = left_out == 0
                           ? std::string()
                           : fmt::format(fmt::runtime(sv ? ", men {} kontroller kördes inte"
                                                         : ", but {} checks were not run"),
                                         left_out);
  console.line(fmt::format("{}: {}{}", sv ? "Omdöme" : "Verdict", console.verdict(result.verdict()),
                           reserve));
  console.line(fmt::format(
      fmt::runtime(
          sv ? "{} scenarier, {} kontroller: {} godkända, {} underkända, {} varningar, "
               "{} ej prövbara, {} ej körda, {} verktygsfel. {} meddelandeutbyten bevarade."
             : "{} scenarios, {} checks: {} passed, {} failed, {} warnings, "
               "{} untestable, {} not run, {} tool errors. {} exchanges kept."),
      result.scenarios.size(), verdicts.size(), count(Verdict::pass), count(Verdict::fail),
      count(Verdict::warning), count(Verdict::untestable), count(Verdict::not_run),
      count(Verdict::tool_error), exchanges));
  const auto known = known_count(result);
  if (known > 0) {
    console.line(
        fmt::format(fmt::runtime(sv ? "{} av de underkända är kända fel och stoppar inte."
                                    : "{} of the failed are known failures and stop nobody."),
                    known));
  }
  const fs::path full = fs::absolute(out).lexically_normal();
  console.line(fmt::format("{}: {}", sv ? "Rapport " : "Report  ",
                           (full / (sv ? "report.sv.html" : "report.en.html")).string()));
  console.line(fmt::format("{}: {}", sv ? "Resultat" : "Result  ", (full / "result.xml").string()));
  console.line(fmt::format("{}: {}", sv ? "Bevis   " : "Evidence", (full / "evidence").string()));
}

/// A result folder that nobody else writes in meanwhile: two runs would take each other's answers.
class ResultFolder {
 public:
  /// Nothing after saying why: a folder of the user's own, or one that another run is using. Only
  /// what an earlier run wrote is removed, and nothing at all when that run is gone on with.
  static std::optional<ResultFolder> take(const App& app, const RunOptions& options) {
    const fs::path& out = options.out;
    std::error_code ec;
    const bool ours = fs::exists(out / "result.xml") || fs::exists(out / ".provbank");
    if (fs::exists(out, ec) && !fs::is_empty(out, ec) && !ours) {
      return refuse(app, out,
                    {"{} finns och är inte en resultatmapp. Välj en annan med --out.",
                     "{} exists and is not a result folder. Choose another with --out."});
    }
    // The lock is on this file, so it is never replaced.
    if (!fs::exists(out / ".provbank")) {
      const auto marked =
          write_file(out / ".provbank", "Written by provbank run; may be removed.\n");
      if (!marked) {
        app.console.error(marked.error().detail);
        return std::nullopt;
      }
    }
    ResultFolder folder(::open((out / ".provbank").c_str(), O_RDONLY | O_CLOEXEC));
    if (folder.lock_ < 0 || ::flock(folder.lock_, LOCK_EX | LOCK_NB) != 0) {
      return refuse(app, out,
                    {"En annan körning skriver i {} just nu. Välj en annan mapp med --out.",
                     "Another run is writing in {} just now. Choose another folder with --out."});
    }
    if (!options.resume) {
      for (const char* name : {"evidence", "progress", "waiting"}) fs::remove_all(out / name, ec);
    }
    return folder;
  }

  ResultFolder(ResultFolder&& other) noexcept : lock_(std::exchange(other.lock_, -1)) {}
  ResultFolder& operator=(ResultFolder&&) = delete;
  ~ResultFolder() {
    if (lock_ >= 0) ::close(lock_);
  }

 private:
  explicit ResultFolder(int lock) : lock_(lock) {}

  static std::nullopt_t refuse(const App& app, const fs::path& out, const Bilingual& why) {
    app.console.error(fmt::format(fmt::runtime(app.console.pick(why)), out.string()));
    return std::nullopt;
  }

  int lock_;
};

/// The report links to the proof's pages, and must be able to be moved with them.
void copy_proof(const fs::path& from, const fs::path& to) {
  for (const char* name : results::kProofFiles) {
    write_file(to / name, read_file(from / name).value()).value();
  }
}

}  // namespace

namespace {

/// A port that nobody listens on just now.
std::uint16_t free_port() {
  net::asio::io_context io(1);
  net::LiveNetwork network(io);
  return network.listen({"127.0.0.1", 0}, std::nullopt).value()->endpoint().port;
}

/// Where a person may be asked, when the plan wants it: the page's port is chosen once for the
/// whole run.
std::optional<certify::WaitingRoomOptions> waiting_room(const App& app, const RunOptions& options,
                                                        const certify::Certification* party) {
  if (party == nullptr || party->role != certify::Role::kommun) return std::nullopt;
  const bool asks = std::holds_alternative<certify::Operator>(*party->act) ||
                    std::holds_alternative<certify::Operator>(party->show->deed);
  if (!asks) return std::nullopt;
  certify::WaitingRoomOptions room;
  room.folder = options.out / "waiting";
  room.port = options.desk_port != 0 ? options.desk_port : free_port();
  room.wait_max = party->limits.wait_max;
  room.language = app.console.language();
  room.terminal = ::isatty(STDIN_FILENO) == 1;
  room.tell = [&console = app.console](const Bilingual& what) {
    console.clear_progress();
    console.line(what);
    std::fflush(stdout);
  };
  return room;
}

/// A plan may also be named as a target: `provbank run plan.xml`.
RunOptions with_plan(RunOptions options) {
  for (auto target = options.targets.begin(); target != options.targets.end(); ++target) {
    if (options.plan || !target->ends_with(".xml")) continue;
    options.plan = *target;
    options.targets.erase(target);
    break;
  }
  return options;
}

/// The options with those of the run that is gone on with.
std::optional<RunOptions> resumed(const App& app, const RunOptions& given) {
  if (!given.resume) return with_plan(given);
  auto noted = noted_run(*given.resume);
  if (!noted) {
    app.console.error(noted.error().detail);
    return std::nullopt;
  }
  noted->resume = given.resume;
  noted->today = given.today;
  if (given.desk_port != 0) noted->desk_port = given.desk_port;
  return std::move(*noted);
}

}  // namespace

int run(App& app, const RunOptions& given) {
  auto options = resumed(app, given);
  if (!options) return code(Exit::usage);
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  auto loader = scenario::Loader::create(app.data_dir, vocabulary(*environment));
  if (!loader) throw ErrorException(loader.error());
  const auto scenarios = load_scenarios(app, *loader);
  if (!scenarios) return code(Exit::usage);
  std::optional<Planned> planned;
  if (options->plan) {
    planned = load_plan(app, *loader, *options->plan);
    if (!planned) return code(Exit::usage);
  }
  if (planned) {
    const auto problems = unknown_names(*planned, *scenarios, *environment);
    if (!problems.empty()) {
      print_problems(app, problems);
      return code(Exit::usage);
    }
  }
  const auto* party = planned && planned->party ? &*planned->party : nullptr;
  if (party != nullptr) options->world = evidence::World::live;  // nobody else lives in ours
  if (party != nullptr && party->role == certify::Role::kommun && options->door) {
    app.console.error(
        Bilingual{"En kommun väljer själv sin dörr: säg vilken i planen (<listen door=...>), inte "
                  "med --door.",
                  "A kommun chooses its door itself: say which in the plan (<listen door=...>), "
                  "not with --door."});
    return code(Exit::usage);
  }
  if (!every_target_known(app, *scenarios, *options)) return code(Exit::usage);
  const auto room = waiting_room(app, *options, party);
  world::Runner runner(*environment, options->world, chance::Seed{options->seed}, party,
                       room ? &*room : nullptr);
  if (party != nullptr && party->role == certify::Role::kommun) {
    const auto door = to_string(party->door);
    app.console.line(app.console.pick(Bilingual{
        fmt::format("Partens frågor kommer genom dörren {} (planen). Scenarier som gäller "
                    "en annan dörr hör inte till.",
                    door),
        fmt::format("The party's questions come through the door {} (the plan). Scenarios "
                    "about another door are not part of it.",
                    door)}));
  }
  runner.go_through(scenario::door_from(options->door.value_or("http")).value());
  const Selection selection = select(*scenarios, planned, runner.pki(), *options);
  if (std::ranges::none_of(selection.items, &Selection::Item::chosen)) {
    app.console.error(
        Bilingual{"Inget scenario hör till den rollen eller planen, så det finns inget att pröva. "
                  "`provbank list` visar dem som finns.",
                  "No scenario belongs to that role or plan, so there is nothing to test. "
                  "`provbank list` shows those there are."});
    return code(Exit::nothing_proven);
  }
  std::optional<evidence::ProofEntry> proof;
  if (options->proof) {
    auto read = proof_in(app, *options->proof);
    if (!read) {
      app.console.error(read.error().detail);
      return code(Exit::usage);
    }
    proof = std::move(*read);
  }
  std::optional<results::KnownFailures> known;
  if (options->known) {
    known = known_failures(app, *options->known, *scenarios, options->today);
    if (!known) return code(Exit::usage);
  }
  if (party != nullptr && !set_up_right(app, *environment, *party, Telling::faults))
    return code(Exit::usage);
  const auto folder = ResultFolder::take(app, *options);
  if (!folder) return code(Exit::usage);

  RunResult result;
  result.tool_version = PROVBANK_VERSION;
  result.world = options->world;
  result.seed = options->seed;
  result.started = options->world == evidence::World::simulated ? world::simulated_start()
                                                                : time::SteadyClock{}.wall_now();
  result.plan = selection.plan;
  result.role = selection.role;
  result.parties = parties(*environment);
  result.proof = std::move(proof);
  if (party != nullptr) {
    add_party(*party, result);
    note_run(*options);
  }
  result.scenarios =
      Performance(app, runner, selection, options->out, *environment,
                  how_to_repeat(*options, party != nullptr), party != nullptr ? &result : nullptr)
          .all();
  add_texts(*environment, result);
  const auto stale = known ? results::mark_known(result, *known) : results::Problems();
  auto written = write_file(options->out / "result.xml", evidence::to_xml(result));
  if (!written) throw ErrorException(written.error());
  if (options->proof) copy_proof(*options->proof, options->out);
  render_reports(app, options->out);
  print_summary(app, result, options->out);
  print_problems(app, stale);
  return stale.empty() ? result.exit_code() : code(Exit::usage);
}

}  // namespace provbank::cli
