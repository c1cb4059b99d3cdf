// What went over the wires, as the bench itself saw it at its own ends.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/source.hpp"
#include "platform/base/result.hpp"
#include "platform/http/message.hpp"
#include "platform/time/clock.hpp"

namespace provbank::evidence {

/// Between a kommun and the aggregator, or between the aggregator and a source. A question through
/// the SHS door is on two legs: `kommun` holds the SOAP that travelled, `shs` what travelled on the
/// wire.
enum class Leg { kommun, source, shs };
std::string_view to_string(Leg leg);

/// One HTTP exchange. Times are of the world's clock, from the start of the scenario. Bodies are
/// the bytes that crossed the wire.
struct Exchange {
  std::string id;  // "e1", "e2" ... in the order they began
  Leg leg = Leg::kommun;
  std::string party;  // the id of the party at the bench's side: a kommun's id or a source's code
  std::optional<contract::Source> source;  // on the source leg
  std::string question;                    // kommun leg: the question it carried ("q7")
  http::Request request;
  std::optional<http::Response> response;  // absent when none came (see failure)
  std::optional<Error> failure;            // how the connection or the exchange failed
  time::Duration started{};
  time::Duration finished{};
  bool complete = false;  // the whole response was sent or received
  std::optional<std::string>
      caller_organisation;  // source leg: organisation number in the caller's certificate
};

}  // namespace provbank::evidence
