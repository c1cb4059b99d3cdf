#include "harness/sla/case_register.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "contract/civil_time.hpp"
#include "harness/sla/row_reader.hpp"

namespace provbank::sla {
namespace {

using contract::ServiceLevels;

const std::map<std::string, CaseKind, std::less<>> kKinds = {{"incident", CaseKind::incident},
                                                             {"problem", CaseKind::problem},
                                                             {"bestallning", CaseKind::bestallning},
                                                             {"andring", CaseKind::andring}};
const std::map<std::string, ChangeStatus, std::less<>> kStatuses = {
    {"planerad", ChangeStatus::planerad},
    {"genomford", ChangeStatus::genomford},
    {"installd", ChangeStatus::installd},
    {"misslyckad", ChangeStatus::misslyckad}};

bool has_priority(CaseKind kind) {
  return kind == CaseKind::incident || kind == CaseKind::problem;
}

void read_priority(RowReader& row, Case& made, const ServiceLevels& levels) {
  const std::string word = row.text("prioritet");
  made.impact = row.text("paverkan");
  const contract::Impact* impact = nullptr;
  if (!made.impact.empty()) {
    impact = levels.impact(made.impact);
    if (impact == nullptr) {
      std::string codes;
      for (const auto& known : levels.impacts) codes += (codes.empty() ? "" : ", ") + known.code;
      row.problem("paverkan",
                  {fmt::format("\"{}\" är ingen känd påverkan; skriv {}", made.impact, codes),
                   fmt::format("\"{}\" is no known impact; write {}", made.impact, codes)});
    }
  }
  if (!word.empty()) {
    made.priority = contract::priority_from(word);
    if (!made.priority) {
      row.problem(
          "prioritet",
          {fmt::format("\"{}\" är ingen prioritet; skriv kritisk, hog, medel eller lag", word),
           fmt::format("\"{}\" is no priority; write kritisk, hog, medel or lag", word)});
    }
  } else if (impact != nullptr) {
    made.priority = impact->priority;
    made.derived = true;
  } else if (made.impact.empty()) {
    row.problem("prioritet",
                {"prioritet eller påverkan måste anges", "a priority or an impact must be given"});
  }
  // How urgent a problem is weighs in too (B4-3.5), so its impact alone contradicts nothing.
  if (made.kind == CaseKind::incident && impact != nullptr && made.priority &&
      *made.priority != impact->priority) {
    row.problem("prioritet", {fmt::format("prioritet {} motsäger påverkan {}, som ger {}",
                                          contract::words(*made.priority).sv, impact->code,
                                          contract::words(impact->priority).sv),
                              fmt::format("priority {} contradicts the impact {}, which gives {}",
                                          contract::words(*made.priority).en, impact->code,
                                          contract::words(impact->priority).en)});
  }
}

void require(RowReader& row, const char* column, bool given, const char* kind) {
  if (given || row.wrong(column)) return;
  row.problem(column, {fmt::format("saknas; {} måste ha det", kind),
                       fmt::format("is missing; {} must have it", kind)});
}

/// `later` may not come before `earlier`, and not without it.
void in_order(RowReader& row, const char* later_column, const std::optional<time::WallTime>& later,
              const char* earlier_column, const std::optional<time::WallTime>& earlier) {
  if (!later) return;
  if (!earlier) {
    if (row.wrong(earlier_column)) return;
    row.problem(later_column, {fmt::format("anges utan {}", earlier_column),
                               fmt::format("is given without {}", earlier_column)});
  } else if (*later < *earlier) {
    row.problem(later_column, {fmt::format("kommer före {}", earlier_column),
                               fmt::format("comes before {}", earlier_column)});
  }
}

void empty_for(RowReader& row, CaseKind kind, std::initializer_list<const char*> columns) {
  for (const char* column : columns) {
    if (row.text(column).empty()) continue;
    row.problem(column, {fmt::format("hör inte hemma på typ {}", to_string(kind)),
                         fmt::format("does not belong to a {}", to_string(kind))});
  }
}

void read_case_times(RowReader& row, Case& made) {
  const auto received = row.instant("mottagen");
  require(row, "mottagen", received.has_value(), std::string(to_string(made.kind)).c_str());
  made.received = received.value_or(time::WallTime{});
  made.begun = row.instant("paborjad");
  made.resolved = row.instant("atgardad");
  made.reported = row.instant("aterrapporterad");
  in_order(row, "paborjad", made.begun, "mottagen", received);
  if (has_priority(made.kind)) {
    in_order(row, "atgardad", made.resolved, "paborjad", made.begun);
    in_order(row, "aterrapporterad", made.reported, "atgardad", made.resolved);
  } else {
    in_order(row, "atgardad", made.resolved, "mottagen", received);
    if (made.begun) in_order(row, "atgardad", made.resolved, "paborjad", made.begun);
  }
}

void read_change(RowReader& row, Case& made) {
  made.planned_start = row.instant("planerad_start");
  made.planned_end = row.instant("planerad_slut");
  made.announced = row.instant_or_day("meddelad");
  require(row, "planerad_start", made.planned_start.has_value(), "andring");
  in_order(row, "planerad_slut", made.planned_end, "planerad_start", made.planned_start);
  made.release = row.yes("release");
  const auto status = row.text("status");
  const auto known = kStatuses.find(status);
  if (known != kStatuses.end()) {
    made.status = known->second;
  } else if (!status.empty()) {
    row.problem("status",
                {fmt::format("\"{}\" är ingen status; skriv planerad, genomford, installd eller "
                             "misslyckad",
                             status),
                 fmt::format("\"{}\" is no status; write planerad, genomford, installd or "
                             "misslyckad",
                             status)});
  }
  empty_for(row, made.kind, {"mottagen", "paborjad", "atgardad", "aterrapporterad", "utlovad"});
}

Case read_case(RowReader& row, CaseKind kind, const ServiceLevels& levels) {
  Case made;
  made.line = row.line();
  made.kind = kind;
  made.id = row.text("id");
  if (made.id.empty()) row.problem("id", {"saknas", "is missing"});
  if (has_priority(kind)) read_priority(row, made, levels);
  if (kind == CaseKind::andring) {
    read_change(row, made);
  } else {
    read_case_times(row, made);
    empty_for(row, kind, {"planerad_start", "planerad_slut"});
  }
  if (kind == CaseKind::bestallning) {
    made.promised = row.instant_or_day("utlovad");
    if (made.promised && *made.promised < made.received) {
      row.problem("utlovad", {"kommer före mottagen", "comes before mottagen"});
    }
  }
  made.security = row.yes("sakerhet");
  made.cause = row.text("orsak");
  made.measures = row.text("atgardsplan");
  made.description = row.text("beskrivning");
  return made;
}

}  // namespace

std::string_view to_string(CaseKind kind) {
  constexpr std::string_view kWords[] = {"incident", "problem", "bestallning", "andring"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::optional<time::WallTime> Case::done() const {
  return has_priority(kind) ? reported : resolved;
}

const std::vector<std::string>& CaseRegister::header() {
  static const std::vector<std::string> kHeader = {
      "typ",           "id",          "prioritet",       "paverkan", "mottagen",
      "paborjad",      "atgardad",    "aterrapporterad", "utlovad",  "planerad_start",
      "planerad_slut", "meddelad",    "release",         "status",   "sakerhet",
      "orsak",         "atgardsplan", "beskrivning"};
  return kHeader;
}

std::optional<CaseRegister> CaseRegister::parse(std::string_view csv, const ServiceLevels& levels,
                                                const contract::Calendar& calendar,
                                                Problems& problems) {
  const std::size_t before = problems.size();
  const auto table = parse_csv(csv, problems);
  if (!table || !check_columns(*table, header(), {"typ", "id", "mottagen"}, problems)) return {};
  CaseRegister made;
  std::map<std::pair<CaseKind, std::string>, const CsvRow*> seen;
  for (const CsvRow& cells : table->rows) {
    RowReader row(*table, cells, calendar, problems);
    const auto kind = kKinds.find(row.text("typ"));
    if (kind == kKinds.end()) {
      row.problem("typ", {fmt::format("\"{}\" är ingen typ; skriv incident, problem, bestallning "
                                      "eller andring",
                                      row.text("typ")),
                          fmt::format("\"{}\" is no type; write incident, problem, bestallning or "
                                      "andring",
                                      row.text("typ"))});
      continue;
    }
    auto one = read_case(row, kind->second, levels);
    const auto [same, fresh] = seen.try_emplace({one.kind, one.id}, &cells);
    if (fresh || one.id.empty()) {
      made.cases.push_back(std::move(one));
    } else if (same->second->cells == cells.cells) {
      ++made.duplicates;
    } else {
      row.problem("id", {fmt::format("{} står redan på rad {} med annat innehåll", one.id,
                                     same->second->line),
                         fmt::format("{} already stands on line {} with other content", one.id,
                                     same->second->line)});
    }
  }
  if (problems.size() != before) return std::nullopt;
  return made;
}

}  // namespace provbank::sla
