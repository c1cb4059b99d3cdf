// CSV as people save it: RFC 4180 with `;` or `,` between cells (what the header uses), UTF-8 with
// or without a byte order mark, either kind of line end.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/sla/problem.hpp"
#include "platform/text/csv.hpp"

namespace provbank::sla {

struct CsvLimits {
  std::size_t bytes = 64U << 20U;
  std::size_t rows = 200'000;
  std::size_t columns = 64;
  std::size_t cell_bytes = 8U << 10U;
};

using CsvRow = text::CsvCells;

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;  // each with as many cells as the header

  std::optional<std::size_t> column(std::string_view name) const;
};

/// The whole table, or nothing after adding every problem. Cells are trimmed of blanks; rows with
/// nothing in them and rows that begin with # are passed over.
std::optional<CsvTable> parse_csv(std::string_view text, Problems& problems,
                                  const CsvLimits& limits = {});

/// The cells of one line (no line break inside), for logs. False when quotes are not closed or
/// something follows them.
bool split_csv_line(std::string_view line, char delimiter, std::vector<std::string>& cells);

/// `;` when the header has one, else `,`.
char csv_delimiter(std::string_view header_line);

/// A cell in quotes when it needs them.
std::string csv_cell(std::string_view text, char delimiter = ';');

}  // namespace provbank::sla
