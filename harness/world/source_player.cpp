#include "harness/world/source_player.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/evidence/reading.hpp"
#include "harness/scenario/slots.hpp"
#include "harness/world/abuse.hpp"
#include "harness/world/player.hpp"
#include "harness/world/source_persons.hpp"
#include "platform/http/parser.hpp"
#include "platform/net/task_group.hpp"
#include "platform/xml/document.hpp"
#include "reference-impl/wire/sources.hpp"

namespace provbank::world {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using evidence::SourceAsking;
using evidence::SourceQuestion;
using scenario::Alteration;

constexpr const char* kAsker = "exempelkommun";
constexpr std::chrono::days kRecently{90};  // a period that test persons ought to have data in
constexpr const char* kLefiRoot = "/lefi-extern-formansinformation";

[[noreturn]] void broken(std::string what) {
  throw ErrorException(fail(Errc::invalid, std::move(what)));
}

[[noreturn]] void matches_nothing(const Alteration& alteration) {
  broken("the alteration at " + alteration.at + " matches nothing");
}

/// The kommun in whose name the bench asks.
contract::Kommun asker(const Setting& setting) {
  const auto* known = setting.environment.organisations().kommun(std::string_view(kAsker));
  if (known == nullptr) broken(std::string("no kommun is called ") + kAsker);
  contract::Kommun kommun = *known;
  if (setting.outside != nullptr && setting.outside->on_behalf_of) {
    const auto& other = *setting.outside->on_behalf_of;
    kommun.organisationsnummer = other.organisation;
    kommun.namn = other.name;
    kommun.aktorsid = other.aktorsid;
  }
  return kommun;
}

void replace_everywhere(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string altered_xml(const std::string& soap, const std::vector<Alteration>& alterations) {
  auto document = xml::Document::parse(soap).value();
  for (const auto& alteration : alterations) {
    const auto& ns = evidence::namespaces();
    using Kind = Alteration::Kind;
    const auto changed =
        alteration.kind == Kind::set      ? document.set_text(alteration.at, ns, alteration.value)
        : alteration.kind == Kind::remove ? document.remove(alteration.at, ns)
                                          : document.insert(alteration.at, ns, alteration.value);
    if (changed.value() == 0) matches_nothing(alteration);
  }
  return document.serialize();
}

using Json = nlohmann::ordered_json;

/// Where a JSON pointer leads; the scenario's fault when that is nowhere.
Json& at_pointer(Json& root, const Alteration& alteration, const std::string& pointer) {
  try {
    return root.at(Json::json_pointer(pointer));
  } catch (const Json::exception&) {
    matches_nothing(alteration);
  }
}

/// JSON when it can be read as that, else the text itself.
Json value_of(const std::string& text) {
  auto parsed = Json::parse(text, nullptr, false);
  return parsed.is_discarded() ? Json(text) : parsed;
}

void alter(Json& root, const Alteration& alteration) {
  using Kind = Alteration::Kind;
  if (alteration.kind == Kind::remove) {
    const auto slash = alteration.at.rfind('/');
    if (slash == std::string::npos) broken(alteration.at + " is no JSON pointer to a member");
    Json& parent = at_pointer(root, alteration, alteration.at.substr(0, slash));
    if (!parent.is_object() || parent.erase(alteration.at.substr(slash + 1)) == 0)
      matches_nothing(alteration);
    return;
  }
  Json& place = at_pointer(root, alteration, alteration.at);
  if (alteration.kind == Kind::insert) {
    const Json added = value_of(alteration.value);
    if (place.is_array()) {
      place.push_back(added);
    } else if (place.is_object() && added.is_object()) {
      place.update(added);
    } else {
      broken("nothing can be inserted at " + alteration.at);
    }
    return;
  }
  // A text stays a text: a personal number is not to become a number.
  place = place.is_string() ? Json(alteration.value) : value_of(alteration.value);
}

std::string altered_json(const std::string& text, const std::vector<Alteration>& alterations) {
  Json root = Json::parse(text);
  for (const auto& alteration : alterations) alter(root, alteration);
  return root.dump();
}

std::string altered(Source source, const std::string& body,
                    const std::vector<Alteration>& alterations) {
  if (alterations.empty()) return body;
  return source == Source::fk ? altered_json(body, alterations) : altered_xml(body, alterations);
}

void apply(const scenario::HttpOverride& http, http::Request& request) {
  if (http.method) request.method = *http.method;
  if (http.target) request.target = *http.target;
  if (http.content_type) request.fields.set("Content-Type", *http.content_type);
}

Bilingual nobody_in(const std::string& slot, bool from_plan) {
  const auto* known = scenario::find_slot(slot);
  const Bilingual meaning = known == nullptr ? Bilingual{slot, slot} : known->meaning;
  if (!from_plan) {
    return {
        fmt::format("Bland testpersonerna finns ingen som är {} ({}) för källan.", slot,
                    meaning.sv),
        fmt::format("Nobody among the test persons is {} ({}) to the source.", slot, meaning.en)};
  }
  const std::string named = slot == "felaktig" ? "med-uppgifter" : slot;
  return {fmt::format("Planen namnger ingen person som är {} ({}), så frågan ställdes inte. Lägg "
                      "till en person som {} i planen.",
                      slot, meaning.sv, named),
          fmt::format("The plan names no person who is {} ({}), so the question was not asked. Add "
                      "a person as {} to the plan.",
                      slot, meaning.en, named)};
}

/// Whether all of the source's question is public.
bool is_public(Source source) {
  return source != Source::csn && source != Source::skv;
}

/// Whether the source's contract says which days a question is about.
bool carries_period(Source source) {
  return source == Source::af || source == Source::csn || source == Source::fk ||
         source == Source::so;
}

}  // namespace

SourcePlayer::SourcePlayer(const Setting& setting, evidence::Recorder& recorder, SourcePlace place)
    : setting_(setting), recorder_(recorder), place_(std::move(place)), builder_(asker(setting)) {}

SourcePlayer::~SourcePlayer() = default;

contract::Period SourcePlayer::period() const {
  if (setting_.outside == nullptr) return default_period();
  if (setting_.outside->period) return *setting_.outside->period;
  const auto today = std::chrono::floor<std::chrono::days>(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(
          setting_.seams.clock.wall_now()));
  return {std::chrono::year_month_day(today - kRecently), std::chrono::year_month_day(today)};
}

contract::Period SourcePlayer::period_for(const scenario::AskSourceStep& step) const {
  auto all = period();
  if (!step.later_half) return all;
  const std::chrono::sys_days from(all.from);
  const std::chrono::sys_days tom(all.tom);
  return {std::chrono::year_month_day(from + (tom - from) / 2), all.tom};
}

std::size_t SourcePlayer::note(SourceQuestion question) {
  question.id = "s" + std::to_string(questions_.size() + 1);
  question.source = place_.source;
  question.started = question.finished = recorder_.elapsed();
  questions_.push_back(std::move(question));
  return questions_.size() - 1;
}

void SourcePlayer::note_not_asked(SourceQuestion question, Bilingual why) {
  question.not_asked = std::move(why);
  note(std::move(question));
}

std::optional<Bilingual> SourcePlayer::beyond_limits(const scenario::AskSourceStep& step) const {
  if (setting_.outside == nullptr) return std::nullopt;
  const auto& limits = setting_.outside->limits;
  if (step.at_once && step.times > limits.at_once_max) {
    return Bilingual{
        fmt::format("Planen tillåter högst {} frågor samtidigt och scenariot ställer {}, så de "
                    "ställdes inte.",
                    limits.at_once_max, step.times),
        fmt::format("The plan allows {} questions at a time and the scenario asks {}, so they were "
                    "not asked.",
                    limits.at_once_max, step.times)};
  }
  if (step.per_second && *step.per_second > limits.per_second_max) {
    return Bilingual{
        fmt::format("Planen tillåter högst {} frågor i sekunden och scenariot ställer {}, så de "
                    "ställdes inte.",
                    limits.per_second_max, *step.per_second),
        fmt::format("The plan allows {} questions a second and the scenario asks {}, so they were "
                    "not asked.",
                    limits.per_second_max, *step.per_second)};
  }
  return std::nullopt;
}

// For a party from outside the bench can make what nobody is to trust; the rest must be the plan's.
std::optional<Bilingual> SourcePlayer::lacks_certificate(const std::string& name) const {
  if (setting_.outside == nullptr || name == "own" || name == "none" || name == "unknown-ca" ||
      name == "self-signed" || setting_.outside->certificates.others.contains(name)) {
    return std::nullopt;
  }
  return Bilingual{
      fmt::format("Planen har inget certifikat som är {}, så frågan ställdes inte. Lägg till ett i "
                  "planen.",
                  name),
      fmt::format("The plan has no certificate that is {}, so the question was not asked. Add one "
                  "to the plan.",
                  name)};
}

std::optional<crypto::Credentials> SourcePlayer::certificate(const std::string& name) const {
  if (name == "none") return std::nullopt;
  if (setting_.outside == nullptr) return setting_.pki.towards_sources(name);
  const auto& certificates = setting_.outside->certificates;
  if (name == "own") return certificates.ours;
  const auto found = certificates.others.find(name);
  if (found != certificates.others.end()) return found->second;
  return setting_.pki.towards_sources(name);
}

net::ClientTls SourcePlayer::client_tls(const std::string& name, const std::string& tls) const {
  net::ClientTls settings;
  settings.credentials = certificate(name);
  settings.server_ca_pem = setting_.outside == nullptr ? setting_.pki.ca_pem()
                                                       : setting_.outside->certificates.trust_pem;
  settings.server_name = place_.server_name;
  if (tls == "1.2") settings.highest = net::TlsVersion::tls1_2;
  if (tls == "1.3") settings.lowest = net::TlsVersion::tls1_3;
  return settings;
}

kommun::Transport& SourcePlayer::transport(const std::string& name, const std::string& tls) {
  auto& transport = transports_[name + " " + tls];
  if (!transport) {
    auto settings = client_tls(name, tls);
    if (setting_.seams.world == evidence::World::live) {
      transport = std::make_unique<kommun::CurlTransport>(place_.endpoint, std::move(settings));
    } else {
      transport = std::make_unique<kommun::StreamTransport>(
          setting_.seams.network, setting_.seams.clock, place_.endpoint, std::move(settings));
    }
  }
  return *transport;
}

void SourcePlayer::retarget(http::Request& request) const {
  if (place_.target.empty()) return;
  const std::string ours =
      place_.source == Source::fk ? kLefiRoot : wire::source_path(place_.source);
  if (request.target.starts_with(ours)) request.target.replace(0, ours.size(), place_.target);
}

void SourcePlayer::fill_inner(http::Request& request, const contract::PersonIdentity& person,
                              const contract::Period& period) const {
  if (setting_.outside == nullptr || !setting_.outside->inner_question) return;
  std::string inner = *setting_.outside->inner_question;
  replace_everywhere(inner, "{twelve}", person.digits());
  replace_everywhere(inner, "{century}", person.century());
  replace_everywhere(inner, "{ten}", person.ten_digits());
  replace_everywhere(inner, "{from}", contract::to_string(period.from));
  replace_everywhere(inner, "{tom}", contract::to_string(period.tom));
  const auto& ns = evidence::namespaces();
  auto document = xml::Document::parse(request.body).value();
  if (place_.source == Source::skv) {
    document.set_text("//forfragan", ns, inner).value();
  } else if (place_.source == Source::csn) {
    document.remove("//csn:SBNUppgEkBistandBegar/node()", ns).value();
    document.insert("//csn:SBNUppgEkBistandBegar", ns, inner).value();
  }
  request.body = document.serialize();
}

std::optional<SourcePlayer::Prepared> SourcePlayer::prepare_right(SourceQuestion question,
                                                                  const contract::Period& period) {
  auto person = person_in(question.slot, place_.source, setting_.environment, setting_.outside);
  if (!person) {
    Bilingual why = nobody_in(question.slot, setting_.outside != nullptr);
    note_not_asked(std::move(question), std::move(why));
    return std::nullopt;
  }
  kommun::Wish wish;
  wish.person = person->identity;
  wish.period = period;
  wish.sources = {place_.source};
  auto built = builder_.build(wish);
  if (!person->case_id.empty()) built.general.arendeidentitet = person->case_id;
  question.person = person->digits;
  question.case_id = built.general.arendeidentitet;
  question.handlaggare = built.general.ingivare.handlaggare;
  question.assumed_form =
      setting_.outside != nullptr && !setting_.outside->inner_question && !is_public(place_.source);
  if (carries_period(place_.source)) question.period = period;
  auto request = wire::encode_source_request(place_.source, built);
  if (!request) {
    note_not_asked(std::move(question),
                   {"Källans kontrakt kan inte bära frågan: " + request.error().detail,
                    "The source's contract cannot carry the question: " + request.error().detail});
    return std::nullopt;
  }
  fill_inner(*request, person->identity, period);
  if (person->digits != person->identity.digits()) {
    replace_everywhere(request->body, person->identity.ten_digits(),
                       std::string_view(person->digits).substr(2));
  }
  return Prepared{note(std::move(question)), std::move(*request)};
}

std::optional<SourcePlayer::Prepared> SourcePlayer::prepare(const scenario::AskSourceStep& step,
                                                            std::size_t turn) {
  SourceQuestion question;
  question.step = step.id;
  question.certificate = step.certificate;
  question.slot = step.persons[turn % step.persons.size()];
  question.kind = step.alterations.empty() && !step.http.method && !step.http.target &&
                          question.slot != "felaktig"
                      ? SourceAsking::question
                      : SourceAsking::altered;
  auto prepared = prepare_right(std::move(question), period_for(step));
  if (!prepared) return std::nullopt;
  auto& request = prepared->request;
  request.body = altered(place_.source, request.body, step.alterations);
  apply(step.http, request);
  retarget(request);
  return prepared;
}

net::awaitable<void> SourcePlayer::exchange(std::size_t asked, std::string certificate,
                                            std::string tls, http::Request request) {
  evidence::ExchangeStart start;
  start.leg = evidence::Leg::source;
  start.party = std::string(contract::code(place_.source));
  start.source = place_.source;
  start.question = questions_[asked].id;
  const std::size_t ticket = recorder_.begin(std::move(start), request);
  questions_[asked].exchange = recorder_.id(ticket);
  questions_[asked].started = recorder_.elapsed();
  auto response = co_await transport(certificate, tls).send(std::move(request));
  questions_[asked].finished = recorder_.elapsed();
  recorder_.finish(ticket, response);
  if (!response) questions_[asked].failure = response.error();
}

net::awaitable<void> SourcePlayer::ask_after(const scenario::AskSourceStep& step, std::size_t asked,
                                             http::Request request, time::TimePoint when) {
  co_await setting_.seams.clock.sleep_until(when);
  co_await exchange(asked, step.certificate, step.tls, std::move(request));
}

net::awaitable<void> SourcePlayer::play_ask(const scenario::AskSourceStep& step) {
  auto hindrance = beyond_limits(step);
  if (!hindrance) hindrance = lacks_certificate(step.certificate);
  if (hindrance) {
    SourceQuestion question;
    question.step = step.id;
    question.certificate = step.certificate;
    question.slot = step.persons.front();
    note_not_asked(std::move(question), *std::move(hindrance));
    co_return;
  }
  if (!step.per_second && !step.at_once) {
    for (std::size_t i = 0; i < step.times; ++i) {
      auto prepared = prepare(step, i);
      if (!prepared) continue;
      co_await exchange(prepared->asked, step.certificate, step.tls, std::move(prepared->request));
    }
    co_return;
  }
  const auto gap = step.at_once ? time::Duration{}
                                : std::chrono::duration_cast<time::Duration>(
                                      std::chrono::duration<double>(1.0 / *step.per_second));
  const time::TimePoint begin = setting_.seams.clock.now();
  auto body = [this, &step, gap, begin](net::TaskGroup& group) -> net::awaitable<void> {
    for (std::size_t i = 0; i < step.times; ++i) {
      auto prepared = prepare(step, i);
      if (!prepared) continue;
      group.spawn(ask_after(step, prepared->asked, std::move(prepared->request),
                            begin + gap * static_cast<std::int64_t>(i)));
    }
    co_return;
  };
  co_await net::with_task_group(body);
}

net::awaitable<void> SourcePlayer::play_test(const scenario::TestSourceStep& step) {
  SourceQuestion question;
  question.step = step.id;
  question.kind = SourceAsking::test;
  question.certificate = step.certificate;
  if (auto hindrance = lacks_certificate(step.certificate)) {
    note_not_asked(std::move(question), *std::move(hindrance));
    co_return;
  }
  const auto& kommun = builder_.kommun();
  wire::PingCaller caller;
  caller.organisation = kommun.organisationsnummer;
  caller.namn = kommun.namn;
  caller.aktorsid = kommun.aktorsid;
  caller.day = default_period().from;
  http::Request request = wire::encode_source_ping(place_.source, caller);
  retarget(request);
  const std::size_t asked = note(std::move(question));
  co_await exchange(asked, step.certificate, "", std::move(request));
}

net::awaitable<void> SourcePlayer::play_send(const scenario::SendSourceStep& step) {
  const Abuse* abuse = find_abuse(step.what);
  if (abuse == nullptr) broken("nothing is known of sending " + step.what);
  SourceQuestion question;
  question.step = step.id;
  question.kind = SourceAsking::raw;
  question.certificate = "own";
  question.slot = step.person;
  question.connections = step.connections;
  if (setting_.outside != nullptr && step.connections > setting_.outside->limits.at_once_max) {
    note_not_asked(std::move(question), {"Planen tillåter inte så många anslutningar på en gång.",
                                         "The plan does not allow so many connections at once."});
    co_return;
  }
  auto prepared = prepare_right(std::move(question), period());
  if (!prepared) co_return;
  retarget(prepared->request);
  if (abuse->spoil) {
    co_await exchange(prepared->asked, "own", "", abuse->spoil(std::move(prepared->request)));
    co_return;
  }
  co_await send_bytes(step, prepared->asked, std::move(prepared->request));
}

net::awaitable<void> SourcePlayer::send_bytes(const scenario::SendSourceStep& step,
                                              std::size_t asked, http::Request right) {
  const Abuse& abuse = *find_abuse(step.what);
  const std::string bytes = http::serialize(right, place_.server_name);
  evidence::ExchangeStart start;
  start.leg = evidence::Leg::source;
  start.party = std::string(contract::code(place_.source));
  start.source = place_.source;
  start.question = questions_[asked].id;
  http::Request witnessed{.method = "RAW", .target = "/", .fields = {}, .body = abuse.bytes(bytes)};
  const std::size_t ticket = recorder_.begin(std::move(start), witnessed);
  questions_[asked].exchange = recorder_.id(ticket);
  questions_[asked].started = recorder_.elapsed();
  auto tls = client_tls("own", "");
  auto ends = co_await abuse_connections(abuse, setting_.seams.network, setting_.seams.clock,
                                         place_.endpoint, std::move(tls), bytes, step.connections);
  questions_[asked].ended_by_peer = ends.ended_by_peer;
  questions_[asked].finished = recorder_.elapsed();
  const auto response = as_response(ends.received);
  recorder_.finish(ticket, response);
}

net::awaitable<void> SourcePlayer::play_together(const scenario::TogetherStep& step) {
  auto body = [this, &step](net::TaskGroup& group) -> net::awaitable<void> {
    for (const auto& each : step.steps) group.spawn(play_step(each));
    co_return;
  };
  co_await net::with_task_group(body);
}

net::awaitable<void> SourcePlayer::play_step(const scenario::Step& step) {
  if (const auto* ask = std::get_if<scenario::AskSourceStep>(&step)) co_await play_ask(*ask);
  if (const auto* test = std::get_if<scenario::TestSourceStep>(&step)) co_await play_test(*test);
  if (const auto* send = std::get_if<scenario::SendSourceStep>(&step)) co_await play_send(*send);
  if (const auto* pause = std::get_if<scenario::PauseStep>(&step))
    co_await time::sleep_for(setting_.seams.clock, pause->length);
  if (const auto* together = std::get_if<scenario::TogetherStep>(&step))
    co_await play_together(*together);
}

net::awaitable<void> SourcePlayer::play(const std::vector<scenario::Step>& steps) {
  for (const auto& step : steps) co_await play_step(step);
}

}  // namespace provbank::world
