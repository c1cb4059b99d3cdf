#include "reference-impl/eventlog/log.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cassert>
#include <utility>

#include "platform/net/event.hpp"

namespace provbank::eventlog {

awaitable<Result<void>> EventLog::check() {
  co_return Result<void>{};
}

awaitable<Result<void>> EventLog::seal() {
  co_return Result<void>{};
}

namespace {

void add(Batch& batch, std::string line) {
  const auto advanced = move_past(batch.head, line);
  assert(advanced);
  static_cast<void>(advanced);
  batch.lines.push_back(std::move(line));
}

void add(Batch& batch, const std::vector<Event>& events) {
  for (const auto& event : events) {
    add(batch, join(batch.head, to_body(event, batch.head.seq + 1)));
  }
}

}  // namespace

Batch to_batch(const std::vector<Event>& events, const Head& head) {
  Batch batch{.lines = {}, .head = head};
  add(batch, events);
  return batch;
}

// ---- What is done with the store, one thing at a time ------------------------------------------

namespace {

/// Everything between events and a store, blocking. Belongs to one thread at a time.
class Scribe {
 public:
  explicit Scribe(StoredEventLog::Parts parts) : parts_(std::move(parts)) {}

  /// The key is tried at once, so that a wrong one is found at the start and not two hours later.
  Result<void> begin() {
    auto head = parts_.store->head();
    if (!head) return head.error();
    head_ = std::move(*head);
    return parts_.sealer ? parts_.sealer->follow(head_) : Result<void>{};
  }

  Result<void> write(const std::vector<Event>& events, bool stopping) {
    collect_recoveries();
    auto after =
        parts_.store->append([&](const Head& head) { return batch_for(head, events, stopping); });
    if (!after) {
      if (!events.empty()) ++refused_;
      why_refused_ = after.error().detail;
      return after.error();
    }
    settle(std::move(*after));
    return {};
  }

  /// When the oldest unsealed entry must be sealed; nothing when there is none or no key.
  std::optional<time::WallTime> due() const {
    if (!parts_.sealer || !head_.unsealed_since) return std::nullopt;
    return *head_.unsealed_since + parts_.options.seal_after;
  }
  const time::Clock& clock() const { return *parts_.clock; }
  const LogOptions& options() const { return parts_.options; }

 private:
  Result<Batch> batch_for(const Head& head, const std::vector<Event>& events, bool stopping) {
    Batch batch{.lines = {}, .head = head};
    sealed_ = false;
    add(batch, recoveries_);
    if (refused_ > 0) add(batch, {gap()});
    add(batch, events);
    if (!parts_.sealer) return batch;
    if (const auto reason = reason_to_seal(batch.head, stopping)) {
      auto line = parts_.sealer->seal(batch.head, parts_.clock->wall_now(), *reason);
      if (!line) {  // the events are worth more than the seal
        why_unsealed_ = line.error().detail;
        return batch;
      }
      add(batch, std::move(*line));
      sealed_ = true;
    }
    return batch;
  }

  std::optional<SealReason> reason_to_seal(const Head& head, bool stopping) const {
    if (!head.unsealed_since) return std::nullopt;
    if (stopping) return SealReason::stop;
    if (head.unsealed_bytes >= parts_.options.seal_bytes) return SealReason::size;
    const auto due_at = *head.unsealed_since + parts_.options.seal_after;
    if (parts_.clock->wall_now() >= due_at) return SealReason::interval;
    return std::nullopt;
  }

  void collect_recoveries() {
    for (auto& event : parts_.store->take_recoveries()) {
      event.time = parts_.clock->wall_now();
      recoveries_.push_back(std::move(event));
    }
  }

  Event recovery(std::string outcome, std::string detail) const {
    Event event;
    event.kind = EventKind::recovery;
    event.time = parts_.clock->wall_now();
    event.outcome = std::move(outcome);
    event.detail = std::move(detail);
    return event;
  }

  Event gap() const {
    auto event = recovery("write_failed", why_refused_);
    event.count = refused_;
    return event;
  }

  void settle(Head head) {
    head_ = std::move(head);
    recoveries_.clear();
    refused_ = 0;
    if (sealed_) {
      told_unsealed_ = false;
      carry_key_forward();
    } else if (!why_unsealed_.empty() && !std::exchange(told_unsealed_, true)) {
      recoveries_.push_back(recovery("not_sealed", why_unsealed_));
    }
    why_unsealed_.clear();
    if (sealed_ || parts_.options.state_each_batch) state_head();
  }

  void carry_key_forward() {
    if (auto kept = parts_.sealer->sealed(head_); !kept) {
      // The log stands; the key on disk is one step behind and is carried forward at the next
      // start.
      recoveries_.push_back(recovery("key_not_kept", kept.error().detail));
    }
  }

  /// It helps to find that the end of the log was cut off; the entries are safe without it.
  void state_head() {
    const auto now = parts_.clock->wall_now();
    std::optional<HeadRecord> record;
    if (parts_.sealer) {
      record = parts_.sealer->state(head_, now);
    } else {
      record = HeadRecord{.seq = head_.seq,
                          .hash = head_.hash,
                          .time = time::to_iso8601(now),
                          .key = {},
                          .signature = {}};
    }
    if (!record) return;
    const auto kept = parts_.store->keep_record(*record);
    static_cast<void>(kept);
  }

