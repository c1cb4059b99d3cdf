// A review of an event log by rules (B3-6.2), an export of one, and a place for one in PostgreSQL.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "contract/civil_time.hpp"
#include "contract/clauses.hpp"
#include "contract/service_levels.hpp"
#include "harness/cli/log_access.hpp"
#include "harness/cli/log_reading.hpp"
#include "harness/cli/render.hpp"
#include "harness/logreview/review.hpp"
#include "harness/sla/report.hpp"
#include "reference-impl/eventlog_postgres/postgres_store.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;

/// Something that was given to us and is wrong: said already.
struct ReviewRefused {};

[[noreturn]] void refuse_reading(const App& app, const std::string& what, const Bilingual& advice) {
  app.console.error(what);
  app.console.error(advice);
  throw ReviewRefused{};
}

const Bilingual kGiveLog = {"Ange loggens mapp, fil eller postgresql://-adress.",
                            "Give the log's folder, file or postgresql:// address."};
const Bilingual kNotNoted = {"Läsningen gick inte att skriva i loggen, och då visas ingenting.",
                             "The reading could not be written in the log, and so nothing is "
                             "shown."};

std::optional<contract::Day> day_named(const App& app, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto day = contract::parse_day(text);
  if (!day) {
    refuse_reading(app, text + ": " + day.error().detail,
                   {"Skriv dagen som 2026-03-31.", "Write the day as 2026-03-31."});
  }
  return *day;
}

std::vector<logreview::Rule> rules_of(const App& app, const LogReviewOptions& options) {
  const auto file = options.rules.value_or(app.data_dir / "contract/log-review-rules.xml");
  auto rules =
      logreview::load_rules(file, app.data_dir / "schemas/provbank/log-review-rules-1.xsd");
  if (!rules) {
    refuse_reading(app, rules.error().detail,
                   {"Rätta regelfilen; contract/log-review-rules.xml är ett exempel.",
                    "Correct the file of rules; contract/log-review-rules.xml is an example."});
  }
  const auto clauses = contract::ClauseRegister::load(app.data_dir / "contract/clauses");
  if (!clauses) throw ErrorException(clauses.error());
  for (const auto& rule : *rules) {
    if (clauses->find(rule.clause) == nullptr) {
      refuse_reading(app, fmt::format("{}: {}: {}", file.string(), rule.id, rule.clause),
                     {"Avtalen har ingen sådan klausul; se `provbank list`.",
                      "The agreements have no such clause; see `provbank list`."});
    }
  }
  return std::move(*rules);
}

/// Who did what a hit is about.
std::string who(const logreview::Hit& hit) {
  std::string text;
  for (const auto* part : {&hit.handlaggare, &hit.organisation, &hit.caller, &hit.reader}) {
    if (!part->empty()) text += (text.empty() ? "" : ", ") + *part;
  }
  return text;
}

void print_hit(const App& app, const logreview::Hit& hit, const contract::Calendar& calendar) {
  auto& console = app.console;
  console.line(fmt::format("  {}–{}  {}", contract::swedish_time(hit.first, calendar),
                           contract::swedish_time(hit.last, calendar).substr(11),
                           console.styled(who(hit), Style::bold)));
  console.line(fmt::format("    {}", hit.why.in(console.language())));
  if (!hit.person.empty()) {
    console.line(fmt::format("    {} {}", console.pick({"person", "person"}), hit.person));
  }
  console.line(fmt::format("    {} {}{}", console.pick({"post", "entry"}), fmt::join(hit.seqs, " "),
                           hit.seqs.size() == logreview::Hit::kSeqsMax ? " …" : ""));
}

void print_text(const App& app, const logreview::Review& review,
                const contract::Calendar& calendar) {
  auto& console = app.console;
  for (std::size_t i = 0; i < review.rules.size(); ++i) {
    bool headed = false;
    for (const auto& hit : review.hits) {
      if (hit.rule != i) continue;
      if (!headed) {
        console.line(console.styled(
            fmt::format("{} ({})", review.rules[i].id, review.rules[i].clause), Style::yellow));
        console.line(review.rules[i].text.in(console.language()));
        headed = true;
      }
      print_hit(app, hit, calendar);
    }
    if (review.hits_beyond[i] != 0) {
      console.line(fmt::format(fmt::runtime(console.pick({"  … och {} till", "  … and {} more"})),
                               review.hits_beyond[i]));
    }
    if (headed) console.line();
  }
  for (const auto& bad : review.bad_examples) {
    console.line(fmt::format("{} {}: {}", console.styled("✘", Style::red), bad.place, bad.reason));
  }
}

