// A real server on a free port, which asks for a certificate; libcurl asks it.
#include "harness/residue/http_answer.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "harness/residue/search.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/pki.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/live_network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::residue {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kInAnswer = "Tranbärsdotter";

/// Answers everything with the value, in the body and in a header, over TLS with client
/// certificates.
class AskedServer {
 public:
  AskedServer() {
    using namespace std::chrono_literals;
    const auto now = std::chrono::system_clock::now();
    crypto::CertificateAuthority ca("Prov-CA", now - 1h, now + 24h);
    const auto issue = [&](crypto::Purpose purpose) {
      return ca.issue({.common_name = "localhost",
                       .organisation_name = "Prov",
                       .organisation_number = "162021000001",
                       .dns_names = {"localhost", "127.0.0.1"},
                       .purpose = purpose,
                       .not_before = now - 1h,
                       .not_after = now + 24h});
    };
    const auto client = issue(crypto::Purpose::client);
    write_file(trust(), ca.certificate_pem()).value();
    write_file(certificate(), client.certificate_pem).value();
    write_file(key(), client.private_key_pem).value();
    write_file(both(), client.certificate_pem + client.private_key_pem).value();
    auto listener = network_.listen({"127.0.0.1", 0},
                                    net::ServerTls{.credentials = issue(crypto::Purpose::server),
                                                   .client_ca_pem = ca.certificate_pem()});
    server_ = std::make_unique<net::HttpServer>(std::move(listener).value(), clock_, &answer,
                                                net::HttpServerOptions{});
    net::asio::co_spawn(io_, server_->run(), net::asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~AskedServer() {
    net::asio::post(io_, [this] { server_->stop(); });
    thread_.join();
  }
  AskedServer(const AskedServer&) = delete;
  AskedServer& operator=(const AskedServer&) = delete;

  std::string address() const {
    return "https://127.0.0.1:" + std::to_string(server_->endpoint().port) + "/fel";
  }
  std::filesystem::path trust() const { return folder_.path() / "ca.pem"; }
  std::filesystem::path certificate() const { return folder_.path() / "vi.pem"; }
  std::filesystem::path key() const { return folder_.path() / "vi.key"; }
  std::filesystem::path both() const { return folder_.path() / "vi-med-nyckel.pem"; }

 private:
  static net::awaitable<http::Response> answer(http::Request request, const net::Peer&) {
    http::Response response;
    response.status = request.target == "/fel" ? 200 : 404;
    response.fields.set("X-Senast", kInAnswer);
    response.body = "senast om " + kInAnswer + "\n";
    co_return response;
  }

  const ScratchFolder folder_;
  net::asio::io_context io_;
  time::SteadyClock clock_;
  net::LiveNetwork network_{io_};
  std::unique_ptr<net::HttpServer> server_;
  std::thread thread_;
};

struct Asked {
  std::vector<std::string> places;
  std::vector<std::string> hindrances;
};

Asked asked(const std::string& address, const WebAccess& access) {
  const Searcher searcher({{kInAnswer, "Efternamn", "AF", "q1", "anna", "DP-1", std::nullopt}});
  Search search(searcher);
  Unfolder unfolder(search);
  auto point = parse_point(address).value();
  point.access = access;
  look_at(point, unfolder);
  Asked out;
  for (const auto& finding : search.take_findings()) out.places.push_back(finding.place.inside);
  for (const auto& hindrance : search.coverage().hindrances)
    out.hindrances.push_back(hindrance.why.en);
  return out;
}

TEST(HttpAnswer, IsSearchedWhenTheServerKnowsUsAndWeKnowIt) {
  const AskedServer server;
  for (const WebAccess& access : {WebAccess{server.certificate(), server.key(), server.trust()},
                                  WebAccess{server.both(), {}, server.trust()}}) {
    const auto answer = asked(server.address(), access);
    EXPECT_THAT(answer.hindrances, IsEmpty());
    EXPECT_THAT(answer.places, ElementsAre("", "headers"));
  }
}

TEST(HttpAnswer, OfAServerThatNobodyVouchesForIsNone) {
  const AskedServer server;
  const auto answer = asked(server.address(), {server.certificate(), server.key(), {}});
  EXPECT_THAT(answer.places, IsEmpty());
  EXPECT_THAT(answer.hindrances, ElementsAre(HasSubstr("certificate")));
}

TEST(HttpAnswer, WithoutACertificateIsARefusalAndNoPass) {
  const AskedServer server;
  const auto answer = asked(server.address(), {{}, {}, server.trust()});
  EXPECT_THAT(answer.places, IsEmpty());
  EXPECT_THAT(answer.hindrances, SizeIs(1));
}

TEST(HttpAnswer, OfAnErrorIsSearchedAndTold) {
  const AskedServer server;
  auto address = server.address();
  address.resize(address.size() - 3);
  const auto answer = asked(address, {server.certificate(), server.key(), server.trust()});
  EXPECT_THAT(answer.places, Not(IsEmpty()));
  EXPECT_THAT(answer.hindrances, ElementsAre(HasSubstr("404")));
}

}  // namespace
}  // namespace provbank::residue
