// Third stage: one call per source and person, all at the same time, each under its own deadline.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "contract/question.hpp"
#include "contract/schema_catalogue.hpp"
#include "platform/net/http_client.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/aggregator/aggregator.hpp"
#include "reference-impl/aggregator/deadline_keeper.hpp"
#include "reference-impl/wire/sources.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::aggregator {

/// What came of one call. `failure` is set exactly when `result` is an error.
struct SourceReport {
  contract::SourceResult result;
  std::optional<wire::SourceFailure> failure;
  time::Duration duration{};
};

/// One report for exactly each source that the question asks.
using SourceReports = std::map<contract::Source, SourceReport>;

class FanOut {
 public:
  /// `network`, `clock`, `schemas` and `config` must outlive the fan-out.
  FanOut(net::Network& network, time::Clock& clock, const contract::SchemaCatalogue& schemas,
         const AggregatorConfig& config);

  /// Asks for every person at once; reports come in the order of the questions. `questions` and
  /// `ticket` outlive the call. A call that is still waiting when the ticket's time is out is
  /// cancelled and reported as a time-out.
  awaitable<std::vector<SourceReports>> ask(std::span<const wire::HamtaRequest> questions,
                                            DeadlineKeeper::Ticket& ticket);

  /// Calls every source's own test. `anropad` is true when the source answered at all.
  awaitable<std::map<contract::Source, contract::PingResult>> ping(wire::PingCaller caller);

  /// Closes the idle connections.
  void hang_up();

 private:
  awaitable<void> ask_one(contract::Source source, const contract::Question& question,
                          DeadlineKeeper::Ticket& ticket, SourceReport& report);
  awaitable<wire::SourceOutcome<contract::SourceData>> call(contract::Source source,
                                                            const contract::Question& question,
                                                            DeadlineKeeper::Ticket& ticket);
  awaitable<void> patience(DeadlineKeeper::Ticket& ticket);
  awaitable<void> ping_one(contract::Source source, const wire::PingCaller& caller,
                           contract::PingResult& result);

  time::Clock& clock_;
  const contract::SchemaCatalogue& schemas_;
  const time::Duration ping_time_;
  std::map<contract::Source, std::unique_ptr<net::HttpClient>> clients_;
};

}  // namespace provbank::aggregator
