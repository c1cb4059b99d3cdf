// Looks for what a run sent, in whatever a system may have kept of it.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cmath>

#include "harness/cli/certify.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/render.hpp"
#include "harness/cli/resume.hpp"
#include "harness/logbook/files.hpp"
#include "harness/residue/canary_file.hpp"
#include "harness/residue/scan.hpp"
#include "harness/scenario/duration.hpp"
#include "platform/base/file.hpp"

namespace provbank::cli {
namespace {

using namespace std::chrono_literals;
using residue::Canary;
using residue::Finding;
using residue::Point;
using residue::Scan;
using residue::ScanLook;
using residue::ScanVerdict;
namespace fs = std::filesystem;

constexpr std::size_t kFindingsShown = 20;
constexpr std::size_t kHindrancesShown = 10;
constexpr time::Duration kQuietFor = 2s;  // a shorter search needs no sign of life
constexpr time::Duration kSignEvery = 200ms;
// When the curve is looked at, from the first look on; a month is the agreement's outer limit.
constexpr std::array<time::Duration, 8> kDecay = {0s, 1s, 1min, 1h, 2h, 24h, 7 * 24h, 31 * 24h};

/// An event log: a file, or a folder and which of its files.
struct LogAt {
  fs::path path;
  std::string names;
};

/// Where to look, and what of it is the event log.
struct Ground {
  std::vector<Point> points;
  std::vector<LogAt> event_logs;
};

std::string with_unit(double bytes, Language language) {
  const char* unit = bytes >= 1e9 ? "GB" : bytes >= 1e6 ? "MB" : "kB";
  const double shown = bytes / (bytes >= 1e9 ? 1e9 : bytes >= 1e6 ? 1e6 : 1e3);
  std::string out = fmt::format("{:.1f} {}", shown, unit);
  if (language == Language::sv) std::ranges::replace(out, '.', ',');
  return out;
}

/// All values of the run, or nothing after saying what is wrong.
std::optional<std::vector<Canary>> canaries_of(const App& app, const fs::path& run) {
  std::vector<Canary> out;
  std::error_code ec;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(run / "evidence", ec)) {
    const fs::path file = entry.path() / residue::kCanaryFile;
    if (fs::is_regular_file(file)) files.push_back(file);
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    const auto text = read_file(file);
    auto read = text ? residue::read_canaries(*text) : Result<residue::CanaryFile>(text.error());
    if (!read) {
      app.console.error(at(file.string(), read.error()).detail);
      return std::nullopt;
    }
    std::ranges::move(read->canaries, std::back_inserter(out));
  }
  if (out.empty()) {
    app.console.error(Bilingual{
        run.string() + ": här finns inga utsända värden (evidence/*/canaries.xml). Ange mappen som "
                       "`provbank run --out` skrev; en avidentifierad kopia har dem inte.",
        run.string() + ": there are no values sent here (evidence/*/canaries.xml). Give the folder "
                       "that `provbank run --out` wrote; a redacted copy does not have them."});
    return std::nullopt;
  }
  return out;
}

/// The same value in many scenarios is looked for once, with the latest answer that carried it.
std::vector<Canary> merged(std::vector<Canary> all) {
  std::ranges::stable_sort(all, [](const Canary& a, const Canary& b) {
    return a.value != b.value ? a.value < b.value : a.answered > b.answered;
  });
  const auto rest = std::ranges::unique(all, {}, &Canary::value);
  all.erase(rest.begin(), rest.end());
  return all;
}

bool add_points(const App& app, const ScanOptions& options, Ground& ground) {
  std::vector<std::string> named = options.at;
  for (const auto pid : options.processes) named.push_back("pid:" + std::to_string(pid));
  for (const auto& text : named) {
    auto point = residue::parse_point(text);
    if (!point) {
      app.console.error("--at " + point.error().detail);
      return false;
    }
    if (point->what.starts_with("https://")) point->access = options.access;
    ground.points.push_back(std::move(*point));
  }
  constexpr std::string_view kTable = "table:";
  for (const auto& log : options.event_logs) {
    if (!log.starts_with(kTable)) {
      ground.event_logs.push_back({fs::weakly_canonical(log), {}});
      continue;
    }
    for (auto& point : ground.points) {
      if (point.kind == Point::Kind::postgresql)
        point.log_tables.push_back(log.substr(kTable.size()));
    }
  }
  return true;
}

/// The event log is declared in the plan, wherever else somebody looks.
void add_event_log_of_plan(const App& app, const fs::path& run, Ground& ground) {
  const auto noted = noted_run(run);
  std::error_code ec;
  if (!noted || !noted->plan || !fs::exists(*noted->plan, ec)) return;
  auto environment = load_environment(app);
  if (!environment) return;
  const auto party = load_party(app, *environment, *noted->plan);
  if (!party) return;
  if (party->observed.event_log)
    ground.event_logs.push_back(
        {fs::weakly_canonical(*party->observed.event_log), party->observed.event_log_names});
  for (auto& point : ground.points) {
    for (const auto& declared : party->observed.points) {
      if (point.kind == declared.kind && point.what == declared.what)
        std::ranges::copy(declared.log_tables, std::back_inserter(point.log_tables));
    }
  }
}

/// What the plan of the run lets us see.
bool add_points_of_plan(const App& app, const fs::path& run, Ground& ground) {
  const auto noted = noted_run(run);
  if (!noted || !noted->plan) {
    app.console.error(Bilingual{
        "Var ska det sökas? Körningen har ingen plan som säger det. Ange platser med --at eller "
        "--process, till exempel --at /var/log/ssbtek --at postgresql://... --process 417.",
        "Where to look? The run has no plan that says so. Give places with --at or --process, such "
        "as --at /var/log/ssbtek --at postgresql://... --process 417."});
    return false;
  }
  auto environment = load_environment(app);
  if (!environment) return false;
  const auto party = load_party(app, *environment, *noted->plan);
  if (!party) return false;
  for (const auto& store : party->observed.stores)
    ground.points.push_back({Point::Kind::path, store.string()});
  std::ranges::copy(party->observed.points, std::back_inserter(ground.points));
  if (party->observed.event_log) {
    ground.points.push_back({Point::Kind::path, party->observed.event_log->string()});
    ground.event_logs.push_back(
        {fs::weakly_canonical(*party->observed.event_log), party->observed.event_log_names});
  }
  if (!ground.points.empty()) return true;
  app.console.error(Bilingual{
      noted->plan->string() +
          ": planens <observe> nämner ingen plats. Lägg till <place at=\"...\"/> "
          "eller ange --at.",
      noted->plan->string() + ": the plan's <observe> names no place. Add <place at=\"...\"/> or "
                              "give --at."});
  return false;
}

class SignOfLife {
 public:
  SignOfLife(const App& app, const time::Clock& clock)
      : app_(app), clock_(clock), began_(clock.now()), last_(began_) {}
  SignOfLife(const SignOfLife&) = delete;
  SignOfLife& operator=(const SignOfLife&) = delete;
  ~SignOfLife() { app_.console.clear_progress(); }

