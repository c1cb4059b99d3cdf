// HttpClient and HttpServer with each other, over every kind of stream.
#include <gmock/gmock.h>

#include <stdexcept>

#include "platform/net/http_test_support.hpp"
#include "platform/net/memory_network.hpp"
#include "platform/net/with_timeout.hpp"

namespace provbank::net {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

const std::string kGet = "GET /g HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kGetAndClose = "GET /g HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

class Http : public testing::TestWithParam<StreamKind> {
 protected:
  ServedWorld served{GetParam()};
};

TEST_P(Http, AnswersARequest) {
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    const auto response = co_await client->send(post("hej"));
    EXPECT_TRUE(response);
    if (!response) co_return;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "POST /p hej");
    EXPECT_THAT(response->fields.find("Date"), testing::Optional(EndsWith(" GMT")));
  });
  EXPECT_THAT(served.incidents, IsEmpty());
}

TEST_P(Http, TellsTheHandlerWhoAsks) {
  std::string organisation;
  served.handler = [&](http::Request, const Peer& peer) -> awaitable<http::Response> {
    if (peer.certificate) organisation = peer.certificate->organisation_number;
    co_return http::Response{};
  };
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    EXPECT_TRUE(co_await client->send(post("")));
  });
  EXPECT_EQ(organisation, GetParam().tls ? "162021000001" : "");
}

TEST_P(Http, UsesOneConnectionForRequestsInTurn) {
  served.run([this](HttpServer& server) -> awaitable<void> {
    auto client = served.client();
    for (int i = 0; i < 10; ++i) {
      const auto response = co_await client->send(post(std::to_string(i)));
      EXPECT_TRUE(response && response->body == "POST /p " + std::to_string(i));
    }
    EXPECT_EQ(client->idle(), 1u);
    EXPECT_EQ(server.connections(), 1u);
  });
  EXPECT_EQ(served.network.connects, 1);
}

awaitable<void> send_and_expect(HttpClient& client, std::string body) {
  const auto response = co_await client.send(post(body));
  EXPECT_TRUE(response && response->body == "POST /p " + body);
}

TEST_P(Http, UsesAConnectionEachForRequestsAtOnceAndKeepsThem) {
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    auto at_once = [&](TaskGroup& group) -> awaitable<void> {
      for (int i = 0; i < 5; ++i) group.spawn(send_and_expect(*client, std::to_string(i)));
      co_return;
    };
    co_await with_task_group(std::move(at_once));
    EXPECT_EQ(client->idle(), 5u);
    client->close_idle();
    EXPECT_EQ(client->idle(), 0u);
  });
  EXPECT_EQ(served.network.connects, 5);
}

TEST_P(Http, KeepsNoMoreIdleConnectionsThanItMay) {
  served.client_options.idle_connections = 2;
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    auto at_once = [&](TaskGroup& group) -> awaitable<void> {
      for (int i = 0; i < 5; ++i) group.spawn(send_and_expect(*client, std::to_string(i)));
      co_return;
    };
    co_await with_task_group(std::move(at_once));
    EXPECT_EQ(client->idle(), 2u);
  });
}

TEST_P(Http, DoesNotReuseAConnectionThatLayIdleTooLong) {
  served.client_options.idle_time = 20ms;
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    EXPECT_TRUE(co_await client->send(post("1")));
    co_await time::sleep_for(served.world->clock(), 30ms);
    EXPECT_TRUE(co_await client->send(post("2")));
  });
  EXPECT_EQ(served.network.connects, 2);
}

TEST_P(Http, ClosesAfterAResponseThatSaysSo) {
  served.handler = [](http::Request, const Peer&) -> awaitable<http::Response> {
    http::Response response;
    response.delivery.close = true;
    co_return response;
  };
  served.run([this](HttpServer& server) -> awaitable<void> {
    auto client = served.client();
    const auto response = co_await client->send(post(""));
    EXPECT_TRUE(response && response->fields.find("Connection") == "close");
    EXPECT_EQ(client->idle(), 0u);
    co_await eventually(served.world->clock(), [&] { return server.connections() == 0; });
  });
}

