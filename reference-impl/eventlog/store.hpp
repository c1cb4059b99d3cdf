// Where entries lie. What an entry is, how it is chained and when it is sealed is decided above
// (log.hpp), so that files, a database and memory differ in nothing but this.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "reference-impl/eventlog/chain.hpp"
#include "reference-impl/eventlog/event.hpp"
#include "reference-impl/eventlog/head_record.hpp"

namespace provbank::eventlog {

/// Lines to append together, each with its line feed, and the head after them.
struct Batch {
  std::vector<std::string> lines;
  Head head;
};

/// Makes the lines that follow on the head that it is told. May be called again, with another head,
/// when the store has to try again; changes nothing by itself.
using MakeBatch = std::function<Result<Batch>(const Head& head)>;

/// Takes a line (with line feed); false: no more, thank you.
using VisitLine = std::function<bool(std::string_view line)>;

/// Blocking, and used from one thread at a time. Several stores (of several processes) may stand on
/// one database.
class EntryStore {
 public:
  virtual ~EntryStore() = default;

  /// Takes the store's lock, calls `make` with the head, and keeps its lines: all or none. When
  /// this returns without an error they are as durable as the store makes them, and the new head
  /// is returned; after an error none of them is in the store, now or later. A batch without lines
  /// changes nothing. An error of `make` is returned as it is.
  virtual Result<Head> append(const MakeBatch& make) = 0;

  virtual Result<Head> head() = 0;

  /// The statement of where the log stands (head_record.hpp) that was kept last; empty when there
  /// is none.
  virtual Result<std::string> record() = 0;
  /// Keeps another one in its place, after the append that it speaks of; where several processes
  /// write, one of a higher number stays. It need not be durable.
  virtual Result<void> keep_record(const HeadRecord& record) = 0;

  /// Every entry from that number on, in order, as far as they were kept when the call began.
  virtual Result<void> read(std::uint64_t from, const VisitLine& visit) = 0;

  /// What had to be mended since the last call; the log writes it down.
  virtual std::vector<Event> take_recoveries() { return {}; }
};

/// Lines in memory, for tests.
class MemoryStore final : public EntryStore {
 public:
  Result<Head> append(const MakeBatch& make) override;
  Result<Head> head() override { return head_; }
  Result<std::string> record() override { return record_; }
  Result<void> keep_record(const HeadRecord& record) override {
    record_ = to_text(record);
    return {};
  }
  Result<void> read(std::uint64_t from, const VisitLine& visit) override;

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
  Head head_;
  std::string record_;
};

}  // namespace provbank::eventlog
