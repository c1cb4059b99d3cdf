#include "harness/world/player.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "harness/evidence/reading.hpp"
#include "harness/world/abuse.hpp"
#include "harness/world/crowd.hpp"
#include "harness/world/rewriting.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/http/parser.hpp"
#include "platform/net/task_group.hpp"
#include "platform/xml/document.hpp"
#include "reference-impl/kommun/client.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::world {
namespace {

using namespace std::chrono_literals;
using evidence::AskedQuestion;

constexpr const char* kDefaultFrom = "2025-12-01";
constexpr const char* kDefaultTom = "2026-02-28";

[[noreturn]] void broken(std::string what) {
  throw ErrorException(fail(Errc::invalid, std::move(what)));
}

// The period as the step wants it. One that ends before it begins goes in by alteration instead.
contract::Period period_of(const scenario::AskStep& step) {
  return contract::Period::parse(step.from.value_or(kDefaultFrom), step.tom.value_or(kDefaultTom))
      .value();
}

std::string lefi_without_groups(const contract::PersonIdentity& person,
                                const contract::Period& period) {
  return nlohmann::ordered_json{
      {"personnummer", person.digits()},
      {"period",
       {{"from", contract::to_string(period.from)}, {"tom", contract::to_string(period.tom)}}}}
      .dump();
}

std::string altered(const std::string& soap, const std::vector<scenario::Alteration>& alterations) {
  if (alterations.empty()) return soap;
  auto document = xml::Document::parse(soap).value();
  for (const auto& alteration : alterations) {
    const auto& ns = evidence::namespaces();
    using Kind = scenario::Alteration::Kind;
    const auto changed =
        alteration.kind == Kind::set      ? document.set_text(alteration.at, ns, alteration.value)
        : alteration.kind == Kind::remove ? document.remove(alteration.at, ns)
                                          : document.insert(alteration.at, ns, alteration.value);
    if (changed.value() == 0) broken("the alteration at " + alteration.at + " matches nothing");
  }
  return document.serialize();
}

void apply(const scenario::HttpOverride& http, http::Request& request) {
  if (http.method) request.method = *http.method;
  if (http.target) request.target = *http.target;
  if (http.content_type) request.fields.set("Content-Type", *http.content_type);
}

/// What HTTP itself is about goes through the HTTP door.
scenario::Door door_of(const scenario::AskStep& step, scenario::Door door) {
  const bool of_http = step.http.method || step.http.target || step.http.content_type;
  return of_http ? scenario::Door::http : door;
}

}  // namespace

contract::Period default_period() {
  return contract::Period::parse(kDefaultFrom, kDefaultTom).value();
}

net::ClientTls client_tls(const TestPki& pki, const std::string& kommun,
                          const std::string& certificate, const std::string& tls) {
  net::ClientTls settings;
  settings.credentials = pki.client(kommun, certificate);
  settings.server_ca_pem = pki.ca_pem();
  settings.server_name = kDriftspartName;
  if (tls == "1.2") settings.highest = net::TlsVersion::tls1_2;
  if (tls == "1.3") settings.lowest = net::TlsVersion::tls1_3;
  return settings;
}

Player::Player(Seams seams, const Environment& environment, const TestPki& pki,
               evidence::Recorder& recorder, ServicePlace service)
    : seams_(seams),
      environment_(environment),
      pki_(pki),
      recorder_(recorder),
      service_(std::move(service)) {}

Player::~Player() = default;

const bastjanst::Person& Player::person(const std::string& id) const {
  const auto* found = environment_.fixtures->person(std::string_view(id));
  if (found == nullptr) broken("no fixture is called " + id);
  return *found;
}

const contract::Kommun& Player::kommun(const std::string& id) const {
  const auto* found = environment_.organisations().kommun(std::string_view(id));
  if (found == nullptr) broken("no kommun is called " + id);
  return *found;
}

void Player::use(contract::Calendar calendar, chance::Rng rng, scenario::Door door,
                 kommun::ShsIdentity towards) {
  door_ = door;
  ShsPost::Ground ground{.clock = seams_.clock,
                         .recorder = recorder_,
                         .calendar = std::move(calendar),
                         .rng = rng,
                         .towards = std::move(towards),
                         .reach = [this](const std::string& who, const std::string& certificate)
                             -> kommun::Transport& { return transport(who, certificate, ""); }};
  post_.emplace(std::move(ground));
}

ShsPost& Player::post() {
  if (!post_) broken("this role has no SHS door");
  return *post_;
}

std::vector<evidence::ShsAct> Player::take_shs_acts() {
  return post_ ? post_->take_acts() : std::vector<evidence::ShsAct>{};
}

