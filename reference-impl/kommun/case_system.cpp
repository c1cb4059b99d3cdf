#include "reference-impl/kommun/case_system.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace provbank::kommun {
namespace {

using contract::Source;
using nlohmann::ordered_json;

constexpr std::string_view kCases = "/arenden/";
constexpr std::size_t kPersonDigits = 12;

/// A source's answer, in its own contract's words, that says that there is nothing to tell.
bool tells_nothing(Source source, const std::string& document) {
  const auto has = [&document](const char* text) {
    return document.find(text) != std::string::npos;
  };
  switch (source) {
    case Source::af:
      return !has("Fornamn>") && !has("Sekretessmarkering>true");
    case Source::csn:
      return has("Status=\"Ej träff\"");
    case Source::fk: {
      const auto json = nlohmann::json::parse(document, nullptr, false);
      if (!json.is_object()) return false;
      for (const char* part : {"formansinformation", "ansprak", "beslut",
                               "preliminaraUtbetalningar", "utbetalningar", "ovrigInformation"}) {
        if (json.contains(part) && !json.at(part).empty()) return false;
      }
      return true;
    }
    case Source::skv:
      // The document travels as text in an element, so its own tags may be escaped.
      return has("StatusPersonuppgiftKod>1<") || has("StatusPersonuppgiftKod&gt;1&lt;");
    case Source::so:
      return !has("Utbetal");
    case Source::tns:
      return !has("ordon");
    case Source::miv:
      return !has("eslut");
  }
  return false;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The first person's number in the text, in twelve digits; CSN writes ten.
std::string first_person_in(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) continue;
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::string digits = text.substr(i, end - i);
    if (digits.size() == kPersonDigits && contract::PersonIdentity::parse(digits)) return digits;
    i = end;
  }
  return {};
}

bool about_somebody_else(const std::string& document, const contract::PersonIdentity& person) {
  const auto stands = [&document](std::string_view digits) {
    return document.find(digits) != std::string::npos;
  };
  if (stands(person.digits()) || stands(person.ten_digits())) return false;
  return !first_person_in(document).empty() ||
         document.find("personnummer=\"") != std::string::npos;
}

CaseView::Source seen(Source source, const contract::SourceResult& result) {
  if (const auto* error = std::get_if<contract::SourceError>(&result)) {
    return {Known::failed,
            fmt::format("{} ({})",
                        error->felmeddelande.empty() ? std::string("inget skäl angavs")
                                                     : error->felmeddelande.front(),
                        error->felkod)};
  }
  const auto& document = std::get<contract::SourceData>(result).document;
  if (tells_nothing(source, document)) return {Known::nothing, "inga uppgifter"};
  return {Known::data, document};
}

std::string_view words(Known known) {
  switch (known) {
    case Known::data:
      return "uppgifter";
    case Known::nothing:
      return "inga uppgifter";
    case Known::failed:
      break;
  }
  return "kunde inte hämtas";
}

http::Response json_response(int status, const ordered_json& body) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", "application/json; charset=utf-8");
  response.body = body.dump(2) + "\n";
  return response;
}

http::Response refusal(int status, const std::string& why) {
  return json_response(status, {{"fel", why}});
}

/// What is wanted; `malformed` or `invalid` says what is wrong with the body.
Result<Wish> wish_from(const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return fail(Errc::malformed, "the body is no JSON object");
  try {
    Wish wish;
    auto person = contract::PersonIdentity::parse(json.at("person").get<std::string>());
    if (!person) return fail(Errc::invalid, "person: " + person.error().detail);
    wish.person = *person;
    wish.arendeidentitet = json.value("arende", "");
    wish.handlaggare = json.value("handlaggare", "");
    if (json.contains("kallor")) {
      if (!json.at("kallor").is_array() || json.at("kallor").empty())
        return fail(Errc::invalid, "kallor: a list of sources, or nothing for all");
      wish.sources = {};
      for (const auto& each : json.at("kallor")) {
        const auto source = contract::source_from_code(each.get<std::string>());
        if (!source) return fail(Errc::invalid, "kallor: no such source");
        wish.sources.insert(*source);
      }
    }
    auto period = contract::Period::parse(json.at("from").get<std::string>(),
                                          json.at("tom").get<std::string>());
    if (!period) return period.error();
    wish.period = *period;
    return wish;
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::malformed, error.what());
  }
}

}  // namespace

