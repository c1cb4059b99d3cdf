#include "reference-impl/kommun/case_system.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "reference-impl/kommun/test_support.hpp"
#include "reference-impl/wire/soap.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::kommun {
namespace {

using contract::Source;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kAnna = "198503149828";
const std::string kBertil = "195807169874";

contract::PersonIdentity identity(const std::string& digits) {
  return contract::PersonIdentity::parse(digits).value();
}

contract::SourceData data(std::string document) {
  contract::SourceData out;
  out.document = std::move(document);
  return out;
}

std::string payment_to(const std::string& person) {
  return "<IdentificationNumber>" + person + "</IdentificationNumber><Utbetalning/>";
}

contract::SourceError failed_source() {
  return contract::make_source_error(contract::Kalla::ssbt, contract::FaultCode::source_timeout);
}

// ---- What a handläggare sees of an answer

CaseView view(contract::Answer answer, contract::SourceSet asked = {Source::so}) {
  AskOutcome outcome;
  outcome.result = std::move(answer);
  return view_of(outcome, identity(kAnna), asked);
}

TEST(CaseViews, ShowDataAndItsAbsence) {
  contract::Answer answer;
  answer.results[Source::so] = data(payment_to(kAnna));
  answer.results[Source::tns] = data("<resultat>OK</resultat>");
  const auto seen = view(answer, {Source::so, Source::tns});
  EXPECT_FALSE(seen.failed);
  EXPECT_EQ(seen.sources.at(Source::so).known, Known::data);
  EXPECT_EQ(seen.sources.at(Source::tns).known, Known::nothing);
}

TEST(CaseViews, ShowASourceThatFailedAsFailed) {
  contract::Answer answer;
  answer.results[Source::so] = failed_source();
  answer.results[Source::tns] = data("<resultat>OK</resultat>");
  const auto seen = view(answer, {Source::so, Source::tns});
  EXPECT_FALSE(seen.failed);
  EXPECT_EQ(seen.sources.at(Source::so).known, Known::failed);
  EXPECT_THAT(seen.sources.at(Source::so).text, HasSubstr(failed_source().felkod));
}

TEST(CaseViews, ShowASourceThatIsMissingInTheAnswerAsFailed) {
  EXPECT_EQ(view({}).sources.at(Source::so).known, Known::failed);
}

TEST(CaseViews, ShowSilenceAndFaultsAsFailuresOfTheWhole) {
  AskOutcome fault;
  fault.result = contract::make_fault(contract::FaultCode::internal);
  const std::vector<Result<AskOutcome>> bad = {fail(Errc::timed_out, "no answer"),
                                               fail(Errc::malformed, "HTTP 502"), fault};
  for (const auto& outcome : bad) {
    const auto seen = view_of(outcome, identity(kAnna), {Source::so, Source::csn});
    EXPECT_TRUE(seen.failed);
    EXPECT_THAT(seen.message, HasSubstr("Det betyder inte att uppgifter saknas"));
    ASSERT_EQ(seen.sources.size(), 2u);
    for (const auto& [source, shown] : seen.sources) EXPECT_EQ(shown.known, Known::failed);
  }
}

TEST(CaseViews, ShowNothingOfAnAnswerAboutSomebodyElse) {
  contract::Answer answer;
  answer.results[Source::so] = data(payment_to(kBertil));
  answer.results[Source::tns] = data("<fordon>ABC123</fordon>");
  const auto seen = view(answer, {Source::so, Source::tns});
  EXPECT_TRUE(seen.failed);
  EXPECT_EQ(seen.sources.at(Source::tns).known, Known::failed) << "TNS names nobody";
  EXPECT_THAT(to_json("E-1", seen), Not(HasSubstr("ABC123")));
  EXPECT_THAT(to_json("E-1", seen), Not(HasSubstr(kBertil)));
}

TEST(CaseViews, KnowThePersonByTenDigitsToo) {
  contract::Answer answer;
  answer.results[Source::csn] = data("<p personnummer=\"" + kAnna.substr(2) + "\"/>");
  EXPECT_FALSE(view(answer, {Source::csn}).failed);
  answer.results[Source::csn] = data("<p personnummer=\"" + kBertil.substr(2) + "\"/>");
  EXPECT_TRUE(view(answer, {Source::csn}).failed);
}

TEST(CaseViews, AreWrittenAsJsonWhateverTheBytes) {
  CaseView seen;
  seen.sources[Source::so] = {Known::data, "\xFF \"citat\" \n"};
  const auto written = json::parse(to_json("E-\"1\"", seen));
  EXPECT_EQ(written.at("arende"), "E-\"1\"");
  EXPECT_EQ(written.at("status"), "besvarad");
  EXPECT_EQ(written.at("kallor").at("SO").at("visar"), "uppgifter");
}

// ---- Its own interface

/// Answers as the test says, and keeps what was asked.
class ScriptedTransport final : public Transport {
 public:
  net::awaitable<Result<http::Response>> send(http::Request request) override {
    asked.push_back(std::move(request.body));
    co_return answer;
  }
  std::vector<std::string> asked;
  Result<http::Response> answer = fail(Errc::refused, "nobody listens");
};

struct CaseSystems : ::testing::Test {
  boost::asio::io_context io{1};
  time::VirtualClock clock{io, time::WallTime{}};
  ScriptedTransport transport;
  CaseSystem system{kommun(), transport, clock};

