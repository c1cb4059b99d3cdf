// What every ByteStream, Listener and Network keeps, over memory and over sockets, plain and with
// TLS.
#include <gmock/gmock.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>

#include "platform/net/live_network.hpp"
#include "platform/net/memory_network.hpp"
#include "platform/net/test_world.hpp"
#include "platform/net/with_timeout.hpp"

namespace provbank::net {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;

class Stream : public testing::TestWithParam<StreamKind> {
 protected:
  /// Runs `body(pair)` over a connection of the row's kind.
  template <class Body>
  void over_pair(Body body) {
    auto test = [](Stream& self, Body then) -> awaitable<void> {
      auto pair = co_await connected_pair(*self.world, GetParam());
      co_await then(std::move(pair));
    };
    world->run(test(*this, std::move(body)));
  }

  std::unique_ptr<TestWorld> world = make_world(GetParam().world);
};

TEST_P(Stream, CarriesBytesBothWays) {
  over_pair([](StreamPair pair) -> awaitable<void> {
    EXPECT_TRUE(co_await pair.client->write("question"));
    EXPECT_EQ(co_await read_all(*pair.server, 8), "question");
    EXPECT_TRUE(co_await pair.server->write("answer"));
    EXPECT_EQ(co_await read_all(*pair.client, 6), "answer");
  });
}

awaitable<std::size_t> write_then_shutdown(ByteStream& stream, const std::string& bytes) {
  const auto written = co_await stream.write(bytes);
  EXPECT_TRUE(written);
  co_await stream.shutdown();
  co_return bytes.size();
}

TEST_P(Stream, CarriesMoreThanFitsInFlightAndThenEnds) {
  over_pair([](StreamPair pair) -> awaitable<void> {
    using namespace asio::experimental::awaitable_operators;
    std::string large(3U << 20U, 'x');
    for (std::size_t i = 0; i < large.size(); i += 4099) large[i] = static_cast<char>('a' + i % 26);
    const auto [sent, received] =
        co_await (write_then_shutdown(*pair.client, large) && read_all(*pair.server));
    EXPECT_EQ(sent, large.size());
    EXPECT_TRUE(received == large);
  });
}

TEST_P(Stream, CanBeReadAfterItsOwnShutdown) {
  over_pair([](StreamPair pair) -> awaitable<void> {
    EXPECT_TRUE(co_await pair.client->write("last question"));
    co_await pair.client->shutdown();
    EXPECT_EQ(co_await read_all(*pair.server), "last question");
    EXPECT_TRUE(co_await pair.server->write("last answer"));
    co_await pair.server->shutdown();
    EXPECT_EQ(co_await read_all(*pair.client), "last answer");
  });
}

TEST_P(Stream, TellsAGoodEndFromADroppedConnection) {
  over_pair([](StreamPair pair) -> awaitable<void> {
    pair.server.reset();
    const auto error = co_await read_error(*pair.client);
    EXPECT_EQ(error.code, GetParam().tls ? Errc::truncated : Errc::none) << error.detail;
  });
}

TEST_P(Stream, AbortIsAResetToThePeer) {
  over_pair([](StreamPair pair) -> awaitable<void> {
    EXPECT_TRUE(co_await pair.server->write("half"));
    EXPECT_EQ(co_await read_all(*pair.client, 4), "half");
    pair.server->abort();
    const auto error = co_await read_error(*pair.client);
    EXPECT_EQ(error.code, Errc::reset) << error.detail;
  });
}

TEST_P(Stream, WritingToAPeerThatIsGoneFailsInTheEnd) {
  over_pair([](StreamPair pair) -> awaitable<void> {
    pair.server->abort();
    pair.server.reset();
    Result<void> written;
    const std::string chunk(64U << 10U, 'x');
    for (int i = 0; i < 100 && written; ++i) written = co_await pair.client->write(chunk);
    EXPECT_THAT(written, HasCode(Errc::reset));
  });
}

TEST_P(Stream, AReadCutByADeadlineIsCancelledAndJoined) {
  over_pair([this](StreamPair pair) -> awaitable<void> {
    std::vector<char> chunk(16);
    auto reading = pair.client->read_some(chunk);
    const auto deadline = world->clock().now() + 20ms;
    const auto outcome = co_await with_deadline(std::move(reading), world->clock(), deadline);
    EXPECT_FALSE(outcome.has_value());
    EXPECT_GE(world->clock().now(), deadline);
  });
}

TEST_P(Stream, AWriteCutByADeadlineIsCancelledAndJoined) {
  over_pair([this](StreamPair pair) -> awaitable<void> {
    const std::string more_than_anybody_buffers(64U << 20U, 'x');
    auto writing = pair.client->write(more_than_anybody_buffers);
    const auto outcome =
        co_await with_deadline(std::move(writing), world->clock(), world->clock().now() + 50ms);
    EXPECT_FALSE(outcome.has_value());
  });
}

INSTANTIATE_TEST_SUITE_P(Kinds, Stream, testing::ValuesIn(all_stream_kinds()),
                         [](const auto& row) { return name_of(row.param); });

class NetworkOf : public testing::TestWithParam<WorldKind> {
 protected:
  std::unique_ptr<TestWorld> world = make_world(GetParam());
  Endpoint anywhere{world->host(), 0};
};

TEST_P(NetworkOf, GivesEveryListenerAPortOfItsOwn) {
  auto first = world->network().listen(anywhere, std::nullopt);
  auto second = world->network().listen(anywhere, std::nullopt);
  ASSERT_TRUE(first && second);
  EXPECT_NE((*first)->endpoint().port, 0);
  EXPECT_NE((*first)->endpoint(), (*second)->endpoint());
  EXPECT_EQ((*first)->endpoint().host, world->host());
  EXPECT_THAT(world->network().listen((*first)->endpoint(), std::nullopt), HasCode(Errc::io));
}

awaitable<void> expect_refused(Network& network, Endpoint where) {
  const auto stream = co_await network.connect(where, std::nullopt);
  EXPECT_THAT(stream, HasCode(Errc::refused));
}

TEST_P(NetworkOf, RefusesConnectionsWhereNobodyListens) {
  auto listener = world->network().listen(anywhere, std::nullopt);
  ASSERT_TRUE(listener);
  const Endpoint endpoint = (*listener)->endpoint();
  listener->reset();
  world->run(expect_refused(world->network(), endpoint));
}

awaitable<bool> expect_closed(Listener& listener) {
  const auto accepted = co_await listener.accept();
  EXPECT_THAT(accepted, HasCode(Errc::closed));
  co_return true;
}

awaitable<bool> close_soon(Listener& listener, time::Clock& clock) {
  co_await time::sleep_for(clock, 10ms);
  listener.close();
  co_return true;
}

awaitable<void> close_while_accepting(TestWorld& world) {
  using namespace asio::experimental::awaitable_operators;
  const Endpoint anywhere{world.host(), 0};
  auto listener = world.network().listen(anywhere, std::nullopt);
  co_await (expect_closed(**listener) && close_soon(**listener, world.clock()));
  co_await expect_closed(**listener);
  co_await expect_refused(world.network(), (*listener)->endpoint());
}

TEST_P(NetworkOf, ClosingAListenerEndsAWaitingAccept) {
  world->run(close_while_accepting(*world));
}

TEST_P(NetworkOf, RefusesCredentialsThatCannotBeUsed) {
  auto tls = server_tls();
  tls.credentials.certificate_pem = "not a certificate";
  EXPECT_THAT(world->network().listen(anywhere, tls), HasCode(Errc::invalid));
}

INSTANTIATE_TEST_SUITE_P(Worlds, NetworkOf, testing::Values(WorldKind::memory, WorldKind::live),
                         [](const auto& row) {
                           return row.param == WorldKind::memory ? "Memory" : "Live";
                         });

TEST(LiveNetworkSettings, RefuseAKeyThatBelongsToAnotherCertificate) {
  asio::io_context io;
  LiveNetwork network(io);
  auto tls = server_tls();
  tls.credentials.private_key_pem = TestPki::instance().client.private_key_pem;
  EXPECT_THAT(network.listen(Endpoint{"127.0.0.1", 0}, tls), HasCode(Errc::invalid));
}

awaitable<void> expect_unknown_host(Network& network) {
  const Endpoint nowhere{"no-such-host.invalid", 1};
  const auto stream = co_await network.connect(nowhere, std::nullopt);
  EXPECT_THAT(stream, HasCode(Errc::not_found));
}

TEST(LiveNetworkNames, AreLookedUpAndMayNotBeFound) {
  const auto world = make_world(WorldKind::live);
  world->run(expect_unknown_host(world->network()));
}

TEST(MemoryStreamPair, FeedsAReaderByteByByteWhenToldTo) {
  asio::io_context io;
  time::VirtualClock clock(io, time::WallTime{});
  MemoryNetworkOptions options;
  options.read_bytes_max = 1;
  auto [client, server] = memory_stream_pair(io, options);
  std::vector<std::size_t> counts;
  auto test = [&]() -> awaitable<void> {
    EXPECT_TRUE(co_await client->write("abc"));
    co_await client->shutdown();
    std::vector<char> chunk(16);
    for (std::size_t count = 1; count > 0;) {
      count = (co_await server->read_some(chunk)).value();
      counts.push_back(count);
    }
  };
  asio::co_spawn(io, test(), [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
  clock.run();
  EXPECT_THAT(counts, testing::ElementsAre(1u, 1u, 1u, 0u));
}

TEST(MemoryStreamPair, MakesAWriterWaitForItsReader) {
  asio::io_context io;
  time::VirtualClock clock(io, time::WallTime{});
  MemoryNetworkOptions options;
  options.in_flight_bytes = 4;
  auto [client, server] = memory_stream_pair(io, options);
  bool written = false;
  auto write = [&]() -> awaitable<void> {
    EXPECT_TRUE(co_await client->write("sixsix"));
    written = true;
  };
  asio::co_spawn(io, write(), [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
  clock.run();
  EXPECT_FALSE(written);
  std::string read;
  auto drain = [&]() -> awaitable<void> { read = co_await read_all(*server, 6); };
  asio::co_spawn(io, drain(), [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
  clock.run();
  EXPECT_TRUE(written);
  EXPECT_EQ(read, "sixsix");
}

}  // namespace
}  // namespace provbank::net
