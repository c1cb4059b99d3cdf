#include <gmock/gmock.h>

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platform/net/task_group.hpp"
#include "reference-impl/kommun/client.hpp"
#include "reference-impl/kommun/test_support.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::kommun {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::LiveServer;
using testing::text_response;

constexpr std::size_t kSeveralHundred = 300;
constexpr auto kSlowMachine = 120s;  // long enough for hundreds of handshakes under a sanitizer

/// A handler as the tests write them: no coroutine of its own.
net::HttpHandler answering(
    std::function<http::Response(const http::Request&, const net::Peer&)> answer) {
  return [answer](http::Request request, const net::Peer& peer) -> net::awaitable<http::Response> {
    co_return answer(request, peer);
  };
}

http::Response echo(const http::Request& request, const net::Peer&) {
  return text_response(request.body);
}

http::Response delivered(http::Delivery delivery) {
  auto response = text_response(std::string(5000, 'a'));
  response.delivery = delivery;
  return response;
}

CurlTransport transport_to(LiveServer& server, CurlTransportOptions options = {}) {
  return CurlTransport(server.endpoint(), server.client_tls(), options);
}

Errc error_of(LiveServer& server, Transport& transport) {
  const auto response = server.run(transport.send(make_request("<fraga/>")));
  return response ? Errc::none : response.error().code;
}

TEST(CurlTransport, CarriesARequestAndItsAnswerUnchanged) {
  http::Request seen;
  std::optional<crypto::Certificate> certificate;
  LiveServer server(answering([&](const http::Request& request, const net::Peer& peer) {
    seen = request;
    certificate = peer.certificate;
    auto response = text_response("<svar>å</svar>", 500);
    response.fields.add("X-Prov", "ett");
    response.fields.add("X-Prov", "två");
    return response;
  }));
  auto transport = transport_to(server);
  const auto response =
      server.run(transport.send(make_request("<fraga>ö</fraga>", "/a/../b?x=%41"))).value();
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.reason, "Internal Server Error");
  EXPECT_EQ(response.body, "<svar>å</svar>");
  EXPECT_EQ(response.fields.count("X-Prov"), 2U);
  EXPECT_EQ(response.fields.find("content-type"), "text/xml; charset=utf-8");
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/a/../b?x=%41");
  EXPECT_EQ(seen.body, "<fraga>ö</fraga>");
  EXPECT_EQ(seen.fields.find("SOAPAction"), "\"\"");
  EXPECT_EQ(seen.fields.find("Host"),
            testing::kServerName + ":" + std::to_string(server.endpoint().port));
  ASSERT_TRUE(certificate.has_value());
  EXPECT_EQ(certificate->organisation_number, "162120009903");
}

TEST(CurlTransport, AddsNoFieldsOfItsOwnButHostAndLength) {
  http::Fields seen;
  LiveServer server(answering([&](const http::Request& request, const net::Peer&) {
    seen = request.fields;
    return text_response("");
  }));
  auto transport = transport_to(server);
  http::Request bare{"POST", "/", {}, std::string(3000, 'x')};
  ASSERT_TRUE(server.run(transport.send(bare)).has_value());
  std::set<std::string> names;
  for (const auto& [name, value] : seen.entries()) names.insert(name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("Host", "Content-Length"));
}

TEST(CurlTransport, SendsAnEmptyFieldAsAnEmptyField) {
  std::optional<std::string> action;
  LiveServer server(answering([&](const http::Request& request, const net::Peer&) {
    if (const auto value = request.fields.find("SOAPAction")) action = std::string(*value);
    return text_response("");
  }));
  auto transport = transport_to(server);
  auto request = make_request("<fraga/>");
  request.fields.set("SOAPAction", "");
  ASSERT_TRUE(server.run(transport.send(request)).has_value());
  EXPECT_EQ(action, "");
}

