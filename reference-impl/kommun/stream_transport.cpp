#include <fmt/format.h>

#include <utility>

#include "platform/net/with_timeout.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::kommun {

namespace {

net::HttpClientOptions client_options(const StreamTransportOptions& options) {
  net::HttpClientOptions client;
  client.limits.body_bytes = options.response_bytes;
  client.idle_connections = options.idle_connections;
  return client;
}

}  // namespace

StreamTransport::StreamTransport(net::Network& network, time::Clock& clock, net::Endpoint to,
                                 std::optional<net::ClientTls> tls, StreamTransportOptions options)
    : clock_(clock),
      time_limit_(options.time_limit),
      client_(network, clock, std::move(to), std::move(tls), client_options(options)) {}

StreamTransport::~StreamTransport() = default;

net::awaitable<Result<http::Response>> StreamTransport::send(http::Request request) {
  auto exchange = client_.send(std::move(request));
  auto response =
      co_await net::with_deadline(std::move(exchange), clock_, clock_.now() + time_limit_);
  if (!response) {
    const auto seconds = std::chrono::duration<double>(time_limit_).count();
    co_return fail(Errc::timed_out, fmt::format("no whole answer within {} s", seconds));
  }
  co_return std::move(*response);
}

void StreamTransport::close_idle() {
  client_.close_idle();
}

}  // namespace provbank::kommun
