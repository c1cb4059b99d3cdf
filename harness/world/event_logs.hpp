// A party's event log on its way to the judge: read by its mapping, with its rights.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>

#include "harness/evidence/evidence.hpp"
#include "harness/logbook/mapping.hpp"

namespace provbank::world {

/// Nothing when the file is not there.
std::optional<evidence::FileRights> rights_of(const std::filesystem::path& file);

/// Whose event log is judged, where one is: the operator's, or that of the kommun that is judged.
const std::string& keeper_of_log(const evidence::Evidence& evidence);

/// Fills `evidence.event_log` from those of its files that are event logs of that party's.
void read_event_log(evidence::Evidence& evidence, std::shared_ptr<const logbook::Mapping> mapping);

}  // namespace provbank::world
