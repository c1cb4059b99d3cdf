#include "reference-impl/eventlog_postgres/postgres_store.hpp"

#include <fmt/format.h>
#include <soci/soci.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "reference-impl/eventlog/chain.hpp"
#include "reference-impl/eventlog/log.hpp"
#include "reference-impl/eventlog_postgres/connection.hpp"

namespace provbank::eventlog_postgres {
namespace {

using eventlog::Batch;
using eventlog::Event;

constexpr int kPageEntries = 2000;

/// The database keeps an empty text for a log without entries.
Result<Head> head_of(const std::string& state) {
  if (state.empty()) return Head{};
  return eventlog::head_from_text(state);
}

/// As the database takes them: line feeds between, none at the end.
std::string without_last_line_feed(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line;
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

/// A batch of which nobody knows whether it is kept.
struct Doubtful {
  std::uint64_t first = 0;
  Head head;  // after it
};

}  // namespace

bool is_target(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

std::string shown(std::string_view target) {
  std::string text(target);
  const auto begin = text.find("://");
  if (begin == std::string::npos) return text;
  const auto host = text.find('@', begin);
  const auto password = text.find(':', begin + 3);
  if (host != std::string::npos && password != std::string::npos && password < host) {
    text.replace(password + 1, host - password - 1, "***");
  }
  constexpr std::string_view kPassword = "password=";
  if (const auto at = text.find(kPassword); at != std::string::npos) {
    const auto end = std::min(text.find('&', at), text.size());
    text.replace(at + kPassword.size(), end - at - kPassword.size(), "***");
  }
  return text;
}

struct PostgresStore::State {
  explicit State(Options options) : connection(std::move(options)) {}

  std::string take_head() {
    std::string state;
    connection.session() << "SELECT provbank_log.take_head()", soci::into(state);
    return state;
  }

  /// Whether the batch is kept: definite, since the log's lock is taken first, which waits for
  /// whatever the lost session still does.
  bool is_kept(const Doubtful& batch) {
    soci::transaction transaction(connection.session());
    take_head();
    int kept = 0;
    const auto seq = static_cast<long long>(batch.head.seq);
    connection.session() << "SELECT CAST(provbank_log.holds(:seq, :hash) AS integer)",
        soci::use(seq, "seq"), soci::use(batch.head.hash, "hash"), soci::into(kept);
    transaction.rollback();
    return kept != 0;
  }

  /// Throws when the database cannot be asked.
  void settle_doubt() {
    if (!doubtful) return;
    if (is_kept(*doubtful)) {
      Event event;
      event.kind = eventlog::EventKind::recovery;
      event.outcome = "kept_unacknowledged";
      event.detail = fmt::format(
          "entries {} to {} were kept, though the connection was lost before "
          "that was told",
          doubtful->first, doubtful->head.seq);
      recoveries.push_back(std::move(event));
    }
    doubtful.reset();
  }

  /// The connection may have died while nobody looked; whatever fails before anything is committed
  /// is tried once more on a fresh one.
  template <class T>
  Result<T> with_fresh_connection(const std::function<Result<T>()>& work) {
    for (bool reused = connection.connected();; reused = false) {
      try {
        return work();
      } catch (const std::exception& error) {
        auto failure = connection.failure(error);
        if (!reused || committing || failure.code != Errc::unavailable) return failure;
      }
    }
  }

  Result<Head> append(const eventlog::MakeBatch& make, const char* statement) {
    committing.reset();
    auto outcome = with_fresh_connection<Head>([&]() -> Result<Head> {
      settle_doubt();
      soci::transaction transaction(connection.session());
      auto head = head_of(take_head());
      if (!head) return head;
      auto batch = make(*head);
      if (!batch) return batch.error();
      if (batch->lines.empty()) return batch->head;
      const auto lines = without_last_line_feed(batch->lines);
      const auto state = eventlog::to_text(batch->head);
      connection.session() << statement, soci::use(lines, "lines"), soci::use(state, "state");
      committing = Doubtful{head->seq + 1, batch->head};
      transaction.commit();
      committing.reset();
      return std::move(batch->head);
    });
    if (!committing) return outcome;
    return find_out(*std::exchange(committing, std::nullopt), outcome.error());
  }

  /// Of what follows on a checkpoint nothing depends: what cannot be disposed of now is then.
  void dispose_of_old() {
    try {
      soci::transaction transaction(connection.session());
      long long first = 0;
      long long last = 0;
      connection.session() << "SELECT first_seq, last_seq FROM provbank_log.dispose()",
          soci::into(first), soci::into(last);
      const bool any = connection.session().got_data();
      transaction.commit();
      if (!any) return;
      Event event;
      event.kind = eventlog::EventKind::weeding;
      event.outcome = "weeded";
      event.detail = fmt::format("entries {} to {}", first, last);
      event.count = static_cast<std::size_t>(last - first + 1);
      recoveries.push_back(std::move(event));
    } catch (const std::exception& error) {
      static_cast<void>(connection.failure(error));
    }
  }

  Result<Head> find_out(Doubtful batch, Error error) {
    try {
      if (is_kept(batch)) return std::move(batch.head);
    } catch (const std::exception& still) {
      static_cast<void>(connection.failure(still));
      doubtful = std::move(batch);
    }
    return error;
  }

  Result<std::string> text(const char* statement) {
    return with_fresh_connection<std::string>([&]() -> Result<std::string> {
      std::string value;
      connection.session() << statement, soci::into(value);
      return value;
    });
  }

  Connection connection;
  std::optional<Doubtful> committing;  // a batch whose commit has been asked for and not answered
  std::optional<Doubtful> doubtful;    // ... and whose fate could not be found out
  std::vector<Event> recoveries;
};

PostgresStore::PostgresStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
PostgresStore::~PostgresStore() = default;

Result<std::unique_ptr<PostgresStore>> PostgresStore::open(Options options) {
  const bool volatile_allowed = options.volatile_allowed;
  auto store = std::unique_ptr<PostgresStore>(
      new PostgresStore(std::make_unique<State>(std::move(options))));
  const auto& target = store->state_->connection.options().target;
  auto head = store->head();
  if (!head && head.error().code == Errc::unsupported) {
    return fail(Errc::unsupported,
                head.error().detail + ". Make the log: provbank log database " + shown(target));
  }
  if (!head) return head.error();
  const auto disposes =
      store->state_->text("SELECT CAST(to_regproc('provbank_log.dispose') IS NOT NULL AS text)");
  if (!disposes) return disposes.error();
  if (*disposes != "true") {
    return fail(Errc::unsupported, shown(target) +
                                       ": the log is of an older version. Bring it to this one: "
                                       "provbank log database " +
                                       shown(target));
  }
  const auto fsync = store->state_->text("SELECT current_setting('fsync')");
  if (!fsync) return fsync.error();
  if (*fsync != "on" && !volatile_allowed) {
    return fail(Errc::invalid, shown(target) +
                                   ": the server does not wait for the disk "
                                   "(fsync=off); an event log needs one that does");
  }
  return store;
}

Result<Head> PostgresStore::append(const eventlog::MakeBatch& make) {
  auto head = state_->append(make, "SELECT provbank_log.append(:lines, :state)");
  if (head && head->seq > 0 && head->sealed == head->seq) state_->dispose_of_old();
  return head;
}

Result<Head> PostgresStore::head() {
  auto state = state_->text("SELECT provbank_log.see_head()");
  if (!state) return state.error();
  return head_of(*state);
}

Result<std::string> PostgresStore::record() {
  return state_->text("SELECT provbank_log.stated_record()");
}

Result<void> PostgresStore::keep_record(const eventlog::HeadRecord& record) {
  const auto text = to_text(record);
  const auto seq = static_cast<long long>(record.seq);
  const auto kept = state_->with_fresh_connection<int>([&]() -> Result<int> {
    // It is stated after every batch; nothing is lost when the last ones are.
    soci::transaction transaction(state_->connection.session());
    state_->connection.session() << "SET LOCAL synchronous_commit = off";
    state_->connection.session() << "SELECT provbank_log.state_record(:seq, :record)",
        soci::use(seq, "seq"), soci::use(text, "record");
    transaction.commit();
    return 0;
  });
  return kept ? Result<void>{} : Result<void>(kept.error());
}

Result<void> PostgresStore::begin_reading(Event reading) {
  const auto user = state_->text("SELECT CAST(session_user AS text)");
  if (!user) return user.error();
  reading.kind = eventlog::EventKind::reading;
  // The database holds the entry to the whole of its user, which must not be cut off.
  const std::size_t room = Event::kTextBytesMax - std::min(Event::kTextBytesMax, user->size() + 1);
  reading.reader = reading.reader.substr(0, room) + "/" + *user;
  const auto begun = state_->append(
      [&](const Head& head) -> Result<Batch> { return eventlog::to_batch({reading}, head); },
      "SELECT provbank_log.begin_reading(:lines, :state)");
  return begun ? Result<void>{} : Result<void>(begun.error());
}

Result<void> PostgresStore::read(std::uint64_t from, const eventlog::VisitLine& visit) {
  auto until = head();
  if (!until) return until.error();
  auto next = static_cast<long long>(std::max<std::uint64_t>(from, 1));
  const auto last = static_cast<long long>(until->seq);
  // Not tried again on another connection: that one has not said that it reads.
  try {
    while (next <= last) {
      std::vector<long long> seqs(kPageEntries);
      std::vector<std::string> lines(kPageEntries);
      const int at_most = kPageEntries;
      state_->connection.session()
          << "SELECT entry_seq, entry_line FROM provbank_log.entries(:next, :most)",
          soci::use(next, "next"), soci::use(at_most, "most"), soci::into(seqs), soci::into(lines);
      if (lines.empty()) break;
      for (std::size_t i = 0; i < lines.size() && seqs[i] <= last; ++i) {
        lines[i] += '\n';
        if (!visit(lines[i])) return {};
      }
      next = seqs.back() + 1;
    }
  } catch (const std::exception& error) {
    return state_->connection.failure(error);
  }
  return {};
}

std::vector<Event> PostgresStore::take_recoveries() {
  return std::exchange(state_->recoveries, {});
}

}  // namespace provbank::eventlog_postgres
