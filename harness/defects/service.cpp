// How fast the aggregator answers, how much it takes, how it ends what is misused, and its ping.
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"

namespace provbank::defects {
namespace {

using namespace std::chrono_literals;
using contract::FaultCode;
using net::awaitable;

awaitable<http::Response> held_up(time::Duration before, time::Duration after, Passing passing) {
  if (before > time::Duration{}) co_await time::sleep_for(passing.clock, before);
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  if (after > time::Duration{} && !is_fault(response))
    co_await time::sleep_for(passing.clock, after);
  co_return response;
}

MakeDecorators holding_up(time::Duration before, time::Duration after) {
  return door(
      [before, after](Passing passing) { return held_up(before, after, std::move(passing)); });
}

constexpr std::size_t kPersonsMax = 10;

/// The persons of one question one after the other: each costs as much as the first.
awaitable<http::Response> slow_for_several(Passing passing) {
  std::size_t persons = 0;
  for (auto at = passing.request.body.find("personidentitet>"); at != std::string::npos;
       at = passing.request.body.find("personidentitet>", at + 1)) {
    ++persons;
  }
  persons /= 2;
  if (persons > 1 && persons <= kPersonsMax)
    co_await time::sleep_for(passing.clock, 6s * static_cast<int>(persons));
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  co_return response;
}

awaitable<http::Response> ping_without_sources(Passing passing) {
  if (!holds(passing.request.body, "testaBastjanstInformation")) {
    auto response = co_await passing.inner(std::move(passing.request), passing.peer);
    co_return response;
  }
  std::string body;
  for (const auto source : contract::kAllSources) {
    const std::string code(contract::code(source));
    body += "<s:" + code + "><s:anropad>true</s:anropad></s:" + code + ">";
  }
  auto response = soap_reply(200,
                             "<s:testaBastjanstInformationResponse "
                             "xmlns:s=\"http://schema.forsakringskassan.se/integration/ssbt/10\">" +
                                 body + "</s:testaBastjanstInformationResponse>");
  co_return response;
}

/// A ping that tries the sources with a question about somebody.
awaitable<http::Response> ping_with_question(Calling calling) {
  if (calling.source == Source::so && calling.request.method == "GET") {
    http::Request question;
    question.method = "POST";
    question.target = "/so";
    question.fields.set("Content-Type", "text/xml; charset=utf-8");
    question.body =
        soap_reply(200,
                   "<s:GetUnemploymentBenefitPayment xmlns:s=\"http://INT014.UBPService.Schemas\">"
                   "<s:IdentificationNumber>198503149828</s:IdentificationNumber>"
                   "</s:GetUnemploymentBenefitPayment>")
            .body;
    auto ignored = co_await calling.inner()(std::move(question), calling.peer);
  }
  auto response = co_await calling.inner()(std::move(calling.request), calling.peer);
  co_return response;
}

MakeDecorators overloaded(std::function<void(http::Response&)> how) {
  return door_reply([how = std::move(how)](const http::Request&, http::Response& response) {
    if (is_fault(response) && holds(response.body, contract::felkod(FaultCode::over_capacity)))
      how(response);
  });
}

MakeDecorators levels(std::function<void(contract::ServiceLevels&)> how) {
  return configured([how = std::move(how)](aggregator::AggregatorConfig& config, const Scene&) {
    how(config.levels);
  });
}

}  // namespace

std::vector<Defect> service_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::service, checks::Party::driftspart);

  // ---- Answer times
  // -------------------------------------------------------------------------------
  add("AGG-drojer-en-halv-sekund", "B4-2.1/7",
      {"Varje svar hålls kvar en halv sekund efter att källorna har svarat.",
       "Each answer is kept half a second after the sources have answered."},
      {"overhead"}, {"answered-within", "log-sufficient"}, holding_up(0s, 500ms));
  add("AGG-drojer-atta-sekunder", "B4-3.7.1",
      {"Varje fråga ligger åtta sekunder innan källorna tillfrågas.",
       "Each question lies for eight seconds before the sources are asked."},
      {"answered-within"}, {"log-sufficient"}, holding_up(8s, 0s));
  add("AGG-drojer-tretton-sekunder", "B4-3.7.1",
      {"Varje svar hålls kvar i tretton sekunder.", "Each answer is kept for thirteen seconds."},
      {"answered-within", "overhead"}, {"log-sufficient"}, holding_up(0s, 13s));
  add("AGG-vantar-for-alltid", "B4-3.7.1",
      {"En källa som tiger väntas in i en minut.",
       "A source that says nothing is waited for a whole minute."},
      {"answered-within"}, {"log-sufficient"}, levels([](contract::ServiceLevels& levels) {
        levels.early_limit = 60s;
        levels.late_limit = 60s;
      }));
  add("AGG-alltid-sena-gransen", "B4-3.7.1",
      {"Varje fråga får ta upp till tolv sekunder, inte bara var tionde.",
       "Every question may take up to twelve seconds, not just one in ten."},
      {"answered-within"}, {"log-sufficient"},
      levels([](contract::ServiceLevels& levels) { levels.early_limit = levels.late_limit; }));
  add("AGG-en-person-i-taget", "B4-3.7.1/flera",
      {"Flera personer i en fråga tas en i taget, sex sekunder var.",
       "Several persons of a question are taken one at a time, six seconds each."},
      {"answered-within"}, {"log-sufficient"}, door(slow_for_several));
  add("AGG-ger-upp-for-tidigt", "B4-2.1/7",
      {"Ingen källa väntas in mer än en sekund.", "No source is waited for more than a second."},
      {"answered"}, {}, levels([](contract::ServiceLevels& levels) {
        levels.early_limit = 1s;
        levels.late_limit = 1s;
        levels.extra_per_person = 0s;
      }));

  // ---- Answers at all
  // -----------------------------------------------------------------------------
  add("AGG-var-tredje-faller", "B4-3.8",
      {"Var tredje fråga får ett internt fel.", "Every third question gets an internal fault."},
      {"answered"},
      {"answered-within", "log-sufficient", "orderly-refusal", "accepted", "handed-on",
       "withheld-for", "same-answer"},
      door_reply([count = 0](const http::Request& request, http::Response& response) mutable {
        if (is_question(request) && is_answer(response) && ++count % 3 == 0)
          response = fault_reply(FaultCode::internal);
      }));
  add("AGG-tappar-forbindelsen", "B4-3.8",
      {"Förbindelsen bryts mitt i svaret.", "The connection breaks in the middle of the answer."},
      {"answered", "answered-within"}, {"source-outcome", "orderly-refusal", "accepted"},
      door_reply([](const http::Request&, http::Response& response) {
        if (is_answer(response)) response.delivery.reset_after_bytes = 400;
      }));
  add("AGG-503-utan-ord", "B4-3.8",
      {"Frågor besvaras med HTTP 503 utan innehåll.",
       "Questions are answered with HTTP 503 and nothing in it."},
      {"answered", "answered-within"},
      {"source-outcome", "orderly-refusal", "log-sufficient", "accepted", "handed-on",
       "withheld-for"},
      door_reply([](const http::Request&, http::Response& response) {
        if (!is_answer(response)) return;
        response = {};
        response.status = 503;
      }));

  // ---- Capacity
  // -----------------------------------------------------------------------------------
  add("AGG-klarar-femtio", "B4-3.6.1",
      {"Bara femtio frågor åt gången tas emot.", "Only fifty questions at a time are taken."},
      {"orderly-refusal"}, {},
      levels([](contract::ServiceLevels& levels) { levels.concurrent_max = 50; }));
  add("AGG-tar-allt", "B4-3.6.1",
      {"Ingen gräns finns för hur många frågor som tas emot åt gången.",
       "There is no limit to how many questions are taken at a time."},
      {"orderly-refusal"}, {}, levels([](contract::ServiceLevels& levels) {
        levels.concurrent_max = 1'000'000;
        levels.questions_per_second = 1e6;
      }));
  add("AGG-tappar-over-kapacitet", "B4-3.6.1",
      {"Över kapaciteten bryts förbindelser utan ett ord.",
       "Over capacity, connections are broken without a word."},
      {"orderly-refusal"}, {},
      overloaded([](http::Response& response) { response.delivery.reset_after_bytes = 0; }));
  add("AGG-rasar-over-kapacitet", "B4-3.8",
      {"Över kapaciteten säger tjänsten att den själv har gått sönder.",
       "Over capacity the service says that it is broken itself."},
      {"orderly-refusal"}, {"log-sufficient"},
      overloaded([](http::Response& response) { response = fault_reply(FaultCode::internal); }));

  // ---- Misuse
  // -------------------------------------------------------------------------------------
  add("AGG-behaller-tysta", "TV-12.5.10",
      {"Förbindelser som tiger hålls öppna i tio minuter.",
       "Connections that say nothing are kept open for ten minutes."},
      {"ended-within"}, {}, configured([](aggregator::AggregatorConfig& config, const Scene&) {
        config.limits.idle_time = 10min;
        config.limits.header_time = 10min;
        config.limits.handshake_time = 10min;
      }));
  add("AGG-laser-huvuden-langsamt", "TV-12.5.10",
      {"Ett huvud får komma hur långsamt som helst.", "A head may come as slowly as it likes."},
      {"ended-within"}, {}, configured([](aggregator::AggregatorConfig& config, const Scene&) {
        config.limits.header_time = 10min;
      }));

  // ---- Ping
  // ---------------------------------------------------------------------------------------
  add("AGG-ping-utan-kallor", "DA-5.2/4",
      {"Testanropet besvaras utan att någon källa prövas.",
       "The ping is answered without any source being tried."},
      {"ping-answered"}, {"identity-rejected", "log-sufficient"}, door(ping_without_sources));
  add("AGG-ping-alltid-bra", "DA-5.2/4",
      {"Testanropets svar döljer att en källa inte svarade.",
       "The ping's answer hides that a source did not answer."},
      {"ping-answered"}, {"log-sufficient"},
      door_reply([](const http::Request&, http::Response& response) {
        if (!is_ping_answer(response)) return;
        drop(response.body, "//ssbt:testaBastjanstInformationResponse//ssbt:error");
        set(response.body, "//ssbt:anropad", "true");
      }));
  add("AGG-ping-glommer-en", "DA-5.2/4",
      {"Testanropets svar saknar Migrationsverket.", "The ping's answer lacks Migrationsverket."},
      {"ping-answered"}, {}, door_reply([](const http::Request&, http::Response& response) {
        if (is_ping_answer(response)) drop(response.body, "//ssbt:MIV");
      }));
  add("AGG-ping-om-person", "DA-5.2/4",
      {"Testanropet prövar a-kassorna med en fråga om en verklig person.",
       "The ping tries the unemployment funds with a question about a real person."},
      {"ping-answered"}, {"schema-valid"}, calls(ping_with_question));
  return list;
}

}  // namespace provbank::defects
