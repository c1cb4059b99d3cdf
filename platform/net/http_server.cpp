#include "platform/net/http_server.hpp"

#include <boost/asio/this_coro.hpp>
#include <utility>

#include "platform/net/http_connection.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::net {
namespace {

/// After a failed accept (no file descriptors left, say): room for connections to end.
constexpr time::Duration kAcceptPause = std::chrono::milliseconds(100);

/// +1 for as long as it lives.
class Counted {
 public:
  explicit Counted(std::size_t& count) : count_(count) { ++count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --count_; }

 private:
  std::size_t& count_;
};

}  // namespace

struct HttpServer::State {
  std::unique_ptr<Listener> listener;
  time::Clock& clock;
  HttpHandler handler;
  HttpServerOptions options;
  HttpServerContext* running = nullptr;  // while `run` runs
  bool stopped = false;
  std::size_t connections = 0;

  /// What goes wrong in one connection ends that connection and no other.
  awaitable<void> serve(HttpServerContext& context, std::unique_ptr<ByteStream> stream) {
    const Counted counted(connections);
    const Peer peer{stream->peer().address, std::nullopt, {}};
    const auto executor = co_await asio::this_coro::executor;
    std::exception_ptr failure;
    try {
      HttpConnection connection(context, executor, std::move(stream));
      co_await connection.serve();
    } catch (...) {
      failure = std::current_exception();
    }
    if (!failure) co_return;
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) std::rethrow_exception(failure);
    context.report(fail(Errc::io, "the connection failed inside the server"), peer);
  }

  awaitable<void> accept_all(HttpServerContext& context, TaskGroup& group) {
    for (;;) {
      auto accepted = co_await listener->accept();
      if (accepted) {
        admit(context, group, std::move(*accepted));
      } else if (accepted.error().code == Errc::closed) {
        co_return;
      } else {
        context.report(accepted.error(), Peer{});
        co_await time::sleep_for(clock, kAcceptPause);
      }
    }
  }

  void admit(HttpServerContext& context, TaskGroup& group, std::unique_ptr<ByteStream> stream) {
    const std::size_t limit = options.limits.connections;
    if (group.size() > limit) {  // the accepting task is one of the group
      const bool room = context.make_room();
      context.report(fail(Errc::unavailable,
                          "past the limit connections (" + std::to_string(limit) +
                              "): " + (room ? "the longest idle one was closed" : "not accepted")),
                     stream->peer());
      if (!room) return;  // closed with the stream
    }
    group.spawn(serve(context, std::move(stream)));
  }
};

HttpServer::HttpServer(std::unique_ptr<Listener> listener, time::Clock& clock, HttpHandler handler,
                       HttpServerOptions options)
    : state_(new State{std::move(listener), clock, std::move(handler), std::move(options)}) {}
HttpServer::~HttpServer() = default;

awaitable<void> HttpServer::run() {
  const auto state = state_;
  const auto executor = co_await asio::this_coro::executor;
  HttpServerContext context{state->clock, state->handler, state->options, Latch(executor), {}};
  struct Running {
    State& state;
    ~Running() { state.running = nullptr; }
  } running{*state};
  state->running = &context;
  if (state->stopped) co_return;
  auto accept_all = [&](TaskGroup& group) { return state->accept_all(context, group); };
  co_await with_task_group(std::move(accept_all));
}

void HttpServer::stop() {
  state_->stopped = true;
  state_->listener->close();
  if (state_->running != nullptr) state_->running->stop();
}

const Endpoint& HttpServer::endpoint() const {
  return state_->listener->endpoint();
}
std::size_t HttpServer::connections() const {
  return state_->connections;
}

}  // namespace provbank::net
