// What a base service answers, how it refuses, and whom it lets in. All are tried on a-kassornas
// service.
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

bool asks_about_somebody(const http::Request& request) {
  return !text_at(request.body, "//so:IdentificationNumber").empty();
}

}  // namespace

std::vector<Defect> base_service_defects() {
  std::vector<Defect> list;
  const auto add = [&list](std::string_view id, std::string_view clause, Bilingual text,
                           std::vector<std::string_view> expected,
                           std::vector<std::string_view> collateral, MakeDecorators decorate) {
    list.push_back({.id = id,
                    .part = Part::base_service,
                    .guilty = checks::Party::uppgiftslamnare,
                    .clause = clause,
                    .text = std::move(text),
                    .expected = std::move(expected),
                    .collateral = std::move(collateral),
                    .decorate = std::move(decorate)});
  };

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
      {"source-about"}, {"source-echo"},
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
  return list;
}

}  // namespace provbank::defects
