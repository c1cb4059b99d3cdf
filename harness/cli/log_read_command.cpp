// `provbank log read`: what a mapping makes of a log, so that it can be tried before a run.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/cli/commands.hpp"
#include "harness/logbook/files.hpp"
#include "harness/logbook/mapping.hpp"
#include "harness/logbook/reader.hpp"
#include "platform/base/file.hpp"

namespace provbank::cli {
namespace {

using logbook::Entry;
using logbook::Kind;
using logbook::Log;
using logbook::Mapping;
using logbook::Meaning;
using Json = nlohmann::ordered_json;

constexpr std::size_t kNumberDigits = 12;

std::optional<Mapping> load_mapping(const App& app, const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) {
    app.console.error(text.error().detail);
    app.console.error(
        Bilingual{"Kontrollera sökvägen till mappningen.", "Check the path of the mapping."});
    return std::nullopt;
  }
  std::vector<logbook::MappingProblem> problems;
  auto mapping = Mapping::parse(*text, app.data_dir / "schemas/provbank/logbook-1.xsd", problems);
  for (const auto& problem : problems) {
    app.console.error(
        fmt::format("{}:{}: {}", file.string(), problem.line, app.console.pick(problem.message)));
  }
  return mapping;
}

/// A number is nobody's business on a screen.
std::string shown_person(const std::string& person, const Mapping& mapping) {
  if (!mapping.person_is_number || person.size() < kNumberDigits - 2) return person;
  return person.substr(0, person.size() - 4) + "****";
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

std::string persons(const Entry& entry, const Mapping& mapping) {
  std::vector<std::string> out;
  for (const auto& person : entry.persons) out.push_back(shown_person(person, mapping));
  return joined(out, " ");
}

std::string word_of(logbook::Deviates kind) {
  switch (kind) {
    case logbook::Deviates::late:
      return "sent";
    case logbook::Deviates::turned_away:
      return "avvisad";
    case logbook::Deviates::nothing:
    case logbook::Deviates::something:
      break;
  }
  return {};
}

std::string deviations(const Entry& entry) {
  std::vector<std::string> out;
  for (const auto& each : entry.deviations) {
    std::vector<std::string> parts;
    if (each.source) parts.emplace_back(contract::code(*each.source));
    const auto word = word_of(each.kind);
    if (!word.empty() || !each.word.empty()) parts.push_back(word.empty() ? each.word : word);
    if (!each.felkod.empty()) parts.push_back(each.felkod);
    out.push_back(parts.empty() ? "?" : joined(parts, " "));
  }
  return joined(out, ", ");
}

/// The facts that a question is rebuilt from, and whether an entry has them.
struct Fact {
  Meaning meaning;
  bool (*there)(const Entry& entry);
};
constexpr std::array kFacts = {
    Fact{Meaning::organisation, [](const Entry& e) { return !e.organisation.empty(); }},
    Fact{Meaning::handlaggare, [](const Entry& e) { return !e.handlaggare.empty(); }},
    Fact{Meaning::time, [](const Entry& e) { return e.time.has_value(); }},
    Fact{Meaning::person, [](const Entry& e) { return !e.persons.empty(); }},
    Fact{Meaning::case_id, [](const Entry& e) { return !e.case_id.empty(); }},
    Fact{Meaning::sources, [](const Entry& e) { return !e.sources.empty(); }},
    Fact{Meaning::outcome, [](const Entry& e) { return e.outcome.has_value(); }},
};

class Table {
 public:
  Table(const App& app, const Log& log, const Mapping& mapping)
      : console_(app.console), log_(log), mapping_(mapping) {}

  void print(std::size_t limit) {
    row({"rad", "tid", "slag", "organisation", "handläggare", "ärende", "person", "källor",
         "utfall", "avvikelser"},
        {"line", "time", "kind", "organisation", "case worker", "case", "person", "sources",
         "outcome", "deviations"});
    std::size_t shown = 0;
    for (const Entry& entry : log_.entries) {
      if (shown++ == limit) break;
      print(entry);
    }
    if (log_.entries.size() > limit) {
      say(fmt::format("... och {} poster till (--limit)", log_.entries.size() - limit),
          fmt::format("... and {} more entries (--limit)", log_.entries.size() - limit));
    }
    console_.line();
    print_facts();
    print_not_understood();
  }

 private:
  void say(const std::string& sv, const std::string& en) { console_.line(Bilingual{sv, en}); }
  void row(const std::vector<std::string>& sv, const std::vector<std::string>& en) {
    columns(console_.language() == Language::sv ? sv : en, Style::bold);
  }
  void columns(const std::vector<std::string>& cells, Style style = Style::plain) {
    constexpr std::array<std::size_t, 10> kWidths = {6, 24, 10, 13, 20, 14, 16, 22, 9, 0};
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += kWidths[i] == 0 ? cells[i] : padded(cells[i], kWidths[i]) + " ";
    }
    console_.line(console_.styled(line, style));
  }

  void print(const Entry& entry) {
    const auto or_dash = [](std::string text) { return text.empty() ? "-" : text; };
    columns(
        {std::to_string(entry.line), entry.time ? time::to_iso8601(*entry.time) : "-",
         std::string(logbook::word_of(entry.kind)), or_dash(entry.organisation),
         or_dash(entry.handlaggare), or_dash(entry.case_id), or_dash(persons(entry, mapping_)),
         or_dash(entry.sources.empty() && entry.source ? std::string(contract::code(*entry.source))
                                                       : contract::to_string(entry.sources)),
         or_dash(entry.outcome ? std::string(logbook::word_of(*entry.outcome)) : ""),
         or_dash(deviations(entry))});
  }

  void print_facts() {
    const auto questions =
        static_cast<std::size_t>(std::ranges::count(log_.entries, Kind::question, &Entry::kind));
    say(fmt::format("{} poster, varav {} frågor. Av frågorna har:", log_.entries.size(), questions),
        fmt::format("{} entries, {} of them questions. Of the questions:", log_.entries.size(),
                    questions));
    for (const Fact& fact : kFacts) {
      const auto there = std::ranges::count_if(log_.entries, [&](const Entry& entry) {
        return entry.kind == Kind::question && fact.there(entry);
      });
      const auto& name = logbook::name_of(fact.meaning);
      const bool all = static_cast<std::size_t>(there) == questions && questions > 0;
      const auto text =
          !mapping_.has(fact.meaning)
              ? std::string(console_.pick({"inget fält i mappningen", "no field in the mapping"}))
              : std::to_string(there);
      console_.line(fmt::format("  {} {}", padded(name.in(console_.language()), 32),
                                console_.styled(text, all ? Style::green : Style::yellow)));
    }
    if (!mapping_.has(Meaning::question)) {
      say("  Utan fält för frågans id står varje post för sig själv.",
          "  Without a field for the question's id each entry stands for itself.");
    }
  }

  void print_not_understood() {
    for (const auto& [word, count] : log_.passed_over) {
      say(fmt::format("{} poster av slaget \"{}\" står inte i mappningen (ord falt=\"handelse\").",
                      count, word),
          fmt::format("{} entries of the kind \"{}\" are not in the mapping (ord "
                      "falt=\"handelse\").",
                      count, word));
    }
    if (log_.foreign_lines > 0) {
      say(fmt::format("{} rader av andra hoppades över.", log_.foreign_lines),
          fmt::format("{} lines of others were passed over.", log_.foreign_lines));
    }
    constexpr std::size_t kFaultsShown = 20;
    for (std::size_t i = 0; i < std::min(log_.faults.size(), kFaultsShown); ++i) {
      const auto& fault = log_.faults[i];
      console_.line(console_.styled(
          fmt::format("{}:{}: {}", log_.files.at(fault.file), fault.line, console_.pick(fault.why)),
          Style::red));
    }
    if (log_.faults_total > kFaultsShown) {
      say(fmt::format("... och {} till.", log_.faults_total - kFaultsShown),
          fmt::format("... and {} more.", log_.faults_total - kFaultsShown));
    }
  }

  Console& console_;
  const Log& log_;
  const Mapping& mapping_;
};

Json json_of(const Entry& entry, const Log& log, const Mapping& mapping) {
  Json out;
  out["file"] = log.files.at(entry.file);
  out["line"] = entry.line;
  out["kind"] = logbook::word_of(entry.kind);
  const auto put = [&](const char* name, const std::string& text) {
    if (!text.empty()) out[name] = text;
  };
  if (entry.time) out["time"] = time::to_iso8601(*entry.time);
  put("question", entry.question);
  put("organisation", entry.organisation);
  put("handlaggare", entry.handlaggare);
  put("caller", entry.caller);
  put("case", entry.case_id);
  put("purpose", entry.purpose);
  for (const auto& person : entry.persons) out["persons"].push_back(shown_person(person, mapping));
  for (const auto source : entry.sources.in_order())
    out["sources"].push_back(contract::code(source));
  if (entry.source) out["source"] = contract::code(*entry.source);
  if (entry.outcome) out["outcome"] = logbook::word_of(*entry.outcome);
  put("felkod", entry.felkod);
  for (const auto& each : entry.deviations) {
    Json one;
    const auto word = word_of(each.kind);
    if (!word.empty() || !each.word.empty()) one["what"] = word.empty() ? each.word : word;
    if (each.source) one["source"] = contract::code(*each.source);
    if (!each.felkod.empty()) one["felkod"] = each.felkod;
    out["deviations"].push_back(std::move(one));
  }
  if (entry.sequence) out["sequence"] = *entry.sequence;
  if (entry.count > 1) out["count"] = entry.count;
  return out;
}

void print_json(const App& app, const Log& log, const Mapping& mapping) {
  Json out;
  out["entries"] = Json::array();
  for (const Entry& entry : log.entries) out["entries"].push_back(json_of(entry, log, mapping));
  out["faults"] = Json::array();
  for (const auto& fault : log.faults) {
    Json one;
    one["file"] = log.files.at(fault.file);
    one["line"] = fault.line;
    one["why"] = app.console.pick(fault.why);
    out["faults"].push_back(std::move(one));
  }
  out["faults_total"] = log.faults_total;
  out["passed_over"] = log.passed_over;
  out["foreign_lines"] = log.foreign_lines;
  app.console.line(out.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

int log_read(App& app, const LogReadOptions& options) {
  const auto mapping = load_mapping(app, options.mapping);
  if (!mapping) return code(Exit::usage);
  Log log;
  for (const auto& file : options.logs) {
    app.console.progress(file.string());
    const auto parts = logbook::read_files(file, {}, *mapping);
    if (!parts) {
      app.console.error(parts.error().detail);
      app.console.error(
          Bilingual{"Kontrollera sökvägen till loggen.", "Check the path of the log."});
      return code(Exit::usage);
    }
    for (const auto& part : *parts) logbook::read(*mapping, part.content, part.path.string(), log);
  }
  app.console.clear_progress();
  if (options.format == "json")
    print_json(app, log, *mapping);
  else
    Table(app, log, *mapping).print(options.limit);
  if (log.faults_total > 0) return code(Exit::check_failed);
  return code(log.entries.empty() ? Exit::nothing_proven : Exit::ok);
}

}  // namespace provbank::cli
