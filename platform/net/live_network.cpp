#include "platform/net/live_network.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <sstream>
#include <utility>

#include "platform/net/tls_context.hpp"
#include "platform/net/with_timeout.hpp"
#include "platform/time/clock.hpp"

namespace provbank::net {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

/// For the last bytes of a connection we are done with, which nobody may wait for.
constexpr time::Duration kFarewellTime = std::chrono::milliseconds(250);
constexpr int kBacklog = 4096;

auto into(error_code& code) {
  return asio::redirect_error(asio::use_awaitable, code);
}

/// The one place where the operating system's errors become ours. Cancellation goes on as an
/// exception.
Error system_failure(const error_code& code, std::string_view doing) {
  if (code == asio::error::operation_aborted) throw boost::system::system_error(code);
  const std::string words = std::string(doing) + ": " + code.message();
  if (code == asio::error::connection_refused || code == asio::error::host_unreachable ||
      code == asio::error::network_unreachable) {
    return fail(Errc::refused, words);
  }
  if (code == asio::error::connection_reset || code == asio::error::broken_pipe ||
      code == asio::error::connection_aborted || code == asio::error::not_connected) {
    return fail(Errc::reset, words);
  }
  if (code == asio::error::timed_out) return fail(Errc::timed_out, words);
  return fail(Errc::io, words);
}

std::string address_of(const tcp::socket& socket) {
  error_code code;
  const auto endpoint = socket.remote_endpoint(code);
  if (code) return "unknown";
  return to_string(Endpoint{endpoint.address().to_string(), endpoint.port()});
}

void reset_connection(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

class TcpStream final : public ByteStream {
 public:
  explicit TcpStream(tcp::socket socket) : socket_(std::move(socket)) {
    peer_.address = address_of(socket_);
  }

  awaitable<Result<void>> handshake() override { co_return Result<void>{}; }

  awaitable<Result<std::size_t>> read_some(std::span<char> bytes) override {
    error_code code;
    const auto count =
        co_await socket_.async_read_some(asio::buffer(bytes.data(), bytes.size()), into(code));
    if (code == asio::error::eof) co_return std::size_t{0};
    if (code) co_return system_failure(code, "reading");
    co_return count;
  }

  awaitable<Result<void>> write(std::string_view bytes) override {
    error_code code;
    co_await asio::async_write(socket_, asio::buffer(bytes), into(code));
    if (code) co_return system_failure(code, "writing");
    co_return Result<void>{};
  }

  awaitable<void> shutdown() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }

  void abort() override { reset_connection(socket_); }
  const Peer& peer() const override { return peer_; }

 private:
  tcp::socket socket_;
  Peer peer_;
};

class TlsStream final : public ByteStream {
 public:
  TlsStream(tcp::socket socket, TlsContext context, asio::ssl::stream_base::handshake_type side)
      : context_(std::move(context)), stream_(std::move(socket), *context_), side_(side) {
    peer_.address = address_of(stream_.next_layer());
  }

  Result<void> expect_server_name(const std::string& name) { return expect_name(ssl(), name); }

  /// Both sides' handshake; `Network::connect` awaits the client's.
  awaitable<Result<void>> shake() {
    error_code code;
    co_await stream_.async_handshake(side_, into(code));
    if (code) co_return explain(code, "TLS handshake");
    auto certificate = peer_certificate(ssl());
    if (!certificate) co_return certificate.error();
    peer_.certificate = std::move(*certificate);
    peer_.protocol = SSL_get_version(&ssl());
    shaken_ = true;
    co_return Result<void>{};
  }

  awaitable<Result<void>> handshake() override {
    if (shaken_) co_return Result<void>{};
    co_return co_await shake();
  }

  awaitable<Result<std::size_t>> read_some(std::span<char> bytes) override {
    error_code code;
    const auto count =
        co_await stream_.async_read_some(asio::buffer(bytes.data(), bytes.size()), into(code));
    if (code == asio::error::eof) co_return std::size_t{0};
    if (code) co_return explain(code, "reading");
    co_return count;
  }

