// An HTTP/1.1 client over any Network, with kept-alive connections.
#pragma once
#include <memory>
#include <optional>

#include "platform/http/message.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::net {

struct HttpClientOptions {
  http::Limits limits;                // body_bytes bounds the response
  std::size_t idle_connections = 32;  // kept for reuse
  time::Duration idle_time = std::chrono::seconds(30);
};

/// Talks to one endpoint. A request that fails on a reused connection before any byte of the answer
/// came is sent once more on a fresh one (the peer may have closed it while idle). Deadlines: wrap
/// `send` in `with_deadline`; cancelling drops the connection.
class HttpClient {
 public:
  HttpClient(Network& network, time::Clock& clock, Endpoint to, std::optional<ClientTls> tls,
             HttpClientOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Errors as in ByteStream, Network::connect and ResponseParser. The request's body is wiped when
  /// it is sent.
  awaitable<Result<http::Response>> send(http::Request request);

  /// Closes the idle connections.
  void close_idle();
  std::size_t idle() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace provbank::net
