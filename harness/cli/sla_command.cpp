#include <fmt/format.h>

#include <fstream>

#include "harness/cli/commands.hpp"
#include "harness/cli/render.hpp"
#include "harness/sla/report.hpp"
#include "harness/sla/simulate.hpp"
#include "platform/base/file.hpp"
#include "platform/time/clock.hpp"

namespace provbank::cli {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kReadBytes = 1U << 20U;
constexpr std::chrono::seconds kQuietAtMost{2};

/// Something that was given to us and is wrong: said already.
struct Refused {};

[[noreturn]] void refuse(const App& app, const std::string& what, const Bilingual& advice) {
  app.console.error(what);
  app.console.error(advice);
  throw Refused{};
}

template <class T>
T or_refuse(const App& app, Result<T> result, const Bilingual& advice) {
  if (!result) refuse(app, result.error().detail, advice);
  return std::move(*result);
}

/// What the command works with, loaded once.
struct Workshop {
  contract::ServiceLevels levels;
  sla::Calendars calendars;
  sla::Period period;
};

Workshop open_workshop(const App& app, const std::string& month) {
  auto levels = contract::ServiceLevels::load(app.data_dir / "contract/service-levels.xml");
  if (!levels) throw ErrorException(levels.error());
  auto calendars = sla::Calendars::create(*levels);
  if (!calendars) throw ErrorException(calendars.error());
  const auto period =
      or_refuse(app, sla::parse_period(month, calendars->ordinary),
                {"Ange månaden, till exempel: provbank sla --month 2026-03 --log händelser.jsonl",
                 "Give the month, such as: provbank sla --month 2026-03 --log events.jsonl"});
  return {std::move(*levels), std::move(*calendars), period};
}

/// Reads the logs, with a sign of life when it takes long.
class LogFeeder {
 public:
  LogFeeder(const App& app, sla::LogReader& reader, std::uintmax_t bytes)
      : app_(app), reader_(reader), bytes_(bytes), said_(clock_.now()) {}

  void read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      refuse(app_, file.string() + ": " + std::strerror(errno),
             {"Kontrollera sökvägen efter --log.", "Check the path after --log."});
    }
    reader_.begin(file.filename().string());
    std::string buffer(kReadBytes, '\0');
    while (in) {
      in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      reader_.feed(std::string_view(buffer).substr(0, static_cast<std::size_t>(in.gcount())));
      show();
    }
    if (in.bad()) throw ErrorException(fail(Errc::io, file.string() + ": cannot be read"));
    reader_.finish();
  }

 private:
  void show() {
    if (clock_.now() - said_ < kQuietAtMost / 4) return;
    said_ = clock_.now();
    const auto& notes = reader_.notes();
    const double share =
        bytes_ == 0 ? 1 : static_cast<double>(notes.bytes) / static_cast<double>(bytes_);
    app_.console.progress(fmt::format(
        "{} {:.0f} % ({} {})", app_.console.pick({"Läser loggen", "Reading the log"}), 100 * share,
        sla::shown(static_cast<double>(notes.lines), sla::Unit::count, app_.console.language()),
        app_.console.pick({"rader", "lines"})));
  }

  const App& app_;
  sla::LogReader& reader_;
  std::uintmax_t bytes_;
  time::SteadyClock clock_;
  time::TimePoint said_;
};

void print_problems(const App& app, const fs::path& file, const sla::Problems& problems) {
  for (const auto& problem : problems) {
    app.console.error(
        fmt::format("{}: {}", file.string(), sla::to_string(problem, app.console.language())));
  }
  refuse(app,
         app.console.language() == Language::sv
             ? fmt::format("{} fel; ingen rapport har gjorts.", problems.size())
             : fmt::format("{} problems; no report has been made.", problems.size()),
         {"Rätta raderna ovan och kör igen. Rubrikerna beskrivs i docs/guides/manadsrapport.md.",
          "Correct the lines above and run again. docs/guides/manadsrapport.md describes the "
          "headings."});
}

