// What the server does to peers that break HTTP, a limit or its patience, over every kind of
// stream.
#include <gmock/gmock.h>

#include "platform/net/http_test_support.hpp"
#include "platform/net/with_timeout.hpp"

namespace provbank::net {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

const std::string kHead = "POST / HTTP/1.1\r\nHost: a\r\n";

class HttpDefence : public testing::TestWithParam<StreamKind> {
 protected:
  HttpDefence() {
    served.server_options.on_bad_request = [](int status, const Error& error) {
      http::Response response;
      response.status = status;
      response.body = std::string("refused: ") + std::string(to_string(error.code));
      return response;
    };
  }

  /// What the server says to the bytes, after which it must end the connection.
  std::string answer_to(std::string bytes) {
    std::string answer;
    served.run([&](HttpServer&) -> awaitable<void> { answer = co_await served.converse(bytes); });
    return answer;
  }

  ServedWorld served{GetParam()};
};

TEST_P(HttpDefence, AnswersGarbageWith400) {
  const auto answer = answer_to("hemlig\r\n\r\n");
  EXPECT_THAT(answer,
              AllOf(StartsWith("HTTP/1.1 400 Bad Request\r\n"), EndsWith("refused: malformed")));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  ASSERT_THAT(served.incidents, SizeIs(1));
  EXPECT_THAT(served.incidents[0].error.detail, Not(HasSubstr("hemlig")));
}

TEST_P(HttpDefence, AnswersSmugglingWith400) {
  const auto answer =
      answer_to(kHead + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
}

TEST_P(HttpDefence, AnswersAnotherVersionWith505) {
  EXPECT_THAT(answer_to("GET / HTTP/3.0\r\n\r\n"), StartsWith("HTTP/1.1 505 "));
}

TEST_P(HttpDefence, AnswersALongHeadWith431) {
  const auto answer = answer_to(kHead + "X: " + std::string(4000, 'x'));
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 431 "), EndsWith("refused: too_large")));
  EXPECT_THAT(served.incidents[0].error.detail, HasSubstr("header_bytes"));
}

TEST_P(HttpDefence, AnswersALongBodyWith413BeforeItIsSent) {
  EXPECT_THAT(answer_to(kHead + "Content-Length: 99999999\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
}

TEST_P(HttpDefence, AnswersABodyWithoutEndWith413ThatTheClientCanRead) {
  const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
  std::string endless = kHead + "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 250; ++i) endless += chunk;
  EXPECT_THAT(answer_to(endless), StartsWith("HTTP/1.1 413 "));
}

TEST_P(HttpDefence, TheClientHearsOfThe413EvenWhileItWrites) {
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    const auto response = co_await client->send(post(std::string(1U << 20U, 'x')));
    EXPECT_TRUE(response && response->status == 413);
  });
}

TEST_P(HttpDefence, CutsASlowHeadWith408) {
  served.server_options.limits.header_time = 60ms;
  served.run([this](HttpServer&) -> awaitable<void> {
    auto stream = co_await served.raw();
    // A byte now and then keeps no connection alive.
    for (const char c : std::string("GET /")) {
      (void)co_await stream->write(std::string_view(&c, 1));
      co_await time::sleep_for(served.world->clock(), 20ms);
    }
    EXPECT_THAT(co_await read_all(*stream),
                AllOf(StartsWith("HTTP/1.1 408 "), EndsWith("refused: timed_out")));
  });
  EXPECT_THAT(served.incidents[0].error.detail, HasSubstr("header_time"));
}

TEST_P(HttpDefence, CutsASlowBodyWith408) {
  served.server_options.limits.body_time = 50ms;
  EXPECT_THAT(answer_to(kHead + "Content-Length: 10\r\n\r\nabc"), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(served.incidents[0].error.detail, HasSubstr("body_time"));
}

TEST_P(HttpDefence, ClosesASilentConnectionWithoutAWord) {
  served.server_options.limits.idle_time = 50ms;
  EXPECT_EQ(answer_to(""), "");
  EXPECT_THAT(served.incidents, SizeIs(0));
}

TEST_P(HttpDefence, AnswersNobodyWhenThePeerLeftInsideARequest) {
  served.run([this](HttpServer& server) -> awaitable<void> {
    auto stream = co_await served.raw();
    EXPECT_TRUE(co_await stream->write(kHead));
    co_await stream->shutdown();
    co_await eventually(served.world->clock(), [&] { return !served.incidents.empty(); });
    co_await eventually(served.world->clock(), [&] { return server.connections() == 0; });
  });
  EXPECT_THAT(served.incident_codes(), ElementsAre(Errc::truncated));
}

TEST_P(HttpDefence, CutsAReaderThatDoesNotRead) {
  served.server_options.limits.write_time = 100ms;
  served.handler = [](http::Request, const Peer&) -> awaitable<http::Response> {
    http::Response response;
    response.body = std::string(32U << 20U, 'x');
    co_return response;
  };
  served.run([this](HttpServer& server) -> awaitable<void> {
    auto stream = co_await served.raw();
    EXPECT_TRUE(co_await stream->write("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    co_await eventually(served.world->clock(), [&] { return !served.incidents.empty(); });
    co_await eventually(served.world->clock(), [&] { return server.connections() == 0; });
  });
  EXPECT_THAT(served.incident_codes(), ElementsAre(Errc::timed_out));
}

TEST_P(HttpDefence, RefusesConnectionsOverTheLimitWhenAllAreBusy) {
  served.server_options.limits.connections = 2;
  int busy = 0;
  served.handler = [&busy](http::Request, const Peer&) -> awaitable<http::Response> {
    ++busy;
    http::Response response;
    response.delivery.never = true;
    co_return response;
  };
  served.run([&](HttpServer& server) -> awaitable<void> {
    auto& clock = served.world->clock();
    auto first = co_await served.raw();
    auto second = co_await served.raw();
    EXPECT_TRUE(co_await first->write("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_TRUE(co_await second->write("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    co_await eventually(clock, [&] { return busy == 2; });
    auto client = served.client();
    EXPECT_FALSE(co_await client->send(post("third")));
    first.reset();
    co_await eventually(clock, [&] { return server.connections() == 1; });
  });
  EXPECT_THAT(served.incident_codes(), ElementsAre(Errc::unavailable));
}

TEST_P(HttpDefence, TheLongestIdleConnectionGivesWayToANewOne) {
  served.server_options.limits.connections = 2;
  served.server_options.limits.idle_time = 1h;
  served.run([this](HttpServer& server) -> awaitable<void> {
    auto& clock = served.world->clock();
    auto first = co_await served.raw();
    auto second = co_await served.raw();
    co_await eventually(clock, [&] { return server.connections() == 2; });
    auto client = served.client();
    EXPECT_TRUE(co_await client->send(post("third")));
    char byte{};
    const auto ended = co_await first->read_some(std::span(&byte, 1));
    EXPECT_TRUE(!ended || *ended == 0);
    co_await eventually(clock, [&] { return server.connections() == 2; });
  });
  EXPECT_THAT(served.incident_codes(), ElementsAre(Errc::unavailable));
}

TEST_P(HttpDefence, ServesOthersAmongManySilentConnections) {
  const std::size_t many = GetParam().world == WorldKind::memory ? 1000 : 100;
  served.server_options.limits.connections = many + 1;
  served.server_options.limits.idle_time = 1h;
  served.run([&](HttpServer& server) -> awaitable<void> {
    std::vector<std::unique_ptr<ByteStream>> silent;
    for (std::size_t i = 0; i < many; ++i) silent.push_back(co_await served.raw());
    co_await eventually(served.world->clock(), [&] { return server.connections() == many; });
    auto client = served.client();
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(co_await client->send(post("hej")));
  });
}

INSTANTIATE_TEST_SUITE_P(Kinds, HttpDefence, testing::ValuesIn(all_stream_kinds()),
                         [](const auto& row) { return name_of(row.param); });

class HttpsDefence : public HttpDefence {};

TEST_P(HttpsDefence, CutsAHalfOpenHandshakeAndServesOthersMeanwhile) {
  served.server_options.limits.handshake_time = 100ms;
  served.run([this](HttpServer&) -> awaitable<void> {
    std::vector<std::unique_ptr<ByteStream>> silent;
    for (int i = 0; i < 10; ++i) {
      auto stream = co_await served.network.connect(served.endpoint, std::nullopt);
      silent.push_back(std::move(stream).value());
    }
    auto client = served.client();
    EXPECT_TRUE(co_await client->send(post("hej")));
    co_await eventually(served.world->clock(), [&] { return served.incidents.size() == 10; });
  });
  EXPECT_THAT(served.incident_codes(), Each(Errc::timed_out));
  EXPECT_THAT(served.incidents[0].error.detail, HasSubstr("handshake_time"));
}

TEST_P(HttpsDefence, ReportsARefusedClientAndTellsIt) {
  served.run([this](HttpServer&) -> awaitable<void> {
    auto stranger = *GetParam().client();
    stranger.credentials = TestPki::instance().strange_client;
    HttpClient client(served.network, served.world->clock(), served.endpoint, stranger, {});
    EXPECT_THAT(co_await client.send(post("hej")), HasCode(Errc::tls_rejected));
  });
  EXPECT_THAT(served.incident_codes(), ElementsAre(Errc::tls_rejected));
}

INSTANTIATE_TEST_SUITE_P(Kinds, HttpsDefence, testing::ValuesIn(all_tls_kinds()),
                         [](const auto& row) { return name_of(row.param); });

}  // namespace
}  // namespace provbank::net