TEST(CurlTransport, FetchesWithoutABody) {
  LiveServer server(answering([](const http::Request& request, const net::Peer&) {
    return text_response(request.method + " " + request.target);
  }));
  auto transport = transport_to(server);
  http::Request request{"GET", "/ssbtek/v10?wsdl", {}, ""};
  EXPECT_EQ(server.run(transport.send(request)).value().body, "GET /ssbtek/v10?wsdl");
}

TEST(CurlTransport, KeepsItsConnectionAlive) {
  std::set<std::string> peers;
  LiveServer server(answering([&](const http::Request&, const net::Peer& peer) {
    peers.insert(peer.address);
    return text_response("");
  }));
  auto transport = transport_to(server);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(error_of(server, transport), Errc::none);
  EXPECT_EQ(peers.size(), 1U);
}

TEST(CurlTransport, FollowsNoRedirect) {
  LiveServer server(answering([](const http::Request&, const net::Peer&) {
    auto response = text_response("", 302);
    response.fields.set("Location", "https://ssbtek.provbank.test/annan");
    return response;
  }));
  auto transport = transport_to(server);
  EXPECT_EQ(server.run(transport.send(make_request("x"))).value().status, 302);
}

TEST(CurlTransport, PutsASlowAnswerTogether) {
  LiveServer server(answering([](const http::Request&, const net::Peer&) {
    http::Delivery slow;
    slow.chunk_bytes = 512;
    slow.chunk_interval = 1ms;
    return delivered(slow);
  }));
  auto transport = transport_to(server);
  EXPECT_EQ(server.run(transport.send(make_request("x"))).value().body, std::string(5000, 'a'));
}

TEST(CurlTransport, SpeaksTheOneTlsVersionItIsTold) {
  for (const auto version : {net::TlsVersion::tls1_2, net::TlsVersion::tls1_3}) {
    std::string protocol;
    LiveServer server(answering([&](const http::Request&, const net::Peer& peer) {
      protocol = peer.protocol;
      return text_response("");
    }));
    auto tls = server.client_tls();
    tls.lowest = tls.highest = version;
    CurlTransport transport(server.endpoint(), tls);
    EXPECT_EQ(error_of(server, transport), Errc::none);
    EXPECT_EQ(protocol, version == net::TlsVersion::tls1_2 ? "TLSv1.2" : "TLSv1.3");
  }
}

TEST(CurlTransport, RejectsAServerOfAnotherAuthority) {
  LiveServer server(answering(echo));
  testing::Pki other("Another CA");
  auto tls = server.client_tls();
  tls.server_ca_pem = other.anchor();
  CurlTransport transport(server.endpoint(), tls);
  EXPECT_EQ(error_of(server, transport), Errc::tls_rejected);
}

TEST(CurlTransport, TrustsNobodyWhenItHasNoAnchors) {
  LiveServer server(answering(echo));
  auto tls = server.client_tls();
  tls.server_ca_pem.clear();
  CurlTransport transport(server.endpoint(), tls);
  EXPECT_EQ(error_of(server, transport), Errc::tls_rejected);
}

TEST(CurlTransport, RejectsAServerOfAnotherName) {
  LiveServer server(answering(echo));
  auto tls = server.client_tls();
  tls.server_name = "annan.provbank.test";
  CurlTransport transport(server.endpoint(), tls);
  EXPECT_EQ(error_of(server, transport), Errc::tls_rejected);
}

TEST(CurlTransport, IsRejectedWithoutACertificate) {
  for (const auto version : {net::TlsVersion::tls1_2, net::TlsVersion::tls1_3}) {
    LiveServer server(answering(echo));
    auto tls = server.client_tls();
    tls.credentials.reset();
    tls.highest = version;
    CurlTransport transport(server.endpoint(), tls);
    EXPECT_EQ(error_of(server, transport), Errc::tls_rejected);
  }
}

