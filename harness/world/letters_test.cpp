// The letters are what the scenario language says they are, and none is there
// in vain.
#include "harness/world/letters.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

namespace provbank::world {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

const std::filesystem::path kLettersData = PROVBANK_DATA_DIR;

std::vector<std::string> letter_names() {
  std::vector<std::string> out;
  for (const Letter& letter : letters()) out.emplace_back(letter.name);
  return out;
}

/// Of the scenario language: the values of its type Letter.
std::vector<std::string> letters_in_schema() {
  pugi::xml_document schema;
  const auto file = kLettersData / "schemas/provbank/scenario-1.xsd";
  EXPECT_TRUE(schema.load_file(file.c_str()));
  std::vector<std::string> out;
  for (const auto& each :
       schema.select_nodes("//xs:simpleType[@name='Letter']/xs:restriction/xs:enumeration"))
    out.emplace_back(each.node().attribute("value").as_string());
  return out;
}

/// What the scenarios send; an earlier step's message sent again is no letter of its own.
std::set<std::string> letters_in_scenarios() {
  std::set<std::string> out;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(kLettersData / "scenarios")) {
    if (entry.path().extension() != ".xml") continue;
    pugi::xml_document scenario;
    EXPECT_TRUE(scenario.load_file(entry.path().c_str())) << entry.path();
    for (const auto& each : scenario.select_nodes("/scenario/when//shs[not(@again)]"))
      out.insert(each.node().attribute("letter").as_string("question"));
  }
  return out;
}

TEST(Letters, AreThoseThatTheScenarioLanguageNames) {
  EXPECT_THAT(letter_names(), UnorderedElementsAreArray(letters_in_schema()));
}

TEST(Letters, AreEachSentBySomeScenario) {
  const auto sent = letters_in_scenarios();
  std::vector<std::string> unsent;
  for (const auto& name : letter_names())
    if (!sent.contains(name)) unsent.push_back(name);
  EXPECT_THAT(unsent, IsEmpty());
}

}  // namespace
}  // namespace provbank::world
