// The role kommun: the aggregator and the sources are the bench's; the kommun's system that asks
// and shows is judged.
#include <fmt/format.h>

#include <algorithm>
#include <list>
#include <set>

#include "harness/certify/desk.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/evidence/recorder.hpp"
#include "harness/evidence/shs_reading.hpp"
#include "harness/world/kommun_answers.hpp"
#include "harness/world/log_observation.hpp"
#include "harness/world/played_shs_door.hpp"
#include "harness/world/player.hpp"
#include "harness/world/reference_parties.hpp"
#include "harness/world/stage.hpp"
#include "platform/net/event.hpp"
#include "platform/net/task_group.hpp"
#include "platform/net/with_timeout.hpp"
#include "reference-impl/aggregator/aggregator.hpp"

namespace provbank::world {
namespace {

using namespace std::chrono_literals;
using evidence::AskedQuestion;
using evidence::Awaited;

const net::Endpoint kAnyFreePort{"127.0.0.1", 0};
/// A question that was already on its way may come so long after the deed was said to be done.
constexpr time::Duration kAfterTheDeed = 5s;

/// One deed under way.
struct Open {
  Awaited awaited;
  const scenario::AwaitStep& step;
  bool came = false;                       // its first question
  bool answered = false;                   // ... and what it was given has left
  bool closed = false;                     // nothing more belongs to it
  std::set<std::string> mails{};           // in which what it was given waits, or waited
  std::set<std::string> unacknowledged{};  // of those, what was fetched
};

/// The party as the aggregator knows its callers: connected, whatever its number is.
contract::Kommun asker_of(const certify::Certification& party,
                          const contract::Organisations& organisations) {
  contract::Kommun kommun;
  if (const auto* known = organisations.kommun(party.organisation)) kommun = *known;
  kommun.id = party.party;
  kommun.namn = party.name;
  kommun.organisationsnummer = party.organisation;
  kommun.ansluten = true;
  if (kommun.aktorsid.empty()) kommun.aktorsid = organisations.kommuner.front().aktorsid;
  return kommun;
}

/// The fixtures with the party's own persons in the places of ours.
Environment environment_for(const Setting& setting) {
  Environment environment = setting.environment;
  if (setting.outside == nullptr) return environment;
  std::map<std::string, contract::PersonIdentity, std::less<>> numbers;
  for (const auto& person : setting.outside->persons) {
    // A name that no fixture has is one that no scenario asks for.
    if (setting.environment.fixtures->person(std::string_view(person.as)) != nullptr)
      numbers[person.as] = person.identity;
  }
  const auto renumbered = std::move(setting.environment.fixtures->renumbered(numbers).value());
  const auto asker = asker_of(*setting.outside, setting.environment.organisations());
  environment.fixtures = std::make_shared<const bastjanst::FixtureStore>(renumbered.with(asker));
  environment.shs_directory = environment.shs_directory->with(
      {.number = asker.organisationsnummer.wire(), .name = asker.namn});
  return environment;
}

class KommunStage final : public Stage {
 public:
  explicit KommunStage(const Setting& setting)
      : setting_(setting),
        environment_(environment_for(setting)),
        recorder_(setting.seams.clock),
        changed_(setting.seams.io.get_executor()),
        shs_door_(setting.seams.io.get_executor(), recorder_, at_shs_door()),
        parties_(setting.seams, environment_, setting.pki, recorder_, setting.rng, options()) {
    if (setting.outside == nullptr) {
      reference_ = std::make_unique<ReferenceKommun>(
          ground_of(setting), ServicePlace{.endpoint = parties_.aggregator()},
          setting.scenario.door.value_or(setting.door), kAnyFreePort, setting.scratch / "kommun",
          setting.decorators);
      party_ = ReferenceKommun::described(reference_->endpoint());
    } else {
      party_ = *setting.outside;
      history_.emplace(party_, mapping_of(party_, setting.environment.logbook));
    }
    if (setting.waiting != nullptr) {
      room_ = std::make_unique<certify::WaitingRoom>(setting.seams.network, setting.seams.clock,
                                                     *setting.waiting);
    }
    desk_ = std::make_unique<certify::Desk>(setting.seams.network, setting.seams.clock, party_,
                                            room_.get());
  }

