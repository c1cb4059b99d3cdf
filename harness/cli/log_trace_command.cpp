// A person's events, for whoever has the key of the pseudonyms (B3-5.3).
#include <fmt/format.h>

#include <istream>
#include <nlohmann/json.hpp>
#include <set>

#include "contract/person_identity.hpp"
#include "harness/cli/known.hpp"
#include "harness/cli/log_access.hpp"
#include "harness/cli/log_reading.hpp"
#include "harness/sla/json_line.hpp"
#include "platform/base/file.hpp"
#include "platform/base/wipe.hpp"
#include "reference-impl/eventlog/keys.hpp"
#include "reference-impl/eventlog/pseudonyms.hpp"

namespace provbank::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPersonBytesMax = 100;
constexpr std::size_t kHitsMax = 100'000;

/// The columns of the answer, by the log's own words.
constexpr std::array kTraceColumns = {"time",        "seq",    "event",  "outcome", "organisation",
                                      "handlaggare", "case",   "source", "felkod",  "caller",
                                      "question",    "person", "reader"};
constexpr std::size_t kEvent = 2;
constexpr std::size_t kQuestion = 10;
constexpr std::size_t kPerson = 11;
constexpr std::size_t kReader = 12;  // of an earlier search for the person
constexpr std::size_t kPseudonymKey = kTraceColumns.size();

/// One line of the log that is about the person.
using Row = std::array<std::string, kTraceColumns.size()>;

/// The key that a stretch of the log was written with.
struct KeyStretch {
  std::string id;
  std::string from_seq;
};

struct Found {
  std::vector<Row> rows;
  bool more = false;
  std::vector<KeyStretch> keys;
  std::uint64_t lines = 0;
  std::uint64_t unreadable = 0;
};

/// Goes through a log for one pseudonym.
class Tracer {
 public:
  explicit Tracer(std::string pseudonym) : pseudonym_(std::move(pseudonym)), json_(paths()) {}

  void line(std::string_view text) {
    ++found_.lines;
    if (json_.scan(text) != nullptr) {
      ++found_.unreadable;
      return;
    }
    if (const auto key = value(kPseudonymKey); !key.empty()) {
      if (found_.keys.empty() || found_.keys.back().id != key) {
        found_.keys.push_back({key, value(1)});
      }
    }
    if (!concerns()) return;
    if (found_.rows.size() == kHitsMax) {
      found_.more = true;
      return;
    }
    Row row;
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = value(i);
    found_.rows.push_back(std::move(row));
  }
  Found take() { return std::move(found_); }

 private:
  static std::vector<std::string> paths() {
    std::vector<std::string> all(kTraceColumns.begin(), kTraceColumns.end());
    all.emplace_back("pseudonym_key");
    return all;
  }
  std::string value(std::size_t column) {
    const auto& field = json_.field(column);
    if (field.kind == sla::JsonLine::Kind::number) return std::string(field.raw);
    if (field.kind != sla::JsonLine::Kind::text) return {};
    return std::string(sla::JsonLine::text_of(field.raw, scratch_));
  }
  /// A line about the person, or one without a person that belongs to a question about the person:
  /// a refusal, a late answer. Of a question about several, what concerns them all concerns each.
  bool concerns() {
    const auto person = value(kPerson);
    const auto question = value(kQuestion);
    if (person == pseudonym_) {
      if (!question.empty()) questions_.insert(question);
      return true;
    }
    return person.empty() && !question.empty() && questions_.contains(question);
  }

  std::string pseudonym_;
  sla::JsonLine json_;
  std::set<std::string, std::less<>> questions_;
  std::string scratch_;
  Found found_;
};

int refuse_trace(App& app, const Error& error, const Bilingual& advice) {
  app.console.error(error.detail);
  app.console.error(advice);
  return code(Exit::usage);
}

/// The number as it was given; wiped by the caller.
Result<std::string> written_person(App& app, const LogTraceOptions& options, std::istream& input) {
  if (options.person_file) return read_file(*options.person_file, kPersonBytesMax);
  if (options.person != "-") {
    app.console.error(Bilingual{
        "Obs: personnumret står på kommandoraden, som andra användare på maskinen kan se och som "
        "skalet minns. Använd --person - (standard in) eller --person-file.",
        "Note: the personal number stands on the command line, which other users of the machine "
        "can see and which the shell remembers. Use --person - (standard input) or "
        "--person-file."});
    return options.person;
  }
  std::string line;
  std::getline(input, line);
  if (line.size() > kPersonBytesMax) return fail(Errc::too_large, "standard input: no number");
  return line;
}

void print_csv(const App& app, const Found& found) {
  const auto quoted = [](const std::string& text) {
    std::string out = "\"";
    // A cell that a spreadsheet would take for a formula is led in by an apostrophe.
    if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) {
      out += '\'';
    }
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
  };
  std::string header;
  for (const char* column : kTraceColumns)
    header += (header.empty() ? "" : ";") + std::string(column);
  app.console.line(header);
  for (const auto& row : found.rows) {
    std::string line;
    for (const auto& cell : row) line += (line.empty() ? "" : ";") + quoted(cell);
    app.console.line(line);
  }
}

void print_json(const App& app, const Found& found, const std::string& pseudonym) {
  Json all;
  all["person"] = pseudonym;
  all["lines_read"] = found.lines;
  all["lines_unreadable"] = found.unreadable;
  all["complete"] = !found.more;
  all["events"] = Json::array();
  for (const auto& row : found.rows) {
    Json one = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].empty()) one[kTraceColumns[i]] = row[i];
    }
    all["events"].push_back(std::move(one));
  }
  app.console.line(all.dump(2, ' ', false, Json::error_handler_t::replace));
}