std::optional<evidence::ShsPlace> Player::shs_place() const {
  if (!post_) return std::nullopt;
  return post_->place();
}

/// Whoever shows the certificate sends: a label that said otherwise would not get past the node,
/// and what is asked here is what the service says of it.
kommun::ShsIdentity Player::sender(const std::string& kommun, const std::string& certificate) {
  auto who = post().identity(this->kommun(kommun));
  const auto shown = pki_.client(kommun, certificate);
  const auto read = shown ? crypto::parse_certificate(shown->certificate_pem)
                          : Result<crypto::Certificate>(fail(Errc::not_found, "none"));
  if (read && !read->organisation_number.empty()) who.from = read->organisation_number;
  return who;
}

kommun::Transport& Player::through_shs(const std::string& kommun, const std::string& certificate,
                                       const std::string& tls) {
  const std::string key = kommun + " " + certificate + " " + tls;
  auto& made = through_shs_[key];
  if (!made) {
    using Mode = kommun::ShsTransport::Mode;
    auto under = witnessed_shs(transport(kommun, certificate, tls), kommun, recorder_);
    made = std::make_unique<kommun::ShsTransport>(
        std::move(under), seams_.clock, post().calendar(), post().rng_of(key),
        sender(kommun, certificate), door_ == scenario::Door::shs ? Mode::synch : Mode::asynch);
  }
  return *made;
}

kommun::QuestionBuilder& Player::builder(const std::string& kommun) {
  const auto* found = environment_.organisations().kommun(std::string_view(kommun));
  if (found == nullptr) broken("no kommun is called " + kommun);
  return builders_.try_emplace(kommun, *found, first_case_).first->second;
}

net::ClientTls Player::tls_towards_service(const std::string& kommun,
                                           const std::string& certificate,
                                           const std::string& tls) const {
  auto settings = client_tls(pki_, kommun, certificate, tls);
  settings.server_name = service_.server_name;
  if (!service_.trust_pem.empty()) settings.server_ca_pem = service_.trust_pem;
  return settings;
}

kommun::Transport& Player::transport(const std::string& kommun, const std::string& certificate,
                                     const std::string& tls) {
  auto& transport = transports_[kommun + " " + certificate + " " + tls];
  if (!transport) {
    auto settings = tls_towards_service(kommun, certificate, tls);
    if (seams_.world == evidence::World::live) {
      transport = std::make_unique<kommun::CurlTransport>(service_.endpoint, std::move(settings));
    } else {
      transport = std::make_unique<kommun::StreamTransport>(seams_.network, seams_.clock,
                                                            service_.endpoint, std::move(settings));
    }
  }
  return *transport;
}

std::size_t Player::note(AskedQuestion question) {
  question.id = "q" + std::to_string(questions_.size() + 1);
  question.started = question.finished = recorder_.elapsed();
  questions_.push_back(std::move(question));
  return questions_.size() - 1;
}

std::pair<std::size_t, http::Request> Player::prepare(const scenario::AskStep& step) {
  auto& builder = this->builder(step.kommun);
  AskedQuestion asked;
  asked.step = step.id;
  asked.kommun = step.kommun;
  asked.certificate = step.certificate;
  asked.persons = step.persons;
  asked.sources = step.sources;
  for (const auto& id : step.persons) asked.identities.push_back(person(id).identity);

  kommun::Wish wish;
  wish.person = asked.identities.front();
  wish.period = period_of(step);
  wish.sources = step.sources;
  wish.fragan_skall_inkluderas = step.echo;
  wish.lefi_version = step.lefi_version;
  if (step.correlate) wish.frage_tidpunkt = time::to_iso8601(seams_.clock.wall_now());
  auto questions = builder.build_many(wish, asked.identities);
  for (auto& question : questions) {
    if (!step.correlate) question.general.korrelationsid.reset();
    for (const auto& own : step.periods) {
      question.asked[own.source].period = contract::Period::parse(own.from, own.tom).value();
    }
    const auto fk = question.asked.find(contract::Source::fk);
    if (fk != question.asked.end() && fk->second.lefi) {
      if (step.lefi_person) {
        fk->second.lefi->json =
            kommun::lefi_question(person(*step.lefi_person).identity, wish.period);
      }
      if (step.lefi_empty) {
        fk->second.lefi->json = lefi_without_groups(question.general.person, wish.period);
      }
    }
    if (step.certificate == "leverantor" || step.certificate == "foreign-leverantor") {
      for (const auto& provider : environment_.organisations().leverantorer) {
        if (provider.foretrader.contains(step.kommun) == (step.certificate == "leverantor")) {
          question.general.personuppgiftsbitraden.push_back(
              {1, provider.organisationsnummer, provider.namn});
          break;
        }
      }
    }
  }
  asked.handlaggare = questions.front().general.ingivare.handlaggare;
  asked.case_id = questions.front().general.arendeidentitet;
  for (const auto& question : questions) {
    if (question.general.korrelationsid)
      asked.correlation_ids.push_back(*question.general.korrelationsid);
  }
  asked.kind = !step.alterations.empty() ? evidence::Ask::altered
               : questions.size() > 1    ? evidence::Ask::several
                                         : evidence::Ask::question;
  const std::string soap = questions.size() > 1 ? wire::encode_flera_question(questions)
                                                : wire::encode_question(questions.front());
  http::Request request = kommun::make_request(
      rewritten(altered(soap, step.alterations), step.rewrites), service_.target);
  apply(step.http, request);
  return {note(std::move(asked)), std::move(request)};
}

