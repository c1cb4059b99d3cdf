// What the aggregator remembers: who asked, when, in which case, which sources, what happened, how
// long it took (B3-6.1.1 user activity, B3-6.1.2 deviations, B3-6.1.3 errors). Never what was asked
// or answered: a person appears as a keyed pseudonym only. The fields are described in EVENTS.md.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/source.hpp"
#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"

namespace provbank::aggregator {

namespace asio = boost::asio;
using boost::asio::awaitable;

enum class EventKind {
  start,      // the aggregator began to listen
  stop,       // ... and answered its last question
  question,   // user activity: one per person asked about, whatever came of it
  ping,       // user activity: somebody tried the connections
  source,     // user activity: one call to a source and what came of it
  refusal,    // error: a question that was not let in
  fault,      // error: a question that was let in and could not be answered
  deviation,  // a source without a usable answer, a late answer, over capacity, an identity turned
              // away
  incident    // what never became a question: broken HTTP, refused TLS, a passed limit
};
std::string_view to_string(EventKind kind);

/// How one source did within one question.
struct SourceTiming {
  contract::Source source{};
  std::string outcome;  // "data", "error", "timeout" ...
  time::Duration duration{};
};

/// One event. Empty members are left out of the line. Members that come from a peer (`handlaggare`,
/// `case_id`, `peer`) are cut to `kTextBytesMax` and escaped when the line is written, so no peer
/// can forge a line.
struct Event {
  static constexpr std::size_t kTextBytesMax = 128;

  EventKind kind{};
  time::WallTime time{};
  std::string question;      // the question's id; persons asked about together share it
  std::string operation;     // "hamta", "flera", "testa"
  std::string caller;        // organisation number of the certificate, as far as it was understood
  std::string organisation;  // organisation number of the ingivare
  std::string handlaggare;
  std::string case_id;
  std::string person;  // pseudonym, see `Pseudonyms`
  contract::SourceSet sources;
  std::optional<contract::Source> source;
  std::string outcome;
  std::string felkod;
  std::string kalla;
  std::string peer;    // incidents: network address
  std::string detail;  // incidents: what was wrong, in the server's words
  std::optional<time::Duration> duration;
  std::vector<SourceTiming> timings;
  std::size_t count = 1;  // how many alike this one stands for; written when more than one
};

/// One line of JSON with its line feed: plain ASCII, control characters and quotes escaped.
std::string to_line(const Event& event, std::uint64_t sequence);

/// A person under a name that only the holder of the key can connect with the person: the first
/// half of an HMAC-SHA-256 of the twelve digits, as 32 hex digits. Another key gives unrelated
/// names.
class Pseudonyms {
 public:
  explicit Pseudonyms(std::string key) : key_(std::move(key)) {}
  std::string of(std::string_view twelve_digits) const;

 private:
  std::string key_;
};

/// Where events go. `append` returns when the event is as durable as the log makes it: an answer
/// leaves only after that. Events appended together get consecutive lines.
class EventLog {
 public:
  virtual ~EventLog() = default;
  virtual awaitable<Result<void>> append(std::vector<Event> events) = 0;
};

/// Lines in a file, each on disk (fdatasync) before `append` returns. Those who append while the
/// disk works share the next write. A failed write is undone and may succeed later; after a failed
/// sync, nobody knows what the disk holds, and every later append fails (`io`).
class FileEventLog final : public EventLog {
 public:
  /// Creates the file (mode 0600, B3-6.3) or continues it. `executor` is the single-threaded one on
  /// which `append` is awaited; the disk is worked from a thread of the log's own.
  static Result<std::unique_ptr<FileEventLog>> open(const std::filesystem::path& file,
                                                    asio::any_io_executor executor);
  ~FileEventLog() override;

  awaitable<Result<void>> append(std::vector<Event> events) override;

 private:
  struct State;
  explicit FileEventLog(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// Lines in a file without waiting for the disk and without a thread: for the simulated world,
/// where the same seed must give the same bytes.
class PlainFileEventLog final : public EventLog {
 public:
  static Result<std::unique_ptr<PlainFileEventLog>> open(const std::filesystem::path& file);
  ~PlainFileEventLog() override;

  awaitable<Result<void>> append(std::vector<Event> events) override;

 private:
  struct State;
  explicit PlainFileEventLog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Lines in memory, for tests.
class MemoryEventLog final : public EventLog {
 public:
  awaitable<Result<void>> append(std::vector<Event> events) override;
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

}  // namespace provbank::aggregator