void print_notes(const App& app, const logreview::Review& review) {
  auto& console = app.console;
  const auto say = [&](const Bilingual& text, std::uint64_t count) {
    if (count != 0) console.line(fmt::format(fmt::runtime(console.pick(text)), count));
  };
  console.line(fmt::format(
      fmt::runtime(console.pick({"{} rader, {} frågor, {} regler, {} träffar att se på",
                                 "{} lines, {} questions, {} rules, {} hits to look at"})),
      review.lines, review.questions, review.rules.size(), review.hit_count()));
  say({"{} rader gick inte att läsa, vilket kan vara manipulation: `provbank log verify`.",
       "{} lines could not be read, which may be tampering: `provbank log verify`."},
      review.bad_lines);
  say({"{} rader hör till en tidigare dag än raden före.",
       "{} lines are of an earlier day than the line before."},
      review.back_in_time);
  say({"{} gånger räckte granskningens minne inte, och något kan ha missats.",
       "{} times the memory of the review did not suffice, and something may have been missed."},
      review.unwatched);
}

Exit verdict_of(const logreview::Review& review) {
  if (review.hit_count() != 0 || review.bad_lines != 0) return Exit::check_failed;
  return review.questions == 0 || review.unwatched != 0 ? Exit::nothing_proven : Exit::ok;
}

int review_of(App& app, const LogReviewOptions& options, time::Clock& clock) {
  const logreview::Reviewer::Period period{.from = day_named(app, options.from),
                                           .to = day_named(app, options.to)};
  auto rules = rules_of(app, options);
  const auto levels = contract::ServiceLevels::load(app.data_dir / "contract/service-levels.xml");
  if (!levels) throw ErrorException(levels.error());
  const auto calendars = sla::Calendars::create(*levels);
  if (!calendars) throw ErrorException(calendars.error());
  const auto& calendar = calendars->ordinary;

  const Reading reading{.operation = "review", .reason = options.reason};
  const auto log = open_log(options.log, reading, clock);
  if (!log) refuse_reading(app, log.error().detail, kGiveLog);
  logreview::Reviewer reviewer(std::move(rules), calendar, period);
  const auto read = (*log)->read([&](std::string_view line, const PlaceOfLine& place) {
    reviewer.line(line, place);
    return true;
  });
  if (!read) {
    refuse_reading(app, read.error().detail,
                   {"Loggen gick inte att läsa.", "The log could not be read."});
  }
  const auto review = reviewer.finish();
  auto event = reading_event(reading, clock);
  event.outcome = fmt::format("hits {}", review.hit_count());
  if (const auto noted = (*log)->note(std::move(event)); !noted) {
    refuse_reading(app, noted.error().detail, kNotNoted);
  }
  const auto shown = eventlog_postgres::shown(options.log);
  if (options.format == "json") {
    auto text = to_json(review, shown, clock.wall_now());
    text.pop_back();
    app.console.line(text);
    return code(verdict_of(review));
  }
  if (options.format == "html") {
    const auto page = render_pages(app, options.out.value_or("provbank-log-review"), "log-review",
                                   to_xml(review, shown, clock.wall_now()));
    print_notes(app, review);
    app.console.line(fmt::format("{}: {}", app.console.pick({"Sida", "Page"}), page.string()));
    return code(verdict_of(review));
  }
  print_text(app, review, calendar);
  print_notes(app, review);
  return code(verdict_of(review));
}

/// A new file for its owner alone, removed again unless it was kept.
class NewFile {
 public:
  NewFile(const App& app, fs::path file) : file_(std::move(file)) {
    constexpr mode_t kOwnerOnly = 0600;
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
    if (descriptor_ < 0) {
      refuse_reading(app, file_.string() + ": " + std::strerror(errno),
                     {"Ange en ny fil med --out.", "Give a new file with --out."});
    }
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    ::close(descriptor_);
    std::error_code ignored;
    if (!kept_) fs::remove(file_, ignored);
  }
  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) return false;
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  void keep() { kept_ = true; }

 private:
  fs::path file_;
  int descriptor_ = -1;
  bool kept_ = false;
};