void print_text(const App& app, const Found& found, const std::string& pseudonym) {
  auto& console = app.console;
  const auto row_of = [](const Row& row) {
    return fmt::format("{} {} {} {} {} {} {} {} {}", padded(row[1], 8), padded(row[0], 24),
                       padded(row[kEvent], 9), padded(row[3], 11), padded(row[4], 12),
                       padded(row[5].empty() ? row[kReader] : row[5], 24), padded(row[6], 16),
                       padded(row[7], 4), row[8]);
  };
  console.line(fmt::format("{} {}", console.pick({"Pseudonym", "Pseudonym"}), pseudonym));
  if (found.rows.empty()) {
    console.line(Bilingual{"Loggen har inga händelser om personen.",
                           "The log has no events about the person."});
  } else {
    const Row header = {std::string(console.pick({"tid (UTC)", "time (UTC)"})),
                        std::string(console.pick({"post", "entry"})),
                        std::string(console.pick({"händelse", "event"})),
                        std::string(console.pick({"utfall", "outcome"})),
                        "organisation",
                        "handläggare",
                        std::string(console.pick({"ärende", "case"})),
                        std::string(console.pick({"källa", "from"})),
                        "felkod",
                        "",
                        "",
                        "",
                        ""};
    console.line(console.styled(row_of(header), Style::bold));
    for (const auto& row : found.rows) console.line(row_of(row));
  }
  console.line(
      fmt::format(fmt::runtime(console.pick({"{} händelser av {} rader", "{} events of {} lines"})),
                  found.rows.size(), found.lines));
}

/// Says which stretches cannot be searched with this key. False when there is none that can.
bool key_fits(const App& app, const Found& found, const std::string& id) {
  auto& console = app.console;
  if (found.keys.empty()) {
    console.error(Bilingual{
        "Obs: loggen säger inte med vilken nyckel den är skriven. Ett tomt svar kan bero på att "
        "nyckeln är en annan.",
        "Note: the log does not say with which key it was written. An empty answer may be due to "
        "another key."});
    return true;
  }
  bool fits = false;
  for (const auto& stretch : found.keys) fits = fits || stretch.id == id;
  for (const auto& stretch : found.keys) {
    if (stretch.id == id) continue;
    console.error(fmt::format(
        fmt::runtime(console.pick(
            {"Från post {} är loggen skriven med nyckel {}, och den här är {}: där finns inget att "
             "finna med den.",
             "From entry {} the log is written with key {}, and this one is {}: nothing can be "
             "found there with it."})),
        stretch.from_seq, stretch.id, id));
  }
  return fits;
}

}  // namespace

int log_trace(App& app, const LogTraceOptions& options, time::Clock& clock, std::istream& input) {
  auto key = eventlog::read_pseudonym_key(options.key);
  if (!key) {
    return refuse_trace(
        app, key.error(),
        {"Ange loggens pseudonymnyckel med --key; den förvaras skild från loggen.",
         "Give the log's pseudonym key with --key; it is kept apart from the log."});
  }
  const WipeOnExit forget_key(*key);
  auto written = written_person(app, options, input);
  if (!written)
    return refuse_trace(app, written.error(), {"Kontrollera filen.", "Check the file."});
  const WipeOnExit forget_written(*written);
  auto person = contract::PersonIdentity::parse_written(*written, today_in_sweden(clock));
  if (!person) {
    return refuse_trace(
        app, person.error(),
        {"Skriv personnumret som ÅÅÅÅMMDD-NNNN.", "Write the number as YYYYMMDD-NNNN."});
  }
  const eventlog::Pseudonyms pseudonyms(*key);
  const auto pseudonym = pseudonyms.of(person->digits());
  person->wipe();

  Reading reading{.operation = "trace", .reason = options.reason};
  const auto log = open_log(options.log, reading, clock);
  if (!log) {
    return refuse_trace(app, log.error(),
                        {"Ange loggens mapp, fil eller postgresql://-adress.",
                         "Give the log's folder, file or postgresql:// address."});
  }
  Tracer tracer(pseudonym);
  const auto read = (*log)->read([&](std::string_view line, const PlaceOfLine&) {
    tracer.line(line);
    return true;
  });
  if (!read) {
    return refuse_trace(app, read.error(),
                        {"Loggen gick inte att läsa.", "The log could not be read."});
  }
  const auto found = tracer.take();
  const bool fits = key_fits(app, found, pseudonyms.key_id());
  auto event = reading_event(reading, clock);
  event.person = pseudonym;
  event.outcome = fits ? fmt::format("hits {}", found.rows.size()) : "wrong key";
  if (const auto noted = (*log)->note(std::move(event)); !noted) {
    return refuse_trace(app, noted.error(),
                        {"Läsningen gick inte att skriva i loggen, och då visas ingenting.",
                         "The reading could not be written in the log, and so nothing is shown."});
  }
  if (!fits) {
    app.console.error(Bilingual{"Nyckeln är inte loggens.", "The key is not the log's."});
    return code(Exit::usage);
  }
  if (options.format == "csv") {
    print_csv(app, found);
  } else if (options.format == "json") {
    print_json(app, found, pseudonym);
  } else {
    print_text(app, found, pseudonym);
  }
  if (found.unreadable != 0 || found.more) {
    app.console.error(fmt::format(
        fmt::runtime(app.console.pick(
            {"Obs: {} rader gick inte att läsa{}. Pröva loggen med `provbank log verify`.",
             "Note: {} lines could not be read{}. Try the log with `provbank log verify`."})),
        found.unreadable,
        found.more ? app.console.pick(
                         {", och alla händelser visas inte", ", and not all events are shown"})
                   : ""));
  }
  return code(Exit::ok);
}

}  // namespace provbank::cli
