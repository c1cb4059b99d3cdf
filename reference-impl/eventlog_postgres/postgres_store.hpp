// The event log in PostgreSQL, where several aggregators share one (schemas/eventlog-postgres/ has
// the tables, the roles and the functions). The database holds every entry to the chain; this here
// only brings them there.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reference-impl/eventlog/store.hpp"

namespace provbank::eventlog_postgres {

using eventlog::Head;

/// "postgresql://..." or "postgres://...".
bool is_target(std::string_view text);
/// The same without a password, for messages.
std::string shown(std::string_view target);

struct Options {
  std::string target;
  std::chrono::milliseconds connect_limit = std::chrono::seconds(5);
  /// A statement, and the wait for the log's lock.
  std::chrono::milliseconds statement_limit = std::chrono::seconds(5);
  /// Whether a server that does not wait for the disk will do: for tests alone.
  bool volatile_allowed = false;
};

/// Where entries of several processes lie. A connection that is lost is made anew at the next call.
/// When it is lost just as a batch is committed, nobody can say at once whether the batch is kept:
/// the append fails unless that can be found out, and if it was kept all the same, the next append
/// says so (`recovery`).
///
/// After a checkpoint the database disposes of what is older than it was told to keep (keep_for),
/// which is an event of its own (`weeding`).
class PostgresStore final : public eventlog::EntryStore {
 public:
  /// Connects and looks at the schema: as a member of provbank_log_write to append, of
  /// provbank_log_read to read. Errors: `unavailable` when nobody answers, `unsupported` when the
  /// database has no log or one of another version, `refused` without the right to it, `invalid`
  /// when the server does not wait for the disk.
  static Result<std::unique_ptr<PostgresStore>> open(Options options);
  ~PostgresStore() override;

  Result<Head> append(const eventlog::MakeBatch& make) override;
  Result<Head> head() override;
  Result<std::string> record() override;
  Result<void> keep_record(const eventlog::HeadRecord& record) override;
  /// Only after begin_reading: the database refuses anything else.
  Result<void> read(std::uint64_t from, const eventlog::VisitLine& visit) override;
  std::vector<eventlog::Event> take_recoveries() override;

  /// Adds the event that says that somebody reads the log; `reader` gets the database's user after
  /// a slash.
  Result<void> begin_reading(eventlog::Event reading);

 private:
  struct State;
  explicit PostgresStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Brings the database to the newest version: applies each file NNN-*.sql of the folder that it
/// has not seen, in order, all or none of a file. Returns the names of those. `invalid` when a file
/// that was applied has changed since, or when the database is newer than the files.
Result<std::vector<std::string>> migrate(const Options& options,
                                         const std::filesystem::path& folder);

/// From now on entries are disposed of when they are older than so many days (1 or more). Only who
/// may make the log may say so: whoever writes it may not.
Result<void> keep_for(const Options& options, int days);

}  // namespace provbank::eventlog_postgres
