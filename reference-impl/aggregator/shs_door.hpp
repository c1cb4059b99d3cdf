// The door that the agreement names (B4-2.1): v10's question and answer as the data part of SHS
// messages. An SHS node with one service behind it.
#pragma once
#include "contract/calendar.hpp"
#include "reference-impl/aggregator/aggregator.hpp"
#include "reference-impl/aggregator/service.hpp"
#include "reference-impl/shs/node.hpp"

namespace provbank::aggregator {

/// The data part that carries an answer: the SOAP envelope with the answer or the fault.
wire::shs::DataPart answer_part(std::string soap);

/// Test messages and production messages have a product type each: `illegal_product_type`.
shs::OrShsError<void> check_status(const wire::shs::Label& label, std::string_view product_test);

class ShsDoor {
 public:
  /// What is given by reference must outlive the door. Throws ErrorException.
  ShsDoor(Service& service, const Intake& intake, EventLog& log, time::Clock& clock,
          const AggregatorConfig& config);

  bool serves(std::string_view target) const { return node_.serves(target); }
  /// Answers one request; for net::HttpServer.
  awaitable<http::Response> handle(http::Request request, const net::Peer& peer) {
    return node_.handle(std::move(request), peer);
  }
  /// Handles what was taken asynchronously, until `stop` and all of it is done.
  awaitable<void> run() { return node_.run(); }
  void stop() { node_.stop(); }

 private:
  using Parts = std::vector<wire::shs::DataPart>;
  shs::NodeSettings settings(const AggregatorConfig& config);
  awaitable<shs::OrShsError<Parts>> answer(shs::Delivery delivery);
  awaitable<bool> note(shs::NodeEvent event);

  Service& service_;
  const Intake& intake_;
  EventLog& log_;
  std::string product_test_;
  std::string id_prefix_;
  std::uint64_t notes_ = 0;
  shs::Node node_;
};

}  // namespace provbank::aggregator
