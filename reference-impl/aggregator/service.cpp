#include "reference-impl/aggregator/service.hpp"

#include <fmt/format.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "platform/base/wipe.hpp"
#include "reference-impl/aggregator/assembly.hpp"
#include "reference-impl/aggregator/purge.hpp"
#include "reference-impl/aggregator/questions_of.hpp"

namespace provbank::aggregator {

using contract::FaultCode;

namespace {

/// When a caller may try again after a stop: about what it takes to start again.
constexpr std::chrono::seconds kRestartTime{10};

Capacity::Limits capacity_of(const contract::ServiceLevels& levels) {
  return {.concurrent_max = levels.concurrent_max, .per_second = levels.questions_per_second};
}

DeadlineKeeper::Settings keeper_of(const Tuning& tuning) {
  return {.reply_reserve = tuning.reply_reserve,
          .late_allowance_used = tuning.late_allowance_used,
          .late_window = tuning.late_window};
}

/// When a caller may try again while nothing can be logged: somebody has to make room.
constexpr std::chrono::seconds kLogRetryTime{30};

Refusal refusal(FaultCode code, wire::Operation operation) {
  Refusal made;
  made.code = code;
  made.operation = operation;
  return made;
}

/// Nothing is done that is not on record (B3-6.1).
Refusal unlogged(wire::Operation operation) {
  auto made = refusal(FaultCode::log_unavailable, operation);
  made.retry_after = kLogRetryTime;
  return made;
}

/// For a ping there is no ingivare; for persons asked about together it is the same for all.
Applicant applicant_of(const wire::IncomingRequest& request,
                       const std::optional<crypto::Certificate>& caller) {
  Applicant applicant{.certificate = caller, .operation = operation_of(request)};
  const auto questions = questions_of(request);
  if (!questions.empty()) {
    applicant.ingivare = &questions.front().question.general.ingivare.organisationsnummer;
    applicant.persons = questions.size();
  }
  return applicant;
}

bool is_cancellation(const boost::system::system_error& error) {
  return error.code() == boost::asio::error::operation_aborted;
}

}  // namespace

Service::Service(net::Network& network, time::Clock& clock, EventLog& log,
                 const contract::SchemaCatalogue& schemas, const AggregatorConfig& config)
    : clock_(clock),
      log_(log),
      capacity_(capacity_of(config.levels), clock.now()),
      admission_(config.organisations, capacity_, config.connections),
      keeper_(config.levels, keeper_of(config.tuning)),
      fan_out_(network, clock, schemas, config),
      journal_(clock, Pseudonyms(config.pseudonym_key)),
      id_prefix_(time::to_iso8601(clock.wall_now())) {}

awaitable<OrRefusal<std::string>> Service::answer(Visit visit) {
  const auto enquiry = begin(visit);
  try {
    co_return co_await let_in(visit, enquiry);
  } catch (const boost::system::system_error& error) {
    if (is_cancellation(error)) throw;
  } catch (const std::exception&) {
    // What it says may quote what was being worked on; that it happened is logged below.
  }
  const auto ours = refusal(FaultCode::internal, wire::Operation::hamta);
  co_return co_await refuse(enquiry, ours, nullptr);
}

Enquiry Service::begin(const Visit& visit) {
  const auto caller = caller_of(visit.caller);
  return Enquiry{.id = fmt::format("{}-{}", id_prefix_, ++enquiries_),
                 .caller = caller ? caller->wire() : std::string(),
                 .arrived = visit.arrived};
}

awaitable<OrRefusal<std::string>> Service::let_in(const Visit& visit, const Enquiry& enquiry) {
  auto read = visit.read();
  if (!read) co_return co_await refuse(enquiry, read.error(), nullptr);
  const PurgeOnExit forget(*read);
  const wire::IncomingRequest& incoming = *read;
  const auto operation = operation_of(incoming);
  if (stopping_) {
    auto closing = refusal(FaultCode::shutting_down, operation);
    closing.retry_after = kRestartTime;
    co_return co_await refuse(enquiry, closing, &incoming);
  }
  if (const auto log = co_await log_.check(); !log) {
    // Before anybody is asked: to handle a person's data and leave no trace would be worse.
    co_return co_await refuse(enquiry, unlogged(operation), &incoming);
  }
  auto admitted = admission_.admit(applicant_of(incoming, visit.caller), enquiry.arrived);
  if (!admitted) co_return co_await refuse(enquiry, admitted.error(), &incoming);
  if (operation == wire::Operation::testa) co_return co_await ping(enquiry, *admitted->asker);
  co_return co_await ask(enquiry, incoming);
}

awaitable<OrRefusal<std::string>> Service::ask(const Enquiry& enquiry,
                                               const wire::IncomingRequest& request) {
  const auto questions = questions_of(request);
  auto ticket = keeper_.start(questions.size(), enquiry.arrived);
  auto reports = co_await fan_out_.ask(questions, ticket);
  const PurgeOnExit forget(reports);
  auto soap = assemble(request, reports);
  auto events = journal_.answered(enquiry, request, reports, ticket.is_late(clock_.now()));
  const auto logged = co_await log_.append(std::move(events));
  if (!logged) {
    wipe(soap);
    co_return unlogged(operation_of(request));
  }
  ticket.finish(clock_.now());
  co_return std::move(soap);
}

awaitable<OrRefusal<std::string>> Service::ping(const Enquiry& enquiry,
                                                const contract::Kommun& asker) {
  const auto today = std::chrono::floor<std::chrono::days>(clock_.wall_now());
  wire::PingCaller caller;
  caller.organisation = asker.organisationsnummer;
  caller.namn = asker.namn;
  caller.aktorsid = asker.aktorsid;
  caller.day = std::chrono::year_month_day(today);
  const auto results = co_await fan_out_.ping(std::move(caller));
  auto events = journal_.pinged(enquiry, results);
  const auto logged = co_await log_.append(std::move(events));
  if (!logged) co_return unlogged(wire::Operation::testa);
  co_return wire::encode_ping_answer(results);
}

awaitable<Refusal> Service::refuse(const Enquiry& enquiry, const Refusal& refused,
                                   const wire::IncomingRequest* request) {
  auto events = journal_.refused(enquiry, refused, request);
  const auto logged = co_await log_.append(std::move(events));
  if (!logged) co_return unlogged(refused.operation);
  co_return refused;
}

}  // namespace provbank::aggregator
