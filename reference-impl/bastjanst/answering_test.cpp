#include "reference-impl/bastjanst/answering.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reference-impl/bastjanst/payments_within.hpp"
#include "reference-impl/bastjanst/test_support.hpp"

namespace provbank::bastjanst {
namespace {

using contract::Source;
using testing::fixtures;
using ::testing::HasSubstr;
using testing::known_to;
using ::testing::Not;

http::Response response_to(const http::Request& request, Source source) {
  return reply_to(source, fixtures(), request).response;
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

http::Request lefi_request(const std::string& body) {
  auto request = testing::request_about(known_to(Source::fk).identity, Source::fk);
  request.body = body;
  return request;
}

void expect_felsvar(const http::Response& response, int status) {
  EXPECT_EQ(response.status, status) << response.body;
  EXPECT_THAT(testing::schemas().lefi_felsvar().problems(response.body), ::testing::IsEmpty());
  EXPECT_TRUE(nlohmann::json::parse(response.body).contains("meddelande"));
}

class EverySource : public ::testing::TestWithParam<Source> {};

INSTANTIATE_TEST_SUITE_P(Answering, EverySource, ::testing::ValuesIn(contract::kAllSources),
                         [](const auto& param) { return std::string(code(param.param)); });

TEST_P(EverySource, AnswersEveryPersonValidlyAndAboutThatPerson) {
  const Source source = GetParam();
  std::size_t asked = 0;
  for (const auto* person : fixtures().all()) {
    if (!testing::can_ask(*person, source)) continue;
    SCOPED_TRACE(person->id);
    ++asked;
    const auto response = response_to(testing::request_about(person->identity, source), source);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(testing::schema_problems(source, response), "");
    const auto question = testing::question_about(person->identity, source);
    const auto data = wire::decode_source_answer(source, response, question);
    EXPECT_TRUE(data.has_value()) << data.error().detail;
  }
  EXPECT_GE(asked, 10U);
}

TEST_P(EverySource, AnswersAboutSomebodyItDoesNotKnowValidlyAndWithoutAName) {
  const Source source = GetParam();
  const auto person = testing::nobody();
  const auto response = response_to(testing::request_about(person, source), source);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(testing::schema_problems(source, response), "");
  const auto question = testing::question_about(person, source);
  EXPECT_TRUE(wire::decode_source_answer(source, response, question).has_value());
  for (const auto* other : fixtures().all()) {
    EXPECT_THAT(response.body, Not(HasSubstr(other->efternamn))) << other->id;
  }
}

TEST_P(EverySource, AnswersItsOwnTest) {
  const Source source = GetParam();
  const auto& kommun = fixtures().organisations().kommuner.front();
  const wire::PingCaller caller{kommun.organisationsnummer, kommun.namn, kommun.aktorsid,
                                testing::winter().from};
  const auto reply = reply_to(source, fixtures(), wire::encode_source_ping(source, caller));
  const auto result = wire::decode_source_ping(source, reply.response);
  EXPECT_TRUE(result.anropad);
  EXPECT_EQ(result.error, std::nullopt);
  EXPECT_FALSE(reply.question.has_value());
}

TEST_P(EverySource, RefusesAQuestionItCannotReadWithoutQuotingIt) {
  const Source source = GetParam();
  auto request = testing::request_about(known_to(source).identity, source);
  request.body = "<fraga>" + known_to(source).identity.digits();
  const auto reply = reply_to(source, fixtures(), request);
  EXPECT_EQ(reply.response.status, source == Source::fk ? 400 : 500);
  EXPECT_FALSE(reply.question.has_value());
  EXPECT_THAT(reply.response.body, Not(HasSubstr(known_to(source).identity.digits())));
  const auto read = wire::source_document(source, reply.response);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kalla, contract::Kalla::bt);
}

TEST(Answering, RepeatsTheQuestionsCaseIdWhereTheContractSaysSo) {
  for (const auto source : {Source::af, Source::so}) {
    const auto request = testing::request_about(known_to(source).identity, source);
    EXPECT_THAT(response_to(request, source).body, HasSubstr("prov-2026-17")) << code(source);
  }
}

TEST(Answering, SoLeavesOutPaymentsOutsideThePeriod) {
  const auto& person = known_to(Source::so);
  const auto& document = person.documents.at(Source::so);
  const auto period = contract::Period::parse("2026-01-01", "2026-01-31").value();
  const auto response =
      response_to(testing::request_about(person.identity, Source::so, period), Source::so);
  const auto in_january = occurrences(document, "<Utbetalningsdatum>2026-01-");
  ASSERT_GT(in_january, 0U);
  ASSERT_GT(occurrences(document, "<Utbetalningsdatum>"), in_january);
  EXPECT_EQ(occurrences(response.body, "Utbetalningsdatum>2026-01-"), in_january);
  EXPECT_EQ(occurrences(response.body, "Utbetalningsdatum>2026-02-"), 0U);
  EXPECT_EQ(occurrences(response.body, "Utbetalningsdatum>2025-"), 0U);
  EXPECT_EQ(testing::schema_problems(Source::so, response), "");
}

TEST(PaymentsWithin, KeepsThePaymentsOfThePeriodsFirstAndLastDay) {
  const std::string document =
      R"({"formansinformation":{"utbetalningsuppgift":[{"datum":"2025-12-31"},{"datum":"2026-01-01"},)"
      R"({"datum":"2026-01-31"},{"datum":"2026-02-01"},{"datum":"2026"},{}]},)"
      R"("utbetalningar":[{"utbetalningsdatum":"2026-01-20"},{"utbetalningsdatum":"2026-03-20"}]})";
  const auto january = contract::Period::parse("2026-01-01", "2026-01-31").value();
  EXPECT_EQ(payments_within(Source::fk, document, january),
            R"({"formansinformation":{"utbetalningsuppgift":[{"datum":"2026-01-01"},)"
            R"({"datum":"2026-01-31"},{"datum":"2026"},{}]},)"
            R"("utbetalningar":[{"utbetalningsdatum":"2026-01-20"}]})");
}

TEST(PaymentsWithin, FindsPaymentsWhateverTheirPrefix) {
  const std::string document =
      R"(<s:L xmlns:s="x"><s:Utbetalningar><s:Utbetalningsdatum>2025-01-01</s:Utbetalningsdatum>)"
      R"(</s:Utbetalningar></s:L>)";
  const auto within = payments_within(Source::so, document, testing::winter());
  EXPECT_THAT(within, Not(HasSubstr("Utbetalningar")));
}

TEST(PaymentsWithin, LeavesTheOtherSourcesDocumentsAsTheyAre) {
  for (const auto source : {Source::af, Source::csn, Source::skv, Source::tns, Source::miv}) {
    EXPECT_EQ(payments_within(source, "<a> <b/></a>", testing::winter()), "<a> <b/></a>");
  }
}

TEST(Answering, FkRefusesAQuestionThatAsksForNothingWith400) {
  const auto body = testing::lefi_json(known_to(Source::fk).identity, testing::winter(), "");
  expect_felsvar(response_to(lefi_request(body), Source::fk), 400);
}

TEST(Answering, FkRefusesAPeriodOverTwoYearsWith400) {
  const auto& person = known_to(Source::fk).identity;
  const auto long_period = contract::Period::parse("2023-01-01", "2026-02-28").value();
  const auto body = testing::lefi_json(person, long_period, R"(,"formansinformation":["FK:BOB"])");
  expect_felsvar(response_to(lefi_request(body), Source::fk), 400);
}

TEST(Answering, FkRefusesAnUnknownActorWith403) {
  const auto& person = known_to(Source::fk).identity;
  auto question = testing::question_about(person, Source::fk);
  question.asked.at(Source::fk).lefi->aktorsid = "INGEN-ALLS";
  const auto request = wire::encode_source_request(Source::fk, question).value();
  expect_felsvar(response_to(request, Source::fk), 403);
}

TEST(Answering, FkRefusesAnotherVersionWith404) {
  auto request = testing::request_about(known_to(Source::fk).identity, Source::fk);
  const auto at = request.target.find("/v9/");
  ASSERT_NE(at, request.target.npos);
  request.target.replace(at, 4, "/v8/");
  expect_felsvar(response_to(request, Source::fk), 404);
}

TEST(Answering, FkGivesOnlyTheGroupsThatWereAskedFor) {
  for (const auto* person : fixtures().all()) {
    if (!person->documents.contains(Source::fk)) continue;
    if (person->documents.at(Source::fk).find("bostadsbidragsarende") == std::string::npos)
      continue;
    const auto body = testing::lefi_json(person->identity, testing::winter(),
                                         R"(,"formansinformation":["FK:BOB"])");
    const auto response = response_to(lefi_request(body), Source::fk);
    EXPECT_THAT(response.body, HasSubstr("bostadsbidragsarende"));
    EXPECT_THAT(response.body, Not(HasSubstr("barnbidragsarende")));
    EXPECT_EQ(testing::schema_problems(Source::fk, response), "");
    return;
  }
  FAIL() << "no fixture person has bostadsbidrag";
}

TEST_P(EverySource, CanAnswerAboutAnotherPersonValidly) {
  const Source source = GetParam();
  const auto& person = known_to(source);
  auto reply = reply_to(source, fixtures(), testing::request_about(person.identity, source));
  ASSERT_TRUE(reply.question.has_value());
  const auto response = answer_about_another(source, fixtures(), *reply.question);
  EXPECT_EQ(testing::schema_problems(source, response), "");
  EXPECT_NE(response.body, reply.response.body);
  if (source == Source::tns) return;  // TNS's contract does not say whom an answer is about
  const auto question = testing::question_about(person.identity, source);
  const auto data = wire::decode_source_answer(source, response, question);
  ASSERT_FALSE(data.has_value());
  EXPECT_EQ(data.error().code, contract::FaultCode::source_wrong_person);
}

}  // namespace
}  // namespace provbank::bastjanst
