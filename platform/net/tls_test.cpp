// Who accepts whom, and what each side is told. The same table over the simulated network and over
// OpenSSL: a verdict that depends on the world would be a false one.
#include <gmock/gmock.h>

#include "platform/net/task_group.hpp"
#include "platform/net/test_world.hpp"

namespace provbank::net {
namespace {

using namespace testing_support;
using testing::HasSubstr;

/// The server's verdict on a client that connects in plain and writes HTTP.
awaitable<Result<void>> handshake_after_plain_bytes(TestWorld& world, ServerTls settings) {
  const Endpoint anywhere{world.host(), 0};
  auto listener = world.network().listen(anywhere, std::move(settings));
  auto client = co_await world.network().connect((*listener)->endpoint(), std::nullopt);
  (void)co_await (*client)->write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  auto server = co_await (*listener)->accept();
  co_await (*client)->shutdown();
  co_return co_await (*server)->handshake();
}

class Tls : public testing::TestWithParam<StreamKind> {
 protected:
  /// Runs the handshake with the settings as they stand, and the check on what came of it.
  template <class Check>
  void shake(Check check) {
    auto test = [](TestWorld& in, std::optional<ServerTls> s, std::optional<ClientTls> c,
                   Check then) -> awaitable<void> {
      auto outcome = co_await handshake(in, std::move(s), std::move(c));
      co_await then(std::move(outcome));
    };
    world->run(test(*world, server, client, std::move(check)));
  }

  /// The server refuses the client: TLS 1.2 tells `connect`, TLS 1.3 the first read.
  void expect_client_refused(std::string why) {
    shake([why](HandshakeOutcome outcome) -> awaitable<void> {
      EXPECT_THAT(outcome.server, FailsWith(Errc::tls_rejected, why));
      if (GetParam().highest == TlsVersion::tls1_2) {
        EXPECT_THAT(outcome.client, FailsWith(Errc::tls_rejected, "the peer refused"));
        co_return;
      }
      EXPECT_TRUE(outcome.client.has_value());
      if (!outcome.client) co_return;
      (void)co_await (*outcome.client)->write("GET / HTTP/1.1\r\n\r\n");
      const auto error = co_await read_error(**outcome.client);
      EXPECT_EQ(error.code, Errc::tls_rejected) << error.detail;
      EXPECT_THAT(error.detail, HasSubstr("the peer refused"));
    });
  }

  void expect_server_refused(std::string why) {
    shake([why](HandshakeOutcome outcome) -> awaitable<void> {
      EXPECT_THAT(outcome.client, FailsWith(Errc::tls_rejected, why));
      EXPECT_THAT(outcome.server, HasCode(Errc::tls_rejected));
      co_return;
    });
  }

