#include <fmt/format.h>
#include <soci/soci.h>

#include <algorithm>
#include <map>

#include "platform/base/file.hpp"
#include "platform/crypto/digest.hpp"
#include "reference-impl/eventlog_postgres/connection.hpp"
#include "reference-impl/eventlog_postgres/postgres_store.hpp"

namespace provbank::eventlog_postgres {
namespace {

namespace fs = std::filesystem;

// Any number will do, as long as every version of the program takes the same.
constexpr auto kLock = "SELECT pg_advisory_xact_lock(70263514)";

struct Step {
  std::string name;
  std::string sql;
  std::string digest;
};

Result<std::vector<Step>> read_steps(const fs::path& folder) {
  std::vector<Step> steps;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec)) {
    if (entry.path().extension() != ".sql") continue;
    auto text = read_file(entry.path());
    if (!text) return text.error();
    crypto::Sha256 digest;
    steps.push_back({entry.path().filename(), *text, std::string(digest.hex_of(*text))});
  }
  if (ec) return fail(Errc::io, folder.string() + ": " + ec.message());
  if (steps.empty()) return fail(Errc::not_found, folder.string() + ": holds no *.sql");
  std::ranges::sort(steps, {}, &Step::name);
  return steps;
}

void make_ledger(soci::session& sql) {
  sql << "CREATE SCHEMA IF NOT EXISTS provbank_log";
  sql << "CREATE TABLE IF NOT EXISTS provbank_log.migration (name text PRIMARY KEY, "
         "digest text NOT NULL, applied timestamptz NOT NULL DEFAULT now())";
}

std::map<std::string, std::string> applied_steps(soci::session& sql) {
  std::map<std::string, std::string> applied;
  const soci::rowset<soci::row> rows =
      (sql.prepare << "SELECT name, digest FROM provbank_log.migration");
  for (const auto& row : rows) applied[row.get<std::string>(0)] = row.get<std::string>(1);
  return applied;
}

/// Whether what the database has is what the files say.
Result<void> compare(const std::vector<Step>& steps,
                     const std::map<std::string, std::string>& applied) {
  for (const auto& [name, digest] : applied) {
    const auto step = std::ranges::find(steps, name, &Step::name);
    if (step == steps.end()) {
      return fail(Errc::invalid, "the database has had " + name +
                                     ", which this version of the program does not know");
    }
    if (step->digest != digest) {
      return fail(Errc::invalid, name + " has changed since it was applied to the database");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> migrate(const Options& options, const fs::path& folder) {
  const auto steps = read_steps(folder);
  if (!steps) return steps.error();
  Connection connection(options);
  std::vector<std::string> done;
  try {
    auto& sql = connection.session();
    soci::transaction transaction(sql);
    sql << kLock;
    make_ledger(sql);
    const auto applied = applied_steps(sql);
    if (auto same = compare(*steps, applied); !same) {
      return at(shown(options.target), same.error());
    }
    for (const auto& step : *steps) {
      if (applied.contains(step.name)) continue;
      sql << step.sql;
      sql << "INSERT INTO provbank_log.migration (name, digest) VALUES (:name, :digest)",
          soci::use(step.name, "name"), soci::use(step.digest, "digest");
      done.push_back(step.name);
    }
    transaction.commit();
  } catch (const std::exception& error) {
    return connection.failure(error);
  }
  return done;
}

Result<void> keep_for(const Options& options, int days) {
  Connection connection(options);
  try {
    soci::transaction transaction(connection.session());
    connection.session() << "SELECT provbank_log.keep_for(:days)", soci::use(days, "days");
    transaction.commit();
  } catch (const std::exception& error) {
    return connection.failure(error);
  }
  return {};
}

}  // namespace provbank::eventlog_postgres