TEST(CurlTransport, IsRejectedWithACertificateOfAnotherAuthority) {
  for (const auto version : {net::TlsVersion::tls1_2, net::TlsVersion::tls1_3}) {
    LiveServer server(answering(echo));
    testing::Pki other("Another CA");
    auto tls = server.client_tls();
    tls.credentials = other.kommun();
    tls.highest = version;
    CurlTransport transport(server.endpoint(), tls);
    EXPECT_EQ(error_of(server, transport), Errc::tls_rejected);
  }
}

TEST(CurlTransport, IsRejectedWhenNoTlsVersionIsShared) {
  net::ServerTls only_new;
  only_new.lowest = net::TlsVersion::tls1_3;
  LiveServer server(answering(echo), only_new);
  auto tls = server.client_tls();
  tls.highest = net::TlsVersion::tls1_2;
  CurlTransport transport(server.endpoint(), tls);
  EXPECT_EQ(error_of(server, transport), Errc::tls_rejected);
}

TEST(CurlTransport, IsRefusedWhereNobodyListens) {
  LiveServer server(answering(echo));
  net::LiveNetwork network(server.io);
  auto listener = network.listen(net::Endpoint{"127.0.0.1", 0}, std::nullopt).value();
  const auto nobody = listener->endpoint();
  listener.reset();
  CurlTransport transport(nobody, server.client_tls());
  EXPECT_EQ(error_of(server, transport), Errc::refused);
}

TEST(CurlTransport, TimesOutOnAServerThatNeverAnswers) {
  LiveServer server(answering([](const http::Request&, const net::Peer&) {
    http::Delivery silent;
    silent.never = true;
    return delivered(silent);
  }));
  CurlTransportOptions options;
  options.time_limit = 100ms;
  auto transport = transport_to(server, options);
  EXPECT_EQ(error_of(server, transport), Errc::timed_out);
}

TEST(CurlTransport, SeesAResetBeforeAndInsideTheAnswer) {
  for (const std::size_t bytes : {0U, 1000U}) {
    LiveServer server(answering([&](const http::Request&, const net::Peer&) {
      http::Delivery broken;
      broken.reset_after_bytes = bytes;
      return delivered(broken);
    }));
    auto transport = transport_to(server);
    const auto response = server.run(transport.send(make_request("x")));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().code, Errc::reset) << bytes << ": " << response.error().detail;
  }
}

TEST(CurlTransport, StopsReadingAnAnswerPastItsLimit) {
  LiveServer server(answering([](const http::Request&, const net::Peer&) {
    return text_response(std::string(2'000'000, 'a'));
  }));
  CurlTransportOptions options;
  options.response_bytes = 1'999'999;
  auto transport = transport_to(server, options);
  EXPECT_EQ(error_of(server, transport), Errc::too_large);
}

TEST(CurlTransport, TakesAnAnswerOfExactlyItsLimit) {
  LiveServer server(answering([](const http::Request&, const net::Peer&) {
    return text_response(std::string(2'000'000, 'a'));
  }));
  CurlTransportOptions options;
  options.response_bytes = 2'000'000;
  auto transport = transport_to(server, options);
  EXPECT_EQ(error_of(server, transport), Errc::none);
}

TEST(CurlTransport, NamesTheEndpointInItsErrors) {
  LiveServer server(answering(echo));
  auto tls = server.client_tls();
  tls.server_name = "annan.provbank.test";
  CurlTransport transport(server.endpoint(), tls);
  const auto response = server.run(transport.send(make_request("x")));
  ASSERT_FALSE(response.has_value());
  EXPECT_THAT(response.error().detail, HasSubstr(net::to_string(server.endpoint())));
}

/// Opens once so many have come: proof that they were all there at the same time.
class Gate {
 public:
  explicit Gate(std::size_t expected) : expected_(expected) {}

  net::awaitable<void> pass() {
    boost::asio::steady_timer opening(co_await boost::asio::this_coro::executor,
                                      boost::asio::steady_timer::time_point::max());
    waiting_.push_back(&opening);
    if (waiting_.size() == expected_) {
      open();
      co_return;
    }
    boost::system::error_code woken;
    co_await opening.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  }

