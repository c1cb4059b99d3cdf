// The simulated network: streams in memory on one io_context, no sockets, no threads. Certificates
// are verified as TLS would, against the virtual wall time, but nothing is encrypted.
#pragma once
#include <map>
#include <memory>

#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::net {

class CertificateVerdicts;

struct MemoryNetworkOptions {
  std::size_t read_bytes_max = 64U << 10U;    // caps each read; 1 feeds a parser byte by byte
  std::size_t in_flight_bytes = 256U << 10U;  // a writer waits when the reader is this far behind
  std::shared_ptr<CertificateVerdicts>
      verdicts;  // share one between networks of one thread; empty: its own
};

class MemoryNetwork final : public Network {
 public:
  MemoryNetwork(asio::io_context& io, time::Clock& clock, MemoryNetworkOptions options = {});
  ~MemoryNetwork() override;

  Result<std::unique_ptr<Listener>> listen(const Endpoint& where,
                                           std::optional<ServerTls> tls) override;
  awaitable<Result<std::unique_ptr<ByteStream>>> connect(Endpoint to,
                                                         std::optional<ClientTls> tls) override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Two ends of one plain stream, for tests.
std::pair<std::unique_ptr<ByteStream>, std::unique_ptr<ByteStream>> memory_stream_pair(
    asio::io_context& io, MemoryNetworkOptions options = {});

}  // namespace provbank::net
