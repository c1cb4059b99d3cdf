// Time as something one is given. Nothing in the project reads a clock of the machine but the two
// implementations behind this interface.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace provbank::time {

namespace asio = boost::asio;

using Duration = std::chrono::nanoseconds;
/// A point on a clock that only goes forward; its zero means nothing.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
/// A point in civil time, UTC.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  virtual WallTime wall_now() const = 0;

  /// Resumes when `now() >= when`. Cancellation (terminal) throws `operation_aborted`.
  virtual asio::awaitable<void> sleep_until(TimePoint when) = 0;
};

inline asio::awaitable<void> sleep_for(Clock& clock, Duration duration) {
  return clock.sleep_until(clock.now() + duration);
}

/// The machine's own time.
class SteadyClock final : public Clock {
 public:
  TimePoint now() const override;
  WallTime wall_now() const override;
  asio::awaitable<void> sleep_until(TimePoint when) override;
};

/// Simulated time on one single-threaded io_context, to which every participant must belong.
/// Sleepers park on timers that never expire; `run` polls until nothing is ready and then jumps to
/// the earliest wake-up. Sleepers due at the same instant wake in the order in which they lay down.
class VirtualClock final : public Clock {
 public:
  VirtualClock(asio::io_context& io, WallTime start);
  VirtualClock(const VirtualClock&) = delete;
  VirtualClock& operator=(const VirtualClock&) = delete;

  TimePoint now() const override { return now_; }
  WallTime wall_now() const override { return start_ + now_.time_since_epoch(); }
  asio::awaitable<void> sleep_until(TimePoint when) override;

  /// Runs until nothing is ready and nobody sleeps with a wake-up at or before `limit`.
  /// Returns the number of jumps made.
  std::size_t run_until(TimePoint limit);
  std::size_t run() { return run_until(TimePoint::max()); }

 private:
  using Sleepers = std::multimap<TimePoint, std::unique_ptr<asio::steady_timer>>;
  struct Bed;

  asio::io_context& io_;
  WallTime start_;
  TimePoint now_{};
  Sleepers sleepers_;
};

/// "2026-03-02T08:00:00.000Z", milliseconds, UTC.
std::string to_iso8601(WallTime instant);
/// "2026-03-02T08:00:00.000000000Z": every nanosecond, for evidence.
std::string to_iso8601_nanoseconds(WallTime instant);

}  // namespace provbank::time