  StoredEventLog::Parts parts_;
  Head head_;
  std::vector<Event> recoveries_;  // to be written down first
  std::size_t refused_ = 0;        // appends since the last one that went well
  std::string why_refused_;
  std::string why_unsealed_;    // a checkpoint was due and could not be made
  bool told_unsealed_ = false;  // that has been written down
  bool sealed_ = false;         // the batch that was made last ends with a checkpoint
};

/// Events that go to the store together, and those who wait for them.
struct Waiting {
  explicit Waiting(const asio::any_io_executor& executor) : settled(executor) {}

  std::vector<Event> events;
  bool stopping = false;
  Result<void> outcome;  // means something once `settled`
  net::Latch settled;
};

}  // namespace

// ---- The log ------------------------------------------------------------------------------------

/// Everything but `scribe` and `timer` belongs to the executor; these two to the disk thread, when
/// there is one.
struct StoredEventLog::State : std::enable_shared_from_this<StoredEventLog::State> {
  explicit State(Parts parts) : scribe(std::move(parts)) {}

  std::shared_ptr<Waiting> collect(std::vector<Event> events, bool stopping) {
    if (!next) next = std::make_shared<Waiting>(executor);
    std::ranges::move(events, std::back_inserter(next->events));
    next->stopping = next->stopping || stopping;
    auto mine = next;
    if (!writing) start_writing();
    return mine;
  }

  void start_writing() {
    writing = std::exchange(next, nullptr);
    asio::post(*disk, [self = shared_from_this(), batch = writing] {
      auto outcome = self->scribe.write(batch->events, batch->stopping);
      self->wait_until_due();
      asio::post(self->executor, [self, outcome = std::move(outcome)] { self->settle(outcome); });
    });
  }

  void settle(const Result<void>& outcome) {
    well = outcome.has_value();
    auto batch = std::exchange(writing, nullptr);
    batch->outcome = outcome;
    batch->settled.set();
    if (next) start_writing();
  }

  /// On the disk thread: wakes when the next checkpoint is due, if nobody has written it by then.
  void wait_until_due() {
    const auto due = scribe.due();
    if (!due || closing) return;
    timer->expires_after(std::max(*due - scribe.clock().wall_now(), scribe.options().seal_retry));
    timer->async_wait([this](const boost::system::error_code& error) {
      if (error || closing) return;
      const auto sealed = scribe.write({}, false);
      static_cast<void>(sealed);  // tried again soon; the gap is written down when it works
      wait_until_due();
    });
  }

  void close() {
    if (!disk) return;
    asio::post(*disk, [this] {
      closing = true;
      timer->cancel();
    });
    disk->join();
  }

  Scribe scribe;
  bool well = true;  // the last append
  asio::any_io_executor executor;
  std::optional<asio::thread_pool> disk;
  std::optional<asio::steady_timer> timer;
  bool closing = false;
  std::shared_ptr<Waiting> writing;
  std::shared_ptr<Waiting> next;
};

StoredEventLog::StoredEventLog(std::shared_ptr<State> state) : state_(std::move(state)) {}

StoredEventLog::~StoredEventLog() {
  state_->close();
}

Result<std::unique_ptr<StoredEventLog>> StoredEventLog::on_thread(Parts parts,
                                                                  asio::any_io_executor executor) {
  auto log = in_place(std::move(parts));
  if (!log) return log;
  State& state = *(*log)->state_;
  state.executor = std::move(executor);
  state.disk.emplace(1);
  state.timer.emplace(state.disk->get_executor());
  return log;
}

Result<std::unique_ptr<StoredEventLog>> StoredEventLog::in_place(Parts parts) {
  auto state = std::make_shared<State>(std::move(parts));
  if (auto begun = state->scribe.begin(); !begun) return begun.error();
  return std::unique_ptr<StoredEventLog>(new StoredEventLog(std::move(state)));
}

awaitable<Result<void>> StoredEventLog::append(std::vector<Event> events) {
  if (!state_->disk) {
    auto outcome = state_->scribe.write(events, false);
    state_->well = outcome.has_value();
    co_return outcome;
  }
  auto batch = state_->collect(std::move(events), false);
  co_await batch->settled.wait();
  co_return batch->outcome;
}

awaitable<Result<void>> StoredEventLog::check() {
  if (state_->well) co_return Result<void>{};
  std::vector<Event> nothing;
  auto outcome = co_await append(std::move(nothing));
  co_return outcome;
}

awaitable<Result<void>> StoredEventLog::seal() {
  if (!state_->disk) co_return state_->scribe.write({}, true);
  auto batch = state_->collect({}, true);
  co_await batch->settled.wait();
  co_return batch->outcome;
}

// ---- In memory ----------------------------------------------------------------------------------

awaitable<Result<void>> MemoryEventLog::append(std::vector<Event> events) {
  const auto head =
      store_.append([&](const Head& at) -> Result<Batch> { return to_batch(events, at); });
  co_return head ? Result<void>{} : Result<void>(head.error());
}

}  // namespace provbank::eventlog
