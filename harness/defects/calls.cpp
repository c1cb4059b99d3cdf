// What the aggregator asks the sources, and how it reads what they say. These sit between the
// aggregator and the witness: what the witness sees is what the aggregator did.
#include <memory>
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"

namespace provbank::defects {
namespace {

using namespace std::chrono_literals;
using net::awaitable;

constexpr const char* kAnnaDigits = "198503149828";

bool posts(const http::Request& request) {
  return request.method == "POST";
}

awaitable<http::Response> twice(Calling calling) {
  http::Request again = calling.request;
  auto first = co_await calling.inner()(std::move(calling.request), calling.peer);
  auto second = co_await calling.inner()(std::move(again), calling.peer);
  co_return second;
}

awaitable<http::Response> after(time::Duration delay, Calling calling) {
  co_await time::sleep_for(calling.clock, delay);
  auto response = co_await calling.inner()(std::move(calling.request), calling.peer);
  co_return response;
}

/// One at a time: the next waits for the one before.
class Turn {
 public:
  explicit Turn(std::shared_ptr<bool> busy) : busy_(std::move(busy)) { *busy_ = true; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { *busy_ = false; }

 private:
  std::shared_ptr<bool> busy_;
};

awaitable<http::Response> in_turn(std::shared_ptr<bool> busy, Calling calling) {
  while (*busy) co_await time::sleep_for(calling.clock, 10ms);
  const Turn turn(busy);
  auto response = co_await calling.inner()(std::move(calling.request), calling.peer);
  co_return response;
}

awaitable<http::Response> also_about_another(Calling calling) {
  http::Request other = calling.request;
  const std::string own = text_at(other.body, "//af:Fraga/af:IdentitetsbeteckningFysiskPerson");
  if (!own.empty() && own != kAnnaDigits && replace_all(other.body, own, kAnnaDigits)) {
    auto ignored = co_await calling.inner()(std::move(other), calling.peer);
  }
  auto response = co_await calling.inner()(std::move(calling.request), calling.peer);
  co_return response;
}

http::Response plain_error() {
  http::Response response;
  response.status = 500;
  response.body = "fel";
  return response;
}

awaitable<http::Response> without_asking(Calling) {
  co_return plain_error();
}

/// Answers kept by what was asked: source, target and body.
using Kept = std::map<std::string, http::Response>;

awaitable<http::Response> from_memory(std::shared_ptr<Kept> kept, Calling calling) {
  const std::string key = std::string(contract::code(calling.source)) +
                          text_at(calling.request.body, "//so:IdentificationNumber");
  const auto found = kept->find(key);
  if (found != kept->end()) {
    const http::Response remembered = found->second;
    co_return remembered;
  }
  auto response = co_await calling.inner()(std::move(calling.request), calling.peer);
  (*kept)[key] = response;
  co_return response;
}

MakeDecorators once_for(Source source, std::function<awaitable<http::Response>(Calling)> how) {
  return calls([source, how = std::move(how)](Calling calling) {
    if (calling.source == source && posts(calling.request)) return how(std::move(calling));
    return calling.inner()(std::move(calling.request), calling.peer);
  });
}

}  // namespace

std::vector<Defect> call_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::calls, checks::Party::driftspart);

  // ---- Who is asked, how often, about whom
  // --------------------------------------------------------
  add("AGG-fragar-tva-ganger", "TV-12.5.10",
      {"A-kassorna tillfrågas två gånger för varje fråga.",
       "The unemployment funds are asked twice for each question."},
      {"only-asked"}, {"parallel", "shs-refused"}, once_for(Source::so, twice));
  add("AGG-fragar-om-annan", "TV-12.5.10",
      {"Arbetsförmedlingen tillfrågas också om en person som ingen frågade om.",
       "Arbetsförmedlingen is also asked about a person whom nobody asked about."},
      {"only-asked"}, {"parallel", "shs-refused"}, once_for(Source::af, also_about_another));
  add("AGG-fragar-inte", "B4-2.1/3",
      {"A-kassorna tillfrågas aldrig; ett fel står i deras ställe.",
       "The unemployment funds are never asked; an error stands in their place."},
      {"only-asked", "answered"}, {"source-outcome"}, once_for(Source::so, without_asking));
  add("AGG-svarar-ur-minnet", "TV-12.5.10",
      {"A-kassornas svar om en person sparas i minnet och lämnas ut nästa gång utan ny fråga.",
       "The unemployment funds' answer about a person is kept in memory and given the next time "
       "without asking."},
      {"only-asked", "faithful"}, {}, [](const Scene& scene) {
        auto kept = std::make_shared<Kept>();
        return once_for(Source::so, [kept](Calling calling) {
          return from_memory(kept, std::move(calling));
        })(scene);
      });

