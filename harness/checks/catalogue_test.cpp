#include <set>

#include "contract/clauses.hpp"
#include "harness/checks/test_support.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/document.hpp"

namespace provbank::checks::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

const xml::Namespaces kXs = {{"xs", "http://www.w3.org/2001/XMLSchema"}};

/// The scenario schema: what a scenario may say.
xml::Document scenario_schema() {
  auto text =
      read_file(std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/provbank/scenario-1.xsd")
          .value();
  return xml::Document::parse(text).value();
}

const std::string kElements = "//xs:complexType[@name='Checks']/xs:choice/xs:element";

TEST(Catalogue, HasExactlyTheChecksThatTheScenarioLanguageNames) {
  const auto schema = scenario_schema();
  std::set<std::string> named;
  for (const auto& found : schema.find(kElements + "/@name", kXs).value()) named.insert(found.text);
  std::set<std::string> known;
  for (const auto& kind : catalogue()) known.insert(std::string(kind.name));
  EXPECT_EQ(known, named);
}

/// A value that any attribute of that name takes.
std::string sample_value(const std::string& name) {
  static const std::map<std::string, std::string> kValues = {
      {"of", "steg"},         {"what", "all"},      {"limit", "7s"},
      {"within", "1s"},       {"offset", "2s"},     {"share", "0.9"},
      {"confidence", "0.95"}, {"source", "AF"},     {"is", "error"},
      {"kalla", "SSBT"},      {"others", "any"},    {"felkod", "too_many_persons"},
      {"answered", "1"},      {"refused", "1"},     {"by", "any"},
      {"failing", "AF"},      {"complete", "true"}, {"form", "any"},
      {"or-nothing", "true"}, {"as", "steg"},       {"code", "IllegalSender"},
      {"too-large", "true"}};
  return kValues.at(name);
}

TEST(Catalogue, EveryCheckTakesEveryAttributeOfItsElement) {
  const auto schema = scenario_schema();
  for (const auto& kind : catalogue()) {
    SCOPED_TRACE(kind.name);
    Parameters parameters;
    const std::string element = kElements + "[@name='" + std::string(kind.name) + "']";
    for (const auto& found : schema.find(element + "//xs:attribute/@name", kXs).value()) {
      parameters[found.text] = sample_value(found.text);
    }
    EXPECT_TRUE(kind.make(parameters));
    parameters["okand"] = "x";
    EXPECT_FALSE(kind.make(parameters));
  }
}

TEST(Catalogue, EveryCheckVerifiesClausesThatAreRegistered) {
  const auto clauses =
      contract::ClauseRegister::load(std::filesystem::path(PROVBANK_DATA_DIR) / "contract/clauses")
          .value();
  for (const auto& kind : catalogue()) {
    EXPECT_THAT(kind.clauses, Not(IsEmpty())) << kind.name;
    for (const auto clause : kind.clauses)
      EXPECT_NE(clauses.find(clause), nullptr) << kind.name << " " << clause;
  }
}

TEST(Catalogue, EveryCheckSpeaksBothLanguages) {
  for (const auto& kind : catalogue()) {
    EXPECT_FALSE(kind.description.sv.empty() || kind.description.en.empty()) << kind.name;
  }
}

/// The least that each check can be made with.
Parameters least_parameters(std::string_view name) {
  if (name == "answered-within" || name == "overhead" || name == "ended-within" ||
      name == "source-ended-within")
    return {{"limit", "7s"}};
  if (name == "same-answer") return {{"of", "ett"}, {"as", "annat"}};
  if (name == "source-outcome") return {{"source", "AF"}, {"is", "data"}};
  if (name == "source-orderly") return {{"answered", "1"}};
  if (name == "orderly-refusal") return {{"answered", "1"}, {"refused", "1"}};
  return {};
}

TEST(Catalogue, NoCheckPassesOnEvidenceOfNothing) {
  for (const auto& kind : catalogue()) {
    Scene scene;
    const auto outcome = scene.run(kind.name, least_parameters(kind.name));
    EXPECT_EQ(outcome.verdict, Verdict::untestable) << kind.name;
    EXPECT_THAT(outcome.findings, Not(IsEmpty())) << kind.name;
    EXPECT_FALSE(outcome.claim.sv.empty()) << kind.name;
    EXPECT_EQ(outcome.claim.sv.find("{}"), std::string::npos) << outcome.claim.sv;
    EXPECT_EQ(outcome.claim.en.find("{}"), std::string::npos) << outcome.claim.en;
  }
}

TEST(Catalogue, AStepThatAskedNothingIsUntestable) {
  for (const auto& kind : catalogue()) {
    if (!kind.make({{"of", "x"}}) && least_parameters(kind.name).empty()) continue;  // no steps
    Scene scene;
    scene.ask();
    scene.write_log();
    auto parameters = least_parameters(kind.name);
    parameters["of"] = "finns-inte";
    EXPECT_THAT(scene.run(kind.name, parameters), UntestableBecause("step finns-inte"))
        << kind.name;
  }
}

TEST(Findings, AreCutToTwentyAndTheRestCounted) {
  Scene scene;
  for (int i = 0; i < 25; ++i) scene.ask({.at = i * 20s, .takes = 13s});
  const auto outcome = scene.run("answered-within", {{"limit", "late"}});
  ASSERT_EQ(outcome.findings.size(), 21u);
  EXPECT_EQ(outcome.findings.back().message.en, "5 further findings are not shown.");
}

TEST(Findings, NameNobodyByNumber) {
  Scene scene;
  scene.ask();
  scene.answer() = replaced(scene.answer(), kAnna, kBertil);
  const auto outcome = scene.run("faithful");
  ASSERT_THAT(outcome, Judged(Verdict::fail));
  for (const auto& finding : outcome.findings) {
    for (const auto& text :
         {finding.expected, finding.received, finding.message.sv, finding.message.en}) {
      EXPECT_EQ(text.find(kAnna.substr(2)), std::string::npos) << text;
      EXPECT_EQ(text.find(kBertil), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace provbank::checks::testing
