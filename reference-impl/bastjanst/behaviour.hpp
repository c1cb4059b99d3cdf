// How a simulated service behaves, as data: how long it takes, and what it does wrong how often.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "platform/chance/rng.hpp"

namespace provbank::bastjanst {

using Duration = std::chrono::nanoseconds;

struct FixedDelay {
  Duration delay{};
  friend bool operator==(const FixedDelay&, const FixedDelay&) = default;
};
struct UniformDelay {
  Duration low{};
  Duration high{};
  friend bool operator==(const UniformDelay&, const UniformDelay&) = default;
};
struct LognormalDelay {  // p99 > median > 0
  Duration median{};
  Duration p99{};
  friend bool operator==(const LognormalDelay&, const LognormalDelay&) = default;
};
struct ExponentialDelay {
  Duration mean{};
  friend bool operator==(const ExponentialDelay&, const ExponentialDelay&) = default;
};

/// The time between the last byte of a question and the first of its answer; none: at once.
using Latency =
    std::variant<std::monostate, FixedDelay, UniformDelay, LognormalDelay, ExponentialDelay>;

Duration draw(const Latency& latency, chance::Rng& rng);

/// The ways of being sick. Each spoils exactly one thing; what it does not name is as in health.
enum class Misbehaviour {
  none,
  no_answer,           // reads the question, keeps the connection, says nothing
  connection_refused,  // nobody listens. The owner of the service closes its listener (see
                       // `listens`)
  reset,               // the connection is torn down inside the answer
  http_500,            // status 500 with a plain text body
  soap_fault,          // a SOAP fault of the source's own contract; FK: 500 with LefiFelsvar
  schema_invalid,      // well-formed, about the right person, breaks the schema in one point
  wrong_person,        // a valid answer about another person
  oversized,           // a valid answer that white space has blown up
  dribble,             // a valid answer, a few bytes at a time
  truncated_body,      // the length is right but the document inside ends too early
  not_xml,             // status 200 with bytes that are neither XML nor JSON
  empty                // status 200 without a body
};

/// Every misbehaviour but `none`, in order.
std::span<const Misbehaviour> all_misbehaviours();

/// The names of the scenario language: "no-answer", "soap-fault" ...
std::string_view to_string(Misbehaviour misbehaviour);
std::optional<Misbehaviour> parse_misbehaviour(std::string_view name);

struct Behaviour {
  Latency latency;
  Misbehaviour fault = Misbehaviour::none;
  /// Share of the questions that meet the fault, 0 to 1, drawn per question. Not for
  /// `connection_refused`, which holds for all or none.
  double share = 1.0;
  /// `reset`: so many bytes of the answer go out first; nothing: half of the answer's body.
  std::optional<std::size_t> reset_after_bytes;
  std::size_t oversized_bytes = 6U << 20U;  // `oversized`: at least so large a body
  std::size_t dribble_bytes = 8;            // `dribble`: so many bytes ...
  Duration dribble_interval = std::chrono::milliseconds(250);  // ... every so often

  friend bool operator==(const Behaviour&, const Behaviour&) = default;
};

/// False when the owner must not listen at all: `connection_refused`.
bool listens(const Behaviour& behaviour);

}  // namespace provbank::bastjanst
