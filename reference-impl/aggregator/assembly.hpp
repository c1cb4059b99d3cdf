// Fourth stage: what came from the sources, put together into the bytes of one answer.
#pragma once
#include <string>
#include <vector>

#include "reference-impl/aggregator/fan_out.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::aggregator {

/// The answer to `request` (not a ping), with its envelope. Takes the results out of `reports`,
/// which are in the order of the questions, and wipes what it copied. The question comes back in
/// `fraga` where it asked to.
std::string assemble(const wire::IncomingRequest& request, std::vector<SourceReports>& reports);

}  // namespace provbank::aggregator
