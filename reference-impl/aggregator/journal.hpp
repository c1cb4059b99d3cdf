// What is told to the event log at each stage: one place that decides which events an outcome
// makes, and that nothing of what was asked or answered is among them.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/net/http_server.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/aggregator/event_log.hpp"
#include "reference-impl/aggregator/fan_out.hpp"
#include "reference-impl/aggregator/refusal.hpp"
#include "reference-impl/shs/node.hpp"

namespace provbank::aggregator {

/// One HTTP request that asks something, from its arrival on.
struct Enquiry {
  std::string id;
  std::string caller;  // organisation number in the certificate; empty when there is none
  time::TimePoint arrived{};
};

class Journal {
 public:
  /// `clock` must outlive the journal.
  Journal(const time::Clock& clock, Pseudonyms pseudonyms)
      : clock_(clock), pseudonyms_(std::move(pseudonyms)) {}

  Event started() const;
  Event stopped() const { return at_once(EventKind::stop); }

  /// Per person a `question`, per call a `source` and, where no data came, a `deviation`; one more
  /// `deviation` when the answer is late. `reports` are in the order of the persons in `request`.
  std::vector<Event> answered(const Enquiry& enquiry, const wire::IncomingRequest& request,
                              const std::vector<SourceReports>& reports, bool late) const;

  /// Per person a `question`, then a `refusal` (or, when we are at fault, a `fault`); a `deviation`
  /// too when it is about capacity or identity. `request` is null when it was not understood.
  std::vector<Event> refused(const Enquiry& enquiry, const Refusal& refusal,
                             const wire::IncomingRequest* request) const;

  /// A `ping`, per call a `source` and, where the source did not answer well, a `deviation`.
  std::vector<Event> pinged(const Enquiry& enquiry,
                            const std::map<contract::Source, contract::PingResult>& results) const;

  /// What the SHS node did, under an id of its own: a `message`; a `refusal` (a `fault` when it had
  /// been taken) with the node's code, and a `deviation` too when it is about who sent it.
  std::vector<Event> noticed(const shs::NodeEvent& event, std::string id) const;

  Event noticed(const net::ServerIncident& incident) const;

 private:
  Event at_once(EventKind kind) const;
  Event about(const Enquiry& enquiry, EventKind kind, wire::Operation operation) const;
  Event question(const Enquiry& enquiry, wire::Operation operation,
                 const wire::HamtaRequest& request) const;

  const time::Clock& clock_;
  Pseudonyms pseudonyms_;
};

}  // namespace provbank::aggregator
