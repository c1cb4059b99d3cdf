#include "platform/net/http_connection.hpp"

#include <date/date.h>

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "platform/base/wipe.hpp"
#include "platform/http/ascii.hpp"
#include "platform/net/with_timeout.hpp"

namespace provbank::net {
namespace {

constexpr std::size_t kRequestReadBytes = 16U << 10U;
constexpr std::size_t kLingerBytes = 4U << 20U;
constexpr std::size_t kUnlimited = static_cast<std::size_t>(-1);
constexpr time::Duration kLingerTime = std::chrono::seconds(2);

/// The status that answers a request which broke HTTP or a limit; nothing when there is nobody left
/// to answer.
std::optional<int> status_for(const Error& error, bool head_done) {
  switch (error.code) {
    case Errc::malformed:
      return 400;
    case Errc::timed_out:
      return 408;
    case Errc::too_large:
      return head_done ? 413 : 431;
    case Errc::unsupported:
      return 505;
    default:
      return std::nullopt;
  }
}

bool says_close(const http::Response& response) {
  const auto connection = response.fields.find("Connection");
  return response.delivery.close ||
         (connection && http::equals_ignoring_case(*connection, "close"));
}

/// RFC 9110 section 5.6.7.
std::string http_date(time::WallTime instant) {
  return date::format("%a, %d %b %Y %T GMT", date::floor<std::chrono::seconds>(instant));
}

/// RFC 9110 section 9.3.2: the answer to HEAD has the length of a body that is not sent.
void drop_body(http::Response& response) {
  if (!response.fields.find("Content-Length")) {
    response.fields.add("Content-Length", std::to_string(response.body.size()));
  }
  wipe(response.body);
}

}  // namespace

void HttpServerContext::report(Error error, const Peer& peer) const {
  if (options.on_incident) options.on_incident(ServerIncident{std::move(error), peer.address});
}

bool HttpServerContext::make_room() {
  const auto longest =
      std::ranges::find_if(waiting, [](const Latch* leave) { return !leave->is_set(); });
  if (longest == waiting.end()) return false;
  (*longest)->set();
  return true;
}

void HttpServerContext::stop() {
  stopping.set();
  for (Latch* leave : waiting) leave->set();
}

Waiting::Waiting(HttpServerContext& context, Latch& leave)
    : context_(context), place_(context.waiting.insert(context.waiting.end(), &leave)) {}

Waiting::~Waiting() {
  context_.waiting.erase(place_);
}

HttpConnection::HttpConnection(HttpServerContext& context, const asio::any_io_executor& executor,
                               std::unique_ptr<ByteStream> stream)
    : context_(context),
      limits_(context.options.limits),
      stream_(std::move(stream)),
      leave_(executor) {}

HttpConnection::~HttpConnection() {
  wipe(std::span(buffer_));
}

awaitable<void> HttpConnection::serve() {
  begin_waiting();
  const bool shaken = co_await shake();
  if (!shaken) co_return;
  buffer_.resize(kRequestReadBytes);
  for (std::size_t served = 1; served <= limits_.requests_per_connection; ++served) {
    const bool again = co_await exchange(served == limits_.requests_per_connection);
    if (!again) break;
  }
}

/// A connection that waits already keeps its rank among those that do.
void HttpConnection::begin_waiting() {
  if (!waiting_) waiting_.emplace(context_, leave_);
}

awaitable<bool> HttpConnection::shake() {
  if (must_leave()) co_return false;
  const auto shaken = co_await with_timeout(shake_and_report(), leave_.wait());
  co_return shaken && shaken->has_value();
}

/// Reports before it says goodbye, so that stopping the server meanwhile hides nothing.
awaitable<Result<void>> HttpConnection::shake_and_report() {
  auto shaken = co_await within(stream_->handshake(), limits_.handshake_time, "handshake_time");
  if (!shaken) {
    context_.report(shaken.error(), stream_->peer());
    if (shaken.error().code == Errc::tls_rejected) co_await stream_->shutdown();
  }
  co_return shaken;
}

/// One request and its answer. False when the connection is done with.
awaitable<bool> HttpConnection::exchange(bool is_last) {
  const bool arrived = co_await wait_for_request();
  if (!arrived) co_return false;

  http::RequestParser parser(limits_);
  const auto read = co_await read_request(parser);
  if (!read) {
    co_await refuse(read.error(), parser.head_done());
    co_return false;
  }
  auto request = parser.take();
  const bool is_head = request.method == "HEAD";
  auto response = co_await answer(std::move(request));
  if (is_head) drop_body(response);
  const bool keep_alive = parser.keep_alive() && !is_last && !says_close(response) && !must_leave();
  co_return co_await deliver(std::move(response),
                             keep_alive ? Afterwards::keep_alive : Afterwards::close);
}

/// False when the peer left, stayed silent too long, or the server stops or needs the place.
awaitable<bool> HttpConnection::wait_for_request() {
  if (must_leave()) {
    co_await stream_->shutdown();
    co_return false;
  }
  if (!unread_.empty()) co_return true;
  begin_waiting();
  auto limited = with_deadline(fill(), context_.clock, context_.clock.now() + limits_.idle_time);
  const auto waited = co_await with_timeout(std::move(limited), leave_.wait());
  if (!waited || !*waited) {
    co_await stream_->shutdown();
    co_return false;
  }
  waiting_.reset();
  const auto& filled = **waited;
  if (!filled) {
    // A peer may hang up between messages as it likes; a refused certificate is worth knowing of.
    if (filled.error().code == Errc::tls_rejected) context_.report(filled.error(), stream_->peer());
    co_return false;
  }
  if (*filled == 0) co_await stream_->shutdown();
  co_return *filled > 0;
}

awaitable<Result<void>> HttpConnection::read_request(http::RequestParser& parser) {
  const auto head = co_await within(read_head(parser), limits_.header_time, "header_time");
  if (!head || parser.done()) co_return head;
  if (parser.expects_continue()) {
    const auto told = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
    if (!told) co_return told;
  }
  co_return co_await within(read_body(parser), limits_.body_time, "body_time");
}

awaitable<Result<void>> HttpConnection::read_head(http::RequestParser& parser) {
  auto fed = feed(parser);
  while (fed && !parser.head_done()) {
    const auto filled = co_await fill();
    if (!filled) co_return filled.error();
    fed = *filled == 0 ? parser.feed_end() : feed(parser);
  }
  co_return fed;
}

awaitable<Result<void>> HttpConnection::read_body(http::RequestParser& parser) {
  Result<void> fed;
  while (fed && !parser.done()) {
    const auto filled = co_await fill();
    if (!filled) co_return filled.error();
    fed = *filled == 0 ? parser.feed_end() : feed(parser);
  }
  co_return fed;
}

/// Gives the parser what is unread, and forgets what it took.
Result<void> HttpConnection::feed(http::RequestParser& parser) {
  const auto used = parser.feed(std::string_view(unread_.data(), unread_.size()));
  if (!used) {
    wipe(unread_);
    unread_ = {};
    return used.error();
  }
  wipe(unread_.first(*used));
  unread_ = unread_.subspan(*used);
  return {};
}

/// A handler that throws is the server's trouble, not the peer's: 500 without a word of why.
awaitable<http::Response> HttpConnection::answer(http::Request request) {
  const WipeOnExit forget_body(request.body);
  std::exception_ptr failure;
  http::Response response;
  try {
    response = co_await context_.handler(std::move(request), stream_->peer());
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) std::rethrow_exception(failure);
    context_.report(fail(Errc::io, "the handler threw; answered with 500"), stream_->peer());
    response.status = 500;
  }
  co_return response;
}