net::awaitable<void> Player::exchange(std::size_t asked, std::string certificate, std::string tls,
                                      http::Request request, scenario::Door door) {
  const std::string kommun = questions_[asked].kommun;
  evidence::ExchangeStart start;
  start.leg = evidence::Leg::kommun;
  start.party = kommun;
  start.question = questions_[asked].id;
  const std::size_t ticket = recorder_.begin(std::move(start), request);
  questions_[asked].exchange = recorder_.id(ticket);
  questions_[asked].started = recorder_.elapsed();
  auto& way = door == scenario::Door::http ? transport(kommun, certificate, tls)
                                           : through_shs(kommun, certificate, tls);
  auto response = co_await way.send(std::move(request));
  questions_[asked].finished = recorder_.elapsed();
  recorder_.finish(ticket, response);
  if (!response) questions_[asked].failure = response.error();
}

net::awaitable<void> Player::ask_after(const scenario::AskStep& step, std::size_t asked,
                                       http::Request request, time::TimePoint when) {
  co_await seams_.clock.sleep_until(when);
  co_await exchange(asked, step.certificate, step.tls, std::move(request), door_of(step, door_));
}

net::awaitable<void> Player::play_ask(const scenario::AskStep& step) {
  if (!step.per_second && !step.at_once) {
    for (std::size_t i = 0; i < step.times; ++i) {
      auto [asked, request] = prepare(step);
      co_await exchange(asked, step.certificate, step.tls, std::move(request),
                        door_of(step, door_));
    }
    co_return;
  }
  const auto gap = step.at_once ? time::Duration{}
                                : std::chrono::duration_cast<time::Duration>(
                                      std::chrono::duration<double>(1.0 / *step.per_second));
  const time::TimePoint begin = seams_.clock.now();
  auto body = [this, &step, gap, begin](net::TaskGroup& group) -> net::awaitable<void> {
    for (std::size_t i = 0; i < step.times; ++i) {
      auto [asked, request] = prepare(step);
      group.spawn(
          ask_after(step, asked, std::move(request), begin + gap * static_cast<std::int64_t>(i)));
    }
    co_return;
  };
  co_await net::with_task_group(body);
}

generate::CaseSet Player::question_cases(const scenario::AskGeneratedStep& step) {
  kommun::Wish wish;
  wish.person = person(step.person).identity;
  wish.period = default_period();
  wish.sources = step.sources;
  const auto question = builder(step.kommun).build(wish);
  const auto soap = xml::Document::parse(wire::encode_question(question)).value();
  generate::Example example;
  example.document =
      soap.subtree("//ssbt:hamtaBastjanstInformation", evidence::namespaces()).value();
  // What the ordinary question has not, and the service looks closer at than the schema does.
  example.values["organisationsnummer"] = question.general.ingivare.organisationsnummer.wire();
  example.values["aktorsid"] =
      environment_.organisations().kommun(std::string_view(step.kommun))->aktorsid;
  example.values["version"] = "v9";
  // A question to Försäkringskassan says what is asked; the schema lets it be left out because
  // nothing is asked when the source is not included.
  example.keep = {"fraga"};
  example.values["lefiJsonFraga"] = crypto::base64(kommun::lefi_question(wish.person, wish.period));
  auto set = generate::generate(environment_.data_dir, generate::question_schema(), example);
  if (!set) throw ErrorException(set.error());
  return std::move(*set);
}

// Not oftener than the agreement's volume: what is refused for coming too often says nothing about
// the document.
time::Duration Player::made_gap() const {
  return std::chrono::duration_cast<time::Duration>(
      std::chrono::duration<double>(1.0 / environment_.levels.questions_per_second));
}

