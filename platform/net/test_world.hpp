// The two worlds in which this folder's tests run, and the certificates they show.
#pragma once
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "platform/crypto/pki.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank {

template <class T>
void PrintTo(const Result<T>& result, std::ostream* out) {
  *out << (result ? std::string("a value") : "the error " + result.error().detail);
}

}  // namespace provbank

namespace provbank::net::testing_support {

/// A network with its clock. `run` drives the coroutine to its end, together with all that it
/// started.
class TestWorld {
 public:
  virtual ~TestWorld() = default;
  virtual Network& network() = 0;
  virtual time::Clock& clock() = 0;
  virtual asio::io_context& io() = 0;
  virtual std::string host() const = 0;  // where to listen, and a name in the server's certificate
  void run(awaitable<void> test);

 protected:
  virtual void drive() = 0;
};

enum class WorldKind { memory, live };
std::unique_ptr<TestWorld> make_world(WorldKind kind);

/// Certificates, right and wrong, made once per process.
struct TestPki {
  TestPki();
  static const TestPki& instance();

  std::string ca_pem;
  std::string other_ca_pem;
  crypto::Credentials server;  // for localhost, 127.0.0.1 and party.test
  crypto::Credentials expired_server;
  crypto::Credentials future_server;
  crypto::Credentials server_for_clients_only;
  crypto::Credentials client;  // organisation 162021000001
  crypto::Credentials expired_client;
  crypto::Credentials strange_client;  // from the other CA
  crypto::Credentials self_signed_client;
};

ServerTls server_tls();
ClientTls client_tls();

/// A row of every suite that runs over all kinds of streams.
struct StreamKind {
  WorldKind world;
  bool tls;
  TlsVersion lowest = TlsVersion::tls1_2;
  TlsVersion highest = TlsVersion::tls1_3;

  std::optional<ServerTls> server() const;
  std::optional<ClientTls> client() const;
};
std::string name_of(const StreamKind& kind);
void PrintTo(const StreamKind& kind, std::ostream* out);
std::vector<StreamKind> all_stream_kinds();
std::vector<StreamKind> all_tls_kinds();

/// Both ends of one connection over that kind, shaken. Throws ErrorException when that fails.
struct StreamPair {
  std::unique_ptr<ByteStream> client;
  std::unique_ptr<ByteStream> server;
};
awaitable<StreamPair> connected_pair(TestWorld& world, StreamKind kind);

/// What each side of a handshake said.
struct HandshakeOutcome {
  Result<std::unique_ptr<ByteStream>> client;
  std::unique_ptr<ByteStream> server_stream;
  Result<void> server;
};
awaitable<HandshakeOutcome> handshake(TestWorld& world, std::optional<ServerTls> server,
                                      std::optional<ClientTls> client);

/// Reads to the end of the stream, or to `bytes_limit`. Throws ErrorException.
awaitable<std::string> read_all(ByteStream& stream,
                                std::size_t bytes_limit = static_cast<std::size_t>(-1));

/// The error of one read; `none` when it brought bytes or the end.
awaitable<Error> read_error(ByteStream& stream);

template <class T>
bool failed_as(const Result<T>& result, Errc code, std::string_view words, std::ostream& out) {
  if (result) {
    out << "which succeeded";
    return false;
  }
  out << "which is " << to_string(result.error().code) << ": " << result.error().detail;
  return result.error().code == code && result.error().detail.find(words) != std::string::npos;
}

MATCHER_P(HasCode, code, "has code " + std::string(to_string(code))) {
  std::ostringstream seen;
  const bool matched = failed_as(arg, code, "", seen);
  *result_listener << seen.str();
  return matched;
}

/// The code, and what the explanation has to speak of.
MATCHER_P2(FailsWith, code, words,
           "has code " + std::string(to_string(code)) + " and speaks of " + words) {
  std::ostringstream seen;
  const bool matched = failed_as(arg, code, words, seen);
  *result_listener << seen.str();
  return matched;
}

}  // namespace provbank::net::testing_support