CaseView view_of(const Result<AskOutcome>& outcome, const contract::PersonIdentity& person,
                 const contract::SourceSet& asked) {
  CaseView view;
  const auto whole = [&](std::string why) {
    view.failed = true;
    view.message = "Frågan kunde inte besvaras: " + std::move(why) +
                   ". Det betyder inte att uppgifter saknas.";
    for (const Source source : asked.in_order())
      view.sources[source] = {Known::failed, "ingen uppgift kom"};
    return view;
  };
  if (!outcome) return whole("tjänsten svarade inte");
  if (const auto* fault = std::get_if<contract::Fault>(&outcome->result))
    return whole("tjänsten svarade med fel " + fault->felkod);
  const auto& answer = std::get<contract::Answer>(outcome->result);
  // Not every source names the person, so one that names another makes all of it doubtful.
  for (const auto& [source, result] : answer.results) {
    const auto* data = std::get_if<contract::SourceData>(&result);
    if (data != nullptr && about_somebody_else(data->document, person))
      return whole("svaret gällde någon annan än frågan");
  }
  for (const Source source : asked.in_order()) {
    const auto found = answer.results.find(source);
    view.sources[source] = found == answer.results.end()
                               ? CaseView::Source{Known::failed, "källan saknas i svaret"}
                               : seen(source, found->second);
  }
  return view;
}

std::string to_json(const std::string& case_id, const CaseView& view) {
  ordered_json sources = ordered_json::object();
  for (const auto& [source, seen] : view.sources) {
    sources[std::string(contract::code(source))] = {{"visar", words(seen.known)},
                                                    {"text", seen.text}};
  }
  const ordered_json json = {{"arende", case_id},
                             {"status", view.failed ? "misslyckades" : "besvarad"},
                             {"meddelande", view.message},
                             {"kallor", std::move(sources)}};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

CaseSystem::CaseSystem(contract::Kommun kommun, Transport& transport, time::Clock& clock,
                       std::string target, std::optional<History> history)
    : client_(transport, std::move(target)),
      builder_(std::move(kommun)),
      clock_(clock),
      history_(std::move(history)) {}

net::awaitable<http::Response> CaseSystem::handle(http::Request request, const net::Peer&) {
  if (request.method == "POST" && request.target == "/fragor")
    co_return co_await ask(std::move(request.body));
  if (request.method == "GET" && request.target.starts_with(kCases))
    co_return show(std::string_view(request.target).substr(kCases.size()));
  co_return refusal(404, "POST /fragor eller GET /arenden/<arende>");
}

net::awaitable<http::Response> CaseSystem::ask(std::string body) {
  auto wish = wish_from(body);
  if (!wish) co_return refusal(400, wish.error().detail);
  wish->frage_tidpunkt = time::to_iso8601(clock_.wall_now());
  const contract::PersonIdentity person = wish->person;
  const contract::SourceSet asked = wish->sources;
  contract::Question question = builder_.build(*wish);
  std::string case_id = question.general.arendeidentitet;
  cases_.erase(case_id);
  if (const auto recorded = co_await record(question); !recorded)
    co_return refusal(503, "behandlingshistoriken går inte att skriva, så ingen fråga ställdes");
  const auto outcome = co_await client_.ask(std::move(question));
  cases_[case_id] = view_of(outcome, person, asked);
  co_return json_response(201, {{"arende", std::move(case_id)}});
}

net::awaitable<Result<void>> CaseSystem::record(const contract::Question& question) {
  if (!history_) co_return Result<void>();
  eventlog::Event event;
  event.kind = eventlog::EventKind::question;
  event.time = clock_.wall_now();
  event.question = question.general.korrelationsid.value_or("");
  event.organisation = builder_.kommun().organisationsnummer.wire();
  event.handlaggare = question.general.ingivare.handlaggare;
  event.case_id = question.general.arendeidentitet;
  event.person = history_->pseudonyms.of(question.general.person.digits());
  event.sources = question.sources();
  std::vector<eventlog::Event> events;
  events.push_back(std::move(event));
  co_return co_await history_->log.append(std::move(events));
}

http::Response CaseSystem::show(std::string_view case_id) const {
  const auto found = cases_.find(case_id);
  if (found == cases_.end()) return refusal(404, "ärendet har inget svar");
  http::Response response = json_response(200, {});
  response.body = to_json(found->first, found->second);
  return response;
}

}  // namespace provbank::kommun
