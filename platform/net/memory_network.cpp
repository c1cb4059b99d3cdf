#include "platform/net/memory_network.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "platform/base/wipe.hpp"
#include "platform/net/certificate_verdicts.hpp"
#include "platform/net/event.hpp"

namespace provbank::net {
namespace {

constexpr std::size_t kBacklogLimit = 4096;  // connections nobody has accepted yet
constexpr std::uint16_t kFirstFreePort = 20'000;

/// One direction of a link: what one end wrote and the other has not read.
struct Pipe {
  explicit Pipe(const asio::any_io_executor& executor) : readable(executor), writable(executor) {}
  ~Pipe() {
    for (auto& piece : pieces) wipe(piece);
  }

  void put(std::string_view bytes) {
    pieces.emplace_back(bytes);
    in_flight += bytes.size();
    readable.notify();
  }

  std::size_t take(std::span<char> into) {
    std::size_t taken = 0;
    while (taken < into.size() && !pieces.empty()) {
      std::string& piece = pieces.front();
      const std::size_t n = piece.copy(into.data() + taken, into.size() - taken, first_offset);
      taken += n;
      first_offset += n;
      if (first_offset == piece.size()) drop_first();
    }
    in_flight -= taken;
    writable.notify();
    return taken;
  }

  void drop_first() {
    wipe(pieces.front());
    pieces.pop_front();
    first_offset = 0;
  }

  /// The writer's last word, told to the reader once everything before it is read.
  void end(std::optional<Error> error) {
    if (ended) return;
    ended = true;
    last_word = std::move(error);
    readable.notify();
  }

  void leave() {
    reader_gone = true;
    writable.notify();
  }

  std::deque<std::string> pieces;
  std::size_t first_offset = 0;
  std::size_t in_flight = 0;
  bool ended = false;
  std::optional<Error> last_word;  // none: a good end
  bool reader_gone = false;
  Event readable;
  Event writable;
};

/// What both ends of one connection share.
struct Link {
  Link(const asio::any_io_executor& executor, MemoryNetworkOptions link_options)
      : options(std::move(link_options)),
        to_server(executor),
        to_client(executor),
        shaken(executor) {}

  MemoryNetworkOptions options;
  Pipe to_server;
  Pipe to_client;
  std::optional<ServerTls> server_tls;
  std::optional<ClientTls> client_tls;
  std::string server_name;
  Peer server;  // as the client sees it
  Peer client;  // as the server sees it
  Latch shaken;
  bool client_finished = false;         // the client's half of the handshake went well
  std::optional<Error> client_failure;  // it did not: told by `connect`
};

Error rejected(std::string why) {
  return fail(Errc::tls_rejected, "TLS: " + std::move(why));
}

/// The highest version both accept.
std::optional<TlsVersion> common_version(const ServerTls& server, const ClientTls& client) {
  const auto highest = std::min(server.highest, client.highest);
  const auto lowest = std::max(server.lowest, client.lowest);
  if (highest < lowest) return std::nullopt;
  return highest;
}

Result<crypto::Certificate> verify_server(const Link& link, time::WallTime when) {
  auto certificate =
      link.options.verdicts->verify(link.server_tls->credentials.certificate_pem,
                                    link.client_tls->server_ca_pem, crypto::Purpose::server, when);
  if (!certificate) return certificate;
  if (!crypto::carries_name(*certificate, link.server_name)) {
    return fail(Errc::tls_rejected,
                "hostname mismatch: the certificate is not for " + link.server_name);
  }
  return certificate;
}

/// Nothing when no certificate is asked for.
Result<std::optional<crypto::Certificate>> verify_client(const Link& link, time::WallTime when) {
  if (link.server_tls->client_ca_pem.empty()) return std::optional<crypto::Certificate>();
  if (!link.client_tls->credentials) return rejected("the peer did not return a certificate");
  auto certificate =
      link.options.verdicts->verify(link.client_tls->credentials->certificate_pem,
                                    link.server_tls->client_ca_pem, crypto::Purpose::client, when);
  if (!certificate) return certificate.error();
  return std::optional(std::move(*certificate));
}

/// Tells the client that its certificate was not accepted: at once under TLS 1.2, with its first
/// read under 1.3, where the client has finished before the server judges.
void refuse_client(Link& link, TlsVersion version, const Error& why) {
  auto alert = rejected("the peer refused our certificate: " + why.detail);
  if (version == TlsVersion::tls1_2) {
    link.client_failure = std::move(alert);
  } else {
    link.client_finished = true;
    link.to_client.end(std::move(alert));
  }
}

/// The whole handshake, in the order in which TLS judges: version, server, client. Returns the
/// server's view.
Result<void> shake(Link& link, time::WallTime when) {
  const auto version = common_version(*link.server_tls, *link.client_tls);
  if (!version) {
    link.client_failure = rejected("the peer accepts none of our protocol versions");
    return rejected("unsupported protocol version");
  }
  const std::string protocol(to_string(*version));
  auto server = verify_server(link, when);
  if (!server) {
    link.client_failure = at("TLS", server.error());
    return rejected("the peer refused our certificate: " + server.error().detail);
  }
  auto client = verify_client(link, when);
  if (!client) {
    refuse_client(link, *version, client.error());
    return client.error().code == Errc::tls_rejected ? client.error()
                                                     : rejected(client.error().detail);
  }
  link.server.certificate = std::move(*server);
  link.server.protocol = protocol;
  link.client.certificate = std::move(*client);
  link.client.protocol = protocol;
  link.client_finished = true;
  return {};
}

Error ended_in_handshake() {
  return fail(Errc::truncated, "TLS: the peer ended during the handshake");
}

enum class Side { server, client };

class MemoryStream final : public ByteStream {
 public:
  MemoryStream(std::shared_ptr<Link> link, Side side, const time::Clock* clock)
      : link_(std::move(link)),
        in_(side == Side::server ? link_->to_server : link_->to_client),
        out_(side == Side::server ? link_->to_client : link_->to_server),
        side_(side),
        clock_(clock) {}
  ~MemoryStream() override {
    in_.leave();
    out_.end(is_tls()
                 ? std::optional(fail(Errc::truncated, "TLS: the peer ended without close_notify"))
                 : std::nullopt);
    link_->shaken.set();
  }

