#include "reference-impl/aggregator/fan_out.hpp"

#include <utility>

#include "platform/base/wipe.hpp"
#include "platform/net/task_group.hpp"
#include "platform/net/with_timeout.hpp"
#include "reference-impl/aggregator/source_answer.hpp"

namespace provbank::aggregator {

using contract::FaultCode;
using contract::Kalla;
using contract::PingResult;
using contract::Source;
using contract::SourceData;
using wire::SourceFailure;
using wire::SourceOutcome;

FanOut::FanOut(net::Network& network, time::Clock& clock, const contract::SchemaCatalogue& schemas,
               const AggregatorConfig& config)
    : clock_(clock), schemas_(schemas), ping_time_(config.tuning.ping_time) {
  net::HttpClientOptions options;
  options.limits = config.limits;
  options.limits.body_bytes = config.tuning.source_answer_bytes;
  options.idle_connections = config.tuning.idle_connections_per_source;
  options.idle_time = config.tuning.idle_connection_time;
  for (const auto& [source, address] : config.sources) {
    auto tls = config.towards_sources;
    tls.server_name = address.server_name;
    clients_.emplace(source, std::make_unique<net::HttpClient>(network, clock, address.endpoint,
                                                               std::move(tls), options));
  }
}

void FanOut::hang_up() {
  for (const auto& [source, client] : clients_) client->close_idle();
}

awaitable<std::vector<SourceReports>> FanOut::ask(std::span<const wire::HamtaRequest> questions,
                                                  DeadlineKeeper::Ticket& ticket) {
  std::vector<SourceReports> reports(questions.size());
  const auto ask_all = [&](net::TaskGroup& group) -> awaitable<void> {
    for (std::size_t person = 0; person < questions.size(); ++person) {
      const auto& question = questions[person].question;
      for (const Source source : question.sources().in_order()) {
        group.spawn(ask_one(source, question, ticket, reports[person][source]));
      }
    }
    co_return;
  };
  co_await net::with_task_group(ask_all);
  co_return reports;
}

awaitable<void> FanOut::ask_one(Source source, const contract::Question& question,
                                DeadlineKeeper::Ticket& ticket, SourceReport& report) {
  const auto asked = clock_.now();
  auto outcome = co_await call(source, question, ticket);
  report.duration = clock_.now() - asked;
  if (outcome) {
    report.result = std::move(*outcome);
    co_return;
  }
  report.failure = outcome.error();
  report.result = contract::make_source_error(outcome.error().kalla, outcome.error().code);
}

awaitable<SourceOutcome<SourceData>> FanOut::call(Source source, const contract::Question& question,
                                                  DeadlineKeeper::Ticket& ticket) {
  auto request = write_source_question(source, question, schemas_);
  if (!request) co_return request.error();
  const auto client = clients_.find(source);
  if (client == clients_.end()) {
    co_return SourceFailure{Kalla::ssbt, FaultCode::source_unreachable, "no address"};
  }
  auto response =
      co_await net::with_timeout(client->second->send(std::move(*request)), patience(ticket));
  if (!response)
    co_return SourceFailure{Kalla::ssbt, FaultCode::source_timeout, "no answer in time"};
  if (!*response) co_return failure_of(response->error());
  const WipeOnExit forget((*response)->body);
  co_return read_source_answer(source, **response, question, schemas_);
}

/// Returns when it is time to give up.
awaitable<void> FanOut::patience(DeadlineKeeper::Ticket& ticket) {
  co_await clock_.sleep_until(ticket.early());
  if (ticket.may_go_on()) co_await clock_.sleep_until(ticket.late());
}

awaitable<std::map<Source, PingResult>> FanOut::ping(wire::PingCaller caller) {
  std::map<Source, PingResult> results;
  const auto ping_all = [&](net::TaskGroup& group) -> awaitable<void> {
    for (const Source source : contract::kAllSources) {
      group.spawn(ping_one(source, caller, results[source]));
    }
    co_return;
  };
  co_await net::with_task_group(ping_all);
  co_return results;
}

awaitable<void> FanOut::ping_one(Source source, const wire::PingCaller& caller,
                                 PingResult& result) {
  const auto client = clients_.find(source);
  if (client == clients_.end()) {
    result.error = contract::make_source_error(Kalla::ssbt, FaultCode::source_unreachable);
    co_return;
  }
  auto request = wire::encode_source_ping(source, caller);
  auto response = co_await net::with_deadline(client->second->send(std::move(request)), clock_,
                                              clock_.now() + ping_time_);
  if (!response) {
    result.error = contract::make_source_error(Kalla::ssbt, FaultCode::source_timeout);
  } else if (!*response) {
    const auto failure = failure_of(response->error());
    result.error = contract::make_source_error(failure.kalla, failure.code);
  } else {
    result = wire::decode_source_ping(source, **response);
  }
}

}  // namespace provbank::aggregator