TEST_P(Http, ClosesAfterTheLastRequestAConnectionMayCarry) {
  served.server_options.limits.requests_per_connection = 2;
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(co_await client->send(post("")));
  });
  EXPECT_EQ(served.network.connects, 2);
}

TEST_P(Http, AnswersPipelinedRequestsInOrder) {
  served.run([this](HttpServer&) -> awaitable<void> {
    const std::string first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
    const std::string second = "GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const auto answer = co_await served.converse(first + second);
    EXPECT_THAT(answer, HasSubstr("POST /1 ab"));
    EXPECT_THAT(answer, EndsWith("GET /2 "));
  });
}

TEST_P(Http, TellsAClientThatAsksToContinue) {
  served.run([this](HttpServer&) -> awaitable<void> {
    const std::string told = "HTTP/1.1 100 Continue\r\n\r\n";
    auto stream = co_await served.raw();
    EXPECT_TRUE(
        co_await stream->write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                               "Connection: close\r\nContent-Length: 2\r\n\r\n"));
    EXPECT_EQ(co_await read_all(*stream, told.size()), told);
    EXPECT_TRUE(co_await stream->write("ok"));
    EXPECT_THAT(co_await read_all(*stream), EndsWith("POST / ok"));
  });
}

TEST_P(Http, AnswersHeadWithTheLengthAndWithoutTheBody) {
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    for (int i = 0; i < 2; ++i) {
      http::Request request;
      request.method = "HEAD";
      const auto response = co_await client->send(std::move(request));
      EXPECT_TRUE(response && response->body.empty());
      EXPECT_TRUE(response && response->fields.find("Content-Length") == "7");
    }
  });
  EXPECT_EQ(served.network.connects, 1);
}

TEST_P(Http, EndsAnHttp10Connection) {
  served.run([this](HttpServer&) -> awaitable<void> {
    const auto answer = co_await served.converse("GET /old HTTP/1.0\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("GET /old "));
  });
}

TEST_P(Http, TurnsAThrowingHandlerIntoABare500AndGoesOn) {
  served.handler = [](http::Request request, const Peer&) -> awaitable<http::Response> {
    if (request.body == "bad") throw std::runtime_error("hemlig");
    co_return http::Response{};
  };
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    const auto failed = co_await client->send(post("bad"));
    EXPECT_TRUE(failed && failed->status == 500 && failed->body.empty());
    const auto fine = co_await client->send(post("good"));
    EXPECT_TRUE(fine && fine->status == 200);
  });
  EXPECT_EQ(served.network.connects, 1);
  ASSERT_THAT(served.incidents, SizeIs(1));
  EXPECT_THAT(served.incidents[0].error.detail, Not(HasSubstr("hemlig")));
}

TEST_P(Http, CarriesLargeBodiesBothWays) {
  served.server_options.limits.body_bytes = served.client_options.limits.body_bytes = 4U << 20U;
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    const std::string large(3U << 20U, 'x');
    const auto response = co_await client->send(post(large));
    EXPECT_TRUE(response && response->body == "POST /p " + large);
  });
}

TEST_P(Http, RefusesAResponseLargerThanTheClientsLimit) {
  served.client_options.limits.body_bytes = 4;
  served.run([this](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    const auto response = co_await client->send(post("hej"));
    EXPECT_THAT(response, FailsWith(Errc::too_large, "body_bytes"));
    EXPECT_EQ(client->idle(), 0u);
  });
}

TEST_P(Http, ADeadlineAroundSendDropsTheConnection) {
  served.handler = [](http::Request, const Peer&) -> awaitable<http::Response> {
    http::Response response;
    response.delivery.never = true;
    co_return response;
  };
  served.run([this](HttpServer& server) -> awaitable<void> {
    auto& clock = served.world->clock();
    auto client = served.client();
    const auto response = co_await with_deadline(client->send(post("")), clock, clock.now() + 50ms);
    EXPECT_FALSE(response.has_value());
    EXPECT_EQ(client->idle(), 0u);
    co_await eventually(clock, [&] { return server.connections() == 0; });
  });
}

// Sick servers, on purpose.

