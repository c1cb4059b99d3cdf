#include "reference-impl/aggregator/aggregator.hpp"

#include <optional>
#include <utility>

#include "platform/net/event.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/task_group.hpp"
#include "reference-impl/aggregator/http_door.hpp"
#include "reference-impl/aggregator/intake.hpp"
#include "reference-impl/aggregator/reply.hpp"
#include "reference-impl/aggregator/service.hpp"
#include "reference-impl/aggregator/shs_door.hpp"

namespace provbank::aggregator {

namespace {

/// Carries what the server noticed outside any request to the event log. Bounded: in a flood of
/// broken connections the newest event stands for those that found no room.
class IncidentDesk {
 public:
  static constexpr std::size_t kWaitingMax = 1000;

  explicit IncidentDesk(const asio::any_io_executor& executor) : arrived_(executor) {}

  void report(Event incident) {
    if (waiting_.size() == kWaitingMax) {
      incident.count = waiting_.back().count + 1;
      waiting_.back() = std::move(incident);
      return;
    }
    waiting_.push_back(std::move(incident));
    arrived_.notify();
  }

  void close() {
    closed_ = true;
    arrived_.notify();
  }

  /// Runs until closed and empty.
  awaitable<void> run(EventLog& log) {
    while (!closed_ || !waiting_.empty()) {
      if (waiting_.empty()) {
        co_await arrived_.wait();
        continue;
      }
      // A log that does not take these will not take the next question's events either, and then
      // the one who asks is told.
      auto batch = std::exchange(waiting_, {});
      const auto logged = co_await log.append(std::move(batch));
      static_cast<void>(logged);
    }
  }

 private:
  std::vector<Event> waiting_;
  bool closed_ = false;
  net::Event arrived_;
};

std::string url_of(const AggregatorConfig& config, const net::Endpoint& endpoint) {
  const auto base =
      config.public_url.empty() ? "https://" + net::to_string(endpoint) : config.public_url;
  return base + std::string(kServicePath);
}

}  // namespace

struct Aggregator::State {
  State(net::Network& network, time::Clock& clock_, EventLog& log_,
        std::shared_ptr<const contract::SchemaCatalogue> schemas_, AggregatorConfig config_,
        std::unique_ptr<net::Listener> listener)
      : log(log_),
        schemas(std::move(schemas_)),
        config(std::move(config_)),
        url(url_of(config, listener->endpoint())),
        intake(*schemas),
        service(network, clock_, log, *schemas, config),
        http_door(service, intake, clock_, Description::create(config.published, url).value()),
        server(std::move(listener), clock_, handler(), options()) {
    if (config.shs) shs_door.emplace(service, intake, log, clock_, config);
  }

  net::HttpHandler handler() {
    net::HttpHandler serve = [this](http::Request request, const net::Peer& peer) {
      if (shs_door && shs_door->serves(request.target))
        return shs_door->handle(std::move(request), peer);
      return http_door.handle(std::move(request), peer);
    };
    return config.around_service ? config.around_service(std::move(serve)) : serve;
  }

  net::HttpServerOptions options() {
    net::HttpServerOptions made;
    made.limits = config.limits;
    made.on_incident = [this](const net::ServerIncident& incident) {
      if (desk) desk->report(service.journal().noticed(incident));
    };
    made.on_bad_request = [](int status, const Error&) { return reply_to_broken_http(status); };
    return made;
  }

  awaitable<void> run() {
    desk.emplace(co_await asio::this_coro::executor);
    std::vector<Event> first{service.journal().started()};
    const auto begun = co_await log.append(std::move(first));
    if (!begun) throw ErrorException(begun.error());
    const auto serve = [this](net::TaskGroup& group) -> awaitable<void> {
      group.spawn(desk->run(log));
      if (shs_door) group.spawn(shs_door->run());
      co_await server.run();
      if (shs_door) shs_door->stop();
      desk->close();
    };
    co_await net::with_task_group(serve);
    service.hang_up();
    std::vector<Event> last{service.journal().stopped()};
    const auto ended = co_await log.append(std::move(last));
    if (!ended) throw ErrorException(ended.error());
    const auto sealed = co_await log.seal();
    if (!sealed) throw ErrorException(sealed.error());
  }

  EventLog& log;
  std::shared_ptr<const contract::SchemaCatalogue> schemas;
  AggregatorConfig config;
  std::string url;
  std::optional<IncidentDesk> desk;  // while running
  Intake intake;
  Service service;
  HttpDoor http_door;
  std::optional<ShsDoor> shs_door;
  net::HttpServer server;
};

Aggregator::Aggregator(net::Network& network, time::Clock& clock, EventLog& log,
                       std::shared_ptr<const contract::SchemaCatalogue> schemas,
                       AggregatorConfig config) {
  if (config.pseudonym_key.empty()) {
    throw ErrorException(fail(Errc::invalid, "aggregator: pseudonyms need a key"));
  }
  if (!config.published) {
    throw ErrorException(fail(Errc::invalid, "aggregator: no files to publish"));
  }
  auto listener = network.listen(config.listen, config.tls).value();
  state_ = std::make_unique<State>(network, clock, log, std::move(schemas), std::move(config),
                                   std::move(listener));
}

Aggregator::~Aggregator() = default;

net::awaitable<void> Aggregator::run() {
  return state_->run();
}

void Aggregator::stop() {
  state_->service.stop();
  state_->server.stop();
}

const net::Endpoint& Aggregator::endpoint() const {
  return state_->server.endpoint();
}

const std::string& Aggregator::url() const {
  return state_->url;
}

}  // namespace provbank::aggregator