namespace {

/// The cases to send, in their order; of pairs the valid one first, once.
std::vector<const generate::Case*> wanted(const generate::CaseSet& set,
                                          const scenario::AskGeneratedStep& step,
                                          std::uint64_t turn) {
  using Cases = scenario::AskGeneratedStep::Cases;
  auto cases = generate::chosen(set, step.cases == Cases::valid, step.most, turn);
  if (step.cases != Cases::pairs) return cases;
  std::vector<const generate::Case*> out;
  std::set<std::string_view> sent;
  for (const auto* invalid : cases) {
    const auto* twin = set.find(invalid->twin);
    if (twin != nullptr && sent.insert(twin->id).second) out.push_back(twin);
    out.push_back(invalid);
  }
  return out;
}

}  // namespace

net::awaitable<void> Player::play_generated_questions(const scenario::AskGeneratedStep& step) {
  const auto set = question_cases(step);
  time::TimePoint next = seams_.clock.now();
  for (const auto* made : wanted(set, step, turn_)) {
    AskedQuestion asked;
    asked.step = step.id;
    asked.kind = evidence::Ask::altered;
    asked.kommun = step.kommun;
    asked.certificate = "own";
    asked.persons = {step.person};
    asked.identities = {person(step.person).identity};
    asked.sources = step.sources;
    const std::size_t index = note(std::move(asked));
    co_await seams_.clock.sleep_until(next);
    next = seams_.clock.now() + made_gap();
    auto request = kommun::make_request(in_envelope(made->document), service_.target);
    co_await exchange(index, "own", "", std::move(request), door_);
    generated_.emplace(questions_[index].exchange, described(*made));
  }
}

net::awaitable<void> Player::play_generated_answers(const scenario::AskGeneratedStep& step) {
  constexpr int kQuestionsInVainMax = 3;  // an aggregator that never asks the source ends the step
  scenario::AskStep ask;
  ask.id = step.id;
  ask.kommun = step.kommun;
  ask.persons = {step.person};
  ask.sources = step.sources;
  answers_->begin(*step.answers_of, person(step.person).identity,
                  step.cases == scenario::AskGeneratedStep::Cases::valid, step.most);
  for (int in_vain = 0; answers_->more() && in_vain < kQuestionsInVainMax;) {
    const std::size_t before = answers_->served();
    const time::TimePoint next = seams_.clock.now() + made_gap();
    auto [asked, request] = prepare(ask);
    co_await exchange(asked, "own", "", std::move(request), door_);
    in_vain = answers_->served() > before ? 0 : in_vain + 1;
    co_await seams_.clock.sleep_until(next);
  }
  answers_->end();
}

net::awaitable<void> Player::play_generated(const scenario::AskGeneratedStep& step) {
  if (answers_ == nullptr) broken("this role has no steps with made documents");
  if (step.answers_of) {
    co_await play_generated_answers(step);
  } else {
    co_await play_generated_questions(step);
  }
}

net::awaitable<void> Player::play_crowd(const scenario::AskCrowdStep& step) {
  scenario::AskStep one;
  one.id = step.id;
  one.kommun = step.kommun;
  one.sources = step.sources;
  const auto gap = step.at_once ? time::Duration{}
                                : std::chrono::duration_cast<time::Duration>(
                                      std::chrono::duration<double>(1.0 / *step.per_second));
  const time::TimePoint begin = seams_.clock.now();
  auto body = [this, &step, &one, gap, begin](net::TaskGroup& group) -> net::awaitable<void> {
    for (std::size_t i = 0; i < step.size; ++i) {
      one.persons = {crowd_person(i)};
      auto [asked, request] = prepare(one);
      group.spawn(
          ask_after(one, asked, std::move(request), begin + gap * static_cast<std::int64_t>(i)));
    }
    co_return;
  };
  co_await net::with_task_group(body);
}

net::awaitable<void> Player::play_ping(const scenario::PingStep& step) {
  AskedQuestion asked;
  asked.step = step.id;
  asked.kind = evidence::Ask::ping;
  asked.kommun = step.kommun;
  asked.certificate = step.certificate;
  asked.sources = contract::SourceSet::all();
  const std::size_t index = note(std::move(asked));
  http::Request request = kommun::make_request(wire::encode_ping(), service_.target);
  co_await exchange(index, step.certificate, "", std::move(request), door_);
}

