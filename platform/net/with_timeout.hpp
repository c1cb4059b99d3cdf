// A deadline around an operation.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "platform/time/clock.hpp"

namespace provbank::net {

namespace asio = boost::asio;
using boost::asio::awaitable;

/// Runs `op` against `timer`; nullopt when the timer returns first. The loser is cancelled and
/// joined before this returns, so nothing of `op` runs on. An exception from `op` ends the race at
/// once. T must be default-constructible.
template <class T>
awaitable<std::optional<T>> with_timeout(awaitable<T> op, awaitable<void> timer) {
  auto executor = co_await asio::this_coro::executor;
  auto race = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, std::move(op), asio::deferred),
      asio::co_spawn(executor, std::move(timer), asio::deferred));
  auto [order, op_error, value, timer_error] =
      co_await race.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (order[0] == 1) {
    if (timer_error) std::rethrow_exception(timer_error);  // we were cancelled from outside
    co_return std::nullopt;
  }
  if (op_error) std::rethrow_exception(op_error);
  co_return std::move(value);
}

/// The same against a point in time.
template <class T>
awaitable<std::optional<T>> with_deadline(awaitable<T> op, time::Clock& clock,
                                          time::TimePoint deadline) {
  return with_timeout(std::move(op), clock.sleep_until(deadline));
}

}  // namespace provbank::net
