// The shell that drives the stages, in their order, for one request at a time and for many at once.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "platform/http/message.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/aggregator/admission.hpp"
#include "reference-impl/aggregator/aggregator.hpp"
#include "reference-impl/aggregator/capacity.hpp"
#include "reference-impl/aggregator/deadline_keeper.hpp"
#include "reference-impl/aggregator/description.hpp"
#include "reference-impl/aggregator/event_log.hpp"
#include "reference-impl/aggregator/fan_out.hpp"
#include "reference-impl/aggregator/intake.hpp"
#include "reference-impl/aggregator/journal.hpp"

namespace provbank::aggregator {

class Service {
 public:
  /// Everything given by reference must outlive the service.
  Service(net::Network& network, time::Clock& clock, EventLog& log,
          const contract::SchemaCatalogue& schemas, const AggregatorConfig& config,
          Description description);

  /// Answers one request; for net::HttpServer. An answer leaves only when its events are in the
  /// log; without the log the answer is the fault `log_unavailable`, and when something of ours
  /// fails `internal`.
  awaitable<http::Response> handle(http::Request request, const net::Peer& peer);

  /// New questions are refused from now on (shutting_down).
  void stop() { stopping_ = true; }

  /// Closes the idle connections towards the sources.
  void hang_up() { fan_out_.hang_up(); }

  const Journal& journal() const { return journal_; }

 private:
  Enquiry begin(const net::Peer& peer);
  awaitable<http::Response> answer(const http::Request& request, const net::Peer& peer,
                                   const Enquiry& enquiry);
  awaitable<http::Response> ask(const Enquiry& enquiry, const wire::IncomingRequest& request);
  awaitable<http::Response> ping(const Enquiry& enquiry, const contract::Kommun& asker);
  awaitable<http::Response> refuse(const Enquiry& enquiry, const Refusal& refused,
                                   const wire::IncomingRequest* request);

  time::Clock& clock_;
  EventLog& log_;
  Description description_;
  Intake intake_;
  Capacity capacity_;
  Admission admission_;
  DeadlineKeeper keeper_;
  FanOut fan_out_;
  Journal journal_;
  std::string id_prefix_;
  std::uint64_t enquiries_ = 0;
  bool stopping_ = false;
};

}  // namespace provbank::aggregator
