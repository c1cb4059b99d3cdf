// Waiting for something that another coroutine does.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace provbank::net {

namespace asio = boost::asio;
using boost::asio::awaitable;

/// Wakes everybody who waits at that moment, and nobody later: wait in a loop around the condition.
/// For one single-threaded executor, where nothing happens between the test of the condition and
/// the wait.
class Event {
 public:
  explicit Event(const asio::any_io_executor& executor);

  /// Terminal cancellation throws `operation_aborted`.
  awaitable<void> wait();
  void notify();

 private:
  asio::steady_timer never_;
};

/// A switch that is turned once.
class Latch {
 public:
  explicit Latch(const asio::any_io_executor& executor) : event_(executor) {}

  bool is_set() const { return set_; }
  void set();
  awaitable<void> wait();

 private:
  Event event_;
  bool set_ = false;
};

}  // namespace provbank::net
