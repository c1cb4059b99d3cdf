// What a check says: a verdict with its claim, figures and findings.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/evidence/verdict.hpp"
#include "platform/text/language.hpp"

namespace provbank::evidence {

enum class Severity { error, warning, info };

/// A place in the evidence: an exchange, or a file that a party wrote.
struct Where {
  std::string exchange;
  std::string file;
  std::size_t line = 0;  // 0: none
  std::string xpath;
  std::size_t column = 0;  // 0: none
};

struct Finding {
  Severity severity = Severity::error;
  std::string question;  // may be empty
  Bilingual message;     // one sentence: what is wrong
  std::string expected;
  std::string received;
  std::vector<Where> where;
};

struct Measured {
  std::string name;  // NMTOKEN
  double value = 0;
  std::string unit;  // "ns", "share", "questions" ...
  std::optional<double> limit;
};

/// An unclear place of the agreements that the verdict rests on: which reading was taken, and what
/// the verdict would have been under each of the others.
struct RestsOn {
  struct Other {
    std::string reading;
    Verdict verdict{};
  };
  std::string interpretation;  // "T-svarstidens-slut", in contract/interpretations.xml
  std::string reading;         // "a"
  std::vector<Other> others;
};

/// The outcome of one check. `claim` is the sentence that is true when the verdict is pass.
struct Outcome {
  Verdict verdict = Verdict::untestable;
  Bilingual claim;
  std::vector<Measured> measured;
  std::vector<Finding> findings;
  std::vector<RestsOn> rests_on;
};

}  // namespace provbank::evidence