  static contract::Kommun kommun() {
    contract::Kommun out;
    out.id = "exempelkommun";
    out.namn = "Exempelkommun";
    out.handlaggare = {"handlaggare.lund"};
    out.organisationsnummer = contract::OrganisationNumber::parse("162120009903").value();
    return out;
  }

  http::Response send(std::string method, std::string target, std::string body = {}) {
    return send_to(system, std::move(method), std::move(target), std::move(body));
  }

  http::Response send_to(CaseSystem& to, std::string method, std::string target, std::string body) {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    const net::Peer peer;
    std::optional<http::Response> out;
    boost::asio::co_spawn(io, to.handle(std::move(request), peer),
                          [&](std::exception_ptr failure, http::Response response) {
                            if (failure) std::rethrow_exception(failure);
                            out = std::move(response);
                          });
    clock.run();
    return std::move(*out);
  }

  static json wish() {
    return {{"person", kAnna},
            {"arende", "E-1"},
            {"kallor", {"SO"}},
            {"from", "2025-12-01"},
            {"tom", "2026-02-28"}};
  }
  void answers(contract::SourceResult result) {
    contract::Answer answer;
    answer.results[Source::so] = std::move(result);
    transport.answer = testing::text_response(wire::encode_answer(answer, nullptr));
  }
};

TEST_F(CaseSystems, AskWhatIsWishedForAndNothingMore) {
  answers(failed_source());
  EXPECT_EQ(send("POST", "/fragor", wish().dump()).status, 201);
  ASSERT_EQ(transport.asked.size(), 1u);
  const auto request = wire::decode_request(transport.asked[0]).value();
  const auto& question = std::get<wire::HamtaRequest>(request).question;
  EXPECT_EQ(question.general.person, identity(kAnna));
  EXPECT_EQ(question.general.arendeidentitet, "E-1");
  EXPECT_EQ(question.general.period, contract::Period::parse("2025-12-01", "2026-02-28").value());
  ASSERT_EQ(question.asked.size(), 1u);
  EXPECT_TRUE(question.asked.contains(Source::so));
  EXPECT_FALSE(question.general.syfte.empty());
  EXPECT_FALSE(question.general.lagtext.empty());
}

TEST_F(CaseSystems, RecordWhoAsksBeforeAskingAndNothingOfTheAnswer) {
  eventlog::MemoryEventLog log;
  CaseSystem recording{kommun(), transport, clock, std::string(kDefaultTarget),
                       History{log, eventlog::Pseudonyms("nyckel")}};
  EXPECT_EQ(send_to(recording, "POST", "/fragor", wish().dump()).status, 201);
  ASSERT_EQ(log.lines().size(), 1u) << "though nobody answered";
  const auto entry = json::parse(log.lines()[0]);
  EXPECT_EQ(entry.at("handlaggare"), "handlaggare.lund");
  EXPECT_EQ(entry.at("case"), "E-1");
  EXPECT_EQ(entry.at("person"), eventlog::Pseudonyms("nyckel").of(kAnna));
}

/// Cannot be written.
class FullLog final : public eventlog::EventLog {
 public:
  net::awaitable<Result<void>> append(std::vector<eventlog::Event>) override {
    co_return fail(Errc::io, "no room");
  }
};

TEST_F(CaseSystems, DoNotAskWhatTheyCannotRecord) {
  FullLog log;
  CaseSystem recording{kommun(), transport, clock, std::string(kDefaultTarget),
                       History{log, eventlog::Pseudonyms("nyckel")}};
  EXPECT_EQ(send_to(recording, "POST", "/fragor", wish().dump()).status, 503);
  EXPECT_TRUE(transport.asked.empty());
}

TEST_F(CaseSystems, ShowTheAnswerOfTheCase) {
  answers(failed_source());
  send("POST", "/fragor", wish().dump());
  const auto shown = send("GET", "/arenden/E-1");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(json::parse(shown.body).at("kallor").at("SO").at("visar"), "kunde inte hämtas");
}

TEST_F(CaseSystems, ShowAFailureWhenNobodyAnswers) {
  send("POST", "/fragor", wish().dump());
  const auto shown = json::parse(send("GET", "/arenden/E-1").body);
  EXPECT_EQ(shown.at("status"), "misslyckades");
  EXPECT_EQ(shown.at("kallor").at("SO").at("visar"), "kunde inte hämtas");
}

TEST_F(CaseSystems, DoNotShowAnOldAnswerForANewQuestion) {
  answers(data("<resultat>OK</resultat>"));
  send("POST", "/fragor", wish().dump());
  transport.answer = fail(Errc::timed_out, "no answer");
  send("POST", "/fragor", wish().dump());
  EXPECT_EQ(json::parse(send("GET", "/arenden/E-1").body).at("status"), "misslyckades");
}

TEST_F(CaseSystems, AskTheServiceOnceHoweverItGoes) {
  for (const auto& answer : {Result<http::Response>(fail(Errc::timed_out, "no answer")),
                             Result<http::Response>(testing::text_response("stängt", 503)),
                             Result<http::Response>(testing::text_response("", 200))}) {
    transport.asked.clear();
    transport.answer = answer;
    send("POST", "/fragor", wish().dump());
    EXPECT_EQ(transport.asked.size(), 1u);
    EXPECT_EQ(json::parse(send("GET", "/arenden/E-1").body).at("status"), "misslyckades");
  }
}

TEST_F(CaseSystems, RefuseWhatTheyCannotAsk) {
  const auto without = [](const char* name) {
    auto out = wish();
    out.erase(name);
    return out.dump();
  };
  const auto with = [](const char* name, json value) {
    auto out = wish();
    out[name] = std::move(value);
    return out.dump();
  };
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{"), without("person"), without("from"),
        without("tom"), with("person", "198503149829"), with("person", 7),
        with("kallor", json::array({"XX"})), with("kallor", json::array({1})), with("kallor", "SO"),
        with("kallor", json::array()), with("arende", 7), with("from", "2026-03-01"),
        with("tom", "igår")}) {
    const auto response = send("POST", "/fragor", body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_THAT(response.body, HasSubstr("fel"));
    EXPECT_THAT(response.body, Not(HasSubstr("198503149829")));
  }
  EXPECT_TRUE(transport.asked.empty()) << "nothing was asked";
}

TEST_F(CaseSystems, KnowNoOtherPlace) {
  EXPECT_EQ(send("GET", "/arenden/E-1").status, 404);
  EXPECT_EQ(send("GET", "/").status, 404);
  EXPECT_EQ(send("GET", "/fragor").status, 404);
  EXPECT_EQ(send("POST", "/arenden/E-1").status, 404);
}

}  // namespace
}  // namespace provbank::kommun
