// The monthly report as data: figures, tables and series, made from what was read. Written as XML
// (schemas/provbank/sla-1.xsd), from which the page is rendered, and as CSV.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/sla/accumulate.hpp"
#include "harness/sla/case_register.hpp"
#include "harness/sla/figures.hpp"
#include "harness/sla/log_reader.hpp"
#include "harness/sla/outages.hpp"

namespace provbank::sla {

/// What earlier months of the year said.
struct MonthSoFar {
  time::Duration down{};
  std::uint64_t outages = 0;
};
using YearSoFar = std::map<std::chrono::year_month, MonthSoFar>;

/// Reads what an earlier report left: sla.xml (against `schema`) or figures.csv. `invalid` when it
/// is neither, or when a month comes twice with different numbers.
Result<void> read_earlier_month(const std::filesystem::path& file,
                                const std::filesystem::path& schema, YearSoFar& to);

struct Calendars {
  contract::Calendar ordinary;
  contract::Calendar eves_closed;

  static Result<Calendars> create(const contract::ServiceLevels& levels);
};

/// What the report is made from. What is absent was not given.
struct Material {
  const Accumulator* log = nullptr;
  const LogNotes* log_notes = nullptr;
  std::vector<std::string> log_files;
  /// An open day without a request then means that part of the log is missing: no target that rests
  /// on the log is met.
  bool log_is_of_the_whole_service = false;
  std::optional<CaseRegister> cases;
  std::string cases_file;
  std::optional<OutageList> outages;
  std::string outages_file;
  YearSoFar earlier;
};

struct Cell {
  Bilingual text;
  bool number = false;
};
struct Table {
  std::string id;
  std::string clause;
  Bilingual title;
  std::vector<Cell> head;  // a column of numbers is marked here
  std::vector<std::vector<Cell>> rows;
};

struct DaySummary {
  contract::Day day;
  time::Duration open{};
  time::Duration down{};
  time::Duration disturbed{};
  std::uint64_t questions = 0;
};

/// A stretch of answer times: up to `end`, after the bucket before.
struct TimeBucket {
  time::Duration end{};
  std::uint64_t count = 0;
};

struct Report {
  std::string month;
  contract::Interval interval;
  std::string tool_version;
  std::vector<std::string> log_files;
  std::string cases_file, outages_file;
  std::vector<std::string> earlier_months;
  std::uint64_t lines = 0, bytes = 0;
  std::vector<Table> input_notes;
  std::vector<Figure> figures;
  std::vector<Table> tables;
  std::vector<DaySummary> days;
  std::array<std::uint64_t, 24> by_hour{};
  time::Duration limit_early{}, limit_late{};
  std::vector<TimeBucket> times;
  contract::OpeningHours hours;

  const Figure* figure(std::string_view id) const;
  Verdict verdict() const;
  int exit_code() const;  // docs/decisions/exit-codes.md
};

Report make_report(const Period& period, const contract::ServiceLevels& levels,
                   const Calendars& calendars, const Material& material);

std::string to_xml(const Report& report);
/// File names and contents: figures.csv, days.csv, hours.csv, times.csv and one for each table.
std::map<std::string, std::string> to_csv(const Report& report);

/// "93,4 %", "2 h 15 min", "6,82 s", "12 345".
std::string shown(double value, Unit unit, Language language);

}  // namespace provbank::sla
