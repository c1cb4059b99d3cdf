// Each way in which the register and the program can contradict each other is seen.
#include "harness/cli/coverage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "platform/base/file.hpp"

namespace provbank::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kContext =
    "<sammanhang><skal xml:lang=\"sv\">s</skal><skal xml:lang=\"en\">e</skal></sammanhang>";

/// A small register, interpretations and program that agree, until a test spoils one.
class Coverage : public ::testing::Test {
 protected:
  Coverage()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                (std::string("coverage_") +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_ / "clauses");
    handlers.checks = {{"answered", {"TV-4.1"}, {"s", "e"}}};
    handlers.steps = {{"ansokan", {"TV-9.1.1"}, {"s", "e"}}};
    handlers.figures = {{"svarstid", {"B4-3.7"}, {"s", "e"}}};
    handlers.readings = {{"T-ett", "a"}, {"T-ett", "b"}};
    scenario::Scenario scenario;
    scenario.id = "DP-1";
    scenario.clauses = {"TV-4.1"};
    scenario::CheckUse use;
    use.name = "answered";
    scenario.then = {use};
    scenarios = {scenario};
  }
  ~Coverage() override { std::filesystem::remove_all(folder_); }

  static std::string clause(const std::string& id, const std::string& handling) {
    return "<klausul id=\"" + id +
           "\" part=\"SKR\" kraft=\"ska\"><sammanfattning xml:lang=\"sv\">s</sammanfattning>"
           "<sammanfattning xml:lang=\"en\">e</sammanfattning>" +
           handling + "</klausul>";
  }

  std::vector<std::string> found() {
    EXPECT_TRUE(
        write_file(folder_ / "clauses/x.xml",
                   "<klausuler xmlns=\"urn:provbank:clauses:1\">" + clauses + "</klausuler>"));
    EXPECT_TRUE(write_file(
        folder_ / "i.xml",
        "<tolkningar xmlns=\"urn:provbank:interpretations:1\"><tolkning id=\"T-ett\" "
        "slag=\"lucka\">" +
            text("rubrik") + "<stalle klausul=\"" + place + "\">" + text("innebord") + "</stalle>" +
            "<lasning id=\"a\" vald=\"ja\">" + text("innebord") + "</lasning><lasning id=\"b\">" +
            text("innebord") + "</lasning>" + text("skal") + "</tolkning></tolkningar>"));
    std::vector<std::string> words;
    for (const auto& each : contradictions(
             contract::ClauseRegister::load(folder_ / "clauses").value(),
             contract::Interpretations::load(folder_ / "i.xml").value(), handlers, scenarios)) {
      EXPECT_FALSE(each.sv.empty());
      words.push_back(each.en);
    }
    return words;
  }

  std::string clauses = clause("TV-4.1", "<provas kontroller=\"answered\"/>") +
                        clause("TV-9.1.1", "<provas steg=\"ansokan\"/>") +
                        clause("B4-3.7", "<mats matetal=\"svarstid\"/>") + clause("TV-1", kContext);
  std::string place = "TV-1";
  Handlers handlers;
  std::vector<scenario::Scenario> scenarios;

 private:
  static std::string text(const std::string& name) {
    return "<" + name + " xml:lang=\"sv\">s</" + name + "><" + name + " xml:lang=\"en\">e</" +
           name + ">";
  }
  std::filesystem::path folder_;
};

TEST_F(Coverage, IsSilentWhenAllAgree) {
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Coverage, SeesAClauseCalledCheckedThatNoScenarioCovers) {
  scenarios[0].clauses = {"TV-9.1.1"};
  EXPECT_THAT(found(), ElementsAre(HasSubstr("TV-4.1 is called checked, but no scenario")));
}

TEST_F(Coverage, ARowIsNotCoveredByItsNumber) {
  clauses += clause("TV-4.1/rad", "<provas kontroller=\"answered\"/>");
  EXPECT_THAT(found(), ElementsAre(HasSubstr("TV-4.1/rad is called checked, but no scenario")));
}

TEST_F(Coverage, AScenarioCoversOnlyWithACheckThatTheClauseNames) {
  scenarios[0].then[0].name = "echo";
  EXPECT_THAT(found(), ElementsAre(HasSubstr("TV-4.1 is called checked, but no scenario")));
}

TEST_F(Coverage, SeesACheckThatHandlesNoClauseOrOneThatDoesNotExist) {
  handlers.checks.push_back({"echo", {}, {"s", "e"}});
  handlers.checks.push_back({"purged", {"TV-8"}, {"s", "e"}});
  EXPECT_THAT(found(), ElementsAre(HasSubstr("check echo verifies no clause"),
                                   HasSubstr("purged names clause TV-8, which does not exist")));
}

TEST_F(Coverage, SeesACheckThatItsClauseDoesNotName) {
  handlers.checks[0].clauses = {"TV-4.1", "TV-1"};
  EXPECT_THAT(found(), ElementsAre(HasSubstr("answered handles clause TV-1, but the clause")));
}

TEST_F(Coverage, SeesACheckAStepAndAFigureThatDoNotExist) {
  handlers = {};
  EXPECT_THAT(found(), ElementsAre(HasSubstr("check answered, which does not exist"),
                                   HasSubstr("step ansokan, which does not exist"),
                                   HasSubstr("figure svarstid, which does not exist")));
}

TEST_F(Coverage, SeesAStepThatSaysAnotherClause) {
  handlers.steps[0].clauses = {"TV-1"};
  EXPECT_THAT(found(), ElementsAre(HasSubstr("step ansokan, which does not handle it"),
                                   HasSubstr("ansokan handles clause TV-1, but the clause")));
}

TEST_F(Coverage, SeesAFigureThatNoClauseAsksFor) {
  handlers.figures.push_back({"antal", {"B4-3.7"}, {"s", "e"}});
  EXPECT_THAT(found(), ElementsAre(HasSubstr("antal handles clause B4-3.7, but the clause")));
}

TEST_F(Coverage, SeesAnInterpretationOfNothing) {
  place = "TV-99";
  EXPECT_THAT(found(), ElementsAre(HasSubstr("T-ett names clause TV-99")));
}

TEST_F(Coverage, SeesReadingsThatDoNotExistOrAreLeftOut) {
  handlers.readings = {{"T-ett", "a"}, {"T-ett", "c"}, {"T-tva", "a"}};
  EXPECT_THAT(found(), ElementsAre(HasSubstr("reading c of interpretation T-ett is applied but"),
                                   HasSubstr("reading a of interpretation T-tva is applied but"),
                                   HasSubstr("reading b of interpretation T-ett is not applied")));
}

}  // namespace
}  // namespace provbank::cli