  awaitable<Result<void>> handshake() override {
    if (side_ == Side::client || !link_->server_tls || link_->shaken.is_set())
      co_return Result<void>{};
    if (!link_->client_tls) co_return co_await wait_for_plain_bytes();
    if (out_.reader_gone) co_return ended_in_handshake();
    auto outcome = shake(*link_, clock_->wall_now());
    link_->shaken.set();
    co_return outcome;
  }

  awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    while (in_.in_flight == 0 && !in_.ended) co_await in_.readable.wait();
    if (in_.in_flight > 0)
      co_return in_.take(into.first(std::min(into.size(), link_->options.read_bytes_max)));
    if (in_.last_word) co_return *in_.last_word;
    co_return std::size_t{0};
  }

  awaitable<Result<void>> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      while (!broken() && out_.in_flight >= link_->options.in_flight_bytes)
        co_await out_.writable.wait();
      if (broken()) co_return write_error();
      const auto part = bytes.substr(0, link_->options.in_flight_bytes - out_.in_flight);
      out_.put(part);
      bytes.remove_prefix(part.size());
    }
    co_return Result<void>{};
  }

  awaitable<void> shutdown() override {
    out_.end(std::nullopt);
    co_return;
  }

  void abort() override {
    const Error reset = fail(Errc::reset, "the peer reset the connection");
    in_.leave();
    in_.end(fail(Errc::reset, "we reset the connection"));
    out_.end(reset);
    out_.leave();
  }

  const Peer& peer() const override {
    return side_ == Side::server ? link_->client : link_->server;
  }

 private:
  bool is_tls() const { return link_->server_tls && link_->client_tls; }
  bool broken() const { return out_.ended || out_.reader_gone || in_.last_word; }

  Error write_error() const {
    if (in_.last_word && in_.last_word->code == Errc::tls_rejected) return *in_.last_word;
    return fail(Errc::reset, "the connection is no longer there to be written to");
  }

  /// A peer that does not speak TLS is found out by its first bytes, not before.
  awaitable<Result<void>> wait_for_plain_bytes() {
    while (in_.in_flight == 0 && !in_.ended) co_await in_.readable.wait();
    if (in_.in_flight == 0) co_return ended_in_handshake();
    co_return rejected("the peer does not speak TLS");
  }

  std::shared_ptr<Link> link_;
  Pipe& in_;
  Pipe& out_;
  Side side_;
  const time::Clock* clock_;
};

/// Where a listener waits for connections; closed when either the listener or the network goes.
struct Backlog {
  explicit Backlog(const asio::any_io_executor& executor) : arrived(executor) {}

  void close() {
    closed = true;
    waiting.clear();
    arrived.notify();
  }

  std::deque<std::unique_ptr<ByteStream>> waiting;
  Event arrived;
  bool closed = false;
  std::optional<ServerTls> tls;
};

class MemoryListener final : public Listener {
 public:
  MemoryListener(Endpoint endpoint, std::shared_ptr<Backlog> backlog,
                 std::function<void()> on_close)
      : endpoint_(std::move(endpoint)),
        backlog_(std::move(backlog)),
        on_close_(std::move(on_close)) {}
  ~MemoryListener() override { close(); }
  MemoryListener(const MemoryListener&) = delete;
  MemoryListener& operator=(const MemoryListener&) = delete;

  awaitable<Result<std::unique_ptr<ByteStream>>> accept() override {
    const auto backlog = backlog_;
    while (backlog->waiting.empty() && !backlog->closed) co_await backlog->arrived.wait();
    if (backlog->closed) co_return fail(Errc::closed, "the listener is closed");
    auto stream = std::move(backlog->waiting.front());
    backlog->waiting.pop_front();
    co_return stream;
  }

