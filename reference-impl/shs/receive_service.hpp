// The receive service: takes every message, answers the synchronous ones, gives a receipt for the
// others and handles them afterwards. For this folder's .cpp files only.
#pragma once
#include <deque>
#include <list>
#include <map>

#include "platform/net/task_group.hpp"
#include "reference-impl/shs/ground.hpp"

namespace provbank::shs {

class ReceiveService {
 public:
  explicit ReceiveService(Ground& ground) : ground_(ground) {}

  awaitable<http::Response> receive(http::Request request, const net::Peer& peer);

  /// Takes a message of the node's own, to be handled like any other.
  void take(wire::shs::Message message);

  /// Handles what was taken until `stop` and all of it is done.
  awaitable<void> run();
  void stop();

 private:
  struct Job {
    wire::shs::Message message;
    std::optional<crypto::Certificate> sender;
    time::TimePoint arrived;
  };

  awaitable<http::Response> refuse(wire::shs::ShsError error, const wire::shs::Label* label,
                                   const net::Peer& peer);
  awaitable<http::Response> synch(wire::shs::Label label, const std::string& body,
                                  const net::Peer& peer, time::TimePoint arrived);
  awaitable<OrShsError<http::Response>> answer(wire::shs::Label label, const std::string& body,
                                               const net::Peer& peer, time::TimePoint arrived);
  awaitable<http::Response> asynch(wire::shs::Label scanned, const std::string& body,
                                   const net::Peer& peer, time::TimePoint arrived);
  awaitable<OrShsError<wire::shs::Message>> serve(Delivery delivery);

  void enqueue(Job job);
  awaitable<void> handle(std::list<Job>::iterator job);
  awaitable<OrShsError<void>> carry_out(Job& job);
  awaitable<OrShsError<void>> send(wire::shs::Message message);
  awaitable<void> quarantine(const wire::shs::Label& label, wire::shs::ShsError error);

  bool know(const std::string& tx_id, const std::string& arrived);

  Ground& ground_;
  std::map<std::string, std::string, std::less<>> known_;  // tx.id: when it came first
  std::deque<std::string> known_in_order_;
  std::list<Job> jobs_;
  std::deque<std::list<Job>::iterator> waiting_;
  bool stopped_ = false;
};

}  // namespace provbank::shs
