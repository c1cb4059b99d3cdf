// What the onboarding writes: onboarding.xml and the empty dossier.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/onboarding/judgement_xml.hpp"
#include "harness/onboarding/skeleton.hpp"
#include "platform/base/file.hpp"

namespace provbank::onboarding {
namespace {

const std::filesystem::path kSource = PROVBANK_DATA_DIR;

TEST(OnboardingXml, FollowsItsSchemaForEveryFixture) {
  const auto known = Setting::load(kSource).value();
  const auto schema = xml::Schema::load(kSource / "schemas/provbank/onboarding-1.xsd").value();
  std::size_t judged_folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kSource / "fixtures/dossiers")) {
    if (!std::filesystem::exists(entry.path() / kDossierFile)) continue;
    SCOPED_TRACE(entry.path().string());
    const auto judgement =
        judge_folder(entry.path(), known, contract::parse_day("2026-09-01").value()).value();
    const auto text = to_xml(judgement, {.tool_version = "1", .dossier = entry.path().string()});
    EXPECT_EQ(xml::to_string(schema.problems(text)), "");
    ++judged_folders;
  }
  EXPECT_GT(judged_folders, 12U);
}

TEST(Skeleton, IsValidAndJudgedAsNothingDoneYet) {
  const auto known = Setting::load(kSource).value();
  for (const Kind kind : {Kind::kommun, Kind::uppgiftslamnare}) {
    ScratchFolder scratch;
    ASSERT_TRUE(write_skeleton(scratch.path() / "ny", kind, known.organisations));
    const auto judgement =
        judge_folder(scratch.path() / "ny", known, contract::parse_day("2026-03-16").value());
    ASSERT_TRUE(judgement) << judgement.error().detail;
    EXPECT_EQ(judgement->kind, kind);
    EXPECT_EQ(judgement->verdict, evidence::Verdict::untestable);
    EXPECT_EQ(judgement->standing, Standing::under_way);
    for (const auto& judged : judgement->steps) {
      EXPECT_FALSE(judged.day);
      EXPECT_TRUE(judged.findings.empty()) << describe(judged.step).name;
    }
    EXPECT_EQ(judgement->next.front().step, Step::ansokan);
    const auto again = write_skeleton(scratch.path() / "ny", kind, known.organisations);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::invalid);
  }
}

TEST(Skeleton, NamesEveryStepOfItsKind) {
  const auto organisations =
      contract::Organisations::load(kSource / "fixtures/organisations.xml").value();
  for (const Kind kind : {Kind::kommun, Kind::uppgiftslamnare}) {
    const auto text = skeleton(kind, organisations);
    for (const auto& found : rules(kind)) {
      EXPECT_THAT(text, testing::HasSubstr("namn=\"" + describe(found.step).name + "\""));
      EXPECT_THAT(text, testing::HasSubstr(describe(found.step).what.en));
    }
  }
}

}  // namespace
}  // namespace provbank::onboarding