std::pair<contract::Question, AskedQuestion> Player::raw_question(const std::string& step,
                                                                  const std::string& kommun,
                                                                  const std::string& about,
                                                                  const std::string& certificate) {
  const auto& who = person(about);
  kommun::Wish wish;
  wish.person = who.identity;
  wish.period = default_period();
  contract::Question question = builder(kommun).build(wish);
  AskedQuestion asked;
  asked.step = step;
  asked.kind = evidence::Ask::raw;
  asked.kommun = kommun;
  asked.certificate = certificate;
  asked.persons = {about};
  asked.identities = {who.identity};
  asked.handlaggare = question.general.ingivare.handlaggare;
  asked.case_id = question.general.arendeidentitet;
  asked.correlation_ids = {question.general.korrelationsid.value_or("")};
  return {std::move(question), std::move(asked)};
}

net::awaitable<void> Player::play_send(const scenario::SendStep& step) {
  const Abuse* abuse = find_abuse(step.what);
  if (abuse == nullptr) broken("nothing is known of sending " + step.what);
  auto [question, asked] = raw_question(step.id, step.kommun, step.person, "own");
  asked.connections = step.connections;
  const std::size_t index = note(std::move(asked));
  http::Request right = kommun::make_request(wire::encode_question(question), service_.target);
  if (abuse->spoil) {
    auto spoilt = abuse->spoil(std::move(right));
    co_await exchange(index, "own", "", std::move(spoilt), scenario::Door::http);
    co_return;
  }
  const std::string bytes = http::serialize(right, service_.server_name);
  evidence::ExchangeStart start;
  start.leg = evidence::Leg::kommun;
  start.party = step.kommun;
  start.question = questions_[index].id;
  http::Request witnessed{
      .method = "RAW", .target = "/", .fields = {}, .body = abuse->bytes(bytes)};
  const std::size_t ticket = recorder_.begin(std::move(start), witnessed);
  questions_[index].exchange = recorder_.id(ticket);
  auto tls = tls_towards_service(step.kommun, "own", "");
  auto ends = co_await abuse_connections(*abuse, seams_.network, seams_.clock, service_.endpoint,
                                         std::move(tls), bytes, step.connections);
  questions_[index].ended_by_peer = ends.ended_by_peer;
  questions_[index].finished = recorder_.elapsed();
  const auto response = as_response(ends.received);
  recorder_.finish(ticket, response);
}

net::awaitable<void> Player::play_shs(const scenario::ShsStep& step) {
  for (std::size_t i = 0; i < step.times; ++i) {
    auto [question, asked] = raw_question(step.id, step.kommun, step.person, step.certificate);
    const std::size_t index = note(std::move(asked));
    auto soap = wire::encode_question(question);
    co_await post().send(step, kommun(step.kommun), std::move(soap));
    questions_[index].finished = recorder_.elapsed();
  }
}

net::awaitable<void> Player::play_mailbox(const scenario::MailboxStep& step) {
  return post().visit(step, kommun(step.kommun));
}

net::awaitable<void> Player::play_together(const scenario::TogetherStep& step) {
  auto body = [this, &step](net::TaskGroup& group) -> net::awaitable<void> {
    for (const auto& each : step.steps) group.spawn(play_step(each));
    co_return;
  };
  co_await net::with_task_group(body);
}

net::awaitable<void> Player::play_step(const scenario::Step& step) {
  if (const auto* ask = std::get_if<scenario::AskStep>(&step)) co_await play_ask(*ask);
  if (const auto* ping = std::get_if<scenario::PingStep>(&step)) co_await play_ping(*ping);
  if (const auto* send = std::get_if<scenario::SendStep>(&step)) co_await play_send(*send);
  if (const auto* shs = std::get_if<scenario::ShsStep>(&step)) co_await play_shs(*shs);
  if (const auto* mailbox = std::get_if<scenario::MailboxStep>(&step))
    co_await play_mailbox(*mailbox);
  if (const auto* pause = std::get_if<scenario::PauseStep>(&step)) {
    co_await time::sleep_for(seams_.clock, pause->length);
  }
  if (std::holds_alternative<scenario::LookStep>(step)) {
    if (!look_) broken("this role has nowhere to look");
    look_();
  }
  if (const auto* made = std::get_if<scenario::AskGeneratedStep>(&step))
    co_await play_generated(*made);
  if (const auto* crowd = std::get_if<scenario::AskCrowdStep>(&step)) co_await play_crowd(*crowd);
  if (const auto* together = std::get_if<scenario::TogetherStep>(&step))
    co_await play_together(*together);
}

net::awaitable<void> Player::play(const std::vector<scenario::Step>& steps) {
  for (const auto& step : steps) co_await play_step(step);
}

}  // namespace provbank::world
