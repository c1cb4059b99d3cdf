// Where streams come from: sockets (LiveNetwork) or memory (MemoryNetwork). Parties are written
// against this interface and do not know in which world they are.
#pragma once
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/net/byte_stream.hpp"

namespace provbank::net {

/// A host and a port. Port 0 asks for a free one when listening; the memory network gives every
/// listener a port of its own too, so that endpoints look and compare alike in both worlds.
struct Endpoint {
  std::string host;
  std::uint16_t port{};

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};
std::string to_string(const Endpoint& endpoint);  // "host:port", "[::1]:port"

enum class TlsVersion { tls1_2, tls1_3 };
std::string_view to_string(TlsVersion version);  // "TLSv1.2", "TLSv1.3"

/// A server's side. Clients must show a certificate that `client_ca_pem` vouches for unless the
/// anchors are empty (then none is asked for).
struct ServerTls {
  crypto::Credentials credentials;
  std::string client_ca_pem;
  TlsVersion lowest = TlsVersion::tls1_2;
  TlsVersion highest = TlsVersion::tls1_3;
};

/// A client's side. The server must show a certificate that `server_ca_pem` vouches for and that
/// carries `server_name` (when empty, the host that is connected to).
struct ClientTls {
  std::optional<crypto::Credentials> credentials;
  std::string server_ca_pem;
  std::string server_name;
  TlsVersion lowest = TlsVersion::tls1_2;
  TlsVersion highest = TlsVersion::tls1_3;
};

class Listener {
 public:
  virtual ~Listener() = default;
  /// The next connection, not yet shaken. `closed` after `close`.
  virtual awaitable<Result<std::unique_ptr<ByteStream>>> accept() = 0;
  virtual const Endpoint& endpoint() const = 0;
  /// Refuses new connections from now on and ends a waiting `accept`.
  virtual void close() = 0;
};

class Network {
 public:
  virtual ~Network() = default;

  /// Without TLS settings the streams are plain. Errors: `invalid` for settings that cannot be
  /// used, `io` when the endpoint is taken.
  virtual Result<std::unique_ptr<Listener>> listen(const Endpoint& where,
                                                   std::optional<ServerTls> tls) = 0;

  /// A connected and shaken stream. `refused` when nobody listens, `tls_rejected` when a
  /// certificate or protocol version was not accepted. In TLS 1.3 the server's refusal of our
  /// certificate arrives with the first read instead, there too as `tls_rejected`.
  virtual awaitable<Result<std::unique_ptr<ByteStream>>> connect(Endpoint to,
                                                                 std::optional<ClientTls> tls) = 0;
};

}  // namespace provbank::net
