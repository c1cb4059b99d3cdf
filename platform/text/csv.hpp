// Rows of CSV: RFC 4180 with any delimiter, blanks around cells cut off, either kind of line end.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace provbank::text {

struct CsvCells {
  std::size_t line{};  // where the row begins, from 1
  std::vector<std::string> cells;
};

/// One row after another. The text must outlive the reader.
class CsvReader {
 public:
  enum class Fault { none, quote_never_closed, text_after_quote };

  CsvReader(std::string_view text, char delimiter) : rest_(text), delimiter_(delimiter) {}

  /// False at the end, and from the first fault on.
  bool next(CsvCells& row);
  Fault fault() const { return fault_; }
  std::size_t fault_line() const { return fault_line_; }

 private:
  char front() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c);
  void end_of_line();
  bool cell(std::string& to);
  bool quoted(std::string& to);

  std::string_view rest_;
  char delimiter_;
  std::size_t line_ = 1;
  Fault fault_ = Fault::none;
  std::size_t fault_line_ = 0;
};

}  // namespace provbank::text
