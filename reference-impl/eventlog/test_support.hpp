// For the tests of this folder and of those that keep logs: a clock that stands where it is put,
// events, and logs that are ready to be broken.
#pragma once
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/file.hpp"
#include "reference-impl/eventlog/file_store.hpp"
#include "reference-impl/eventlog/log.hpp"

namespace provbank::eventlog {

/// May be asked and moved from several threads.
class StandingClock final : public time::Clock {
 public:
  time::TimePoint now() const override { return time::TimePoint(time::Duration(ns_.load())); }
  time::WallTime wall_now() const override {
    return time::WallTime(std::chrono::seconds(1'772'438'400)) + time::Duration(ns_.load());
  }
  asio::awaitable<void> sleep_until(time::TimePoint) override { co_return; }
  void pass(time::Duration duration) { ns_ += duration.count(); }

 private:
  std::atomic<time::Duration::rep> ns_{0};
};

inline Event question_event(const time::Clock& clock, const std::string& id) {
  Event event;
  event.kind = EventKind::question;
  event.time = clock.wall_now();
  event.question = id;
  event.handlaggare = "handlaggare.lund";
  event.case_id = "2026/17";
  event.sources = {contract::Source::af, contract::Source::csn};
  event.outcome = "complete";
  event.duration = std::chrono::microseconds(1'234'567);
  return event;
}

/// A key that is the same in every test.
inline SealKey test_key(char letter = 'k') {
  return {.seed = std::string(32, letter), .seals = 0};
}

/// Appends so many events, each from a coroutine of its own, and returns the outcomes.
inline std::vector<Result<void>> append_at_once(asio::io_context& io, EventLog& log,
                                                const time::Clock& clock, int count) {
  std::vector<Result<void>> outcomes;
  const auto append = [&](std::string id) -> awaitable<void> {
    std::vector<Event> events{question_event(clock, id)};
    outcomes.push_back(co_await log.append(std::move(events)));
  };
  for (int i = 0; i < count; ++i) {
    asio::co_spawn(io, append("q-" + std::to_string(i)), asio::detached);
  }
  io.restart();
  io.run();
  return outcomes;
}

inline Result<void> seal_now(asio::io_context& io, EventLog& log) {
  Result<void> outcome;
  const auto seal = [&]() -> awaitable<void> { outcome = co_await log.seal(); };
  asio::co_spawn(io, seal(), asio::detached);
  io.restart();
  io.run();
  return outcome;
}

/// Lines with their line feeds.
inline std::vector<std::string> lines_of(const std::filesystem::path& file) {
  const auto text = read_file(file).value();
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

inline void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line;
  write_file(file, text).value();
}

}  // namespace provbank::eventlog
