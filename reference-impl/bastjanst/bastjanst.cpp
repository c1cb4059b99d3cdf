#include "reference-impl/bastjanst/bastjanst.hpp"

#include <fmt/format.h>

#include <utility>

#include "reference-impl/bastjanst/answering.hpp"
#include "reference-impl/bastjanst/misbehaving.hpp"

namespace provbank::bastjanst {

Bastjanst::Bastjanst(contract::Source source, const FixtureStore& fixtures, time::Clock& clock,
                     chance::Rng rng, Behaviour behaviour)
    : source_(source), fixtures_(fixtures), clock_(clock), rng_(rng), behaviour_(behaviour) {}

net::awaitable<http::Response> Bastjanst::handle(http::Request request, const net::Peer&) {
  const Behaviour behaviour = behaviour_;
  auto rng = rng_.fork(fmt::format("question {}", ++questions_));
  const bool sick = rng.uniform() < behaviour.share;
  const Duration latency = draw(behaviour.latency, rng);

  auto reply = reply_to(source_, fixtures_, request);
  auto response = misbehave(sick ? behaviour.fault : Misbehaviour::none, behaviour, source_,
                            fixtures_, std::move(reply));
  if (latency > Duration::zero()) co_await time::sleep_for(clock_, latency);
  co_return response;
}

}  // namespace provbank::bastjanst
