// What may stand around the reference parties, so that one of them is seen to break the agreement.
// The parties know nothing of it: each seam takes what they are reached through and gives something
// else in its place.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "contract/source.hpp"
#include "harness/evidence/event_log.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::aggregator {
struct AggregatorConfig;
}  // namespace provbank::aggregator

namespace provbank::eventlog {
class EventLog;
}  // namespace provbank::eventlog

namespace provbank::kommun {
class Transport;
}  // namespace provbank::kommun

namespace provbank::world {

class TestPki;

/// One set a scenario; an empty seam leaves the party as it is. What is given must outlive the
/// parties.
struct Decorators {
  /// Around the aggregator's door: what comes and goes after TLS and HTTP, before the service. The
  /// witness of the kommun leg stands further out, so what is altered here is the aggregator's
  /// doing.
  std::function<net::HttpHandler(net::HttpHandler)> door;
  /// Between the aggregator and a source, at the aggregator's side of the witness: calls altered
  /// here are calls the aggregator made, and answers altered here are answers it misread.
  std::function<net::HttpHandler(contract::Source, net::HttpHandler)> calls;
  /// Around a base service, at its own side of the witness.
  std::function<net::HttpHandler(contract::Source, net::HttpHandler)> base_service;
  /// The HTTP server of a base service that is judged, as its operator set it up.
  std::function<void(net::HttpServerOptions&)> base_service_server;
  /// Around the event log.
  std::function<std::unique_ptr<eventlog::EventLog>(std::unique_ptr<eventlog::EventLog>)> event_log;
  /// Around the network as the aggregator sees it: whom it listens to and whom it trusts.
  std::function<std::unique_ptr<net::Network>(net::Network&)> network;
  /// Around what a kommun sends with, and around its own interface: what it shows its handläggare.
  std::function<std::unique_ptr<kommun::Transport>(std::unique_ptr<kommun::Transport>)> transport;
  std::function<net::HttpHandler(net::HttpHandler)> case_system;
  /// Around the connection under a kommun's SHS messages; nothing at the HTTP door.
  std::function<std::unique_ptr<kommun::Transport>(std::unique_ptr<kommun::Transport>)>
      shs_connection;
  /// Around the log in which a kommun's system records who asks.
  std::function<std::unique_ptr<eventlog::EventLog>(std::unique_ptr<eventlog::EventLog>)> history;
  /// Around the operator's own verification of its log: what it says of a copy, given what is
  /// right.
  std::function<bool(evidence::Tampering, bool)> log_verification;
  /// How long the log is kept, as its operator set it up.
  std::function<void(std::optional<time::Duration>&)> log_keeping;
  /// The aggregator as its operator set it up.
  std::function<void(aggregator::AggregatorConfig&)> configuration;
};

/// What a set of decorators is made from, for one scenario.
struct Scene {
  time::Clock& clock;
  const TestPki& pki;
  std::filesystem::path driftspart_dir;  // where the aggregator writes
};

using MakeDecorators = std::function<Decorators(const Scene&)>;

}  // namespace provbank::world
