#include "platform/net/http_client.hpp"

#include <deque>
#include <utility>
#include <vector>

#include "platform/base/wipe.hpp"
#include "platform/http/parser.hpp"

namespace provbank::net {
namespace {

constexpr std::size_t kResponseReadBytes = 16U << 10U;

/// What came of one attempt on one connection.
struct Attempt {
  Result<http::Response> response = fail(Errc::closed, "HTTP: no answer");
  bool answer_began = false;
  bool reusable = false;
};

/// How a connection fails that the peer had closed while it lay idle.
bool is_stale(const Error& error) {
  return error.code == Errc::closed || error.code == Errc::reset || error.code == Errc::truncated;
}

/// A buffer for bytes from the peer, wiped with its owner.
struct ReadBuffer {
  ReadBuffer() : bytes(kResponseReadBytes) {}
  ReadBuffer(const ReadBuffer&) = delete;
  ReadBuffer& operator=(const ReadBuffer&) = delete;
  ~ReadBuffer() { wipe(std::span(bytes)); }

  std::vector<char> bytes;
};

/// Reads until the parser has the whole response. Returns true when the peer sent nothing beyond
/// it.
awaitable<Result<bool>> read_response(ByteStream& stream, http::ResponseParser& parser) {
  ReadBuffer buffer;
  bool in_step = true;
  while (!parser.done()) {
    const auto filled = co_await stream.read_some(buffer.bytes);
    if (!filled) co_return filled.error();
    if (*filled == 0) {
      const auto ended = parser.feed_end();
      if (!ended) co_return ended.error();
    } else {
      const auto used = parser.feed(std::string_view(buffer.bytes.data(), *filled));
      if (!used) co_return used.error();
      in_step = *used == *filled;
    }
  }
  co_return in_step;
}

/// Writes, then reads. A peer that stopped listening may have said why (413, or a TLS alert), so a
/// failed write still reads, and speaks for itself only when nothing better comes.
awaitable<Attempt> attempt(ByteStream& stream, const std::string& message, std::string method,
                           http::Limits limits) {
  Attempt outcome;
  const auto written = co_await stream.write(message);
  http::ResponseParser parser(limits, method);
  const auto read = co_await read_response(stream, parser);
  outcome.answer_began = parser.started();
  if (read) {
    outcome.reusable = written && *read && parser.keep_alive();
    outcome.response = parser.take();
  } else {
    const bool read_knows_better = written || read.error().code == Errc::tls_rejected;
    outcome.response = read_knows_better ? read.error() : written.error();
  }
  co_return outcome;
}

}  // namespace

struct HttpClient::State {
  struct Idle {
    std::unique_ptr<ByteStream> stream;
    time::TimePoint since;
  };

  Network& network;
  time::Clock& clock;
  Endpoint to;
  std::optional<ClientTls> tls;
  HttpClientOptions options;
  std::deque<Idle> idle;  // the longest idle first

  void drop_expired() {
    const auto oldest = clock.now() - options.idle_time;
    while (!idle.empty() && idle.front().since <= oldest) idle.pop_front();
  }

  /// The connection used last, as the likeliest to be alive still; none when all have been idle too
  /// long.
  std::unique_ptr<ByteStream> take_idle() {
    drop_expired();
    if (idle.empty()) return nullptr;
    auto stream = std::move(idle.back().stream);
    idle.pop_back();
    return stream;
  }

  void keep(std::unique_ptr<ByteStream> stream) {
    drop_expired();
    if (options.idle_connections == 0) return;
    if (idle.size() == options.idle_connections) idle.pop_front();
    idle.push_back(Idle{std::move(stream), clock.now()});
  }

  Result<http::Response> conclude(Attempt outcome, std::unique_ptr<ByteStream> stream) {
    if (outcome.reusable) keep(std::move(stream));
    return std::move(outcome.response);
  }
};

HttpClient::HttpClient(Network& network, time::Clock& clock, Endpoint to,
                       std::optional<ClientTls> tls, HttpClientOptions options)
    : state_(new State{network, clock, std::move(to), std::move(tls), options, {}}) {}
HttpClient::~HttpClient() = default;

awaitable<Result<http::Response>> HttpClient::send(http::Request request) {
  const auto state = state_;
  std::string message = http::serialize(request, to_string(state->to));
  const WipeOnExit forget_message(message);
  wipe(request.body);

  if (auto pooled = state->take_idle()) {
    auto outcome = co_await attempt(*pooled, message, request.method, state->options.limits);
    const bool stale =
        !outcome.response && !outcome.answer_began && is_stale(outcome.response.error());
    if (!stale) co_return state->conclude(std::move(outcome), std::move(pooled));
  }
  auto fresh = co_await state->network.connect(state->to, state->tls);
  if (!fresh) co_return fresh.error();
  auto outcome = co_await attempt(**fresh, message, request.method, state->options.limits);
  co_return state->conclude(std::move(outcome), std::move(*fresh));
}

void HttpClient::close_idle() {
  state_->idle.clear();
}
std::size_t HttpClient::idle() const {
  return state_->idle.size();
}

}  // namespace provbank::net
