// What a base service answers, how it refuses, and whom it lets in. Most are tried on a-kassornas
// service, and what another contract says in its own way on that one's.
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"

namespace provbank::defects {
namespace {

using namespace std::chrono_literals;

constexpr int kHttpErrorMin = 400;

/// A change of every answer with data.
MakeDecorators told(std::function<void(std::string&)> change) {
  return service_reply([change = std::move(change)](const http::Request&, http::Response& reply) {
    if (reply.status == 200) change(reply.body);
  });
}

MakeDecorators told(Source source, std::function<void(std::string&)> change) {
  return service_reply(source,
                       [change = std::move(change)](const http::Request&, http::Response& reply) {
                         if (reply.status == 200) change(reply.body);
                       });
}

/// Gives the first case of CSN's another serial number.
void renumber(std::string& body, const std::string& number) {
  const std::string at = "lopnummer=\"";
  const auto from = body.find(at);
  if (from == std::string::npos) return;
  const auto begin = from + at.size();
  body.replace(begin, body.find('"', begin) - begin, number);
}

/// A LEFI question, and none to the service's own test.
bool is_lefi_question(const http::Request& request) {
  return request.method == "POST" && request.body.starts_with("{");
}

bool asks_about_somebody(const http::Request& request) {
  return !text_at(request.body, "//so:IdentificationNumber").empty();
}

}  // namespace

std::vector<Defect> base_service_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::base_service, checks::Party::uppgiftslamnare);

  // ---- What it answers
  // ----------------------------------------------------------------------------
  add("BT-svarar-inte", "TV-9.3.6",
      {"Rätta frågor besvaras med ett tomt fel.",
       "Right questions are answered with an empty error."},
      {"source-answered"}, {"source-test-answered", "source-orderly"},
      service_reply([](const http::Request&, http::Response& reply) {
        if (reply.status != 200) return;
        reply.status = 500;
        reply.body.clear();
      }));
  add("BT-haller-inne", "B4-2.1/5",
      {"Det som finns om personen lämnas inte.", "What there is about the person is not given."},
      {"source-tells"}, {}, told([](std::string& body) {
        drop(body, "//so:Utbetalningar | //so:Avstangningar | //so:AnsoktOmErsattning");
      }));
  add("BT-forsta-svaret", "B4-2.1/5",
      {"Det första svaret lämnas till alla, vem frågan än gäller.",
       "The first answer is given to all, whoever the question is about."},
      {"source-about"}, {"source-echo", "source-consistent"},
      service_reply(
          [first = std::string()](const http::Request& request, http::Response& reply) mutable {
            if (reply.status != 200 || !asks_about_somebody(request)) return;
            if (first.empty()) first = reply.body;
            reply.body = first;
          }));
  add("BT-aldrig-detsamma", "B4-2.1/5",
      {"Samma fråga får olika svar.", "The same question gets different answers."},
      {"source-consistent"}, {},
      service_reply([count = 0](const http::Request&, http::Response& reply) mutable {
        set(reply.body, "(//so:NettoEfterSkatt)[1]", std::to_string(1000 + ++count) + ".00");
      }));
  add("BT-mot-schemat", "TV-9.3.6",
      {"Svaret innehåller ett element som kontraktet inte har.",
       "The answer holds an element that the contract does not have."},
      {"source-schema-valid"}, {}, told([](std::string& body) {
        insert(body, "/soap:Envelope/soap:Body/*", "<so:Extra>1</so:Extra>");
      }));
  add("BT-annat-arende", "TV-9.3.6",
      {"Svaret bär ett annat ärendes beteckning.", "The answer carries another case's id."},
      {"source-echo"}, {},
      told([](std::string& body) { set(body, "//so:Referensnummer", "ANNAT-1"); }));
  add("BT-annan-period", "TV-8.2.6",
      {"Utbetalningar utanför den period som frågan gällde lämnas ut.",
       "Payments outside the period asked about are given."},
      {"source-period"}, {},
      told([](std::string& body) { set(body, "(//so:Utbetalningsdatum)[1]", "2020-01-15"); }));
  add("BT-droppar", "B4-2.1/5",
      {"Svaret kommer några tecken i taget och blir aldrig klart i tid.",
       "The answer comes a few characters at a time and is never done in time."},
      {"source-in-time"}, {"source-answered", "source-orderly"},
      service_reply([](const http::Request&, http::Response& reply) {
        reply.delivery.chunk_bytes = 16;
        reply.delivery.chunk_interval = 500ms;
      }));
  add("BT-tappar-varannan", "B4-2.1/5",
      {"Varannan fråga tappas bort.", "Every other question is lost."}, {"source-orderly"},
      {"source-answered"},
      service_reply([count = 0](const http::Request&, http::Response& reply) mutable {
        if (++count % 2 == 0) reply.delivery.reset_after_bytes = 10;
      }));

  // ---- How it refuses
  // -----------------------------------------------------------------------------
  add("BT-fel-med-200", "TV-9.3.6", {"Fel sänds med HTTP 200.", "Faults are sent with HTTP 200."},
      {"source-refused"}, {}, service_reply([](const http::Request&, http::Response& reply) {
        if (is_fault(reply)) reply.status = 200;
      }));
  add("BT-skvallrar-i-fel", "TV-8.2.6",
      {"Felet återger ärendets beteckning.", "The fault quotes the case id."},
      {"source-fault-discreet"}, {},
      service_reply([](const http::Request& request, http::Response& reply) {
        const std::string id = text_at(request.body, "//so:Referensnummer");
        if (!id.empty()) set(reply.body, "//faultstring", "fel i " + id);
      }));

  // ---- Whom it lets in
  // ----------------------------------------------------------------------------
  add("BT-slapper-in-alla", "TV-8.2.7",
      {"Den som inte är driftsparten får också svar.",
       "Whoever is not the operator is answered too."},
      {"source-caller-rejected"}, {},
      service_reply([](const http::Request& request, http::Response& reply) {
        if (reply.status < kHttpErrorMin || !asks_about_somebody(request)) return;
        reply.status = 200;
        reply.body = soap_reply(200,
                                "<s:GetUnemploymentBenefitPaymentResponse "
                                "xmlns:s=\"http://INT014.UBPService.Schemas\"/>")
                         .body;
      }));
  add("BT-stanger-ute", "TV-9.3.6", {"Driftsparten nekas.", "The operator is turned away."},
      {"source-caller-accepted"}, {"source-answered", "source-orderly"},
      service_reply([](const http::Request& request, http::Response& reply) {
        if (!asks_about_somebody(request)) return;
        reply.status = 403;
        reply.body.clear();
      }));
  add("BT-inget-eget-prov", "TV-9.3.6",
      {"Tjänstens eget prov finns inte.", "The service's own test is not there."},
      {"source-test-answered"}, {},
      service_reply([](const http::Request& request, http::Response& reply) {
        if (request.method == "GET") reply.status = 404;
      }));
  add("BT-behaller-tysta", "B4-2.1/5",
      {"Förbindelser som tiger hålls öppna i tio minuter.",
       "Connections that say nothing are kept open for ten minutes."},
      {"source-ended-within"}, {}, [](const Scene&) {
        world::Decorators made;
        made.base_service_server = [](net::HttpServerOptions& options) {
          options.limits.idle_time = 10min;
          options.limits.header_time = 10min;
          options.limits.handshake_time = 10min;
        };
        return made;
      });

  // ---- Other contracts
  // ----------------------------------------------------------------------------
  add("BT-AF-om-en-annan", "B4-2.1/5",
      {"Arbetsförmedlingens svar bär en annan persons nummer.",
       "Arbetsförmedlingen's answer carries another person's number."},
      {"source-about"}, {}, told(Source::af, [](std::string& body) {
        set(body, "//af:Svar/af:IdentitetsbeteckningFysiskPerson", "199001189811");
      }));
  add("BT-AF-annat-arende", "TV-9.3.6",
      {"Arbetsförmedlingens svar upprepar en annan fråga än den som ställdes.",
       "Arbetsförmedlingen's answer repeats another question than the one asked."},
      {"source-echo"}, {}, told(Source::af, [](std::string& body) {
        set(body, "//af:Fraga/af:Referensnummer", "ANNAT-1");
      }));
  add("BT-CSN-mot-schemat", "TV-9.3.6",
      {"Löpnumret på CSN:s ärende är ett ord i stället för ett tal.",
       "The serial number of CSN's case is a word instead of a number."},
      {"source-schema-valid"}, {},
      told(Source::csn, [](std::string& body) { renumber(body, "noll"); }));
  add("BT-CSN-aldrig-detsamma", "B4-2.1/5",
      {"CSN:s ärenden byter löpnummer från fråga till fråga.",
       "CSN's cases change their serial numbers from question to question."},
      {"source-consistent"}, {},
      service_reply(Source::csn, [count = 0](const http::Request&, http::Response& reply) mutable {
        renumber(reply.body, std::to_string(10 + ++count));
      }));
  add("BT-FK-belopp-som-text", "TV-9.3.6",
      {"Försäkringskassans belopp skrivs som text i stället för tal.",
       "Försäkringskassan's amounts are written as text instead of numbers."},
      {"source-schema-valid"}, {}, told(Source::fk, [](std::string& body) {
        const std::string at = "\"summa\":";
        const auto from = body.find(at);
        if (from == std::string::npos) return;
        const auto number = from + at.size();
        const auto to = body.find_first_of(",}", number);
        body =
            body.substr(0, number) + '"' + body.substr(number, to - number) + '"' + body.substr(to);
      }));
  add("BT-FK-forsta-svaret", "B4-2.1/5",
      {"Försäkringskassan lämnar det första svaret till alla.",
       "Försäkringskassan gives the first answer to all."},
      {"source-about"}, {"source-consistent"},
      service_reply(Source::fk, [first = std::string()](const http::Request& request,
                                                        http::Response& reply) mutable {
        if (reply.status != 200 || !is_lefi_question(request)) return;
        if (first.empty()) first = reply.body;
        reply.body = first;
      }));
  add("BT-FK-haller-inne", "B4-2.1/5",
      {"Försäkringskassan svarar vilka den är och inget om personen.",
       "Försäkringskassan answers who it is and nothing about the person."},
      {"source-tells"}, {"source-consistent"},
      service_reply(Source::fk, [](const http::Request& request, http::Response& reply) {
        auto answer = nlohmann::ordered_json::parse(reply.body, nullptr, false);
        if (reply.status != 200 || !is_lefi_question(request) || !answer.is_object()) return;
        reply.body = nlohmann::ordered_json{{"utlamnare", answer["utlamnare"]}}.dump();
      }));
  add("BT-FK-hela-aret", "TV-8.2.6",
      {"Försäkringskassan lämnar ut ett års utbetalningar, vilken period frågan än gällde.",
       "Försäkringskassan gives a year's payments, whichever period was asked about."},
      {"source-period"}, {}, service_request(Source::fk, [](http::Request& request) {
        const std::string at = "\"from\":\"";
        const auto from = request.body.find(at);
        if (from != std::string::npos)
          request.body.replace(from, at.size() + 10, at + "2025-03-01");
      }));
  add("BT-FK-godtar-utan-person", "TV-9.3.6",
      {"Försäkringskassan svarar på en fråga som inte säger vem den gäller.",
       "Försäkringskassan answers a question that does not say whom it is about."},
      {"source-refused"}, {},
      service_reply(Source::fk, [](const http::Request& request, http::Response& reply) {
        if (!is_lefi_question(request) || holds(request.body, "\"personnummer\"")) return;
        reply.status = 200;
        reply.body = R"({"utlamnare":[]})";
      }));
  add("BT-FK-fel-i-klartext", "TV-9.3.6",
      {"Försäkringskassans fel är en mening i stället för ett LefiFelsvar.",
       "Försäkringskassan's errors are a sentence instead of a LefiFelsvar."},
      {"source-refused"}, {},
      service_reply(Source::fk, [](const http::Request&, http::Response& reply) {
        if (reply.status < kHttpErrorMin) return;
        reply.fields.set("Content-Type", "text/plain; charset=utf-8");
        reply.body = "Frågan kunde inte besvaras.";
      }));
  return list;
}

}  // namespace provbank::defects
