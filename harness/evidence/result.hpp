// result.xml as a value: what one run claims, ready to be written (urn:provbank:result:1).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contract/source.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/evidence/finding.hpp"

namespace provbank::evidence {

struct PartyEntry {
  std::string id;
  std::string kind;  // driftspart, kommun, uppgiftslamnare
  std::string name;
};

struct SourceCall {
  contract::Source source{};
  std::string person;  // only in a question about several
  std::optional<time::Duration> started;
  std::optional<time::Duration> duration;
  bool delivered = false;
  std::string kalla;  // with an error
  std::string felkod;
  std::string exchange;
};

/// One question as the report shows it.
struct QuestionEntry {
  std::string id;
  std::string kommun;
  std::vector<std::string> persons;
  contract::SourceSet sources;
  time::Duration started{};
  time::Duration duration{};
  std::string outcome;  // answered, partial, fault, refused, no-answer, tls-rejected, ping
  std::optional<int> http_status;
  std::string fault_code;
  std::string exchange;
  std::optional<time::Duration> limit_early;
  std::optional<time::Duration> limit_late;
  std::vector<SourceCall> calls;
};

struct Samples {
  std::string name;
  std::vector<time::Duration> values;  // ascending
  std::optional<time::Duration> limit_early;
  std::optional<time::Duration> limit_late;
};

struct CheckEntry {
  std::string name;
  std::vector<std::string> clauses;
  std::string party;
  Outcome outcome;
};

struct ScenarioEntry {
  std::string id;
  std::string role;
  World world = World::simulated;
  std::string file;
  Bilingual title;
  std::vector<std::string> clauses;
  std::vector<Bilingual> notes;
  std::vector<QuestionEntry> questions;  // a bounded number
  std::size_t questions_asked = 0;
  std::vector<Samples> samples;
  std::vector<CheckEntry> checks;
  time::Duration duration{};
  std::size_t exchanges = 0;

  Verdict verdict() const;
};

struct ClauseText {
  std::string id;
  Bilingual summary;
  std::vector<std::string> attested;  // what stands under it that no check can see
};

/// An interpretation record that some verdict rests on.
struct InterpretationText {
  struct Reading {
    std::string id;
    Bilingual meaning;
    bool chosen = false;
  };
  std::string id;
  Bilingual title;
  std::vector<Reading> readings;
  Bilingual why;
};

/// The proof that the checks of the same program can fail a party (`provbank prove`).
struct ProofEntry {
  std::string program;  // SHA-256 of the program that was proven: this one
  std::string date;
  std::size_t checks = 0;
  std::size_t defects = 0;
};

struct RunResult {
  std::string tool_version;
  World world = World::simulated;
  std::uint64_t seed = 0;
  time::WallTime started{};
  std::string plan;
  std::string role;
  std::vector<PartyEntry> parties;
  std::optional<ProofEntry> proof;
  std::vector<ClauseText> clause_texts;  // of every clause that is named anywhere below
  std::vector<InterpretationText> interpretation_texts;  // of every record that a verdict rests on
  std::vector<ScenarioEntry> scenarios;                  // sorted by id

  std::vector<Verdict> check_verdicts() const;
  Verdict verdict() const;
  int exit_code() const;
};

/// The document, valid against result-1.xsd. Clause verdicts and the summary are derived here.
/// `reproduce` lines name the scenario, seed and world.
std::string to_xml(const RunResult& result);

}  // namespace provbank::evidence
