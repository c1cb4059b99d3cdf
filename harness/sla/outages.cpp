#include "harness/sla/outages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/sla/row_reader.hpp"

namespace provbank::sla {
namespace {

using contract::Interval;

void belongs_not(RowReader& row, std::initializer_list<const char*> columns) {
  for (const char* column : columns) {
    if (row.text(column).empty()) continue;
    row.problem(column, {fmt::format("hör inte hemma på typ {}", row.text("typ")),
                         fmt::format("does not belong to a {}", row.text("typ"))});
  }
}

void not_before(RowReader& row, const char* column, const std::optional<time::WallTime>& later,
                const char* earlier_column, const std::optional<time::WallTime>& earlier) {
  if (!later || !earlier || *later >= *earlier) return;
  row.problem(column, {fmt::format("kommer före {}", earlier_column),
                       fmt::format("comes before {}", earlier_column)});
}

time::WallTime required(RowReader& row, const char* column) {
  const auto given = row.instant(column);
  if (!given && !row.wrong(column)) row.problem(column, {"saknas", "is missing"});
  return given.value_or(time::WallTime{});
}

Outage read_outage(RowReader& row) {
  Outage made;
  made.line = row.line();
  made.id = row.text("id");
  made.begin = required(row, "start");
  made.end = row.instant("slut");
  not_before(row, "slut", made.end, "start", made.begin);
  made.cause = row.text("orsak");
  made.measures = row.text("atgardsplan");
  belongs_not(row, {"planerad_start", "planerad_slut", "meddelad", "forlangning_meddelad"});
  return made;
}

ServiceWindow read_window(RowReader& row) {
  ServiceWindow made;
  made.line = row.line();
  made.id = row.text("id");
  made.planned_begin = required(row, "planerad_start");
  made.planned_end = required(row, "planerad_slut");
  made.end = row.instant("slut");
  made.announced = row.instant_or_day("meddelad");
  made.extension_announced = row.instant("forlangning_meddelad");
  made.cause = row.text("orsak");
  if (!row.wrong("planerad_start")) {
    if (!row.wrong("planerad_slut")) {
      not_before(row, "planerad_slut", made.planned_end, "planerad_start", made.planned_begin);
    }
    not_before(row, "slut", made.end, "planerad_start", made.planned_begin);
  }
  if (made.extension_announced && !made.overran() && !row.wrong("slut")) {
    row.problem("forlangning_meddelad",
                {"fönstret överskreds inte: slut är tomt eller inte senare än planerad_slut",
                 "the window did not overrun: slut is empty or not after planerad_slut"});
  }
  belongs_not(row, {"start", "atgardsplan"});
  return made;
}

/// Sorted, without overlaps.
std::vector<Interval> merged(std::vector<Interval> all) {
  std::ranges::sort(all, {}, &Interval::begin);
  std::vector<Interval> out;
  for (const Interval& one : all) {
    if (one.begin >= one.end) continue;
    if (!out.empty() && one.begin <= out.back().end) {
      out.back().end = std::max(out.back().end, one.end);
    } else {
      out.push_back(one);
    }
  }
  return out;
}

}  // namespace

const std::vector<std::string>& OutageList::header() {
  static const std::vector<std::string> kHeader = {"typ",
                                                   "id",
                                                   "start",
                                                   "slut",
                                                   "planerad_start",
                                                   "planerad_slut",
                                                   "meddelad",
                                                   "forlangning_meddelad",
                                                   "orsak",
                                                   "atgardsplan"};
  return kHeader;
}

std::optional<OutageList> OutageList::parse(std::string_view csv,
                                            const contract::Calendar& calendar,
                                            Problems& problems) {
  const std::size_t before = problems.size();
  const auto table = parse_csv(csv, problems);
  if (!table || !check_columns(*table, header(), {"typ", "id"}, problems)) return std::nullopt;
  OutageList made;
  std::map<std::string, const CsvRow*> seen;
  for (const CsvRow& cells : table->rows) {
    RowReader row(*table, cells, calendar, problems);
    const auto id = row.text("id");
    if (id.empty()) row.problem("id", {"saknas", "is missing"});
    const auto [same, fresh] = seen.try_emplace(id, &cells);
    if (!fresh && same->second->cells == cells.cells) {
      ++made.duplicates;
      continue;
    }
    if (!fresh && !id.empty()) {
      row.problem(
          "id",
          {fmt::format("{} står redan på rad {} med annat innehåll", id, same->second->line),
           fmt::format("{} already stands on line {} with other content", id, same->second->line)});
    }
    if (row.text("typ") == "avbrott") {
      made.outages.push_back(read_outage(row));
    } else if (row.text("typ") == "servicefonster") {
      made.windows.push_back(read_window(row));
    } else {
      row.problem(
          "typ",
          {fmt::format("\"{}\" är ingen typ; skriv avbrott eller servicefonster", row.text("typ")),
           fmt::format("\"{}\" is no type; write avbrott or servicefonster", row.text("typ"))});
    }
  }
  if (problems.size() != before) return std::nullopt;
  return made;
}

time::WallTime end_of(const Outage& outage, const Interval& period) {
  return outage.end.value_or(std::max(period.end, outage.begin));
}

double Downtime::share() const {
  if (open.count() == 0) return 1;
  return 1 - static_cast<double>(down.count()) / static_cast<double>(open.count());
}

Downtime downtime(const OutageList& list, const Interval& period,
                  const contract::Calendar& calendar, Overruns overruns) {
  std::vector<Interval> all;
  const auto add = [&](time::WallTime begin, time::WallTime end) {
    all.push_back({std::max(begin, period.begin), std::min(end, period.end)});
  };
  for (const Outage& outage : list.outages) add(outage.begin, end_of(outage, period));
  for (const ServiceWindow& window : list.windows) {
    // A window nobody was told of is no planned one.
    const bool told = window.announced && *window.announced <= window.planned_begin;
    if (!told)
      add(window.planned_begin,
          std::min(window.end.value_or(window.planned_end), window.planned_end));
    if (window.overran() && (overruns == Overruns::every || !window.overrun_announced())) {
      add(window.planned_end, *window.end);
    }
  }
  Downtime made;
  made.open = calendar.open_time(period.begin, period.end);
  made.intervals = merged(std::move(all));
  for (const Interval& interval : made.intervals) {
    for (auto at = interval.begin; at < interval.end;) {
      const auto day = calendar.day_of(at);
      const auto midnight = calendar.instant(day + std::chrono::days(1), std::chrono::minutes(0));
      const auto until = std::min(interval.end, midnight);
      const auto lost = calendar.open_time(at, until);
      if (lost.count() > 0) made.by_day[day] += lost;
      made.down += lost;
      at = until;
    }
  }
  return made;
}

std::vector<const Outage*> counted_outages(const OutageList& list, const Interval& period,
                                           const contract::Calendar& calendar) {
  std::vector<const Outage*> counted;
  for (const Outage& outage : list.outages) {
    const bool begins = outage.begin >= period.begin && outage.begin < period.end;
    if (begins && calendar.open_time(outage.begin, end_of(outage, period)).count() > 0) {
      counted.push_back(&outage);
    }
  }
  return counted;
}

}  // namespace provbank::sla
