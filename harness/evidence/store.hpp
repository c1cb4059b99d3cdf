// The evidence folder of one scenario:
//   exchanges.har    every exchange, with times
//   bodies/          the bodies, byte for byte: e7-request.xml, e7-response.xml ... A scenario with
//   very many
//                    exchanges keeps them in the archive alone (see har.hpp)
//   shown/           role kommun: what the party showed after each deed (a1.txt), and what a person
//                    attached to an answer (a1-<name>)
//   files/           what the parties wrote while the scenario ran (put there by the runner)
#pragma once
#include <filesystem>

#include "harness/evidence/evidence.hpp"

namespace provbank::evidence {

/// Throws ErrorException when the disk does not take it: a verdict without its evidence is worth
/// nothing.
void store(const Evidence& evidence, time::WallTime zero, const std::filesystem::path& folder);

}  // namespace provbank::evidence
