#include <gmock/gmock.h>

#include <filesystem>

#include "harness/evidence/result.hpp"
#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::evidence {
namespace {

using namespace std::chrono_literals;

const xml::Namespaces kNs = {{"r", "urn:provbank:result:1"}};

CheckEntry check(std::string name, Verdict verdict) {
  CheckEntry entry;
  entry.name = std::move(name);
  entry.clauses = {"B4-3.7.1"};
  entry.party = "driftspart";
  entry.outcome.verdict = verdict;
  entry.outcome.claim = {"Svaret kom i tid.", "The answer came in time."};
  return entry;
}

RunResult sample() {
  RunResult result;
  result.tool_version = "1";
  result.seed = 7;
  result.plan = "embedded";
  result.role = "driftspart";
  result.parties = {{"driftspart", "driftspart", "Driftsparten"}};
  result.clause_texts = {{"B4-3.7.1", {"Svarstid", "Answer time"}, {"B4-3.7.1/x"}}};
  ScenarioEntry scenario;
  scenario.id = "DP-1";
  scenario.role = "driftspart";
  scenario.file = "driftspart/DP-1.xml";
  scenario.title = {"Titel", "Title"};
  scenario.clauses = {"B4-3.7.1"};
  scenario.questions_asked = 1;
  QuestionEntry question;
  question.id = "q1";
  question.kommun = "exempelkommun";
  question.persons = {"anna"};
  question.sources = {contract::Source::skv};
  question.outcome = "partial";
  question.calls.push_back({.source = contract::Source::skv,
                            .person = {},
                            .started = 1ms,
                            .duration = 2ms,
                            .delivered = false,
                            .kalla = "SSBT",
                            .felkod = "X",
                            .exchange = "e2"});
  scenario.questions.push_back(question);
  scenario.samples.push_back({"answer-time", {1ms, 2ms}, 7s, 12s});
  CheckEntry bad = check("faithful", Verdict::fail);
  bad.outcome.findings.push_back(
      {.severity = Severity::error,
       .question = "q1",
       .message = {"fel <b>", "wrong"},
       .expected = "1",
       .received = "\x01",
       .where = {{.exchange = "e1", .file = {}, .line = 3, .xpath = "/a"}}});
  scenario.checks = {check("answered-within", Verdict::pass), bad};
  result.scenarios = {scenario};
  return result;
}

TEST(ResultXml, IsValidAgainstItsSchema) {
  const auto schema =
      xml::Schema::load(std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/provbank/result-1.xsd");
  ASSERT_TRUE(schema) << schema.error().detail;
  EXPECT_EQ(xml::to_string(schema->problems(to_xml(sample()))), "");
}

TEST(ResultXml, CountsAndClausesFollowFromTheChecks) {
  const auto document = xml::Document::parse(to_xml(sample()));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->text("//r:summary/@verdict", kNs), "fail");
  EXPECT_EQ(document->text("//r:summary/@exit-code", kNs), "1");
  EXPECT_EQ(document->text("//r:summary/r:checks/@pass", kNs), "1");
  EXPECT_EQ(document->text("//r:clause[@id='B4-3.7.1']/@verdict", kNs), "fail");
  EXPECT_EQ(document->text("count(//r:clause/r:ref)", kNs), "2");
}

TEST(ResultXml, SaysWhatAClauseLeavesToBeAttested) {
  const auto document = xml::Document::parse(to_xml(sample()));
  EXPECT_EQ(document->text("//r:clause[@id='B4-3.7.1']/@attested", kNs), "B4-3.7.1/x");
}

TEST(ResultXml, AVerdictNamesTheReadingItRestsOnAndWhatItWouldHaveBeen) {
  RunResult result = sample();
  result.interpretation_texts = {
      {"T-ett", {"Ett", "One"}, {{"a", {"s", "e"}, true}, {"b", {"s", "e"}, false}}, {"v", "w"}}};
  result.scenarios[0].checks[0].outcome.rests_on = {{"T-ett", "a", {{"b", Verdict::fail}}}};
  const auto text = to_xml(result);
  const auto schema =
      xml::Schema::load(std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/provbank/result-1.xsd");
  EXPECT_EQ(xml::to_string(schema->problems(text)), "");
  const auto document = xml::Document::parse(text);
  EXPECT_EQ(document->text("//r:check[@name='answered-within']/r:rests-on/@interpretation", kNs),
            "T-ett");
  EXPECT_EQ(document->text("//r:otherwise[@reading='b']/@verdict", kNs), "fail");
  EXPECT_EQ(document->text("//r:interpretation/r:reading[@chosen='true']/@id", kNs), "a");
  // A verdict that rests on a record the result does not hold is no result.
  result.interpretation_texts.clear();
  EXPECT_NE(xml::to_string(schema->problems(to_xml(result))), "");
}

TEST(ResultXml, ARunWithoutChecksProvesNothing) {
  RunResult empty = sample();
  empty.scenarios.clear();
  EXPECT_EQ(empty.exit_code(), 4);
  EXPECT_EQ(empty.verdict(), Verdict::untestable);
}

}  // namespace
}  // namespace provbank::evidence