  /// Lets those pass who wait, however few.
  void open() {
    for (auto* timer : std::exchange(waiting_, {})) timer->cancel();
  }

 private:
  std::size_t expected_;
  std::vector<boost::asio::steady_timer*> waiting_;
};

net::awaitable<void> send_numbered(Transport& transport, std::size_t number,
                                   std::vector<std::string>& answers) {
  auto request = make_request("fraga " + std::to_string(number));
  auto response = co_await transport.send(std::move(request));
  answers[number] = response ? response->body : response.error().detail;
}

net::awaitable<std::vector<std::string>> send_at_once(Transport& transport, std::size_t count) {
  std::vector<std::string> answers(count);
  auto all = [&](net::TaskGroup& group) -> net::awaitable<void> {
    for (std::size_t i = 0; i < count; ++i) group.spawn(send_numbered(transport, i, answers));
    co_return;
  };
  co_await net::with_task_group(std::move(all));
  co_return answers;
}

TEST(CurlTransport, HasHundredsOfRequestsUnderWayAtOnce) {
  Gate gate(kSeveralHundred);
  http::Limits limits;
  limits.handshake_time = kSlowMachine;
  LiveServer server(
      [&](http::Request request, const net::Peer&) -> net::awaitable<http::Response> {
        co_await gate.pass();
        co_return text_response("svar på " + request.body);
      },
      {}, limits);
  CurlTransportOptions options;
  options.connect_time = kSlowMachine;
  options.time_limit = kSlowMachine;
  auto transport = transport_to(server, options);
  const auto answers = server.run(send_at_once(transport, kSeveralHundred));
  gate.open();
  ASSERT_EQ(answers.size(), kSeveralHundred);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i], "svar på fraga " + std::to_string(i));
  }
}

TEST(CurlTransport, LetsRequestsWaitForAFreeConnection) {
  std::set<std::string> peers;
  LiveServer server(answering([&](const http::Request& request, const net::Peer& peer) {
    peers.insert(peer.address);
    return echo(request, peer);
  }));
  CurlTransportOptions options;
  options.connections = 3;
  auto transport = transport_to(server, options);
  const auto answers = server.run(send_at_once(transport, 30));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i], "fraga " + std::to_string(i));
  }
  EXPECT_LE(peers.size(), 3U);
}

TEST(CurlTransport, EndsAtOnceWhenCancelled) {
  LiveServer* here = nullptr;
  LiveServer server(answering([&](const http::Request&, const net::Peer&) {
    boost::asio::post(here->io,
                      [&] { here->cancel.emit(boost::asio::cancellation_type::terminal); });
    http::Delivery silent;
    silent.never = true;
    return delivered(silent);
  }));
  here = &server;
  auto transport = transport_to(server);
  try {
    static_cast<void>(server.run(transport.send(make_request("x"))));
    FAIL() << "the cancelled request came to an end of its own";
  } catch (const boost::system::system_error& stopped) {
    EXPECT_EQ(stopped.code(), boost::asio::error::operation_aborted);
  }
}

TEST(CurlTransport, EndsWhatIsUnderWayWhenDestroyed) {
  std::optional<CurlTransport> transport;
  LiveServer* here = nullptr;
  LiveServer server(answering([&](const http::Request&, const net::Peer&) {
    boost::asio::post(here->io, [&] { transport.reset(); });
    http::Delivery silent;
    silent.never = true;
    return delivered(silent);
  }));
  here = &server;
  transport.emplace(server.endpoint(), server.client_tls());
  EXPECT_EQ(error_of(server, *transport), Errc::unavailable);
}

TEST(CurlTransport, StopsCleanlyWithNothingToDo) {
  for (int i = 0; i < 20; ++i) {
    CurlTransport transport(net::Endpoint{"127.0.0.1", 1}, std::nullopt);
  }
}

}  // namespace
}  // namespace provbank::kommun
