// Parties that do nothing of what they are for. They stand where the service should be, behind its
// TLS and HTTP, and never let a question through.
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::defects {
namespace {

using net::awaitable;

awaitable<http::Response> canned_reply(http::Response response) {
  co_return response;
}

/// What a party gives for what it gets, without asking anybody.
MakeDecorators instead(std::function<http::Response(const http::Request&)> reply) {
  return door([reply = std::move(reply)](Passing passing) -> awaitable<http::Response> {
    auto response = reply(passing.request);
    co_return response;
  });
}

/// The same at the kommun's own system.
MakeDecorators in_place_of_system(std::function<http::Response(const http::Request&)> reply) {
  return [reply = std::move(reply)](const Scene&) {
    world::Decorators made;
    made.case_system = [reply](net::HttpHandler) -> net::HttpHandler {
      return
          [reply](http::Request request, const net::Peer&) { return canned_reply(reply(request)); };
    };
    return made;
  };
}

/// The same at a base service.
MakeDecorators in_place_of_service(std::function<http::Response(const http::Request&)> reply) {
  return [reply = std::move(reply)](const Scene&) {
    world::Decorators made;
    made.base_service = [reply](Source, net::HttpHandler) -> net::HttpHandler {
      return
          [reply](http::Request request, const net::Peer&) { return canned_reply(reply(request)); };
    };
    return made;
  };
}

http::Response xml_reply(std::string body) {
  http::Response response;
  response.fields.set("Content-Type", "text/xml; charset=utf-8");
  response.body = std::move(body);
  return response;
}

/// Which sources a question includes.
contract::SourceSet included(const std::string& body, const std::string& question) {
  contract::SourceSet sources;
  for (const auto source : contract::kAllSources) {
    const std::string element =
        question + "//ssbt:specifikaFrageparametrar/ssbt:" + std::string(contract::code(source)) +
        "/@inkludera";
    const std::string value = text_at(body, element);
    if (value == "true" || value == "1") sources.insert(source);
  }
  return sources;
}

/// An answer in the right form to any question, with a canned error for every source asked: it
/// never looked.
wire::EncodedAnswer canned(const std::string& body, const std::string& question) {
  contract::Answer answer;
  const std::string time = text_at(body, question + "//ssbt:frageTidpunkt");
  const std::string id = text_at(body, question + "//ssbt:korrelationsid");
  if (!time.empty()) answer.frage_tidpunkt = time;
  if (!id.empty()) answer.korrelationsid = id;
  for (const auto source : included(body, question).in_order()) {
    if (source == Source::tns) {
      answer.results[source] = contract::SourceData{
          "<tns:HamtaUppgifterResponse xmlns:tns=\"http://schema.transportstyrelsen.se/ssbtek/"
          "hamtauppgifterresponder/1\"><tns:resultat>OK</tns:resultat></"
          "tns:HamtaUppgifterResponse>"};
    } else {
      answer.results[source] = contract::make_source_error(contract::Kalla::ssbt,
                                                           contract::FaultCode::source_unreachable);
    }
  }
  return wire::encode_answer_element(answer, nullptr);
}

http::Response accept(const http::Request& request) {
  if (holds(request.body, "testaBastjanstInformation")) {
    std::map<Source, contract::PingResult> all;
    for (const auto source : contract::kAllSources) all[source].anropad = true;
    return xml_reply(wire::encode_ping_answer(all));
  }
  if (!holds(request.body, "hamtaBastjanstInformationFlera")) {
    return soap_reply(200, canned(request.body, "/*").xml);
  }
  std::vector<std::variant<wire::EncodedAnswer, contract::Fault>> parts;
  constexpr int kPersonsMax = 20;
  for (int i = 1; i <= kPersonsMax; ++i) {
    const std::string question = "(//ssbt:hamtaBastjanstInformation)[" + std::to_string(i) + "]";
    if (text_at(request.body, question).empty()) break;
    parts.emplace_back(canned(request.body, question));
  }
  return xml_reply(wire::encode_flera_answer(parts));
}

/// Yesterday somebody asked what vehicles somebody else has.
http::Response yesterday(const http::Request&) {
  contract::Answer answer;
  answer.frage_tidpunkt = "2026-03-01T10:00:00.000Z";
  answer.korrelationsid = "igar-0001";
  answer.results[Source::tns] = contract::SourceData{
      "<tns:HamtaUppgifterResponse xmlns:tns=\"http://schema.transportstyrelsen.se/ssbtek/"
      "hamtauppgifterresponder/1\"><tns:resultat>OK</tns:resultat></tns:HamtaUppgifterResponse>"};
  return xml_reply(wire::encode_answer(answer, nullptr));
}

const NullParty::Excuse kKeepsNothing = {
    "purged",
    {"Den som aldrig läser frågan har inget att spara: ingenting finns kvar, och det är sant.",
     "Whoever never reads the question has nothing to keep: nothing is left, and that is true."}};
const NullParty::Excuse kSaysNothing = {
    "no-personal-data-in-fault",
    {"Den som inte säger något återger inget. Kontrollen vaktar vad som sägs, inte att något sägs.",
     "Whoever says nothing quotes nothing. The check guards what is said, not that it is said."}};
const NullParty::Excuse kTlsStands = {
    "identity-rejected",
    {"Den tomma parten sitter bakom rätt TLS, som avvisar falska certifikat utan den.",
     "The null party sits behind the right TLS, which turns false certificates away without it."}};
const NullParty::Excuse kHttpStands = {
    "ended-within",
    {"Den tomma parten sitter bakom en riktig HTTP-server, som avslutar missbruk utan den.",
     "The null party sits behind a real HTTP server, which ends misuse without it."}};
const NullParty::Excuse kSourceHttpStands = {
    "source-ended-within",
    {"Den tomma parten sitter bakom en riktig HTTP-server, som avslutar missbruk utan den.",
     "The null party sits behind a real HTTP server, which ends misuse without it."}};
const NullParty::Excuse kServerLogs = {
    "log-sufficient",
    {"Det som aldrig blev en fråga loggas av servern framför den tomma parten.",
     "What never became a question is logged by the server in front of the null party."}};
const NullParty::Excuse kLogIsClosed = {
    "log-restricted",
    {"Loggens fil har rätt rättigheter, och mer hävdar kontrollen inte. log-sufficient underkänner "
     "det som saknas i den.",
     "The log's file has the right rights, and the check claims no more. log-sufficient fails what "
     "is missing in it."}};
const NullParty::Excuse kLogIsKept = {
    "log-kept",
    {"Loggen bakom den tomma parten är en riktig logg, som gallras som den ska.",
     "The log behind the null party is a real log, which is weeded as it should be."}};
const NullParty::Excuse kInForm = {
    "schema-valid",
    {"Formen är rätt, och mer hävdar kontrollen inte. faithful och only-asked underkänner "
     "innehållet.",
     "The form is right, and the check claims no more. faithful and only-asked fail the content."}};
const NullParty::Excuse kAnswers = {
    "answered",
    {"Ett svar kommer, och mer hävdar kontrollen inte. faithful och only-asked underkänner "
     "innehållet.",
     "An answer comes, and the check claims no more. faithful and only-asked fail the content."}};
const NullParty::Excuse kAccepts = {
    "accepted",
    {"Frågan godtas, och mer hävdar kontrollen inte. refused-for underkänner den som godtar allt.",
     "The question is accepted, and the check claims no more. refused-for fails whoever accepts "
     "everything."}};
const NullParty::Excuse kAlwaysTheSame = {
    "same-answer",
    {"Den som alltid svarar detsamma svarar detsamma två gånger. only-asked underkänner den.",
     "Whoever always answers the same answers the same twice. only-asked fails it."}};
const NullParty::Excuse kInTime = {"answered-within",
                                   {"Svaret kommer i tid, och mer hävdar kontrollen inte.",
                                    "The answer comes in time, and the check claims no more."}};
const NullParty::Excuse kLetsAllIn = {
    "identity-accepted",
    {"Den som släpper in alla släpper in den behöriga också. identity-rejected underkänner den.",
     "Whoever lets everybody in lets in those who may as well. identity-rejected fails it."}};
const NullParty::Excuse kRepeatsIds = {
    "echo",
    {"Frågans tid och id är allt den läser, och dem återger den rätt.",
     "The question's time and id are all it reads, and those it repeats rightly."}};
const NullParty::Excuse kRepeatsPersonsIds = {
    "persons-apart",
    {"Varje persons id återges rätt, och svaren innehåller inget mer att blanda ihop.",
     "Each person's id is repeated rightly, and the answers hold nothing else to mix up."}};
const NullParty::Excuse kHappensToFail = {"source-outcome",
                                          {"Det påhittade felet är det rätta när källan verkligen "
                                           "är nere. Där källan är frisk underkänns "
                                           "det.",
                                           "The made-up error is the right one when the source "
                                           "really is down. Where it is healthy, it is "
                                           "failed."}};

}  // namespace

std::span<const NullParty> null_parties() {
  using checks::Party;
  static const std::vector<NullParty> kTable = {
      {.id = "TOM-tiger",
       .guilty = Party::driftspart,
       .text = {"Tar emot allt och svarar aldrig.", "Takes everything and never answers."},
       .excused = {kKeepsNothing, kLogIsClosed, kLogIsKept, kTlsStands, kHttpStands, kServerLogs},
       .decorate = instead([](const http::Request&) {
         http::Response response;
         response.delivery.never = true;
         return response;
       })},
      {.id = "TOM-tomt",
       .guilty = Party::driftspart,
       .text = {"Svarar 200 utan innehåll.", "Answers 200 with nothing in it."},
       .excused = {kKeepsNothing, kLogIsClosed, kLogIsKept, kSaysNothing, kTlsStands, kHttpStands},
       .decorate = instead([](const http::Request&) { return http::Response{}; })},
      {.id = "TOM-kuvert",
       .guilty = Party::driftspart,
       .text = {"Svarar med ett tomt SOAP-kuvert.", "Answers with an empty SOAP envelope."},
       .excused = {kKeepsNothing, kLogIsClosed, kLogIsKept, kSaysNothing, kTlsStands, kHttpStands},
       .decorate = instead([](const http::Request&) { return soap_reply(200, ""); })},
      {.id = "TOM-eko",
       .guilty = Party::driftspart,
       .text = {"Svarar med frågan.", "Answers with the question."},
       .excused = {kKeepsNothing, kLogIsClosed, kLogIsKept, kTlsStands, kHttpStands},
       .decorate = instead([](const http::Request& request) { return xml_reply(request.body); })},
      {.id = "TOM-igar",
       .guilty = Party::driftspart,
       .text = {"Svarar alltid med gårdagens första svar.",
                "Always answers with yesterday's first answer."},
       .excused = {kKeepsNothing, kLogIsClosed, kLogIsKept, kTlsStands, kHttpStands, kInForm,
                   kAnswers, kInTime, kLetsAllIn, kAccepts},
       .decorate = instead(yesterday)},
      {.id = "TOM-KM-fragar-aldrig",
       .guilty = Party::kommun,
       .text = {"Ett system som säger att det har frågat, aldrig gör det, och visar att ingen har "
                "några uppgifter.",
                "A system that says that it has asked, never does, and shows that nobody has any "
                "data."},
       .excused = {},
       .decorate = in_place_of_system([](const http::Request& request) {
         http::Response response;
         response.fields.set("Content-Type", "application/json; charset=utf-8");
         response.status = request.method == "GET" ? 200 : 201;
         response.body =
             R"({"status": "besvarad", "kallor": {"AF": {"visar": "inga uppgifter", "text": ""}}})";
         return response;
       })},
      {.id = "TOM-KM-tomt",
       .guilty = Party::kommun,
       .text = {"Ett system som svarar 200 utan innehåll på allt.",
                "A system that answers 200 with nothing in it to everything."},
       .excused = {},
       .decorate = in_place_of_system([](const http::Request&) { return http::Response{}; })},
      {.id = "TOM-UL-tiger",
       .guilty = Party::uppgiftslamnare,
       .text = {"En bastjänst som tar emot allt och aldrig svarar.",
                "A base service that takes everything and never answers."},
       .excused = {kSourceHttpStands},
       .decorate = in_place_of_service([](const http::Request&) {
         http::Response response;
         response.delivery.never = true;
         return response;
       })},
      {.id = "TOM-UL-tomt",
       .guilty = Party::uppgiftslamnare,
       .text = {"En bastjänst som svarar 200 utan innehåll.",
                "A base service that answers 200 with nothing in it."},
       .excused = {kSourceHttpStands},
       .decorate = in_place_of_service([](const http::Request&) { return http::Response{}; })},
      {.id = "TOM-UL-eko",
       .guilty = Party::uppgiftslamnare,
       .text = {"En bastjänst som svarar med frågan.",
                "A base service that answers with the question."},
       .excused = {kSourceHttpStands},
       .decorate = in_place_of_service(
           [](const http::Request& request) { return xml_reply(request.body); })},
      {.id = "TOM-ja",
       .guilty = Party::driftspart,
       .text = {"Godtar allt och svarar i rätt form utan att ha frågat någon.",
                "Accepts everything and answers in the right form without having asked anybody."},
       .excused = {kKeepsNothing, kLogIsClosed, kLogIsKept, kTlsStands, kHttpStands, kInForm,
                   kAnswers, kInTime, kLetsAllIn, kSaysNothing, kRepeatsIds, kRepeatsPersonsIds,
                   kHappensToFail, kAccepts, kAlwaysTheSame},
       .decorate = instead(accept)},
  };
  return kTable;
}

}  // namespace provbank::defects
