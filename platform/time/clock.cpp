#include "platform/time/clock.hpp"

#include <date/date.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace provbank::time {

TimePoint SteadyClock::now() const {
  return std::chrono::steady_clock::now();
}
WallTime SteadyClock::wall_now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

asio::awaitable<void> SteadyClock::sleep_until(TimePoint when) {
  asio::steady_timer timer(co_await asio::this_coro::executor, when);
  co_await timer.async_wait(asio::use_awaitable);
}

// Takes a sleeper off the list on every way out of its sleep.
struct VirtualClock::Bed {
  Sleepers& sleepers;
  Sleepers::iterator entry;
  ~Bed() { sleepers.erase(entry); }
};

VirtualClock::VirtualClock(asio::io_context& io, WallTime start) : io_(io), start_(start) {}

asio::awaitable<void> VirtualClock::sleep_until(TimePoint when) {
  if (when <= now_) co_return;
  const auto entry = sleepers_.emplace(
      when, std::make_unique<asio::steady_timer>(io_, asio::steady_timer::time_point::max()));
  const Bed bed{sleepers_, entry};
  boost::system::error_code woken;
  co_await entry->second->async_wait(asio::redirect_error(asio::use_awaitable, woken));
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    throw boost::system::system_error(asio::error::operation_aborted);
  }
}

std::size_t VirtualClock::run_until(TimePoint limit) {
  std::size_t jumps = 0;
  for (;;) {
    io_.restart();
    while (io_.poll() > 0) {
    }
    if (sleepers_.empty() || sleepers_.begin()->first > limit) break;
    now_ = sleepers_.begin()->first;
    ++jumps;
    for (auto it = sleepers_.begin(); it != sleepers_.end() && it->first <= now_; ++it) {
      it->second->cancel();
    }
  }
  if (limit != TimePoint::max()) now_ = std::max(now_, limit);
  return jumps;
}

std::string to_iso8601(WallTime instant) {
  return date::format("%FT%TZ", date::floor<std::chrono::milliseconds>(instant));
}

std::string to_iso8601_nanoseconds(WallTime instant) {
  return date::format("%FT%TZ", instant);
}

}  // namespace provbank::time
