// The cells of one row, read by their headings; what is wrong goes to the list of problems.
#pragma once
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "contract/calendar.hpp"
#include "harness/sla/csv.hpp"

namespace provbank::sla {

/// Headings that nobody knows (a misspelt one would be lost in silence), and required ones that are
/// missing. False when there are any.
bool check_columns(const CsvTable& table, const std::vector<std::string>& known,
                   std::initializer_list<std::string_view> required, Problems& problems);

class RowReader {
 public:
  RowReader(const CsvTable& table, const CsvRow& row, const contract::Calendar& calendar,
            Problems& problems)
      : table_(table), row_(row), calendar_(calendar), problems_(problems) {}

  std::size_t line() const { return row_.line; }
  /// Empty when the table has no such column.
  std::string text(std::string_view column) const;
  /// Nothing when the cell is empty, or after a problem.
  std::optional<time::WallTime> instant(std::string_view column);
  /// A day alone means its beginning.
  std::optional<time::WallTime> instant_or_day(std::string_view column);
  /// "ja", "nej" or empty.
  bool yes(std::string_view column);

  void problem(std::string_view column, Bilingual message);
  /// A problem has been said of that column already.
  bool wrong(std::string_view column) const;

 private:
  const CsvTable& table_;
  const CsvRow& row_;
  const contract::Calendar& calendar_;
  Problems& problems_;
  std::set<std::string, std::less<>> wrong_;
};

}  // namespace provbank::sla
