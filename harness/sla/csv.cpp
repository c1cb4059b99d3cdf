#include "harness/sla/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/text/utf8.hpp"

namespace provbank::sla {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Problem problem_of(const text::CsvReader& rows) {
  if (rows.fault() == text::CsvReader::Fault::quote_never_closed) {
    return {rows.fault_line(),
            "",
            {"ett citattecken som öppnas stängs aldrig",
             "a quotation mark that is opened is never closed"}};
  }
  return {rows.fault_line(),
          "",
          {"text efter ett avslutande citattecken; skriv citattecken inuti en cell "
           "två gånger",
           "text after a closing quotation mark; write marks inside a cell twice"}};
}

bool passed_over(const CsvRow& row) {
  if (row.cells.front().starts_with('#')) return true;
  return std::ranges::all_of(row.cells, [](const std::string& cell) { return cell.empty(); });
}

void check_header(const CsvRow& header, Problems& problems) {
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const auto& name = header.cells[i];
    if (name.empty()) {
      problems.push_back({header.line,
                          "",
                          {fmt::format("kolumn {} har ingen rubrik", i + 1),
                           fmt::format("column {} has no heading", i + 1)}});
    } else if (std::count(header.cells.begin(), header.cells.begin() + static_cast<long>(i),
                          name)) {
      problems.push_back(
          {header.line, name, {"rubriken står två gånger", "the heading stands twice"}});
    }
  }
}

bool check_text(std::string_view text, Problems& problems, const CsvLimits& limits) {
  if (text.size() > limits.bytes) {
    problems.push_back({0,
                        "",
                        {fmt::format("filen är större än {} byte", limits.bytes),
                         fmt::format("the file is larger than {} bytes", limits.bytes)}});
    return false;
  }
  const auto bad = text::first_bad_utf8(text);
  if (bad != std::string_view::npos) {
    const auto line = 1 + std::ranges::count(text.substr(0, bad), '\n');
    problems.push_back({static_cast<std::size_t>(line),
                        "",
                        {"texten är inte UTF-8; spara filen som \"CSV UTF-8\"",
                         "the text is not UTF-8; save the file as \"CSV UTF-8\""}});
    return false;
  }
  return true;
}

void check_row(const CsvRow& row, const CsvTable& table, const CsvLimits& limits,
               Problems& problems) {
  const std::size_t wanted = table.header.size();
  if (row.cells.size() != wanted) {
    problems.push_back(
        {row.line,
         "",
         {fmt::format("{} celler, men rubriken har {}", row.cells.size(), wanted),
          fmt::format("{} cells, but the header has {}", row.cells.size(), wanted)}});
  }
  for (std::size_t i = 0; i < std::min(wanted, row.cells.size()); ++i) {
    if (row.cells[i].size() <= limits.cell_bytes) continue;
    problems.push_back({row.line,
                        table.header[i],
                        {fmt::format("mer än {} byte", limits.cell_bytes),
                         fmt::format("more than {} bytes", limits.cell_bytes)}});
  }
}

}  // namespace

std::string to_string(const Problem& problem, Language language) {
  const bool sv = language == Language::sv;
  std::string place;
  if (problem.line != 0) place = fmt::format("{} {}", sv ? "rad" : "line", problem.line);
  if (!problem.column.empty()) {
    if (!place.empty()) place += ", ";
    place += fmt::format("{} {}", sv ? "kolumn" : "column", problem.column);
  }
  return place.empty() ? problem.message.in(language)
                       : fmt::format("{}: {}", place, problem.message.in(language));
}

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::ranges::find(header, name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

char csv_delimiter(std::string_view header_line) {
  return header_line.find(';') != std::string_view::npos ? ';' : ',';
}

std::optional<CsvTable> parse_csv(std::string_view text, Problems& problems,
                                  const CsvLimits& limits) {
  const std::size_t before = problems.size();
  if (!check_text(text, problems, limits)) return std::nullopt;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  text::CsvReader rows(text, csv_delimiter(text.substr(0, text.find('\n'))));
  CsvTable table;
  CsvRow row;
  bool headed = false;
  while (rows.next(row)) {
    if (passed_over(row)) continue;
    if (!headed) {
      headed = true;
      check_header(row, problems);
      if (row.cells.size() > limits.columns) {
        problems.push_back({row.line, "", {"för många kolumner", "too many columns"}});
        return std::nullopt;
      }
      table.header = row.cells;
      continue;
    }
    check_row(row, table, limits, problems);
    table.rows.push_back(row);
    if (table.rows.size() > limits.rows || problems.size() - before > kProblemsMax) {
      problems.push_back({row.line,
                          "",
                          {"för många rader eller fel; läsningen avbröts här",
                           "too many rows or problems; reading ended here"}});
      return std::nullopt;
    }
  }
  const bool faulty = rows.fault() != text::CsvReader::Fault::none;
  if (faulty) problems.push_back(problem_of(rows));
  if (!headed && !faulty) {
    problems.push_back(
        {0, "", {"filen är tom; rubrikraden saknas", "the file is empty; the header is missing"}});
  }
  if (problems.size() != before) return std::nullopt;
  return table;
}

bool split_csv_line(std::string_view line, char delimiter, std::vector<std::string>& cells) {
  CsvRow row;
  if (line.empty()) return false;
  text::CsvReader rows(line, delimiter);
  if (!rows.next(row) || rows.fault() != text::CsvReader::Fault::none) return false;
  cells = std::move(row.cells);
  return true;
}

std::string csv_cell(std::string_view text, char delimiter) {
  const char special[] = {delimiter, '"', '\r', '\n'};
  if (text.find_first_of(std::string_view(special, 4)) == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace provbank::sla
