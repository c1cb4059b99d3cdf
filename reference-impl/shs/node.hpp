// An SHS node: the receive service that takes every message, and the delivery service from which
// those who may fetch what waits for them.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/calendar.hpp"
#include "platform/chance/rng.hpp"
#include "platform/http/message.hpp"
#include "platform/net/byte_stream.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/shs/agreements.hpp"
#include "reference-impl/shs/directory.hpp"
#include "reference-impl/shs/mailbox.hpp"
#include "reference-impl/wire/shs/message.hpp"

namespace provbank::shs {

/// A message for a service that lives at this node.
struct Delivery {
  wire::shs::Message& message;  // the service may wipe its parts
  const std::optional<crypto::Certificate>& sender;
  time::TimePoint arrived;
};
/// Gives the data parts of the reply.
using LocalService =
    std::function<awaitable<OrShsError<std::vector<wire::shs::DataPart>>>(Delivery)>;

/// What the node did with a message. Holds nothing of its content.
struct NodeEvent {
  enum class What {
    received,   // an asynchronous message was taken
    duplicate,  // ... that had been taken before
    forwarded,  // sent on to another node
    stored,     // put in a mailbox
    listed,     // somebody looked into a mailbox
    fetched,
    acknowledged,
    confirmed,   // the other side confirmed, or told of an error
    expired,     // nobody fetched it in time
    refused,     // with an error code
    quarantined  // taken, and then could not be handled
  };
  What what{};
  std::string tx_id{};
  std::string corr_id{};
  std::string caller{};   // organisation number of the certificate
  std::string address{};  // whose mailbox, or the label's sender
  std::string error_code{};
  std::string peer{};
};
std::string_view to_string(NodeEvent::What what);

struct NodeSettings {
  std::string organisation;  // twelve digits
  std::string common_name;
  std::string node_id = "provbank";
  std::string base = "/shs";  // {base}/rs and {base}/ds
  std::filesystem::path mail_folder;
  time::Duration mail_kept{};  // then what nobody fetched is destroyed
  MailboxLimits mailbox{};
  wire::shs::MessageLimits message{};
  std::size_t asynch_at_a_time = 200;                  // past it a sender is asked to come again
  std::size_t known_tx_ids = 1'000'000;                // for duplicates, the oldest forgotten first
  std::shared_ptr<const contract::Calendar> calendar;  // for local time
  std::shared_ptr<const Agreements> agreements;
  std::shared_ptr<Directory> directory;
  std::map<std::string, LocalService> services;  // by product
  /// Sends a message to another node; empty: no other node can be reached.
  std::function<awaitable<Result<http::Response>>(std::string url, std::string message)> forward;
  /// False when it could not be put on record: then the thing is not done. Empty: nobody listens.
  std::function<awaitable<bool>(NodeEvent)> journal;
};

/// Everything runs on one single-threaded executor.
class Node {
 public:
  /// `clock` must outlive the node. `rng` gives the ids of its own messages. Throws ErrorException
  /// when there can be no mailbox.
  Node(time::Clock& clock, chance::Rng rng, NodeSettings settings);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// Whether a request for that target is the node's.
  bool serves(std::string_view target) const;

  /// Answers one request; for net::HttpServer. Refusals are HTTP 400 with X-shs-errorcode (RS),
  /// 400, 403 or 404 (DS), 503 when it is over capacity or cannot be put on record.
  awaitable<http::Response> handle(http::Request request, const net::Peer& peer);

  /// Handles what was taken asynchronously and destroys what nobody fetched in time. Returns after
  /// `stop`, when all that was taken is handled.
  awaitable<void> run();
  void stop();

  std::size_t waiting() const;  // in the mailboxes

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provbank::shs
