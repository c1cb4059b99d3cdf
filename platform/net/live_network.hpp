// The real network: TCP and TLS 1.2/1.3 through OpenSSL, on one io_context.
#pragma once
#include <memory>

#include "platform/net/network.hpp"

namespace provbank::net {

class LiveNetwork final : public Network {
 public:
  explicit LiveNetwork(asio::io_context& io);
  ~LiveNetwork() override;

  Result<std::unique_ptr<Listener>> listen(const Endpoint& where,
                                           std::optional<ServerTls> tls) override;
  awaitable<Result<std::unique_ptr<ByteStream>>> connect(Endpoint to,
                                                         std::optional<ClientTls> tls) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provbank::net