  net::awaitable<void> perform() override {
    auto body = [this](net::TaskGroup& group) -> net::awaitable<void> {
      group.spawn(parties_.run());
      if (reference_) group.spawn(reference_->run());
      if (room_) group.spawn(room_->run());
      co_await play(setting_.scenario.when);
      shs_door_.close();
      parties_.stop();
      if (reference_) reference_->stop();
      if (room_) room_->stop();
    };
    co_await net::with_task_group(body);
  }

  void hand_over(evidence::Evidence& evidence) override {
    evidence.ended = recorder_.elapsed();
    evidence.exchanges = recorder_.take();
    evidence.questions = std::move(questions_);
    for (auto& open : opens_) evidence.awaited.push_back(std::move(open.awaited));
    evidence.kommun = party_.party;
    evidence.door = to_string(
        setting_.outside != nullptr ? party_.door : setting_.scenario.door.value_or(setting_.door));
    evidence.played = played(setting_.scenario);
    evidence.canaries = all_canaries();
    evidence.log_observable = setting_.outside == nullptr || party_.observed.event_log.has_value();
    if (history_) history_->hand_over(evidence.files, evidence.event_log);
  }

 private:
  PartiesOptions options() {
    PartiesOptions options{.given = setting_.scenario.given,
                           .driftspart_dir = setting_.scratch / "driftspart"};
    if (setting_.outside != nullptr && setting_.outside->aggregator) {
      options.aggregator_host = setting_.outside->aggregator->host;
      options.aggregator_port = setting_.outside->aggregator->port;
      options.also_trusted_pem = setting_.outside->certificates.trust_pem;
    }
    options.decorators = setting_.decorators;
    options.decorators.door = [this](net::HttpHandler service) -> net::HttpHandler {
      service_ = std::move(service);
      return [this](http::Request request, const net::Peer& peer) {
        return at_door(std::move(request), peer);
      };
    };
    options.decorators.configuration = [this](aggregator::AggregatorConfig& config) {
      config.shs->around_service = [this](const shs::LocalService&) { return shs_door_.service(); };
    };
    return options;
  }

  PlayedShsDoor::Bench at_shs_door() {
    return {
        .answer =
            [this](http::Request question, net::Peer peer, std::string mail) {
              return answer_by_shs(std::move(question), std::move(peer), std::move(mail));
            },
        .mail = [this](const std::string& mail, PlayedShsDoor::Mail what) { follow(mail, what); },
        .loses_receipt = [this](const std::string& message) { return loses_receipt(message); }};
  }

  // Whoever's data might be shown must be known, whether they were asked about or not.
  std::vector<evidence::CanaryValue> all_canaries() const {
    std::vector<AskedQuestion> everybody(1);
    for (const auto* person : environment_.fixtures->all())
      everybody.front().persons.push_back(person->id);
    return canaries(environment_, everybody);
  }

  // ---- What comes in

  net::awaitable<http::Response> at_door(http::Request request, const net::Peer& peer) {
    if (PlayedShsDoor::serves(request.target)) {
      co_return co_await shs_door_.handle(std::move(request), peer, service_, party_.party);
    }
    if (request.method != "POST") co_return co_await service_(std::move(request), peer);
    auto given = co_await answer(std::move(request), peer);
    has_left(given.open);
    co_return std::move(given.response);
  }

