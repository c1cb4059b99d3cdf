// An event log of ours looked after: verified, anchored, its keys made and changed.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/cli/commands.hpp"
#include "harness/cli/log_access.hpp"
#include "platform/base/file.hpp"
#include "reference-impl/eventlog/file_store.hpp"
#include "reference-impl/eventlog/keys.hpp"
#include "reference-impl/eventlog/verify.hpp"
#include "reference-impl/eventlog_postgres/postgres_store.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using eventlog::Problem;
using eventlog::VerifyReport;

std::string log_say(const App& app, const Bilingual& text) {
  return std::string(app.console.pick(text));
}

int wrong_use(const App& app, const Error& error) {
  app.console.error(error.detail);
  return code(Exit::usage);
}

Exit exit_of(const VerifyReport& report) {
  if (!report.holds()) return Exit::check_failed;
  return report.proven() ? Exit::ok : Exit::nothing_proven;
}

Bilingual log_words(const VerifyReport& report) {
  if (!report.holds()) {
    return {fmt::format("Loggen är inte vad som skrevs: {} fel.", report.problems_found),
            fmt::format("The log is not what was written: {} problems.", report.problems_found)};
  }
  if (report.proven()) {
    return {fmt::format("Loggen är vad som skrevs: förseglad till och med post {}.", report.sealed),
            fmt::format("The log is what was written: sealed up to entry {}.", report.sealed)};
  }
  if (report.sealed == 0) {
    return {
        "Kedjan håller, men ingenting är förseglat: vem som helst som kan skriva i mappen kan ha "
        "gjort den.",
        "The chain holds, but nothing is sealed: whoever can write in the folder may have made "
        "it."};
  }
  return {
      "Kedjan håller, men förseglingarnas nyckel är inte känd från något annat håll. Ange --keys "
      "med public.json från den som sköter loggens nycklar.",
      "The chain holds, but the key of the seals is known from nowhere else. Give --keys with "
      "public.json from whoever looks after the log's keys."};
}

std::string place_of_problem(const Problem& problem) {
  std::string place = problem.file;
  if (problem.line != 0) place += fmt::format(":{}", problem.line);
  return place;
}

void print_as_text(const App& app, const VerifyReport& report) {
  Console& console = app.console;
  for (const Problem& problem : report.problems) {
    console.line(
        fmt::format("{} {}: {} {} {}", console.styled("✘", Style::red), place_of_problem(problem),
                    log_say(app, {"post", "entry"}), problem.seq,
                    console.styled(fmt::format("[{}]", to_string(problem.trouble)), Style::red)));
    console.line("    " + log_say(app, problem.text));
    console.line(fmt::format("    {}: {}", log_say(app, {"väntat", "expected"}), problem.expected));
    console.line(fmt::format("    {}: {}", log_say(app, {"funnet", "found"}), problem.found));
  }
  if (report.problems.size() < report.problems_found) {
    console.line(fmt::format(fmt::runtime(log_say(app, {"… och {} till", "… and {} more"})),
                             report.problems_found - report.problems.size()));
  }
  const Exit verdict = exit_of(report);
  const Style style = verdict == Exit::ok             ? Style::green
                      : verdict == Exit::check_failed ? Style::red
                                                      : Style::yellow;
  console.line(console.styled(log_say(app, log_words(report)), style));
  // A log in a database lies in no file.
  const Bilingual place = report.files == 0 ? Bilingual{"databasen", "the database"}
                                            : Bilingual{fmt::format("{} filer", report.files),
                                                        fmt::format("{} files", report.files)};
  console.line(fmt::format(
      fmt::runtime(
          log_say(app, {"  {} poster i {}, {} förseglingar, {} poster ännu inte förseglade, "
                        "{} ankare stämmer",
                        "  {} entries in {}, {} checkpoints, {} entries not yet sealed, {} "
                        "anchors agree"})),
      report.entries, log_say(app, place), report.checkpoints, report.unsealed, report.anchors));
  if (report.being_written) {
    console.line(
        Bilingual{"  Loggen skrivs just nu; prövat är det som fanns när prövningen började.",
                  "  The log is being written; what was there at the beginning was "
                  "verified."});
  }
}

