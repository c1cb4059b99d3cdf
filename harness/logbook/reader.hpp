// Reads a log by its mapping.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "harness/logbook/log.hpp"
#include "harness/logbook/mapping.hpp"

namespace provbank::logbook {

struct ReadLimits {
  std::size_t entries = 2'000'000;
  std::size_t line_bytes = 1U << 20U;
  std::size_t document_bytes = 256U << 20U;
  std::size_t inner = 1000;  // deviations within one entry
};

/// Adds what a file holds to the log. What cannot be understood becomes a fault; nothing is passed
/// over in silence. `skip`: so many of its first entries were there before and are left out.
/// The mapping must be one that `parse` gave.
void read(const Mapping& mapping, std::string_view content, const std::string& file, Log& log,
          std::size_t skip = 0, const ReadLimits& limits = {});

}  // namespace provbank::logbook
