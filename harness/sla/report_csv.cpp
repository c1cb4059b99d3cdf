#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/sla/csv.hpp"
#include "harness/sla/report.hpp"

namespace provbank::sla {
namespace {

void line(std::string& to, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) to += ';';
    to += csv_cell(cells[i]);
  }
  to += "\r\n";
}

std::string raw(const std::optional<double>& value) {
  if (!value) return "";
  return *value == std::floor(*value) ? fmt::format("{:.0f}", *value)
                                      : fmt::format("{:.9f}", *value);
}

std::string_view unit_word(Unit unit) {
  switch (unit) {
    case Unit::share:
      return "andel";
    case Unit::count:
      return "st";
    default:
      return "ns";
  }
}

std::string figures_csv(const Report& report) {
  std::string text;
  line(text, {"manad", "matetal", "klausul", "benamning", "varde", "enhet", "mal", "utslag",
              "underlag", "undantag", "tolkning", "lasning"});
  for (const Figure& figure : report.figures) {
    std::uint64_t excluded = 0;
    for (const auto& exclusion : figure.exclusions) excluded += exclusion.count;
    const auto row = [&](const std::optional<double>& value, Verdict verdict,
                         const std::string& record, const std::string& id) {
      line(text,
           {report.month, figure.kind.id, fmt::format("{}", fmt::join(figure.kind.clauses, " ")),
            figure.kind.name.sv, raw(value), std::string(unit_word(figure.kind.unit)),
            raw(figure.kind.target), words(verdict).sv, std::to_string(figure.sample),
            std::to_string(excluded), record, id});
    };
    row(figure.value, figure.verdict, "", "");
    for (const Reading& reading : figure.readings) {
      row(reading.value, reading.verdict, reading.what->record, reading.what->id);
    }
  }
  return text;
}

std::string days_csv(const Report& report) {
  std::string text;
  line(text, {"dag", "oppettid_min", "otillganglig_min", "stord_min", "anrop"});
  const auto as_minutes = [](time::Duration duration) {
    return fmt::format("{:g}", static_cast<double>(duration.count()) / 60e9);
  };
  for (const auto& day : report.days) {
    line(text, {contract::to_string(day.day), as_minutes(day.open), as_minutes(day.down),
                as_minutes(day.disturbed), std::to_string(day.questions)});
  }
  return text;
}

std::string hours_csv(const Report& report) {
  std::string text;
  line(text, {"timme", "anrop"});
  for (std::size_t i = 0; i < report.by_hour.size(); ++i) {
    line(text, {std::to_string(i), std::to_string(report.by_hour[i])});
  }
  return text;
}

std::string times_csv(const Report& report) {
  std::string text;
  line(text, {"till_och_med_ms", "anrop"});
  for (const auto& bucket : report.times) {
    line(text, {fmt::format("{:g}", static_cast<double>(bucket.end.count()) / 1e6),
                std::to_string(bucket.count)});
  }
  return text;
}

std::string table_csv(const Table& table) {
  std::string text;
  const auto row = [&](const std::vector<Cell>& cells) {
    std::vector<std::string> words;
    for (const Cell& cell : cells) words.push_back(cell.text.sv);
    line(text, words);
  };
  row(table.head);
  for (const auto& cells : table.rows) row(cells);
  return text;
}

std::string grouped(std::uint64_t value, const char* separator) {
  std::string digits = std::to_string(value);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), separator);
  }
  return digits;
}

std::string with_mark(std::string text, Language language) {
  if (language == Language::sv) std::ranges::replace(text, '.', ',');
  return text;
}

}  // namespace

std::map<std::string, std::string> to_csv(const Report& report) {
  std::map<std::string, std::string> files;
  files["figures.csv"] = figures_csv(report);
  files["days.csv"] = days_csv(report);
  files["hours.csv"] = hours_csv(report);
  files["times.csv"] = times_csv(report);
  for (const Table& table : report.tables) files["table-" + table.id + ".csv"] = table_csv(table);
  for (const Table& table : report.input_notes)
    files["input-" + table.id + ".csv"] = table_csv(table);
  return files;
}

// A share is cut and a time rounded up: nothing past a limit may read as the limit.
std::string shown(double value, Unit unit, Language language) {
  switch (unit) {
    case Unit::share:
      return with_mark(fmt::format("{:g}", std::floor(value * 1000 + 1e-6) / 10), language) + " %";
    case Unit::response:
      return with_mark(fmt::format("{:g}", std::ceil(value / 1e7 - 1e-9) / 100), language) + " s";
    case Unit::duration: {
      const auto minutes = static_cast<std::uint64_t>(std::ceil(value / 60e9));
      if (minutes < 60) return fmt::format("{} min", minutes);
      return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60)
                               : fmt::format("{} h {} min", minutes / 60, minutes % 60);
    }
    case Unit::count:
      break;
  }
  return grouped(static_cast<std::uint64_t>(std::llround(value)),
                 language == Language::sv ? "\u00a0" : ",");
}

}  // namespace provbank::sla
