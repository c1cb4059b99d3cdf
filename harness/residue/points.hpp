// The places of a system that are looked at, as people name them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "harness/residue/unfold.hpp"
#include "platform/base/result.hpp"

namespace provbank::residue {

/// How an address on the web is asked over TLS: PEM files, each empty when not given.
struct WebAccess {
  std::filesystem::path certificate;  // of ours, with those that vouch for it
  std::filesystem::path key;          // its private key; empty: in the same file
  std::filesystem::path trust;        // who vouches for the server; empty: whom the system trusts
};

/// One observation point. Written
///   PATH, file:PATH             a file, or a folder with all below it
///   sqlite:FILE                 a database with its journal and write-ahead log
///   postgresql://...            every schema, table and column; the server's files when readable
///   pid:N                       a process: memory, open files, environment
///   http://..., https://...     what that address answers
///   -                           standard input
///   command:TEXT                what a command prints (through /bin/sh)
struct Point {
  enum class Kind { path, sqlite, postgresql, process, http, input, command };
  Kind kind = Kind::path;
  std::string what;
  WebAccess access{};                     // of an address on the web
  std::vector<std::string> log_tables{};  // "schema.table": which of a database's are event logs

  /// As it may be shown: an address without its password.
  std::string name() const;
};

/// `invalid` says what is wrong.
Result<Point> parse_point(std::string_view text);

/// The file itself, or a part of the same log that was put away: its name is the log's with nothing
/// but digits and marks put in or added, and perhaps packed: "events-000001-000500.jsonl",
/// "events.log.1", "events.log-20260302.gz". The same folder.
bool is_part_of_log(const std::filesystem::path& file, const std::filesystem::path& log);

/// Gives the unfolder's sink all that is there. What cannot be seen is told to it.
void look_at(const Point& point, Unfolder& unfolder, const Unfolder::IsLog& is_log = {});

}  // namespace provbank::residue