  void operator()(const residue::Coverage& coverage, const residue::Place& place) {
    const auto now = clock_.now();
    if (now - began_ < kQuietFor || now - last_ < kSignEvery) return;
    last_ = now;
    app_.console.progress(fmt::format(
        "{}  {}", with_unit(static_cast<double>(coverage.bytes), app_.console.language()),
        place.name()));
  }

 private:
  const App& app_;
  const time::Clock& clock_;
  time::TimePoint began_;
  time::TimePoint last_;
};

void wait_until(time::SteadyClock& clock, time::TimePoint when) {
  time::asio::io_context io(1);
  time::asio::co_spawn(io, clock.sleep_until(when), time::asio::detached);
  io.run();
}

Scan perform(const App& app, const residue::Searcher& searcher, const Ground& ground,
             const ScanOptions& options, time::Duration until) {
  time::SteadyClock clock;
  const auto is_log = [&ground](const fs::path& file) {
    const auto whole = fs::weakly_canonical(file);
    return std::ranges::any_of(ground.event_logs, [&whole](const LogAt& log) {
      return logbook::is_part(whole, log.path, log.names);
    });
  };
  Scan scan;
  scan.run = options.run.string();
  for (const auto& point : ground.points) scan.points.push_back(point.name());
  const auto began = clock.now();
  for (const auto moment : kDecay) {
    if (moment > until) break;
    if (moment > 0s) {
      app.console.progress(app.console.pick(
          {"väntar på nästa titt, " + residue::short_words(moment) + " efter den första",
           "waiting for the next look, " + residue::short_words(moment) + " after the first"}));
      wait_until(clock, began + moment);
    }
    SignOfLife sign(app, clock);
    auto look =
        residue::look(searcher, ground.points, is_log, clock,
                      [&sign](const auto& coverage, const auto& place) { sign(coverage, place); });
    look.since_first = moment;
    scan.looks.push_back(std::move(look));
  }
  return scan;
}

std::string where(const Finding& finding, Language language) {
  std::string out = finding.place.name();
  if (finding.line) {
    out += fmt::format(fmt::runtime(language == Language::sv ? ", rad {}" : ", line {}"),
                       *finding.line);
  } else if (finding.place.addressed) {
    out += fmt::format(
        fmt::runtime(language == Language::sv ? ", adress {:#x}" : ", address {:#x}"), finding.at);
  } else if (finding.place.numbered) {
    out += fmt::format(", byte {}", finding.at);
  }
  return out;
}

void print_findings(const App& app, const residue::Searcher& searcher, const ScanLook& look) {
  Console& console = app.console;
  std::size_t shown = 0;
  for (const Finding& finding : look.findings) {
    if (finding.allowed) continue;
    if (++shown > kFindingsShown) break;
    const Canary& canary = searcher.canaries()[finding.canary];
    auto description = residue::description(canary);
    const auto form = finding.form.name();
    std::string text = fmt::format("{}, {}", console.pick(description), console.pick(form));
    if (const auto old = residue::age(canary, look.at)) {
      text +=
          fmt::format(fmt::runtime(console.language() == Language::sv ? ", {} efter svaret"
                                                                      : ", {} after the answer"),
                      residue::short_words(*old));
    }
    console.line(fmt::format("  {} {}", console.styled("✘", Style::red), text));
    console.line("      " + where(finding, console.language()));
  }
  if (look.forbidden() > kFindingsShown) {
    const auto more = look.forbidden() - kFindingsShown;
    console.line(Bilingual{fmt::format("  ... och {} till; alla står i scan.xml.", more),
                           fmt::format("  ... and {} more; all stand in scan.xml.", more)});
  }
}

void print_hindrances(const App& app, const ScanLook& look) {
  Console& console = app.console;
  std::size_t shown = 0;
  for (const auto& hindrance : look.coverage.hindrances) {
    if (++shown > kHindrancesShown) break;
    console.line(console.styled(fmt::format("  {} {}: {}", hindrance.inherent ? "·" : "?",
                                            hindrance.place, console.pick(hindrance.why)),
                                hindrance.inherent ? Style::dim : Style::yellow));
  }
  if (look.coverage.hindrances.size() > kHindrancesShown) {
    const auto more = look.coverage.hindrances.size() - kHindrancesShown;
    console.line(Bilingual{fmt::format("  ... och {} till i scan.xml.", more),
                           fmt::format("  ... and {} more in scan.xml.", more)});
  }
}

void print(const App& app, const residue::Searcher& searcher, const Scan& scan,
           ScanVerdict verdict) {
  Console& console = app.console;
  const bool sv = console.language() == Language::sv;
  for (const ScanLook& look : scan.looks) {
    const double rate = static_cast<double>(look.coverage.bytes) /
                        std::max(1e-9, std::chrono::duration<double>(look.took).count());
    console.line(fmt::format(
        fmt::runtime(sv ? "{}: {} i {} platser på {} ({}/s). Otillåtet: {}. Tillåtet i "
                          "händelseloggen: {}."
                        : "{}: {} in {} places in {} ({}/s). Forbidden: {}. Allowed in the event "
                          "log: {}."),
        residue::short_words(look.since_first),
        with_unit(static_cast<double>(look.coverage.bytes), console.language()),
        look.coverage.places, human_time(look.took, console.language()),
        with_unit(rate, console.language()), look.forbidden(), look.allowed()));
  }
  const ScanLook& last = scan.looks.back();
  print_findings(app, searcher, last);
  print_hindrances(app, last);
  const auto short_ones = searcher.not_searched().size();
  console.line(console.styled(
      fmt::format(fmt::runtime(sv ? "{} värden i {} skrivsätt; {} söktes inte för att de är för "
                                    "korta, {} bara där text är."
                                  : "{} values in {} forms; {} were not looked for because they "
                                    "are too short, {} only where text is."),
                  searcher.canaries().size(), searcher.patterns(), short_ones,
                  searcher.only_in_text().size()),
      Style::dim));
  switch (verdict) {
    case ScanVerdict::pass:
      console.line(console.styled(console.pick({"Inget finns kvar där det söktes.",
                                                "Nothing is left where it was looked for."}),
                                  Style::green));
      break;
    case ScanVerdict::fail:
      console.line(console.styled(
          console.pick({"Uppgifter finns kvar som ska vara borta (TV-8.3.4, B3-5.9).",
                        "Data is left that must be gone (TV-8.3.4, B3-5.9)."}),
          Style::red));
      break;
    case ScanVerdict::untestable:
      console.line(console.styled(
          console.pick({"Inget hittades, men allt kunde inte ses. Det som behövs står ovan.",
                        "Nothing was found, but not all could be seen. What is needed stands "
                        "above."}),
          Style::yellow));
      break;
  }
}

/// How far the curve goes; nothing after saying what is wrong.
std::optional<time::Duration> until_of(const App& app, const ScanOptions& options) {
  if (!options.decay && options.decay_until.empty()) return 0s;
  if (options.decay_until.empty()) return 1min;
  const auto until = scenario::parse_duration(options.decay_until);
  if (until) return *until;
  app.console.error(
      Bilingual{"--decay-until " + options.decay_until + ": skriv en tid som 90s, 10min eller 2h",
                "--decay-until " + options.decay_until + ": write a time as 90s, 10min or 2h"});
  return std::nullopt;
}

}  // namespace

