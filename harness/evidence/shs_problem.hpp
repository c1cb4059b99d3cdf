// What is wrong with SHS bytes, as the judge tells it.
#pragma once
#include <string>
#include <vector>

#include "harness/evidence/finding.hpp"

namespace provbank::evidence {

/// `warning`: against the rules, and every reader takes it nevertheless.
struct ShsProblem {
  Severity severity = Severity::error;
  Bilingual what;  // one sentence; quotes nothing of a data part
  std::string expected;
  std::string received;
  std::size_t line = 0;  // of the HTTP body, from 1
  std::string xpath{};
  bool taken = false;  // an error in what one writes that nodes in use take from others
};
using ShsProblems = std::vector<ShsProblem>;

}  // namespace provbank::evidence
