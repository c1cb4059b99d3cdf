// The reference parties that can be judged from outside: a base service and a kommun's system, each
// on a place of its own. (The third, the aggregator, stands in parties.hpp.)
#pragma once
#include <filesystem>
#include <memory>

#include "harness/certify/certification.hpp"
#include "harness/world/decorators.hpp"
#include "harness/world/environment.hpp"
#include "harness/world/parties.hpp"
#include "harness/world/player.hpp"
#include "harness/world/test_pki.hpp"
#include "platform/net/http_server.hpp"
#include "reference-impl/bastjanst/bastjanst.hpp"
#include "reference-impl/bastjanst/gate.hpp"
#include "reference-impl/kommun/case_system.hpp"

namespace provbank::world {

/// What every one of them is built from; all referred to must outlive it.
struct ReferenceGround {
  Seams seams;
  const Environment& environment;
  const TestPki& pki;
  const chance::Rng& rng;
};

/// A base service that answers the operator alone. Listens when constructed; throws ErrorException
/// when it cannot.
class ReferenceSource {
 public:
  ReferenceSource(const ReferenceGround& ground, contract::Source source, net::Endpoint where,
                  const Decorators& decorators);

  const net::Endpoint& endpoint() const { return server_->endpoint(); }
  net::awaitable<void> run() { return server_->run(); }
  void stop() { server_->stop(); }

 private:
  bastjanst::Bastjanst service_;
  bastjanst::Gate gate_;
  std::unique_ptr<net::HttpServer> server_;
};

/// A case system with an interface of its own, in the place of Exempelkommun.
class ReferenceKommun {
 public:
  static constexpr const char* kId = "exempelkommun";

  /// Asks the aggregator at `service` through that door; its own interface (plain HTTP) listens at
  /// `where`. Who asks is recorded in an event log in `folder`.
  ReferenceKommun(const ReferenceGround& ground, const ServicePlace& service, scenario::Door door,
                  net::Endpoint where, const std::filesystem::path& folder,
                  const Decorators& decorators);

  const net::Endpoint& endpoint() const { return server_->endpoint(); }
  net::awaitable<void> run() { return server_->run(); }
  void stop() { server_->stop(); }

  /// How it is made to act and is looked at: over its own interface, as any other would be.
  static certify::Certification described(const net::Endpoint& interface);

 private:
  std::unique_ptr<kommun::Transport> transport_;
  std::unique_ptr<eventlog::EventLog> history_;
  kommun::CaseSystem system_;
  std::unique_ptr<net::HttpServer> server_;
};

/// The reference party that a plan describes, on the place that it names, as somebody else's would
/// stand there: for trying a plan, and for showing an outsider's way. Live only.
class ReferenceParty {
 public:
  /// `folder` is where an aggregator or a kommun's system writes its event log. Throws
  /// ErrorException.
  ReferenceParty(const ReferenceGround& ground, evidence::Recorder& recorder,
                 const certify::Certification& party, const std::filesystem::path& folder);
  ~ReferenceParty();

  /// Serves until `stop`.
  net::awaitable<void> run();
  void stop();
  /// Where it listens.
  net::Endpoint endpoint() const;

 private:
  std::unique_ptr<Parties> aggregator_;
  std::unique_ptr<ReferenceSource> source_;
  std::unique_ptr<ReferenceKommun> kommun_;
};

}  // namespace provbank::world
