#include "reference-impl/wire/ssbt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/crypto/encoding.hpp"
#include "platform/xml/schema.hpp"
#include "reference-impl/wire/tree.hpp"
#include "reference-impl/wire/wire_samples.hpp"

namespace provbank::wire {
namespace {

using contract::FaultCode;
using contract::Kalla;
using contract::Source;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kSsbt = kSsbtNamespace;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto found = text.find(from);
  EXPECT_NE(found, std::string::npos) << from;
  return found == std::string::npos ? text : text.replace(found, from.size(), to);
}

std::string replaced_all(std::string text, std::string_view from, std::string_view to) {
  for (auto found = text.find(from); found != std::string::npos;
       found = text.find(from, found + to.size())) {
    text.replace(found, from.size(), to);
  }
  return text;
}

std::string schema_problems(const char* xsd, const std::string& document) {
  const auto schema = xml::Schema::load(std::filesystem::path(PROVBANK_DATA_DIR) / "schemas" / xsd);
  EXPECT_TRUE(schema.has_value());
  return xml::to_string(schema->problems(document));
}

contract::Question ask_only(Source source) {
  auto question = sample_question();
  for (const Source other : contract::kAllSources) {
    if (other != source) question.asked.erase(other);
  }
  return question;
}

HamtaRequest decoded(const std::string& soap) {
  const auto request = decode_request(soap);
  EXPECT_TRUE(request.has_value()) << request.error().detail;
  return std::get<HamtaRequest>(request.value());
}

FaultCode fault_of(const std::string& soap) {
  const auto request = decode_request(soap);
  EXPECT_FALSE(request.has_value());
  return request.has_value() ? FaultCode::internal : request.error().code;
}

// ---- Questions
// -----------------------------------------------------------------------------------------------

TEST(SsbtQuestion, ComesOutAsItWentIn) {
  const auto question = sample_question();
  const auto request = decoded(encode_question(question));
  EXPECT_TRUE(request.question == question);
  EXPECT_FALSE(request.original_xml.empty());
}

TEST(SsbtQuestion, ComesOutAsItWentInWithNothingOptional) {
  auto question = ask_only(Source::skv);
  question.general.frage_tidpunkt.reset();
  question.general.korrelationsid.reset();
  question.general.fragan_skall_inkluderas = false;
  question.general.personuppgiftsbitraden.clear();
  const auto request = decoded(encode_question(question));
  EXPECT_TRUE(request.question == question);
  EXPECT_EQ(request.original_xml, "");
}

TEST(SsbtQuestion, FollowsTheSchema) {
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", encode_question(sample_question())), "");
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", encode_question(ask_only(Source::miv))), "");
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", encode_ping()), "");
}

TEST(SsbtQuestion, IsReadInEveryStyleOfPrefix) {
  const auto question = sample_question();
  const std::string ours = encode_question(question);
  const std::string default_namespace = replaced_all(
      replaced_all(replaced_all(ours, "xmlns:ssbt", "xmlns"), "<ssbt:", "<"), "</ssbt:", "</");
  const std::string other_prefix = replaced_all(ours, "ssbt:", "n0:");
  const std::string declared_above =
      replaced(replaced(other_prefix, " xmlns:ssbt=\"" + std::string(kSsbt) + "\"", ""),
               "<soapenv:Body>", "<soapenv:Body xmlns:n0=\"" + std::string(kSsbt) + "\">");
  EXPECT_TRUE(decoded(default_namespace).question == question);
  EXPECT_TRUE(decoded(declared_above).question == question);
}

TEST(SsbtQuestion, InANeighbouringNamespaceIsNoQuestion) {
  const auto other = replaced_all(encode_question(sample_question()), "ssbt/10", "ssbt/8");
  EXPECT_EQ(fault_of(other), FaultCode::unknown_operation);
}

TEST(SsbtQuestion, TakesWhatTheSchemaAllows) {
  const std::string ours = encode_question(sample_question());
  EXPECT_FALSE(decoded(replaced(ours, "ISvaret>true<", "ISvaret><"))
                   .question.general.fragan_skall_inkluderas);
  EXPECT_TRUE(decoded(replaced(ours, "ISvaret>true<", "ISvaret> 1 <"))
                  .question.general.fragan_skall_inkluderas);
  EXPECT_TRUE(decoded(replaced(ours, ">198503149828<", ">\n 198503149828 <")).question ==
              sample_question());
  EXPECT_TRUE(decoded(replaced(ours, ">2025-12-01<", ">2025-12-01+01:00<")).question ==
              sample_question());
  EXPECT_TRUE(decoded(replaced(ours, ">2026-02-28<", ">2026-02-28Z<")).question ==
              sample_question());
}

TEST(SsbtQuestion, IgnoresWhatIsSentForASourceNotAsked) {
  const std::string ours = encode_question(sample_question());
  const auto request = decoded(replaced(ours, "TNS inkludera=\"true\"", "TNS inkludera=\"false\""));
  EXPECT_FALSE(request.question.asked.contains(Source::tns));
}

TEST(SsbtQuestion, SaysWhatIsWrongWithoutValues) {
  const std::string ours = encode_question(sample_question());
  const struct {
    const char* name;
    std::string_view from, to;
    FaultCode expected;
  } rows[] = {
      {"check digit", ">198503149828<", ">198503149827<", FaultCode::person_invalid},
      {"date of birth", ">198503149828<", ">198513149828<", FaultCode::person_invalid},
      {"asker", ">162120009903<", ">162120009904<", FaultCode::organisation_invalid},
      {"asker's prefix", ">162120009903<", ">172120009903<", FaultCode::organisation_invalid},
      {"asker's form", ">162120009903<", ">2120009903<", FaultCode::organisation_invalid},
      {"bitrade", ">164499009902<", ">164499009903<", FaultCode::organisation_invalid},
      {"period", ">2026-02-28<", ">2025-02-28<", FaultCode::period_invalid},
      {"own period", ">2026-01-31<", ">2025-01-31<", FaultCode::period_invalid},
      {"no date", ">2026-02-28<", ">i dag<", FaultCode::schema_invalid},
      {"boolean", "AF inkludera=\"true\"", "AF inkludera=\"ja\"", FaultCode::schema_invalid},
      {"attribute", "AF inkludera=\"true\"", "AF inkluderad=\"true\"", FaultCode::schema_invalid},
      {"missing", "<ssbt:syfte>Handläggning av ekonomiskt bistånd</ssbt:syfte>", "",
       FaultCode::schema_invalid},
      {"empty", ">EK-2026-0001<", "><", FaultCode::schema_invalid},
      {"ordinal", "ordningsnummer>1<", "ordningsnummer>99999<", FaultCode::schema_invalid},
      {"base64", "lefiJsonFraga>", "lefiJsonFraga>***", FaultCode::schema_invalid},
      {"tags that do not match", "<ssbt:syfte>", "<ssbt:syften>", FaultCode::malformed_xml},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto request = decode_request(replaced(ours, row.from, row.to));
    ASSERT_FALSE(request.has_value());
    EXPECT_EQ(request.error().code, row.expected) << request.error().detail;
    EXPECT_FALSE(request.error().detail.empty());
    EXPECT_THAT(request.error().detail, Not(HasSubstr("9850314")));
    EXPECT_THAT(request.error().detail, Not(HasSubstr("2120009")));
  }
}

TEST(SsbtQuestion, MustAskSomething) {
  auto question = sample_question();
  question.asked.clear();
  EXPECT_EQ(fault_of(encode_question(question)), FaultCode::no_source);
}

TEST(SsbtQuestion, AsksForsakringskassanAboutTheSamePerson) {
  const auto with = [](std::string_view json) {
    auto question = ask_only(Source::fk);
    question.asked[Source::fk].lefi->json = json;
    return encode_question(question);
  };
  EXPECT_TRUE(decode_request(with(R"({"personnummer":"8503149828"})")).has_value());
  EXPECT_EQ(fault_of(with(R"({"personnummer":"199001189811"})")), FaultCode::lefi_person_mismatch);
  EXPECT_EQ(fault_of(with(R"({"personnummer":"188503149828"})")), FaultCode::lefi_person_mismatch);
  // Unreadable text concerns FK's part alone: the question is taken, and that part fails later.
  EXPECT_TRUE(decode_request(with("not json")).has_value());
}

TEST(SsbtQuestion, SoapTroubleIsToldApart) {
  const std::string ours = encode_question(sample_question());
  EXPECT_EQ(fault_of("<"), FaultCode::malformed_xml);
  EXPECT_EQ(fault_of("<html/>"), FaultCode::not_http_soap);
  const auto soap12 =
      decode_request(replaced(ours, kSoapNamespace, "http://www.w3.org/2003/05/soap-envelope"));
  ASSERT_FALSE(soap12.has_value());
  EXPECT_EQ(soap12.error().code, FaultCode::not_http_soap);
  EXPECT_EQ(soap12.error().soap, SoapFaultCode::version_mismatch);
  const auto insists = decode_request(
      replaced(ours, "<soapenv:Body>",
               "<soapenv:Header><h soapenv:mustUnderstand=\"1\"/></soapenv:Header><soapenv:Body>"));
  ASSERT_FALSE(insists.has_value());
  EXPECT_EQ(insists.error().soap, SoapFaultCode::must_understand);
}

TEST(SsbtQuestion, PingIsRecognised) {
  const auto request = decode_request(encode_ping());
  ASSERT_TRUE(request.has_value());
  EXPECT_TRUE(std::holds_alternative<TestaRequest>(request.value()));
}

// ---- Several persons
// -----------------------------------------------------------------------------------------

std::vector<contract::Question> about_persons(std::size_t count) {
  std::vector<contract::Question> questions;
  for (std::size_t i = 0; i < count; ++i) {
    auto question = ask_only(Source::af);
    const std::string eleven = "199001" + std::string(1, static_cast<char>('0' + (i + 1) / 10)) +
                               std::string(1, static_cast<char>('0' + (i + 1) % 10)) + "981";
    const auto digits = eleven + contract::luhn_check_digit(std::string_view(eleven).substr(2));
    question.general.person = contract::PersonIdentity::parse(digits).value();
    question.general.korrelationsid = "person " + std::to_string(i);
    questions.push_back(std::move(question));
  }
  return questions;
}

TEST(SsbtSeveral, ComeOutInOrder) {
  const auto questions = about_persons(kPersonsMax);
  const auto request = decode_request(encode_flera_question(questions));
  ASSERT_TRUE(request.has_value()) << request.error().detail;
  const auto& several = std::get<FleraRequest>(request.value()).questions;
  ASSERT_EQ(several.size(), questions.size());
  for (std::size_t i = 0; i < several.size(); ++i) {
    EXPECT_TRUE(several[i].question == questions[i]) << i;
  }
}

TEST(SsbtSeveral, FollowTheSchema) {
  EXPECT_EQ(
      schema_problems("provbank/flerperson-1-soap.xsd", encode_flera_question(about_persons(3))),
      "");
}

TEST(SsbtSeveral, AreRefusedWhenNotAlikeOrTooMany) {
  const auto refused = [](const std::vector<contract::Question>& questions) {
    const auto request = decode_request(encode_flera_question(questions));
    EXPECT_FALSE(request.has_value());
    EXPECT_EQ(request.error().operation, Operation::hamta_flera);
    return request.error().code;
  };
  EXPECT_EQ(refused(about_persons(kPersonsMax + 1)), FaultCode::too_many_persons);
  EXPECT_EQ(refused({}), FaultCode::schema_invalid);
  auto twice = about_persons(2);
  twice[1].general.person = twice[0].general.person;
  EXPECT_EQ(refused(twice), FaultCode::persons_not_alike);
  auto other_case = about_persons(2);
  other_case[1].general.arendeidentitet = "another";
  EXPECT_EQ(refused(other_case), FaultCode::persons_not_alike);
}

TEST(SsbtSeveral, AnswersAndFaultsKeepTheirPlaces) {
  const contract::Answer answer{
      .frage_tidpunkt = {},
      .korrelationsid = "1",
      .results = {{Source::tns, contract::make_source_error(Kalla::bt, FaultCode::source_failed)}}};
  const auto fault = contract::make_fault(FaultCode::internal);
  const auto soap = encode_flera_answer({encode_answer_element(answer, nullptr), fault});
  EXPECT_EQ(schema_problems("provbank/flerperson-1-soap.xsd", soap), "");
  const auto reply = decode_flera_answer(soap);
  ASSERT_TRUE(reply.has_value()) << reply.error().detail;
  const auto& parts = std::get<std::vector<AnswerOrFault>>(*reply);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_TRUE(std::get<contract::Answer>(parts[0]) == answer);
  EXPECT_TRUE(std::get<contract::Fault>(parts[1]) == fault);
}

// ---- Answers
// -------------------------------------------------------------------------------------------------

contract::Answer decoded_answer(const std::string& soap) {
  const auto reply = decode_answer(soap);
  EXPECT_TRUE(reply.has_value()) << reply.error().detail;
  return std::get<contract::Answer>(reply.value());
}

contract::Answer one_result(Source source, contract::SourceResult result) {
  contract::Answer answer;
  answer.results.emplace(source, std::move(result));
  return answer;
}

/// The document a kommun gets when the source sent that one.
std::string carried(Source source, std::string document) {
  const auto answer = decoded_answer(
      encode_answer(one_result(source, contract::SourceData{std::move(document)}), nullptr));
  const auto* data = std::get_if<contract::SourceData>(&answer.results.at(source));
  EXPECT_NE(data, nullptr);
  return data != nullptr ? data->document : std::string();
}

/// What is inside the root, whatever the root is called.
std::string inside(const std::string& document) {
  const auto tree = Tree::parse(document);
  EXPECT_TRUE(tree.has_value()) << document;
  std::string text;
  for (const auto& element : elements(tree->root())) text += self_contained(element);
  return text;
}

TEST(SsbtAnswer, OfAllFixturesIsValidAndComplete) {
  contract::Answer answer{
      .frage_tidpunkt = "2026-03-02T09:15:00+01:00", .korrelationsid = "k", .results = {}};
  for (const Source source : contract::kAllSources) {
    std::string document = data_file("fixtures/unknown/" + fixture_name(source));
    if (source == Source::skv) {
      document =
          "<s:BeskattningsuppgifterResponse "
          "xmlns:s=\"http://beskattningws.ws.service.bs.zg.rsv.se/\"><svar>x</svar>"
          "</s:BeskattningsuppgifterResponse>";
    }
    answer.results.emplace(source, contract::SourceData{document});
  }
  const auto request = decoded(encode_question(sample_question()));
  const auto soap = encode_answer(answer, &request.original_xml);
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", soap), "");
  const auto read = decoded_answer(soap);
  EXPECT_EQ(read.frage_tidpunkt, answer.frage_tidpunkt);
  EXPECT_EQ(read.korrelationsid, answer.korrelationsid);
  ASSERT_EQ(read.results.size(), contract::kAllSources.size());
  for (const Source source : {Source::csn, Source::fk}) {
    EXPECT_TRUE(read.results.at(source) == answer.results.at(source)) << code(source);
  }
}

TEST(SsbtAnswer, EchoesTheQuestionAsItWasSent) {
  const auto question = sample_question();
  const auto request = decoded(replaced_all(
      replaced_all(replaced_all(encode_question(question), "xmlns:ssbt", "xmlns"), "<ssbt:", "<"),
      "</ssbt:", "</"));
  const auto soap = encode_answer(contract::Answer{}, &request.original_xml);
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", soap), "");
  // Inside fraga stands a complete question again.
  const auto tree = Tree::parse(soap);
  const auto body = child(tree->root(), {kSoapNamespace, "Body"});
  const auto fraga =
      child(child(body, {kSsbt, "hamtaBastjanstInformationResponse"}), {kSsbt, "fraga"});
  const auto again = renamed(fraga, "x", {kSsbt, "hamtaBastjanstInformation"});
  EXPECT_TRUE(decoded(write_envelope(again)).question == question);
}

TEST(SsbtAnswer, KeepsEveryValueExactly) {
  const std::string_view awkward =
      "<response> <korrelationsid>  a&amp;b&#13;\n</korrelationsid>\n\t<correlationid/>"
      "<svarCollection><svar xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:nil=\"true\"/><svar><anledning>&lt;å&gt; ]]&gt;</anledning></svar></svarCollection>"
      "</response>";
  const std::string sent =
      "<m:findByPersonnummerResponse "
      "xmlns:m=\"http://schema.migrationsverket.se/ssbtek/1/\">" +
      std::string(awkward) + "</m:findByPersonnummerResponse>";
  const auto document = carried(Source::miv, sent);
  EXPECT_THAT(document, HasSubstr(awkward));
}

TEST(SsbtAnswer, UnqualifiedChildrenStayUnqualifiedAndOthersQualified) {
  const auto miv =
      Tree::parse(carried(Source::miv,
                          "<findByPersonnummerResponse xmlns='http://schema.migrationsverket.se/"
                          "ssbtek/1/'><response xmlns=''><correlationid>1</correlationid>"
                          "</response></findByPersonnummerResponse>"));
  EXPECT_TRUE(child(miv->root(), {"", "response"}));
  const auto tns = Tree::parse(
      carried(Source::tns,
              "<HamtaUppgifterResponse xmlns='http://schema.transportstyrelsen.se/ssbtek/"
              "hamtauppgifterresponder/1'><resultat>OK</resultat></HamtaUppgifterResponse>"));
  EXPECT_EQ(qname(tns->root()).name, "HamtaUppgifterResponse");
  EXPECT_TRUE(child(tns->root(), {qname(tns->root()).name_space, "resultat"}));
}

TEST(SsbtAnswer, FixturesComeThroughUnchangedInside) {
  for (const Source source : {Source::af, Source::so, Source::tns, Source::miv}) {
    SCOPED_TRACE(contract::code(source));
    const auto document = data_file("fixtures/unknown/" + fixture_name(source));
    const auto once = carried(source, document);
    EXPECT_EQ(inside(carried(source, once)), inside(once));
    EXPECT_EQ(text_of(Tree::parse(once)->root()), text_of(Tree::parse(document)->root()));
  }
}

TEST(SsbtAnswer, AnUnreadableDocumentBecomesAnError) {
  const auto answer =
      decoded_answer(encode_answer(one_result(Source::af, contract::SourceData{"<af"}), nullptr));
  EXPECT_TRUE(std::get<contract::SourceError>(answer.results.at(Source::af)) ==
              contract::make_source_error(Kalla::ssbt, FaultCode::source_unparsable));
}

TEST(SsbtAnswer, ErrorsComeOutAsTheyWentIn) {
  contract::Answer answer;
  for (const Source source : contract::kAllSources) {
    answer.results.emplace(
        source, contract::make_source_error(source == Source::af ? Kalla::bt : Kalla::ssbt,
                                            FaultCode::source_timeout));
  }
  const auto soap = encode_answer(answer, nullptr);
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", soap), "");
  EXPECT_TRUE(decoded_answer(soap) == answer);
}

TEST(SsbtAnswer, RefusesWhatTheContractDoesNotAllow) {
  const std::string good =
      encode_answer(one_result(Source::csn, contract::SourceData{"<CSNSvar/>"}), nullptr);
  const std::string failed = encode_answer(
      one_result(Source::csn, contract::make_source_error(Kalla::bt, FaultCode::source_failed)),
      nullptr);
  const struct {
    const char* name;
    std::string soap;
  } rows[] = {
      {"base64", replaced(good, "<ssbt:svar>", "<ssbt:svar>*")},
      {"neither",
       replaced(replaced(good, "<ssbt:data>", "<ssbt:dato>"), "</ssbt:data>", "</ssbt:dato>")},
      {"kalla", replaced(failed, ">BT<", ">XX<")},
      {"source",
       replaced(replaced(good, "<ssbt:CSN>", "<ssbt:XXX>"), "</ssbt:CSN>", "</ssbt:XXX>")},
      {"svarsdata",
       replaced(replaced(good, "<ssbt:svarsdata>", "<ssbt:x>"), "</ssbt:svarsdata>", "</ssbt:x>")},
      {"another body", encode_ping()},
      {"not xml", good.substr(0, good.size() / 2)},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_FALSE(decode_answer(row.soap).has_value());
  }
}

// ---- Faults and ping
// -----------------------------------------------------------------------------------------

TEST(SsbtFault, IsReadByEveryDecoder) {
  const auto fault = contract::make_fault(FaultCode::caller_not_connected);
  const auto soap = encode_fault(fault, Operation::hamta);
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", soap), "");
  EXPECT_TRUE(std::get<contract::Fault>(decode_answer(soap).value()) == fault);
  EXPECT_TRUE(std::get<contract::Fault>(decode_flera_answer(soap).value()) == fault);
  const auto ping = encode_fault(fault, Operation::testa);
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", ping), "");
  EXPECT_THAT(ping, HasSubstr("testaBastjanstInformationFault"));
  EXPECT_TRUE(std::get<contract::Fault>(decode_ping_answer(ping).value()) == fault);
}

TEST(SsbtFault, SaysWhoseFaultItIs) {
  const auto code = [](FaultCode fault, std::optional<SoapFaultCode> soap = {}) {
    const auto body =
        read_envelope(encode_fault(contract::make_fault(fault), Operation::hamta, soap));
    return read_fault(*body)->faultcode;
  };
  EXPECT_EQ(code(FaultCode::over_capacity), SoapFaultCode::server);
  EXPECT_EQ(code(FaultCode::internal), SoapFaultCode::server);
  EXPECT_EQ(code(FaultCode::person_invalid), SoapFaultCode::client);
  EXPECT_EQ(code(FaultCode::not_http_soap, SoapFaultCode::version_mismatch),
            SoapFaultCode::version_mismatch);
}

TEST(SsbtFault, WithoutDetailSpeaksThroughSoapsOwnWords) {
  const auto soap =
      write_fault({.faultcode = SoapFaultCode::client, .faultstring = "nej", .detail_xml = {}});
  const auto fault = std::get<contract::Fault>(decode_answer(soap).value());
  EXPECT_EQ(fault.felkod, "Client");
  EXPECT_THAT(fault.felmeddelande, testing::ElementsAre("nej"));
}

TEST(SsbtPing, AnswersComeOutAsTheyWentIn) {
  const std::map<Source, contract::PingResult> results = {
      {Source::af, {.anropad = true, .error = {}}},
      {Source::miv,
       {.anropad = false,
        .error = contract::make_source_error(Kalla::ssbt, FaultCode::source_unreachable)}}};
  const auto soap = encode_ping_answer(results);
  EXPECT_EQ(schema_problems("ssbt/10/soap.xsd", soap), "");
  const auto reply = decode_ping_answer(soap);
  ASSERT_TRUE(reply.has_value()) << reply.error().detail;
  EXPECT_TRUE((std::get<std::map<Source, contract::PingResult>>(*reply) == results));
}

// ---- Robustness
// ----------------------------------------------------------------------------------------------

TEST(SsbtRobustness, NothingBreaksAtAnyTruncation) {
  contract::Answer answer = one_result(Source::miv, contract::SourceData{"<a><b/></a>"});
  const std::string texts[] = {
      encode_question(ask_only(Source::fk)), encode_answer(answer, nullptr),
      encode_fault(contract::make_fault(FaultCode::internal), Operation::hamta)};
  for (const auto& text : texts) {
    const auto last = text.rfind('>');  // only trailing white space may be missing
    for (std::size_t size = 0; size < last; ++size) {
      const auto part = std::string_view(text).substr(0, size);
      EXPECT_FALSE(decode_request(part).has_value());
      EXPECT_FALSE(decode_answer(part).has_value());
      EXPECT_FALSE(decode_flera_answer(part).has_value());
      EXPECT_FALSE(decode_ping_answer(part).has_value());
    }
  }
}

TEST(SsbtRobustness, NothingBreaksWhenAByteIsReplaced) {
  const std::string question = encode_question(ask_only(Source::fk));
  std::size_t refused = 0;
  for (std::size_t i = 0; i < question.size(); ++i) {
    for (const char c : {'<', '>', '&', '"', 'x', '\0'}) {
      std::string text = question;
      text[i] = c;
      const auto request = decode_request(text);
      if (!request.has_value()) ++refused;
    }
  }
  EXPECT_GT(refused, question.size());
}

}  // namespace
}  // namespace provbank::wire
