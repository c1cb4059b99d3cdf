#include "platform/net/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cassert>
#include <utility>

namespace provbank::net {

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)), idle_(executor_, asio::steady_timer::time_point::max()) {}

TaskGroup::~TaskGroup() {
  assert(children_.empty());
}

void TaskGroup::spawn(awaitable<void> task) {
  const auto child = children_.emplace(children_.end());
  auto on_done = [this, child](const std::exception_ptr& error) {
    children_.erase(child);
    if (error && !first_error_) {
      first_error_ = error;
      cancel();
    }
    if (children_.empty()) idle_.cancel();
  };
  asio::co_spawn(executor_, std::move(task), asio::bind_cancellation_slot(child->slot(), on_done));
}

void TaskGroup::cancel() {
  // A child that ends at once removes itself, so step on before telling it.
  for (auto it = children_.begin(); it != children_.end();)
    (it++)->emit(asio::cancellation_type::terminal);
}

awaitable<std::exception_ptr> TaskGroup::join() {
  bool forwarded = false;
  while (!children_.empty()) {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (!forwarded && state.cancelled() != asio::cancellation_type::none) {
      forwarded = true;
      cancel();
      continue;
    }
    boost::system::error_code woken;
    co_await idle_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  co_return std::exchange(first_error_, nullptr);
}

}  // namespace provbank::net