int scan(App& app, const ScanOptions& options) {
  auto canaries = canaries_of(app, options.run);
  if (!canaries) return code(Exit::usage);
  const auto& access = options.access;
  if (access.certificate.empty() && !access.key.empty()) {
    app.console.error(Bilingual{"--key behöver --certificate.", "--key needs --certificate."});
    return code(Exit::usage);
  }
  Ground ground;
  if (!add_points(app, options, ground)) return code(Exit::usage);
  if (!ground.points.empty()) {
    add_event_log_of_plan(app, options.run, ground);
  } else if (!add_points_of_plan(app, options.run, ground)) {
    return code(Exit::usage);
  }
  const auto until = until_of(app, options);
  if (!until) return code(Exit::usage);
  const residue::Searcher searcher(merged(std::move(*canaries)));
  const auto scan = perform(app, searcher, ground, options, *until);
  const auto verdict = residue::verdict(searcher, scan);
  print(app, searcher, scan, verdict);
  const auto page = render_pages(app, options.out.value_or(options.run), "scan",
                                 residue::to_xml(searcher, scan, PROVBANK_VERSION));
  app.console.line(page.string());
  return code(verdict == ScanVerdict::pass   ? Exit::ok
              : verdict == ScanVerdict::fail ? Exit::check_failed
                                             : Exit::nothing_proven);
}

}  // namespace provbank::cli
