// The operator's SHS node before a kommun under test: what comes there is noted, answered as the
// bench answers any question, and spoilt on its way back where v10 alone cannot show it.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "harness/evidence/recorder.hpp"
#include "harness/evidence/shs_reading.hpp"
#include "platform/net/event.hpp"
#include "platform/net/http_server.hpp"
#include "reference-impl/shs/node.hpp"

namespace provbank::world {

class PlayedShsDoor {
 public:
  /// How one question is answered.
  struct Answer {
    http::Response response;    // as the HTTP door would give it
    bool told_by_node = false;  // instead, the node says with an SHS error that it could not
  };

  /// What became of an answer in the mailbox. `returned`: the connection broke while it was sent.
  enum class Mail { fetched, returned, acknowledged };

  struct Bench {
    /// Answers a question. `mail` names the answer that will wait in the mailbox; empty when it
    /// goes at once.
    std::function<net::awaitable<Answer>(http::Request question, net::Peer peer, std::string mail)>
        answer;
    std::function<void(const std::string& mail, Mail what)> mail;
    /// Whether the receipt of that message, which the node took, is to be lost.
    std::function<bool(const std::string& message)> loses_receipt;
  };

  PlayedShsDoor(const net::asio::any_io_executor& executor, evidence::Recorder& recorder,
                Bench bench);

  /// Stands in the place of the service behind the aggregator's node. The door must outlive it.
  shs::LocalService service();

  static bool serves(std::string_view target);
  /// One request that `serves`, from the party of that name, on its way through the node.
  net::awaitable<http::Response> handle(http::Request request, net::Peer peer,
                                        const net::HttpHandler& node, std::string party);

  /// Whatever is being left without an answer is waited for no longer.
  void close();

 private:
  using Parts = std::vector<wire::shs::DataPart>;
  net::awaitable<shs::OrShsError<Parts>> take(shs::Delivery delivery);
  void spoil(const std::string& message, http::Response& response);
  void hand_out(const evidence::ShsAsking& fetch, std::size_t ticket, http::Response& response);

  evidence::Recorder& recorder_;
  Bench bench_;
  net::Latch closed_;
  std::map<std::string, http::Response> instead_;  // of what the node says to that tx.id
  std::map<std::string, std::string> fetched_;     // names of mails, by their own tx.id
};

}  // namespace provbank::world
