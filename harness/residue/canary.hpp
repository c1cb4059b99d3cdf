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
  std::string log_clause{};                // that lets an event log hold it; empty: none does
};

/// "fältet Efternamn i svaret från CSN om anna"
Bilingual description(const Canary& canary);

}  // namespace provbank::residue
