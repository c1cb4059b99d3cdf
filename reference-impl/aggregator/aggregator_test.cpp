// The whole aggregator, from bytes to bytes, in virtual time.
#include "reference-impl/aggregator/aggregator.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/http/parser.hpp"
#include "platform/net/task_group.hpp"
#include "reference-impl/aggregator/intake.hpp"
#include "reference-impl/aggregator/test_world.hpp"
#include "reference-impl/eventlog/file_store.hpp"
#include "reference-impl/eventlog/full_disk.hpp"
#include "reference-impl/eventlog/verify.hpp"

namespace provbank::aggregator {
namespace {

using namespace std::chrono_literals;
using contract::FaultCode;
using contract::Kalla;
using contract::Source;
using contract::SourceData;
using contract::SourceError;
using contract::SourceResult;
using contract::SourceSet;
using nlohmann::json;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string code_of(const SourceResult& result) {
  if (std::holds_alternative<SourceData>(result)) return "data";
  const auto& error = std::get<SourceError>(result);
  return std::string(contract::code(error.kalla)) + " " + error.felkod;
}

/// "SSBT SSBTEK-201", as `code_of` says it.
std::string failed(Kalla kalla, FaultCode code) {
  return std::string(contract::code(kalla)) + " " + std::string(contract::felkod(code));
}

std::string asked_code(TestWorld& world, Source source) {
  const auto answer = world.ask(question_about(kDawit, {source}));
  EXPECT_THAT(answer.results, SizeIs(1));
  const auto found = answer.results.find(source);
  return found == answer.results.end() ? "nothing" : code_of(found->second);
}

/// Every occurrence, of which there must be one.
std::string replaced(std::string text, std::string_view what, std::string_view with) {
  auto place = text.find(what);
  EXPECT_NE(place, std::string::npos) << what << " is not in\n" << text;
  for (; place != std::string::npos; place = text.find(what, place + with.size())) {
    text.replace(place, what.size(), with);
  }
  return text;
}

// ---- Answers ------------------------------------------------------------------------------------

TEST(Aggregator, AnswersWithDataFromEverySource) {
  TestWorld world;
  const auto answer = world.ask(question_about(kDawit, SourceSet::all()));
  ASSERT_THAT(answer.results, SizeIs(7));
  for (const auto& [source, result] : answer.results) {
    EXPECT_EQ(code_of(result), "data") << contract::code(source);
  }
}

TEST(Aggregator, SendsAnAnswerThatKeepsItsSchema) {
  TestWorld world;
  const auto response = world.post(wire::encode_question(question_about(kDawit, SourceSet::all())));
  EXPECT_EQ(response.fields.find("Content-Type"), "text/xml; charset=utf-8");
  EXPECT_TRUE(schemas()->soap_envelope().validate(response.body));
  const auto body = wire::read_envelope(response.body).value();
  const auto valid = schemas()->ssbt().validate(body.xml);
  EXPECT_TRUE(valid) << (valid ? "" : valid.error().detail);
}

TEST(Aggregator, AsksExactlyTheSourcesAskedFor) {
  TestWorld world;
  const auto answer = world.ask(question_about(kDawit, {Source::af, Source::tns}));
  EXPECT_THAT(answer.results, SizeIs(2));
  for (const auto source : contract::kAllSources) {
    const bool asked = source == Source::af || source == Source::tns;
    EXPECT_THAT(world.source(source).asked, SizeIs(asked ? 1 : 0)) << contract::code(source);
  }
}

TEST(Aggregator, AsksTheSourcesInParallel) {
  TestWorld world;
  for (const auto source : contract::kAllSources) world.source(source).delay = 3s;
  world.run([&]() -> awaitable<void> {
    const auto before = world.clock().now();
    const auto response =
        co_await world.post_now(wire::encode_question(question_about(kDawit, SourceSet::all())));
    EXPECT_EQ(world.clock().now() - before, 3s);
    EXPECT_THAT(answer_in(response).results, SizeIs(7));
  });
}

TEST(Aggregator, GivesTheQuestionBackWhenItAsksForThat) {
  TestWorld world;
  auto question = question_about(kDawit, {Source::af});
  question.general.fragan_skall_inkluderas = true;
  const auto response = world.post(wire::encode_question(question));
  const auto body = wire::read_envelope(response.body).value();
  EXPECT_TRUE(schemas()->ssbt().validate(body.xml));
  EXPECT_THAT(body.xml, AllOf(HasSubstr("fraga"), HasSubstr("handlaggare.lund")));
}

TEST(Aggregator, KeepsTheQuestionToItselfOtherwise) {
  TestWorld world;
  const auto response = world.post(wire::encode_question(question_about(kDawit, {Source::tns})));
  EXPECT_THAT(response.body, AllOf(Not(HasSubstr("handlaggare.lund")), Not(HasSubstr(kDawit))));
}

TEST(Aggregator, GivesBackTimeAndCorrelationUnchanged) {
  TestWorld world;
  auto question = question_about(kDawit, {Source::tns});
  question.general.frage_tidpunkt = "2026-03-02T09:00:00.120+01:00";
  question.general.korrelationsid = " k  1 ";
  const auto answer = world.ask(question);
  EXPECT_EQ(answer.frage_tidpunkt, "2026-03-02T09:00:00.120+01:00");
  EXPECT_EQ(answer.korrelationsid, " k  1 ");
}

TEST(Aggregator, AsksASourceForItsOwnPeriod) {
  TestWorld world;
  auto question = question_about(kDawit, {Source::af, Source::so});
  const auto own = contract::Period::parse("2026-01-01", "2026-01-31").value();
  question.asked[Source::so].period = own;
  world.ask(question);
  ASSERT_THAT(world.source(Source::so).asked, SizeIs(1));
  ASSERT_THAT(world.source(Source::af).asked, SizeIs(1));
  EXPECT_EQ(world.source(Source::so).asked[0].period, own);
  EXPECT_EQ(world.source(Source::af).asked[0].period, question.general.period);
}

// ---- Deadlines ----------------------------------------------------------------------------------

TEST(Aggregator, CutsASilentSourceAtTheEarlyLimit) {
  TestWorld world;
  world.source(Source::csn).delay = 24h;
  world.run([&]() -> awaitable<void> {
    const auto before = world.clock().now();
    auto question = wire::encode_question(question_about(kDawit, {Source::af, Source::csn}));
    const auto response = co_await world.post_now(std::move(question));
    EXPECT_EQ(world.clock().now() - before, 6700ms);
    const auto answer = answer_in(response);
    EXPECT_EQ(code_of(answer.results.at(Source::af)), "data");
    EXPECT_EQ(code_of(answer.results.at(Source::csn)),
              failed(Kalla::ssbt, FaultCode::source_timeout));
  });
}

TEST(Aggregator, WaitsToTheLateLimitOnceEnoughAnswersWereEarly) {
  TestWorld world;
  world.run([&]() -> awaitable<void> {
    const auto question = wire::encode_question(question_about(kDawit, {Source::csn}));
    for (int i = 0; i < 19; ++i) co_await world.post_now(question);
    world.source(Source::csn).delay = 11s;
    const auto before = world.clock().now();
    const auto response = co_await world.post_now(question);
    EXPECT_EQ(world.clock().now() - before, 11s);
    EXPECT_EQ(code_of(answer_in(response).results.at(Source::csn)), "data");
  });
  EXPECT_THAT(world.events("deviation"), ElementsAre(HasSubstr("\"outcome\":\"late\"")));
}

TEST(Aggregator, NeverWaitsPastTheLateLimit) {
  TestWorld world;
  world.run([&]() -> awaitable<void> {
    const auto question = wire::encode_question(question_about(kDawit, {Source::csn}));
    for (int i = 0; i < 19; ++i) co_await world.post_now(question);
    world.source(Source::csn).delay = 24h;
    const auto before = world.clock().now();
    co_await world.post_now(question);
    EXPECT_EQ(world.clock().now() - before, 11700ms);
  });
}

// ---- Sources that fail --------------------------------------------------------------------------

TEST(Aggregator, MarksASourceThatNobodyListensFor) {
  TestWorld world;
  world.source(Source::skv).listening = false;
  EXPECT_EQ(asked_code(world, Source::skv), failed(Kalla::ssbt, FaultCode::source_unreachable));
}

TEST(Aggregator, MarksASourceWithoutAddress) {
  TestWorld world;
  const auto question = wire::encode_question(question_about(kDawit, {Source::skv}));
  contract::Answer answer;
  world.run([&]() -> awaitable<void> {
    auto without = world.config();
    without.sources.erase(Source::skv);
    eventlog::MemoryEventLog log;
    Aggregator other(world.network(), world.clock(), log, schemas(), without);
    net::HttpClient client(world.network(), world.clock(), other.endpoint(),
                           world.client_tls("exempelkommun"), {});
    const auto serve = [&](net::TaskGroup& group) -> awaitable<void> {
      group.spawn(other.run());
      auto message = soap_request(question);
      const auto response = co_await client.send(std::move(message));
      answer = answer_in(response.value());
      other.stop();
      client.close_idle();
    };
    co_await net::with_task_group(serve);
  });
  EXPECT_EQ(code_of(answer.results.at(Source::skv)),
            failed(Kalla::ssbt, FaultCode::source_unreachable));
}

TEST(Aggregator, MarksASourceThatResetsMidAnswer) {
  TestWorld world;
  world.source(Source::miv).tamper = [](http::Response& response) {
    response.delivery.reset_after_bytes = 300;
  };
  EXPECT_EQ(asked_code(world, Source::miv), failed(Kalla::ssbt, FaultCode::source_broke_off));
}

TEST(Aggregator, MarksASourceThatAnswersHttp500) {
  for (const auto source : contract::kAllSources) {
    SCOPED_TRACE(contract::code(source));
    TestWorld world;
    world.source(source).tamper = [](http::Response& response) {
      response = http::Response{};
      response.status = 500;
    };
    EXPECT_EQ(asked_code(world, source), failed(Kalla::bt, FaultCode::source_failed));
  }
}

TEST(Aggregator, MarksASourceThatSaysThatItFailed) {
  for (const auto source : contract::kAllSources) {
    SCOPED_TRACE(contract::code(source));
    TestWorld world;
    world.source(source).tamper = [source](http::Response& response) {
      response = wire::encode_source_fault(source);
    };
    EXPECT_EQ(asked_code(world, source), failed(Kalla::bt, FaultCode::source_failed));
  }
}

TEST(Aggregator, MarksAnAnswerThatCannotBeRead) {
  for (const auto source : contract::kAllSources) {
    SCOPED_TRACE(contract::code(source));
    TestWorld world;
    world.source(source).tamper = [](http::Response& response) { response.body.resize(40); };
    EXPECT_EQ(asked_code(world, source), failed(Kalla::ssbt, FaultCode::source_unparsable));
  }
}

struct Breach {
  Source source;
  std::string_view what;
  std::string_view with;
};

TEST(Aggregator, MarksAnAnswerThatBreaksItsSchema) {
  const Breach breaches[] = {
      {Source::af, "<StatusSokandeinformationKod>0<", "<StatusSokandeinformationKod>noll<"},
      {Source::so, "<Utbetalningsdatum>", "<Utbetalningsdatum>den "},
      {Source::tns, "<resultat>OK<", "<resultat>JA<"},
      {Source::miv, "<giltighetstid>PERMANENT<", "<giltighetstid>EVIG<"},
      {Source::fk, "\"tillstand\":{\"kod\":\"OK\"", "\"tillstand\":{\"kod\":\"BRA\""},
      {Source::skv, "PersonuppgiftLista", "PersonuppgiftBunt"},
      {Source::csn, "CSNSvar", "CSNGissning"},
  };
  for (const auto& breach : breaches) {
    SCOPED_TRACE(contract::code(breach.source));
    TestWorld world;
    world.source(breach.source).tamper = [&breach](http::Response& response) {
      response.body = replaced(response.body, breach.what, breach.with);
    };
    EXPECT_EQ(asked_code(world, breach.source),
              failed(Kalla::ssbt, FaultCode::source_schema_invalid));
  }
}

TEST(Aggregator, WithholdsAnAnswerAboutSomebodyElse) {
  for (const auto source : {Source::af, Source::so, Source::skv, Source::miv, Source::csn}) {
    SCOPED_TRACE(contract::code(source));
    TestWorld world;
    world.source(source).answers_about = kAnna;
    EXPECT_EQ(asked_code(world, source), failed(Kalla::ssbt, FaultCode::source_wrong_person));
  }
}

TEST(Aggregator, MarksAnAnswerThatIsTooLarge) {
  TestWorld world;
  world.config().tuning.source_answer_bytes = 4096;
  world.source(Source::tns).tamper = [](http::Response& response) {
    response.body.append(5000, ' ');
  };
  EXPECT_EQ(asked_code(world, Source::tns), failed(Kalla::ssbt, FaultCode::source_too_large));
}

TEST(Aggregator, MarksAnUnknownLefiVersionWithoutAskingForIt) {
  TestWorld world;
  auto question = question_about(kDawit, {Source::fk});
  question.asked[Source::fk].lefi->version = "v8";
  const auto answer = world.ask(question);
  EXPECT_EQ(code_of(answer.results.at(Source::fk)),
            failed(Kalla::ssbt, FaultCode::lefi_version_unknown));
  EXPECT_THAT(world.source(Source::fk).asked, IsEmpty());
}

TEST(Aggregator, DoesNotSendALefiQuestionThatBreaksItsSchema) {
  TestWorld world;
  auto question = question_about(kDawit, {Source::fk});
  question.asked[Source::fk].lefi->json =
      R"({"personnummer":")" + kDawit + R"(","formansinformation":["FK:BOB"]})";
  const auto answer = world.ask(question);
  EXPECT_EQ(code_of(answer.results.at(Source::fk)),
            failed(Kalla::ssbt, FaultCode::source_cannot_carry));
  EXPECT_THAT(world.source(Source::fk).asked, IsEmpty());
}

TEST(Aggregator, GivesTheRestWhenEverySourceButOneFails) {
  TestWorld world;
  for (const auto source : contract::kAllSources) world.source(source).listening = false;
  world.source(Source::so).listening = true;
  const auto answer = world.ask(question_about(kDawit, SourceSet::all()));
  ASSERT_THAT(answer.results, SizeIs(7));
  for (const auto& [source, result] : answer.results) {
    EXPECT_EQ(code_of(result),
              source == Source::so ? "data" : failed(Kalla::ssbt, FaultCode::source_unreachable));
  }
}

// ---- Several persons ----------------------------------------------------------------------------

std::vector<contract::Question> questions_about(const std::vector<std::string>& persons) {
  std::vector<contract::Question> questions;
  for (const auto& person : persons) {
    questions.push_back(question_about(person, {Source::af, Source::tns}));
  }
  return questions;
}

const std::vector<std::string> kElevenPersons = {
    "198105209939", "198503149828", "199108229841", "194705099853", "199411039861", "198802279888",
    "197906189811", "197412019908", "198904309922", "195807169874", "197210119892"};

TEST(Aggregator, AnswersAboutTwoPersonsInTheirOrder) {
  TestWorld world;
  const auto response = world.post(wire::encode_flera_question(questions_about({kAnna, kDawit})));
  const auto decoded = wire::decode_flera_answer(response.body).value();
  const auto& answers = std::get<std::vector<wire::AnswerOrFault>>(decoded);
  ASSERT_THAT(answers, SizeIs(2));
  const auto document = [&](std::size_t person) {
    const auto& answer = std::get<contract::Answer>(answers[person]);
    return std::get<SourceData>(answer.results.at(Source::af)).document;
  };
  EXPECT_THAT(document(0), HasSubstr(kAnna));
  EXPECT_THAT(document(1), HasSubstr(kDawit));
}

TEST(Aggregator, AsksAboutTenPersonsAtTheSameTime) {
  TestWorld world;
  world.source(Source::af).delay = 2s;
  auto ten = kElevenPersons;
  ten.pop_back();
  world.run([&]() -> awaitable<void> {
    const auto before = world.clock().now();
    const auto response =
        co_await world.post_now(wire::encode_flera_question(questions_about(ten)));
    EXPECT_EQ(world.clock().now() - before, 2s);
    const auto body = wire::read_envelope(response.body).value();
    EXPECT_TRUE(schemas()->flerperson().validate(body.xml));
  });
  EXPECT_EQ(world.source(Source::af).at_once_max, 10U);
  EXPECT_THAT(world.events("question"), SizeIs(10));
}

TEST(Aggregator, GivesSeveralPersonsTheirLongerTime) {
  TestWorld world;
  world.source(Source::af).delay = 24h;
  world.run([&]() -> awaitable<void> {
    const auto before = world.clock().now();
    auto question = wire::encode_flera_question(questions_about({kAnna, kDawit}));
    co_await world.post_now(std::move(question));
    EXPECT_EQ(world.clock().now() - before, 8200ms);
  });
}

TEST(Aggregator, RefusesElevenPersons) {
  TestWorld world;
  const auto response = world.post(wire::encode_flera_question(questions_about(kElevenPersons)));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(fault_in(response).felkod, contract::felkod(FaultCode::too_many_persons));
}

TEST(Aggregator, RefusesThePersonsWhoseQuestionsAreNotAlike) {
  TestWorld world;
  auto questions = questions_about({kAnna, kDawit});
  questions[1].general.arendeidentitet = "EK-2026-0002";
  const auto response = world.post(wire::encode_flera_question(questions));
  EXPECT_EQ(fault_in(response).felkod, contract::felkod(FaultCode::persons_not_alike));
}

// ---- Questions that are wrong -------------------------------------------------------------------

struct WrongMessage {
  std::string_view name;
  std::function<std::string(const std::string&)> spoil;
  FaultCode expected;
  std::string_view faultcode = "Client";
};

std::vector<WrongMessage> wrong_messages() {
  const auto instead = [](std::string_view what, std::string_view with) {
    return [=](const std::string& good) { return replaced(good, what, with); };
  };
  return {
      {"not XML", [](const std::string&) { return std::string("GET me"); },
       FaultCode::malformed_xml},
      {"empty", [](const std::string&) { return std::string(); }, FaultCode::malformed_xml},
      {"cut off", [](const std::string& good) { return good.substr(0, good.size() / 2); },
       FaultCode::malformed_xml},
      {"a DTD with entities",
       [](const std::string& good) {
         return replaced(good, "<soap", "<!DOCTYPE x [<!ENTITY a \"b\">]><soap");
       },
       FaultCode::malformed_xml},
      {"another envelope version",
       instead("http://schemas.xmlsoap.org/soap/envelope/",
               "http://www.w3.org/2003/05/soap-envelope"),
       FaultCode::not_http_soap, "VersionMismatch"},
      {"an unknown operation",
       [](const std::string&) {
         return wire::write_envelope("<raderaAllt xmlns=\"" + std::string(wire::kSsbtNamespace) +
                                     "\"/>");
       },
       FaultCode::unknown_operation},
      {"an answer instead of a question",
       [](const std::string&) {
         return wire::write_envelope("<hamtaBastjanstInformationResponse xmlns=\"" +
                                     std::string(wire::kSsbtNamespace) + "\"><svarsdata/>" +
                                     "</hamtaBastjanstInformationResponse>");
       },
       FaultCode::unknown_operation},
      {"a person of eleven digits", instead(kDawit, "19810520993"), FaultCode::schema_invalid},
      {"a wrong check digit", instead(kDawit, "198105209930"), FaultCode::person_invalid},
      {"a wrong organisation number", instead("162120009903", "162120009904"),
       FaultCode::organisation_invalid},
      {"a period that ends before it begins", instead("2026-02-28", "2025-11-30"),
       FaultCode::period_invalid},
      {"no source", instead("inkludera=\"true\"", "inkludera=\"false\""), FaultCode::no_source},
  };
}

TEST(Aggregator, RefusesWhatIsWrongWithItsOwnCode) {
  const auto good = wire::encode_question(question_about(kDawit, {Source::tns}));
  for (const auto& wrong : wrong_messages()) {
    SCOPED_TRACE(wrong.name);
    TestWorld world;
    const auto response = world.post(wrong.spoil(good));
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(fault_in(response).felkod, contract::felkod(wrong.expected));
    EXPECT_THAT(response.body, HasSubstr(std::string(wrong.faultcode) + "</faultcode>"));
    EXPECT_THAT(world.source(Source::tns).asked, IsEmpty());
    EXPECT_THAT(world.events("question"), SizeIs(1));
    EXPECT_THAT(world.events("refusal"), SizeIs(1));
  }
}

TEST(Aggregator, RefusesALefiQuestionAboutSomebodyElse) {
  TestWorld world;
  auto question = question_about(kDawit, {Source::fk, Source::af});
  question.asked[Source::fk].lefi = question_about(kAnna, {Source::fk}).asked[Source::fk].lefi;
  const auto response = world.post(wire::encode_question(question));
  EXPECT_EQ(fault_in(response).felkod, contract::felkod(FaultCode::lefi_person_mismatch));
  EXPECT_THAT(world.source(Source::af).asked, IsEmpty());
}

TEST(Aggregator, PutsNoValueOfTheQuestionInAFault) {
  const auto good = wire::encode_question(question_about(kDawit, {Source::tns}));
  for (const auto& wrong : wrong_messages()) {
    SCOPED_TRACE(wrong.name);
    TestWorld world;
    const auto response = world.post(wrong.spoil(good));
    for (const std::string_view value :
         {"19810520", "handlaggare.lund", "EK-2026-0001", "162120009", "socialtj"}) {
      EXPECT_THAT(response.body, Not(HasSubstr(std::string(value))));
    }
  }
}

struct WrongHead {
  std::string_view name;
  std::function<void(http::Request&)> spoil;
  int status;
};

TEST(Aggregator, RefusesWhatIsNoSoapOverHttp) {
  const auto content_type = [](std::string value) {
    return [value](http::Request& request) { request.fields.set("Content-Type", value); };
  };
  const WrongHead heads[] = {
      {"another path", [](http::Request& r) { r.target = "/ssbtek/v9"; }, 404},
      {"another method", [](http::Request& r) { r.method = "PUT"; }, 405},
      {"no content type", [](http::Request& r) { r.fields.erase("Content-Type"); }, 415},
      {"SOAP 1.2", content_type("application/soap+xml; charset=utf-8"), 415},
      {"another charset", content_type("text/xml; charset=iso-8859-1"), 415},
      {"another charset, quoted", content_type("text/xml;charset=\"utf-16\""), 415},
      {"compressed", [](http::Request& r) { r.fields.set("Content-Encoding", "gzip"); }, 415},
      {"an action", [](http::Request& r) { r.fields.set("SOAPAction", "\"urn:x\""); }, 500},
  };
  for (const auto& head : heads) {
    SCOPED_TRACE(head.name);
    TestWorld world;
    auto request = soap_request(wire::encode_question(question_about(kDawit, {Source::tns})));
    head.spoil(request);
    const auto response = world.send(request);
    EXPECT_EQ(response.status, head.status);
    EXPECT_EQ(fault_in(response).felkod, contract::felkod(FaultCode::not_http_soap));
    EXPECT_THAT(world.source(Source::tns).asked, IsEmpty());
  }
}

TEST(Aggregator, TakesTheContentTypesThatMeanTheSame) {
  for (const auto* type :
       {"text/xml", "TEXT/XML; Charset=\"UTF-8\"", "text/xml;charset=utf-8;x=y"}) {
    SCOPED_TRACE(type);
    TestWorld world;
    auto request = soap_request(wire::encode_question(question_about(kDawit, {Source::tns})));
    request.fields.set("Content-Type", type);
    request.fields.erase("SOAPAction");
    EXPECT_EQ(world.send(request).status, 200);
  }
}

TEST(Aggregator, RefusesABodyPastTheLimitWithAFault) {
  TestWorld world;
  world.config().limits.body_bytes = 1000;
  const auto response = world.post(wire::encode_question(question_about(kDawit, {Source::tns})));
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(fault_in(response).felkod, contract::felkod(FaultCode::too_large));
  EXPECT_THAT(world.events("incident"), ElementsAre(HasSubstr("too_large")));
}

// ---- Callers ------------------------------------------------------------------------------------

struct Caller {
  std::string_view name;
  std::string as;        // whose certificate
  std::string ingivare;  // in whose name
  std::string expected;  // felkod; empty: answered
};

TEST(Aggregator, KnowsWhoMayAskInWhoseName) {
  const auto code = [](FaultCode fault) { return std::string(contract::felkod(fault)); };
  const Caller callers[] = {
      {"a kommun for itself", "exempelkommun", "162120009903", ""},
      {"a leverantor for its kommun", "leverantor", "162120009911", ""},
      {"a kommun for another", "exempelkommun", "162120009911",
       code(FaultCode::caller_is_not_asker)},
      {"a leverantor for another's kommun", "leverantor", "162120009903",
       code(FaultCode::caller_is_not_asker)},
      {"a kommun that is not connected", "utanfor", "162120009937",
       code(FaultCode::caller_not_connected)},
      {"a certificate without organisation", "nobody", "162120009903",
       code(FaultCode::caller_unknown)},
  };
  for (const auto& caller : callers) {
    SCOPED_TRACE(caller.name);
    TestWorld world;
    auto question = question_about(kDawit, {Source::tns});
    question.general.ingivare.organisationsnummer =
        contract::OrganisationNumber::parse(caller.ingivare).value();
    const auto response = world.post(wire::encode_question(question), caller.as);
    if (caller.expected.empty()) {
      EXPECT_EQ(response.status, 200);
      continue;
    }
    EXPECT_EQ(fault_in(response).felkod, caller.expected);
    EXPECT_THAT(world.source(Source::tns).asked, IsEmpty());
    EXPECT_THAT(world.events("deviation"), SizeIs(1));
  }
}

// ---- Capacity -----------------------------------------------------------------------------------

TEST(Aggregator, RefusesInGoodOrderAboveCapacity) {
  TestWorld world;
  world.config().levels.concurrent_max = 5;
  world.source(Source::tns).delay = 1s;
  std::vector<http::Response> responses;
  world.run([&]() -> awaitable<void> {
    const auto question = wire::encode_question(question_about(kDawit, {Source::tns}));
    const auto ask = [&]() -> awaitable<void> {
      responses.push_back(co_await world.post_now(question));
    };
    const auto ask_all = [&](net::TaskGroup& group) -> awaitable<void> {
      for (int i = 0; i < 8; ++i) group.spawn(ask());
      co_return;
    };
    co_await net::with_task_group(ask_all);
  });
  ASSERT_THAT(responses, SizeIs(8));
  const auto answered =
      std::ranges::count_if(responses, [](const auto& response) { return response.status == 200; });
  EXPECT_EQ(answered, 5);
  for (const auto& response : responses) {
    if (response.status == 200) continue;
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(fault_in(response).felkod, contract::felkod(FaultCode::over_capacity));
    EXPECT_EQ(response.fields.find("Retry-After"), "1");
  }
  EXPECT_THAT(world.events("deviation"), SizeIs(3));
}

// ---- Ping ---------------------------------------------------------------------------------------

TEST(Aggregator, PingsEverySource) {
  TestWorld world;
  const auto response = world.post(wire::encode_ping());
  EXPECT_TRUE(schemas()->ssbt().validate(wire::read_envelope(response.body).value().xml));
  const auto decoded = wire::decode_ping_answer(response.body).value();
  const auto& results = std::get<std::map<Source, contract::PingResult>>(decoded);
  ASSERT_THAT(results, SizeIs(7));
  for (const auto& [source, result] : results) {
    EXPECT_TRUE(result.anropad) << contract::code(source);
    EXPECT_FALSE(result.error) << contract::code(source);
    ASSERT_THAT(world.source(source).asked, SizeIs(1));
    EXPECT_TRUE(world.source(source).asked[0].ping);
  }
  EXPECT_THAT(world.events("ping"), SizeIs(1));
  EXPECT_THAT(world.events("source"), SizeIs(7));
}

TEST(Aggregator, TellsInAPingWhichSourcesDidNotAnswer) {
  TestWorld world;
  world.source(Source::skv).listening = false;
  world.source(Source::csn).delay = 24h;
  world.run([&]() -> awaitable<void> {
    const auto before = world.clock().now();
    const auto response = co_await world.post_now(wire::encode_ping());
    EXPECT_EQ(world.clock().now() - before, 5s);
    const auto decoded = wire::decode_ping_answer(response.body).value();
    const auto& results = std::get<std::map<Source, contract::PingResult>>(decoded);
    EXPECT_EQ(results.at(Source::skv).error->felkod,
              contract::felkod(FaultCode::source_unreachable));
    EXPECT_EQ(results.at(Source::csn).error->felkod, contract::felkod(FaultCode::source_timeout));
    EXPECT_TRUE(results.at(Source::af).anropad);
  });
}

TEST(Aggregator, GivesAPingItsOwnFaultElement) {
  TestWorld world;
  const auto response = world.post(wire::encode_ping(), "utanfor");
  EXPECT_THAT(response.body, HasSubstr("testaBastjanstInformationFault"));
}

// ---- Description --------------------------------------------------------------------------------

http::Request get(std::string target) {
  http::Request request;
  request.target = std::move(target);
  return request;
}

TEST(Aggregator, ServesItsWsdlWithItsOwnAddress) {
  TestWorld world;
  const auto response = world.send(get("/ssbtek/v10?wsdl"));
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, AllOf(HasSubstr("location=\"" + world.aggregator().url() + "\""),
                                   HasSubstr("schemaLocation=\"" + world.aggregator().url() +
                                             "/schemas/ssbt/10/ssbt.xsd\""),
                                   Not(HasSubstr("https://localhost/"))));
}

TEST(Aggregator, ServesEverySchemaThatTheWsdlLeadsTo) {
  TestWorld world;
  world.run([&]() -> awaitable<void> {
    for (const auto* file :
         {"ssbt/10/ssbt.xsd", "af/2/af.xsd", "so/1/so.xsd", "skv/1/skv.xsd", "miv/1/miv.xsd",
          "tns/1/hamtauppgifterresponder.xsd", "tns/1/fordon.xsd", "lefi/9/fraga.schema.json"}) {
      const auto response =
          co_await world.request(get("/ssbtek/v10/schemas/" + std::string(file)), "exempelkommun");
      EXPECT_EQ(response->status, 200) << file;
      EXPECT_THAT(response->body, Not(IsEmpty())) << file;
    }
  });
}

TEST(Aggregator, ServesNothingElse) {
  TestWorld world;
  world.run([&]() -> awaitable<void> {
    for (const auto* target :
         {"/", "/ssbtek/v10/schemas/", "/ssbtek/v10/schemas/../CMakeLists.txt",
          "/ssbtek/v10/schemas/%2e%2e/CMakeLists.txt", "/ssbtek/v10/schemas//etc/passwd",
          "/ssbtek/v10/schemas/CMakeLists.txt"}) {
      const auto response = co_await world.request(get(target), "exempelkommun");
      EXPECT_EQ(response->status, 404) << target;
    }
  });
}

// ---- The event log ------------------------------------------------------------------------------

TEST(Aggregator, LogsAQuestionWithWhoAndWhenAndWhat) {
  TestWorld world;
  world.source(Source::skv).delay = 24h;
  world.ask(question_about(kDawit, {Source::af, Source::skv}));
  const auto questions = world.events("question");
  ASSERT_THAT(questions, SizeIs(1));
  const auto event = json::parse(questions[0]);
  EXPECT_EQ(event["time"], "2026-03-02T08:00:06.700Z");
  EXPECT_EQ(event["operation"], "hamta");
  EXPECT_EQ(event["caller"], "162120009903");
  EXPECT_EQ(event["organisation"], "162120009903");
  EXPECT_EQ(event["handlaggare"], "handlaggare.lund");
  EXPECT_EQ(event["case"], "EK-2026-0001");
  EXPECT_EQ(event["person"], Pseudonyms(world.config().pseudonym_key).of(kDawit));
  EXPECT_EQ(event["sources"], json::array({"AF", "SKV"}));
  EXPECT_EQ(event["outcome"], "partial");
  EXPECT_EQ(event["duration_ms"], 6700.0);
  EXPECT_EQ(event["timings"][1]["outcome"], "timeout");
}

TEST(Aggregator, LogsEachCallAndEachDeviation) {
  TestWorld world;
  world.source(Source::skv).listening = false;
  world.ask(question_about(kDawit, {Source::af, Source::skv}));
  EXPECT_THAT(world.events("source"),
              ElementsAre(HasSubstr("\"source\":\"AF\",\"outcome\":\"data\""),
                          HasSubstr("\"source\":\"SKV\"")));
  EXPECT_THAT(world.events("deviation"),
              ElementsAre(AllOf(HasSubstr("\"source\":\"SKV\""), HasSubstr("\"kalla\":\"SSBT\""),
                                HasSubstr("\"felkod\":\"SSBTEK-202\""))));
}

TEST(Aggregator, LogsItsStartAndStop) {
  TestWorld world;
  world.run([]() -> awaitable<void> { co_return; });
  ASSERT_THAT(world.log_lines(), SizeIs(2));
  EXPECT_THAT(world.log_lines().front(), HasSubstr("\"event\":\"start\""));
  EXPECT_THAT(world.log_lines().back(), HasSubstr("\"event\":\"stop\""));
}

TEST(Aggregator, LogsNothingOfThePerson) {
  TestWorld world;
  auto question = question_about(kDawit, SourceSet::all());
  question.general.arendeidentitet = "ärende om " + kDawit + " och 8105209939";
  world.ask(question);
  for (const auto& line : world.log_lines()) {
    for (const std::string_view value :
         {"8105209939", "Dawit", "Asmelashiro", "socialtj", "bist"}) {
      EXPECT_THAT(line, Not(HasSubstr(std::string(value))));
    }
  }
}

/// Takes so many appends, then fails.
class FailingEventLog final : public EventLog {
 public:
  explicit FailingEventLog(int good) : good_(good) {}
  awaitable<Result<void>> append(std::vector<Event>) override {
    if (good_-- > 0) co_return Result<void>{};
    co_return fail(Errc::io, "the disk is full");
  }