  /// One question, whichever door it came by, with what it is given.
  struct Given {
    Open* open = nullptr;  // null: it belongs to no deed
    http::Response response;
  };
  net::awaitable<Given> answer(http::Request request, const net::Peer& peer) {
    const std::size_t index = note(request, peer);
    Given given{.open = belongs_to(index), .response = {}};
    evidence::ExchangeStart start;
    start.leg = evidence::Leg::kommun;
    start.party = questions_[index].kommun;
    start.question = questions_[index].id;
    const std::size_t ticket = recorder_.begin(std::move(start), request);
    questions_[index].exchange = recorder_.id(ticket);
    if (given.open != nullptr) {
      given.open->came = true;
      changed_.notify();
      given.open->awaited.questions.push_back(questions_[index].id);
    }
    given.response = co_await answer_to(given.open, std::move(request), peer);
    questions_[index].finished = recorder_.elapsed();
    recorder_.finish(ticket, given.response);
    co_return given;
  }

  void has_left(Open* open) {
    if (open == nullptr || open->answered) return;
    open->answered = true;
    open->awaited.answered = recorder_.elapsed();
    changed_.notify();
  }

  // ---- ... by the SHS door

  net::awaitable<PlayedShsDoor::Answer> answer_by_shs(http::Request question, net::Peer peer,
                                                      std::string mail) {
    auto given = co_await answer(std::move(question), peer);
    const bool waits = !mail.empty() && !given.response.delivery.never;
    if (given.open != nullptr && waits) {
      given.open->mails.insert(std::move(mail));
      changed_.notify();
    } else {
      has_left(given.open);
    }
    PlayedShsDoor::Answer out;
    out.response = std::move(given.response);
    out.told_by_node = given.open != nullptr && given.open->step.answer == "shs-error";
    co_return out;
  }

  void follow(const std::string& mail, PlayedShsDoor::Mail what) {
    using Mail = PlayedShsDoor::Mail;
    for (Open& open : opens_) {
      if (!open.mails.contains(mail)) continue;
      if (what == Mail::fetched) {
        open.unacknowledged.insert(mail);
        has_left(&open);
      } else {
        open.unacknowledged.erase(mail);
        if (what == Mail::returned && !open.closed) open.answered = false;
      }
    }
    changed_.notify();
  }

  bool loses_receipt(const std::string& message) {
    const auto read = evidence::read_shs_message(message, *environment_.schemas);
    for (Open& open : opens_) {
      if (open.closed || open.awaited.receipt_lost || open.step.answer != "lost-receipt") continue;
      const bool about_them = std::ranges::any_of(read.parts, [&](const auto& part) {
        return part.content.find(open.awaited.identity.digits()) != std::string::npos;
      });
      if (!about_them) continue;
      open.awaited.receipt_lost = true;
      return true;
    }
    return false;
  }

  std::size_t note(const http::Request& request, const net::Peer& peer) {
    AskedQuestion asked;
    asked.id = fmt::format("q{}", questions_.size() + 1);
    asked.received = true;
    asked.started = recorder_.elapsed();
    asked.kommun = party_.party;
    if (peer.certificate) asked.certificate = peer.certificate->organisation_number;
    const auto message = xml::Document::parse(request.body);
    const auto read =
        message ? checks::read_questions(*message) : std::vector<checks::QuestionBytes>{};
    asked.kind = read.empty()      ? evidence::Ask::raw
                 : read.size() > 1 ? evidence::Ask::several
                                   : evidence::Ask::question;
    if (message && message->has("//*[starts-with(local-name(), 'testa')]", {}))
      asked.kind = evidence::Ask::ping;
    for (const auto& each : read) {
      if (const auto identity = contract::PersonIdentity::parse(each.person)) {
        asked.identities.push_back(*identity);
        const auto* person = environment_.fixtures->person(*identity);
        asked.persons.push_back(person == nullptr ? "okand" : person->id);
      }
    }
    if (!read.empty()) {
      asked.handlaggare = read.front().handlaggare;
      asked.case_id = read.front().case_id;
      asked.sources = read.front().included;
    }
    questions_.push_back(std::move(asked));
    return questions_.size() - 1;
  }

