// What was seen of a party's event log besides its bytes: what it says, who may read it, and what
// the party's own verification said of altered copies.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"

namespace provbank::logbook {
struct Log;
struct Mapping;
}  // namespace provbank::logbook

namespace provbank::evidence {

/// A file's rights as the operating system has them.
struct FileRights {
  unsigned mode = 0;  // permission bits
  std::string owner;
  std::string group;
  unsigned folder_mode = 0;  // of the folder it stands in; 01000: only owners may remove there
};

/// One of the log's files in which nothing was written meanwhile: an archive.
struct OtherLogFile {
  std::filesystem::path path;
  std::optional<FileRights> rights;
};

/// What was done to a copy of the log.
enum class Tampering { none, altered, removed, swapped, inserted, cut };

/// One copy, and what the party's verification said of it.
struct TamperTrial {
  Tampering what = Tampering::none;
  std::size_t line = 0;          // where in the log; 0: nowhere
  std::optional<bool> accepted;  // absent: the verification could not be run
  std::string said;              // its own words, cut
};

/// An address where the log can be read over the network, asked without credentials.
struct LogDoor {
  std::string address;
  std::optional<int> status;
  std::optional<Error> failure;
  std::size_t entries = 0;        // in the answer, as the mapping reads it
  bool holds_a_question = false;  // the answer names a case of the run
};

/// What became of the log in the time that it is to be kept, and after.
struct RetentionTrial {
  time::Duration kept_for{};      // what is to be kept
  std::size_t within_before = 0;  // entries younger than that ...
  std::size_t within_after = 0;   // ... that are still there
  std::size_t beyond_before = 0;  // older ones ...
  std::size_t beyond_after = 0;   // ... that are still there
  bool weeding_logged = false;    // that entries were weeded is an event of its own
};

struct EventLogSeen {
  std::shared_ptr<const logbook::Log> log;          // null: it was not read
  std::shared_ptr<const logbook::Mapping> mapping;  // that it was read by
  std::vector<OtherLogFile> other_files;
  std::vector<std::string> readers;  // groups that the operator says may read it
  bool consent = false;              // to the trials with altered copies
  std::vector<TamperTrial> trials;
  std::vector<LogDoor> doors;
  std::optional<RetentionTrial> retention;
  std::string retention_attested;  // by whom and when, where it is attested instead; else empty
};

}  // namespace provbank::evidence
