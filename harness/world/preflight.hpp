// Tries a plan without judging anybody: addresses, certificates, clocks, places to look. What is
// wrong here is the configuration's fault and never becomes a verdict about the party.
#pragma once
#include <filesystem>
#include <vector>

#include "harness/certify/certification.hpp"
#include "harness/world/environment.hpp"
#include "platform/net/network.hpp"
#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::world {

struct Trial {
  enum class State { fine, doubtful, wrong };
  State state = State::fine;
  Bilingual what;    // "certifikatet pki/driftspart/own.pem gäller till 2027-01-01"
  Bilingual advice;  // what to change; empty when fine
};

/// In the order in which a person would mend things. Connects to the party once for each thing it
/// tries; asks nothing about any person.
net::awaitable<std::vector<Trial>> preflight(const certify::Certification& party,
                                             const Environment& environment, net::Network& network,
                                             time::Clock& clock);

}  // namespace provbank::world
