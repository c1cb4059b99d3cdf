#include "platform/net/http_test_support.hpp"

namespace provbank::net::testing_support {
namespace {

using namespace std::chrono_literals;

Error cut() {
  return fail(Errc::reset, "the wire was cut");
}

class FaultyStream final : public ByteStream {
 public:
  FaultyStream(std::unique_ptr<ByteStream> inner, FaultyNetwork& network)
      : inner_(std::move(inner)), network_(network) {}

  awaitable<Result<void>> handshake() override {
    if (network_.strikes()) co_return cut();
    co_return co_await inner_->handshake();
  }
  awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    if (network_.strikes()) co_return cut();
    co_return co_await inner_->read_some(into);
  }
  awaitable<Result<void>> write(std::string_view bytes) override {
    if (network_.strikes()) co_return cut();
    co_return co_await inner_->write(bytes);
  }
  awaitable<void> shutdown() override { return inner_->shutdown(); }
  void abort() override { inner_->abort(); }
  const Peer& peer() const override { return inner_->peer(); }

 private:
  std::unique_ptr<ByteStream> inner_;
  FaultyNetwork& network_;
};

class FaultyListener final : public Listener {
 public:
  FaultyListener(std::unique_ptr<Listener> inner, FaultyNetwork& network)
      : inner_(std::move(inner)), network_(network) {}

  awaitable<Result<std::unique_ptr<ByteStream>>> accept() override {
    auto accepted = co_await inner_->accept();
    if (!accepted) co_return accepted.error();
    if (network_.strikes()) co_return fail(Errc::io, "no file descriptors left");
    std::unique_ptr<ByteStream> stream =
        std::make_unique<FaultyStream>(std::move(*accepted), network_);
    co_return stream;
  }
  const Endpoint& endpoint() const override { return inner_->endpoint(); }
  void close() override { inner_->close(); }

 private:
  std::unique_ptr<Listener> inner_;
  FaultyNetwork& network_;
};

awaitable<http::Response> echo(http::Request request, const Peer&) {
  http::Response response;
  response.fields.add("Content-Type", "text/plain");
  response.body = request.method + " " + request.target + " " + request.body;
  co_return response;
}

}  // namespace

http::Limits test_limits() {
  http::Limits limits;
  limits.header_bytes = 2048;
  limits.body_bytes = 64U << 10U;
  limits.handshake_time = 1s;
  limits.header_time = 1s;
  limits.body_time = 1s;
  limits.write_time = 1s;
  limits.idle_time = 1s;
  limits.connections = 64;
  return limits;
}

bool FaultyNetwork::strikes() {
  if (operations_until_fault < 0 || operations_until_fault-- > 0) return false;
  fault_struck = true;
  return true;
}

Result<std::unique_ptr<Listener>> FaultyNetwork::listen(const Endpoint& where,
                                                        std::optional<ServerTls> tls) {
  auto listener = inner_.listen(where, std::move(tls));
  if (!listener) return listener;
  std::unique_ptr<Listener> faulty = std::make_unique<FaultyListener>(std::move(*listener), *this);
  return faulty;
}

awaitable<Result<std::unique_ptr<ByteStream>>> FaultyNetwork::connect(
    Endpoint to, std::optional<ClientTls> tls) {
  ++connects;
  if (strikes()) co_return fail(Errc::refused, "nobody there");
  auto stream = co_await inner_.connect(std::move(to), std::move(tls));
  if (!stream) co_return stream.error();
  std::unique_ptr<ByteStream> faulty = std::make_unique<FaultyStream>(std::move(*stream), *this);
  co_return faulty;
}

ServedWorld::ServedWorld(StreamKind stream_kind)
    : kind(stream_kind),
      world(make_world(stream_kind.world)),
      network(world->network()),
      handler(echo) {
  server_options.limits = test_limits();
  server_options.on_incident = [this](const ServerIncident& incident) {
    incidents.push_back(incident);
  };
  client_options.limits = test_limits();
}

void ServedWorld::run(Body body) {
  world->run(serve(std::move(body)));
}

awaitable<void> ServedWorld::serve(Body body) {
  const Endpoint anywhere{world->host(), 0};
  auto listener = network.listen(anywhere, kind.server());
  if (!listener) throw ErrorException(listener.error());
  endpoint = (*listener)->endpoint();
  HttpServer server(std::move(*listener), world->clock(), handler, server_options);
  auto both = [&](TaskGroup& group) -> awaitable<void> {
    group.spawn(server.run());
    co_await body(server);
    server.stop();
  };
  co_await with_task_group(std::move(both));
  EXPECT_EQ(server.connections(), 0u);
}

awaitable<std::unique_ptr<ByteStream>> ServedWorld::raw() {
  auto stream = co_await network.connect(endpoint, kind.client());
  if (!stream) throw ErrorException(stream.error());
  co_return std::move(*stream);
}

awaitable<std::string> ServedWorld::converse(std::string bytes) {
  auto stream = co_await raw();
  const auto written = co_await stream->write(bytes);
  if (!written) throw ErrorException(written.error());
  co_return co_await read_all(*stream);
}

std::unique_ptr<HttpClient> ServedWorld::client() {
  return std::make_unique<HttpClient>(network, world->clock(), endpoint, kind.client(),
                                      client_options);
}

std::vector<Errc> ServedWorld::incident_codes() const {
  std::vector<Errc> codes;
  for (const auto& incident : incidents) codes.push_back(incident.error.code);
  return codes;
}

http::Request post(std::string body) {
  http::Request request;
  request.method = "POST";
  request.target = "/p";
  request.body = std::move(body);
  return request;
}

awaitable<void> eventually(time::Clock& clock, std::function<bool()> condition) {
  const auto deadline = clock.now() + 10s;
  while (!condition() && clock.now() < deadline) co_await time::sleep_for(clock, 5ms);
  EXPECT_TRUE(condition()) << "did not come true in ten seconds";
}

}  // namespace provbank::net::testing_support
