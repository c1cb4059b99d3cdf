// The reference aggregator: Driftsparten's part of SSBTEK, contract v10.
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "contract/connections.hpp"
#include "contract/organisations.hpp"
#include "contract/schema_catalogue.hpp"
#include "contract/service_levels.hpp"
#include "contract/shs.hpp"
#include "contract/source.hpp"
#include "platform/chance/rng.hpp"
#include "platform/http/message.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/aggregator/description.hpp"
#include "reference-impl/aggregator/event_log.hpp"
#include "reference-impl/shs/agreements.hpp"
#include "reference-impl/shs/directory.hpp"
#include "reference-impl/shs/node.hpp"

namespace provbank::aggregator {

/// Where a base service listens, and the name its certificate must carry.
struct SourceAddress {
  net::Endpoint endpoint;
  std::string server_name;
};

/// The door of B4-2.1, where questions arrive as SHS messages. The product types are ours to choose
/// and to change.
struct ShsSettings {
  std::string base{contract::kShsBase};  // {base}/rs and {base}/ds
  std::string node_id = "ssbtek";
  std::string product_production{contract::kShsQuestion};
  std::string product_test{contract::kShsQuestionTest};
  std::shared_ptr<const shs::Agreements> agreements{};  // and the product types
  std::shared_ptr<shs::Directory> directory{};
  std::filesystem::path mail_folder{};  // where asynchronous answers wait, encrypted
  time::Duration mail_kept = std::chrono::days(1);
  chance::Rng rng;  // for the ids of its messages
  /// Sends to other nodes; empty: answers wait here until they are fetched.
  std::function<awaitable<Result<http::Response>>(std::string url, std::string message)> forward{};
  /// What may stand around the service behind the node; empty: nothing.
  std::function<shs::LocalService(shs::LocalService)> around_service{};
};

/// What the agreement leaves to the operator. The figures of the agreement itself are
/// `ServiceLevels`.
struct Tuning {
  /// Kept back from each answer time for putting together, logging and sending.
  time::Duration reply_reserve = std::chrono::milliseconds(300);
  /// How much of the allowed share of late answers the deadline keeper uses. Less than all, so that
  /// a measurement over a sample of the questions also comes out on the right side.
  double late_allowance_used = 0.75;
  /// Over how many of the latest questions that share is counted.
  std::size_t late_window = 1000;
  /// How long a ping waits for each source's own test.
  time::Duration ping_time = std::chrono::seconds(5);
  /// The largest answer taken from a source.
  std::size_t source_answer_bytes = 4U << 20U;
  /// Connections kept open towards each source.
  std::size_t idle_connections_per_source = 32;
  time::Duration idle_connection_time = std::chrono::seconds(30);
};

struct AggregatorConfig {
  net::Endpoint listen;
  net::ServerTls tls;
  net::ClientTls towards_sources;  // `server_name` is taken from each source's address instead
  std::map<contract::Source, SourceAddress> sources;
  contract::ServiceLevels levels;
  contract::Organisations organisations;
  std::shared_ptr<const contract::Connections> connections;  // null: as the organisations say
  std::shared_ptr<const PublishedFiles> published;
  std::string pseudonym_key;         // for the event log; not empty; keep it apart from the log
  http::Limits limits;               // towards kommuner
  std::optional<ShsSettings> shs{};  // none: that door is closed
  std::string
      public_url;  // "https://host:port" as clients reach it; empty: https:// and the endpoint
  Tuning tuning;
  /// What stands between the HTTP server and both doors, and sees every request and response that
  /// is whole; empty: nothing.
  std::function<net::HttpHandler(net::HttpHandler)> around_service;
};

/// Serves the SHS node where there is one, and POST /ssbtek/v10 (both operations and our question
/// about several persons), GET /ssbtek/v10?wsdl and GET /ssbtek/v10/schemas/<file>. Everything runs
/// on the executor on which `run` is awaited, which must be single-threaded; `network`, `clock` and
/// `log` must outlive the aggregator.
class Aggregator {
 public:
  /// Listens at once, so that `endpoint` is known before `run`. Throws ErrorException when it
  /// cannot.
  Aggregator(net::Network& network, time::Clock& clock, EventLog& log,
             std::shared_ptr<const contract::SchemaCatalogue> schemas, AggregatorConfig config);
  ~Aggregator();
  Aggregator(const Aggregator&) = delete;
  Aggregator& operator=(const Aggregator&) = delete;

  /// Serves until `stop` was called and the last question is answered. Throws ErrorException when
  /// the log does not take the first event (without a log nothing may be answered) or the last.
  net::awaitable<void> run();

  /// Graceful: questions under way are answered, new ones are not taken.
  void stop();

  const net::Endpoint& endpoint() const;
  /// "https://host:port/ssbtek/v10"
  const std::string& url() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provbank::aggregator
