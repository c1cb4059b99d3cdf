#include "harness/world/reference_parties.hpp"

#include "harness/world/shs_place.hpp"
#include "platform/crypto/encoding.hpp"
#include "reference-impl/eventlog/file_store.hpp"

namespace provbank::world {
namespace {

using namespace std::chrono_literals;

// A coroutine function, not a lambda: its arguments live in its frame.
net::awaitable<http::Response> past_gate(const bastjanst::Gate& gate, bastjanst::Bastjanst& service,
                                         http::Request request, const net::Peer& peer) {
  if (auto refusal = gate.turned_away(request, peer)) co_return *std::move(refusal);
  co_return co_await service.handle(std::move(request), peer);
}

/// The same over the operator's SHS node.
std::unique_ptr<kommun::Transport> through_shs(const ReferenceGround& ground,
                                               std::unique_ptr<kommun::Transport> connection,
                                               scenario::Door door, const Decorators& decorators) {
  using Mode = kommun::ShsTransport::Mode;
  constexpr int kResends = 2;
  const auto& organisations = ground.environment.organisations();
  const auto& kommun = *organisations.kommun(std::string_view(ReferenceKommun::kId));
  if (decorators.shs_connection) connection = decorators.shs_connection(std::move(connection));
  return std::make_unique<kommun::ShsTransport>(
      std::move(connection), ground.seams.clock,
      contract::Calendar::create(ground.environment.levels.opening_hours).value(),
      ids_of_messages(ground.seams.world, ground.rng, "shs-kommun"),
      shs_identity(organisations, kommun), door == scenario::Door::shs ? Mode::synch : Mode::asynch,
      kommun::ShsPatience{.resends = kResends});
}

std::unique_ptr<kommun::Transport> transport_to(const ReferenceGround& ground,
                                                const ServicePlace& service, scenario::Door door,
                                                const Decorators& decorators) {
  auto tls = client_tls(ground.pki, ReferenceKommun::kId, "own", "");
  tls.server_name = service.server_name;
  if (!service.trust_pem.empty()) tls.server_ca_pem = service.trust_pem;
  std::unique_ptr<kommun::Transport> transport;
  if (ground.seams.world == evidence::World::live) {
    transport = std::make_unique<kommun::CurlTransport>(service.endpoint, std::move(tls));
  } else {
    transport = std::make_unique<kommun::StreamTransport>(ground.seams.network, ground.seams.clock,
                                                          service.endpoint, std::move(tls));
  }
  if (door != scenario::Door::http)
    transport = through_shs(ground, std::move(transport), door, decorators);
  if (decorators.transport) return decorators.transport(std::move(transport));
  return transport;
}

std::unique_ptr<eventlog::EventLog> history_in(const ReferenceGround& ground,
                                               const std::filesystem::path& folder,
                                               const Decorators& decorators) {
  std::filesystem::create_directories(folder);
  eventlog::FileLogOptions options{.store = {.file = folder / kEventLogFile}};
  auto log = ground.seams.world == evidence::World::simulated
                 ? eventlog::open_simulated_log(std::move(options), ground.seams.clock)
                 : eventlog::open_file_log(std::move(options), ground.seams.clock,
                                           ground.seams.io.get_executor());
  auto made = std::move(log.value());
  if (decorators.history) return decorators.history(std::move(made));
  return made;
}

eventlog::Pseudonyms pseudonyms_for(const ReferenceGround& ground) {
  constexpr std::size_t kKeyBytes = 32;
  if (ground.seams.world != evidence::World::simulated)
    return eventlog::Pseudonyms(crypto::random_bytes(kKeyBytes));
  const auto number = chance::Rng(ground.rng).fork("history-pseudonym").next();
  return eventlog::Pseudonyms("simulated-world-" + std::to_string(number));
}

}  // namespace

ReferenceSource::ReferenceSource(const ReferenceGround& ground, contract::Source source,
                                 net::Endpoint where, const Decorators& decorators)
    : service_(source, *ground.environment.fixtures, ground.seams.clock,
               ground.rng.fork(contract::code(source))),
      gate_(source, ground.environment.schemas, ground.environment.organisations().driftspart) {
  net::ServerTls tls{.credentials = ground.pki.source(source, "own"),
                     .client_ca_pem = ground.pki.ca_pem()};
  auto listener = std::move(ground.seams.network.listen(where, std::move(tls)).value());
  net::HttpHandler handler = [this](http::Request request, const net::Peer& peer) {
    return past_gate(gate_, service_, std::move(request), peer);
  };
  if (decorators.base_service) handler = decorators.base_service(source, std::move(handler));
  net::HttpServerOptions options;
  if (decorators.base_service_server) decorators.base_service_server(options);
  server_ = std::make_unique<net::HttpServer>(std::move(listener), ground.seams.clock,
                                              std::move(handler), std::move(options));
}

ReferenceKommun::ReferenceKommun(const ReferenceGround& ground, const ServicePlace& service,
                                 scenario::Door door, net::Endpoint where,
                                 const std::filesystem::path& folder, const Decorators& decorators)
    : transport_(transport_to(ground, service, door, decorators)),
      history_(history_in(ground, folder, decorators)),
      system_(*ground.environment.organisations().kommun(std::string_view(kId)), *transport_,
              ground.seams.clock, service.target,
              kommun::History{*history_, pseudonyms_for(ground)}) {
  net::HttpHandler handler = [this](http::Request request, const net::Peer& peer) {
    return system_.handle(std::move(request), peer);
  };
  if (decorators.case_system) handler = decorators.case_system(std::move(handler));
  auto listener = std::move(ground.seams.network.listen(where, std::nullopt).value());
  server_ = std::make_unique<net::HttpServer>(std::move(listener), ground.seams.clock,
                                              std::move(handler), net::HttpServerOptions{});
}

certify::Certification ReferenceKommun::described(const net::Endpoint& interface) {
  certify::Certification party;
  party.role = certify::Role::kommun;
  party.party = kId;
  certify::Request act;
  act.method = "POST";
  act.endpoint = interface;
  act.target = "/fragor";
  act.timeout = 5min;
  act.body = R"({"person": "{person}", "arende": "{case}", "kallor": {source-list}, )"
             R"("from": "{from}", "tom": "{tom}"})";
  party.act = act;
  certify::Request look;
  look.method = "GET";
  look.endpoint = interface;
  look.target = "/arenden/{case}";
  look.timeout = 10s;
  certify::Show show;
  show.deed = look;
  using As = certify::Reading::As;
  show.of_source = certify::Reading{As::json_pointer,
                                    "/kallor/{source}/visar",
                                    {{"found", {"uppgifter"}},
                                     {"nothing", {"inga uppgifter"}},
                                     {"failed", {"kunde inte hämtas"}}}};
  show.of_whole = certify::Reading{
      As::json_pointer, "/status", {{"answered", {"besvarad"}}, {"failed", {"misslyckades"}}}};
  party.show = show;
  return party;
}

ReferenceParty::ReferenceParty(const ReferenceGround& ground, evidence::Recorder& recorder,
                               const certify::Certification& party,
                               const std::filesystem::path& folder) {
  switch (party.role) {
    case certify::Role::driftspart: {
      PartiesOptions options{.given = {}, .driftspart_dir = folder};
      // Beside the folder, which whoever judges may look into.
      options.driftspart_keys = (folder / "").lexically_normal().parent_path();
      options.driftspart_keys += "-nycklar";
      options.sources = false;
      options.source_places = party.sources;
      options.aggregator_host = party.address->endpoint.host;
      options.aggregator_port = party.address->endpoint.port;
      aggregator_ = std::make_unique<Parties>(ground.seams, ground.environment, ground.pki,
                                              recorder, ground.rng, options);
      return;
    }
    case certify::Role::uppgiftslamnare:
      source_ = std::make_unique<ReferenceSource>(ground, *party.source, party.address->endpoint,
                                                  Decorators{});
      return;
    case certify::Role::kommun: {
      const auto* act = party.act ? std::get_if<certify::Request>(&*party.act) : nullptr;
      if (act == nullptr) {
        throw ErrorException(
            fail(Errc::unsupported,
                 "the reference kommun acts on requests: the plan's act must be one"));
      }
      ServicePlace service{.endpoint = *party.aggregator};
      kommun_ = std::make_unique<ReferenceKommun>(ground, service, party.door, act->endpoint,
                                                  folder, Decorators{});
      return;
    }
  }
}

ReferenceParty::~ReferenceParty() = default;

net::awaitable<void> ReferenceParty::run() {
  if (aggregator_) return aggregator_->run();
  if (source_) return source_->run();
  return kommun_->run();
}

void ReferenceParty::stop() {
  if (aggregator_) aggregator_->stop();
  if (source_) source_->stop();
  if (kommun_) kommun_->stop();
}

net::Endpoint ReferenceParty::endpoint() const {
  if (aggregator_) return aggregator_->aggregator();
  if (source_) return source_->endpoint();
  return kommun_->endpoint();
}

}  // namespace provbank::world
