#include "harness/sla/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "contract/civil_time.hpp"

namespace provbank::sla {

bool check_columns(const CsvTable& table, const std::vector<std::string>& known,
                   std::initializer_list<std::string_view> required, Problems& problems) {
  const std::size_t before = problems.size();
  for (const auto& name : table.header) {
    if (std::ranges::find(known, name) != known.end()) continue;
    problems.push_back({1,
                        name,
                        {fmt::format("okänd rubrik; de kända är {}", fmt::join(known, ", ")),
                         fmt::format("unknown heading; known are {}", fmt::join(known, ", "))}});
  }
  for (const auto name : required) {
    if (table.column(name)) continue;
    problems.push_back({1, std::string(name), {"kolumnen saknas", "the column is missing"}});
  }
  return problems.size() == before;
}

std::string RowReader::text(std::string_view column) const {
  const auto index = table_.column(column);
  return index ? row_.cells[*index] : std::string();
}

std::optional<time::WallTime> RowReader::instant(std::string_view column) {
  const std::string cell = text(column);
  if (cell.empty()) return std::nullopt;
  if (const auto civil = contract::parse_civil_time(cell)) return in_sweden(*civil, calendar_);
  problem(column, {fmt::format("\"{}\" är ingen tid; skriv den som 2026-03-06 16:50", cell),
                   fmt::format("\"{}\" is no time; write it as 2026-03-06 16:50", cell)});
  return std::nullopt;
}

std::optional<time::WallTime> RowReader::instant_or_day(std::string_view column) {
  if (const auto day = contract::parse_day(text(column))) {
    return calendar_.instant(*day, std::chrono::minutes(0));
  }
  return instant(column);
}

bool RowReader::yes(std::string_view column) {
  const std::string cell = text(column);
  if (cell == "ja") return true;
  if (!cell.empty() && cell != "nej") {
    problem(column, {fmt::format("\"{}\" är varken ja eller nej", cell),
                     fmt::format("\"{}\" is neither ja nor nej", cell)});
  }
  return false;
}

void RowReader::problem(std::string_view column, Bilingual message) {
  wrong_.emplace(column);
  problems_.push_back({row_.line, std::string(column), std::move(message)});
}

bool RowReader::wrong(std::string_view column) const {
  return wrong_.contains(column);
}

}  // namespace provbank::sla