int export_of(App& app, const LogExportOptions& options, time::Clock& clock) {
  constexpr std::size_t kChunk = 1U << 20U;
  const Reading reading{.operation = "export", .reason = options.reason};
  const auto log = open_log(options.log, reading, clock);
  if (!log) refuse_reading(app, log.error().detail, kGiveLog);
  NewFile out(app, options.out);
  std::string chunk;
  std::uint64_t lines = 0;
  bool written = true;
  const auto read = (*log)->read([&](std::string_view line, const PlaceOfLine&) {
    chunk += line;
    chunk += '\n';
    ++lines;
    if (chunk.size() < kChunk) return true;
    written = out.write(chunk);
    chunk.clear();
    return written;
  });
  written = written && out.write(chunk);
  if (!read) {
    refuse_reading(app, read.error().detail,
                   {"Loggen gick inte att läsa.", "The log could not be read."});
  }
  if (!written) {
    refuse_reading(app, options.out.string() + ": " + std::strerror(errno),
                   {"Är disken full?", "Is the disk full?"});
  }
  auto event = reading_event(reading, clock);
  event.outcome = fmt::format("hits {}", lines);
  if (const auto noted = (*log)->note(std::move(event)); !noted) {
    refuse_reading(app, noted.error().detail, kNotNoted);
  }
  out.keep();
  app.console.line(fmt::format(fmt::runtime(app.console.pick({"{} rader i {}", "{} lines in {}"})),
                               lines, options.out.string()));
  return code(Exit::ok);
}

}  // namespace

int log_review(App& app, const LogReviewOptions& options, time::Clock& clock) {
  try {
    return review_of(app, options, clock);
  } catch (const ReviewRefused&) {
    return code(Exit::usage);
  }
}

int log_export(App& app, const LogExportOptions& options, time::Clock& clock) {
  try {
    return export_of(app, options, clock);
  } catch (const ReviewRefused&) {
    return code(Exit::usage);
  }
}

int log_database(App& app, const std::string& target, std::optional<int> keep_days) {
  auto& console = app.console;
  if (!eventlog_postgres::is_target(target)) {
    console.error(Bilingual{"Ange databasen som postgresql://värd/databas.",
                            "Give the database as postgresql://host/database."});
    return code(Exit::usage);
  }
  const auto done =
      eventlog_postgres::migrate({.target = target}, app.data_dir / "schemas/eventlog-postgres");
  if (!done) {
    console.error(done.error().detail);
    console.error(Bilingual{
        "Användaren måste få göra roller och scheman i databasen (superuser, eller CREATEROLE och "
        "CREATE).",
        "The user must be allowed to make roles and schemas in the database (superuser, or "
        "CREATEROLE and CREATE)."});
    return code(Exit::usage);
  }
  for (const auto& name : *done) console.line("  " + name);
  console.line(done->empty()
                   ? Bilingual{"Databasen är redan av den senaste versionen.",
                               "The database is of the newest version already."}
                   : Bilingual{"Loggens plats är klar.", "The place of the log is made."});
  if (keep_days) {
    if (const auto kept = eventlog_postgres::keep_for({.target = target}, *keep_days); !kept) {
      console.error(kept.error().detail);
      return code(Exit::usage);
    }
    console.line(
        Bilingual{fmt::format("Poster äldre än {} dygn gallras vid varje försegling.", *keep_days),
                  fmt::format("Entries older than {} days are disposed of at each "
                              "checkpoint.",
                              *keep_days)});
  }
  console.line(
      Bilingual{"Ge aggregatorns användare rollen provbank_log_write och granskarnas "
                "provbank_log_read, aldrig "
                "båda till samma: GRANT provbank_log_read TO ...",
                "Grant provbank_log_write to the aggregators' user and provbank_log_read to "
                "reviewers', never "
                "both to the same: GRANT provbank_log_read TO ..."});
  return code(Exit::ok);
}

}  // namespace provbank::cli
