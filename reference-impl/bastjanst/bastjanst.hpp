// One simulated base service (Bastjänst): decodes the question in its own contract, answers from
// the fixtures, and is as slow or as sick as it is told to be.
#pragma once
#include <cstdint>
#include <string>

#include "contract/source.hpp"
#include "platform/chance/rng.hpp"
#include "platform/http/message.hpp"
#include "platform/net/byte_stream.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/bastjanst/behaviour.hpp"
#include "reference-impl/bastjanst/fixture_store.hpp"

namespace provbank::bastjanst {

/// An HTTP handler. What it is told of chance depends on the generator and the number of the
/// question alone, so the same questions in the same order meet the same fate. `fixtures` and
/// `clock` outlive it.
///
/// A question it cannot take gets what the source's contract says: a SOAP fault (500), or for FK
/// 400 (bad input, no group asked for, a period over two years), 403 (an actor that is no known
/// kommun's) or 404 (another version than v9) with LefiFelsvar. Tests (`GET ?wsdl`, AF's Test=true,
/// FK's tillgangligaInformationstyper) meet the same behaviour as questions.
///
/// Periods: payments outside the asked period are left out by SO (Utbetalningsdatum) and FK
/// (payment dates); FK also leaves out what belongs to groups that were not asked for. The other
/// sources answer whole.
class Bastjanst {
 public:
  Bastjanst(contract::Source source, const FixtureStore& fixtures, time::Clock& clock,
            chance::Rng rng, Behaviour behaviour = {});
  Bastjanst(const Bastjanst&) = delete;
  Bastjanst& operator=(const Bastjanst&) = delete;

  net::awaitable<http::Response> handle(http::Request request, const net::Peer& peer);

  /// Holds for questions that arrive from now on.
  void set_behaviour(Behaviour behaviour) { behaviour_ = behaviour; }
  const Behaviour& behaviour() const { return behaviour_; }
  contract::Source source() const { return source_; }

 private:
  contract::Source source_;
  const FixtureStore& fixtures_;
  time::Clock& clock_;
  chance::Rng rng_;
  Behaviour behaviour_;
  std::uint64_t questions_ = 0;
};

}  // namespace provbank::bastjanst
