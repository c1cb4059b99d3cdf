// Documents from a JSON Schema (draft 7, as much of it as LEFI uses).
#pragma once
#include <filesystem>
#include <string>

#include "harness/generate/cases.hpp"
#include "platform/base/result.hpp"

namespace provbank::generate {

/// All cases of the documents that the schema file describes. `unsupported` names the keyword.
Result<CaseSet> json_cases(std::string schema, const std::filesystem::path& file,
                           const Example& example);

}  // namespace provbank::generate
