// What the aggregator hands the kommun: data, errors, what comes back of the question, whose answer
// is whose.
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/xml/document.hpp"

namespace provbank::defects {
namespace {

const std::string kAnswer = "//ssbt:hamtaBastjanstInformationResponse";
const std::string kData = "//ssbt:svarsdata";

std::string nth(const std::string& xpath, int n) {
  return "(" + xpath + ")[" + std::to_string(n) + "]";
}

/// A change of the body of every answer.
MakeDecorators answer(std::function<void(std::string&)> change) {
  return door_reply([change = std::move(change)](const http::Request&, http::Response& response) {
    if (is_answer(response)) change(response.body);
  });
}

void exchange(std::string& body, const std::string& xpath, const std::string& under) {
  const std::string first = element_at(body, nth(xpath, 1));
  const std::string second = element_at(body, nth(xpath, 2));
  if (first.empty() || second.empty()) return;
  drop(body, nth(xpath, 2));
  drop(body, nth(xpath, 1));
  insert(body, nth(under, 1), second);
  insert(body, nth(under, 2), first);
}

/// The document that travels as base64, changed in the first person's answer.
MakeDecorators carried(const std::string& xpath, std::string from, std::string to) {
  return answer([=, element = nth(xpath, 1)](std::string& body) {
    const auto document = crypto::from_base64(text_at(body, element));
    if (!document) return;
    std::string text = *document;
    if (replace_first(text, from, to)) set(body, element, crypto::base64(text));
  });
}

}  // namespace

std::vector<Defect> answer_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::answers, checks::Party::driftspart);

  // ---- The form
  // -----------------------------------------------------------------------------------
  add("AGG-okant-element", "TV-4.1",
      {"Svaret innehåller ett element som gränssnittet inte har.",
       "The answer holds an element that the interface does not have."},
      {"schema-valid"}, {}, answer([](std::string& body) {
        insert(body, kAnswer, "<ssbt:anmarkning>klart</ssbt:anmarkning>");
      }));
  add("AGG-fel-ordning", "TV-4.1",
      {"Frågans tidpunkt står efter korrelationsid i svaret; schemat vill ha dem tvärtom.",
       "The question's time stands after the correlation id; the schema wants them the other way."},
      {"schema-valid"}, {}, answer([](std::string& body) {
        const std::string time = element_at(body, nth(kAnswer + "/ssbt:frageTidpunkt", 1));
        if (time.empty()) return;
        drop(body, nth(kAnswer + "/ssbt:frageTidpunkt", 1));
        insert(body, nth(kAnswer, 1), time);
      }));
  add("AGG-datatyp", "B4-2.1/6",
      {"Ett belopp från a-kassorna skrivs med decimalkomma, som schemat inte tillåter.",
       "An amount of the unemployment funds is written with a decimal comma, against the schema."},
      {"schema-valid", "faithful"}, {}, answer([](std::string& body) {
        const std::string at = nth("//so:NettoEfterSkatt", 1);
        std::string amount = text_at(body, at);
        if (replace_first(amount, ".", ",")) set(body, at, amount);
      }));
  add("AGG-csn-trasig-base64", "B4-2.1/6",
      {"Uppgifterna från CSN lämnas som trasig base64.",
       "CSN's data is handed over as broken base64."},
      {"schema-valid", "faithful"}, {}, answer([](std::string& body) {
        const std::string at = nth("//ssbt:svarsdata/ssbt:CSN/ssbt:data/ssbt:svar", 1);
        const std::string data = text_at(body, at);
        if (!data.empty()) set(body, at, data.substr(0, data.size() / 2 | 1U));
      }));

  // ---- The data
  // -----------------------------------------------------------------------------------
  add("AGG-utelamnar-kalla", "B4-2.1/7",
      {"Arbetsförmedlingens del lämnas ut ur svaret, fast källan svarade.",
       "Arbetsförmedlingen's part is left out of the answer although the source answered."},
      {"only-asked", "answered"}, {"log-sufficient"},
      answer([](std::string& body) { drop(body, kData + "/ssbt:AF"); }));
  add("AGG-andrar-belopp", "TV-12.5.8",
      {"Ett belopp från a-kassorna ändras med en krona.",
       "An amount of the unemployment funds is changed by one krona."},
      {"faithful"}, {}, answer([](std::string& body) {
        const std::string at = nth("//so:NettoEfterAvdrag", 1);
        std::string amount = text_at(body, at);
        if (amount.empty()) return;
        amount.front() = amount.front() == '9' ? '8' : static_cast<char>(amount.front() + 1);
        set(body, at, amount);
      }));
  add("AGG-avrundar", "TV-12.5.8",
      {"Belopp avrundas till hela kronor.", "Amounts are rounded to whole kronor."}, {"faithful"},
      {}, answer([](std::string& body) {
        const std::string at = nth("//so:NettoEfterSkatt", 1);
        std::string amount = text_at(body, at);
        const auto point = amount.find('.');
        if (point != std::string::npos) set(body, at, amount.substr(0, point) + ".00");
      }));
  add("AGG-tappar-utbetalning", "TV-12.5.8",
      {"Den sista utbetalningen i a-kassornas svar faller bort.",
       "The last payment of the unemployment funds' answer is lost."},
      {"faithful"}, {},
      answer([](std::string& body) { drop(body, "(//so:Utbetalningar)[last()]"); }));
  add("AGG-dubblerar-utbetalning", "TV-12.5.8",
      {"En utbetalning från a-kassorna står två gånger i svaret.",
       "A payment of the unemployment funds stands twice in the answer."},
      {"faithful"}, {}, answer([](std::string& body) {
        const auto name = body.find("Utbetalningar>");
        if (name == std::string::npos) return;
        const auto from = body.rfind('<', name);
        const std::string end = "</" + body.substr(from + 1, name - from - 1) + "Utbetalningar>";
        const auto to = body.find(end, from);
        if (to == std::string::npos) return;
        const std::string payment = body.substr(from, to + end.size() - from);
        body.insert(from, payment);
      }));
  add("AGG-kapar-namn", "TV-12.5.8",
      {"Namn längre än fyra tecken kapas.", "Names longer than four characters are cut."},
      {"faithful"}, {}, answer([](std::string& body) {
        const std::string at = nth("//af:Svar/af:Fornamn", 1);
        const std::string name = text_at(body, at);
        if (name.size() > 4) set(body, at, name.substr(0, 4));
      }));
  add("AGG-teckenkodning", "TV-12.5.8",
      {"Svenska bokstäver blir andra tecken: UTF-8 läst som ISO 8859-1.",
       "Swedish letters become other characters: UTF-8 read as ISO 8859-1."},
      {"faithful"}, {}, answer([](std::string& body) {
        const std::string at = nth("//so:SvarandeOrganisation", 1);
        std::string name = text_at(body, at);
        if (replace_all(name, "ö", "Ã¶")) set(body, at, name);
      }));
  add("AGG-forsvenskar-landsnamn", "B4-2.1/6",
      {"Migrationsverkets hemland skrivs om med små bokstäver.",
       "The home country of Migrationsverket is rewritten in lower case."},
      {"faithful"}, {}, answer([](std::string& body) {
        const std::string at = nth("//ssbt:MIV//hemland", 1);
        std::string land = text_at(body, at);
        if (land.size() < 2) return;
        for (std::size_t i = 1; i < land.size(); ++i) {
          if (land[i] >= 'A' && land[i] <= 'Z') land[i] = static_cast<char>(land[i] + ('a' - 'A'));
        }
        set(body, at, land);
      }));
  add("AGG-andrar-i-csn", "TV-12.5.8",
      {"Ett värde inne i CSN:s dokument byts ut.", "A value inside CSN's document is replaced."},
      {"faithful"}, {}, carried("//ssbt:svarsdata/ssbt:CSN/ssbt:data/ssbt:svar", "OK</", "ok</"));
  add("AGG-andrar-i-lefi", "TV-12.5.8",
      {"Ett värde inne i Försäkringskassans JSON byts ut.",
       "A value inside Försäkringskassan's JSON is replaced."},
      {"faithful"}, {},
      carried("//ssbt:svarsdata/ssbt:FK/ssbt:data/ssbt:lefiJsonSvar", "Försäkringskassan\"",
              "Forsakringskassan\""));
  add("AGG-skv-dag-fel", "TV-12.5.8",
      {"Beskattningsåret i Skatteverkets svar flyttas ett år.",
       "The tax year in Skatteverket's answer is moved by a year."},
      {"faithful"}, {}, answer([](std::string& body) {
        if (!replace_first(body, "Taxeringsar&gt;2024", "Taxeringsar&gt;2023")) {
          replace_first(body, "Taxeringsar>2024", "Taxeringsar>2023");
        }
      }));

  // ---- Errors of sources
  // --------------------------------------------------------------------------
  add("AGG-fel-blir-inget", "TV-12.5.8",
      {"En källa som inte svarade visas som en källa som inte hade något att lämna.",
       "A source that did not answer is shown as one that had nothing to give."},
      {"faithful", "source-outcome"}, {"log-sufficient"}, answer([](std::string& body) {
        if (!drop(body, "//ssbt:TNS/ssbt:error")) return;
        insert(body, "//ssbt:TNS[not(*)]",
               "<ssbt:data><tns:resultat>OK</tns:resultat></ssbt:data>");
      }));
  add("AGG-fel-kalla", "B4-2.1/6",
      {"Ett fel hos källan sägs vara driftspartens, och tvärtom.",
       "A source's error is said to be the operator's, and the other way round."},
      {"source-outcome"}, {"withheld-for"}, answer([](std::string& body) {
        const bool own = text_at(body, "//ssbt:svarsdata//ssbt:kalla") == "SSBT";
        set(body, "//ssbt:svarsdata//ssbt:kalla", own ? "BT" : "SSBT");
      }));
  add("AGG-tyst-fel", "B4-2.1/6",
      {"Ett fel för en källa står utan felkod.", "An error of a source stands without a code."},
      {"source-outcome"}, {"withheld-for"},
      answer([](std::string& body) { set(body, "//ssbt:svarsdata//ssbt:felkod", ""); }));
  add("AGG-fel-drar-med-sig", "B4-2.1/6",
      {"När en källa felar blir a-kassorna ett fel också, fast de svarade.",
       "When one source fails, the unemployment funds become an error too, although they "
       "answered."},
      {"source-outcome", "log-sufficient"}, {}, answer([](std::string& body) {
        std::string error = element_at(body, nth("//ssbt:svarsdata/*/ssbt:error", 1));
        if (error.empty()) return;
        drop(body, "//ssbt:SO/ssbt:data");
        insert(body, "//ssbt:SO[not(*)]", error);
      }));
  add("AGG-allt-eller-inget", "B4-2.1/6",
      {"Felar en enda källa blir hela svaret ett fel.",
       "If a single source fails, the whole answer becomes a fault."},
      {"source-outcome"}, {"answered-within", "answered", "log-sufficient", "withheld-for"},
      door_reply([](const http::Request&, http::Response& response) {
        if (is_answer(response) && holds(response.body, ":error>")) {
          response = fault_reply(contract::FaultCode::internal);
        }
      }));
  add("AGG-ledsamt-fel", "TV-8.3.3",
      {"Felmeddelandet för en källa nämner personens nummer.",
       "A source's error message names the person's number."},
      {"no-personal-data-in-fault"}, {},
      door_reply([](const http::Request& request, http::Response& response) {
        if (!is_answer(response)) return;
        set(response.body, nth("//ssbt:svarsdata//ssbt:felmeddelande", 1),
            "Inget svar om " + person_asked_about(request));
      }));

  // ---- What comes back of the question
  // ------------------------------------------------------------
  add("AGG-eget-korrelationsid", "B4-2.1/7",
      {"Svaret bär ett korrelationsid som driftsparten hittat på.",
       "The answer carries a correlation id of the operator's own making."},
      {"echo"}, {"persons-apart"}, answer([](std::string& body) {
        set(body, kAnswer + "/ssbt:korrelationsid", "svar-000001");
      }));
  add("AGG-stora-bokstaver-i-id", "B4-2.1/7",
      {"Korrelationsid kommer tillbaka med stora bokstäver.",
       "The correlation id comes back in capitals."},
      {"echo"}, {"persons-apart"}, answer([](std::string& body) {
        std::string id = text_at(body, nth(kAnswer + "/ssbt:korrelationsid", 1));
        if (id.empty()) return;
        for (char& c : id) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
        set(body, nth(kAnswer + "/ssbt:korrelationsid", 1), id);
      }));
  add("AGG-tappar-korrelationsid", "B4-2.1/7",
      {"Korrelationsid kommer inte tillbaka.", "The correlation id does not come back."}, {"echo"},
      {}, answer([](std::string& body) { drop(body, kAnswer + "/ssbt:korrelationsid"); }));
  add("AGG-egen-tidpunkt", "B4-2.1/7",
      {"Svaret bär tiden då det skrevs i stället för frågans.",
       "The answer carries the time of writing instead of the question's."},
      {"echo"}, {}, answer([](std::string& body) {
        set(body, kAnswer + "/ssbt:frageTidpunkt", "2026-03-02T08:00:09.000Z");
      }));
  add("AGG-ekar-alltid", "B4-2.1/7",
      {"Frågan följer med i svaret också när den inte begärdes.",
       "The question comes back in the answer even when it was not wanted."},
      {"echo"}, {}, door_request([](http::Request& request) {
        set(request.body, "//ssbt:fraganSkallInkluderasISvaret", "true");
      }));
  add("AGG-ekar-aldrig", "B4-2.1/7",
      {"Frågan följer inte med i svaret fast den begärdes.",
       "The question does not come back in the answer although it was wanted."},
      {"echo"}, {}, door_request([](http::Request& request) {
        set(request.body, "//ssbt:fraganSkallInkluderasISvaret", "false");
      }));
  add("AGG-ekar-fel", "B4-2.1/7",
      {"Frågan i svaret har ett annat syfte än den som ställdes.",
       "The question in the answer has another purpose than the one that was asked."},
      {"echo"}, {}, answer([](std::string& body) {
        set(body, kAnswer + "/ssbt:fraga//ssbt:syfte", "Utredning");
      }));

  // ---- Several persons
  // ----------------------------------------------------------------------------
  add("AGG-svaren-byter-plats", "B4-3.7.1/flera",
      {"Svaren om de två första personerna byter plats.",
       "The answers about the first two persons change places."},
      {"persons-apart"}, {"echo", "faithful"}, answer([](std::string& body) {
        exchange(body, "//flera:svar/ssbt:hamtaBastjanstInformationResponse", "//flera:svar");
      }));
  add("AGG-en-kalla-byter-plats", "B4-2.1/6",
      {"A-kassornas uppgifter om två personer hamnar i varandras svar.",
       "The unemployment funds' data about two persons end up in each other's answers."},
      {"persons-apart", "faithful"}, {}, answer([](std::string& body) {
        exchange(body, "//flera:svar//ssbt:svarsdata/ssbt:SO/ssbt:data",
                 "//flera:svar//ssbt:svarsdata/ssbt:SO");
      }));
  add("AGG-samma-svar-till-alla", "B4-2.1/6",
      {"Alla personer får den förstas uppgifter.", "All persons get the data of the first."},
      {"persons-apart", "faithful"}, {}, answer([](std::string& body) {
        const std::string first = element_at(body, nth("//flera:svar//ssbt:svarsdata", 1));
        if (first.empty()) return;
        drop(body, nth("//flera:svar//ssbt:svarsdata", 2));
        insert(body, nth("//flera:svar/ssbt:hamtaBastjanstInformationResponse", 2), first);
      }));
  add("AGG-tappar-en-person", "B4-3.7.1/flera",
      {"Den sista personen i en fråga om flera får inget svar.",
       "The last person of a question about several gets no answer."},
      {"persons-apart", "answered"}, {"echo", "log-sufficient"}, answer([](std::string& body) {
        drop(body, "(//flera:svar)[position() > 1 and position() = last()]");
      }));
  return list;
}

}  // namespace provbank::defects
