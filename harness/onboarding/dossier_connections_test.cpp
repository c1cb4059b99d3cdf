#include "harness/onboarding/dossier_connections.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/file.hpp"

namespace provbank::onboarding {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::filesystem::path kRoot = PROVBANK_DATA_DIR;

struct Connected : testing::Test {
  ScratchFolder scratch;
  std::shared_ptr<const Setting> setting =
      std::make_shared<const Setting>(Setting::load(kRoot).value());
  DossierConnections connections{scratch.path(), setting};
  const contract::OrganisationNumber kommun =
      contract::OrganisationNumber::parse("212000-9937").value();
  const contract::OrganisationNumber myndighet =
      contract::OrganisationNumber::parse("202100-9994").value();

  void put(const std::string& fixture, const std::string& name) {
    std::filesystem::copy(kRoot / "fixtures/dossiers" / fixture, scratch.path() / name,
                          std::filesystem::copy_options::recursive);
  }
  std::vector<std::string> refresh(std::string_view today) {
    std::vector<std::string> news;
    for (const auto& one : connections.refresh(contract::parse_day(today).value())) {
      news.push_back(one.sv);
    }
    return news;
  }
};

TEST_F(Connected, AnEmptyFolderAdmitsNobody) {
  EXPECT_THAT(refresh("2026-03-16"), IsEmpty());
  EXPECT_FALSE(connections.is_connected(kommun));
}

TEST_F(Connected, FollowsTheDossierFromDayToDay) {
  put("uppsagd-kommun", "utanfor");
  EXPECT_THAT(refresh("2026-02-26"), IsEmpty());
  EXPECT_FALSE(connections.is_connected(kommun));
  EXPECT_THAT(refresh("2026-02-27"), ElementsAre("Utanförs kommun släpps in."));
  EXPECT_TRUE(connections.is_connected(kommun));
  EXPECT_THAT(refresh("2026-02-27"), IsEmpty()) << "nothing new";
  EXPECT_THAT(refresh("2026-12-31"), ElementsAre("Utanförs kommun släpps inte in."));
  EXPECT_FALSE(connections.is_connected(kommun));
}

TEST_F(Connected, AFaultThatBarsAccessKeepsThePartyOut) {
  put("acceptans-saknas", "utanfor");
  EXPECT_THAT(refresh("2026-03-16"), IsEmpty());
  EXPECT_FALSE(connections.is_connected(kommun));
}

TEST_F(Connected, ABrokenDossierAdmitsNobodyAndLeavesTheOthersAlone) {
  put("komplett-kommun", "utanfor");
  put("komplett-uppgiftslamnare", "provmyndigheten");
  EXPECT_THAT(refresh("2026-03-16"), SizeIs(2));
  ASSERT_TRUE(write_file(scratch.path() / "utanfor" / kDossierFile, "<dossier"));
  EXPECT_THAT(refresh("2026-03-16"),
              ElementsAre(HasSubstr("går inte att läsa"), "Utanförs kommun släpps inte in."));
  EXPECT_FALSE(connections.is_connected(kommun));
  EXPECT_TRUE(connections.is_connected(myndighet));
}

TEST_F(Connected, AnAlteredDocumentIsNoticedThoughTheDossierIsTheSame) {
  put("komplett-kommun", "utanfor");
  (void)refresh("2026-03-16");
  ASSERT_TRUE(connections.is_connected(kommun));
  ASSERT_TRUE(write_file(scratch.path() / "utanfor/handlingar/avtal.txt", "Något annat.\n"));
  EXPECT_THAT(refresh("2026-03-16"), ElementsAre("Utanförs kommun släpps inte in."));
}

TEST_F(Connected, TwoDossiersOfOneOrganisationAdmitNobody) {
  put("komplett-kommun", "a");
  put("komplett-kommun", "b");
  EXPECT_THAT(refresh("2026-03-16"), ElementsAre(HasSubstr("mer än en dossier")));
  EXPECT_FALSE(connections.is_connected(kommun));
  std::filesystem::remove_all(scratch.path() / "b");
  EXPECT_THAT(refresh("2026-03-16"), ElementsAre("Utanförs kommun släpps in."));
}

TEST_F(Connected, ADossierThatIsTakenAwayEndsTheAdmission) {
  put("komplett-kommun", "utanfor");
  (void)refresh("2026-03-16");
  std::filesystem::remove_all(scratch.path() / "utanfor");
  EXPECT_THAT(refresh("2026-03-16"), ElementsAre("Utanförs kommun släpps inte in."));
  EXPECT_FALSE(connections.is_connected(kommun));
}

}  // namespace
}  // namespace provbank::onboarding
