#include "harness/sla/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/text/utf8.hpp"

namespace provbank::sla {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// One row after another. `next` is false at the end and when `wrong` has been set.
class Rows {
 public:
  Rows(std::string_view text, char delimiter) : rest_(text), delimiter_(delimiter) {}

  bool next(CsvRow& row) {
    row.cells.clear();
    if (rest_.empty() || wrong_) return false;
    row.line = line_;
    do {
      if (!cell(row.cells.emplace_back())) return false;
    } while (take(delimiter_));
    end_of_line();
    return true;
  }
  const std::optional<Problem>& wrong() const { return wrong_; }

 private:
  char front() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void end_of_line() {
    take('\r');
    take('\n');
    ++line_;
  }

  bool cell(std::string& to) {
    const auto blanks = rest_.find_first_not_of(" \t");
    if (blanks != std::string_view::npos && rest_[blanks] == '"') {
      rest_.remove_prefix(blanks + 1);
      return quoted(to);
    }
    const char stops[] = {delimiter_, '\r', '\n'};
    const auto end = std::min(rest_.find_first_of(std::string_view(stops, 3)), rest_.size());
    to = trimmed(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return true;
  }

  bool quoted(std::string& to) {
    const std::size_t begun = line_;
    for (;;) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos) {
        wrong_ = Problem{begun,
                         "",
                         {"ett citattecken som öppnas stängs aldrig",
                          "a quotation mark that is opened is never closed"}};
        return false;
      }
      to += rest_.substr(0, quote);
      line_ += static_cast<std::size_t>(std::ranges::count(rest_.substr(0, quote), '\n'));
      rest_.remove_prefix(quote + 1);
      if (!take('"')) break;
      to += '"';
    }
    while (front() == ' ' || front() == '\t') rest_.remove_prefix(1);
    const bool ends = rest_.empty() || front() == delimiter_ || front() == '\r' || front() == '\n';
    if (!ends) {
      wrong_ = Problem{line_,
                       "",
                       {"text efter ett avslutande citattecken; skriv citattecken inuti en cell "
                        "två gånger",
                        "text after a closing quotation mark; write marks inside a cell twice"}};
    }
    return ends;
  }

  std::string_view rest_;
  char delimiter_;
  std::size_t line_ = 1;
  std::optional<Problem> wrong_;
};

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
  Rows rows(text, csv_delimiter(text.substr(0, text.find('\n'))));
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
  if (rows.wrong()) problems.push_back(*rows.wrong());
  if (!headed && !rows.wrong()) {
    problems.push_back(
        {0, "", {"filen är tom; rubrikraden saknas", "the file is empty; the header is missing"}});
  }
  if (problems.size() != before) return std::nullopt;
  return table;
}

bool split_csv_line(std::string_view line, char delimiter, std::vector<std::string>& cells) {
  CsvRow row;
  if (line.empty()) return false;
  Rows rows(line, delimiter);
  if (!rows.next(row) || rows.wrong()) return false;
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
