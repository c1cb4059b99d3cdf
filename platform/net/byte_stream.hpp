// One end of a connection: what everything above the sockets talks to. Three kinds exist: TCP with
// TLS (live_network), plain TCP (live_network), and memory (memory_network).
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/crypto/certificate.hpp"

namespace provbank::net {

namespace asio = boost::asio;
using boost::asio::awaitable;

/// Who is at the other end. The certificate is set once `handshake` succeeded and the peer sent
/// one.
struct Peer {
  std::string address;  // "127.0.0.1:40312", or the simulated party's name
  std::optional<crypto::Certificate> certificate;
  std::string protocol;  // "TLSv1.3", "TLSv1.2", or empty on a plain stream
};

/// Errors: `reset`, `tls_rejected`, `truncated` (TLS ended without close_notify), `io`. Cancelling
/// an operation throws `operation_aborted` and leaves the stream unusable: drop it. Destroying it
/// closes it at once; under TLS the peer then sees `truncated`. One reader and one writer at a
/// time.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  /// The server's half of TLS; an accepted stream must be shaken before it is read. Nothing to do
  /// on a plain stream and on the connecting side, where `Network::connect` did it.
  virtual awaitable<Result<void>> handshake() = 0;

  /// At least one byte, or 0 when the peer has ended its side in good order.
  virtual awaitable<Result<std::size_t>> read_some(std::span<char> into) = 0;

  /// All of the bytes; they must live until the call returns.
  virtual awaitable<Result<void>> write(std::string_view bytes) = 0;

  /// Ends our side in good order (TLS close_notify, then FIN). Bounded: does not wait for the peer.
  /// What the peer still sends can be read. After a failed handshake it gives the peer time to read
  /// why.
  virtual awaitable<void> shutdown() = 0;

  /// Tears the connection down so that the peer sees a reset.
  virtual void abort() = 0;

  virtual const Peer& peer() const = 0;
};

}  // namespace provbank::net