TEST_P(Http, ResetsAfterSoManyBytes) {
  served.handler = [](http::Request, const Peer&) -> awaitable<http::Response> {
    http::Response response;
    response.body = "a long answer";
    response.delivery.reset_after_bytes = 12;
    co_return response;
  };
  served.run([this](HttpServer&) -> awaitable<void> {
    auto stream = co_await served.raw();
    EXPECT_TRUE(co_await stream->write(kGet));
    EXPECT_EQ(co_await read_all(*stream, 12), "HTTP/1.1 200");
    const auto error = co_await read_error(*stream);
    EXPECT_EQ(error.code, Errc::reset) << error.detail;
    auto client = served.client();
    EXPECT_THAT(co_await client->send(post("")), HasCode(Errc::reset));
  });
}

TEST_P(Http, DribblesInPiecesWithPauses) {
  served.handler = [](http::Request, const Peer&) -> awaitable<http::Response> {
    http::Response response;
    response.fields.add("Date", "never");
    response.body = std::string(100, 'x');
    response.delivery.chunk_bytes = 50;
    response.delivery.chunk_interval = 20ms;
    co_return response;
  };
  served.run([this](HttpServer&) -> awaitable<void> {
    // 17 + 13 + 21 + 2 bytes of head and 100 of body are four pieces and three pauses.
    auto& clock = served.world->clock();
    auto client = served.client();
    const auto begin = clock.now();
    const auto response = co_await client->send(post(""));
    const auto took = clock.now() - begin;
    EXPECT_TRUE(response && response->body == std::string(100, 'x'));
    EXPECT_GE(took, 60ms);
    EXPECT_TRUE(took == 60ms || GetParam().world == WorldKind::live);
  });
}

TEST_P(Http, HoldsAnUnansweredRequestUntilTheServerStops) {
  served.handler = [](http::Request, const Peer&) -> awaitable<http::Response> {
    http::Response response;
    response.delivery.never = true;
    co_return response;
  };
  served.server_options.limits.idle_time = 50ms;
  served.run([this](HttpServer& server) -> awaitable<void> {
    auto& clock = served.world->clock();
    auto stream = co_await served.raw();
    EXPECT_TRUE(co_await stream->write(kGet));
    std::vector<char> chunk(16);
    auto reading = stream->read_some(chunk);
    const auto longer_than_idle = clock.now() + 150ms;
    EXPECT_FALSE((co_await with_deadline(std::move(reading), clock, longer_than_idle)).has_value());
    EXPECT_EQ(server.connections(), 1u);
  });
}

// Stopping.

TEST_P(Http, StopClosesIdleConnectionsAndFinishesTheRequestUnderWay) {
  auto& clock = served.world->clock();
  served.handler = [&](http::Request, const Peer&) -> awaitable<http::Response> {
    co_await time::sleep_for(clock, 50ms);
    http::Response response;
    response.body = "done";
    co_return response;
  };
  served.run([&](HttpServer& server) -> awaitable<void> {
    auto idle = co_await served.raw();
    auto busy = co_await served.raw();
    co_await eventually(clock, [&] { return server.connections() == 2; });
    EXPECT_TRUE(co_await busy->write(kGet));
    co_await time::sleep_for(clock, 20ms);
    server.stop();
    EXPECT_EQ(co_await read_all(*idle), "");
    const auto answer = co_await read_all(*busy);
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("done"));
    EXPECT_THAT(co_await served.network.connect(served.endpoint, GetParam().client()),
                HasCode(Errc::refused));
  });
}

TEST_P(Http, CancellingRunDropsTheConnections) {
  served.run([this](HttpServer&) -> awaitable<void> {
    auto& clock = served.world->clock();
    const Endpoint anywhere{served.world->host(), 0};
    auto listener = served.network.listen(anywhere, GetParam().server());
    served.endpoint = (*listener)->endpoint();
    HttpServer second(std::move(*listener), clock, served.handler, served.server_options);
    auto run = [&]() -> awaitable<bool> {
      co_await second.run();
      co_return true;
    };
    std::unique_ptr<ByteStream> stream;
    auto both = [&](TaskGroup& group) -> awaitable<void> {
      auto cut = [&]() -> awaitable<void> {
        auto running = run();
        const auto outcome = co_await with_deadline(std::move(running), clock, clock.now() + 100ms);
        EXPECT_FALSE(outcome.has_value());
      };
      group.spawn(cut());
      stream = co_await served.raw();
      const auto error = co_await read_error(*stream);
      EXPECT_EQ(error.code, GetParam().tls ? Errc::truncated : Errc::none) << error.detail;
    };
    co_await with_task_group(both);
    EXPECT_EQ(second.connections(), 0u);
  });
}

