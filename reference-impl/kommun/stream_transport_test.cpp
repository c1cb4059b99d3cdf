#include <gmock/gmock.h>

#include "reference-impl/kommun/client.hpp"
#include "reference-impl/kommun/test_support.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::kommun {
namespace {

using namespace std::chrono_literals;
using testing::MemoryServer;
using testing::text_response;

net::HttpHandler echoing(http::Delivery delivery = {}) {
  return [delivery](http::Request request, const net::Peer&) -> net::awaitable<http::Response> {
    auto response = text_response(request.method + " " + request.target + " " + request.body);
    response.delivery = delivery;
    co_return response;
  };
}

TEST(StreamTransport, CarriesARequestAndItsAnswer) {
  MemoryServer server(echoing());
  StreamTransport transport(server.network, server.clock, server.endpoint(), std::nullopt);
  const auto response = server.run(transport.send(make_request("<fraga/>"))).value();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "POST /ssbtek/v10 <fraga/>");
}

TEST(StreamTransport, GivesUpExactlyAtItsTimeLimit) {
  http::Delivery silent;
  silent.never = true;
  MemoryServer server(echoing(silent));
  StreamTransportOptions options;
  options.time_limit = 30s;
  StreamTransport transport(server.network, server.clock, server.endpoint(), std::nullopt, options);
  const auto begun = server.clock.now();
  auto answered_at = begun;
  auto ask = [&]() -> net::awaitable<Errc> {
    const auto response = co_await transport.send(make_request("x"));
    answered_at = server.clock.now();
    co_return response ? Errc::none : response.error().code;
  };
  EXPECT_EQ(server.run(ask()), Errc::timed_out);
  EXPECT_EQ(answered_at - begun, 30s);
}

TEST(StreamTransport, StopsReadingAnAnswerPastItsLimit) {
  MemoryServer server(echoing());
  StreamTransportOptions options;
  options.response_bytes = 1000;
  StreamTransport transport(server.network, server.clock, server.endpoint(), std::nullopt, options);
  const auto response = server.run(transport.send(make_request(std::string(1001, 'x'))));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code, Errc::too_large);
}

TEST(StreamTransport, IsRefusedWhereNobodyListens) {
  MemoryServer server(echoing());
  StreamTransport transport(server.network, server.clock, net::Endpoint{"ingen", 1}, std::nullopt);
  const auto response = server.run(transport.send(make_request("x")));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code, Errc::refused);
}

}  // namespace
}  // namespace provbank::kommun
