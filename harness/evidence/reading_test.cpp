#include "harness/evidence/reading.hpp"

#include <gmock/gmock.h>

namespace provbank::evidence {
namespace {

using contract::Source;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kAnna = "198503149828";
const std::string kBertil = "195807169874";

std::string soap(const std::string& body) {
  return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
         " xmlns:x=\"http://schema.forsakringskassan.se/integration/ssbt/10\"><s:Body>" +
         body + "</s:Body></s:Envelope>";
}

std::string answer(const std::string& svarsdata) {
  return "<x:hamtaBastjanstInformationResponse><x:svarsdata>" + svarsdata +
         "</x:svarsdata></x:hamtaBastjanstInformationResponse>";
}

const std::string kAfData = "<x:AF><x:data/></x:AF>";
const std::string kSoError =
    "<x:SO><x:error><x:kalla>BT</x:kalla><x:felkod>K1</x:felkod><x:felmeddelande>a</"
    "x:felmeddelande>"
    "<x:felmeddelande>b</x:felmeddelande></x:error></x:SO>";

AskedQuestion asked(std::vector<std::string> persons = {"anna"},
                    contract::SourceSet sources = {Source::af, Source::so}) {
  AskedQuestion question;
  question.id = "q1";
  question.persons = std::move(persons);
  question.sources = sources;
  return question;
}

Exchange replied(int status, std::string body) {
  Exchange exchange;
  exchange.response.emplace();
  exchange.response->status = status;
  exchange.response->body = std::move(body);
  return exchange;
}

// ---- Replies ------------------------------------------------------------------------------------

TEST(ReadReply, AnAnswerInPartTellsWhoFailedAndWhere) {
  const auto exchange = replied(200, soap(answer(kAfData + kSoError)));
  const auto view = read_reply(asked(), &exchange);
  EXPECT_EQ(view.outcome, "partial");
  EXPECT_EQ(view.http_status, 200);
  ASSERT_THAT(view.answers, SizeIs(1));
  EXPECT_TRUE(view.answers[0].sources.at(Source::af).delivered);
  const auto& so = view.answers[0].sources.at(Source::so);
  EXPECT_FALSE(so.delivered);
  EXPECT_EQ(so.kalla, "BT");
  EXPECT_EQ(so.felkod, "K1");
  EXPECT_THAT(so.felmeddelande, ElementsAre("a", "b"));
  EXPECT_EQ(so.path, "/Envelope/Body/hamtaBastjanstInformationResponse/svarsdata/SO");
}

TEST(ReadReply, OnlyAnAnswerFromEverySourceAskedIsComplete) {
  const auto exchange = replied(200, soap(answer(kAfData)));
  EXPECT_EQ(read_reply(asked({"anna"}, {Source::af}), &exchange).outcome, "answered");
  EXPECT_EQ(read_reply(asked(), &exchange).outcome, "partial");
}

TEST(ReadReply, SeveralPersonsKeepTheirOrderAndTheirFaults) {
  const std::string fault =
      "<x:hamtaBastjanstInformationFault><x:felkod>F</x:felkod><x:felmeddelande>m</"
      "x:felmeddelande></x:hamtaBastjanstInformationFault>";
  const auto exchange = replied(200, soap("<f:hamtaBastjanstInformationFleraResponse "
                                          "xmlns:f=\"urn:provbank:flerperson:1\"><f:svar>" +
                                          answer(kAfData) + "</f:svar><f:svar>" + fault +
                                          "</f:svar></f:hamtaBastjanstInformationFleraResponse>"));
  const auto view = read_reply(asked({"anna", "bertil"}, {Source::af}), &exchange);
  EXPECT_EQ(view.outcome, "partial");
  ASSERT_THAT(view.answers, SizeIs(2));
  EXPECT_FALSE(view.answers[0].fault);
  EXPECT_TRUE(view.answers[1].fault);
  EXPECT_EQ(view.answers[1].felkod, "F");
}

TEST(ReadReply, AFaultGivesItsCodeAndText) {
  const auto exchange = replied(
      500,
      soap(
          "<s:Fault><faultcode>s:Client</faultcode><faultstring>nej</"
          "faultstring><detail><x:hamtaBastjanstInformationFault>"
          "<x:felkod>SSBTEK-104</x:felkod></x:hamtaBastjanstInformationFault></detail></s:Fault>"));
  const auto view = read_reply(asked(), &exchange);
  EXPECT_EQ(view.outcome, "fault");
  EXPECT_EQ(view.fault_code, "SSBTEK-104");
  EXPECT_EQ(view.fault_string, "nej");
  EXPECT_THAT(view.answers, IsEmpty());
}

TEST(ReadReply, APingTellsEachSourcesTest) {
  const auto exchange =
      replied(200, soap("<x:testaBastjanstInformationResponse><x:AF><x:anropad>true</x:anropad></"
                        "x:AF><x:CSN><x:anropad>true</x:anropad>"
                        "<x:error><x:kalla>SSBT</x:kalla><x:felkod>E</x:felkod></x:error></"
                        "x:CSN><x:SO><x:anropad>false</x:anropad></x:SO>"
                        "</x:testaBastjanstInformationResponse>"));
  const auto view = read_reply(asked(), &exchange);
  EXPECT_EQ(view.outcome, "ping");
  EXPECT_TRUE(view.ping.at(Source::af).delivered);
  EXPECT_FALSE(view.ping.at(Source::csn).delivered);
  EXPECT_EQ(view.ping.at(Source::csn).felkod, "E");
  EXPECT_FALSE(view.ping.at(Source::so).delivered);
}

TEST(ReadReply, WhatCannotBeReadIsNoAnswer) {
  for (const auto& body :
       {std::string(), std::string("<html/>"), std::string("inte xml"), soap("<y/>")}) {
    const auto good = replied(200, body);
    EXPECT_EQ(read_reply(asked(), &good).outcome, "no-answer") << body;
    EXPECT_TRUE(read_reply(asked(), &good).unreadable) << body;
    const auto bad = replied(404, body);
    EXPECT_EQ(read_reply(asked(), &bad).outcome, "fault") << body;
  }
}

TEST(ReadReply, TellsARejectionInTlsFromOtherFailures) {
  Exchange exchange;
  exchange.failure = provbank::fail(Errc::tls_rejected, "alert");
  EXPECT_EQ(read_reply(asked(), &exchange).outcome, "tls-rejected");
  exchange.failure = provbank::fail(Errc::reset, "reset");
  EXPECT_EQ(read_reply(asked(), &exchange).outcome, "no-answer");
  EXPECT_EQ(read_reply(asked(), nullptr).outcome, "no-answer");
}

// ---- Whom a source was asked about --------------------------------------------------------------

Exchange call(Source source, std::string body) {
  Exchange exchange;
  exchange.leg = Leg::source;
  exchange.source = source;
  exchange.request.method = "POST";
  exchange.request.body = std::move(body);
  return exchange;
}

std::string af_question(const std::string& person, const std::string& test = "") {
  return soap(
      "<a:FragaMeddelande "
      "xmlns:a=\"http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2\"><a:Fraga>" +
      test + "<a:IdentitetsbeteckningFysiskPerson>" + person +
      "</a:IdentitetsbeteckningFysiskPerson></a:Fraga></a:FragaMeddelande>");
}

TEST(PersonAsked, IsReadFromEverySourcesOwnQuestion) {
  const std::vector<std::pair<Source, std::string>> questions = {
      {Source::af, af_question(kAnna)},
      {Source::csn,
       soap("<c:SBNUppgEkBistandBegar xmlns:c=\"http://schema.csn.se/v4.0/kommunfraga\"><Fraga "
            "xmlns=\"urn:provbank:csn-fraga:1\">"
            "<Sekel>19</Sekel><Personnummer>8503149828</Personnummer></Fraga></"
            "c:SBNUppgEkBistandBegar>")},
      {Source::fk, "{\"personnummer\":\"" + kAnna + "\"}"},
      {Source::skv,
       soap("<k:BeskattningsuppgifterRequest "
            "xmlns:k=\"http://beskattningws.ws.service.bs.zg.rsv.se/\"><forfragan>"
            "&lt;Forfragan "
            "xmlns=\"urn:provbank:skv-forfragan:1\">&lt;IdentitetsbeteckningFysiskPerson>" +
            kAnna +
            "&lt;/IdentitetsbeteckningFysiskPerson>&lt;/Forfragan></forfragan></"
            "k:BeskattningsuppgifterRequest>")},
      {Source::so,
       soap("<o:GetUnemploymentBenefitPaymentRequest "
            "xmlns:o=\"http://INT014.UBPService.Schemas\"><o:IdentificationNumber>" +
            kAnna + "</o:IdentificationNumber></o:GetUnemploymentBenefitPaymentRequest>")},
      {Source::tns,
       soap("<t:HamtaUppgifter "
            "xmlns:t=\"http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1\" "
            "xmlns:p=\"http://schema.transportstyrelsen.se/ssbtek/person/"
            "1\"><t:identifikation><p:sekel>19</p:sekel>"
            "<p:personnummer>8503149828</p:personnummer></t:identifikation></t:HamtaUppgifter>")},
      {Source::miv, soap("<m:findByPersonnummer "
                         "xmlns:m=\"http://schema.migrationsverket.se/ssbtek/1/"
                         "\"><query><personnummer>19850314-9828"
                         "</personnummer></query></m:findByPersonnummer>")}};
  for (const auto& [source, body] : questions)
    EXPECT_EQ(person_asked(call(source, body)), kAnna) << contract::code(source);
}

TEST(PersonAsked, IsNobodyInATestOrInWhatCannotBeRead) {
  EXPECT_FALSE(person_asked(call(Source::af, af_question(kAnna, "<a:Test>true</a:Test>"))));
  EXPECT_TRUE(is_source_test(call(Source::af, af_question(kAnna, "<a:Test>1</a:Test>"))));
  EXPECT_FALSE(is_source_test(call(Source::af, af_question(kAnna, "<a:Test>false</a:Test>"))));
  auto wsdl = call(Source::so, "");
  wsdl.request.method = "GET";
  EXPECT_TRUE(is_source_test(wsdl));
  EXPECT_FALSE(person_asked(call(Source::fk, "inte json")));
  EXPECT_FALSE(person_asked(call(Source::fk, "{\"personnummer\":12}")));
}

// ---- Links --------------------------------------------------------------------------------------

/// Questions and calls in the order in which they began.
struct Story {
  Evidence evidence;

