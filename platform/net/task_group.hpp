// Structured concurrency: children that never outlive their parent's scope.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <list>

namespace provbank::net {

namespace asio = boost::asio;
using boost::asio::awaitable;

/// Children that run concurrently on one single-threaded executor. The first child that throws
/// cancels its siblings. Obtain one from `with_task_group`; a spawned coroutine takes its arguments
/// by value or refers to what outlives the group.
class TaskGroup {
 public:
  explicit TaskGroup(asio::any_io_executor executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  void spawn(awaitable<void> task);
  void cancel();
  std::size_t size() const { return children_.size(); }

  /// Waits for every child and returns the first error. Cancelling the caller cancels the children;
  /// the wait itself always runs to the end.
  awaitable<std::exception_ptr> join();

 private:
  asio::any_io_executor executor_;
  asio::steady_timer idle_;  // never expires; cancelled to wake join()
  std::list<asio::cancellation_signal> children_;
  std::exception_ptr first_error_;
};

/// Runs `body(group)` as the first child, then joins on every path: return, throw, cancel.
template <class Body>
awaitable<void> with_task_group(Body body) {
  TaskGroup group(co_await asio::this_coro::executor);
  group.spawn(body(group));
  const bool throwing = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  auto error = co_await group.join();
  co_await asio::this_coro::throw_if_cancelled(throwing);
  if (error) std::rethrow_exception(error);
}

}  // namespace provbank::net