template <class Parse>
auto read_list(const App& app, const fs::path& file, Parse&& parse) {
  const auto text = or_refuse(app, read_file(file), {"Kontrollera sökvägen.", "Check the path."});
  sla::Problems problems;
  auto list = parse(text, problems);
  if (!list) print_problems(app, file, problems);
  return list;
}

sla::Mapping load_mapping(const App& app, const SlaOptions& options) {
  if (!options.mapping) return sla::Mapping::native();
  return or_refuse(
      app,
      sla::Mapping::load(*options.mapping, app.data_dir / "schemas/provbank/log-mapping-1.xsd"),
      {"Rätta mappningsfilen; ett exempel finns i fixtures/sla/.",
       "Correct the mapping file; there is an example in fixtures/sla/."});
}

sla::Material read_lists(const App& app, const SlaOptions& options, const Workshop& workshop) {
  sla::Material material;
  const auto& calendar = workshop.calendars.ordinary;
  if (options.cases) {
    material.cases = read_list(app, *options.cases, [&](const auto& text, auto& problems) {
      return sla::CaseRegister::parse(text, workshop.levels, calendar, problems);
    });
    material.cases_file = options.cases->filename().string();
  }
  if (options.outages) {
    material.outages = read_list(app, *options.outages, [&](const auto& text, auto& problems) {
      return sla::OutageList::parse(text, calendar, problems);
    });
    material.outages_file = options.outages->filename().string();
  }
  for (const auto& file : options.earlier) {
    const auto read = sla::read_earlier_month(file, app.data_dir / "schemas/provbank/sla-1.xsd",
                                              material.earlier);
    if (!read) {
      refuse(app, read.error().detail,
             {"Ange sla.xml eller figures.csv från en tidigare månads rapport.",
              "Give sla.xml or figures.csv of an earlier month's report."});
    }
  }
  return material;
}

/// Returns the page to read.
fs::path write_report(const App& app, const sla::Report& report, const fs::path& out) {
  for (const auto& [name, text] : sla::to_csv(report)) write_file(out / name, text).value();
  return render_pages(app, out, "sla", sla::to_xml(report));
}

std::string styled_verdict(const Console& console, sla::Verdict verdict) {
  const auto text = console.pick(sla::words(verdict));
  switch (verdict) {
    case sla::Verdict::met:
      return console.styled(fmt::format("✔ {}", text), Style::green);
    case sla::Verdict::not_met:
      return console.styled(fmt::format("✘ {}", text), Style::red);
    case sla::Verdict::too_few:
      return console.styled(fmt::format("? {}", text), Style::yellow);
    default:
      return console.styled(fmt::format("– {}", text), Style::dim);
  }
}

std::string target_words(const sla::Figure& figure, Language language) {
  if (!figure.kind.target || figure.kind.bound == sla::Bound::none) return "";
  const bool all = figure.kind.unit == sla::Unit::share && *figure.kind.target == 1;
  return fmt::format("{} {}",
                     all                                         ? "="
                     : figure.kind.bound == sla::Bound::at_least ? "≥"
                                                                 : "≤",
                     sla::shown(*figure.kind.target, figure.kind.unit, language));
}

void print_summary(const App& app, const sla::Report& report, const fs::path& page) {
  auto& console = app.console;
  const auto language = console.language();
  console.line();
  console.line(
      fmt::format("{} {}", console.pick({"Månadsrapport", "Monthly report"}), report.month));
  for (const auto& figure : report.figures) {
    const auto value = figure.value ? sla::shown(*figure.value, figure.kind.unit, language) : "–";
    console.line(fmt::format("  {}  {} {} {}", padded(figure.kind.name.in(language), 36),
                             padded(value, 14), padded(target_words(figure, language), 12),
                             styled_verdict(console, figure.verdict)));
  }
  std::uint64_t bad = 0;
  for (const auto& table : report.input_notes) bad += table.rows.size();
  if (bad != 0) {
    console.line();
    console.line(Bilingual{
        "Rader som inte kunde användas som de stod visas i rapporten under Underlagets luckor.",
        "Lines that could not be used as they stood are shown in the report under "
        "Gaps in the material."});
  }
  console.line();
  console.line(fmt::format("{}: {}", console.pick({"Omdöme ", "Verdict"}),
                           styled_verdict(console, report.verdict())));
  console.line(fmt::format("{}: {}", console.pick({"Rapport", "Report "}), page.string()));
  console.line(fmt::format("{}: {}", console.pick({"Data   ", "Data   "}),
                           (page.parent_path() / "sla.xml").string()));
}