  const Endpoint& endpoint() const override { return endpoint_; }

  void close() override {
    if (backlog_->closed) return;
    backlog_->close();
    on_close_();
  }

 private:
  Endpoint endpoint_;
  std::shared_ptr<Backlog> backlog_;
  std::function<void()> on_close_;
};

}  // namespace

struct MemoryNetwork::State {
  State(asio::io_context& context, time::Clock& the_clock, MemoryNetworkOptions the_options)
      : io(context), clock(the_clock), options(std::move(the_options)) {
    if (!options.verdicts) options.verdicts = std::make_shared<CertificateVerdicts>();
  }

  Endpoint free_endpoint(std::string host) {
    Endpoint endpoint{std::move(host), next_port++};
    while (listeners.contains(endpoint)) endpoint.port = next_port++;
    return endpoint;
  }

  std::shared_ptr<Link> new_link(const Endpoint& to, std::optional<ClientTls> client_tls,
                                 std::optional<ServerTls> server_tls) {
    auto link = std::make_shared<Link>(io.get_executor(), options);
    link->server.address = to_string(to);
    link->client.address = "memory:" + std::to_string(++connection_count);
    link->server_tls = std::move(server_tls);
    link->client_tls = std::move(client_tls);
    if (link->client_tls) {
      const auto& name = link->client_tls->server_name;
      link->server_name = name.empty() ? to.host : name;
    }
    return link;
  }

  asio::io_context& io;
  time::Clock& clock;
  MemoryNetworkOptions options;
  std::map<Endpoint, std::shared_ptr<Backlog>> listeners;
  std::uint16_t next_port = kFirstFreePort;
  std::size_t connection_count = 0;
};

MemoryNetwork::MemoryNetwork(asio::io_context& io, time::Clock& clock, MemoryNetworkOptions options)
    : state_(std::make_shared<State>(io, clock, std::move(options))) {}
MemoryNetwork::~MemoryNetwork() = default;

Result<std::unique_ptr<Listener>> MemoryNetwork::listen(const Endpoint& where,
                                                        std::optional<ServerTls> tls) {
  if (tls) {
    auto usable = state_->options.verdicts->check(tls->credentials.certificate_pem);
    if (!usable) return usable.error();
  }
  const Endpoint endpoint = where.port == 0 ? state_->free_endpoint(where.host) : where;
  if (state_->listeners.contains(endpoint)) {
    return fail(Errc::io, to_string(endpoint) + ": somebody listens there already");
  }
  auto backlog = std::make_shared<Backlog>(state_->io.get_executor());
  backlog->tls = std::move(tls);
  state_->listeners.emplace(endpoint, backlog);
  auto forget = [weak = std::weak_ptr(state_), endpoint] {
    if (const auto state = weak.lock()) state->listeners.erase(endpoint);
  };
  std::unique_ptr<Listener> listener =
      std::make_unique<MemoryListener>(endpoint, std::move(backlog), std::move(forget));
  return listener;
}

awaitable<Result<std::unique_ptr<ByteStream>>> MemoryNetwork::connect(
    Endpoint to, std::optional<ClientTls> tls) {
  const auto state = state_;
  if (tls && tls->credentials) {
    const auto usable = state->options.verdicts->check(tls->credentials->certificate_pem);
    if (!usable) co_return usable.error();
  }
  const auto found = state->listeners.find(to);
  if (found == state->listeners.end() || found->second->waiting.size() >= kBacklogLimit) {
    co_return fail(Errc::refused, to_string(to) + ": nobody listens there");
  }
  const auto backlog = found->second;
  if (tls && !backlog->tls) co_return rejected("the peer does not speak TLS");

  const auto link = state->new_link(to, std::move(tls), backlog->tls);
  std::unique_ptr<ByteStream> client =
      std::make_unique<MemoryStream>(link, Side::client, &state->clock);
  backlog->waiting.push_back(std::make_unique<MemoryStream>(link, Side::server, &state->clock));
  backlog->arrived.notify();
  if (!link->client_tls) co_return client;

  co_await link->shaken.wait();
  if (link->client_failure) co_return *link->client_failure;
  if (!link->client_finished) co_return link->to_client.last_word.value_or(ended_in_handshake());
  co_return client;
}

std::pair<std::unique_ptr<ByteStream>, std::unique_ptr<ByteStream>> memory_stream_pair(
    asio::io_context& io, MemoryNetworkOptions options) {
  auto link = std::make_shared<Link>(io.get_executor(), options);
  link->server.address = "memory:server";
  link->client.address = "memory:client";
  return {std::make_unique<MemoryStream>(link, Side::client, nullptr),
          std::make_unique<MemoryStream>(link, Side::server, nullptr)};
}

}  // namespace provbank::net