/// Puts the response on the wire the way it asks for. False when the connection is done with.
awaitable<bool> HttpConnection::deliver(http::Response response, Afterwards afterwards) {
  const WipeOnExit forget_body(response.body);
  if (response.delivery.never) {
    co_await with_timeout(discard(kUnlimited), context_.stopping.wait());
    co_return false;
  }
  if (!response.fields.find("Date"))
    response.fields.add("Date", http_date(context_.clock.wall_now()));
  std::string message = http::serialize(response, afterwards == Afterwards::keep_alive);
  const WipeOnExit forget_message(message);
  const auto& reset_after = response.delivery.reset_after_bytes;
  const auto sent = std::string_view(message).substr(0, reset_after.value_or(message.size()));

  const auto written = co_await write_paced(sent, response.delivery);
  if (response.delivery.on_failure && (!written || sent.size() < message.size()))
    response.delivery.on_failure();
  if (!written) {
    context_.report(written.error(), stream_->peer());
    stream_->abort();
    co_return false;
  }
  if (reset_after) {
    stream_->abort();
    co_return false;
  }
  if (afterwards == Afterwards::keep_alive) co_return true;
  co_await stream_->shutdown();
  if (afterwards == Afterwards::linger) co_await linger();
  co_return false;
}

awaitable<Result<void>> HttpConnection::write_paced(std::string_view message,
                                                    http::Delivery delivery) {
  const std::size_t piece_bytes = delivery.chunk_bytes == 0 ? message.size() : delivery.chunk_bytes;
  while (!message.empty()) {
    const auto written = co_await write(message.substr(0, piece_bytes));
    if (!written) co_return written;
    message.remove_prefix(std::min(piece_bytes, message.size()));
    if (!message.empty()) co_await time::sleep_for(context_.clock, delivery.chunk_interval);
  }
  co_return Result<void>{};
}

awaitable<Result<void>> HttpConnection::write(std::string_view bytes) {
  return within(stream_->write(bytes), limits_.write_time, "write_time");
}

awaitable<void> HttpConnection::refuse(Error error, bool head_done) {
  context_.report(error, stream_->peer());
  const auto status = status_for(error, head_done);
  if (!status) co_return;
  http::Response response;
  response.status = *status;
  if (context_.options.on_bad_request) response = context_.options.on_bad_request(*status, error);
  response.delivery = {};
  co_await deliver(std::move(response), Afterwards::linger);
}

/// Reads on for a while after the last word: closing with bytes unread would reset the connection
/// and take that word from the peer (RFC 9112 section 9.6).
awaitable<void> HttpConnection::linger() {
  co_await with_deadline(discard(kLingerBytes), context_.clock, context_.clock.now() + kLingerTime);
}

/// 0 when the peer ended. Only to be called when nothing is unread.
awaitable<Result<std::size_t>> HttpConnection::fill() {
  const auto filled = co_await stream_->read_some(buffer_);
  if (filled) unread_ = std::span(buffer_).first(*filled);
  co_return filled;
}

awaitable<Result<void>> HttpConnection::discard(std::size_t bytes_limit) {
  std::size_t discarded = 0;
  while (discarded < bytes_limit) {
    const auto filled = co_await fill();
    if (!filled) co_return filled.error();
    if (*filled == 0) break;
    discarded += *filled;
  }
  co_return Result<void>{};
}

awaitable<Result<void>> HttpConnection::within(awaitable<Result<void>> work, time::Duration limit,
                                               std::string_view limit_name) {
  const auto done =
      co_await with_deadline(std::move(work), context_.clock, context_.clock.now() + limit);
  if (!done) co_return fail(Errc::timed_out, "HTTP: past the limit " + std::string(limit_name));
  co_return *done;
}

}  // namespace provbank::net