 private:
  int good_;
};

TEST(Aggregator, AnswersNothingThatItCannotLog) {
  TestWorld world;
  FailingEventLog log(1);
  world.log_to(log);
  http::Response response;
  EXPECT_THROW(response = world.post(wire::encode_question(question_about(kDawit, {Source::af}))),
               ErrorException)
      << "the last event cannot be logged either";
}

TEST(Aggregator, AnswersWithAFaultWhenTheLogFails) {
  TestWorld world;
  /// Fails once, for the question.
  class Hiccup final : public EventLog {
   public:
    awaitable<Result<void>> append(std::vector<Event>) override {
      if (++appends_ == 2) co_return fail(Errc::io, "the disk is full");
      co_return Result<void>{};
    }

   private:
    int appends_ = 0;
  } log;
  world.log_to(log);
  const auto response = world.post(wire::encode_question(question_about(kDawit, {Source::af})));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(fault_in(response).felkod, contract::felkod(FaultCode::log_unavailable));
  EXPECT_THAT(response.body, HasSubstr("Server</faultcode>"));
}

TEST(Aggregator, AsksNobodyWhileTheDiskOfTheLogIsFullAndGoesOnWhenThereIsRoom) {
  const ScratchFolder scratch;
  const auto file = scratch.path() / eventlog::kLogFile;
  TestWorld world;
  const auto log = eventlog::open_simulated_log({.store = {.file = file}}, world.clock()).value();
  world.log_to(*log);
  const auto question = wire::encode_question(question_about(kDawit, {Source::af}));
  std::vector<int> statuses;
  std::vector<std::size_t> asked;
  http::Response refused;
  world.run([&]() -> awaitable<void> {
    const auto ask = [&]() -> awaitable<void> {
      refused = co_await world.post_now(question);
      statuses.push_back(refused.status);
      asked.push_back(world.source(Source::af).asked.size());
    };
    co_await ask();
    {
      const eventlog::FullDisk full(std::filesystem::file_size(file) + 100);
      co_await ask();
      co_await ask();
      co_await ask();
      EXPECT_EQ(fault_in(refused).felkod, contract::felkod(FaultCode::log_unavailable));
      EXPECT_EQ(refused.fields.find("Retry-After"), "30");
    }
    co_await ask();
  });
  EXPECT_THAT(statuses, ElementsAre(200, 500, 500, 500, 200));
  EXPECT_THAT(asked, ElementsAre(1, 2, 2, 2, 3)) << "once it is known, no source is asked";
  const auto report = eventlog::verify(file, {}).value();
  EXPECT_TRUE(report.holds());
  EXPECT_THAT(read_file(file).value(), HasSubstr("\"outcome\":\"write_failed\""));
}

TEST(Aggregator, DoesNotStartWithoutAKeyForPseudonyms) {
  TestWorld world;
  world.config().pseudonym_key.clear();
  EXPECT_THROW(world.run([]() -> awaitable<void> { co_return; }), ErrorException);
}

TEST(Aggregator, DoesNotStartWithoutALog) {
  TestWorld world;
  FailingEventLog log(0);
  world.log_to(log);
  EXPECT_THROW(world.run([&]() -> awaitable<void> { co_await time::sleep_for(world.clock(), 1s); }),
               ErrorException);
}

// ---- Stopping -----------------------------------------------------------------------------------

TEST(Aggregator, AnswersTheQuestionUnderWayBeforeItStops) {
  TestWorld world;
  world.source(Source::tns).delay = 2s;
  http::Response response;
  world.run([&]() -> awaitable<void> {
    auto question = wire::encode_question(question_about(kDawit, {Source::tns}));
    const auto ask = [&]() -> awaitable<void> { response = co_await world.post_now(question); };
    const auto ask_and_stop = [&](net::TaskGroup& group) -> awaitable<void> {
      group.spawn(ask());
      co_await time::sleep_for(world.clock(), 1s);
      world.aggregator().stop();
    };
    co_await net::with_task_group(ask_and_stop);
  });
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(world.log_lines().back(), HasSubstr("\"event\":\"stop\""));
}

TEST(Aggregator, RefusesAQuestionThatArrivesWhileItStops) {
  TestWorld world;
  std::string reply;
  world.run([&]() -> awaitable<void> {
    auto stream = (co_await world.network().connect(world.aggregator().endpoint(),
                                                    world.client_tls("exempelkommun")))
                      .value();
    const auto message = http::serialize(
        soap_request(wire::encode_question(question_about(kDawit, {Source::tns}))), "aggregator");
    const auto half = message.size() / 2;
    const auto begun = co_await stream->write(std::string_view(message).substr(0, half));
    EXPECT_TRUE(begun);
    co_await time::sleep_for(world.clock(), 1s);
    world.aggregator().stop();
    const auto ended = co_await stream->write(std::string_view(message).substr(half));
    EXPECT_TRUE(ended);
    std::string buffer(65536, '\0');
    const auto read = co_await stream->read_some(buffer);
    reply = buffer.substr(0, read.value());
  });
  EXPECT_THAT(reply, AllOf(HasSubstr("500 Internal Server Error"), HasSubstr("Retry-After: 10"),
                           HasSubstr(std::string(contract::felkod(FaultCode::shutting_down)))));
  EXPECT_THAT(world.source(Source::tns).asked, IsEmpty());
}

TEST(Aggregator, TakesNoNewConnectionsAfterStop) {
  TestWorld world;
  world.run([&]() -> awaitable<void> {
    world.aggregator().stop();
    const auto response = co_await world.request(get("/ssbtek/v10?wsdl"), "exempelkommun");
    EXPECT_FALSE(response);
  });
}

// ---- The same again -----------------------------------------------------------------------------

TEST(Aggregator, DoesTheSameTwiceInVirtualTime) {
  const auto play = [] {
    TestWorld world;
    world.source(Source::csn).delay = 24h;
    const auto response =
        world.post(wire::encode_question(question_about(kDawit, SourceSet::all())));
    return std::pair(response.body, world.log_lines());
  };
  EXPECT_EQ(play(), play());
}

}  // namespace
}  // namespace provbank::aggregator
