#include "reference-impl/bastjanst/behaviour.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace provbank::bastjanst {

namespace {

using enum Misbehaviour;

constexpr std::array kMisbehaviours = {no_answer,  connection_refused, reset,        http_500,
                                       soap_fault, schema_invalid,     wrong_person, oversized,
                                       dribble,    truncated_body,     not_xml,      empty};

constexpr std::array<std::pair<Misbehaviour, std::string_view>, 13> kNames = {{
    {none, "none"},
    {no_answer, "no-answer"},
    {connection_refused, "connection-refused"},
    {reset, "reset"},
    {http_500, "http-500"},
    {soap_fault, "soap-fault"},
    {schema_invalid, "schema-invalid"},
    {wrong_person, "wrong-person"},
    {oversized, "oversized"},
    {dribble, "dribble"},
    {truncated_body, "truncated-body"},
    {not_xml, "not-xml"},
    {empty, "empty"},
}};

struct Draw {
  chance::Rng& rng;

  Duration operator()(std::monostate) const { return {}; }
  Duration operator()(const FixedDelay& fixed) const { return fixed.delay; }
  Duration operator()(const UniformDelay& range) const {
    return rng.between(range.low, range.high);
  }
  Duration operator()(const LognormalDelay& shape) const {
    return rng.lognormal(shape.median, shape.p99);
  }
  Duration operator()(const ExponentialDelay& shape) const { return rng.exponential(shape.mean); }
};

}  // namespace

Duration draw(const Latency& latency, chance::Rng& rng) {
  return std::visit(Draw{rng}, latency);
}

std::span<const Misbehaviour> all_misbehaviours() {
  return kMisbehaviours;
}

std::string_view to_string(Misbehaviour misbehaviour) {
  const auto found =
      std::ranges::find(kNames, misbehaviour, [](const auto& row) { return row.first; });
  return found->second;  // the table names every enumerator
}

std::optional<Misbehaviour> parse_misbehaviour(std::string_view name) {
  const auto found = std::ranges::find(kNames, name, [](const auto& row) { return row.second; });
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

bool listens(const Behaviour& behaviour) {
  return behaviour.fault != Misbehaviour::connection_refused;
}

}  // namespace provbank::bastjanst
