#include "harness/world/parties.hpp"

#include <algorithm>

#include "harness/world/shs_place.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/task_group.hpp"
#include "reference-impl/aggregator/aggregator.hpp"
#include "reference-impl/bastjanst/bastjanst.hpp"
#include "reference-impl/eventlog/file_store.hpp"
#include "reference-impl/eventlog/keys.hpp"
#include "reference-impl/eventlog_postgres/postgres_store.hpp"
#include "reference-impl/shs/forward.hpp"
#include "reference-impl/shs_ldap/ldap_directory.hpp"

namespace provbank::world {
namespace {

using contract::Source;

const char* kLoopback = "127.0.0.1";

/// One base service with its server and the witness in front of it.
struct RunningSource {
  std::unique_ptr<bastjanst::Bastjanst> service;
  std::unique_ptr<net::HttpServer> server;
};

// Notes what comes and goes. A coroutine function, not a lambda: its arguments live in its frame.
net::awaitable<http::Response> witnessed(Source source, const net::HttpHandler& serve,
                                         evidence::Recorder& recorder,
                                         const PartiesOptions& options, http::Request request,
                                         const net::Peer& peer) {
  evidence::ExchangeStart start;
  start.leg = evidence::Leg::source;
  start.party = std::string(contract::code(source));
  start.source = source;
  if (peer.certificate) start.caller_organisation = peer.certificate->organisation_number;
  const std::size_t ticket = recorder.begin(std::move(start), request);
  http::Response response = co_await serve(std::move(request), peer);
  const auto* made =
      options.answers != nullptr ? options.answers->serve(source, response) : nullptr;
  if (made != nullptr) options.generated->emplace(recorder.id(ticket), described(*made));
  recorder.finish(ticket, response);
  co_return response;
}

const scenario::GivenSource* given_for(const PartiesOptions& options, Source source) {
  const auto found = std::find_if(options.given.begin(), options.given.end(),
                                  [source](const auto& given) { return given.source == source; });
  return found == options.given.end() ? nullptr : &*found;
}

bool keeps_keys(const Seams& seams, const PartiesOptions& options) {
  return seams.world == evidence::World::live && !options.driftspart_keys.empty();
}

/// The key that seals the log: from the seed in the simulated world.
eventlog::Sealer sealer_of(const Seams& seams, const chance::Rng& rng,
                           const PartiesOptions& options) {
  if (keeps_keys(seams, options)) {
    const auto folder = options.driftspart_keys / "sealing";
    if (!std::filesystem::exists(folder)) eventlog::make_key_folder(folder).value();
    return std::move(eventlog::open_key_folder(folder).value());
  }
  if (seams.world != evidence::World::simulated) {
    return eventlog::Sealer(eventlog::new_seal_key());
  }
  const auto number = chance::Rng(rng).fork("event-log-key").next();
  crypto::Sha256 digest;
  return eventlog::Sealer(
      {.seed = digest.of("simulated-world-" + std::to_string(number)), .seals = 0});
}

/// The key of the pseudonyms, likewise.
std::string pseudonym_key_of(const Seams& seams, const chance::Rng& rng,
                             const PartiesOptions& options) {
  if (keeps_keys(seams, options)) {
    const auto file = options.driftspart_keys / "pseudonym.key";
    if (!std::filesystem::exists(file)) eventlog::make_pseudonym_key(file).value();
    return std::move(eventlog::read_pseudonym_key(file).value());
  }
  constexpr std::size_t kKeyBytes = 32;
  return seams.world == evidence::World::simulated
             ? "simulated-world-" + std::to_string(chance::Rng(rng).fork("pseudonym").next())
             : crypto::random_bytes(kKeyBytes);
}

std::unique_ptr<aggregator::EventLog> open_log(const Seams& seams, const PartiesOptions& options,
                                               eventlog::Sealer sealer) {
  if (eventlog_postgres::is_target(options.event_log)) {
    auto store = eventlog_postgres::PostgresStore::open({.target = options.event_log});
    eventlog::StoredEventLog::Parts parts{
        .store = std::move(store.value()), .sealer = std::move(sealer), .clock = &seams.clock};
    return std::move(
        eventlog::StoredEventLog::on_thread(std::move(parts), seams.io.get_executor()).value());
  }
  const auto file = options.event_log.empty() ? options.driftspart_dir / kEventLogFile
                                              : std::filesystem::path(options.event_log);
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
  eventlog::FileLogOptions log{.store = {.file = file}, .sealer = std::move(sealer)};
  if (seams.world == evidence::World::simulated) {
    return std::move(eventlog::open_simulated_log(std::move(log), seams.clock).value());
  }
  // A bench's day is minutes long, and what is not sealed proves nothing yet.
  constexpr auto kLiveSealAfter = std::chrono::seconds(1);
  log.log.seal_after = kLiveSealAfter;
  return std::move(
      eventlog::open_file_log(std::move(log), seams.clock, seams.io.get_executor()).value());
}

}  // namespace

struct Parties::State {
  Seams seams;
  const Environment& environment;
  const TestPki& pki;
  evidence::Recorder& recorder;
  chance::Rng rng;
  PartiesOptions options;
  net::TaskGroup* running = nullptr;  // set while `run` is awaited
  std::map<Source, RunningSource> sources;
  std::vector<RunningSource> stopped;  // until the end: their last answers may still be under way
  std::map<Source, net::Endpoint> endpoints;
  std::vector<std::string> log_keys;
  std::unique_ptr<aggregator::EventLog> log;
  std::unique_ptr<net::Network> decorated_network;
  std::unique_ptr<aggregator::Aggregator> aggregator;
};

namespace {

RunningSource make_source(const Seams& seams, const Environment& environment,
                          evidence::Recorder& recorder, const chance::Rng& rng,
                          const scenario::GivenSource& given, const PartiesOptions& options,
                          std::unique_ptr<net::Listener> listener) {
  RunningSource running;
  running.service = std::make_unique<bastjanst::Bastjanst>(
      given.source, *environment.fixtures, seams.clock, rng.fork(contract::code(given.source)),
      given.behaviour);
  auto* service = running.service.get();
  net::HttpHandler serve = [service](http::Request request, const net::Peer& peer) {
    return service->handle(std::move(request), peer);
  };
  const Decorators& around = options.decorators;
  if (around.base_service) serve = around.base_service(given.source, std::move(serve));
  const Source source = given.source;
  net::HttpHandler handler = [source, serve = std::move(serve), &recorder, &options](
                                 http::Request request, const net::Peer& peer) {
    return witnessed(source, serve, recorder, options, std::move(request), peer);
  };
  if (around.calls) handler = around.calls(given.source, std::move(handler));
  running.server = std::make_unique<net::HttpServer>(std::move(listener), seams.clock,
                                                     std::move(handler), net::HttpServerOptions{});
  return running;
}

aggregator::AggregatorConfig aggregator_config(const Environment& environment, const TestPki& pki,
                                               const std::map<Source, net::Endpoint>& sources,
                                               const PartiesOptions& options) {
  aggregator::AggregatorConfig config;
  config.listen = {options.aggregator_host, options.aggregator_port};
  config.tls = {.credentials = pki.driftspart_server(),
                .client_ca_pem = pki.ca_pem() + options.also_trusted_pem};
  config.towards_sources = {
      .credentials = pki.driftspart_client(), .server_ca_pem = pki.ca_pem(), .server_name = {}};
  for (const auto& [source, endpoint] : sources) {
    config.sources[source] = {endpoint, source_name(source)};
  }
  config.levels = environment.levels;
  config.organisations = environment.organisations();
  config.connections = options.connections;
  config.published = environment.published;
  return config;
}

/// The one that was named. LDAP is asked in real time, and a simulated world's clock would jump
/// past every deadline while it waits.
std::shared_ptr<shs::Directory> shs_directory(const Seams& seams, const PartiesOptions& options) {
  if (seams.world == evidence::World::simulated && shs_ldap::is_ldap(options.shs_directory)) {
    throw ErrorException(fail(Errc::invalid, options.shs_directory +
                                                 ": a directory over LDAP is asked in real time; "
                                                 "in the simulated world it is a file"));
  }
  shs_ldap::Choice choice{.trust_anchors = options.shs_directory_ca,
                          .on_trouble = options.on_directory_trouble};
  return shs_ldap::directory_from(options.shs_directory, seams.clock, std::move(choice)).value();
}

}  // namespace

Parties::Parties(Seams seams, const Environment& environment, const TestPki& pki,
                 evidence::Recorder& recorder, const chance::Rng& rng,
                 const PartiesOptions& options)
    : state_(new State{.seams = seams,
                       .environment = environment,
                       .pki = pki,
                       .recorder = recorder,
                       .rng = rng,
                       .options = options,
                       .sources = {},
                       .stopped = {},
                       .endpoints = {},
                       .log_keys = {},
                       .log = {},
                       .decorated_network = {},
                       .aggregator = {}}) {
  if (!options.sources) state_->endpoints = options.source_places;
  for (const Source source : contract::kAllSources) {
    if (!options.sources) break;
    const scenario::GivenSource healthy{.source = source, .behaviour = {}, .certificate = "own"};
    const auto* given = given_for(options, source);
    if (given == nullptr) given = &healthy;
    net::ServerTls tls{.credentials = pki.source(source, given->certificate),
                       .client_ca_pem = pki.ca_pem()};
    const auto place = options.source_places.find(source);
    const auto where =
        place == options.source_places.end() ? net::Endpoint{kLoopback, 0} : place->second;
    auto listener = std::move(seams.network.listen(where, std::move(tls)).value());
    state_->endpoints[source] = listener->endpoint();
    if (!bastjanst::listens(given->behaviour)) {
      listener->close();  // the port was free and nobody listens on it now
      continue;
    }
    state_->sources[source] = make_source(seams, environment, recorder, rng, *given,
                                          state_->options, std::move(listener));
  }
  if (!options.aggregator) return;
  auto sealer = sealer_of(seams, rng, options);
  state_->log_keys = keeps_keys(seams, options)
                         ? eventlog::load_public_keys(options.driftspart_keys / "sealing").value()
                         : std::vector<std::string>{eventlog::public_key(sealer.key())};
  state_->log = open_log(seams, options, std::move(sealer));
  auto config = aggregator_config(environment, pki, state_->endpoints, options);
  config.pseudonym_key = pseudonym_key_of(seams, rng, options);
  aggregator::ShsSettings node{.rng = ids_of_messages(seams.world, rng, "shs")};
  node.agreements = environment.shs_agreements;
  node.directory = environment.shs_directory;
  node.mail_folder =
      options.mail_folder.empty() ? options.driftspart_dir / "shs" : options.mail_folder;
  config.shs = std::move(node);
  if (!options.shs_directory.empty()) config.shs->directory = shs_directory(seams, options);
  const Decorators& around = state_->options.decorators;
  config.around_service = around.door;
  if (around.configuration) around.configuration(config);
  if (around.event_log) state_->log = around.event_log(std::move(state_->log));
  if (around.network) state_->decorated_network = around.network(seams.network);
  net::Network& network = state_->decorated_network ? *state_->decorated_network : seams.network;
  if (config.shs) {
    config.shs->forward = shs::forward_over(
        network, seams.clock,
        {.credentials = pki.driftspart_client(), .server_ca_pem = pki.ca_pem(), .server_name = {}});
  }
  state_->aggregator = std::make_unique<aggregator::Aggregator>(
      network, seams.clock, *state_->log, environment.schemas, std::move(config));
}

Parties::~Parties() = default;

net::awaitable<void> Parties::run() {
  State& state = *state_;
  auto body = [&state](net::TaskGroup& group) -> net::awaitable<void> {
    state.running = &group;
    for (auto& [source, running] : state.sources) group.spawn(running.server->run());
    if (!state.aggregator) co_return;  // the sources serve until `stop`
    co_await state.aggregator->run();
    state.running = nullptr;
    for (auto& [source, running] : state.sources) running.server->stop();
  };
  co_await net::with_task_group(body);
}

void Parties::stop() {
  if (state_->aggregator) {
    state_->aggregator->stop();
    return;
  }
  for (auto& [source, running] : state_->sources) running.server->stop();
}

void Parties::stop_source(Source source) {
  const auto found = state_->sources.find(source);
  if (found == state_->sources.end()) return;
  found->second.server->stop();
  state_->stopped.push_back(std::move(found->second));
  state_->sources.erase(found);
}

bool Parties::start_source(Source source) {
  State& state = *state_;
  if (state.running == nullptr || state.sources.contains(source)) return false;
  net::ServerTls tls{.credentials = state.pki.source(source, "own"),
                     .client_ca_pem = state.pki.ca_pem()};
  auto listener = state.seams.network.listen(state.endpoints.at(source), std::move(tls));
  if (!listener) return false;
  const scenario::GivenSource healthy{.source = source, .behaviour = {}, .certificate = "own"};
  auto& running = state.sources[source] =
      make_source(state.seams, state.environment, state.recorder, state.rng, healthy, state.options,
                  std::move(*listener));
  state.running->spawn(running.server->run());
  return true;
}

const net::Endpoint& Parties::aggregator() const {
  return state_->aggregator->endpoint();
}
const std::string& Parties::aggregator_url() const {
  return state_->aggregator->url();
}
const std::vector<std::string>& Parties::event_log_keys() const {
  return state_->log_keys;
}
const std::map<Source, net::Endpoint>& Parties::sources() const {
  return state_->endpoints;
}

}  // namespace provbank::world
