// JSON text into nlohmann values, with the limits held before anything is built.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/json/schema.hpp"

namespace provbank::json {

using Value = nlohmann::json;

/// A number without a fraction becomes an integer however it is written (1.0, 1e2), as JSON Schema
/// sees it.
/// (Value converts from nearly everything, so a Result of one is built with `in_place_value`.)
Result<Value> parse(std::string_view text, const JsonLimits& limits);

/// One step of a JSON pointer (RFC 6901): "a/b" becomes "/a~1b".
std::string pointer_step(std::string_view name);

}  // namespace provbank::json
