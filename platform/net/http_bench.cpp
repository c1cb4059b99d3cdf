// The cost of one request and its answer in the simulated world: everything but the handler.
#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <stdexcept>

#include "platform/net/http_client.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/memory_network.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::net {
namespace {

awaitable<http::Response> echo(http::Request request, const Peer&) {
  http::Response response;
  response.body = std::move(request.body);
  co_return response;
}

awaitable<void> ask(HttpClient& client, std::size_t body_bytes, benchmark::State& state) {
  for (auto _ : state) {
    http::Request request;
    request.method = "POST";
    request.body.assign(body_bytes, 'x');
    const auto response = co_await client.send(std::move(request));
    if (!response || response->body.size() != body_bytes) throw std::logic_error("no answer");
  }
}

void BM_ExchangeInMemory(benchmark::State& state) {
  const auto body_bytes = static_cast<std::size_t>(state.range(0));
  asio::io_context io;
  time::VirtualClock clock(io, time::WallTime{});
  MemoryNetwork network(io, clock);
  const Endpoint anywhere{"bench.test", 0};
  auto listener = network.listen(anywhere, std::nullopt).value();
  const Endpoint endpoint = listener->endpoint();
  HttpServer server(std::move(listener), clock, echo, {});
  HttpClient client(network, clock, endpoint, std::nullopt, {});
  auto both = [&](TaskGroup& group) -> awaitable<void> {
    group.spawn(server.run());
    co_await ask(client, body_bytes, state);
    server.stop();
  };
  asio::co_spawn(io, with_task_group(both), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
  clock.run();
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0) * 2);
}
BENCHMARK(BM_ExchangeInMemory)->Arg(64)->Arg(4096)->Arg(256 << 10);

}  // namespace
}  // namespace provbank::net
