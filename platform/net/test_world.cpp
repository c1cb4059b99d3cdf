#include "platform/net/test_world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <stdexcept>
#include <utility>

#include "platform/net/live_network.hpp"
#include "platform/net/memory_network.hpp"

namespace provbank::net::testing_support {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

// 2020-01-01, 2099-01-01 and points before and after every test's now.
const system_clock::time_point kBegin{1577836800s};
const system_clock::time_point kEnd{4070908800s};
const system_clock::time_point kPast = kBegin + 24h;
const system_clock::time_point kFuture = kEnd - 24h;
const time::WallTime kVirtualStart{1772438400s};  // 2026-03-02 08:00

class MemoryWorld final : public TestWorld {
 public:
  Network& network() override { return network_; }
  time::Clock& clock() override { return clock_; }
  asio::io_context& io() override { return io_; }
  std::string host() const override { return "party.test"; }

 private:
  void drive() override { clock_.run(); }

  asio::io_context io_;
  time::VirtualClock clock_{io_, kVirtualStart};
  MemoryNetwork network_{io_, clock_};
};

class LiveWorld final : public TestWorld {
 public:
  Network& network() override { return network_; }
  time::Clock& clock() override { return clock_; }
  asio::io_context& io() override { return io_; }
  std::string host() const override { return "127.0.0.1"; }

 private:
  void drive() override { io_.run_for(60s); }

  asio::io_context io_;
  time::SteadyClock clock_;
  LiveNetwork network_{io_};
};

crypto::CertificateRequest request_for(std::string name, crypto::Purpose purpose) {
  crypto::CertificateRequest request;
  request.common_name = std::move(name);
  request.organisation_name = "Prov";
  request.organisation_number = "162021000001";
  request.purpose = purpose;
  request.not_before = kBegin;
  request.not_after = kEnd;
  if (purpose == crypto::Purpose::server)
    request.dns_names = {"localhost", "party.test", "127.0.0.1"};
  return request;
}

crypto::CertificateRequest valid_between(crypto::CertificateRequest request,
                                         system_clock::time_point from,
                                         system_clock::time_point to) {
  request.not_before = from;
  request.not_after = to;
  return request;
}

awaitable<void> accept_and_shake(Listener& listener, HandshakeOutcome& outcome) {
  auto accepted = co_await listener.accept();
  if (!accepted) throw ErrorException(accepted.error());
  outcome.server_stream = std::move(*accepted);
  outcome.server = co_await outcome.server_stream->handshake();
  if (outcome.server) co_return;
  co_await outcome.server_stream->shutdown();
  outcome.server_stream.reset();
}

}  // namespace

void TestWorld::run(awaitable<void> test) {
  bool finished = false;
  std::exception_ptr failure;
  asio::co_spawn(io(), std::move(test), [&](const std::exception_ptr& error) {
    finished = true;
    failure = error;
  });
  drive();
  if (failure) std::rethrow_exception(failure);
  ASSERT_TRUE(finished) << "the test waits for something that never comes";
}

std::unique_ptr<TestWorld> make_world(WorldKind kind) {
  if (kind == WorldKind::memory) return std::make_unique<MemoryWorld>();
  return std::make_unique<LiveWorld>();
}

TestPki::TestPki() {
  using crypto::Purpose;
  crypto::CertificateAuthority ca("Prov CA", kBegin, kEnd);
  crypto::CertificateAuthority other("Other CA", kBegin, kEnd);
  const auto as_server = request_for("party.test", Purpose::server);
  const auto as_client = request_for("client", Purpose::client);
  ca_pem = ca.certificate_pem();
  other_ca_pem = other.certificate_pem();
  server = ca.issue(as_server);
  expired_server = ca.issue(valid_between(as_server, kBegin, kPast));
  future_server = ca.issue(valid_between(as_server, kFuture, kEnd));
  auto wrong_purpose = as_server;
  wrong_purpose.purpose = Purpose::client;
  server_for_clients_only = ca.issue(wrong_purpose);
  client = ca.issue(as_client);
  expired_client = ca.issue(valid_between(as_client, kBegin, kPast));
  strange_client = other.issue(as_client);
  self_signed_client = crypto::self_signed(as_client);
}

const TestPki& TestPki::instance() {
  static const TestPki pki;
  return pki;
}

ServerTls server_tls() {
  const auto& pki = TestPki::instance();
  return ServerTls{pki.server, pki.ca_pem, TlsVersion::tls1_2, TlsVersion::tls1_3};
}

ClientTls client_tls() {
  const auto& pki = TestPki::instance();
  return ClientTls{pki.client, pki.ca_pem, "party.test", TlsVersion::tls1_2, TlsVersion::tls1_3};
}

std::optional<ServerTls> StreamKind::server() const {
  if (!tls) return std::nullopt;
  auto settings = server_tls();
  settings.lowest = lowest;
  settings.highest = highest;
  return settings;
}

std::optional<ClientTls> StreamKind::client() const {
  if (!tls) return std::nullopt;
  return client_tls();
}

std::string name_of(const StreamKind& kind) {
  const std::string world = kind.world == WorldKind::memory ? "Memory" : "Live";
  if (!kind.tls) return world + "Plain";
  return world + (kind.highest == TlsVersion::tls1_2 ? "Tls12" : "Tls13");
}

void PrintTo(const StreamKind& kind, std::ostream* out) {
  *out << name_of(kind);
}

std::vector<StreamKind> all_tls_kinds() {
  std::vector<StreamKind> kinds;
  for (const auto world : {WorldKind::memory, WorldKind::live}) {
    for (const auto version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
      kinds.push_back(StreamKind{world, true, version, version});
    }
  }
  return kinds;
}

std::vector<StreamKind> all_stream_kinds() {
  auto kinds = all_tls_kinds();
  kinds.push_back(StreamKind{WorldKind::memory, false});
  kinds.push_back(StreamKind{WorldKind::live, false});
  return kinds;
}

awaitable<HandshakeOutcome> handshake(TestWorld& world, std::optional<ServerTls> server,
                                      std::optional<ClientTls> client) {
  using namespace asio::experimental::awaitable_operators;
  const Endpoint anywhere{world.host(), 0};
  auto listener = world.network().listen(anywhere, std::move(server));
  if (!listener) throw ErrorException(listener.error());
  HandshakeOutcome outcome{fail(Errc::none, ""), nullptr, {}};
  auto connecting = world.network().connect((*listener)->endpoint(), std::move(client));
  auto accepting = accept_and_shake(**listener, outcome);
  outcome.client = co_await (std::move(connecting) && std::move(accepting));
  co_return outcome;
}

awaitable<StreamPair> connected_pair(TestWorld& world, StreamKind kind) {
  auto outcome = co_await handshake(world, kind.server(), kind.client());
  if (!outcome.client) throw ErrorException(outcome.client.error());
  if (!outcome.server) throw ErrorException(outcome.server.error());
  co_return StreamPair{std::move(*outcome.client), std::move(outcome.server_stream)};
}

awaitable<std::string> read_all(ByteStream& stream, std::size_t bytes_limit) {
  std::string all;
  std::vector<char> chunk(8192);
  while (all.size() < bytes_limit) {
    const auto count = co_await stream.read_some(chunk);
    if (!count) throw ErrorException(count.error());
    if (*count == 0) break;
    all.append(chunk.data(), *count);
  }
  co_return all;
}

awaitable<Error> read_error(ByteStream& stream) {
  std::vector<char> chunk(64);
  const auto count = co_await stream.read_some(chunk);
  co_return count ? Error{} : count.error();
}

}  // namespace provbank::net::testing_support