  // By the person; among several about one person by the case, else the one that waits longest.
  Open* belongs_to(std::size_t index) {
    AskedQuestion& asked = questions_[index];
    Open* found = nullptr;
    for (Open& open : opens_) {
      const bool same =
          !open.closed &&
          std::ranges::find(asked.identities, open.awaited.identity) != asked.identities.end();
      if (!same) continue;
      const bool by_case = !asked.case_id.empty() && asked.case_id == open.awaited.case_id;
      if (found == nullptr || by_case) found = &open;
      if (by_case) break;
    }
    if (found != nullptr) asked.step = found->awaited.step;
    return found;
  }

  net::awaitable<http::Response> answer_to(Open* open, http::Request request,
                                           const net::Peer& peer) {
    static const std::string kNormal = "normal";
    const std::string& how = open == nullptr ? kNormal : open->step.answer;
    http::Response response;
    if (!is_canned(how)) {
      if (how == "wrong-person") {
        const auto& other = other_person(open->awaited);
        open->awaited.about_person = other.id;
        request = about_another(request, other.identity, kommun_of(peer));
      }
      response = co_await service_(std::move(request), peer);
    }
    if (open != nullptr && open->step.delay > time::Duration{})
      co_await time::sleep_for(setting_.seams.clock, open->step.delay);
    co_return spoiled(how, std::move(response));
  }

  const bastjanst::Person& other_person(const Awaited& awaited) const {
    const bastjanst::Person* most = nullptr;
    for (const auto* person : environment_.fixtures->all()) {
      if (person->identity == awaited.identity) continue;
      if (most == nullptr || person->documents.size() > most->documents.size()) most = person;
    }
    return *most;
  }

  const contract::Kommun& kommun_of(const net::Peer& peer) const {
    const auto& organisations = environment_.organisations();
    if (peer.certificate) {
      const auto number =
          contract::OrganisationNumber::parse(peer.certificate->organisation_number);
      if (number) {
        if (const auto* kommun = organisations.kommun(*number)) return *kommun;
      }
    }
    return organisations.kommuner.front();
  }

  // ---- What is played

  net::awaitable<void> play(const std::vector<scenario::Step>& steps) {
    for (const auto& step : steps) co_await play_step(step);
  }

  net::awaitable<void> play_step(const scenario::Step& step) {
    if (const auto* wait = std::get_if<scenario::AwaitStep>(&step)) co_await play_await(*wait);
    if (const auto* pause = std::get_if<scenario::PauseStep>(&step))
      co_await time::sleep_for(setting_.seams.clock, pause->length);
    if (const auto* together = std::get_if<scenario::TogetherStep>(&step)) {
      auto body = [this, together](net::TaskGroup& group) -> net::awaitable<void> {
        for (const auto& each : together->steps) group.spawn(play_step(each));
        co_return;
      };
      co_await net::with_task_group(body);
    }
  }

  Open& begin(const scenario::AwaitStep& step) {
    const auto* person = environment_.fixtures->person(std::string_view(step.person));
    if (person == nullptr)
      throw ErrorException(fail(Errc::invalid, "no fixture is called " + step.person));
    Open& open = opens_.emplace_back(Open{.awaited = {}, .step = step});
    Awaited& awaited = open.awaited;
    awaited.id = fmt::format("a{}", opens_.size());
    awaited.step = step.id;
    awaited.kommun = party_.party;
    awaited.person = step.person;
    awaited.identity = person->identity;
    awaited.case_id = case_for(step.person, opens_.size());
    awaited.sources = step.sources;
    for (const auto& [source, document] : person->documents) {
      if (step.sources.contains(source)) awaited.with_data.insert(source);
    }
    const auto period = default_period();
    awaited.from = step.from.value_or(contract::to_string(period.from));
    awaited.tom = step.tom.value_or(contract::to_string(period.tom));
    awaited.answer = step.answer;
    awaited.delay = step.delay;
    awaited.told = recorder_.elapsed();
    return open;
  }

  // An outsider's own case where the plan names one; else one of ours.
  std::string case_for(const std::string& person, std::size_t number) const {
    if (setting_.outside != nullptr) {
      const auto* known = setting_.outside->person(person);
      if (known != nullptr && !known->case_id.empty()) return known->case_id;
    }
    return fmt::format("PB-{}-{}", setting_.scenario.id, number);
  }

