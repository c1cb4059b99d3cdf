// How a kommun's messages travel: over the project's own HTTP engine (any Network, so the simulated
// world too), or over libcurl, a second HTTP and TLS stack that shares nothing with the one it
// talks to.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include "platform/base/result.hpp"
#include "platform/http/message.hpp"
#include "platform/net/http_client.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::kommun {

/// Sends a request as it stands and returns what came back, whatever the status. Errors: `refused`,
/// `tls_rejected`, `reset`, `closed` (ended before the answer), `truncated` (inside it),
/// `timed_out`, `too_large`, `malformed`, `unavailable` (shutting down), `io`. Many may be under
/// way at once. Cancelling throws `operation_aborted` when nothing of the request runs any more.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual net::awaitable<Result<http::Response>> send(http::Request request) = 0;
};

struct StreamTransportOptions {
  time::Duration time_limit = std::chrono::seconds(60);  // a whole exchange, connecting included
  std::size_t response_bytes = 32U << 20U;
  std::size_t idle_connections = 32;
};

/// Over `net::HttpClient`. `network` and `clock` outlive it.
class StreamTransport final : public Transport {
 public:
  StreamTransport(net::Network& network, time::Clock& clock, net::Endpoint to,
                  std::optional<net::ClientTls> tls, StreamTransportOptions options = {});
  ~StreamTransport() override;

  net::awaitable<Result<http::Response>> send(http::Request request) override;

  /// Closes the kept-alive connections.
  void close_idle();

 private:
  time::Clock& clock_;
  time::Duration time_limit_;
  net::HttpClient client_;
};

struct CurlTransportOptions {
  std::chrono::milliseconds time_limit = std::chrono::seconds(60);    // a whole exchange
  std::chrono::milliseconds connect_time = std::chrono::seconds(10);  // TCP and TLS
  std::size_t response_bytes = 32U << 20U;
  std::size_t connections = 512;  // open at a time; further requests wait for a free one
};

/// Over libcurl on a thread of its own: HTTP/1.1, kept-alive connections, no proxy, no redirects,
/// no trust but `server_ca_pem`. Connects to `to`; the name that the certificate must carry (and
/// the Host field says) is `tls->server_name`. Without TLS settings it speaks plain HTTP.
///
/// `send` may be called from any executor; it resumes there. Destroying the transport ends what is
/// under way with `unavailable` and joins the thread; the executors that wait must still exist.
class CurlTransport final : public Transport {
 public:
  CurlTransport(net::Endpoint to, std::optional<net::ClientTls> tls,
                CurlTransportOptions options = {});
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  net::awaitable<Result<http::Response>> send(http::Request request) override;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace provbank::kommun