  std::unique_ptr<TestWorld> world = make_world(GetParam().world);
  const TestPki& pki = TestPki::instance();
  ServerTls server = *GetParam().server();
  ClientTls client = *GetParam().client();
};

TEST_P(Tls, ShowsEachSideTheOthersCertificate) {
  shake([](HandshakeOutcome outcome) -> awaitable<void> {
    EXPECT_TRUE(outcome.server);
    EXPECT_TRUE(outcome.client);
    if (!outcome.client) co_return;
    const Peer& seen_by_server = outcome.server_stream->peer();
    const Peer& seen_by_client = (*outcome.client)->peer();
    EXPECT_TRUE(seen_by_server.certificate && seen_by_client.certificate);
    if (!seen_by_server.certificate || !seen_by_client.certificate) co_return;
    EXPECT_EQ(seen_by_server.certificate->organisation_number, "162021000001");
    EXPECT_EQ(seen_by_server.certificate->common_name, "client");
    EXPECT_EQ(seen_by_client.certificate->common_name, "party.test");
    EXPECT_EQ(seen_by_server.protocol, to_string(GetParam().highest));
    EXPECT_EQ(seen_by_client.protocol, to_string(GetParam().highest));
    EXPECT_FALSE(seen_by_server.address.empty());
  });
}

TEST_P(Tls, AsksForNoCertificateWithoutAnchors) {
  server.client_ca_pem.clear();
  client.credentials.reset();
  shake([](HandshakeOutcome outcome) -> awaitable<void> {
    EXPECT_TRUE(outcome.server && outcome.client);
    EXPECT_FALSE(outcome.server && outcome.server_stream->peer().certificate);
    co_return;
  });
}

TEST_P(Tls, RefusesAClientWithoutACertificate) {
  client.credentials.reset();
  expect_client_refused("did not return a certificate");
}

TEST_P(Tls, RefusesAClientOfAnUnknownCa) {
  client.credentials = pki.strange_client;
  expect_client_refused("unable to get local issuer certificate");
}

TEST_P(Tls, RefusesASelfSignedClient) {
  client.credentials = pki.self_signed_client;
  expect_client_refused("self");
}

TEST_P(Tls, RefusesAnExpiredClient) {
  client.credentials = pki.expired_client;
  expect_client_refused("expired");
}

TEST_P(Tls, RefusesAServersCertificateInAClientsHands) {
  client.credentials = pki.server;
  expect_client_refused("purpose");
}

TEST_P(Tls, RefusesAServerOfAnUnknownCa) {
  client.server_ca_pem = pki.other_ca_pem;
  expect_server_refused("unable to get local issuer certificate");
}

TEST_P(Tls, RefusesAnExpiredServer) {
  server.credentials = pki.expired_server;
  expect_server_refused("expired");
}

TEST_P(Tls, RefusesAServerThatIsNotValidYet) {
  server.credentials = pki.future_server;
  expect_server_refused("not yet valid");
}

TEST_P(Tls, RefusesAServerWithAnotherName) {
  client.server_name = "another.test";
  expect_server_refused("hostname mismatch");
}

TEST_P(Tls, RefusesAClientsCertificateInAServersHands) {
  server.credentials = pki.server_for_clients_only;
  expect_server_refused("purpose");
}

TEST_P(Tls, TakesTheHostForTheNameWhenNoneIsGiven) {
  client.server_name.clear();
  shake([](HandshakeOutcome outcome) -> awaitable<void> {
    EXPECT_TRUE(outcome.server && outcome.client);
    co_return;
  });
}

TEST_P(Tls, RefusesAPeerWithoutACommonProtocolVersion) {
  const bool old = GetParam().highest == TlsVersion::tls1_2;
  client.lowest = client.highest = old ? TlsVersion::tls1_3 : TlsVersion::tls1_2;
  expect_server_refused("");
}

awaitable<void> answer_in_plain(Listener& listener) {
  auto stream = co_await listener.accept();
  if (!stream) co_return;
  (void)co_await (*stream)->write("HTTP/1.1 400 Bad Request\r\n\r\n");
  co_await (*stream)->shutdown();
  (void)co_await read_error(**stream);
}

awaitable<void> talk_to_plain_server(TestWorld& world, ClientTls settings) {
  const Endpoint anywhere{world.host(), 0};
  auto listener = world.network().listen(anywhere, std::nullopt);
  auto body = [&](TaskGroup& group) -> awaitable<void> {
    group.spawn(answer_in_plain(**listener));
    const auto stream = co_await world.network().connect((*listener)->endpoint(), settings);
    EXPECT_THAT(stream, HasCode(Errc::tls_rejected));
    (*listener)->close();
  };
  co_await with_task_group(std::move(body));
}

TEST_P(Tls, RefusesToTalkToAPlainServer) {
  world->run(talk_to_plain_server(*world, client));
}

awaitable<void> talk_plain_to_tls_server(TestWorld& world, ServerTls settings) {
  auto outcome = co_await handshake_after_plain_bytes(world, std::move(settings));
  EXPECT_THAT(outcome, HasCode(Errc::tls_rejected));
}

TEST_P(Tls, RefusesAClientThatDoesNotSpeakTls) {
  world->run(talk_plain_to_tls_server(*world, server));
}

INSTANTIATE_TEST_SUITE_P(Kinds, Tls, testing::ValuesIn(all_tls_kinds()),
                         [](const auto& row) { return name_of(row.param); });

}  // namespace
}  // namespace provbank::net
