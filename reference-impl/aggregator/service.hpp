// The shell that drives the stages behind the door, in their order, for one question at a time and
// for many at once. It does not know through which door a question came.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/crypto/certificate.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/aggregator/admission.hpp"
#include "reference-impl/aggregator/aggregator.hpp"
#include "reference-impl/aggregator/capacity.hpp"
#include "reference-impl/aggregator/deadline_keeper.hpp"
#include "reference-impl/aggregator/event_log.hpp"
#include "reference-impl/aggregator/fan_out.hpp"
#include "reference-impl/aggregator/intake.hpp"
#include "reference-impl/aggregator/journal.hpp"

namespace provbank::aggregator {

/// What a door hands in: who stands there, since when, and how to read what they brought. `caller`
/// outlives the call.
struct Visit {
  const std::optional<crypto::Certificate>& caller;
  time::TimePoint arrived;
  std::function<OrRefusal<wire::IncomingRequest>()> read;
};

class Service {
 public:
  /// Everything given by reference must outlive the service.
  Service(net::Network& network, time::Clock& clock, EventLog& log,
          const contract::SchemaCatalogue& schemas, const AggregatorConfig& config);

  /// The answer as a SOAP envelope, or why there is none. An answer leaves only when its events are
  /// in the log; without the log the refusal is `log_unavailable`, and when something of ours fails
  /// `internal`.
  awaitable<OrRefusal<std::string>> answer(Visit visit);

  /// New questions are refused from now on (shutting_down).
  void stop() { stopping_ = true; }

  /// Closes the idle connections towards the sources.
  void hang_up() { fan_out_.hang_up(); }

  const Journal& journal() const { return journal_; }

 private:
  Enquiry begin(const Visit& visit);
  awaitable<OrRefusal<std::string>> let_in(const Visit& visit, const Enquiry& enquiry);
  awaitable<OrRefusal<std::string>> ask(const Enquiry& enquiry,
                                        const wire::IncomingRequest& request);
  awaitable<OrRefusal<std::string>> ping(const Enquiry& enquiry, const contract::Kommun& asker);
  awaitable<Refusal> refuse(const Enquiry& enquiry, const Refusal& refused,
                            const wire::IncomingRequest* request);

  time::Clock& clock_;
  EventLog& log_;
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
