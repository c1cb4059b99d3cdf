// A server in a world, clients of both the well-behaved and the raw kind, and networks that count
// and fail.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "platform/net/http_client.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/task_group.hpp"
#include "platform/net/test_world.hpp"

namespace provbank::net::testing_support {

/// Short enough for real time, long enough for a busy machine.
http::Limits test_limits();

/// Counts connections, and can make the n-th operation of its streams fail as if the wire were cut.
class FaultyNetwork final : public Network {
 public:
  explicit FaultyNetwork(Network& inner) : inner_(inner) {}

  Result<std::unique_ptr<Listener>> listen(const Endpoint& where,
                                           std::optional<ServerTls> tls) override;
  awaitable<Result<std::unique_ptr<ByteStream>>> connect(Endpoint to,
                                                         std::optional<ClientTls> tls) override;

  int connects = 0;
  int operations_until_fault = -1;  // negative: none
  bool fault_struck = false;

  /// True once, when the time has come.
  bool strikes();

 private:
  Network& inner_;
};

/// An HttpServer over a kind of stream. `run` serves while the body runs, stops the server and
/// waits for it.
class ServedWorld {
 public:
  explicit ServedWorld(StreamKind kind);

  using Body = std::function<awaitable<void>(HttpServer&)>;
  void run(Body body);

  /// A connection that speaks whatever the test writes.
  awaitable<std::unique_ptr<ByteStream>> raw();
  /// Writes the bytes on a new connection and returns everything until the server ends it.
  awaitable<std::string> converse(std::string bytes);
  std::unique_ptr<HttpClient> client();
  std::vector<Errc> incident_codes() const;

  StreamKind kind;
  std::unique_ptr<TestWorld> world;
  FaultyNetwork network;
  HttpHandler handler;  // echoes method, target and body
  HttpServerOptions server_options;
  HttpClientOptions client_options;
  Endpoint endpoint;
  std::vector<ServerIncident> incidents;

 private:
  awaitable<void> serve(Body body);
};

http::Request post(std::string body);
/// Waits until the condition holds, in small steps of the world's clock; fails after ten seconds.
awaitable<void> eventually(time::Clock& clock, std::function<bool()> condition);

}  // namespace provbank::net::testing_support
