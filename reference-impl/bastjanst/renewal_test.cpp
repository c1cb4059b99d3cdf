// Values of a run's own: in every document, valid, unique, and the same for the same seed.
#include "reference-impl/bastjanst/renewal.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace provbank::bastjanst {
namespace {

using contract::Source;
using ::testing::HasSubstr;
using ::testing::Not;

const FixtureStore& plain() {
  static const FixtureStore store = FixtureStore::load(PROVBANK_DATA_DIR).value();
  return store;
}

FixtureStore renewed_with(std::uint64_t seed) {
  return renewed(plain(), chance::Rng(chance::Seed{seed}));
}

TEST(RenewedAnswers, KeepToTheSourcesSchemas) {
  const auto schemas = contract::SchemaCatalogue::load(PROVBANK_DATA_DIR).value();
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const auto sound = renewed_with(seed).check_documents(*schemas);
    EXPECT_TRUE(sound) << sound.error().detail;
  }
}

TEST(RenewedAnswers, CarryAValueThatIsNobodyElses) {
  const auto store = renewed_with(1);
  std::map<std::string, std::string> owners;
  for (const Person* person : store.all()) {
    std::set<Source> carrying;
    for (const auto& canary : person->canaries) {
      if (!canary.source || canary.field.empty()) continue;
      carrying.insert(*canary.source);
      EXPECT_GE(canary.value.size(), Renewal::kBytesMin);
      EXPECT_THAT(person->documents.at(*canary.source), HasSubstr(canary.value)) << person->id;
      EXPECT_EQ(owners.try_emplace(canary.value, person->id).first->second, person->id)
          << canary.value;
    }
    for (const auto& [source, document] : person->documents)
      EXPECT_TRUE(carrying.contains(source)) << person->id << ' ' << contract::code(source);
  }
}

TEST(RenewedAnswers, AreTheSameForTheSameSeedAndOtherForAnother) {
  const auto first = renewed_with(1);
  const auto again = renewed_with(1);
  const auto other = renewed_with(2);
  for (const Person* person : first.all()) {
    EXPECT_EQ(person->documents, again.person(std::string_view(person->id))->documents);
    const Person* another = other.person(std::string_view(person->id));
    EXPECT_EQ(another->identity, person->identity);
    for (const auto& canary : person->canaries) {
      if (canary.field.empty()) continue;
      EXPECT_THAT(another->documents.at(*canary.source), Not(HasSubstr(canary.value)));
    }
  }
}

TEST(RenewedAnswers, SayTheSameNameInEveryDocument) {
  const auto store = renewed_with(1);
  const Person* anna = store.person(std::string_view("anna"));
  std::map<Source, std::string> surnames;
  for (const auto& canary : anna->canaries) {
    if (canary.field == "Efternamn" || canary.field == "namn")
      surnames[canary.source.value()] = canary.value;
  }
  ASSERT_EQ(surnames.count(Source::af), 1U);
  EXPECT_EQ(surnames[Source::fk], surnames[Source::af]);
  EXPECT_EQ(surnames[Source::skv], surnames[Source::af]);
}

}  // namespace
}  // namespace provbank::bastjanst
