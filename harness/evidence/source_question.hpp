// What the bench asked a base service in the aggregator's place.
#pragma once
#include <optional>
#include <string>

#include "contract/person_identity.hpp"
#include "contract/question.hpp"
#include "contract/source.hpp"
#include "platform/base/result.hpp"
#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::evidence {

/// A right question, one that was altered before it was sent, the source's own test, or bytes that
/// no aggregator would send.
enum class SourceAsking { question, altered, test, raw };

/// One thing the bench sent to a base service, and when it came to an end. Its exchange is on the
/// source leg, with the bench as the one that calls.
struct SourceQuestion {
  std::string id;    // "s1"
  std::string step;  // the scenario step's id, may be empty
  SourceAsking kind = SourceAsking::question;
  contract::Source source{};
  std::string slot;    // the person by its meaning (scenario/slots.hpp); empty in a test
  std::string person;  // its twelve digits as sent: a broken number is nobody's identity
  std::optional<contract::Period> period;  // asked about, where the source's contract carries one
  std::string case_id;
  std::string handlaggare;
  std::string certificate;  // "own", "expired", "unknown-ca", "none" ...
  time::Duration started{};
  time::Duration finished{};
  std::string exchange;  // empty for what was never sent
  std::optional<Error> failure;
  std::size_t connections = 0;    // raw: how many connections were opened ...
  std::size_t ended_by_peer = 0;  // ... and how many the peer ended
  /// Why it could not be asked at all: a person that the plan does not name, a limit it sets.
  std::optional<Bilingual> not_asked;
};

}  // namespace provbank::evidence
