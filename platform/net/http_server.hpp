// An HTTP/1.1 server over any Listener: kept-alive connections, every wait bounded, orderly stop.
#pragma once
#include <functional>
#include <memory>

#include "platform/http/message.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::net {

/// Answers one request. `peer` outlives the call. What it throws becomes a 500 without detail,
/// except cancellation. The handler owns the request, and wipes what it keeps of its body; the body
/// of the response is wiped when it is sent.
using HttpHandler = std::function<awaitable<http::Response>(http::Request, const Peer&)>;

/// What the server noticed beside the handler: a refused handshake, a malformed head, a limit that
/// was passed, a connection that broke under an answer, a handler that threw. For event logs; never
/// carries payload bytes.
struct ServerIncident {
  Error error;
  std::string peer_address;
};

struct HttpServerOptions {
  http::Limits limits;
  std::function<void(const ServerIncident&)> on_incident;  // may be empty
  /// Gives the response to a request that broke HTTP or a limit (status 400, 408, 413, 431, 505
  /// already chosen). Empty: a bare response.
  std::function<http::Response(int status, const Error&)> on_bad_request;
};

class HttpServer {
 public:
  HttpServer(std::unique_ptr<Listener> listener, time::Clock& clock, HttpHandler handler,
             HttpServerOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Serves until `stop` was called and the last request is answered, or until cancelled (then
  /// connections are dropped). Payload bytes are wiped from the connection's buffers after each
  /// answer.
  awaitable<void> run();

  /// Graceful: no new connections, idle ones are closed, requests under way are answered.
  void stop();

  const Endpoint& endpoint() const;
  std::size_t connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace provbank::net
