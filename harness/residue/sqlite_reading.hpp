// A SQLite database, table by table and column by column.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "harness/residue/place.hpp"

namespace provbank::residue {

/// Called with each value that may hold more inside (an archive, another database).
using InnerValue = std::function<void(const Place& column, std::string_view value)>;

/// Gives the sink every value of every table; place.inside becomes "t.c". Nothing is
/// written. The pages as they stand are not given.
void read_sqlite(const Place& place, std::string_view database, Sink& sink,
                 const InnerValue& inner);
/// The same of a file with its write-ahead log, where there is one.
void read_sqlite_file(const Place& place, const std::filesystem::path& file, Sink& sink,
                      const InnerValue& inner);

}  // namespace provbank::residue