  void question(const std::string& person, time::Duration from, time::Duration to,
                std::string response = soap(answer(kAfData))) {
    AskedQuestion question = asked({person == kAnna ? "anna" : "bertil"});
    question.id = "q" + std::to_string(evidence.questions.size() + 1);
    question.identities = {contract::PersonIdentity::parse(person).value()};
    question.started = from;
    question.finished = to;
    Exchange exchange = replied(200, std::move(response));
    exchange.question = question.id;
    question.exchange = add(std::move(exchange), from, to);
    evidence.questions.push_back(std::move(question));
  }
  void af(const std::string& person, time::Duration at) {
    add(call(Source::af, af_question(person)), at, at);
  }
  void so(const std::string& person, time::Duration at) {
    add(call(Source::so,
             soap("<o:GetUnemploymentBenefitPaymentRequest "
                  "xmlns:o=\"http://INT014.UBPService.Schemas\"><o:IdentificationNumber>" +
                  person + "</o:IdentificationNumber></o:GetUnemploymentBenefitPaymentRequest>")),
        at, at);
  }
  std::string add(Exchange exchange, time::Duration from, time::Duration to) {
    exchange.id = "e" + std::to_string(evidence.exchanges.size() + 1);
    exchange.started = from;
    exchange.finished = to;
    evidence.ended = std::max(evidence.ended, to);
    evidence.exchanges.push_back(std::move(exchange));
    return evidence.exchanges.back().id;
  }
  std::vector<std::string> calls(const Links& links, const std::string& question,
                                 const std::string& person) const {
    std::vector<std::string> out;
    for (const auto* each : links.find(question, person)->calls) out.push_back(each->id);
    return out;
  }
};

TEST(Link, ConnectsCallsByPersonAndTimeInSchemaOrder) {
  Story story;
  story.question(kAnna, 0s, 10s);
  story.question(kBertil, 1s, 9s);
  story.so(kAnna, 2s);
  story.af(kBertil, 2s);
  story.af(kAnna, 3s);
  const auto links = link(story.evidence);
  EXPECT_THAT(story.calls(links, "q1", kAnna), ElementsAre("e5", "e3"));
  EXPECT_THAT(story.calls(links, "q2", kBertil), ElementsAre("e4"));
  EXPECT_FALSE(links.ambiguous);
  EXPECT_THAT(links.orphans, IsEmpty());
}

TEST(Link, ACallAboutNobodyAskedAboutThenIsAnOrphan) {
  Story story;
  story.question(kAnna, 0s, 1s);
  story.af(kBertil, 500ms);
  story.af(kAnna, 2s);
  const auto links = link(story.evidence);
  EXPECT_THAT(links.orphans, SizeIs(2));
}

TEST(Link, TwoQuestionsAboutOnePersonAtOnceAreAmbiguous) {
  Story story;
  story.question(kAnna, 0s, 10s);
  story.question(kAnna, 1s, 11s);
  story.af(kAnna, 2s);
  story.af(kAnna, 3s);
  const auto links = link(story.evidence);
  EXPECT_TRUE(links.ambiguous);
  EXPECT_TRUE(links.find("q1", kAnna)->ambiguous);
  EXPECT_TRUE(links.find("q2", kAnna)->ambiguous);
  EXPECT_THAT(story.calls(links, "q1", kAnna), ElementsAre("e3"));
  EXPECT_THAT(story.calls(links, "q2", kAnna), ElementsAre("e4"));
}

TEST(Link, OneAfterTheOtherInTheSameInstantIsNotAmbiguous) {
  Story story;
  for (int i = 0; i < 3; ++i) {
    story.question(kAnna, 0s, 0s);
    story.af(kAnna, 0s);
    story.so(kAnna, 0s);
  }
  const auto links = link(story.evidence);
  EXPECT_FALSE(links.ambiguous);
  EXPECT_THAT(story.calls(links, "q1", kAnna), ElementsAre("e2", "e3"));
  EXPECT_THAT(story.calls(links, "q2", kAnna), ElementsAre("e5", "e6"));
  EXPECT_THAT(story.calls(links, "q3", kAnna), ElementsAre("e8", "e9"));
}

TEST(Link, AllAtOnceInTheSameInstantIsAmbiguous) {
  Story story;
  story.question(kAnna, 0s, 0s);
  story.question(kAnna, 0s, 0s);
  story.af(kAnna, 0s);
  story.af(kAnna, 0s);
  EXPECT_TRUE(link(story.evidence).ambiguous);
}

TEST(Link, ARefusalInTheSameInstantHasNoCalls) {
  Story story;
  story.question(
      kAnna, 0s, 0s,
      soap("<s:Fault><faultcode>s:Client</faultcode><faultstring>nej</faultstring></s:Fault>"));
  story.question(kAnna, 0s, 0s);
  story.af(kAnna, 0s);
  const auto links = link(story.evidence);
  EXPECT_FALSE(links.ambiguous);
  EXPECT_THAT(story.calls(links, "q1", kAnna), IsEmpty());
  EXPECT_THAT(story.calls(links, "q2", kAnna), ElementsAre("e3"));
}

TEST(Link, WhoeverHangsUpDoesNotStopTheQuestion) {
  Story story;
  story.question(kAnna, 0s, 1s);
  story.evidence.exchanges[0].response.reset();
  story.af(kAnna, 5s);
  const auto links = link(story.evidence);
  EXPECT_THAT(links.orphans, IsEmpty());
  EXPECT_THAT(story.calls(links, "q1", kAnna), ElementsAre("e2"));
}

TEST(Link, AnAlteredQuestionIsAboutWhomItsBytesSay) {
  Story story;
  story.question(kAnna, 0s, 1s);
  story.evidence.exchanges[0].request.body = soap(
      "<x:hamtaBastjanstInformation><x:generellaFrageparametrar><x:personidentitet>" + kBertil +
      "</x:personidentitet></x:generellaFrageparametrar></x:hamtaBastjanstInformation>");
  story.af(kBertil, 500ms);
  const auto links = link(story.evidence);
  EXPECT_THAT(links.orphans, IsEmpty());
  EXPECT_EQ(links.find("q1", kAnna), nullptr);
  EXPECT_THAT(story.calls(links, "q1", kBertil), ElementsAre("e2"));
}

}  // namespace
}  // namespace provbank::evidence
