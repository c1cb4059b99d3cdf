#include "platform/text/csv.hpp"

#include <algorithm>

namespace provbank::text {
namespace {

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

bool CsvReader::next(CsvCells& row) {
  row.cells.clear();
  if (rest_.empty() || fault_ != Fault::none) return false;
  row.line = line_;
  do {
    if (!cell(row.cells.emplace_back())) return false;
  } while (take(delimiter_));
  end_of_line();
  return true;
}

bool CsvReader::take(char c) {
  if (rest_.empty() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  return true;
}

void CsvReader::end_of_line() {
  take('\r');
  take('\n');
  ++line_;
}

bool CsvReader::cell(std::string& to) {
  const auto blanks = rest_.find_first_not_of(" \t");
  if (blanks != std::string_view::npos && rest_[blanks] == '"') {
    rest_.remove_prefix(blanks + 1);
    return quoted(to);
  }
  const char stops[] = {delimiter_, '\r', '\n'};
  const auto end = std::min(rest_.find_first_of(std::string_view(stops, 3)), rest_.size());
  to = without_blanks(rest_.substr(0, end));
  rest_.remove_prefix(end);
  return true;
}

bool CsvReader::quoted(std::string& to) {
  const std::size_t begun = line_;
  for (;;) {
    const auto quote = rest_.find('"');
    if (quote == std::string_view::npos) {
      fault_ = Fault::quote_never_closed;
      fault_line_ = begun;
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
    fault_ = Fault::text_after_quote;
    fault_line_ = line_;
  }
  return ends;
}

}  // namespace provbank::text
