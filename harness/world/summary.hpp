// From evidence to what a report shows of the questions: outcomes, timelines, answer times.
#pragma once
#include "harness/evidence/evidence.hpp"
#include "harness/evidence/result.hpp"

namespace provbank::world {

/// So many questions are described in full; the answer times of all are kept as samples.
inline constexpr std::size_t kQuestionsInFull = 40;

/// Fills in the questions, their number, and the answer times.
void describe_questions(const evidence::Evidence& evidence, evidence::ScenarioEntry& entry);

}  // namespace provbank::world
