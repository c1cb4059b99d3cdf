// A value that must be gone when the answer has left.
#pragma once
#include <optional>
#include <string>

#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::residue {

struct Canary {
  std::string value;
  std::string field;                       // path or name of the field that held it
  std::string origin;                      // "question" or a source's code
  std::string question;                    // "q1"; empty: every question about the person
  std::string person;                      // the scenario's name
  std::string scenario;                    // empty: not of a scenario
  std::optional<time::WallTime> answered;  // when the answer had left
};

/// "fältet Efternamn i svaret från CSN om anna"
Bilingual description(const Canary& canary);

/// True for what an event log is there to hold: who asked, when and for which case (B3-5.3,
/// B3-6.1). Of the person and the answers it may hold nothing.
bool may_stand_in_event_log(const Canary& canary);

}  // namespace provbank::residue
