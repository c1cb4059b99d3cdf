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
  std::string contact{};  // whom to ask, as the plan gives it; may be empty
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
  std::string kommun;  // who asked; empty when the bench was the aggregator
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

/// A reviewer's decision: the check's verdict became another. Both stay visible.
struct Override {
  Verdict from{};
  Verdict to{};
  std::string by;  // a person's name
  std::string reason;
  std::string date;  // "2026-03-02"
};

/// A failure that somebody has taken upon themselves until a day. The verdict stays `fail`.
struct KnownFailure {
  std::string reason;
  std::string owner;
  std::string expires;  // the last day, "2026-06-30"
};

struct CheckEntry {
  std::string name;
  std::vector<std::string> clauses;
  std::string party;
  Outcome outcome;
  bool required = true;
  std::optional<Bilingual> note{};  // why it was not run, where the scenario's notes do not say it
  std::vector<Override> overrides{};  // in the order they were made
  std::optional<KnownFailure> known{};

  /// A failure that nobody has taken upon themselves.
  bool fails_anew() const { return outcome.verdict == Verdict::fail && !known; }
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
  bool required = true;     // false: every check of it is optional
  std::string reproduce{};  // the command that plays it again; empty: made of world, seed and id

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

/// A clause that no check can see, or not wholly, and who answers for that it is kept.
struct Attestation {
  struct File {
    std::string file;  // relative to the result
    std::string sha256;
  };
  std::string clause;
  std::string party;
  std::string by;         // a person's name
  std::string date;       // "2026-03-02"
  std::string statement;  // in the words of the one who attests
  std::vector<File> evidence{};
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
  std::vector<ClauseText> clause_texts;   // of every clause that is named anywhere below
  std::vector<Attestation> attestations;  // what the parties answer for themselves
  std::vector<InterpretationText> interpretation_texts;  // of every record that a verdict rests on
  std::vector<ScenarioEntry> scenarios;                  // sorted by id

  std::vector<Verdict> check_verdicts() const;
  Verdict verdict() const;
  /// As `evidence::exit_code`, but a known failure does not count as one, and an optional check
  /// that could not be tested leaves nothing unproven that had to be proven.
  int exit_code() const;
};

/// The document, valid against result-1.xsd. Clause verdicts and the summary are derived here.
/// `reproduce` lines name the scenario, seed and world. Throws ErrorException for a check that was
/// not run when nothing says why: a gap without a reason is worth as little as an empty green.
std::string to_xml(const RunResult& result);

}  // namespace provbank::evidence
