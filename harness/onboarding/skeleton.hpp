// An empty dossier with instructions, to be filled in.
#pragma once
#include <filesystem>
#include <string>

#include "contract/organisations.hpp"
#include "harness/onboarding/steps.hpp"
#include "platform/base/result.hpp"

namespace provbank::onboarding {

/// dossier.xml with every step as a comment, in order, in Swedish and English. Valid as it is, and
/// judged as nothing done yet. The existing parties come from the register.
std::string skeleton(Kind kind, const contract::Organisations& organisations);

/// Writes it into `folder`. `invalid` when a dossier is there already: nothing is overwritten.
Result<void> write_skeleton(const std::filesystem::path& folder, Kind kind,
                            const contract::Organisations& organisations);

}  // namespace provbank::onboarding