void print_as_json(const App& app, const VerifyReport& report) {
  nlohmann::ordered_json out;
  const Exit verdict = exit_of(report);
  out["holds"] = report.holds();
  out["proven"] = verdict == Exit::ok;
  out["entries"] = report.entries;
  out["bytes"] = report.bytes;
  out["files"] = report.files;
  out["first"] = report.first;
  out["last"] = report.head.seq;
  out["checkpoints"] = report.checkpoints;
  out["sealed"] = report.sealed;
  out["unsealed"] = report.unsealed;
  out["anchors"] = report.anchors;
  out["being_written"] = report.being_written;
  out["problems_found"] = report.problems_found;
  out["problems"] = nlohmann::ordered_json::array();
  for (const Problem& problem : report.problems) {
    out["problems"].push_back({{"trouble", to_string(problem.trouble)},
                               {"file", problem.file},
                               {"line", problem.line},
                               {"entry", problem.seq},
                               {"expected", problem.expected},
                               {"found", problem.found},
                               {"text", app.console.pick(problem.text)}});
  }
  app.console.line(out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

/// One statement a line; a file may collect many.
Result<void> read_anchors(const fs::path& file, std::vector<eventlog::HeadRecord>& anchors) {
  const auto text = read_file(file);
  if (!text) return text.error();
  std::string_view rest = *text;
  std::size_t line = 0;
  const std::size_t before = anchors.size();
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++line;
    if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto anchor = eventlog::head_record_from_text(one);
    if (!anchor) return at(fmt::format("{}:{}", file.string(), line), anchor.error());
    anchors.push_back(std::move(*anchor));
  }
  if (anchors.size() == before) return fail(Errc::malformed, file.string() + ": no anchor in it");
  return {};
}

/// A log in PostgreSQL, as one who may read it; that it is read stands in it afterwards.
Result<VerifyReport> verify_database(const std::string& target,
                                     const eventlog::VerifyOptions& how) {
  const time::SteadyClock clock;
  auto store = eventlog_postgres::PostgresStore::open({.target = target});
  if (!store) return store.error();
  const auto text = (*store)->record();
  if (!text) return text.error();
  std::optional<eventlog::HeadRecord> record;
  if (!text->empty()) {
    auto read = eventlog::head_record_from_text(*text);
    if (!read) return at(eventlog_postgres::shown(target), read.error());
    record = std::move(*read);
  }
  auto reading = reading_event({.operation = "verify", .reason = {}}, clock);
  if (auto begun = (*store)->begin_reading(std::move(reading)); !begun) return begun.error();
  const auto give = [&](const eventlog::VisitLine& visit) { return (*store)->read(1, visit); };
  auto report = eventlog::verify_lines(give, record, how);
  if (!report) return report;
  // Rows have no lines; the entry's number is the place.
  for (Problem& problem : report->problems) {
    problem.file = eventlog_postgres::shown(target);
    problem.line = 0;
  }
  return report;
}

Result<VerifyReport> verify_log(const fs::path& log, const eventlog::VerifyOptions& how) {
  if (eventlog_postgres::is_target(log.string())) return verify_database(log.string(), how);
  return eventlog::verify(log, how);
}

/// The record beside the log, in a file or in the database.
Result<std::string> record_of(const fs::path& log) {
  if (eventlog_postgres::is_target(log.string())) {
    auto store = eventlog_postgres::PostgresStore::open({.target = log.string()});
    if (!store) return store.error();
    return (*store)->record();
  }
  const auto files = eventlog::files_of_log(log);
  if (!files) return files.error();
  return read_file(files->record);
}

}  // namespace

