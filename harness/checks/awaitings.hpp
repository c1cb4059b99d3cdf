// What a kommun under test was made to do, for the checks that judge it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/checks/cases.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/evidence/awaited.hpp"

namespace provbank::checks {

/// The deeds of step `of`, or all; the judgement is hindered when there are none, when one could
/// not be brought about, and when no question came of it.
std::vector<const evidence::Awaited*> awaited(const evidence::Evidence& evidence,
                                              const std::string& of, Judgement& judgement);

/// The questions that came for it, the first and its repeats, each with the answer that the bench
/// gave.
std::vector<Case> questions_of(const evidence::Evidence& evidence,
                               const evidence::Awaited& awaited);

/// One question that a kommun under test sent, read from its bytes.
struct ReadQuestion {
  Case received;
  QuestionBytes bytes;
};

/// Every question of step `of` (or all) that can be read. Those that cannot are no matter of these
/// checks but of valid-question; when none can the judgement is hindered.
std::vector<ReadQuestion> read_received(const evidence::Evidence& evidence, const std::string& of,
                                        Judgement& judgement);

/// The questions that came for no deed, whatever their step.
std::vector<ReadQuestion> read_unbidden(const evidence::Evidence& evidence);

/// The deed that the question came for; null when it came unbidden.
const evidence::Awaited* deed_of(const evidence::Evidence& evidence,
                                 const evidence::AskedQuestion& question);

}  // namespace provbank::checks
