// The values of a table, given to a sink column by column.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "harness/residue/place.hpp"

namespace provbank::residue {

/// Values of a column are gathered so that a table of many small ones is no host of small searches.
class Columns {
 public:
  /// A column is shown as "<table>.<name>".
  Columns(Sink& sink, const Place& database, const std::string& table,
          const std::vector<std::string>& names)
      : sink_(sink) {
    for (const auto& name : names) {
      columns_.push_back({database.within(table + "." + name), {}});
      // A number of line or byte in what was gathered would mean nothing to anybody.
      columns_.back().place.numbered = false;
    }
  }
  Columns(const Columns&) = delete;
  Columns& operator=(const Columns&) = delete;
  ~Columns() = default;

  const Place& place(std::size_t column) const { return columns_[column].place; }

  void add(std::size_t column, std::string_view value) {
    auto& [place, values] = columns_[column];
    values.append(value);
    values += '\n';
    if (values.size() >= kFlushBytes) flush(column);
  }

  /// At the table's end.
  void flush() {
    for (std::size_t i = 0; i < columns_.size(); ++i) flush(i);
  }

 private:
  static constexpr std::size_t kFlushBytes = 256U << 10U;

  struct Column {
    Place place;
    std::string values;
  };

  void flush(std::size_t column) {
    auto& [place, values] = columns_[column];
    if (values.empty()) return;
    sink_.begin(place);
    sink_.bytes(values);
    sink_.end();
    values.clear();
  }

  Sink& sink_;
  std::vector<Column> columns_;
};

}  // namespace provbank::residue
