#include "reference-impl/bastjanst/misbehaving.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "platform/http/parser.hpp"
#include "platform/json/schema.hpp"
#include "platform/xml/schema.hpp"
#include "reference-impl/bastjanst/test_support.hpp"

namespace provbank::bastjanst {
namespace {

using contract::Source;
using testing::fixtures;
using testing::known_to;

class EverySourceSick : public ::testing::TestWithParam<Source> {
 protected:
  Source source() const { return GetParam(); }
  http::Request request() const {
    return testing::request_about(known_to(source()).identity, source());
  }
  http::Response healthy() const { return reply_to(source(), fixtures(), request()).response; }
  http::Response sick(Misbehaviour fault, const Behaviour& behaviour = {}) const {
    return misbehave(fault, behaviour, source(), fixtures(),
                     reply_to(source(), fixtures(), request()));
  }
  contract::FaultCode failure_of(const http::Response& response) const {
    const auto question = testing::question_about(known_to(source()).identity, source());
    const auto data = wire::decode_source_answer(source(), response, question);
    return data ? contract::FaultCode::internal : data.error().code;
  }
};

INSTANTIATE_TEST_SUITE_P(Misbehaving, EverySourceSick, ::testing::ValuesIn(contract::kAllSources),
                         [](const auto& param) { return std::string(code(param.param)); });

TEST_P(EverySourceSick, DoesNothingWhenNothingIsWrong) {
  const auto response = sick(Misbehaviour::none);
  EXPECT_EQ(response.body, healthy().body);
  EXPECT_FALSE(response.delivery.never);
  EXPECT_FALSE(response.delivery.reset_after_bytes.has_value());
  EXPECT_EQ(response.delivery.chunk_bytes, 0U);
}

TEST_P(EverySourceSick, NeverAnswers) {
  EXPECT_TRUE(sick(Misbehaviour::no_answer).delivery.never);
}

TEST_P(EverySourceSick, ResetsBeforeTheFirstByteWhenItShouldNotHaveListened) {
  EXPECT_EQ(sick(Misbehaviour::connection_refused).delivery.reset_after_bytes, 0U);
}

TEST_P(EverySourceSick, ResetsInsideTheBody) {
  const auto response = sick(Misbehaviour::reset);
  const auto whole = http::serialize(response, true).size();
  ASSERT_TRUE(response.delivery.reset_after_bytes.has_value());
  EXPECT_LT(*response.delivery.reset_after_bytes, whole);
  EXPECT_GT(*response.delivery.reset_after_bytes, whole - response.body.size());
}

TEST_P(EverySourceSick, ResetsAfterTheBytesItIsTold) {
  Behaviour behaviour;
  behaviour.reset_after_bytes = 17;
  EXPECT_EQ(sick(Misbehaviour::reset, behaviour).delivery.reset_after_bytes, 17U);
}

TEST_P(EverySourceSick, Says500WithoutAFaultOfItsContract) {
  const auto response = sick(Misbehaviour::http_500);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(failure_of(response), contract::FaultCode::source_failed);
  EXPECT_FALSE(wire::read_envelope(response.body).has_value());
  EXPECT_FALSE(json::check_well_formed(response.body).has_value());
}

TEST_P(EverySourceSick, FaultsInItsOwnContract) {
  const auto response = sick(Misbehaviour::soap_fault);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(failure_of(response), contract::FaultCode::source_failed);
  if (source() == Source::fk) {
    EXPECT_THAT(testing::schemas().lefi_felsvar().problems(response.body), ::testing::IsEmpty());
    return;
  }
  const auto body = wire::read_envelope(response.body);
  ASSERT_TRUE(body.has_value()) << body.error().detail;
  EXPECT_TRUE(wire::is_fault(*body));
}

TEST_P(EverySourceSick, BreaksItsSchemaInOnePointAndStaysWellFormed) {
  const auto response = sick(Misbehaviour::schema_invalid);
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(testing::schema_problems(source(), response), "");
  const auto sound = source() == Source::fk ? json::check_well_formed(response.body)
                                            : xml::check_well_formed(response.body);
  EXPECT_TRUE(sound.has_value()) << sound.error().detail;
  if (source() == Source::fk) return;
  EXPECT_TRUE(wire::read_envelope(response.body).has_value());
  const auto problems = testing::schemas().source(source()).problems(
      wire::source_document(source(), response).value().outer);
  EXPECT_LE(problems.size(), 2U) << to_string(problems);  // one point; libxml2 may say it twice
}

TEST_P(EverySourceSick, AnswersAboutAnotherPersonValidly) {
  const auto response = sick(Misbehaviour::wrong_person);
  EXPECT_EQ(testing::schema_problems(source(), response), "");
  EXPECT_NE(response.body, healthy().body);
}

TEST_P(EverySourceSick, SwellsToTheSizeItIsToldAndStaysValid) {
  Behaviour behaviour;
  behaviour.oversized_bytes = 300'000;
  const auto response = sick(Misbehaviour::oversized, behaviour);
  EXPECT_EQ(response.body.size(), 300'000U);
  EXPECT_EQ(testing::schema_problems(source(), response), "");
}

TEST_P(EverySourceSick, DribblesWithoutChangingTheAnswer) {
  Behaviour behaviour;
  behaviour.dribble_bytes = 3;
  behaviour.dribble_interval = std::chrono::milliseconds(40);
  const auto response = sick(Misbehaviour::dribble, behaviour);
  EXPECT_EQ(response.body, healthy().body);
  EXPECT_EQ(response.delivery.chunk_bytes, 3U);
  EXPECT_EQ(response.delivery.chunk_interval, std::chrono::milliseconds(40));
}

TEST_P(EverySourceSick, EndsTheDocumentTooEarly) {
  const auto response = sick(Misbehaviour::truncated_body);
  EXPECT_TRUE(healthy().body.starts_with(response.body));
  EXPECT_GT(response.body.size(), 0U);
  EXPECT_EQ(failure_of(response), contract::FaultCode::source_unparsable);
}

TEST_P(EverySourceSick, SendsBytesThatAreNoDocument) {
  const auto response = sick(Misbehaviour::not_xml);
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(xml::check_well_formed(response.body).has_value());
  EXPECT_FALSE(json::check_well_formed(response.body).has_value());
  EXPECT_EQ(failure_of(response), contract::FaultCode::source_unparsable);
}

TEST_P(EverySourceSick, SendsNothingAtAll) {
  const auto response = sick(Misbehaviour::empty);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(failure_of(response), contract::FaultCode::source_unparsable);
}

TEST_P(EverySourceSick, LeavesRefusalsAloneWhenOnlyAnswersAreToBeSpoilt) {
  auto bad = request();
  bad.body = "?";
  for (const auto fault : {Misbehaviour::schema_invalid, Misbehaviour::wrong_person}) {
    auto refused = reply_to(source(), fixtures(), bad);
    const auto expected = refused.response.body;
    EXPECT_EQ(misbehave(fault, {}, source(), fixtures(), std::move(refused)).body, expected);
  }
}

}  // namespace
}  // namespace provbank::bastjanst
