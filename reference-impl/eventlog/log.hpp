// The event log as the aggregator sees it.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/eventlog/checkpoint.hpp"
#include "reference-impl/eventlog/event.hpp"
#include "reference-impl/eventlog/store.hpp"

namespace provbank::eventlog {

namespace asio = boost::asio;
using boost::asio::awaitable;

/// Where events go. `append` returns when the events are as durable as the log makes them: an
/// answer leaves only after that. Events appended together get consecutive entries.
class EventLog {
 public:
  virtual ~EventLog() = default;
  virtual awaitable<Result<void>> append(std::vector<Event> events) = 0;

  /// Whether the log would take an event now. At once when the last append went well; else the log
  /// is tried, so that whoever asks first finds out that it works again.
  virtual awaitable<Result<void>> check();

  /// Seals what is not yet sealed: for an orderly stop.
  virtual awaitable<Result<void>> seal();
};

struct LogOptions {
  /// At most so long is an entry unsealed while the program runs (B4-3.11.1/arkivloggar) ...
  time::Duration seal_after = std::chrono::hours(2);
  /// ... and at most so many bytes of entries.
  std::uint64_t seal_bytes = 4U << 20U;
  /// How soon a checkpoint that could not be written is tried again.
  time::Duration seal_retry = std::chrono::seconds(10);
  /// Whether where the log stands is stated after each batch, and not only after each checkpoint.
  bool state_each_batch = true;
};

/// Chains and seals what it is given and keeps it in a store. Those who append while the store
/// works share the next batch. An append that failed is undone and may succeed later; the first
/// that does writes down that there was a gap (`recovery`).
class StoredEventLog final : public EventLog {
 public:
  struct Parts {
    std::unique_ptr<EntryStore> store;
    std::optional<Sealer> sealer;  // none: the log is chained and not sealed
    const time::Clock* clock;      // must outlive the log, and be one that any thread may ask
    LogOptions options{};
  };

  /// The store is worked from a thread of the log's own; `append` is awaited on the
  /// single-threaded `executor`. `invalid` when the sealer's key is not of this log.
  static Result<std::unique_ptr<StoredEventLog>> on_thread(Parts parts,
                                                           asio::any_io_executor executor);
  /// Without a thread: for the simulated world, where the same seed must give the same bytes.
  static Result<std::unique_ptr<StoredEventLog>> in_place(Parts parts);
  /// Waits for what is being written.
  ~StoredEventLog() override;

  awaitable<Result<void>> append(std::vector<Event> events) override;
  awaitable<Result<void>> check() override;
  awaitable<Result<void>> seal() override;

 private:
  struct State;
  explicit StoredEventLog(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// Entries in memory, chained and not sealed, for tests.
class MemoryEventLog final : public EventLog {
 public:
  awaitable<Result<void>> append(std::vector<Event> events) override;
  const std::vector<std::string>& lines() const { return store_.lines(); }

 private:
  MemoryStore store_;
};

/// The events as the lines that follow on the head; for whoever keeps no log of their own.
Batch to_batch(const std::vector<Event>& events, const Head& head);

}  // namespace provbank::eventlog
