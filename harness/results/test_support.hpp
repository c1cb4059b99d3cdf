// Results to test with.
#pragma once
#include <fmt/format.h>

#include <filesystem>

#include "harness/evidence/result.hpp"
#include "platform/xml/document.hpp"

namespace provbank::results {

namespace fs = std::filesystem;

inline const fs::path kData = PROVBANK_DATA_DIR;
inline const xml::Namespaces kNs = {{"r", "urn:provbank:result:1"}};

inline evidence::CheckEntry check(std::string name, evidence::Verdict verdict) {
  evidence::CheckEntry entry;
  entry.name = std::move(name);
  entry.clauses = {"B4-3.7.1"};
  entry.party = "driftspart";
  entry.outcome.verdict = verdict;
  entry.outcome.claim = {"Svaret är oförändrat.", "The answer is unchanged."};
  return entry;
}

/// One scenario with a check that passes and one that fails.
inline evidence::RunResult sample() {
  using namespace std::chrono_literals;
  evidence::RunResult result;
  result.tool_version = "1";
  result.seed = 7;
  result.plan = "embedded";
  result.role = "driftspart";
  result.parties = {{"driftspart", "driftspart", "Driftsparten"}};
  result.clause_texts = {{"B4-3.7.1", {"Svarstid", "Answer time"}, {}}};
  evidence::ScenarioEntry scenario;
  scenario.id = "DP-1";
  scenario.role = "driftspart";
  scenario.file = "driftspart/DP-1.xml";
  scenario.title = {"Titel", "Title"};
  scenario.clauses = {"B4-3.7.1"};
  scenario.samples.push_back({"answer-time", {1ms, 2ms}, 7s, 12s});
  evidence::CheckEntry bad = check("faithful", evidence::Verdict::fail);
  bad.outcome.findings.push_back(
      {.severity = evidence::Severity::error,
       .question = "q1",
       .message = {"Ett fordon saknas.", "A vehicle is missing."},
       .expected = "2 fordon",
       .received = "1 fordon",
       .where = {{.exchange = "e1", .file = {}, .line = 3, .xpath = "/a", .column = 9}}});
  scenario.checks = {check("answered-within", evidence::Verdict::pass), bad};
  result.scenarios = {scenario};
  return result;
}

/// The same with every element that a result can hold.
inline evidence::RunResult sample_with_everything() {
  using namespace std::chrono_literals;
  evidence::RunResult result = sample();
  result.started = time::WallTime(1'772'438'400s + 250ms);
  result.parties.push_back({"exempelkommun", "kommun", "Exempelkommun", "e-post@exempel.invalid"});
  result.proof = evidence::ProofEntry{std::string(64, 'b'), "2026-11-20", 12, 150};
  result.clause_texts[0].attested = {"B4-3.7.1/x"};
  result.attestations = {{"B4-3.7.1",
                          "driftspart",
                          "Bo Intygare",
                          "2026-11-01",
                          "Vi mäter själva.",
                          {{"intyg.txt", std::string(64, 'a')}}}};
  result.interpretation_texts = {
      {"T-ett", {"Ett", "One"}, {{"a", {"s", "e"}, true}, {"b", {"s", "e"}, false}}, {"v", "w"}}};
  evidence::ScenarioEntry& scenario = result.scenarios[0];
  scenario.questions_asked = 3;
  scenario.exchanges = 5;
  scenario.duration = 4s;
  scenario.notes = {{"En notering", "A note"}};
  evidence::QuestionEntry question;
  question.id = "q1";
  question.kommun = "exempelkommun";
  question.persons = {"anna"};
  question.sources = {contract::Source::skv, contract::Source::af};
  question.started = 1ms;
  question.duration = 2ms;
  question.outcome = "partial";
  question.http_status = 200;
  question.fault_code = "X";
  question.exchange = "e1";
  question.limit_early = 7s;
  question.limit_late = 12s;
  question.calls.push_back({.source = contract::Source::skv,
                            .person = "anna",
                            .started = 1ms,
                            .duration = 2ms,
                            .delivered = false,
                            .kalla = "SSBT",
                            .felkod = "X",
                            .exchange = "e2"});
  scenario.questions.push_back(question);
  auto& good = scenario.checks[0];
  good.outcome.measured = {{"slowest", 2'000'000, "ns", 7e9}, {"share", 0.953125, "share", {}}};
  good.outcome.rests_on = {{"T-ett", "a", {{"b", evidence::Verdict::fail}}}};
  good.overrides = {
      {evidence::Verdict::untestable, evidence::Verdict::pass, "Ada", "läst", "2026-11-02"}};
  scenario.checks[1].known = evidence::KnownFailure{"rättas", "Drift", "2027-01-31"};
  evidence::ScenarioEntry left_out = scenario;
  left_out.id = "DP-2";
  left_out.exchanges = 0;
  left_out.questions.clear();
  left_out.required = false;
  left_out.reproduce.clear();
  left_out.notes = {{"undantaget i planen", "left out by the plan"}};
  left_out.checks = {check("faithful", evidence::Verdict::not_run),
                     check("log-sufficient", evidence::Verdict::not_run)};
  left_out.checks[0].required = false;
  left_out.checks[1].note = Bilingual{"loggen finns inte", "there is no log"};
  result.scenarios.push_back(left_out);
  return result;
}

}  // namespace provbank::results
