#include "reference-impl/bastjanst/gate.hpp"

#include <utility>

#include "reference-impl/wire/sources.hpp"

namespace provbank::bastjanst {
namespace {

using contract::Source;

constexpr int kNotAQuestion = 400;
constexpr int kNotTheOperator = 403;

http::Response refusal(Source source, int status, const char* why) {
  return wire::encode_source_fault(source, {status, why});
}

bool follows_schema(Source source, const wire::SourceAsk& ask,
                    const contract::SchemaCatalogue& schemas) {
  const auto valid = source == Source::fk ? schemas.lefi_fraga().validate(ask.payload)
                                          : schemas.source(source).validate(ask.payload);
  return static_cast<bool>(valid);
}

}  // namespace

Gate::Gate(Source source, std::shared_ptr<const contract::SchemaCatalogue> schemas,
           contract::OrganisationNumber driftspart)
    : source_(source), schemas_(std::move(schemas)), driftspart_(std::move(driftspart)) {}

std::optional<http::Response> Gate::turned_away(const http::Request& request,
                                                const net::Peer& peer) const {
  if (!peer.certificate || peer.certificate->organisation_number != driftspart_.wire())
    return refusal(source_, kNotTheOperator, "Den som anropar får inte fråga");
  const auto ask = wire::decode_source_request(source_, request);
  if (!ask) return std::nullopt;  // the service says itself what it cannot read
  if (!ask->payload.empty() && !follows_schema(source_, *ask, *schemas_))
    return refusal(source_, kNotAQuestion, "Frågan följer inte sitt schema");
  if (!ask->ping && !ask->identity)
    return refusal(source_, kNotAQuestion, "Frågan gäller inget nummer som kan vara någons");
  return std::nullopt;
}

}  // namespace provbank::bastjanst