int log_verify(App& app, const LogVerifyOptions& options) {
  eventlog::VerifyOptions how;
  how.begins = std::max<std::uint64_t>(1, options.begins);
  if (options.keys) {
    auto keys = eventlog::load_public_keys(*options.keys);
    if (!keys) return wrong_use(app, keys.error());
    how.keys = std::move(*keys);
  }
  for (const auto& file : options.anchors) {
    if (auto read = read_anchors(file, how.anchors); !read) return wrong_use(app, read.error());
  }
  const auto report = verify_log(options.log, how);
  if (!report) return wrong_use(app, report.error());
  options.format == "json" ? print_as_json(app, *report) : print_as_text(app, *report);
  return code(exit_of(*report));
}

int log_head(App& app, const fs::path& log) {
  if (eventlog::archive_of(log)) {
    const auto record = eventlog::end_of_archive(log);
    if (!record) return wrong_use(app, record.error());
    auto line = eventlog::to_text(*record);
    line.pop_back();
    app.console.line(line);
    return code(Exit::ok);
  }
  const auto text = record_of(log);
  if (!text) {
    app.console.error(text.error().detail);
    app.console.error(
        Bilingual{"Bredvid loggen ska det finnas en uppgift om var den står; den skrivs "
                  "av den som skriver loggen.",
                  "Beside the log there is to be a record of where it stands; whoever "
                  "writes the log writes it."});
    return code(Exit::usage);
  }
  const auto record = eventlog::head_record_from_text(*text);
  if (!record) return wrong_use(app, at(eventlog_postgres::shown(log.string()), record.error()));
  auto line = eventlog::to_text(*record);
  line.pop_back();
  app.console.line(line);
  return code(Exit::ok);
}

int log_keys(App& app, const LogKeysOptions& options) {
  if (options.make) {
    if (auto made = eventlog::make_key_folder(*options.make); !made) {
      return wrong_use(app, made.error());
    }
    app.console.line(fs::absolute(*options.make).lexically_normal().string());
    app.console.line(Bilingual{
        "Nya nycklar är gjorda. Kopiera public.json till dem som prövar loggen, innan den första "
        "posten skrivs. Kopiera aldrig seal.key: den ersätts vid varje försegling, och en gammal "
        "kopia kan försegla en förfalskning.",
        "New keys were made. Copy public.json to those who verify the log, before the first entry "
        "is "
        "written. Never copy seal.key: it is replaced at each checkpoint, and an old copy can seal "
        "a "
        "forgery."});
    return code(Exit::ok);
  }
  if (options.rotate) {
    if (auto staged = eventlog::stage_rotation(*options.rotate); !staged) {
      return wrong_use(app, staged.error());
    }
    app.console.line(
        Bilingual{"Nyckeln byts vid nästa försegling: den skrivs under med den gamla nyckeln och "
                  "anger den nya. "
                  "public.json har fått en rad till.",
                  "The key is changed at the next checkpoint, which is signed with the old key and "
                  "names the new "
                  "one. public.json has one more line."});
    return code(Exit::ok);
  }
  if (options.pseudonym) {
    if (auto made = eventlog::make_pseudonym_key(*options.pseudonym); !made) {
      return wrong_use(app, made.error());
    }
    app.console.line(fs::absolute(*options.pseudonym).lexically_normal().string());
    app.console.line(
        Bilingual{"En ny pseudonymnyckel är gjord. Med den går det att finna en persons händelser: "
                  "förvara den "
                  "skilt från loggen, och spara den så länge loggen sparas.",
                  "A new pseudonym key was made. With it a person's events can be found: keep it "
                  "apart from the "
                  "log, and as long as the log is kept."});
    return code(Exit::ok);
  }
  const auto keys = eventlog::load_public_keys(*options.show);
  if (!keys) return wrong_use(app, keys.error());
  auto text = eventlog::to_public_text(*keys);
  text.pop_back();
  app.console.line(text);
  return code(Exit::ok);
}

}  // namespace provbank::cli
