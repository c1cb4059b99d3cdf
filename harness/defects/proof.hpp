// What the observations prove: which defect was caught by which check, and everything that is not
// as it must be. The rules stand in docs/decisions/prove.md.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/defects/defect.hpp"
#include "harness/defects/observation.hpp"

namespace provbank::defects {

enum class Trouble {
  conforming_red,     // a conforming party got something else than a pass
  no_conforming,      // no pass of a check was seen: nothing is known of what it demands
  bench_broke,        // the bench failed under a subject: its verdicts say nothing
  survived,           // a defect that no check caught
  vanished,           // a check that must go red stayed as it was
  undeclared,         // a check went red for a defect that it is not declared for
  stale,              // a check that is declared to go red too never did
  never_killed,       // a check that no defect is caught by
  null_scenario,      // a scenario passed against a null party
  null_check,         // a check passed against a null party without excuse
  null_excuse_stale,  // an excuse that is not used
  wrong_blame,        // a red verdict names a party that did nothing
  unknown_name        // a defect names a check or a clause that does not exist
};
std::string_view to_string(Trouble trouble);

struct Problem {
  Trouble trouble{};
  std::string subject;  // defect, null party, seed or scenario
  std::string check;    // may be empty
  Bilingual text;       // what is wrong, where, and what to do
};

/// How one check met one defect.
struct Kill {
  enum class As { expected, collateral, undeclared } as = As::expected;
  std::string check;
  std::size_t times = 0;  // in so many scenarios
  Seen first;
};

struct DefectRow {
  const Defect* defect = nullptr;
  std::vector<Kill> kills;  // in the catalogue's order
  bool caught = false;
};

struct NullRow {
  const NullParty* party = nullptr;
  std::map<std::string, std::size_t> passes;  // by check
  std::size_t scenarios = 0;
  std::size_t passed = 0;  // of them
};

struct CheckRow {
  const checks::CheckKind* kind = nullptr;
  std::size_t conforming = 0;  // passes for a conforming party
  std::vector<std::string> killed_by;
};

/// Red verdicts by who was at fault and who was named.
struct BlameRow {
  std::string guilty;    // driftspart, kommun, uppgiftslamnare or nobody
  std::size_t runs = 0;  // scenarios played with that party at fault
  std::map<std::string, std::size_t> blamed;
};

struct Proof {
  std::vector<CheckRow> checks;
  std::vector<DefectRow> defects;
  std::vector<NullRow> null_parties;
  std::vector<BlameRow> blame;
  std::vector<Problem> problems;
  std::size_t verdicts = 0;

  bool holds() const { return problems.empty(); }
};

/// All that was observed.
struct Material {
  std::span<const checks::CheckKind> catalogue;
  std::span<const Defect> defects;
  std::span<const NullParty> null_parties;
  std::vector<std::pair<std::string, Observation>> conforming;  // by what it was ("seed 1")
  std::vector<Observation> sick;  // a conforming aggregator among sources that the bench made sick
  std::map<std::string, Observation, std::less<>> of;  // by the id of defect or null party
  bool whole = true;  // false: only some defects were tried, so nothing is said of checks
};

Proof conclude(const Material& material);

/// The kind of party that a verdict names.
std::string blamed_kind(std::string_view party);

struct ProofHeading {
  std::string tool_version;
  std::string program;  // its SHA-256
  bool whole = true;
  std::string date;  // "2026-11-22"
  std::vector<std::uint64_t> seeds;
  std::size_t scenarios = 0;
};
/// The document, valid against prove-1.xsd.
std::string to_xml(const Proof& proof, const ProofHeading& heading);

}  // namespace provbank::defects
