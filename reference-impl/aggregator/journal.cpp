#include "reference-impl/aggregator/journal.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include "reference-impl/aggregator/questions_of.hpp"
#include "reference-impl/wire/shs/address.hpp"

namespace provbank::aggregator {

using contract::FaultCode;

namespace {

std::string_view name_of(wire::Operation operation) {
  switch (operation) {
    case wire::Operation::hamta:
      return "hamta";
    case wire::Operation::hamta_flera:
      return "flera";
    case wire::Operation::testa:
      return "testa";
  }
  return "hamta";
}

/// How a call ended, in the words of reference-impl/eventlog/EVENTS.md.
std::string_view outcome_of(FaultCode code) {
  switch (code) {
    case FaultCode::source_timeout:
      return "timeout";
    case FaultCode::source_unreachable:
      return "unreachable";
    case FaultCode::source_broke_off:
      return "broke_off";
    case FaultCode::source_failed:
      return "failed";
    case FaultCode::source_unparsable:
      return "unparsable";
    case FaultCode::source_schema_invalid:
      return "schema_invalid";
    case FaultCode::source_wrong_person:
      return "wrong_person";
    case FaultCode::source_too_large:
      return "too_large";
    case FaultCode::source_cannot_carry:
      return "cannot_carry";
    case FaultCode::lefi_version_unknown:
      return "version_unknown";
    default:
      return "error";
  }
}

std::string_view outcome_of(const SourceReport& report) {
  return report.failure ? outcome_of(report.failure->code) : "data";
}

std::string_view outcome_of(const SourceReports& reports) {
  const auto delivered = std::ranges::count_if(
      reports, [](const auto& entry) { return !entry.second.failure.has_value(); });
  if (delivered == 0) return "nothing";
  return static_cast<std::size_t>(delivered) == reports.size() ? "complete" : "partial";
}

bool is_our_fault(FaultCode code) {
  return code == FaultCode::internal || code == FaultCode::log_unavailable;
}

bool is_deviation(FaultCode code) {
  constexpr std::array kDeviations = {FaultCode::over_capacity, FaultCode::caller_unknown,
                                      FaultCode::caller_not_connected,
                                      FaultCode::caller_is_not_asker};
  return std::ranges::find(kDeviations, code) != kDeviations.end();
}

/// The handläggare and the case are for the log; a person's number that somebody wrote there is
/// not.
std::string without_person(std::string text, const contract::PersonIdentity& person) {
  for (const std::string_view digits : {std::string_view(person.digits()), person.ten_digits()}) {
    if (digits.empty()) continue;
    for (auto place = text.find(digits); place != std::string::npos; place = text.find(digits)) {
      text.replace(place, digits.size(), "*");
    }
  }
  return text;
}

std::vector<SourceTiming> timings_of(const SourceReports& reports) {
  std::vector<SourceTiming> timings;
  for (const auto& [source, report] : reports) {
    timings.push_back({source, std::string(outcome_of(report)), report.duration});
  }
  return timings;
}

void describe(Event& event, contract::Source source, const SourceReport& report) {
  event.source = source;
  event.outcome = outcome_of(report);
  event.duration = report.duration;
  if (!report.failure) return;
  event.felkod = contract::felkod(report.failure->code);
  event.kalla = contract::code(report.failure->kalla);
}

void describe(Event& event, contract::Source source, const contract::PingResult& result) {
  event.source = source;
  event.outcome = result.error ? "error" : "answered";
  if (!result.error) return;
  event.felkod = result.error->felkod;
  event.kalla = contract::code(result.error->kalla);
}

Event as_deviation(Event event) {
  event.kind = EventKind::deviation;
  return event;
}

}  // namespace

std::vector<Event> Journal::answered(const Enquiry& enquiry, const wire::IncomingRequest& request,
                                     const std::vector<SourceReports>& reports, bool late) const {
  const auto operation = operation_of(request);
  const auto questions = questions_of(request);
  assert(questions.size() == reports.size());
  std::vector<Event> events;
  for (std::size_t person = 0; person < questions.size(); ++person) {
    auto asked = question(enquiry, operation, questions[person]);
    asked.outcome = outcome_of(reports[person]);
    asked.timings = timings_of(reports[person]);
    const auto pseudonym = asked.person;
    events.push_back(std::move(asked));
    for (const auto& [source, report] : reports[person]) {
      auto called = about(enquiry, EventKind::source, operation);
      called.person = pseudonym;
      describe(called, source, report);
      events.push_back(called);
      if (report.failure) events.push_back(as_deviation(std::move(called)));
    }
  }
  if (late) {
    auto deviation = about(enquiry, EventKind::deviation, operation);
    deviation.outcome = "late";
    events.push_back(std::move(deviation));
  }
  return events;
}

std::vector<Event> Journal::refused(const Enquiry& enquiry, const Refusal& refusal,
                                    const wire::IncomingRequest* request) const {
  const bool ours = is_our_fault(refusal.code);
  const auto* outcome = ours ? "failed" : "refused";
  const auto with_outcome = [&](Event event) {
    event.outcome = outcome;
    event.felkod = contract::felkod(refusal.code);
    return event;
  };
  std::vector<Event> events;
  if (request) {
    for (const auto& asked : questions_of(*request)) {
      events.push_back(with_outcome(question(enquiry, refusal.operation, asked)));
    }
  }
  if (events.empty()) {
    const bool ping = refusal.operation == wire::Operation::testa;
    events.push_back(with_outcome(
        about(enquiry, ping ? EventKind::ping : EventKind::question, refusal.operation)));
  }
  auto error =
      with_outcome(about(enquiry, ours ? EventKind::fault : EventKind::refusal, refusal.operation));
  events.push_back(error);
  if (is_deviation(refusal.code)) events.push_back(as_deviation(std::move(error)));
  return events;
}

std::vector<Event> Journal::pinged(
    const Enquiry& enquiry, const std::map<contract::Source, contract::PingResult>& results) const {
  constexpr auto kOperation = wire::Operation::testa;
  std::vector<Event> events;
  auto ping = about(enquiry, EventKind::ping, kOperation);
  const bool all_well = std::ranges::none_of(
      results, [](const auto& entry) { return entry.second.error.has_value(); });
  ping.outcome = all_well ? "complete" : "partial";
  events.push_back(std::move(ping));
  for (const auto& [source, result] : results) {
    auto called = about(enquiry, EventKind::source, kOperation);
    called.duration.reset();
    describe(called, source, result);
    events.push_back(called);
    if (result.error) events.push_back(as_deviation(std::move(called)));
  }
  return events;
}

Event Journal::started() const {
  auto event = at_once(EventKind::start);
  event.pseudonym_key = pseudonyms_.key_id();
  return event;
}

std::vector<Event> Journal::noticed(const shs::NodeEvent& event, std::string id) const {
  using What = shs::NodeEvent::What;
  Event made = at_once(EventKind::message);
  made.caller = event.caller;
  // Others choose theirs, and may put anything into it.
  if (wire::shs::is_uuid(event.tx_id)) made.message = wire::shs::lower_case(event.tx_id);
  made.outcome = to_string(event.what);
  if (event.what != What::refused && event.what != What::quarantined) return {std::move(made)};
  made.kind = event.what == What::refused ? EventKind::refusal : EventKind::fault;
  made.outcome = event.what == What::refused ? "refused" : "failed";
  made.felkod = event.error_code.empty() ? "mailbox" : event.error_code;
  made.question = std::move(id);
  std::vector<Event> out{made};
  // A mailbox of somebody else is turned down without a code.
  if (event.error_code.empty() ||
      event.error_code == to_string(wire::shs::ErrorCode::illegal_sender)) {
    made.kind = EventKind::deviation;
    made.outcome = "refused";
    out.push_back(std::move(made));
  }
  return out;
}

Event Journal::noticed(const net::ServerIncident& incident) const {
  auto event = at_once(EventKind::incident);
  event.outcome = to_string(incident.error.code);
  event.peer = incident.peer_address;
  event.detail = incident.error.detail;
  return event;
}

Event Journal::at_once(EventKind kind) const {
  Event event;
  event.kind = kind;
  event.time = clock_.wall_now();
  return event;
}

Event Journal::about(const Enquiry& enquiry, EventKind kind, wire::Operation operation) const {
  auto event = at_once(kind);
  event.question = enquiry.id;
  event.caller = enquiry.caller;
  event.operation = name_of(operation);
  event.duration = clock_.now() - enquiry.arrived;
  return event;
}

Event Journal::question(const Enquiry& enquiry, wire::Operation operation,
                        const wire::HamtaRequest& request) const {
  const auto& general = request.question.general;
  auto event = about(enquiry, EventKind::question, operation);
  event.organisation = general.ingivare.organisationsnummer.wire();
  event.handlaggare = without_person(general.ingivare.handlaggare, general.person);
  event.case_id = without_person(general.arendeidentitet, general.person);
  event.person = pseudonyms_.of(general.person.digits());
  event.sources = request.question.sources();
  return event;
}

}  // namespace provbank::aggregator
