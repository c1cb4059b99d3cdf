#include "harness/residue/sqlite_reading.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>
#include <vector>

#include "harness/residue/columns.hpp"
#include "platform/base/c_handle.hpp"

namespace provbank::residue {
namespace {

namespace fs = std::filesystem;

using Database = CHandle<sqlite3, &sqlite3_close>;
using Statement = CHandle<sqlite3_stmt, &sqlite3_finalize>;

constexpr int kBusyMilliseconds = 2'000;
// The bytes of the header that say whether a write-ahead log belongs to the file; 1: none.
constexpr std::size_t kWriteVersionAt = 18;
constexpr std::size_t kReadVersionAt = 19;

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

class Reading {
 public:
  Reading(sqlite3* database, const Place& place, Sink& sink, const InnerValue& inner)
      : database_(database), place_(place), sink_(sink), inner_(inner) {
    // A stranger's file: nothing in it may make us do anything.
    sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_busy_timeout(database_, kBusyMilliseconds);
  }

  void all() {
    const Statement tables =
        prepared("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0");
    if (!tables) return;
    std::vector<std::string> names = {"sqlite_schema"};
    while (sqlite3_step(tables.get()) == SQLITE_ROW) {
      const auto* name = sqlite3_column_text(tables.get(), 0);
      if (name != nullptr) names.emplace_back(reinterpret_cast<const char*>(name));
    }
    for (const auto& name : names) table(name);
  }

 private:
  void hindered(const std::string& what) {
    sink_.hindered(
        {place_.name(),
         {fmt::format("databasen kunde inte läsas helt ({}: {}); dess sidor söktes som de står.",
                      what, sqlite3_errmsg(database_)),
          fmt::format("the database could not be read in full ({}: {}); its pages were searched as "
                      "they stand.",
                      what, sqlite3_errmsg(database_))}});
  }

  Statement prepared(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      hindered("öppning / opening");
    return Statement(statement);
  }

  void table(const std::string& name) {
    const Statement rows = prepared("SELECT * FROM " + quoted(name));
    if (!rows) return;
    std::vector<std::string> names;
    const int count = sqlite3_column_count(rows.get());
    for (int i = 0; i < count; ++i) {
      const char* column = sqlite3_column_name(rows.get(), i);
      names.emplace_back(column == nullptr ? "?" : column);
    }
    Columns columns(sink_, place_, name, names);
    int status = SQLITE_ROW;
    while ((status = sqlite3_step(rows.get())) == SQLITE_ROW) {
      for (int i = 0; i < count; ++i) value(columns, rows.get(), i);
    }
    columns.flush();
    if (status != SQLITE_DONE) hindered(name);
  }

  void value(Columns& columns, sqlite3_stmt* row, int i) {
    // A number is asked for as text, as it would be shown.
    const void* bytes = sqlite3_column_type(row, i) == SQLITE_BLOB
                            ? sqlite3_column_blob(row, i)
                            : static_cast<const void*>(sqlite3_column_text(row, i));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, i));
    if (bytes == nullptr || size == 0) return;
    const std::string_view text(static_cast<const char*>(bytes), size);
    columns.add(static_cast<std::size_t>(i), text);
    inner_(columns.place(static_cast<std::size_t>(i)), text);
  }

  sqlite3* database_;
  const Place& place_;
  Sink& sink_;
  const InnerValue& inner_;
};

Hindrance no_database(const Place& place, const std::string& why) {
  return {place.name(),
          {"är en SQLite-databas som inte kan öppnas (" + why + "); dess sidor söktes som de står.",
           "is a SQLite database that cannot be opened (" + why +
               "); its pages were searched as they stand."}};
}

}  // namespace

void read_sqlite(const Place& place, std::string_view database, Sink& sink,
                 const InnerValue& inner) {
  if (database.size() <= kReadVersionAt) return;
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE, nullptr);
  const Database handle(raw);
  auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(database.size()));
  if (opened != SQLITE_OK || copy == nullptr) {
    sqlite3_free(copy);
    sink.hindered(no_database(place, "minne / memory"));
    return;
  }
  std::memcpy(copy, database.data(), database.size());
  // In memory there is no write-ahead log beside it, and SQLite refuses what says so.
  copy[kWriteVersionAt] = copy[kReadVersionAt] = 1;
  const auto size = static_cast<sqlite3_int64>(database.size());
  if (sqlite3_deserialize(handle.get(), "main", copy, size, size,
                          SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY) !=
      SQLITE_OK) {
    sink.hindered(no_database(place, sqlite3_errmsg(handle.get())));
    return;
  }
  Reading(handle.get(), place, sink, inner).all();
}

void read_sqlite_file(const Place& place, const fs::path& file, Sink& sink,
                      const InnerValue& inner) {
  // What stands in a write-ahead log is read with the file. Without one the file is taken as it
  // lies, so that SQLite leaves nothing beside it.
  std::error_code ec;
  const auto log_bytes = fs::file_size(file.string() + "-wal", ec);
  const bool has_log = !ec && log_bytes > 0;
  std::string address = "file:";
  for (const char c : fs::absolute(file).string())
    address += c == '?' || c == '#' || c == '%' ? fmt::format("%{:02X}", c) : std::string(1, c);
  address += has_log ? "?mode=ro" : "?mode=ro&immutable=1";
  sqlite3* raw = nullptr;
  const int opened =
      sqlite3_open_v2(address.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
  const Database handle(raw);
  if (opened != SQLITE_OK) {
    sink.hindered(no_database(place, sqlite3_errstr(opened)));
    return;
  }
  Reading(handle.get(), place, sink, inner).all();
}

}  // namespace provbank::residue
