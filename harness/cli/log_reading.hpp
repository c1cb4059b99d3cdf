// The commands that read an event log of ours: `provbank log trace`, `log review`, `log export`,
// and `log database`, which makes the place for one in PostgreSQL.
#pragma once
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include "harness/cli/app.hpp"
#include "platform/time/clock.hpp"

namespace provbank::cli {

struct LogTraceOptions {
  std::string log{};     // folder, file or postgresql://...
  std::string person{};  // as written, or "-": a line on standard input
  std::optional<std::filesystem::path> person_file{};
  std::filesystem::path key{};  // of the pseudonyms
  std::string reason{};         // why it is looked for
  std::string format = "text";  // json, csv
};
/// 0 whether or not anything was found; 2 no log, no key or another key than the log's, or the
/// reading could not be written in the log.
int log_trace(App& app, const LogTraceOptions& options, time::Clock& clock, std::istream& input);

struct LogReviewOptions {
  std::string log{};
  std::optional<std::filesystem::path> rules{};  // else contract/log-review-rules.xml
  std::string from{};                            // days, both included; empty: the whole log
  std::string to{};
  std::string reason{};
  std::string format = "text";                 // json, html
  std::optional<std::filesystem::path> out{};  // html: folder for the pages
};
/// 0 nothing to look at, 1 there is, 2 wrong usage, 4 the log holds no questions to review.
int log_review(App& app, const LogReviewOptions& options, time::Clock& clock);

struct LogExportOptions {
  std::string log{};
  std::filesystem::path out{};  // a new file, readable for its owner alone
  std::string reason{};
};
int log_export(App& app, const LogExportOptions& options, time::Clock& clock);

/// Makes the log's tables, roles and functions in the database, or brings them up to date.
int log_database(App& app, const std::string& target, std::optional<int> keep_days = {});

}  // namespace provbank::cli
