#include "reference-impl/kommun/question_builder.hpp"

#include <gmock/gmock.h>

#include "contract/schema_catalogue.hpp"
#include "reference-impl/wire/sources.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::kommun {
namespace {

using contract::Source;
using contract::SourceSet;

contract::Kommun exempelkommun() {
  contract::Kommun kommun;
  kommun.id = "exempelkommun";
  kommun.namn = "Exempelkommun";
  kommun.organisationsnummer = contract::OrganisationNumber::parse("162120009903").value();
  kommun.aktorsid = "EXK-SOC";
  kommun.ansluten = true;
  kommun.handlaggare = {"handlaggare.lund", "handlaggare.ek"};
  return kommun;
}

contract::PersonIdentity person(std::string_view digits = "199001189811") {
  return contract::PersonIdentity::parse(digits).value();
}

Wish wish() {
  Wish wished;
  wished.person = person();
  wished.period = contract::Period::parse("2025-12-01", "2026-02-28").value();
  return wished;
}

const contract::SchemaCatalogue& schemas() {
  static const auto catalogue = contract::SchemaCatalogue::load(PROVBANK_DATA_DIR).value();
  return *catalogue;
}

TEST(QuestionBuilder, AsksInTheNameOfTheKommunAndItsFirstHandlaggare) {
  QuestionBuilder builder(exempelkommun());
  const auto general = builder.build(wish()).general;
  EXPECT_EQ(general.ingivare.organisationsnummer.wire(), "162120009903");
  EXPECT_EQ(general.ingivare.namn, "Exempelkommun");
  EXPECT_EQ(general.ingivare.handlaggare, "handlaggare.lund");
  EXPECT_EQ(general.person, person());
  EXPECT_EQ(general.syfte, kSyfte);
  EXPECT_EQ(general.lagtext, kLagtext);
}

TEST(QuestionBuilder, TakesTheHandlaggareAndTheCaseThatAreWished) {
  QuestionBuilder builder(exempelkommun());
  auto wished = wish();
  wished.handlaggare = "handlaggare.ek";
  wished.arendeidentitet = "EK-7";
  const auto general = builder.build(wished).general;
  EXPECT_EQ(general.ingivare.handlaggare, "handlaggare.ek");
  EXPECT_EQ(general.arendeidentitet, "EK-7");
}

TEST(QuestionBuilder, NumbersCasesFromItsCounter) {
  QuestionBuilder builder(exempelkommun(), 41);
  const auto first = builder.build(wish()).general;
  const auto second = builder.build(wish()).general;
  EXPECT_EQ(first.arendeidentitet, "exempelkommun-2026-000041");
  EXPECT_EQ(first.korrelationsid, "exempelkommun-2026-000041-k");
  EXPECT_EQ(second.arendeidentitet, "exempelkommun-2026-000042");
  EXPECT_NE(second.korrelationsid, first.korrelationsid);
}

TEST(QuestionBuilder, AsksTheSameForTheSameWishes) {
  QuestionBuilder one(exempelkommun());
  QuestionBuilder other(exempelkommun());
  EXPECT_EQ(one.build(wish()), other.build(wish()));
}

TEST(QuestionBuilder, AsksExactlyTheWishedSources) {
  QuestionBuilder builder(exempelkommun());
  auto wished = wish();
  wished.sources = SourceSet{Source::tns, Source::fk};
  const auto question = builder.build(wished);
  EXPECT_EQ(question.sources(), wished.sources);
  EXPECT_TRUE(question.asked.at(Source::fk).lefi.has_value());
  EXPECT_FALSE(question.asked.at(Source::tns).lefi.has_value());
}

TEST(QuestionBuilder, AsksForsakringskassanInTheNameOfTheKommunsActor) {
  QuestionBuilder builder(exempelkommun());
  auto wished = wish();
  wished.lefi_version = "v9";
  const auto lefi = builder.build(wished).asked.at(Source::fk).lefi.value();
  EXPECT_EQ(lefi.aktorsid, "EXK-SOC");
  EXPECT_EQ(lefi.version, "v9");
  EXPECT_THAT(schemas().lefi_fraga().problems(lefi.json), ::testing::IsEmpty());
}

TEST(QuestionBuilder, BuildsQuestionsThatEverySourcesContractCanCarry) {
  QuestionBuilder builder(exempelkommun());
  const auto question = builder.build(wish());
  for (const auto source : contract::kAllSources) {
    const auto request = wire::encode_source_request(source, question);
    EXPECT_TRUE(request.has_value()) << code(source) << ": " << request.error().detail;
  }
}

TEST(QuestionBuilder, BuildsQuestionsThatAreValidAndReadBackAsTheyWere) {
  QuestionBuilder builder(exempelkommun());
  auto wished = wish();
  wished.fragan_skall_inkluderas = true;
  wished.frage_tidpunkt = "2026-03-02T09:00:00+01:00";
  const auto question = builder.build(wished);
  const auto text = wire::encode_question(question);
  const auto body = wire::read_envelope(text);
  ASSERT_TRUE(body.has_value());
  EXPECT_TRUE(schemas().ssbt().problems(body->xml).empty());
  const auto read = wire::decode_request(text);
  ASSERT_TRUE(read.has_value()) << read.error().detail;
  EXPECT_EQ(std::get<wire::HamtaRequest>(*read).question, question);
}

TEST(QuestionBuilder, MakesSeveralPersonsOneCaseWithACorrelationIdEach) {
  QuestionBuilder builder(exempelkommun());
  const std::vector persons = {person("199001189811"), person("189001019802")};
  const auto questions = builder.build_many(wish(), persons);
  ASSERT_EQ(questions.size(), 2U);
  EXPECT_EQ(questions[0].general.person, persons[0]);
  EXPECT_EQ(questions[1].general.person, persons[1]);
  EXPECT_EQ(questions[0].general.arendeidentitet, questions[1].general.arendeidentitet);
  EXPECT_NE(questions[0].general.korrelationsid, questions[1].general.korrelationsid);
  EXPECT_THAT(questions[1].asked.at(Source::fk).lefi->json, ::testing::HasSubstr("189001019802"));
}

}  // namespace
}  // namespace provbank::kommun
