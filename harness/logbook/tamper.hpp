// Copies of a log with something done to each that its owner's verification must find.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "harness/evidence/event_log.hpp"
#include "harness/logbook/log.hpp"

namespace provbank::logbook {

/// Fewer entries leave nothing in the middle to touch.
inline constexpr std::size_t kTamperEntriesMin = 3;

struct AlteredCopy {
  evidence::Tampering what{};
  std::size_t line = 0;
  std::string content;
  bool made = true;  // false: this log's form does not let it be done
};

/// The copy as it is, and one for each thing that can be done to it: an entry in the middle altered
/// by one character, removed, swapped with the next, written twice, and the last entry cut off.
/// Entries must stand on lines of their own, else only the first two can be made. `file` is the
/// content's number in the log. Empty for a log of too few entries.
std::vector<AlteredCopy> altered_copies(const Log& log, std::size_t file, std::string_view content);

}  // namespace provbank::logbook
