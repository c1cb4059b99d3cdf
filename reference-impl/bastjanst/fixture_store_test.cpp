#include "reference-impl/bastjanst/fixture_store.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "platform/base/file.hpp"
#include "reference-impl/bastjanst/test_support.hpp"

namespace provbank::bastjanst {
namespace {

namespace fs = std::filesystem;
using contract::Source;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A copy of the project's data that a test may spoil.
class SpoiltFixtures : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) /
            ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(root_);
    fs::create_directories(root_ / "fixtures/persons");
    const fs::path data = PROVBANK_DATA_DIR;
    fs::create_directory_symlink(data / "schemas", root_ / "schemas");
    fs::copy(data / "fixtures/unknown", root_ / "fixtures/unknown");
    fs::copy(data / "fixtures/organisations.xml", root_ / "fixtures/organisations.xml");
    fs::copy(data / "fixtures/persons/anna", root_ / "fixtures/persons/anna");
  }
  void TearDown() override { fs::remove_all(root_); }

  void replace(const std::string& file, const std::string& from, const std::string& to) {
    auto text = read_file(root_ / file).value();
    const auto where = text.find(from);
    ASSERT_NE(where, text.npos) << file << " does not hold " << from;
    text.replace(where, from.size(), to);
    ASSERT_TRUE(write_file(root_ / file, text).has_value());
  }
  std::string complaint() const {
    const auto store = FixtureStore::load(root_);
    return store ? std::string() : store.error().detail;
  }

  fs::path root_;
};

TEST(FixtureStore, LoadsAtLeastTwelvePersonsThatAreFoundByIdAndByNumber) {
  const auto& store = testing::fixtures();
  ASSERT_GE(store.all().size(), 12U);
  for (const auto* person : store.all()) {
    EXPECT_EQ(store.person(person->id), person);
    EXPECT_EQ(store.person(person->identity), person);
    EXPECT_TRUE(person->identity.is_test_number()) << person->id;
    EXPECT_FALSE(person->titel.sv.empty() || person->titel.en.empty()) << person->id;
    EXPECT_FALSE(person->berattelse.sv.empty() || person->berattelse.en.empty()) << person->id;
  }
}

TEST(FixtureStore, HoldsOnlyDocumentsThatAreValidAgainstTheSourcesSchemas) {
  const auto sound = testing::fixtures().check_documents(testing::schemas());
  EXPECT_TRUE(sound.has_value()) << sound.error().detail;
}

TEST(FixtureStore, HasCanariesThatStandInTheDocumentsTheyAreSaidToBeIn) {
  std::size_t canaries = 0;
  for (const auto* person : testing::fixtures().all()) {
    for (const auto& canary : person->canaries) {
      if (!canary.source) continue;
      ++canaries;
      ASSERT_TRUE(person->documents.contains(*canary.source)) << person->id << " " << canary.value;
      EXPECT_THAT(person->documents.at(*canary.source), HasSubstr(canary.value)) << person->id;
    }
  }
  EXPECT_GT(canaries, 0U);
}

TEST(FixtureStore, KnowsNobodyOfAnotherIdOrNumber) {
  EXPECT_EQ(testing::fixtures().person("ingen-alls"), nullptr);
  EXPECT_EQ(testing::fixtures().person(testing::nobody()), nullptr);
}

TEST_F(SpoiltFixtures, AreFineBeforeTheyAreSpoilt) {
  EXPECT_EQ(complaint(), "");
}

TEST_F(SpoiltFixtures, AreRefusedWithFileAndLineWhenAPersonBreaksItsSchema) {
  replace("fixtures/persons/anna/person.xml", "<identitet>", "<okant/><identitet>");
  EXPECT_THAT(complaint(),
              AllOf(HasSubstr("fixtures/persons/anna/person.xml: line 3"), HasSubstr("okant")));
}

TEST_F(SpoiltFixtures, AreRefusedWithFileAndLineWhenANumberIsWrong) {
  const auto digits = testing::fixtures().person("anna")->identity.digits();
  auto wrong = digits;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  replace("fixtures/persons/anna/person.xml", digits, wrong);
  EXPECT_THAT(complaint(),
              AllOf(HasSubstr("fixtures/persons/anna/person.xml: line 3"), Not(HasSubstr(wrong))));
}

TEST_F(SpoiltFixtures, AreRefusedWhenANumberCouldBelongToSomebody) {
  const auto digits = testing::fixtures().person("anna")->identity.digits();
  std::string real = digits.substr(0, 8) + "123";
  real += contract::luhn_check_digit(std::string_view(real).substr(2));
  replace("fixtures/persons/anna/person.xml", digits, real);
  EXPECT_THAT(complaint(), HasSubstr("outside the series of test numbers"));
}

TEST_F(SpoiltFixtures, AreRefusedWhenTwoPersonsShareANumber) {
  fs::copy(root_ / "fixtures/persons/anna", root_ / "fixtures/persons/annan");
  replace("fixtures/persons/annan/person.xml", "id=\"anna\"", "id=\"annan\"");
  EXPECT_THAT(complaint(),
              HasSubstr("fixtures/persons/annan/person.xml: identitet is also that of anna"));
}

TEST_F(SpoiltFixtures, AreRefusedWhenAPersonIsInAnothersFolder) {
  fs::rename(root_ / "fixtures/persons/anna", root_ / "fixtures/persons/bo");
  EXPECT_THAT(complaint(), HasSubstr("id is not the folder's name, bo"));
}

TEST_F(SpoiltFixtures, AreRefusedWhenAFileIsNoSources) {
  ASSERT_TRUE(write_file(root_ / "fixtures/persons/anna/SKW.xml", "<x/>").has_value());
  EXPECT_THAT(complaint(), HasSubstr("fixtures/persons/anna/SKW.xml: no source answers"));
}

TEST_F(SpoiltFixtures, AreRefusedWhenADocumentIsBroken) {
  ASSERT_TRUE(write_file(root_ / "fixtures/persons/anna/FK.json", "{\"utlamnare\": [").has_value());
  EXPECT_THAT(complaint(), HasSubstr("fixtures/persons/anna/FK.json: "));
}

TEST_F(SpoiltFixtures, AreRefusedWithEverythingThatIsWrongAtOnce) {
  ASSERT_TRUE(write_file(root_ / "fixtures/persons/anna/AF.xml", "<SvarMeddelande>").has_value());
  fs::remove(root_ / "fixtures/unknown/TNS.xml");
  fs::remove(root_ / "fixtures/organisations.xml");
  EXPECT_THAT(complaint(), AllOf(HasSubstr("fixtures/persons/anna/AF.xml: "),
                                 HasSubstr("fixtures/unknown/TNS.xml: "),
                                 HasSubstr("fixtures/organisations.xml: ")));
}

TEST_F(SpoiltFixtures, AreRefusedWithFileAndLineWhenADocumentBreaksTheSourcesSchema) {
  replace("fixtures/persons/anna/AF.xml", "<StatusSokandeinformationKod>0<",
          "<StatusSokandeinformationKod>noll<");
  const auto store = FixtureStore::load(root_);
  ASSERT_TRUE(store.has_value()) << store.error().detail;
  const auto sound = store->check_documents(testing::schemas());
  ASSERT_FALSE(sound.has_value());
  EXPECT_THAT(sound.error().detail, AllOf(HasSubstr("fixtures/persons/anna/AF.xml: line "),
                                          HasSubstr("StatusSokandeinformationKod")));
}

}  // namespace
}  // namespace provbank::bastjanst
