#include "harness/scenario/duration.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace provbank::scenario {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kLongest = std::chrono::hours(24 * 366);

// Longer units first where one ends in another.
constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> kUnits = {{
    {"min", 60'000'000'000},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"ns", 1},
    {"s", 1'000'000'000},
    {"h", 3'600'000'000'000},
}};

}  // namespace

std::optional<nanoseconds> parse_duration(std::string_view text) {
  for (const auto& [unit, scale] : kUnits) {
    if (!text.ends_with(unit)) continue;
    const std::string_view number = text.substr(0, text.size() - unit.size());
    std::int64_t total = 0;
    std::int64_t place = scale;  // of the digit to come; shrinks behind the decimal point
    bool fraction = false;
    bool digits = false;
    for (const char c : number) {
      if (c == '.' && !fraction && digits) {
        fraction = true;
        continue;
      }
      if (c < '0' || c > '9') return std::nullopt;
      digits = true;
      if (fraction) {
        place /= 10;
        total += (c - '0') * place;
      } else {
        total = total * 10 + (c - '0') * scale;
      }
      if (total > kLongest.count()) return std::nullopt;
    }
    if (!digits || number.ends_with('.')) return std::nullopt;
    return nanoseconds(total);
  }
  return std::nullopt;
}

}  // namespace provbank::scenario
