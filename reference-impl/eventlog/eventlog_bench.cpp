// How fast a log is verified and written. Bytes per second of the log's text.
#include <benchmark/benchmark.h>

#include "platform/base/file.hpp"
#include "reference-impl/eventlog/test_support.hpp"
#include "reference-impl/eventlog/verify.hpp"

namespace provbank::eventlog {
namespace {

/// A log of about so many bytes, in files as an operator has them.
void make_log(const std::filesystem::path& folder, std::uint64_t bytes) {
  StandingClock clock;
  auto store = FileStore::open({.file = folder / kLogFile,
                                .durable = false,
                                .rotate = RotateOptions{.bytes = 64U << 20U}})
                   .value();
  Sealer sealer(test_key());
  std::uint64_t written = 0;
  std::uint64_t question = 0;
  while (written < bytes) {
    const auto make = [&](const Head& head) -> Result<Batch> {
      std::vector<Event> events;
      for (int i = 0; i < 1000; ++i) {
        events.push_back(question_event(clock, "q-" + std::to_string(++question)));
      }
      auto batch = to_batch(events, head);
      auto line = sealer.seal(batch.head, clock.wall_now(), SealReason::size).value();
      move_past(batch.head, line).value();
      batch.lines.push_back(std::move(line));
      for (const auto& each : batch.lines) written += each.size();
      return batch;
    };
    sealer.sealed(store->append(make).value()).value();
  }
}

void BM_VerifyLog(benchmark::State& state) {
  const ScratchFolder scratch;
  make_log(scratch.path(), static_cast<std::uint64_t>(state.range(0)) << 20U);
  VerifyOptions options;
  options.keys = {public_key(test_key())};
  options.record_required = false;
  std::uint64_t bytes = 0;
  std::uint64_t entries = 0;
  for (auto _ : state) {
    const auto report = verify(scratch.path(), options).value();
    if (!report.proven()) state.SkipWithError("the log does not hold");
    bytes += report.bytes;
    entries += report.entries;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(static_cast<std::int64_t>(entries));
}
BENCHMARK(BM_VerifyLog)->Arg(16)->Unit(benchmark::kMillisecond);

void BM_WriteEntries(benchmark::State& state) {
  StandingClock clock;
  const std::vector<Event> events(10, question_event(clock, "q-1"));
  Head head;
  std::uint64_t bytes = 0;
  for (auto _ : state) {
    auto batch = to_batch(events, head);
    head = batch.head;
    for (const auto& line : batch.lines) bytes += line.size();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(state.iterations() * 10);
}
BENCHMARK(BM_WriteEntries);

void BM_Checkpoint(benchmark::State& state) {
  StandingClock clock;
  Sealer sealer(test_key());
  Head head;
  for (auto _ : state) {
    const auto line = sealer.seal(head, clock.wall_now(), SealReason::interval).value();
    move_past(head, line).value();
    sealer.sealed(head).value();
  }
}
BENCHMARK(BM_Checkpoint);

}  // namespace
}  // namespace provbank::eventlog
