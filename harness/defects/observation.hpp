// What the checks said of one subject (a conforming party, a defect, a null party) over scenarios.
#pragma once
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/evidence/result.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/world/runner.hpp"

namespace provbank::defects {

/// One check in one scenario.
struct Seen {
  std::string scenario;
  std::string check;
  std::string party;  // that the verdict names
  evidence::Verdict verdict = evidence::Verdict::untestable;
  Bilingual finding;  // the first one, when it did not pass
  std::string expected;
  std::string received;

  bool red() const { return verdict == evidence::Verdict::fail; }
};

struct Observation {
  std::vector<Seen> seen;
  std::map<std::string, evidence::Verdict> scenarios;  // each as a whole
  std::string broken;                                  // why nothing could be observed; else empty
};

/// Plays the scenarios one after the other. `scratch` is written to and removed.
Observation observe(const world::Runner& runner, std::span<const scenario::Scenario> scenarios,
                    const world::MakeDecorators& decorate, const std::filesystem::path& scratch);

/// From one process to another.
std::string to_text(const Observation& observation);
Observation observation_from(const std::string& text);

}  // namespace provbank::defects
