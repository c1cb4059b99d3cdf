// Whether the times of a log are those of the facts, by a clock whose offset is known.
#pragma once
#include <vector>

#include "harness/checks/cases.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/logbook/log.hpp"

namespace provbank::checks {

/// One entry and the question whose fact it tells, which was under way between those times.
struct LoggedFact {
  const Case* each;
  const logbook::Entry* entry;
  time::Duration started{};
  time::Duration finished{};
  bool begins = false;  // the first of the question's entries
};

struct ClockLimits {
  time::Duration within{};      // from the fact to its entry
  time::Duration ahead{};       // ... or from the entry until the question reaches the bench
  time::Duration offset_max{};  // between the log's clock and the bench's
  bool ordered = true;          // the log is to stand in the order of the facts
};

/// Judges the times of those facts, and the order of the log where it is to have one. Refers into
/// the evidence, whose event log it is.
void judge_clock(const evidence::Evidence& evidence, const std::vector<LoggedFact>& facts,
                 const ClockLimits& limits, Judgement& judgement);

}  // namespace provbank::checks
