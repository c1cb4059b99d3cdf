#include "harness/checks/source_test_support.hpp"

#include <fmt/format.h>

namespace provbank::checks::testing {
namespace {

using evidence::SourceAsking;

const std::pair<std::string, std::string> kAskedDays = {"2025-12-01", "2026-02-28"};

http::Response as_response(Source source, int status, std::string body) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type",
                      source == Source::fk ? "application/json" : "text/xml; charset=utf-8");
  response.body = std::move(body);
  return response;
}

std::string lefi(const std::string& rest) {
  return R"({"utlamnare":[{"utlamnare":{"kod":"FK","namn":"Försäkringskassan"},)"
         R"("tillstand":{"kod":"OK","beskrivning":"Tillgänglig"}}],)" +
         rest + "}";
}

}  // namespace

std::string source_fault(Source source, const std::string& text) {
  if (source == Source::fk) return fmt::format(R"({{"meddelande":"{}"}})", text);
  return envelope(
      fmt::format("<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{}</faultstring>"
                  "</soap:Fault>",
                  text));
}

std::string source_test_answer(Source source) {
  if (source == Source::af) return source_answer(source, silent(source, "189001019802", "test"));
  return "<wsdl:definitions xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\"/>";
}

std::string telling(Source source, const std::string& person, const std::string& case_id) {
  const std::string plain = content_of(source, person, case_id);
  switch (source) {
    case Source::af:
      return replaced(plain, "<af:StatusSokandeinformationKod>",
                      "<af:Akassetillhorighet>Provarbetarnas a-kassa</af:Akassetillhorighet>"
                      "<af:StatusSokandeinformationKod>");
    case Source::fk:
      return lefi(fmt::format(
          R"("formansinformation":{{"generellPersoninformation":[{{"personnummer":"{}"}}],)"
          R"("utbetalningsuppgift":[{{"datum":"2026-01-27"}}]}})",
          person));
    case Source::so:
      return replaced(
          plain, "<so:ArbetsloshetsersattningLista/>",
          "<so:ArbetsloshetsersattningLista><so:Arbetsloshetsersattning>"
          "<so:SvarandeOrganisation>Provarbetarnas a-kassa</so:SvarandeOrganisation>"
          "<so:StatusSvarandeOrganisation>OK</so:StatusSvarandeOrganisation><so:Utbetalningar>"
          "<so:Utbetalningsdatum>2026-01-08</so:Utbetalningsdatum>"
          "<so:NettoEfterSkatt>7386.41</so:NettoEfterSkatt>"
          "<so:NettoEfterAvdrag>7386.41</so:NettoEfterAvdrag>"
          "<so:Ersattningsdagar>10</so:Ersattningsdagar><so:AvserFrom>2025-12-22</so:AvserFrom>"
          "<so:AvserTom>2026-01-02</so:AvserTom></so:Utbetalningar></so:Arbetsloshetsersattning>"
          "</so:ArbetsloshetsersattningLista>");
    case Source::tns:
      return "<tns:resultat>OK</tns:resultat><tns:fordonsinnehav>"
             "<f:fordon xmlns:f=\"http://schema.transportstyrelsen.se/ssbtek/fordon/1\">"
             "<f:regnr>" +
             std::string(person == kAnna ? "QVI38A" : "IQV12B") +
             "</f:regnr><f:fabrikat>VOLVO</f:fabrikat><f:fordonsar>2009</f:fordonsar>"
             "<f:fordonsslag>Personbil</f:fordonsslag><f:handelsbeteckning>V50"
             "</f:handelsbeteckning></f:fordon></tns:fordonsinnehav>";
    default:
      return plain;
  }
}

std::string silent(Source source, const std::string& person, const std::string& case_id) {
  if (source == Source::fk) return lefi("\"formansinformation\":{}");
  if (source == Source::af)
    return replaced(content_of(source, person, case_id),
                    "<af:Efternamn>Tranbärsdotter</af:Efternamn>", "");
  return content_of(source, person, case_id);
}

SourceScene::SourceScene(Source which) : source(which) {
  scene.evidence.scenario = "UL-test";
  scene.evidence.source = which;
  scene.evidence.uppgiftslamnare = std::string(contract::code(which));
}

std::size_t SourceScene::ask(const SourceAskingOf& asking) {
  auto& evidence = scene.evidence;
  const std::string number = std::to_string(evidence.source_questions.size() + 1);
  evidence::SourceQuestion question;
  question.id = "s" + number;
  question.step = asking.step;
  question.kind = asking.kind;
  question.source = source;
  question.slot = asking.slot;
  question.person = asking.person;
  question.period = contract::Period::parse(kAskedDays.first, kAskedDays.second).value();
  question.case_id = "EK-2026-" + number;
  question.handlaggare = "handlaggare.lund";
  question.certificate = "own";
  question.started = now_;
  question.finished = now_ = now_ + asking.takes;
  question.exchange = "e" + number;
  evidence::Exchange exchange;
  exchange.id = question.exchange;
  exchange.leg = evidence::Leg::source;
  exchange.party = std::string(contract::code(source));
  exchange.source = source;
  exchange.question = question.id;
  exchange.request.method = "POST";
  exchange.request.body = source_question(source, asking.person, question.case_id, kAskedDays);
  const bool tells = asking.slot == "med-uppgifter" || asking.slot == "annan-med-uppgifter";
  exchange.response =
      as_response(source, 200,
                  source_answer(source, tells ? telling(source, asking.person, question.case_id)
                                              : silent(source, asking.person, question.case_id)));
  exchange.started = question.started;
  exchange.finished = question.finished;
  exchange.complete = true;
  evidence.source_questions.push_back(std::move(question));
  evidence.exchanges.push_back(std::move(exchange));
  return evidence.source_questions.size() - 1;
}

std::size_t SourceScene::refuse(SourceAskingOf asking) {
  const std::size_t i = ask(asking);
  response(i) = as_response(source, source == Source::fk ? 400 : 500, source_fault(source));
  return i;
}

std::size_t SourceScene::test() {
  const std::size_t i = ask({.slot = "", .kind = SourceAsking::test});
  question(i).person.clear();
  response(i) = as_response(source, 200, source_test_answer(source));
  return i;
}

std::size_t SourceScene::misuse(std::size_t connections, std::size_t ended, time::Duration after) {
  const std::size_t i = ask({.kind = SourceAsking::raw, .takes = after});
  exchange(i).request.method = "RAW";
  question(i).connections = connections;
  question(i).ended_by_peer = ended;
  break_off(i, Errc::closed);
  return i;
}

void SourceScene::not_asked() {
  const std::size_t i = ask();
  question(i).not_asked = {"Planen namnger ingen.", "The plan names nobody."};
  question(i).exchange.clear();
}

void SourceScene::break_off(std::size_t i, Errc how) {
  exchange(i).response.reset();
  exchange(i).complete = false;
  exchange(i).failure = question(i).failure = fail(how, "broken off");
}

}  // namespace provbank::checks::testing
