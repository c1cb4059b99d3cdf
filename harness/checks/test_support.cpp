#include "harness/checks/test_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/evidence/reading.hpp"
#include "harness/logbook/mapping.hpp"
#include "harness/logbook/reader.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks::testing {
namespace {

using evidence::Ask;
using evidence::AskedQuestion;
using evidence::Exchange;
using evidence::Leg;

const std::pair<std::string, std::string> kPeriod = {"2025-12-01", "2026-02-28"};
const std::string kSvarNamespace =
    "http://xmls.skatteverket.se/se/skatteverket/zg/instans/standardiseradInformation/1.0";
const std::string kFolkNamespace =
    "http://xmls.skatteverket.se/se/skatteverket/zg/komponent/infoForFolkbokforing/1.0";

std::shared_ptr<const contract::SchemaCatalogue> schemas() {
  static const auto kSchemas = contract::SchemaCatalogue::load(PROVBANK_DATA_DIR).value();
  return kSchemas;
}

std::string escaped(std::string text) {
  return replaced(replaced(replaced(std::move(text), "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

std::string namespace_of(Source source) {
  static const std::map<Source, std::string> kPrefixes = {
      {Source::af, "af"}, {Source::csn, "csn"}, {Source::skv, "skv"},
      {Source::so, "so"}, {Source::tns, "tns"}, {Source::miv, "miv"}};
  const auto& prefix = kPrefixes.at(source);
  return "xmlns:" + prefix + "=\"" + evidence::namespaces().at(prefix) + "\"";
}

std::string period_elements(const std::string& prefix, const std::string& from,
                            const std::string& tom,
                            const std::pair<std::string, std::string>& period) {
  return fmt::format("<{0}{1}>{3}</{0}{1}><{0}{2}>{4}</{0}{2}>", prefix, from, tom, period.first,
                     period.second);
}

std::string af_fraga(const std::string& person, const std::string& case_id,
                     const std::pair<std::string, std::string>& period) {
  return fmt::format(
      "<af:Fraga><af:OrganisationsnummerForIngivare>{}</af:OrganisationsnummerForIngivare>"
      "<af:NamnPaIngivare>Exempelkommun</af:NamnPaIngivare>"
      "<af:KontonamnForHandlaggare>handlaggare.lund</af:KontonamnForHandlaggare>"
      "<af:Referensnummer>{}</af:Referensnummer>{}<af:SyfteMedFraga>Bistånd</af:SyfteMedFraga>"
      "<af:LagParagraf>11 kap. 11 §</af:LagParagraf>"
      "<af:IdentitetsbeteckningFysiskPerson>{}</af:IdentitetsbeteckningFysiskPerson></af:Fraga>",
      kOrganisation, case_id, period_elements("af:", "From", "Tom", period), person);
}

std::string so_fields(const std::string& person, const std::string& case_id,
                      const std::pair<std::string, std::string>& period) {
  return fmt::format(
      "<so:OrganisationsnummerIngivare>{}</so:OrganisationsnummerIngivare>"
      "<so:NamnIngivare>Exempelkommun</so:NamnIngivare>"
      "<so:KontonamnHandlaggare>handlaggare.lund</so:KontonamnHandlaggare>"
      "<so:Referensnummer>{}</so:Referensnummer>{}<so:Syfte>Bistånd</so:Syfte>"
      "<so:Paragraf>11 kap. 11 "
      "§</so:Paragraf><so:IdentificationNumber>{}</so:IdentificationNumber>",
      kOrganisation, case_id, period_elements("so:", "From", "Tom", period), person);
}

std::string lefi_question(const std::string& person,
                          const std::pair<std::string, std::string>& period) {
  return fmt::format(
      R"({{"personnummer":"{}","period":{{"from":"{}","tom":"{}"}},"utbetalningar":["FK:SJP"]}})",
      person, period.first, period.second);
}

std::string ssbt_question(const Asking& asking, const std::string& person,
                          const std::string& case_id, std::size_t number) {
  std::string specific;
  for (const Source source : contract::kAllSources) {
    const std::string code(contract::code(source));
    if (!asking.sources.contains(source)) {
      specific += fmt::format("<ssbt:{} inkludera=\"false\"/>", code);
      continue;
    }
    std::string inside;
    if (source == Source::fk) {
      inside = fmt::format(
          "<ssbt:fraga><ssbt:aktorsid>EXK-SOC</ssbt:aktorsid><ssbt:lefiJsonFraga>{}</"
          "ssbt:lefiJsonFraga></ssbt:fraga>",
          crypto::base64(lefi_question(person, kPeriod)));
    }
    if (const auto own = asking.own_periods.find(source); own != asking.own_periods.end()) {
      inside = "<ssbt:tidsperiod>" +
               period_elements("ssbt:", "fromDatum", "tomDatum", own->second) +
               "</ssbt:tidsperiod>";
    }
    specific += fmt::format("<ssbt:{0} inkludera=\"true\">{1}</ssbt:{0}>", code, inside);
  }
  const std::string correlation =
      asking.correlate ? fmt::format(
                             "<ssbt:frageTidpunkt>2026-03-02T08:00:00.000Z</ssbt:frageTidpunkt>"
                             "<ssbt:korrelationsid>{}-{}-k</ssbt:korrelationsid>",
                             case_id, number)
                       : std::string();
  return fmt::format(
      "<ssbt:hamtaBastjanstInformation><ssbt:generellaFrageparametrar>{}"
      "<ssbt:fraganSkallInkluderasISvaret>{}</ssbt:fraganSkallInkluderasISvaret>"
      "<ssbt:ingivare><ssbt:organisationsnummer>{}</"
      "ssbt:organisationsnummer><ssbt:namn>Exempelkommun</ssbt:namn>"
      "<ssbt:handlaggare>handlaggare.lund</ssbt:handlaggare></ssbt:ingivare>"
      "<ssbt:personidentitet>{}</ssbt:personidentitet><ssbt:arendeidentitet>{}</"
      "ssbt:arendeidentitet>"
      "<ssbt:tidsperiod>{}</ssbt:tidsperiod><ssbt:syfte>Bistånd</ssbt:syfte><ssbt:lagtext>11 kap. "
      "11 §</ssbt:lagtext>"
      "</ssbt:generellaFrageparametrar><ssbt:specifikaFrageparametrar>{}</"
      "ssbt:specifikaFrageparametrar>"
      "</ssbt:hamtaBastjanstInformation>",
      correlation, asking.echo ? "true" : "false", kOrganisation, person, case_id,
      period_elements("ssbt:", "fromDatum", "tomDatum", kPeriod), specific);
}

std::string data_of(Source source, const std::string& content) {
  if (source == Source::csn)
    return "<ssbt:data><ssbt:svar>" + crypto::base64(content) + "</ssbt:svar></ssbt:data>";
  if (source == Source::fk) {
    return "<ssbt:data><ssbt:lefiJsonSvar>" + crypto::base64(content) +
           "</ssbt:lefiJsonSvar></ssbt:data>";
  }
  if (source == Source::skv) return "<ssbt:data><svar>" + escaped(content) + "</svar></ssbt:data>";
  return "<ssbt:data " + namespace_of(source) + ">" + content + "</ssbt:data>";
}

std::string ssbt_answer(const Asking& asking, const std::string& person, const std::string& case_id,
                        std::size_t number, const std::string& question) {
  std::string data;
  for (const Source source : asking.sources.in_order()) {
    data += fmt::format("<ssbt:{0}>{1}</ssbt:{0}>", contract::code(source),
                        data_of(source, content_of(source, person, case_id)));
  }
  std::string echo;
  if (asking.echo) {
    const auto begin = question.find('>') + 1;
    echo = "<ssbt:fraga>" + question.substr(begin, question.rfind("</") - begin) + "</ssbt:fraga>";
  }
  if (asking.correlate) {
    echo += fmt::format(
        "<ssbt:frageTidpunkt>2026-03-02T08:00:00.000Z</ssbt:frageTidpunkt>"
        "<ssbt:korrelationsid>{}-{}-k</ssbt:korrelationsid>",
        case_id, number);
  }
  return "<ssbt:hamtaBastjanstInformationResponse>" + echo + "<ssbt:svarsdata>" + data +
         "</ssbt:svarsdata></ssbt:hamtaBastjanstInformationResponse>";
}

std::string fixture_of(const std::string& person) {
  return person == kAnna ? "anna" : "bertil";
}

http::Response xml_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", "text/xml; charset=utf-8");
  response.body = std::move(body);
  return response;
}

std::string log_line(const std::string& fields) {
  return "{\"v\":1," + fields + "}\n";
}

constexpr time::WallTime kBegan{std::chrono::seconds(1'772'438'400)};  // 2026-03-02T08:00:00Z

std::string instant(time::Duration at) {
  return time::to_iso8601(kBegan + at);
}

}  // namespace

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string envelope(const std::string& body) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" "
         "xmlns:ssbt=\"http://schema.forsakringskassan.se/integration/ssbt/10\">\n  <soap:Body>" +
         body + "</soap:Body>\n</soap:Envelope>\n";
}

std::string fault(const std::string& felkod, const std::string& message) {
  return envelope(fmt::format(
      "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{1}</faultstring><detail>"
      "<ssbt:hamtaBastjanstInformationFault><ssbt:felkod>{0}</ssbt:felkod><ssbt:felmeddelande>{1}</"
      "ssbt:felmeddelande>"
      "</ssbt:hamtaBastjanstInformationFault></detail></soap:Fault>",
      felkod, message));
}

std::string source_error(Source source, const std::string& kalla, const std::string& felkod) {
  return fmt::format(
      "<ssbt:{0}><ssbt:error><ssbt:kalla>{1}</ssbt:kalla><ssbt:felkod>{2}</ssbt:felkod>"
      "<ssbt:felmeddelande>Källan svarade inte.</ssbt:felmeddelande></ssbt:error></ssbt:{0}>",
      contract::code(source), kalla, felkod);
}

std::string ping_answer(const std::map<Source, std::string>& failed) {
  std::string inside;
  for (const Source source : contract::kAllSources) {
    const std::string code(contract::code(source));
    const auto found = failed.find(source);
    const std::string error =
        found == failed.end()
            ? std::string()
            : fmt::format(
                  "<ssbt:error><ssbt:kalla>SSBT</ssbt:kalla><ssbt:felkod>{}</ssbt:felkod>"
                  "<ssbt:felmeddelande>Nås inte.</ssbt:felmeddelande></ssbt:error>",
                  found->second);
    inside += fmt::format("<ssbt:{0}><ssbt:anropad>{1}</ssbt:anropad>{2}</ssbt:{0}>", code,
                          error.empty() ? "true" : "false", error);
  }
  return envelope("<ssbt:testaBastjanstInformationResponse>" + inside +
                  "</ssbt:testaBastjanstInformationResponse>");
}

std::string content_of(Source source, const std::string& person, const std::string& case_id) {
  switch (source) {
    case Source::af:
      return af_fraga(person, case_id, kPeriod) +
             fmt::format(
                 "<af:Svar><af:Schemaversion>2.0</af:Schemaversion><af:Referensnummer>{}</"
                 "af:Referensnummer>"
                 "<af:LagParagraf>11 kap. 11 §</af:LagParagraf>"
                 "<af:IdentitetsbeteckningFysiskPerson>{}</af:IdentitetsbeteckningFysiskPerson>"
                 "<af:Efternamn>Tranbärsdotter</af:Efternamn>"
                 "<af:StatusSokandeinformationKod>0</af:StatusSokandeinformationKod>"
                 "<af:StatusSokandeinformationKodText>OK</af:StatusSokandeinformationKodText></"
                 "af:Svar>",
                 case_id, person);
    case Source::csn:
      return "<kf:CSNSvar xmlns:kf=\"http://schema.csn.se/v4.0/kommunfraga\" schemaVersion=\"4.0\">"
             "<kf:GemensamtSvarEkbistand><kf:Resultat><kf:ResultatKod>0</kf:ResultatKod>"
             "<kf:ResultatText>OK</kf:ResultatText></kf:Resultat></kf:GemensamtSvarEkbistand>"
             "<kf:GemensamtFragaEkbistand/><kf:Personer/></kf:CSNSvar>";
    case Source::fk:
      return fmt::format(
          R"({{"formansinformation":{{"generellPersoninformation":[{{"personnummer":"{}"}}]}}}})",
          person);
    case Source::skv:
      return fmt::format(
          "<SvarBeskattningsuppgifterEnligtSFS2008-975 xmlns=\"{}\" "
          "xmlns:folk=\"{}\"><PersonuppgiftLista>"
          "<Personuppgift><folk:IdentitetsbeteckningFysiskPerson>{}</"
          "folk:IdentitetsbeteckningFysiskPerson>"
          "<folk:Fornamn>Anna</folk:Fornamn><folk:Efternamn>Tranbärsdotter</folk:Efternamn>"
          "<StatusPersonuppgiftKod>1</StatusPersonuppgiftKod></Personuppgift></PersonuppgiftLista>"
          "</SvarBeskattningsuppgifterEnligtSFS2008-975>",
          kSvarNamespace, kFolkNamespace, person);
    case Source::so:
      return so_fields(person, case_id, kPeriod) + "<so:ArbetsloshetsersattningLista/>";
    case Source::tns:
      return "<tns:resultat>OK</tns:resultat>";
    case Source::miv:
      return fmt::format(
          "<response><correlationid>1</correlationid><personnummer>{}</personnummer></response>",
          person);
  }
  return {};
}

std::string source_answer(Source source, const std::string& content) {
  switch (source) {
    case Source::af:
      return envelope("<af:SvarMeddelande " + namespace_of(source) + ">" + content +
                      "</af:SvarMeddelande>");
    case Source::csn:
      return envelope(content);
    case Source::fk:
      return content;
    case Source::skv:
      return envelope("<skv:BeskattningsuppgifterResponse " + namespace_of(source) + "><svar>" +
                      escaped(content) + "</svar></skv:BeskattningsuppgifterResponse>");
    case Source::so:
      return envelope("<so:GetUnemploymentBenefitPaymentResponse " + namespace_of(source) + ">" +
                      content + "</so:GetUnemploymentBenefitPaymentResponse>");
    case Source::tns:
      return envelope("<tns:HamtaUppgifterResponse " + namespace_of(source) + ">" + content +
                      "</tns:HamtaUppgifterResponse>");
    case Source::miv:
      return envelope("<miv:findByPersonnummerResponse " + namespace_of(source) + ">" + content +
                      "</miv:findByPersonnummerResponse>");
  }
  return {};
}

std::string source_question(Source source, const std::string& person, const std::string& case_id,
                            const std::pair<std::string, std::string>& period) {
  const std::string century = person.substr(0, 2);
  const std::string ten = person.substr(2);
  switch (source) {
    case Source::af:
      return envelope("<af:FragaMeddelande " + namespace_of(source) + ">" +
                      af_fraga(person, case_id, period) + "</af:FragaMeddelande>");
    case Source::csn:
      return envelope("<csn:SBNUppgEkBistandBegar " + namespace_of(source) +
                      "><Fraga xmlns=\"urn:provbank:csn-fraga:1\"><Sekel>" + century +
                      "</Sekel><Personnummer>" + ten + "</Personnummer>" +
                      period_elements("", "FromDatum", "TomDatum", period) +
                      "</Fraga></csn:SBNUppgEkBistandBegar>");
    case Source::fk:
      return lefi_question(person, period);
    case Source::skv:
      return envelope(
          "<skv:BeskattningsuppgifterRequest " + namespace_of(source) + "><forfragan>" +
          escaped("<Forfragan "
                  "xmlns=\"urn:provbank:skv-forfragan:1\"><IdentitetsbeteckningFysiskPerson>" +
                  person + "</IdentitetsbeteckningFysiskPerson></Forfragan>") +
          "</forfragan></skv:BeskattningsuppgifterRequest>");
    case Source::so:
      return envelope("<so:GetUnemploymentBenefitPaymentRequest " + namespace_of(source) + ">" +
                      so_fields(person, case_id, period) +
                      "</so:GetUnemploymentBenefitPaymentRequest>");
    case Source::tns:
      return envelope("<tns:HamtaUppgifter " + namespace_of(source) +
                      " xmlns:per=\"http://schema.transportstyrelsen.se/ssbtek/person/1\">"
                      "<tns:identifikation><per:sekel>" +
                      century + "</per:sekel><per:personnummer>" + ten +
                      "</per:personnummer></tns:identifikation></tns:HamtaUppgifter>");
    case Source::miv:
      return envelope("<miv:findByPersonnummer " + namespace_of(source) + "><query><personnummer>" +
                      person +
                      "</personnummer><ingivare><handlaggare>handlaggare.lund</handlaggare></"
                      "ingivare></query></miv:findByPersonnummer>");
  }
  return {};
}

Scene::Scene() {
  evidence.scenario = "DP-test";
  evidence.schemas = schemas();
  evidence.levels.early_limit = 7s;
  evidence.levels.early_share = 0.9;
  evidence.levels.late_limit = 12s;
  evidence.levels.extra_per_person = 1500ms;
  evidence.levels.persons_max = 10;
  evidence.levels.concurrent_max = 200;
  contract::Kommun kommun;
  kommun.id = "exempelkommun";
  kommun.organisationsnummer = contract::OrganisationNumber::parse(kOrganisation).value();
  evidence.organisations.kommuner.push_back(kommun);
  for (const Source source : contract::kAllSources) evidence.played[source].least_delay = 500ms;
}

Exchange& Scene::add_exchange(Leg leg, time::Duration at, time::Duration until) {
  Exchange exchange;
  exchange.id = "e" + std::to_string(evidence.exchanges.size() + 1);
  exchange.leg = leg;
  exchange.party = "exempelkommun";
  exchange.request.method = "POST";
  exchange.started = at;
  exchange.finished = until;
  exchange.complete = true;
  evidence.ended = std::max(evidence.ended, until);
  evidence.exchanges.push_back(std::move(exchange));
  return evidence.exchanges.back();
}

std::size_t Scene::add_question(const Asking& asking, const std::string& request, Ask kind) {
  AskedQuestion question;
  question.id = "q" + std::to_string(evidence.questions.size() + 1);
  question.step = asking.step;
  question.kind = kind;
  question.kommun = "exempelkommun";
  question.handlaggare = "handlaggare.lund";
  question.case_id = "arende-" + question.id;
  question.certificate = "own";
  if (kind != Ask::ping) {
    for (const auto& person : asking.persons) {
      question.persons.push_back(fixture_of(person));
      question.identities.push_back(contract::PersonIdentity::parse(person).value());
    }
  }
  question.sources = asking.sources;
  question.started = asking.at;
  question.finished = asking.at + asking.takes;
  Exchange& exchange = add_exchange(Leg::kommun, question.started, question.finished);
  exchange.question = question.id;
  exchange.request.body = request;
  question.exchange = exchange.id;
  evidence.questions.push_back(std::move(question));
  return evidence.questions.size() - 1;
}

Exchange& Scene::exchange(std::size_t question) {
  const auto& id = evidence.questions.at(question).exchange;
  return *std::ranges::find(evidence.exchanges, id, &Exchange::id);
}

Exchange& Scene::add_call(Source source, const std::string& person, time::Duration at,
                          time::Duration until) {
  const std::string case_id =
      evidence.questions.empty() ? "arende" : evidence.questions.back().case_id;
  Exchange& call = add_exchange(Leg::source, at, until);
  call.source = source;
  call.party = std::string(contract::code(source));
  call.request.body = source_question(source, person, case_id, kPeriod);
  call.response = xml_response(200, source_answer(source, content_of(source, person, case_id)));
  return call;
}

std::size_t Scene::ask(const Asking& asking) {
  const bool several = asking.persons.size() > 1;
  const std::string case_id = "arende-q" + std::to_string(evidence.questions.size() + 1);
  std::string questions;
  std::string answers;
  for (std::size_t i = 0; i < asking.persons.size(); ++i) {
    const std::string question = ssbt_question(asking, asking.persons[i], case_id, i);
    const std::string answer = ssbt_answer(asking, asking.persons[i], case_id, i, question);
    questions += several ? "<f:fraga>" + question + "</f:fraga>" : question;
    answers += several ? "<f:svar>" + answer + "</f:svar>" : answer;
  }
  if (several) {
    const std::string name = "hamtaBastjanstInformationFlera";
    questions =
        "<f:" + name + " xmlns:f=\"urn:provbank:flerperson:1\">" + questions + "</f:" + name + ">";
    answers = "<f:" + name + "Response xmlns:f=\"urn:provbank:flerperson:1\">" + answers +
              "</f:" + name + "Response>";
  }
  const auto index =
      add_question(asking, envelope(questions), several ? Ask::several : asking.kind);
  exchange(index).response = xml_response(200, envelope(answers));
  for (const auto& person : asking.persons) {
    for (const Source source : asking.sources.in_order()) {
      Exchange& call = add_call(source, person, asking.at + 1ms, asking.at + asking.takes - 1ms);
      const auto own = asking.own_periods.find(source);
      if (own != asking.own_periods.end())
        call.request.body = source_question(source, person, case_id, own->second);
    }
  }
  return index;
}

std::size_t Scene::refuse(const std::string& felkod, Asking asking) {
  asking.takes = 10ms;
  const std::string case_id = "arende-q" + std::to_string(evidence.questions.size() + 1);
  const auto index = add_question(
      asking, envelope(ssbt_question(asking, asking.persons.front(), case_id, 0)), asking.kind);
  exchange(index).response = xml_response(500, fault(felkod));
  return index;
}

std::size_t Scene::ping(const std::map<Source, std::string>& failed, const std::string& step) {
  Asking asking;
  asking.step = step;
  asking.sources = contract::SourceSet::all();
  asking.at = evidence.ended + 1s;
  const auto index = add_question(asking, envelope("<ssbt:testaBastjanstInformation/>"), Ask::ping);
  exchange(index).response = xml_response(200, ping_answer(failed));
  for (const Source source : contract::kAllSources) {
    Exchange& call = add_call(source, kAnna, asking.at + 1ms, asking.at + 2ms);
    if (source == Source::af) {
      call.request.body =
          replaced(call.request.body, "<af:Fraga>", "<af:Fraga><af:Test>true</af:Test>");
    } else {
      call.request.method = "GET";
      call.request.body.clear();
      call.response->body.clear();
    }
  }
  return index;
}

std::size_t Scene::abuse(std::size_t connections, std::size_t ended, time::Duration after,
                         const std::string& step) {
  Asking asking;
  asking.step = step;
  asking.takes = after;
  const auto index = add_question(asking, "garbage", Ask::raw);
  question(index).connections = connections;
  question(index).ended_by_peer = ended;
  exchange(index).request.method = "RAW";
  exchange(index).failure = fail(Errc::closed, "the connection ended without an answer");
  exchange(index).complete = false;
  return index;
}

Exchange& Scene::call(Source source, std::size_t n) {
  for (Exchange& exchange : evidence.exchanges) {
    if (exchange.source == source && n-- == 0) return exchange;
  }
  throw std::logic_error("no such call");
}

void Scene::remove_call(Source source) {
  std::erase_if(evidence.exchanges,
                [source](const Exchange& exchange) { return exchange.source == source; });
}

void Scene::fail_source(Source source, const std::string& kalla, const std::string& felkod,
                        std::size_t index) {
  std::string& body = answer(index);
  const std::string code(contract::code(source));
  const auto begin = body.find("<ssbt:" + code + "><ssbt:data");
  const std::string end_tag = "</ssbt:" + code + ">";
  const auto end = body.find(end_tag, begin) + end_tag.size();
  body.replace(begin, end - begin, source_error(source, kalla, felkod));
}

void Scene::write_log() {
  evidence::WrittenFile file;
  file.party = evidence.driftspart;
  file.path = "event-log.jsonl";
  file.is_event_log = true;
  const auto common = [](const AskedQuestion& question, const std::string& kind) {
    return fmt::format(R"("time":"{}","event":"{}","question":"log-{}","caller":"{}")",
                       instant(question.finished), kind, question.id, kOrganisation);
  };
  for (const AskedQuestion& question : evidence.questions) {
    const auto reply = evidence::read_reply(question, evidence.exchange(question.exchange));
    const auto deviations = [&](const std::map<Source, evidence::SourceView>& sources) {
      for (const auto& [source, view] : sources) {
        if (view.delivered) continue;
        file.content += log_line(common(question, "deviation") +
                                 fmt::format(R"(,"source":"{}","felkod":"{}","kalla":"{}")",
                                             contract::code(source), view.felkod, view.kalla));
      }
    };
    if (question.kind == Ask::ping) {
      const bool well =
          std::ranges::all_of(reply.ping, [](const auto& p) { return p.second.delivered; });
      file.content += log_line(common(question, "ping") +
                               fmt::format(R"(,"outcome":"{}")", well ? "complete" : "partial"));
      deviations(reply.ping);
      continue;
    }
    if (reply.outcome == "tls-rejected") {
      file.content +=
          log_line(fmt::format(R"("time":"{}","event":"incident","outcome":"tls_rejected")",
                               instant(question.finished)));
      continue;
    }
    std::vector<std::string> codes;
    for (const Source source : question.sources.in_order())
      codes.push_back(fmt::format("\"{}\"", contract::code(source)));
    for (std::size_t i = 0; i < question.identities.size(); ++i) {
      std::string outcome = "refused\",\"felkod\":\"" + reply.fault_code;
      if (i < reply.answers.size()) {
        const auto& sources = reply.answers[i].sources;
        const auto delivered =
            std::ranges::count_if(sources, [](const auto& s) { return s.second.delivered; });
        outcome = delivered == 0                                          ? "nothing"
                  : static_cast<std::size_t>(delivered) == sources.size() ? "complete"
                                                                          : "partial";
      }
      file.content += log_line(
          common(question, "question") +
          fmt::format(
              R"(,"organisation":"{}","handlaggare":"{}","case":"{}","person":"pseudonym-{}","sources":[{}],"outcome":"{}")",
              kOrganisation, question.handlaggare, question.case_id, question.persons[i],
              fmt::join(codes, ","), outcome));
      if (i < reply.answers.size()) deviations(reply.answers[i].sources);
    }
    if (reply.outcome == "fault") {
      file.content +=
          log_line(common(question, "refusal") +
                   fmt::format(R"(,"outcome":"refused","felkod":"{}")", reply.fault_code));
      file.content +=
          log_line(common(question, "deviation") +
                   fmt::format(R"(,"outcome":"refused","felkod":"{}")", reply.fault_code));
    }
    if (question.finished - question.started >
        evidence.levels.early_for(question.identities.size())) {
      file.content += log_line(common(question, "deviation") + R"(,"outcome":"late")");
    }
  }
  file.rights =
      evidence::FileRights{.mode = 0600, .owner = "ssbt", .group = "ssbt", .folder_mode = 0755};
  evidence.files = {file};
  evidence.log_observable = true;
  evidence.began = kBegan;
}

namespace {

std::shared_ptr<const logbook::Mapping> mapping_of(const std::string& xml) {
  const std::filesystem::path data = PROVBANK_DATA_DIR;
  std::vector<logbook::MappingProblem> problems;
  auto mapping = logbook::Mapping::parse(xml, data / "schemas/provbank/logbook-1.xsd", problems);
  if (!mapping) throw std::logic_error(problems.front().message.en);
  return std::make_shared<const logbook::Mapping>(std::move(*mapping));
}

std::shared_ptr<const logbook::Mapping> reference_mapping() {
  static const auto mapping = mapping_of(
      read_file(std::filesystem::path(PROVBANK_DATA_DIR) / "contract/logbook-reference.xml")
          .value());
  return mapping;
}

}  // namespace

void Scene::map_log(const std::string& mapping) {
  evidence.event_log.mapping = mapping_of(mapping);
}

/// As the world does it, when a log was handed over.
void Scene::read_log(evidence::Evidence& evidence) {
  if (!evidence.log_observable) return;
  if (evidence.event_log.mapping == nullptr) evidence.event_log.mapping = reference_mapping();
  auto log = std::make_shared<logbook::Log>();
  for (const auto& file : evidence.files) {
    if (file.is_event_log)
      logbook::read(*evidence.event_log.mapping, file.content, file.path.string(), *log);
  }
  evidence.event_log.log = std::move(log);
}

evidence::Outcome Scene::run(std::string_view check, const Parameters& parameters) const {
  const CheckKind* kind = find(check);
  if (kind == nullptr) throw std::logic_error("no such check");
  evidence::Evidence read = evidence;
  read_log(read);
  return kind->make(parameters).value()->run(read);
}

}  // namespace provbank::checks::testing