  awaitable<Result<void>> write(std::string_view bytes) override {
    error_code code;
    co_await asio::async_write(stream_, asio::buffer(bytes), into(code));
    if (code) co_return explain(code, "writing");
    co_return Result<void>{};
  }

  awaitable<void> shutdown() override {
    time::SteadyClock clock;
    const auto deadline = clock.now() + kFarewellTime;
    if (shaken_) co_await with_deadline(close_notify(), clock, deadline);
    error_code ignored;
    stream_.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
    if (!shaken_) co_await with_deadline(discard_rest(), clock, deadline);
  }

  void abort() override { reset_connection(stream_.next_layer()); }
  const Peer& peer() const override { return peer_; }

 private:
  SSL& ssl() { return *stream_.native_handle(); }

  Error explain(const error_code& code, std::string_view doing) {
    if (code == asio::ssl::error::stream_truncated || code == asio::error::eof) {
      return fail(Errc::truncated, std::string(doing) + ": the peer ended without close_notify");
    }
    if (code.category() == asio::error::get_ssl_category()) return tls_error(code, ssl());
    return system_failure(code, doing);
  }

  /// A shutdown by the book waits for the peer's close_notify. OpenSSL does not when it believes to
  /// have it, and reading goes on afterwards when it is told the truth again.
  awaitable<bool> close_notify() {
    const int known = SSL_get_shutdown(&ssl());
    SSL_set_shutdown(&ssl(), known | SSL_RECEIVED_SHUTDOWN);
    error_code code;
    co_await stream_.async_shutdown(into(code));
    SSL_set_shutdown(&ssl(), known | SSL_SENT_SHUTDOWN);
    if (code == asio::error::operation_aborted) throw boost::system::system_error(code);
    co_return !code;
  }

  /// Closing with the peer's bytes unread would reset the connection and take our alert from it.
  awaitable<bool> discard_rest() {
    std::vector<char> scratch(4096);
    error_code code;
    while (!code) co_await stream_.next_layer().async_read_some(asio::buffer(scratch), into(code));
    co_return true;
  }

  TlsContext context_;
  asio::ssl::stream<tcp::socket> stream_;
  asio::ssl::stream_base::handshake_type side_;
  Peer peer_;
  bool shaken_ = false;
};

class LiveListener final : public Listener {
 public:
  LiveListener(tcp::acceptor acceptor, Endpoint endpoint, TlsContext context)
      : acceptor_(std::move(acceptor)),
        endpoint_(std::move(endpoint)),
        context_(std::move(context)) {}

  awaitable<Result<std::unique_ptr<ByteStream>>> accept() override {
    if (!acceptor_.is_open()) co_return closed();
    error_code code;
    tcp::socket socket = co_await acceptor_.async_accept(into(code));
    if (code && !acceptor_.is_open()) co_return closed();
    if (code) co_return system_failure(code, "accepting");
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    std::unique_ptr<ByteStream> stream;
    if (context_) {
      stream =
          std::make_unique<TlsStream>(std::move(socket), context_, asio::ssl::stream_base::server);
    } else {
      stream = std::make_unique<TcpStream>(std::move(socket));
    }
    co_return stream;
  }

  const Endpoint& endpoint() const override { return endpoint_; }

  void close() override {
    error_code ignored;
    acceptor_.close(ignored);
  }

 private:
  static Error closed() { return fail(Errc::closed, "the listener is closed"); }

