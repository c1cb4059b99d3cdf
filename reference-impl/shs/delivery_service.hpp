// The delivery service: the mailbox as its owner sees it. For this folder's .cpp files only.
#pragma once
#include "platform/http/target.hpp"
#include "reference-impl/shs/ground.hpp"
#include "reference-impl/shs/receive_service.hpp"

namespace provbank::shs {

class DeliveryService {
 public:
  /// Confirmations are sent by way of `receive`.
  DeliveryService(Ground& ground, ReceiveService& receive) : ground_(ground), receive_(receive) {}

  /// `where` is what stands after {base}/ds/ in the path.
  awaitable<http::Response> deliver(const http::Request& request, const http::Target& target,
                                    std::vector<std::string> where, const net::Peer& peer);

 private:
  awaitable<http::Response> list(std::string address, const http::Target& target,
                                 std::string product, NodeEvent event);
  awaitable<http::Response> fetch(std::string address, std::string tx_id, NodeEvent event);
  awaitable<http::Response> acknowledge(std::string address, std::string tx_id, NodeEvent event);

  Ground& ground_;
  ReceiveService& receive_;
};

}  // namespace provbank::shs
