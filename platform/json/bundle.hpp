// A JSON Schema and the files it refers to, as one document that can be compiled without reading
// anything more.
#pragma once
#include <filesystem>

#include "platform/json/parse.hpp"

namespace provbank::json {

/// Our names for the keywords that we check ourselves.
inline constexpr const char* kFormatKeyword = "provbank:format";
inline constexpr const char* kPatternKeyword = "provbank:pattern";

/// Every `$ref` in the result points inside it ("#/provbank:files/1/definitions/Belopp"); `format`
/// and `pattern` carry our names. Errors as JsonSchema::load.
Result<Value> bundle(const std::filesystem::path& file);

}  // namespace provbank::json
