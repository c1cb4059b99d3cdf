// What a kommun's system asks, and what it shows its handläggare.
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::defects {
namespace {

using namespace std::chrono_literals;
using net::awaitable;

/// A change of every question before it is sent.
MakeDecorators asking(AlterRequest alter) {
  return sending([alter = std::move(alter)](kommun::Transport& inner, http::Request request,
                                            time::Clock&) mutable {
    if (is_question(request)) alter(request);
    return inner.send(std::move(request));
  });
}

awaitable<Sent> answer_altered(kommun::Transport& inner, http::Request request, AlterReply& alter) {
  const http::Request asked = request;
  auto sent = co_await inner.send(std::move(request));
  if (sent) alter(asked, *sent);
  co_return sent;
}

/// A change of every answer before it is read.
MakeDecorators reading(AlterReply alter) {
  return sending([alter = std::move(alter)](kommun::Transport& inner, http::Request request,
                                            time::Clock&) mutable {
    return answer_altered(inner, std::move(request), alter);
  });
}

awaitable<http::Response> shown_altered(const net::HttpHandler& inner, http::Request request,
                                        const net::Peer& peer,
                                        std::function<void(std::string&)>& alter) {
  const bool looked = request.method == "GET";
  auto response = co_await inner(std::move(request), peer);
  if (looked && response.status == 200) alter(response.body);
  co_return response;
}

/// A change of what the handläggare sees.
MakeDecorators showing(std::function<void(std::string&)> alter) {
  return [alter = std::move(alter)](const Scene&) {
    world::Decorators made;
    auto mine = std::make_shared<std::function<void(std::string&)>>(alter);
    made.case_system = [mine](net::HttpHandler system) -> net::HttpHandler {
      auto inner = std::make_shared<const net::HttpHandler>(std::move(system));
      return [mine, inner](http::Request request, const net::Peer& peer) {
        return shown_altered(*inner, std::move(request), peer, *mine);
      };
    };
    return made;
  };
}

using Recorded = std::vector<eventlog::Event>;

MakeDecorators recorded(std::function<void(eventlog::Event&)> change) {
  return recording([change = std::move(change)](Recorded& events) {
    for (auto& event : events) change(event);
  });
}

bool failed(const Sent& sent) {
  return !sent || !is_answer(*sent);
}

/// Asks again at once when it goes wrong, ten times.
awaitable<Sent> storming(kommun::Transport& inner, http::Request request, time::Clock& clock) {
  constexpr int kTimes = 10;
  for (int i = 1; i < kTimes; ++i) {
    http::Request again = request;
    auto sent = co_await inner.send(std::move(again));
    if (!failed(sent)) co_return sent;
    co_await time::sleep_for(clock, 200ms);
  }
  auto sent = co_await inner.send(std::move(request));
  co_return sent;
}

awaitable<Sent> five_times(kommun::Transport& inner, http::Request request, time::Clock&) {
  for (int i = 1; i < 5; ++i) {
    http::Request again = request;
    auto ignored = co_await inner.send(std::move(again));
  }
  auto sent = co_await inner.send(std::move(request));
  co_return sent;
}

/// Looks at somebody else as well, while it is at it.
awaitable<Sent> curious(kommun::Transport& inner, http::Request request, time::Clock&) {
  http::Request other = request;
  if (is_question(other) && set(other.body, "//ssbt:personidentitet", "197412019876")) {
    set(other.body, "//ssbt:korrelationsid",
        "nyfiken-" + text_at(request.body, "//ssbt:korrelationsid"));
    auto ignored = co_await inner.send(std::move(other));
  }
  auto sent = co_await inner.send(std::move(request));
  co_return sent;
}

/// The first question over and over, whatever was wanted.
MakeDecorators always_the_first() {
  return asking([first = std::string()](http::Request& request) mutable {
    if (first.empty()) first = request.body;
    request.body = first;
  });
}

}  // namespace

std::vector<Defect> kommun_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::kommun, checks::Party::kommun);

  // ---- What it asks
  // -------------------------------------------------------------------------------
  add("KOM-mot-schemat", "TV-9.2.10/programvara",
      {"Frågan innehåller ett element som gränssnittet inte har.",
       "The question holds an element that the interface does not have."},
      {"valid-question"}, {}, asking([](http::Request& request) {
        insert(request.body, "//ssbt:ingivare", "<ssbt:telefon>saknas</ssbt:telefon>");
      }));
  add("KOM-utan-syfte", "TV-9.2.10/programvara",
      {"Frågan anger inget syfte.", "The question states no purpose."}, {"states-purpose"}, {},
      asking([](http::Request& request) { set(request.body, "//ssbt:syfte", ""); }));
  add("KOM-utan-lagrum", "TV-9.2.10/programvara",
      {"Frågan anger inget lagrum.", "The question states no statute."}, {"states-purpose"}, {},
      asking([](http::Request& request) { set(request.body, "//ssbt:lagtext", ""); }));
  add("KOM-systemet-fragar", "TV-12.4.4/i-fragan",
      {"Alla frågor ställs i namnet \"system\", så det syns inte vem som frågade.",
       "All questions are asked in the name \"system\", so it cannot be seen who asked."},
      {"names-case"}, {},
      asking([](http::Request& request) { set(request.body, "//ssbt:handlaggare", "system"); }));
  add("KOM-utan-arende", "TV-12.4.2/arende",
      {"Frågan hör inte till något ärende.", "The question belongs to no case."}, {"names-case"},
      {"valid-question"},
      asking([](http::Request& request) { set(request.body, "//ssbt:arendeidentitet", ""); }));
  add("KOM-lang-period", "TV-12.4.2/arende",
      {"Frågan gäller flera år, vilken tid ärendet än kräver.",
       "The question is about several years, whatever period the case needs."},
      {"sensible-period"}, {}, asking([](http::Request& request) {
        set(request.body, "//ssbt:generellaFrageparametrar//ssbt:fromDatum", "2024-06-01");
      }));
  add("KOM-samma-id", "TV-9.2.10/programvara",
      {"Alla frågor har samma korrelationsid.", "All questions have the same correlation id."},
      {"unique-correlation"}, {}, asking([](http::Request& request) {
        set(request.body, "//ssbt:korrelationsid", "fraga-1");
      }));
  add("KOM-alltid-fordon", "TV-12.4.2/arende",
      {"Transportstyrelsen tillfrågas alltid, vad ärendet än kräver.",
       "Transportstyrelsen is always asked, whatever the case needs."},
      {"only-needed"}, {}, asking([](http::Request& request) {
        set(request.body, "//ssbt:specifikaFrageparametrar/ssbt:TNS/@inkludera", "true");
      }));
  add("KOM-nyfiken", "TV-12.4.2/arende",
      {"Systemet frågar om en granne på samma gång.",
       "The system asks about a neighbour at the same time."},
      {"only-needed"}, {"history-tells"}, sending(curious));
  add("KOM-samma-fraga", "TV-12.4.2/arende",
      {"Den första frågan ställs om och om igen, vem ärendet än gäller.",
       "The first question is asked over and over, whoever the case is about."},
      {"only-needed", "unique-correlation"}, {"history-tells", "shs-question-conforms"},
      always_the_first());
  add("KOM-annans-namn", "TV-9.2.10/programvara",
      {"Frågan ställs i en annan kommuns namn.", "The question is asked in another kommun's name."},
      {"own-identity"}, {}, asking([](http::Request& request) {
        set(request.body, "//ssbt:ingivare/ssbt:organisationsnummer", "162120009911");
      }));
  add("KOM-stormar", "TV-9.2.10/programvara",
      {"När det går fel frågar systemet genast igen, tio gånger.",
       "When it goes wrong, the system asks again at once, ten times."},
      {"no-retry-storm"}, {}, sending(storming));
  add("KOM-fem-ganger", "TV-9.2.10/programvara",
      {"Varje fråga ställs fem gånger.", "Each question is asked five times."}, {"no-retry-storm"},
      {"unique-correlation", "shs-question-conforms"}, sending(five_times));

  // ---- What it shows
  // ------------------------------------------------------------------------------
  add("KOM-fel-blir-inget", "TV-12.4.8/syns",
      {"En källa som inte gick att nå visas som att den inte har några uppgifter.",
       "A source that could not be reached is shown as having no data."},
      {"shows-failure"}, {},
      showing([](std::string& body) { replace_all(body, "kunde inte hämtas", "inga uppgifter"); }));
  add("KOM-fel-blir-besvarat", "TV-12.4.8/syns",
      {"En fråga som inte fick svar visas som besvarad.",
       "A question that was not answered is shown as answered."},
      {"shows-failure"}, {},
      showing([](std::string& body) { replace_all(body, "\"misslyckades\"", "\"besvarad\""); }));
  add("KOM-tappar-uppgifter", "TV-9.2.10/programvara",
      {"Arbetsförmedlingens uppgifter visas inte.", "Arbetsförmedlingen's data is not shown."},
      {"shows-data"}, {}, showing([](std::string& body) {
        replace_first(body, "\"visar\": \"uppgifter\"", "\"visar\": \"inga uppgifter\"");
      }));
  add("KOM-hittar-pa", "TV-9.2.10/programvara",
      {"Uppgifter visas där källan inte hade några.", "Data is shown where the source had none."},
      {"shows-data"}, {}, showing([](std::string& body) {
        replace_all(body, "\"visar\": \"inga uppgifter\"", "\"visar\": \"uppgifter\"");
      }));
  add("KOM-doljer-allt-vid-ett-fel", "TV-9.2.10/programvara",
      {"När en källa felar visas inga uppgifter från de andra heller.",
       "When one source fails, the data of the others is not shown either."},
      {"shows-data"}, {}, reading([](const http::Request&, http::Response& response) {
        if (is_answer(response) && holds(response.body, ":error>"))
          response = fault_reply(contract::FaultCode::internal);
      }));
  add("KOM-visar-forra", "TV-9.2.10/programvara",
      {"Förra ärendets uppgifter står kvar när nästa visas.",
       "The last case's data still stands when the next is shown."},
      {"shows-nobody-else"}, {}, showing([last = std::string()](std::string& body) mutable {
        auto view = nlohmann::json::parse(body, nullptr, false);
        if (!view.is_object()) return;
        const std::string mine = body;
        if (!last.empty()) view["tidigare"] = nlohmann::json::parse(last, nullptr, false);
        body = view.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
        last = mine;
      }));
  add("KOM-visar-fel-person", "TV-9.2.10/programvara",
      {"Ett svar om en annan person visas som om det gällde den som frågan gällde.",
       "An answer about another person is shown as if it were about the one asked about."},
      {"shows-nobody-else", "shows-failure"}, {},
      reading([](const http::Request& request, http::Response& response) {
        const std::string asked = person_asked_about(request);
        const std::string got =
            text_at(response.body, "//af:Svar/af:IdentitetsbeteckningFysiskPerson");
        if (asked.size() != 12 || got.size() != 12 || asked == got) return;
        drop(response.body, "//ssbt:svarsdata/*[not(self::ssbt:AF)]");
        replace_all(response.body, got, asked);
      }));

  // ---- What it records
  // ----------------------------------------------------------------------------
  add("KOM-historik-saknas", "TV-12.4.4/historik",
      {"Ingenting antecknas om vem som frågar.", "Nothing is recorded of who asks."},
      {"history-tells"}, {}, recording([](Recorded& events) { events.clear(); }));
  add("KOM-historik-varannan", "TV-12.4.4/historik",
      {"Varannan fråga antecknas inte.", "Every other question is not recorded."},
      {"history-tells"}, {}, recording([count = 0](Recorded& events) mutable {
        if (++count % 2 == 0) events.clear();
      }));
  add("KOM-historik-utan-handlaggare", "TV-12.4.4/historik",
      {"Det antecknas att någon frågade, men inte vem.",
       "It is recorded that somebody asked, but not who."},
      {"history-tells"}, {}, recorded([](eventlog::Event& event) { event.handlaggare.clear(); }));
  add("KOM-historik-en-for-alla", "TV-12.4.4/historik",
      {"Den som loggade in först antecknas för allas frågor.",
       "Whoever logged in first is recorded for everybody's questions."},
      {"history-tells"}, {},
      recorded([](eventlog::Event& event) { event.handlaggare = "Nils Natt"; }));
  add("KOM-historik-systemet", "TV-12.4.4/historik",
      {"Det antecknas att \"system\" frågade.", "It is recorded that \"system\" asked."},
      {"history-tells"}, {},
      recorded([](eventlog::Event& event) { event.handlaggare = "system"; }));
  add("KOM-historik-om-vad", "TV-12.4.4/historik",
      {"Det antecknas vem som frågade, men varken i vilket ärende eller om vem.",
       "It is recorded who asked, but neither in which case nor about whom."},
      {"history-tells"}, {}, recorded([](eventlog::Event& event) {
        event.case_id.clear();
        event.person.clear();
      }));
  add("KOM-historik-fel-arende", "TV-12.4.4/historik",
      {"Frågorna antecknas i ett annat ärende.", "The questions are recorded in another case."},
      {"history-tells"}, {}, recorded([](eventlog::Event& event) { event.case_id += "9"; }));
  add("KOM-historik-samma-person", "TV-12.4.4/historik",
      {"Alla personer har samma pseudonym.", "All persons have the same pseudonym."},
      {"history-tells"}, {}, recorded([](eventlog::Event& event) { event.person = "p"; }));
  add("KOM-historik-klockan", "TV-12.4.4/historik",
      {"Klockan som historiken har går en timme fel.", "The history's clock is wrong by an hour."},
      {"history-timely"}, {}, recorded([](eventlog::Event& event) { event.time += 1h; }));
  add("KOM-historik-i-efterhand", "TV-12.4.4/historik",
      {"En fråga antecknas med en tid en halv minut efter att den ställdes.",
       "A question is recorded with a time half a minute after it was asked."},
      {"history-timely"}, {}, recording([count = 0](Recorded& events) mutable {
        for (auto& event : events) event.time += ++count == 2 ? 30s : 0s;
      }));
  return list;
}

}  // namespace provbank::defects