  net::awaitable<void> play_await(const scenario::AwaitStep& step) {
    Open& open = begin(step);
    if (setting_.outside != nullptr && setting_.outside->person(step.person) == nullptr) {
      open.awaited.deed_failed =
          fail(Errc::not_found, "the plan names no test person for " + step.person);
      open.closed = true;
      open.awaited.ended = recorder_.elapsed();
      co_return;
    }
    const certify::Instruction instruction{.scenario = setting_.scenario.id,
                                           .step = open.awaited.id,
                                           .person = open.awaited.identity,
                                           .case_id = open.awaited.case_id,
                                           .sources = open.awaited.sources,
                                           .from = open.awaited.from,
                                           .tom = open.awaited.tom};
    std::optional<time::TimePoint> done;
    auto body = [this, &open, &instruction, &done](net::TaskGroup& group) -> net::awaitable<void> {
      group.spawn(act(open, instruction, done));
      co_await wait_for_question(open, done);
      if (open.came) co_await wait_for_answer(open);
      co_await time::sleep_for(setting_.seams.clock, open.step.watch);
    };
    co_await net::with_task_group(body);
    open.awaited.ended = recorder_.elapsed();
    if (open.came) {
      auto shown = co_await desk_->look(instruction);
      if (shown) {
        open.awaited.shown = std::move(*shown);
      } else {
        open.awaited.look_failed = shown.error();
      }
    }
    open.closed = true;
  }

  net::awaitable<void> act(Open& open, const certify::Instruction& instruction,
                           std::optional<time::TimePoint>& done) {
    const auto acted = co_await desk_->act(instruction);
    if (!acted) open.awaited.deed_failed = acted.error();
    done = setting_.seams.clock.now();
    changed_.notify();
  }

  net::awaitable<void> wait_for_question(const Open& open,
                                         const std::optional<time::TimePoint>& done) {
    auto& clock = setting_.seams.clock;
    const auto deadline = clock.now() + party_.limits.wait_max;
    for (;;) {
      const auto last = done ? std::min(deadline, *done + kAfterTheDeed) : deadline;
      if (open.came || clock.now() >= last) co_return;
      co_await change_until(last);
    }
  }

  /// An answer in a mailbox may never be fetched.
  net::awaitable<void> wait_for_answer(const Open& open) {
    auto& clock = setting_.seams.clock;
    while (!open.answered && open.mails.empty()) co_await changed_.wait();
    const auto last = clock.now() + evidence::kMailboxTime;
    while ((!open.answered || !open.unacknowledged.empty()) && clock.now() < last)
      co_await change_until(last);
  }

  /// Until something came, left or was done, or until then at the latest.
  net::awaitable<void> change_until(time::TimePoint last) {
    auto changed = [](net::Event& event) -> net::awaitable<bool> {
      co_await event.wait();
      co_return true;
    };
    auto waiting = changed(changed_);
    co_await net::with_deadline(std::move(waiting), setting_.seams.clock, last);
  }

  Setting setting_;
  Environment environment_;
  evidence::Recorder recorder_;
  net::Event changed_;        // a question came, an answer left, a deed was done
  net::HttpHandler service_;  // the aggregator's own; set while the parties are made
  PlayedShsDoor shs_door_;
  std::vector<AskedQuestion> questions_;
  std::list<Open> opens_;
  Parties parties_;
  std::unique_ptr<ReferenceKommun> reference_;
  certify::Certification party_;
  std::optional<LogObservation> history_;  // of a party from outside
  std::unique_ptr<certify::WaitingRoom> room_;
  std::unique_ptr<certify::Desk> desk_;
};

}  // namespace

std::unique_ptr<Stage> make_kommun_stage(const Setting& setting) {
  return std::make_unique<KommunStage>(setting);
}

}  // namespace provbank::world