  tcp::acceptor acceptor_;
  Endpoint endpoint_;
  TlsContext context_;  // none: plain
};

/// An IP literal as it is; anything else is looked up.
awaitable<Result<std::vector<tcp::endpoint>>> resolve(asio::io_context& io, const Endpoint& to) {
  std::vector<tcp::endpoint> found;
  error_code code;
  const auto literal = asio::ip::make_address(to.host, code);
  if (!code) {
    found.emplace_back(literal, to.port);
    co_return found;
  }
  tcp::resolver resolver(io);
  const auto entries =
      co_await resolver.async_resolve(to.host, std::to_string(to.port), into(code));
  if (code == asio::error::operation_aborted) throw boost::system::system_error(code);
  if (code) co_return fail(Errc::not_found, to.host + ": " + code.message());
  for (const auto& entry : entries) found.push_back(entry.endpoint());
  co_return found;
}

awaitable<Result<tcp::socket>> dial(asio::io_context& io, const Endpoint& to) {
  const auto candidates = co_await resolve(io, to);
  if (!candidates) co_return candidates.error();
  Error last = fail(Errc::not_found, to.host + ": no address");
  for (const auto& candidate : *candidates) {
    tcp::socket socket(io);
    error_code code;
    co_await socket.async_connect(candidate, into(code));
    if (!code) {
      socket.set_option(tcp::no_delay(true), code);
      co_return std::move(socket);
    }
    last = system_failure(code, "connecting to " + to_string(to));
  }
  co_return last;
}

Result<tcp::acceptor> open_acceptor(asio::io_context& io, const Endpoint& where) {
  error_code code;
  const auto entries = tcp::resolver(io).resolve(where.host, std::to_string(where.port),
                                                 tcp::resolver::passive, code);
  if (code) return fail(Errc::not_found, where.host + ": " + code.message());
  const tcp::endpoint endpoint = entries.begin()->endpoint();
  tcp::acceptor acceptor(io);
  acceptor.open(endpoint.protocol(), code);
  if (!code) acceptor.set_option(tcp::acceptor::reuse_address(true), code);
  if (!code) acceptor.bind(endpoint, code);
  if (!code) acceptor.listen(kBacklog, code);
  if (code) return fail(Errc::io, "listening on " + to_string(where) + ": " + code.message());
  return acceptor;
}

}  // namespace

struct LiveNetwork::State {
  asio::io_context& io;
  TlsContexts contexts;
};

LiveNetwork::LiveNetwork(asio::io_context& io) : state_(new State{io, {}}) {}
LiveNetwork::~LiveNetwork() = default;

Result<std::unique_ptr<Listener>> LiveNetwork::listen(const Endpoint& where,
                                                      std::optional<ServerTls> tls) {
  TlsContext context;
  if (tls) {
    auto made = state_->contexts.of(*tls);
    if (!made) return made.error();
    context = *made;
  }
  auto acceptor = open_acceptor(state_->io, where);
  if (!acceptor) return acceptor.error();
  error_code code;
  const Endpoint endpoint{where.host, acceptor->local_endpoint(code).port()};
  std::unique_ptr<Listener> listener =
      std::make_unique<LiveListener>(std::move(*acceptor), endpoint, std::move(context));
  return listener;
}

awaitable<Result<std::unique_ptr<ByteStream>>> LiveNetwork::connect(Endpoint to,
                                                                    std::optional<ClientTls> tls) {
  TlsContext context;
  if (tls) {
    auto made = state_->contexts.of(*tls);
    if (!made) co_return made.error();
    context = *made;
  }
  auto socket = co_await dial(state_->io, to);
  if (!socket) co_return socket.error();
  if (!tls) {
    std::unique_ptr<ByteStream> plain = std::make_unique<TcpStream>(std::move(*socket));
    co_return plain;
  }
  auto stream =
      std::make_unique<TlsStream>(std::move(*socket), context, asio::ssl::stream_base::client);
  auto ready = stream->expect_server_name(tls->server_name.empty() ? to.host : tls->server_name);
  if (ready) ready = co_await stream->shake();
  if (!ready) co_return ready.error();
  std::unique_ptr<ByteStream> shaken = std::move(stream);
  co_return shaken;
}

}  // namespace provbank::net
