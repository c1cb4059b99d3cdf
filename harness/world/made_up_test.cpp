// What the stage makes up: a crowd, other ways to write a question, answers from a schema.
#include <gmock/gmock.h>

#include <set>

#include "harness/evidence/reading.hpp"
#include "harness/world/crowd.hpp"
#include "harness/world/rewriting.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/xml/document.hpp"
#include "reference-impl/bastjanst/answering.hpp"
#include "reference-impl/kommun/question_builder.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::world {
namespace {

using contract::Source;
using scenario::Rewrite;
using ::testing::HasSubstr;

const Environment& plain_environment() {
  static const Environment loaded = Environment::load(PROVBANK_DATA_DIR).value();
  return loaded;
}

scenario::Scenario with_a_crowd(std::size_t size) {
  scenario::Scenario scenario;
  scenario::TogetherStep together;
  scenario::AskCrowdStep step;
  step.size = size;
  step.at_once = true;
  together.steps.emplace_back(std::move(step));
  scenario.when.emplace_back(std::move(together));
  return scenario;
}

TEST(Crowds, AreTestPersonsWithValuesOfTheirOwnInValidDocuments) {
  const chance::Rng rng(chance::Seed{7});
  const auto crowd = with_crowd(plain_environment(), with_a_crowd(60), rng);
  ASSERT_TRUE(crowd);
  std::set<std::string> values;
  for (std::size_t n = 0; n < 60; ++n) {
    const auto* person = crowd->fixtures->person(std::string_view(crowd_person(n)));
    ASSERT_NE(person, nullptr) << n;
    EXPECT_TRUE(person->identity.is_test_number());
    EXPECT_TRUE(values.insert(person->identity.digits()).second);
    EXPECT_EQ(person->canaries.size(), contract::kAllSources.size());
    for (const auto& canary : person->canaries) {
      EXPECT_TRUE(values.insert(canary.value).second) << canary.value;
      EXPECT_THAT(person->documents.at(*canary.source), HasSubstr(canary.value));
    }
  }
  const auto sound = crowd->fixtures->check_documents(*crowd->schemas);
  EXPECT_TRUE(sound) << sound.error().detail;
  EXPECT_EQ(plain_environment().fixtures->person(std::string_view(crowd_person(0))), nullptr);
}

TEST(Crowds, AreTheSameForTheSameSeedAndAbsentWhereNobodyAsks) {
  const auto first = [](std::uint64_t seed) {
    const chance::Rng rng(chance::Seed{seed});
    const auto crowd = with_crowd(plain_environment(), with_a_crowd(2), rng);
    return crowd->fixtures->person(std::string_view(crowd_person(0)))->identity.digits();
  };
  EXPECT_EQ(first(1), first(1));
  EXPECT_NE(first(1), first(2));
  const chance::Rng rng(chance::Seed{1});
  EXPECT_FALSE(with_crowd(plain_environment(), scenario::Scenario{}, rng));
}

std::string question() {
  kommun::Wish wish;
  wish.person = plain_environment().fixtures->person(std::string_view("anna"))->identity;
  wish.period = contract::Period::parse("2026-01-01", "2026-01-31").value();
  const auto* kommun =
      plain_environment().organisations().kommun(std::string_view("exempelkommun"));
  kommun::QuestionBuilder builder(*kommun);
  return wire::encode_question(builder.build(wish));
}

TEST(Rewriting, ChangesTheBytesAndNotWhatTheySay) {
  const std::string plain = question();
  const auto same =
      xml::Document::parse(plain).value().comparable("//soap:Body", evidence::namespaces());
  for (const auto rewrite :
       {Rewrite::prefixes, Rewrite::default_namespace, Rewrite::attribute_order}) {
    const std::string other = rewritten(plain, {rewrite});
    EXPECT_NE(other, plain);
    EXPECT_EQ(xml::Document::parse(other).value().comparable("//soap:Body", evidence::namespaces()),
              same);
  }
  EXPECT_THAT(rewritten(plain, {Rewrite::white_space}), HasSubstr("\n\n"));
  EXPECT_EQ(rewritten(plain, {}), plain);
}

TEST(Rewriting, ReversesTheMembersOfTheLefiQuestion) {
  const auto lefi = [](const std::string& soap) {
    return crypto::from_base64(xml::Document::parse(soap).value().text("//ssbt:lefiJsonFraga",
                                                                       evidence::namespaces()))
        .value();
  };
  const std::string plain = question();
  const std::string other = rewritten(plain, {Rewrite::member_order});
  EXPECT_LT(lefi(plain).find("personnummer"), lefi(plain).find("period\""));
  EXPECT_GT(lefi(other).find("personnummer"), lefi(other).find("period\""));
  EXPECT_THROW(rewritten("<a/>", {Rewrite::member_order}), ErrorException);
}

TEST(GeneratedAnswers, TakeThePlaceOfHealthyOnesUntilThereAreNoMore) {
  const auto& fixtures = *plain_environment().fixtures;
  const auto* anna = fixtures.person(std::string_view("anna"));
  for (const Source source : contract::kAllSources) {
    SCOPED_TRACE(contract::code(source));
    GeneratedAnswers answers(PROVBANK_DATA_DIR, 3);
    answers.begin(source, anna->identity, false, 5);
    http::Response healthy;
    healthy.status = 200;
    const auto document = anna->documents.find(source);
    healthy.body =
        answer_body(source, document != anna->documents.end() ? document->second
                                                              : fixtures.unknown_document(source));
    std::set<std::string> ids;
    while (answers.more()) {
      http::Response response = healthy;
      const auto* made = answers.serve(source, response);
      ASSERT_NE(made, nullptr);
      EXPECT_NE(response.body, healthy.body);
      ids.insert(made->id);
    }
    EXPECT_EQ(ids.size(), 5u);
    EXPECT_EQ(answers.serve(source, healthy), nullptr) << "no more is left";
  }
}

TEST(GeneratedAnswers, LeaveOtherSourcesAndFaultsAlone) {
  GeneratedAnswers answers(PROVBANK_DATA_DIR, 3);
  const auto& fixtures = *plain_environment().fixtures;
  answers.begin(Source::so, fixtures.all().front()->identity, true, 5);
  http::Response other;
  other.status = 200;
  other.body = answer_body(Source::af, fixtures.unknown_document(Source::af));
  EXPECT_EQ(answers.serve(Source::af, other), nullptr);
  http::Response fault;
  fault.status = 500;
  EXPECT_EQ(answers.serve(Source::so, fault), nullptr);
  EXPECT_TRUE(answers.more());
}

}  // namespace
}  // namespace provbank::world
