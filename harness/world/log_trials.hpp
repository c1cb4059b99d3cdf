// What is tried with the event log of a party from outside: its own verification on altered copies,
// and its address without credentials. Only what the plan allows.
#pragma once
#include <filesystem>

#include "harness/certify/certification.hpp"
#include "harness/evidence/evidence.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::world {

/// On the real clock. `folder` receives the copies and is removed afterwards. All referred to must
/// outlive the call.
net::awaitable<void> try_verification(const certify::Certification& party,
                                      const logbook::Mapping& mapping, std::filesystem::path folder,
                                      time::Clock& clock, evidence::EventLogSeen& seen);

/// Asks the log's address as nobody.
net::awaitable<void> try_address(const certify::Certification& party,
                                 const logbook::Mapping& mapping, net::Network& network,
                                 time::Clock& clock, evidence::EventLogSeen& seen);

}  // namespace provbank::world
