// A node with its surroundings, for this folder's tests: virtual time, a sender with a certificate,
// a service that answers, a second node that can be out of reach.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "platform/base/file.hpp"
#include "platform/net/task_group.hpp"
#include "reference-impl/shs/node.hpp"
#include "reference-impl/wire/shs/management.hpp"
#include "reference-impl/wire/shs/message_list.hpp"

namespace provbank::shs {

namespace asio = boost::asio;

inline const std::string kKommun = "162120009903";
inline const std::string kNeighbour = "162120009911";
inline const std::string kOperator = "162021009929";
inline const std::string kStranger = "165560009999";
inline const std::string kQuestion = "5e1f9d40-8a63-4c27-b0d5-7f2c91e6a384";
inline const std::string kOneWay = "0d94b7c2-61fe-4a38-92c5-e83f1b6d7a50";
inline const std::string kNoService = "3b7ae016-d2f5-4c89-a147-96e0c5b8f231";
inline const std::string kElsewhere = "91c6f3d8-04be-4752-8da9-2b5e70f1c643";
inline const std::string kTxId = "1f0e8c52-7b3d-4e96-a5c1-d84f20b79e63";

inline wire::shs::Message question(wire::shs::TransferType transfer) {
  wire::shs::Message message;
  auto& label = message.label;
  label.tx_id = kTxId;
  label.corr_id = kTxId;
  label.content_id = "c-" + kTxId.substr(0, 8);
  label.transfer_type = transfer;
  label.sequence_type = wire::shs::SequenceType::request;
  label.from = wire::shs::Actor{.address = kKommun, .common_name = "Exempelkommun"};
  label.to = wire::shs::Actor{.address = kOperator};
  label.product = kQuestion;
  label.datetime = "2026-03-02T09:00:00";
  label.data.push_back({.datapart_type = "xml", .filename = "fraga.xml"});
  message.parts.push_back({.filename = "fraga.xml", .content = "<fraga/>"});
  return message;
}

class TestNode {
 public:
  explicit TestNode(std::function<void(NodeSettings&)> adjust = {});

  /// Runs the script beside the node, then stops the node.
  void run(std::function<awaitable<void>()> script);

  awaitable<http::Response> send(const wire::shs::Message& message, std::string as = kKommun) {
    return send_bytes(wire::shs::write_message(message), std::move(as));
  }
  awaitable<http::Response> send_bytes(std::string bytes, std::string as = kKommun);
  /// `what` stands after /shs/ds/.
  awaitable<http::Response> mailbox(std::string what, std::string method = "GET",
                                    std::string as = kKommun);
  /// The one message that waits for the kommun, after the node had time to work.
  awaitable<wire::shs::ListedMessage> one_waiting();
  awaitable<std::vector<wire::shs::ListedMessage>> waiting(std::string query = "",
                                                           std::string as = kKommun);

  /// "received quarantined(MissingAgreement) stored"
  std::string story() const;

  time::VirtualClock& clock() { return clock_; }
  std::filesystem::path mail_folder() const { return folder_.path() / "mail"; }

  std::vector<NodeEvent> events;
  bool journal_works = true;
  std::vector<std::string> forwarded;  // URLs
  std::string forwarded_message;
  Result<http::Response> remote_answer = http::Response{};
  time::Duration service_time{};
  std::size_t served = 0;

 private:
  ScratchFolder folder_;
  asio::io_context io_;
  time::VirtualClock clock_;

 public:
  std::unique_ptr<Node> node;  // ends before what it stands on
};

}  // namespace provbank::shs