int make(App& app, const SlaOptions& options) {
  const auto workshop = open_workshop(app, options.month);
  if (options.logs.empty() && !options.cases && !options.outages) {
    refuse(app,
           std::string(app.console.pick({"Det finns inget underlag.", "There is no material."})),
           {"Ange minst en av --log, --register och --outages, eller pröva med --simulate 2026-03.",
            "Give at least one of --log, --register and --outages, or try --simulate 2026-03."});
  }
  const auto mapping = load_mapping(app, options);
  auto material = read_lists(app, options, workshop);
  sla::Accumulator totals(workshop.period, workshop.levels, workshop.calendars.ordinary);
  sla::LogReader reader(mapping, workshop.calendars.ordinary, totals);
  std::uintmax_t bytes = 0;
  std::error_code ec;
  for (const auto& file : options.logs) {
    if (const auto size = fs::file_size(file, ec); !ec) bytes += size;
  }
  LogFeeder feeder(app, reader, bytes);
  for (const auto& file : options.logs) {
    feeder.read(file);
    material.log_files.push_back(file.filename().string());
  }
  totals.finish();
  app.console.clear_progress();
  if (!options.logs.empty()) {
    material.log = &totals;
    material.log_is_of_the_whole_service = true;
    material.log_notes = &reader.notes();
  }
  const auto report =
      sla::make_report(workshop.period, workshop.levels, workshop.calendars, material);
  print_summary(app, report, write_report(app, report, options.out));
  return report.exit_code();
}

int pretend(App& app, const SlaOptions& options) {
  const auto workshop = open_workshop(app, options.simulate);
  fs::create_directories(options.out);
  const fs::path log = options.out / "handelser.jsonl";
  std::ofstream out(log, std::ios::binary | std::ios::trunc);
  sla::SimulationOptions wanted;
  wanted.seed = options.seed;
  wanted.questions_per_day = options.per_day;
  std::uint64_t bytes = 0;
  const auto made = sla::simulate(
      workshop.period, workshop.calendars.ordinary, wanted, [&](std::string_view piece) {
        out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
        bytes += piece.size();
        app.console.progress(fmt::format("{} MB", bytes >> 20U));
      });
  out.close();
  if (!out) throw ErrorException(fail(Errc::io, log.string() + ": cannot be written"));
  write_file(options.out / "arenden.csv", made.register_csv).value();
  write_file(options.out / "avbrott.csv", made.outages_csv).value();
  app.console.clear_progress();
  const auto language = app.console.language();
  app.console.line(
      fmt::format("{} {}, {} {}, {} MB",
                  sla::shown(static_cast<double>(made.questions), sla::Unit::count, language),
                  app.console.pick({"anrop", "requests"}),
                  sla::shown(static_cast<double>(made.lines), sla::Unit::count, language),
                  app.console.pick({"loggrader", "log lines"}), bytes >> 20U));
  app.console.line(
      fmt::format("provbank sla --month {} --log {} --register {} --outages {} --out {}",
                  options.simulate, log.string(), (options.out / "arenden.csv").string(),
                  (options.out / "avbrott.csv").string(), (options.out / "rapport").string()));
  return code(Exit::ok);
}

}  // namespace

int sla(App& app, const SlaOptions& options) {
  try {
    return options.simulate.empty() ? make(app, options) : pretend(app, options);
  } catch (const Refused&) {
    return code(Exit::usage);
  }
}

}  // namespace provbank::cli