// Connections that go stale, and wires that are cut.

TEST_P(Http, SendsAgainOnceWhenAKeptConnectionWasClosedMeanwhile) {
  served.server_options.limits.idle_time = 30ms;
  served.run([this](HttpServer& server) -> awaitable<void> {
    auto client = served.client();
    EXPECT_TRUE(co_await client->send(post("1")));
    co_await eventually(served.world->clock(), [&] { return server.connections() == 0; });
    EXPECT_EQ(client->idle(), 1u);
    EXPECT_TRUE(co_await client->send(post("2")));
  });
  EXPECT_EQ(served.network.connects, 2);
}

TEST_P(Http, SendsAgainOnlyOnceAndNeverAfterTheAnswerBegan) {
  int asked = 0;
  served.handler = [&](http::Request, const Peer&) -> awaitable<http::Response> {
    http::Response response;
    if (++asked > 1) response.delivery.reset_after_bytes = asked == 4 ? 20 : 0;
    co_return response;
  };
  served.run([&](HttpServer&) -> awaitable<void> {
    auto client = served.client();
    EXPECT_TRUE(co_await client->send(post("")));
    EXPECT_THAT(co_await client->send(post("")), HasCode(Errc::reset));
    EXPECT_EQ(asked, 3) << "one on the kept connection, one on a fresh one";
    EXPECT_THAT(co_await client->send(post("")), HasCode(Errc::reset));
    EXPECT_EQ(asked, 4);
  });
}

TEST_P(Http, SurvivesTheFailureOfAnyOperation) {
  bool struck = true;
  int failures = 0;
  for (int n = 0; struck && n < 200; ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    ServedWorld faulty(GetParam());
    faulty.run([&](HttpServer&) -> awaitable<void> {
      auto client = faulty.client();
      faulty.network.operations_until_fault = n;
      const auto first = co_await client->send(post("1"));
      const auto second = co_await client->send(post("2"));
      struck = faulty.network.fault_struck;
      failures += (first ? 0 : 1) + (second ? 0 : 1);
      EXPECT_TRUE(!first || first->body == "POST /p 1");
      EXPECT_TRUE(!second || second->body == "POST /p 2");
      faulty.network.operations_until_fault = -1;
      const auto third = co_await client->send(post("3"));
      EXPECT_TRUE(third && third->body == "POST /p 3");
    });
  }
  EXPECT_FALSE(struck) << "the exchange never came through whole";
  EXPECT_GT(failures, 0);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Http, testing::ValuesIn(all_stream_kinds()),
                         [](const auto& row) { return name_of(row.param); });

TEST(HttpInMemory, WorksWhenEveryReadBringsOneByte) {
  asio::io_context io;
  time::VirtualClock clock(io, time::WallTime{});
  MemoryNetworkOptions options;
  options.read_bytes_max = 1;
  MemoryNetwork network(io, clock, options);
  auto listener = network.listen(Endpoint{"party.test", 0}, std::nullopt);
  ASSERT_TRUE(listener);
  const Endpoint endpoint = (*listener)->endpoint();
  auto echo = [](http::Request request, const Peer&) -> awaitable<http::Response> {
    http::Response response;
    response.body = request.body;
    co_return response;
  };
  HttpServer server(std::move(*listener), clock, echo, {});
  HttpClient client(network, clock, endpoint, std::nullopt, {});
  std::vector<std::string> bodies;
  auto both = [&](TaskGroup& group) -> awaitable<void> {
    group.spawn(server.run());
    for (const std::string body : {"one", "two"}) {
      const auto response = co_await client.send(post(body));
      bodies.push_back(response ? response->body : response.error().detail);
    }
    server.stop();
  };
  asio::co_spawn(io, with_task_group(both),
                 [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
  clock.run();
  EXPECT_THAT(bodies, ElementsAre("one", "two"));
}

}  // namespace
}  // namespace provbank::net
