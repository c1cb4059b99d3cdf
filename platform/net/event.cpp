#include "platform/net/event.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace provbank::net {

Event::Event(const asio::any_io_executor& executor)
    : never_(executor, asio::steady_timer::time_point::max()) {}

awaitable<void> Event::wait() {
  boost::system::error_code woken;
  co_await never_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    throw boost::system::system_error(asio::error::operation_aborted);
  }
}

void Event::notify() {
  never_.cancel();
}

void Latch::set() {
  set_ = true;
  event_.notify();
}

awaitable<void> Latch::wait() {
  while (!set_) co_await event_.wait();
}

}  // namespace provbank::net
