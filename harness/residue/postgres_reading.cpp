#include "harness/residue/postgres_reading.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "harness/residue/columns.hpp"
#include "platform/base/c_handle.hpp"

namespace provbank::residue {
namespace {

namespace fs = std::filesystem;

using Connection = CHandle<PGconn, &PQfinish>;
using Answer = CHandle<PGresult, &PQclear>;
using Text = CHandle<char, &PQfreemem>;

struct Table {
  std::string schema;
  std::string name;
  std::string oid;
};

int of_hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// A field of COPY's text format, as the database holds it.
std::string unescaped(std::string_view field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      out += field[i];
      continue;
    }
    switch (field[++i]) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'v':
        out += '\v';
        break;
      default:
        out += field[i];
    }
  }
  return out;
}

/// The bytes of a bytea shown as "\x...", or nothing for what is none.
std::optional<std::string> bytea(std::string_view value) {
  if (!value.starts_with("\\x") || value.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 2; i < value.size(); i += 2) {
    const int high = of_hex(value[i]);
    const int low = of_hex(value[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

class Reading {
 public:
  Reading(PGconn* connection, const Place& place, std::span<const std::string> log_tables,
          Unfolder& unfolder)
      : connection_(connection), place_(place), log_tables_(log_tables), unfolder_(unfolder) {}

  void all() {
    if (!query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")) return;
    for (const Table& table : tables()) read(table);
    query("ROLLBACK");
    server_files();
  }

 private:
  void hindered(const Place& place, const std::string& what, const Bilingual& hint = {}) {
    std::string why = PQerrorMessage(connection_);
    std::ranges::replace(why, '\n', ' ');
    unfolder_.sink().hindered({place.name(),
                               {fmt::format("{} kunde inte läsas: {}{}", what, why, hint.sv),
                                fmt::format("{} could not be read: {}{}", what, why, hint.en)}});
  }

  Answer query(const std::string& sql) {
    Answer answer(PQexec(connection_, sql.c_str()));
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return answer;
    hindered(place_, "databasen / the database");
    return nullptr;
  }

  std::vector<Table> tables() {
    std::vector<Table> out;
    const Answer answer = query(
        "SELECT n.nspname, c.relname, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = "
        "c.relnamespace WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' ORDER BY 1, 2");
    for (int i = 0; answer && i < PQntuples(answer.get()); ++i) {
      out.push_back({PQgetvalue(answer.get(), i, 0), PQgetvalue(answer.get(), i, 1),
                     PQgetvalue(answer.get(), i, 2)});
    }
    return out;
  }

  std::vector<std::string> column_names(const Table& table) {
    std::vector<std::string> out;
    const Answer answer = query(
        "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT "
        "attisdropped AND attrelid = " +
        table.oid + " ORDER BY attnum");
    for (int i = 0; answer && i < PQntuples(answer.get()); ++i)
      out.emplace_back(PQgetvalue(answer.get(), i, 0));
    return out;
  }

  std::string quoted(const std::string& name) {
    const Text text(PQescapeIdentifier(connection_, name.data(), name.size()));
    return text ? text.get() : "\"\"";
  }

  void read(const Table& table) {
    const auto names = column_names(table);
    if (names.empty()) return;
    const std::string shown = table.schema + "." + table.name;
    // One table that may not be read must not end the transaction for the others.
    if (!query("SAVEPOINT one_table")) return;
    const std::string copy = fmt::format("COPY (SELECT * FROM {}.{}) TO STDOUT",
                                         quoted(table.schema), quoted(table.name));
    Answer answer(PQexec(connection_, copy.c_str()));
    if (PQresultStatus(answer.get()) != PGRES_COPY_OUT) {
      // The catalogues too: pg_statistic holds values of every column. Somebody can let us see
      // them.
      hindered(place_, shown,
               {"(GRANT pg_read_all_data låter den som söker läsa allt.)",
                "(GRANT pg_read_all_data lets whoever searches read everything.)"});
    } else {
      Place database = place_;
      database.event_log = std::ranges::find(log_tables_, shown) != log_tables_.end();
      Columns columns(unfolder_.sink(), database, shown, names);
      rows(columns, names.size());
      columns.flush();
      answer.reset(PQgetResult(connection_));
      if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) hindered(place_, shown);
      while (answer) answer.reset(PQgetResult(connection_));
    }
    query("ROLLBACK TO SAVEPOINT one_table");
  }

  void rows(Columns& columns, std::size_t count) {
    for (;;) {
      char* raw = nullptr;
      const int size = PQgetCopyData(connection_, &raw, 0);
      const Text row(raw);
      if (size <= 0) return;
      std::string_view rest(raw, static_cast<std::size_t>(size));
      if (rest.ends_with('\n')) rest.remove_suffix(1);
      for (std::size_t i = 0; i < count; ++i) {
        const auto end = std::min(rest.find('\t'), rest.size());
        const auto field = rest.substr(0, end);
        if (field != "\\N") value(columns, i, unescaped(field));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
  }

  void value(Columns& columns, std::size_t i, const std::string& text) {
    columns.add(i, text);
    const auto bytes = bytea(text);
    if (!bytes) return;
    if (folded(*bytes) != Folded::nothing) {
      unfolder_.content(columns.place(i), *bytes);
    } else {
      columns.add(i, *bytes);
    }
  }

  void server_files() {
    const Answer answer(PQexec(connection_, "SHOW data_directory"));
    const bool known = PQresultStatus(answer.get()) == PGRES_TUPLES_OK;
    const fs::path folder = known ? PQgetvalue(answer.get(), 0, 0) : "";
    std::error_code ec;
    if (known && fs::exists(folder / "PG_VERSION", ec)) {
      // A table's rows are its pages too, and every page was in the write-ahead log: which table's
      // they are cannot be told there.
      const auto is_log = [this, &folder](const fs::path& file) {
        const auto below = file.lexically_relative(folder);
        return !log_tables_.empty() && (*below.begin() == "base" || *below.begin() == "pg_wal");
      };
      unfolder_.tree(folder, is_log);
      return;
    }
    unfolder_.sink().hindered(
        {place_.name(),
         {"serverns filer och skrivlogg (pg_wal) söktes inte: de finns inte på den här maskinen, "
          "eller får inte läsas. Kör på databasens maskin som dess ägare, eller ge katalogen som "
          "en "
          "egen plats.",
          "the server's files and write-ahead log (pg_wal) were not searched: they are not on this "
          "machine, or may not be read. Run on the database's machine as its owner, or give the "
          "folder as a place of its own."}});
  }

  PGconn* connection_;
  const Place& place_;
  std::span<const std::string> log_tables_;
  Unfolder& unfolder_;
};

}  // namespace

void read_postgres(const Place& place, const std::string& address,
                   std::span<const std::string> log_tables, Unfolder& unfolder) {
  const Connection connection(PQconnectdb(address.c_str()));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    std::string why = PQerrorMessage(connection.get());
    std::ranges::replace(why, '\n', ' ');
    unfolder.sink().hindered(
        {place.name(),
         {"databasen kunde inte nås: " + why, "the database could not be reached: " + why}});
    return;
  }
  PQsetClientEncoding(connection.get(), "UTF8");
  Reading(connection.get(), place, log_tables, unfolder).all();
}

}  // namespace provbank::residue
