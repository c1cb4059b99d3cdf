#include "reference-impl/kommun/client.hpp"

#include <gmock/gmock.h>

#include "reference-impl/kommun/test_support.hpp"
#include "reference-impl/wire/soap.hpp"

namespace provbank::kommun {
namespace {

using contract::Source;
using ::testing::HasSubstr;

/// Answers every request with what the test put there, and remembers the last.
class FakeTransport final : public Transport {
 public:
  net::awaitable<Result<http::Response>> send(http::Request request) override {
    sent = std::move(request);
    co_return answer;
  }

  http::Request sent;
  Result<http::Response> answer;
};

contract::Question question(std::string_view person = "199001189811") {
  contract::Question question;
  auto& general = question.general;
  general.korrelationsid = "k-17";
  general.ingivare = {contract::OrganisationNumber::parse("162120009903").value(), "Exempelkommun",
                      "handlaggare.lund"};
  general.person = contract::PersonIdentity::parse(person).value();
  general.arendeidentitet = "EK-1";
  general.period = contract::Period::parse("2025-12-01", "2026-02-28").value();
  general.syfte = "Utredning";
  general.lagtext = "11 kap. 11 § SoL";
  question.asked[Source::tns] = {};
  return question;
}

contract::Answer answer() {
  contract::Answer answer;
  answer.korrelationsid = "k-17";
  answer.results[Source::tns] =
      contract::make_source_error(contract::Kalla::ssbt, contract::FaultCode::source_timeout);
  return answer;
}

class KommunClientTest : public ::testing::Test {
 protected:
  template <class T>
  T run(net::awaitable<T> work) {
    boost::asio::io_context io(1);
    std::optional<T> result;
    auto done = [&](std::exception_ptr failure, T value) {
      if (failure) std::rethrow_exception(failure);
      result = std::move(value);
    };
    boost::asio::co_spawn(io, std::move(work), done);
    io.run();
    return std::move(*result);
  }

  FakeTransport transport_;
  KommunClient client_{transport_};
};

TEST_F(KommunClientTest, PostsTheQuestionAsTheContractSays) {
  transport_.answer = testing::text_response(wire::encode_answer(answer(), nullptr));
  ASSERT_TRUE(run(client_.ask(question())).has_value());
  EXPECT_EQ(transport_.sent.method, "POST");
  EXPECT_EQ(transport_.sent.target, "/ssbtek/v10");
  EXPECT_EQ(transport_.sent.fields.find("Content-Type"), "text/xml; charset=utf-8");
  EXPECT_EQ(transport_.sent.fields.find("SOAPAction"), "\"\"");
  EXPECT_EQ(transport_.sent.body, wire::encode_question(question()));
}

TEST_F(KommunClientTest, ReadsTheAnswerAndKeepsItsBytes) {
  transport_.answer = testing::text_response(wire::encode_answer(answer(), nullptr));
  const auto outcome = run(client_.ask(question())).value();
  EXPECT_EQ(std::get<contract::Answer>(outcome.result), answer());
  EXPECT_EQ(outcome.response.body, transport_.answer->body);
}

TEST_F(KommunClientTest, TakesAFaultForAnOutcome) {
  const auto fault = contract::make_fault(contract::FaultCode::caller_not_connected);
  transport_.answer =
      testing::text_response(wire::encode_fault(fault, wire::Operation::hamta), 500);
  const auto outcome = run(client_.ask(question())).value();
  EXPECT_EQ(std::get<contract::Fault>(outcome.result), fault);
  EXPECT_EQ(outcome.response.status, 500);
}

TEST_F(KommunClientTest, NamesTheStatusOfAnAnswerItCannotRead) {
  transport_.answer = testing::text_response("Bad Gateway", 502);
  const auto outcome = run(client_.ask(question()));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, Errc::malformed);
  EXPECT_THAT(outcome.error().detail, HasSubstr("HTTP 502"));
}

TEST_F(KommunClientTest, HandsOnTheTransportsError) {
  transport_.answer = fail(Errc::refused, "nobody listens");
  const auto outcome = run(client_.ask(question()));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, Errc::refused);
}

TEST_F(KommunClientTest, AsksAboutSeveralPersons) {
  const std::vector<std::variant<wire::EncodedAnswer, contract::Fault>> parts = {
      wire::encode_answer_element(answer(), nullptr),
      contract::make_fault(contract::FaultCode::internal)};
  transport_.answer = testing::text_response(wire::encode_flera_answer(parts));
  std::vector<contract::Question> questions = {question(), question("189001019802")};
  const auto outcome = run(client_.ask_many(questions)).value();
  EXPECT_EQ(transport_.sent.body, wire::encode_flera_question(questions));
  const auto& answers = std::get<std::vector<wire::AnswerOrFault>>(outcome.result);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<contract::Answer>(answers[0]));
  EXPECT_TRUE(std::holds_alternative<contract::Fault>(answers[1]));
}

TEST_F(KommunClientTest, Pings) {
  std::map<Source, contract::PingResult> results;
  results[Source::af] = {true, std::nullopt};
  transport_.answer = testing::text_response(wire::encode_ping_answer(results));
  const auto outcome = run(client_.ping()).value();
  EXPECT_EQ(transport_.sent.body, wire::encode_ping());
  EXPECT_EQ((std::get<std::map<Source, contract::PingResult>>(outcome.result)), results);
}

TEST_F(KommunClientTest, AsksWhereItIsTold) {
  KommunClient elsewhere(transport_, "/annan");
  transport_.answer = testing::text_response(wire::encode_answer(answer(), nullptr));
  ASSERT_TRUE(run(elsewhere.ask(question())).has_value());
  EXPECT_EQ(transport_.sent.target, "/annan");
}

}  // namespace
}  // namespace provbank::kommun
