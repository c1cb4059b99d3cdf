// Reading an event log of ours, in files or in PostgreSQL, so that the reading itself stands in the
// log before anything of it is shown (B3-5.3, B3-6.3).
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/eventlog/event.hpp"

namespace provbank::cli {

/// Where a line stands, for messages: "event-log.jsonl:17". Only called when it is needed.
using PlaceOfLine = std::function<std::string()>;
/// Takes a line without its line feed; false: no more.
using VisitLogLine = std::function<bool(std::string_view line, const PlaceOfLine& place)>;

class LogAccess {
 public:
  virtual ~LogAccess() = default;

  /// Every entry in its order, and those of `readings/` among them by their time. In PostgreSQL the
  /// first call adds an entry that a reading has begun, since the database shows nothing before it.
  virtual Result<void> read(const VisitLogLine& visit) = 0;

  /// Adds the event that says that the log was read. Nothing may be shown when this fails. A file
  /// that an aggregator is writing cannot be added to: then the event goes to a log of its own in
  /// the folder `readings` beside it.
  virtual Result<void> note(eventlog::Event reading) = 0;
};

/// What the command is called, who reads and why.
struct Reading {
  std::string operation;  // "trace"
  std::string reason;     // in the reader's own words
};

/// `target` is a folder, a file or postgresql://... Errors are about opening: `not_found`,
/// `refused`.
Result<std::unique_ptr<LogAccess>> open_log(const std::string& target, const Reading& reading,
                                            const time::Clock& clock);

/// The event that says who reads what, as of now.
eventlog::Event reading_event(const Reading& reading, const time::Clock& clock);

/// Who runs this, as the operating system has it: "anna", or "anna as root" when she became
/// somebody else after she logged in.
std::string system_user();

}  // namespace provbank::cli
