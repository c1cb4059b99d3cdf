#include "harness/evidence/verdict.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace provbank::evidence {
namespace {

using enum Verdict;

Verdict sum(std::vector<Verdict> parts) {
  return combine(parts);
}
int code(std::vector<Verdict> parts) {
  return exit_code(parts);
}

TEST(Verdict, AnEmptyWholeIsNeverGreen) {
  EXPECT_EQ(sum({}), untestable);
  EXPECT_EQ(code({}), 4);
}

TEST(Verdict, TheStrongestPartDecides) {
  EXPECT_EQ(sum({pass, fail, tool_error}), tool_error);
  EXPECT_EQ(sum({pass, untestable, fail}), fail);
  EXPECT_EQ(sum({pass, untestable, warning}), untestable);
  EXPECT_EQ(sum({pass, warning, not_applicable}), warning);
  EXPECT_EQ(sum({pass, not_applicable, not_run}), pass);
  EXPECT_EQ(sum({not_run, not_applicable}), not_run);
}

// The order that docs/decisions/verdicts.md promises.
TEST(Verdict, TheOrderOfDominanceIsFixed) {
  const std::vector<Verdict> strongest_first = {tool_error, fail, review,  untestable,
                                                warning,    pass, not_run, not_applicable};
  for (std::size_t i = 0; i < strongest_first.size(); ++i) {
    for (std::size_t j = i; j < strongest_first.size(); ++j) {
      EXPECT_EQ(sum({strongest_first[i], strongest_first[j]}), strongest_first[i]);
      EXPECT_EQ(sum({strongest_first[j], strongest_first[i]}), strongest_first[i]);
    }
  }
}

TEST(Verdict, ExitCodesFollowTheAgreementWithCi) {
  EXPECT_EQ(code({pass, warning, not_run}), 0);
  EXPECT_EQ(code({pass, fail, untestable}), 1);
  EXPECT_EQ(code({fail, tool_error}), 3);
  EXPECT_EQ(code({untestable}), 4);
  EXPECT_EQ(code({not_run, not_applicable}), 4);
}

TEST(Verdict, SomethingThatCouldNotBeTestedIsNoSuccess) {
  EXPECT_EQ(code({pass, untestable}), 4);
  EXPECT_EQ(code({pass, review}), 4);
}

}  // namespace
}  // namespace provbank::evidence