  // ---- What they are asked
  // ------------------------------------------------------------------------
  add("AGG-fraga-mot-schemat", "TV-4.1",
      {"Frågan till a-kassorna innehåller ett element som deras gränssnitt inte har.",
       "The question to the unemployment funds holds an element that their interface does not "
       "have."},
      {"schema-valid"}, {"answered", "source-outcome"},
      call_request(Source::so, [](http::Request& request) {
        insert(request.body, "/soap:Envelope/soap:Body/*", "<so:Extra>1</so:Extra>");
      }));
  add("AGG-forskjuten-period", "B4-2.1/3",
      {"Arbetsförmedlingen tillfrågas om en period som börjar ett år för tidigt.",
       "Arbetsförmedlingen is asked about a period that begins a year too early."},
      {"periods"}, {}, call_request(Source::af, [](http::Request& request) {
        std::string from = text_at(request.body, "//af:Fraga/af:From");
        if (from.size() < 4) return;
        from.replace(0, 4, "2024");
        set(request.body, "//af:Fraga/af:From", from);
      }));
  add("AGG-alltid-allman-period", "B4-2.1/3",
      {"Källornas egna perioder glöms bort: alla tillfrågas om den allmänna.",
       "The sources' own periods are forgotten: all are asked about the general one."},
      {"periods"}, {"refused-for"}, door_request([](http::Request& request) {
        drop(request.body, "//ssbt:specifikaFrageparametrar/*/ssbt:tidsperiod");
      }));
  add("AGG-lefi-annan-period", "B4-2.1/3",
      {"Försäkringskassan tillfrågas om en annan period än handläggaren skrev.",
       "Försäkringskassan is asked about another period than the case worker wrote."},
      {"periods"}, {}, call_request(Source::fk, [](http::Request& request) {
        replace_first(request.body, "\"from\":\"2025", "\"from\":\"2024");
      }));

  // ---- When they are asked
  // ------------------------------------------------------------------------
  add("AGG-en-kalla-sent", "B4-2.1/4",
      {"A-kassorna tillfrågas först när de övriga har svarat.",
       "The unemployment funds are asked only when the others have answered."},
      {"parallel"}, {},
      once_for(Source::so, [](Calling calling) { return after(2500ms, std::move(calling)); }));
  add("AGG-en-i-taget", "B4-2.1/4",
      {"Källorna tillfrågas en i taget.", "The sources are asked one at a time."}, {"parallel"},
      {"answered-within", "answered"}, [](const Scene& scene) {
        auto busy = std::make_shared<bool>(false);
        return calls([busy](Calling calling) { return in_turn(busy, std::move(calling)); })(scene);
      });

  // ---- How their answers are read
  // -----------------------------------------------------------------
  add("AGG-lamnar-ogiltigt-vidare", "B4-2.1/6",
      {"Ett svar från Försäkringskassan som bryter mot sitt schema lagas och lämnas vidare.",
       "An answer of Försäkringskassan that breaks its schema is mended and handed on."},
      {"source-outcome", "faithful"}, {},
      call_reply(Source::fk, [](const http::Request&, http::Response& response) {
        replace_first(response.body, "\"utlamnare\":\"FK\"", "\"utlamnare\":[]");
      }));
  add("AGG-lamnar-fel-person-vidare", "TV-12.5.8",
      {"Ett svar från a-kassorna om en annan person lämnas ut som om det gällde den som frågan "
       "gällde.",
       "An answer of the unemployment funds about another person is handed out as if it were about "
       "the one asked about."},
      {"source-outcome", "faithful"}, {},
      call_reply(Source::so, [](const http::Request& request, http::Response& response) {
        const std::string asked = text_at(request.body, "//so:IdentificationNumber");
        const std::string got = text_at(response.body, "//so:IdentificationNumber");
        if (!asked.empty() && !got.empty()) replace_all(response.body, got, asked);
      }));
  add("AGG-fyller-i-tomt", "B4-2.1/6",
      {"Ett tomt svar från Transportstyrelsen läses som att personen inte har något fordon.",
       "An empty answer of Transportstyrelsen is read as the person having no vehicle."},
      {"source-outcome", "faithful"}, {},
      call_reply(Source::tns, [](const http::Request&, http::Response& response) {
        if (response.status != 200 || !response.body.empty()) return;
        response.fields.set("Content-Type", "text/xml; charset=utf-8");
        response.body =
            soap_reply(
                200,
                "<tns:HamtaUppgifterResponse xmlns:tns=\"http://schema.transportstyrelsen.se/"
                "ssbtek/hamtauppgifterresponder/1\"><tns:resultat>OK</tns:resultat>"
                "</tns:HamtaUppgifterResponse>")
                .body;
      }));
  add("AGG-laser-fel-som-svar", "B4-2.1/6",
      {"Ett tekniskt fel hos Transportstyrelsen läses som ett svar utan uppgifter.",
       "A technical error at Transportstyrelsen is read as an answer without data."},
      {"source-outcome", "faithful"}, {},
      call_reply(Source::tns, [](const http::Request& request, http::Response& response) {
        if (response.status != 500 || !posts(request)) return;
        response = soap_reply(
            200,
            "<tns:HamtaUppgifterResponse xmlns:tns=\"http://schema.transportstyrelsen.se/"
            "ssbtek/hamtauppgifterresponder/1\"><tns:resultat>OK</tns:resultat>"
            "</tns:HamtaUppgifterResponse>");
      }));
  add("AGG-forsta-utbetalningen", "TV-12.5.8",
      {"Av a-kassornas utbetalningar läses bara den första.",
       "Of the unemployment funds' payments only the first is read."},
      {"faithful"}, {}, call_reply(Source::so, [](const http::Request&, http::Response& response) {
        drop(response.body, "//so:Utbetalningar[position() > 1]");
      }));
  add("AGG-tappar-nollor", "TV-12.5.8",
      {"Nollor i slutet av Försäkringskassans belopp faller bort i läsningen, och öret med dem.",
       "Trailing figures of Försäkringskassan's amounts are lost in reading, and the öre with "
       "them."},
      {"faithful"}, {}, call_reply(Source::fk, [](const http::Request&, http::Response& response) {
        const auto at = response.body.find("\"summa\":");
        if (at == std::string::npos) return;
        const auto end = response.body.find_first_of(",}", at);
        response.body.replace(at, end - at, "\"summa\":1");
      }));
  return list;
}

}  // namespace provbank::defects
