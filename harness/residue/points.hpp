// The places of a system that are looked at, as people name them.
#pragma once
#include <string>
#include <string_view>

#include "harness/residue/unfold.hpp"
#include "platform/base/result.hpp"

namespace provbank::residue {

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

  /// As it may be shown: an address without its password.
  std::string name() const;
};

/// `invalid` says what is wrong.
Result<Point> parse_point(std::string_view text);

/// Gives the unfolder's sink all that is there. What cannot be seen is told to it.
void look_at(const Point& point, Unfolder& unfolder, const Unfolder::IsLog& is_log = {});

}  // namespace provbank::residue
