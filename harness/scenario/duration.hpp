// Durations as people write them in scenarios: 7s, 300ms, 1.5s, 2min, 12h.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

namespace provbank::scenario {

/// Nothing when the text is no duration, has no unit, or is above a year. Exact to the nanosecond.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

}  // namespace provbank::scenario
