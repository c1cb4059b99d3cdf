// One connection of an HttpServer, from handshake to close. Internal to this folder.
#pragma once
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "platform/http/parser.hpp"
#include "platform/net/event.hpp"
#include "platform/net/http_server.hpp"

namespace provbank::net {

/// What all connections of a server share.
struct HttpServerContext {
  time::Clock& clock;
  HttpHandler handler;
  HttpServerOptions options;
  Latch stopping;
  std::list<Latch*> waiting;  // connections that have nothing under way, the longest waiting first

  void report(Error error, const Peer& peer) const;
  /// Ends the connection that has waited longest for its peer; false when none waits.
  bool make_room();
  /// No further requests: ends what waits, lets the rest finish.
  void stop();
};

/// Keeps a connection among those that wait for their peer, for as long as this lives.
class Waiting {
 public:
  /// `leave` is set when the place is needed or the server stops. Both must outlive this.
  Waiting(HttpServerContext& context, Latch& leave);
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting();

 private:
  HttpServerContext& context_;
  std::list<Latch*>::iterator place_;
};

class HttpConnection {
 public:
  /// `context` must outlive the connection.
  HttpConnection(HttpServerContext& context, const asio::any_io_executor& executor,
                 std::unique_ptr<ByteStream> stream);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection();

  /// Serves request after request until either side has had enough. Throws only what cancellation
  /// throws and what no connection survives.
  awaitable<void> serve();

 private:
  /// What follows a response. `linger` is for a peer that may not have sent everything yet.
  enum class Afterwards { keep_alive, close, linger };

  void begin_waiting();
  bool must_leave() const { return leave_.is_set() || context_.stopping.is_set(); }
  awaitable<bool> shake();
  awaitable<Result<void>> shake_and_report();
  awaitable<bool> exchange(bool is_last);
  awaitable<bool> wait_for_request();
  awaitable<Result<void>> read_request(http::RequestParser& parser);
  awaitable<Result<void>> read_head(http::RequestParser& parser);
  awaitable<Result<void>> read_body(http::RequestParser& parser);
  Result<void> feed(http::RequestParser& parser);
  awaitable<http::Response> answer(http::Request request);
  awaitable<bool> deliver(http::Response response, Afterwards afterwards);
  awaitable<void> refuse(Error error, bool head_done);
  awaitable<Result<void>> write_paced(std::string_view message, http::Delivery delivery);
  awaitable<Result<void>> write(std::string_view bytes);
  awaitable<void> linger();

  awaitable<Result<std::size_t>> fill();
  awaitable<Result<void>> discard(std::size_t bytes_limit);
  awaitable<Result<void>> within(awaitable<Result<void>> work, time::Duration limit,
                                 std::string_view limit_name);

  HttpServerContext& context_;
  const http::Limits& limits_;
  std::unique_ptr<ByteStream> stream_;
  Latch
      leave_;  // told to end as soon as nothing is under way; stays set, so that it is never missed
  std::optional<Waiting> waiting_;  // from the last answer, or the start, until a request begins
  std::vector<char> buffer_;
  std::span<char> unread_;  // the part of buffer_ that no parser has seen
};

}  // namespace provbank::net
