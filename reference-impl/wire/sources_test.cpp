#include "reference-impl/wire/sources.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "platform/xml/schema.hpp"
#include "reference-impl/wire/soap.hpp"
#include "reference-impl/wire/tree.hpp"
#include "reference-impl/wire/wire_samples.hpp"

namespace provbank::wire {
namespace {

using contract::FaultCode;
using contract::Kalla;
using contract::Source;
using testing::HasSubstr;
using testing::Not;

const std::filesystem::path kSchemas = std::filesystem::path(PROVBANK_DATA_DIR) / "schemas";

/// Which schema holds a whole message of that source, envelope included.
std::filesystem::path message_schema(Source source) {
  switch (source) {
    case Source::af:
      return kSchemas / "af/2/soap.xsd";
    case Source::csn:
      return kSchemas / "csn/4.0/soap.xsd";
    case Source::skv:
      return kSchemas / "skv/1/soap.xsd";
    case Source::so:
      return kSchemas / "so/1/soap.xsd";
    case Source::tns:
      return kSchemas / "tns/1/soap.xsd";
    case Source::miv:
      return kSchemas / "miv/1/soap.xsd";
    case Source::fk:
      break;
  }
  return {};
}

std::string problems(const std::filesystem::path& xsd, const std::string& document) {
  const auto schema = xml::Schema::load(xsd);
  EXPECT_TRUE(schema.has_value()) << xsd;
  return xml::to_string(schema->problems(document));
}

std::string replaced_once(std::string text, std::string_view from, std::string_view to) {
  const auto found = text.find(from);
  EXPECT_NE(found, std::string::npos) << from;
  return found == std::string::npos ? text : text.replace(found, from.size(), to);
}

std::string replaced_everywhere(std::string text, std::string_view from, std::string_view to) {
  for (auto found = text.find(from); found != std::string::npos;
       found = text.find(from, found + to.size())) {
    text.replace(found, from.size(), to);
  }
  return text;
}

http::Request request_to(Source source, const contract::Question& question) {
  const auto request = encode_source_request(source, question);
  EXPECT_TRUE(request.has_value()) << request.error().detail;
  return request.value();
}

SourceAsk asked(Source source, const contract::Question& question) {
  const auto ask = decode_source_request(source, request_to(source, question));
  EXPECT_TRUE(ask.has_value()) << ask.error().detail;
  return ask.value();
}

http::Response answer_to(Source source, const SourceAsk& ask, const std::string& fixture) {
  const auto response = encode_source_answer(source, ask, fixture);
  EXPECT_TRUE(response.has_value()) << response.error().detail;
  return response.value();
}

/// What the source knows about Anna, or that it knows nobody.
std::string fixture_of(Source source) {
  const auto own = "fixtures/persons/anna/" + fixture_name(source);
  const bool known = std::filesystem::exists(std::filesystem::path(PROVBANK_DATA_DIR) / own);
  return data_file(known ? own : "fixtures/unknown/" + fixture_name(source));
}

contract::Question about(std::string_view digits) {
  auto question = sample_question();
  question.general.person = contract::PersonIdentity::parse(digits).value();
  question.asked[Source::fk].lefi->json =
      replaced_once(question.asked[Source::fk].lefi->json, "198503149828", digits);
  return question;
}

FaultCode failure_of(Source source, const http::Response& response) {
  const auto data = decode_source_answer(source, response, sample_question());
  EXPECT_FALSE(data.has_value());
  return data.has_value() ? FaultCode::internal : data.error().code;
}

class EverySource : public testing::TestWithParam<Source> {};
INSTANTIATE_TEST_SUITE_P(Sources, EverySource, testing::ValuesIn(contract::kAllSources),
                         [](const auto& source) { return std::string(code(source.param)); });

// ---- Questions
// -----------------------------------------------------------------------------------------------

TEST_P(EverySource, IsAskedInItsOwnContract) {
  const auto request = request_to(GetParam(), sample_question());
  EXPECT_EQ(request.method, "POST");
  EXPECT_THAT(request.target, testing::StartsWith(source_path(GetParam())));
  if (GetParam() == Source::fk) {
    EXPECT_EQ(request.target,
              "/lefi-extern-formansinformation/v9/aktorer/EXK-SOC/formansinformation/fraga");
    EXPECT_EQ(request.body, kSampleLefi);
    return;
  }
  EXPECT_EQ(request.fields.find("soapaction"), "\"\"");
  EXPECT_EQ(request.fields.find("content-type"), kSoapContentType);
  EXPECT_EQ(problems(message_schema(GetParam()), request.body), "");
}

TEST_P(EverySource, UnderstandsWhatItIsAsked) {
  const auto question = sample_question();
  const auto ask = asked(GetParam(), question);
  EXPECT_FALSE(ask.ping);
  EXPECT_EQ(ask.person, question.general.person.digits());
  EXPECT_EQ(ask.identity, question.general.person);
  EXPECT_FALSE(ask.payload.empty());
  if (GetParam() != Source::tns && GetParam() != Source::skv && GetParam() != Source::miv) {
    ASSERT_TRUE(ask.period.has_value());
    EXPECT_TRUE(*ask.period == question.period_for(GetParam()));
  }
}

TEST(SourceQuestion, CarriesWhoAsksAndWhy) {
  const auto question = sample_question();
  for (const Source source : {Source::af, Source::so}) {
    const auto ask = asked(source, question);
    EXPECT_EQ(ask.referensnummer, question.general.arendeidentitet);
    EXPECT_EQ(ask.organisation, question.general.ingivare.organisationsnummer);
    EXPECT_EQ(ask.handlaggare, question.general.ingivare.handlaggare);
  }
  const auto miv = asked(Source::miv, question);
  EXPECT_EQ(miv.referensnummer, question.general.korrelationsid);
  EXPECT_EQ(miv.organisation, question.general.ingivare.organisationsnummer);
  const auto fk = asked(Source::fk, question);
  EXPECT_EQ(fk.aktorsid, "EXK-SOC");
  EXPECT_EQ(fk.version, "v9");
}

TEST(SourceQuestion, ASourcesOwnPeriodIsTheOneAsked) {
  auto question = sample_question();
  const auto own = contract::Period::parse("2025-12-24", "2025-12-25").value();
  for (const Source source : {Source::af, Source::csn, Source::so}) {
    question.asked[source].period = own;
    EXPECT_TRUE(asked(source, question).period == own) << code(source);
  }
}

TEST(SourceQuestion, OfAnAktorWithStrangeCharactersStaysOneSegment) {
  auto question = sample_question();
  question.asked[Source::fk].lefi->aktorsid = "a/b ?å%";
  const auto request = request_to(Source::fk, question);
  EXPECT_THAT(request.target, HasSubstr("/aktorer/a%2Fb%20%3F%C3%A5%25/formansinformation"));
  EXPECT_EQ(decode_source_request(Source::fk, request).value().aktorsid, "a/b ?å%");
}

TEST(SourceQuestion, SaysWhenItCannotBeCarried) {
  const auto failure = [](Source source, const contract::Question& question) {
    const auto request = encode_source_request(source, question);
    EXPECT_FALSE(request.has_value());
    EXPECT_EQ(request.error().kalla, Kalla::ssbt);
    return request.error().code;
  };
  EXPECT_EQ(failure(Source::tns, about("189001019802")), FaultCode::source_cannot_carry);
  EXPECT_TRUE(encode_source_request(Source::csn, about("189001019802")).has_value());
  const auto samordning = std::string("19900178981") + contract::luhn_check_digit("900178981");
  EXPECT_EQ(failure(Source::csn, about(samordning)), FaultCode::source_cannot_carry);
  EXPECT_TRUE(encode_source_request(Source::tns, about(samordning)).has_value());
  auto question = sample_question();
  question.asked[Source::fk].lefi->version = "v8";
  EXPECT_EQ(failure(Source::fk, question), FaultCode::lefi_version_unknown);
  question.asked[Source::fk].lefi->version.reset();
  EXPECT_TRUE(encode_source_request(Source::fk, question).has_value());
  for (const std::string_view json :
       {"", "[]", "{", "{\"personnummer\":1}", "{\"personnummer\":\"199001189811\"}",
        "{\"personnummer\":\"198503149828\",\"personnummer\":\"199001189811\"}"}) {
    question.asked[Source::fk].lefi->json = json;
    EXPECT_EQ(failure(Source::fk, question), FaultCode::source_cannot_carry) << json;
  }
}

// ---- Answers
// -------------------------------------------------------------------------------------------------

TEST_P(EverySource, AnswersFromItsFixtureByItsContract) {
  const Source source = GetParam();
  const auto ask = asked(source, sample_question());
  const auto response = answer_to(source, ask, fixture_of(source));
  EXPECT_EQ(response.status, 200);
  if (source != Source::fk) {
    EXPECT_EQ(problems(message_schema(source), response.body), "");
  }
  const auto data = decode_source_answer(source, response, sample_question());
  ASSERT_TRUE(data.has_value()) << data.error().detail;
  const auto documents = source_document(source, response);
  ASSERT_TRUE(documents.has_value());
  EXPECT_EQ(data->document, documents->outer);
  EXPECT_EQ(documents->inner.has_value(), source == Source::skv);
  if (documents->inner) {
    EXPECT_EQ(problems(kSchemas / "skv/1/svar.xsd", *documents->inner), "");
  }
}

TEST_P(EverySource, AnswersForEveryFixtureThereIs) {
  const auto persons = std::filesystem::path(PROVBANK_DATA_DIR) / "fixtures/persons";
  std::size_t seen = 0;
  for (const auto& person : std::filesystem::directory_iterator(persons)) {
    const auto file = person.path() / fixture_name(GetParam());
    if (!std::filesystem::exists(file)) continue;
    SCOPED_TRACE(file);
    const auto ask = asked(GetParam(), sample_question());
    const auto response = answer_to(GetParam(), ask, read_file(file).value());
    EXPECT_TRUE(decode_source_answer(GetParam(), response, sample_question()).has_value());
    ++seen;
  }
  EXPECT_GT(seen, 0U);
}

TEST_P(EverySource, AboutSomebodyElseIsCaughtWhereTheContractShowsIt) {
  auto ask = asked(GetParam(), sample_question());
  const bool shows = GetParam() != Source::tns;
  std::string fixture = fixture_of(GetParam());
  if (GetParam() == Source::miv) {
    fixture = replaced_once(fixture, "</correlationid>",
                            "</correlationid><personnummer>198503149828</personnummer>");
  }
  ask.person = "199001189811";
  const auto response = answer_to(GetParam(), ask, fixture);
  const auto data = decode_source_answer(GetParam(), response, sample_question());
  EXPECT_EQ(data.has_value(), !shows);
  if (shows) {
    EXPECT_EQ(data.error().code, FaultCode::source_wrong_person);
    EXPECT_EQ(data.error().kalla, Kalla::ssbt);
  }
}

TEST(SourceAnswer, OfAfRepeatsTheQuestionAndItsReference) {
  const auto ask = asked(Source::af, sample_question());
  const auto response = answer_to(Source::af, ask, fixture_of(Source::af));
  EXPECT_THAT(response.body, HasSubstr("Exempelkommun &lt;IFO &amp; co&gt;"));
  EXPECT_THAT(response.body, HasSubstr("<af:LagParagraf>11 kap. 11 § SoL</af:LagParagraf>"));
  const auto body = read_envelope(response.body);
  const auto tree = Tree::parse(body->xml);
  const QName root = qname(tree->root());
  const auto svar = child(tree->root(), {root.name_space, "Svar"});
  EXPECT_EQ(text_of(child(svar, {root.name_space, "Referensnummer"})), "EK-2026-0001");
  EXPECT_EQ(text_of(child(svar, {root.name_space, "LagParagraf"})), "11 kap. 11 § SoL");
}

TEST(SourceAnswer, OfSoRepeatsTheQuestionsFields) {
  const auto response =
      answer_to(Source::so, asked(Source::so, sample_question()), fixture_of(Source::so));
  for (const std::string_view field :
       {">162120009903<", ">Driftsparten<", ">164499009902<", ">EK-2026-0001<", ">2025-12-01<"}) {
    EXPECT_THAT(response.body, HasSubstr(std::string(field)));
  }
}

TEST(SourceAnswer, OfMivRepeatsTheCorrelationOrItsAbsence) {
  auto question = sample_question();
  const auto with = answer_to(Source::miv, asked(Source::miv, question), fixture_of(Source::miv));
  EXPECT_THAT(with.body, HasSubstr("<korrelationsid>b2c1 &lt;&amp;&gt; \"å\"</korrelationsid>"));
  question.general.korrelationsid.reset();
  const auto without =
      answer_to(Source::miv, asked(Source::miv, question), fixture_of(Source::miv));
  EXPECT_THAT(without.body, Not(HasSubstr("korrelationsid")));
}

TEST(SourceAnswer, OfSkvTakesAWholeResponseAsFixtureToo) {
  const auto ask = asked(Source::skv, sample_question());
  const auto once = answer_to(Source::skv, ask, fixture_of(Source::skv));
  const auto again = answer_to(Source::skv, ask, read_envelope(once.body)->xml);
  EXPECT_EQ(source_document(Source::skv, once)->inner, source_document(Source::skv, again)->inner);
}

TEST(SourceAnswer, ThatDoesNotFitItsSourceIsRefused) {
  for (const Source source : contract::kAllSources) {
    SCOPED_TRACE(code(source));
    const auto ask = asked(source, sample_question());
    EXPECT_FALSE(encode_source_answer(source, ask, "<other/>").has_value());
    EXPECT_FALSE(encode_source_answer(source, ask, "").has_value());
  }
}

TEST_P(EverySource, MistakesAreToldApart) {
  const Source source = GetParam();
  const auto good = answer_to(source, asked(source, sample_question()), fixture_of(source));
  const auto with = [&](int status, std::string body) {
    http::Response response = good;
    response.status = status;
    response.body = std::move(body);
    return response;
  };
  EXPECT_EQ(failure_of(source, with(200, "<html>")), FaultCode::source_unparsable);
  EXPECT_EQ(failure_of(source, with(200, "")), FaultCode::source_unparsable);
  EXPECT_EQ(failure_of(source, with(204, "")), FaultCode::source_unparsable);
  EXPECT_EQ(failure_of(source, with(302, good.body)), FaultCode::source_unparsable);
  EXPECT_EQ(failure_of(source, with(503, "")), FaultCode::source_failed);
  EXPECT_EQ(failure_of(source, with(404, good.body)), FaultCode::source_failed);
  const auto another = source == Source::fk ? std::string("[]") : write_envelope("<x/>");
  EXPECT_EQ(failure_of(source, with(200, another)), FaultCode::source_schema_invalid);
}

TEST_P(EverySource, SaysThatItFailedAndIsBelieved) {
  const auto fault = encode_source_fault(GetParam());
  EXPECT_EQ(fault.status, 500);
  const auto data = decode_source_answer(GetParam(), fault, sample_question());
  ASSERT_FALSE(data.has_value());
  EXPECT_EQ(data.error().kalla, Kalla::bt);
  EXPECT_EQ(data.error().code, FaultCode::source_failed);
  if (GetParam() == Source::fk) return;
  EXPECT_EQ(problems(message_schema(GetParam()), fault.body), "");
  // Some stacks send their faults with 200; the fault says the same.
  auto mild = fault;
  mild.status = 200;
  EXPECT_EQ(decode_source_answer(GetParam(), mild, sample_question()).error().kalla, Kalla::bt);
}

TEST(SourceAnswer, WithoutAPersonIsRefusedWhereOneIsDue) {
  const auto so =
      answer_to(Source::so, asked(Source::so, sample_question()), fixture_of(Source::so));
  auto nobody = so;
  nobody.body = replaced_everywhere(so.body, ">198503149828<", "><");
  EXPECT_EQ(failure_of(Source::so, nobody), FaultCode::source_schema_invalid);
}

TEST(SourceAnswer, OfSkvMustHoldADocumentInItsText) {
  const auto with = [](std::string_view svar) {
    http::Response response;
    response.body = write_envelope(
        "<s:BeskattningsuppgifterResponse "
        "xmlns:s=\"http://beskattningws.ws.service.bs.zg.rsv.se/\">"
        "<svar>" +
        std::string(svar) + "</svar></s:BeskattningsuppgifterResponse>");
    return response;
  };
  EXPECT_EQ(failure_of(Source::skv, with("text")), FaultCode::source_unparsable);
  EXPECT_EQ(failure_of(Source::skv, with("&lt;annat/&gt;")), FaultCode::source_schema_invalid);
  EXPECT_EQ(failure_of(Source::skv, with("<![CDATA[<annat/>]]>")),
            FaultCode::source_schema_invalid);
}

TEST(SourceAnswer, OfMivMayWriteThePersonInOtherWays) {
  const auto with = [](std::string_view person) {
    http::Response response;
    response.body = write_envelope(
        "<findByPersonnummerResponse xmlns=\"http://schema.migrationsverket.se/ssbtek/1/\">"
        "<response xmlns=\"\"><correlationid>1</correlationid><personnummer>" +
        std::string(person) + "</personnummer></response></findByPersonnummerResponse>");
    return decode_source_answer(Source::miv, response, sample_question()).has_value();
  };
  EXPECT_TRUE(with("198503149828"));
  EXPECT_TRUE(with("850314-9828"));
  EXPECT_TRUE(with(""));
  EXPECT_FALSE(with("188503149828"));
  EXPECT_FALSE(with("9001189811"));
}

// ---- LEFI
// ----------------------------------------------------------------------------------------------------

nlohmann::json lefi_answer(std::string_view question) {
  auto sample = sample_question();
  sample.asked[Source::fk].lefi->json = question;
  const auto ask = asked(Source::fk, sample);
  return nlohmann::json::parse(answer_to(Source::fk, ask, fixture_of(Source::fk)).body);
}

std::string lefi_question(std::string_view what) {
  return R"({"personnummer":"198503149828","period":{"from":"2025-12-01","tom":"2026-02-28"},)" +
         std::string(what) + "}";
}

std::set<std::string> keys_of(const nlohmann::json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

TEST(Lefi, DisclosesTheGroupsAskedAndNoOthers) {
  const auto answer = lefi_answer(lefi_question(R"("formansinformation":["FK:BOB"])"));
  EXPECT_THAT(keys_of(answer["formansinformation"]),
              testing::IsSubsetOf(
                  {"bostadsbidragsarende", "utbetalningsuppgift", "preliminarautbetalningar"}));
  EXPECT_EQ(answer["formansinformation"]["bostadsbidragsarende"].size(), 1U);
  EXPECT_TRUE(
      answer["formansinformation"].value("utbetalningsuppgift", nlohmann::json::array()).empty());
  ASSERT_EQ(answer["utlamnare"].size(), 1U);
  EXPECT_EQ(answer["utlamnare"][0]["utlamnare"]["kod"], "FK");
}

TEST(Lefi, DisclosesPaymentsOfTheGroupsAsked) {
  const auto answer = lefi_answer(lefi_question(R"("utbetalningar":["FK:BOB"])"));
  const auto& payments = answer["formansinformation"]["utbetalningsuppgift"];
  ASSERT_FALSE(payments.empty());
  for (const auto& payment : payments) EXPECT_EQ(payment["formansfamilj"]["id"], "BOB");
  EXPECT_FALSE(answer["formansinformation"].contains("bostadsbidragsarende"));
}

TEST(Lefi, DisclosesThePersonOnlyWhenAsked) {
  const auto answer = lefi_answer(lefi_question(R"("ovrigInformation":["FK:GEPI"])"));
  EXPECT_EQ(answer["formansinformation"]["generellPersoninformation"][0]["personnummer"],
            "198503149828");
  EXPECT_FALSE(answer["formansinformation"].contains("barnbidragsarende"));
}

TEST(Lefi, FiltersPensionsmyndighetenByWhatEachElementNames) {
  const std::string known = R"({"utlamnare":[{"utlamnare":{"kod":"FK"}},{"utlamnare":{"kod":"PM"}}],
    "avvikelser":{"beslut":[{"formansgrupp":{"kod":"PM:AP"}},{"formansgrupp":{"kod":"PM:EF"}}]},
    "formansinformation":{"barnbidragsarende":[1]},
    "ansprak":[{"formansgrupp":{"kod":"PM:AP"}}],
    "beslut":[{"formansgrupp":{"kod":"PM:AP"}},{"formansgrupp":{"kod":"PM:BTI"}}],
    "utbetalningar":[{"utbetalningsrader":[{"formansgrupp":{"kod":"PM:EF"}}]},
                     {"utbetalningsrader":[{"formansgrupp":{"kod":"PM:AP"}}]}],
    "ovrigInformation":[{"informationstyp":{"kod":"PM:PU"}}],"okant":[1]})";
  auto sample = sample_question();
  sample.asked[Source::fk].lefi->json =
      lefi_question(R"("beslut":["PM:AP"],"utbetalningar":["PM:EF"])");
  const auto ask = asked(Source::fk, sample);
  const auto answer = nlohmann::json::parse(answer_to(Source::fk, ask, known).body);
  EXPECT_EQ(answer["utlamnare"].size(), 1U);
  EXPECT_EQ(answer["utlamnare"][0]["utlamnare"]["kod"], "PM");
  EXPECT_EQ(answer["avvikelser"]["beslut"].size(), 1U);
  EXPECT_TRUE(answer["ansprak"].empty());
  ASSERT_EQ(answer["beslut"].size(), 1U);
  EXPECT_EQ(answer["beslut"][0]["formansgrupp"]["kod"], "PM:AP");
  ASSERT_EQ(answer["utbetalningar"].size(), 1U);
  EXPECT_TRUE(answer["ovrigInformation"].empty());
  EXPECT_FALSE(answer.contains("formansinformation"));
  EXPECT_FALSE(answer.contains("okant"));
}

TEST(Lefi, RefusesQuestionsByItsOwnRules) {
  const auto refused = [](std::string json) {
    http::Request request = request_to(Source::fk, sample_question());
    request.body = std::move(json);
    const auto ask = decode_source_request(Source::fk, request);
    EXPECT_FALSE(ask.has_value());
    return ask.has_value() ? Errc::none : ask.error().code;
  };
  EXPECT_EQ(refused("["), Errc::malformed);
  EXPECT_EQ(refused(lefi_question(R"("formansinformation":[])")), Errc::invalid);
  EXPECT_EQ(refused(replaced_once(std::string(kSampleLefi), "198503149828", "1985")),
            Errc::invalid);
  EXPECT_EQ(refused(replaced_once(std::string(kSampleLefi), "2025-12-01", "2024-02-27")),
            Errc::invalid);
  EXPECT_EQ(refused(replaced_once(std::string(kSampleLefi), "2025-12-01", "2026-12-01")),
            Errc::invalid);
  http::Request two_years = request_to(Source::fk, sample_question());
  two_years.body = replaced_once(two_years.body, "2025-12-01", "2024-02-28");
  EXPECT_TRUE(decode_source_request(Source::fk, two_years).has_value());
}

TEST(Lefi, KnowsItsOwnAddressesOnly) {
  const auto at = [](std::string method, std::string target) {
    http::Request request = request_to(Source::fk, sample_question());
    request.method = std::move(method);
    request.target = std::move(target);
    return decode_source_request(Source::fk, request);
  };
  const std::string root = "/lefi-extern-formansinformation/";
  for (const std::string& target :
       {root, root + "v8/aktorer/a/formansinformation/fraga",
        root + "v9/aktorer//formansinformation/fraga",
        root + "v9/aktorer/%4/formansinformation/fraga", std::string("/fk"), std::string()}) {
    EXPECT_EQ(at("POST", target).error().code, Errc::unsupported) << target;
  }
  EXPECT_EQ(at("GET", root + "v9/aktorer/a/formansinformation/fraga").error().code,
            Errc::unsupported);
  EXPECT_TRUE(at("POST", root + "v9/aktorer/a/formansinformation/fraga").has_value());
}

TEST(Lefi, FaultsAreLefiFelsvar) {
  const auto fault = encode_source_fault(Source::fk, {.status = 403, .text = "Okänd \"aktör\""});
  EXPECT_EQ(fault.status, 403);
  EXPECT_EQ(nlohmann::json::parse(fault.body)["meddelande"], "Okänd \"aktör\"");
}

// ---- Ping
// ----------------------------------------------------------------------------------------------------

TEST_P(EverySource, AnswersItsOwnTest) {
  const PingCaller caller{
      .organisation = contract::OrganisationNumber::parse("162021009986").value(),
      .namn = "Driftsparten",
      .aktorsid = "DRIFT",
      .day = contract::parse_date("2026-03-02").value()};
  const auto request = encode_source_ping(GetParam(), caller);
  const auto ask = decode_source_request(GetParam(), request);
  ASSERT_TRUE(ask.has_value()) << ask.error().detail;
  EXPECT_TRUE(ask->ping);
  if (GetParam() == Source::af) {
    EXPECT_EQ(problems(message_schema(Source::af), request.body), "");
  }
  const auto response = encode_source_ping_answer(GetParam(), *ask);
  if (GetParam() == Source::af) {
    EXPECT_EQ(problems(message_schema(Source::af), response.body), "");
  }
  EXPECT_EQ(response.status, 200);
  const auto result = decode_source_ping(GetParam(), response);
  EXPECT_TRUE(result.anropad);
  EXPECT_FALSE(result.error.has_value());
  const auto failed = decode_source_ping(GetParam(), encode_source_fault(GetParam()));
  ASSERT_TRUE(failed.error.has_value());
  EXPECT_EQ(failed.error->kalla, Kalla::bt);
}

TEST(SourcePing, WsdlOfEverySoapSourceIsXmlAndNamesItsElements) {
  for (const Source source : contract::kAllSources) {
    if (source == Source::fk) continue;
    http::Request request;
    request.target = source_path(source) + "?WSDL";
    const auto ask = decode_source_request(source, request);
    ASSERT_TRUE(ask.has_value());
    const auto response = encode_source_ping_answer(source, *ask);
    EXPECT_TRUE(Tree::parse(response.body).has_value()) << response.body;
    EXPECT_THAT(response.body, Not(HasSubstr("{")));
  }
}

// ---- Robustness
// ----------------------------------------------------------------------------------------------

TEST_P(EverySource, NothingBreaksAtAnyTruncation) {
  const Source source = GetParam();
  auto request = request_to(source, sample_question());
  auto response = answer_to(source, asked(source, sample_question()),
                            data_file("fixtures/unknown/" + fixture_name(source)));
  const std::string question = request.body;
  const std::string answer = response.body;
  for (std::size_t size = 0; size + 1 < question.size(); ++size) {
    request.body = question.substr(0, size);
    EXPECT_FALSE(decode_source_request(source, request).has_value());
  }
  for (std::size_t size = 0; size + 1 < answer.size(); ++size) {
    response.body = answer.substr(0, size);
    EXPECT_FALSE(decode_source_answer(source, response, sample_question()).has_value());
  }
}

TEST(SourcePrefixes, AreThePeersOwnBusiness) {
  for (const Source source : contract::kAllSources) {
    if (source == Source::fk) continue;  // JSON has none
    SCOPED_TRACE(code(source));
    auto request = request_to(source, sample_question());
    const auto prefix = source_path(source).substr(1);
    request.body = replaced_everywhere(request.body, prefix + ":", "q9:");
    request.body = replaced_everywhere(request.body, "xmlns:" + prefix + "=", "xmlns:q9=");
    EXPECT_THAT(request.body, HasSubstr("<q9:"));
    const auto ask = decode_source_request(source, request);
    ASSERT_TRUE(ask.has_value()) << ask.error().detail << request.body;
    EXPECT_EQ(ask->person, "198503149828");
    const auto response = answer_to(source, *ask, fixture_of(source));
    EXPECT_TRUE(decode_source_answer(source, response, sample_question()).has_value());
  }
}

}  // namespace
}  // namespace provbank::wire
