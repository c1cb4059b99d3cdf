// The role kommun, played, and the trial of a plan's settings.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "harness/evidence/shs_reading.hpp"
#include "harness/world/preflight.hpp"
#include "harness/world/runner.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/pki.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/live_network.hpp"
#include "platform/net/task_group.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::world {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using evidence::Shows;
using evidence::Verdict;
using evidence::World;
using testing::Each;
using testing::HasSubstr;
namespace fs = std::filesystem;

const Environment& surroundings() {
  static const Environment loaded = Environment::load(PROVBANK_DATA_DIR).value();
  return loaded;
}

scenario::AwaitStep told(std::string person, std::string answer = "normal") {
  scenario::AwaitStep step;
  step.person = std::move(person);
  step.answer = std::move(answer);
  return step;
}

scenario::Scenario kommun_scenario(std::vector<scenario::Step> when,
                                   const std::vector<std::string>& then) {
  scenario::Scenario scenario;
  scenario.id = "KM-test";
  scenario.role = "kommun";
  scenario.title = {"Prov", "Test"};
  scenario.clauses = {"TV-9.2.10/programvara"};
  scenario.when = std::move(when);
  for (const auto& check : then) scenario.then.push_back({check, {}, 1});
  scenario.file = "test.xml";
  return scenario;
}

struct KommunPlayed : testing::Test {
  ScratchFolder scratch;
  Runner runner{surroundings(), World::simulated, chance::Seed{1}};

  ScenarioRun play(const scenario::Scenario& scenario, const MakeDecorators& decorate = {}) {
    auto run = runner.play(scenario, scratch.path() / "files", decorate);
    EXPECT_FALSE(run.broken) << run.broken->detail;
    return run;
  }
  std::map<std::string, Verdict> judged(const scenario::Scenario& scenario,
                                        const MakeDecorators& decorate = {}) {
    std::map<std::string, Verdict> out;
    for (const auto& check : judge(scenario, play(scenario, decorate)).checks)
      out[check.name] = check.outcome.verdict;
    return out;
  }
};

const std::vector<std::string> kQuestionChecks = {
    "valid-question", "states-purpose", "names-case",    "sensible-period",
    "only-needed",    "own-identity",   "no-retry-storm"};

TEST_F(KommunPlayed, ARightSystemPassesEveryCheck) {
  auto then = kQuestionChecks;
  then.insert(then.end(), {"unique-correlation", "shows-data", "shows-nobody-else"});
  const auto verdicts = judged(kommun_scenario({told("anna"), told("bertil")}, then));
  EXPECT_EQ(verdicts.size(), 10u);
  for (const auto& [check, verdict] : verdicts) EXPECT_EQ(verdict, Verdict::pass) << check;
}

TEST_F(KommunPlayed, WhatIsWitnessedIsTheWholeStory) {
  const auto run = play(kommun_scenario({told("anna")}, {"valid-question"}));
  ASSERT_EQ(run.evidence.awaited.size(), 1u);
  const auto& deed = run.evidence.awaited[0];
  EXPECT_EQ(deed.person, "anna");
  EXPECT_EQ(deed.questions, std::vector<std::string>{"q1"});
  EXPECT_FALSE(deed.deed_failed || deed.look_failed);
  EXPECT_LE(deed.told, deed.answered);
  EXPECT_LE(deed.answered, deed.ended);
  ASSERT_TRUE(deed.shown);
  for (const auto source : deed.sources.in_order()) {
    EXPECT_EQ(deed.shown->sources.at(source),
              deed.with_data.contains(source) ? Shows::found : Shows::nothing)
        << contract::code(source);
  }
}

TEST_F(KommunPlayed, EveryBadAnswerIsShownAsAFailure) {
  for (const std::string answer :
       {"fault", "http-500", "not-xml", "empty", "truncated", "wrong-person", "none"}) {
    SCOPED_TRACE(answer);
    const auto verdicts = judged(kommun_scenario(
        {told("anna", answer)}, {"shows-failure", "no-retry-storm", "shows-nobody-else"}));
    EXPECT_EQ(verdicts.at("shows-failure"), Verdict::pass);
    EXPECT_EQ(verdicts.at("no-retry-storm"), Verdict::pass);
    EXPECT_EQ(verdicts.at("shows-nobody-else"), Verdict::pass);
  }
}

struct ByDoor : KommunPlayed, testing::WithParamInterface<scenario::Door> {
  ByDoor() { runner.go_through(GetParam()); }
};

std::vector<evidence::ShsAsking> at_shs_door(const evidence::Evidence& evidence) {
  std::vector<evidence::ShsAsking> out;
  for (const auto& exchange : evidence.exchanges) {
    if (exchange.leg == evidence::Leg::shs)
      out.push_back(evidence::shs_asking(exchange.request.method, exchange.request.target));
  }
  return out;
}

TEST_P(ByDoor, TheVerdictsAreTheSame) {
  for (const std::string answer : {"normal", "fault", "http-500", "not-xml", "empty", "truncated",
                                   "enormous", "wrong-person", "none"}) {
    SCOPED_TRACE(answer);
    auto then = kQuestionChecks;
    then.insert(then.end(),
                {answer == "normal" ? "shows-data" : "shows-failure", "shows-nobody-else"});
    for (const auto& [check, verdict] : judged(kommun_scenario({told("anna", answer)}, then)))
      EXPECT_EQ(verdict, Verdict::pass) << check;
  }
}

TEST_P(ByDoor, TheQuestionCameThatWay) {
  const auto run = play(kommun_scenario({told("anna")}, {"valid-question"}));
  using What = evidence::ShsAsking::What;
  std::vector<What> seen;
  for (const auto& asking : at_shs_door(run.evidence)) seen.push_back(asking.what);
  switch (GetParam()) {
    case scenario::Door::http:
      EXPECT_THAT(seen, testing::IsEmpty());
      break;
    case scenario::Door::shs:
      EXPECT_THAT(seen, testing::ElementsAre(What::message));
      break;
    case scenario::Door::shs_asynch:
      EXPECT_EQ(seen.front(), What::message);
      EXPECT_THAT(seen, testing::IsSupersetOf({What::list, What::fetch, What::acknowledge}));
      break;
  }
  EXPECT_EQ(run.evidence.questions.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Doors, ByDoor,
                         testing::Values(scenario::Door::http, scenario::Door::shs,
                                         scenario::Door::shs_asynch));

TEST_F(KommunPlayed, AScenariosOwnDoorIsTheOneThatIsTaken) {
  auto scenario = kommun_scenario({told("anna")}, {"shs-question-conforms", "shs-mailbox-emptied"});
  EXPECT_THAT(judged(scenario), Each(testing::Pair(testing::_, Verdict::untestable)));
  scenario.door = scenario::Door::shs_asynch;
  EXPECT_THAT(judged(scenario), Each(testing::Pair(testing::_, Verdict::pass)));
}

TEST_F(KommunPlayed, ALostReceiptIsLostOnceAndTheSameBytesComeAgain) {
  auto scenario = kommun_scenario({told("anna", "lost-receipt"), told("bertil")},
                                  {"shs-question-conforms", "shs-mailbox-emptied", "shows-data"});
  scenario.door = scenario::Door::shs_asynch;
  const auto run = play(scenario);
  std::vector<const evidence::Exchange*> messages;
  for (const auto& exchange : run.evidence.exchanges) {
    if (exchange.leg == evidence::Leg::shs && exchange.request.target == "/shs/rs")
      messages.push_back(&exchange);
  }
  ASSERT_EQ(messages.size(), 3u);
  EXPECT_FALSE(messages[0]->response);
  EXPECT_EQ(messages[0]->request.body, messages[1]->request.body);
  EXPECT_EQ(messages[1]->response->fields.find("X-shs-duplicatemsg"), "yes");
  EXPECT_EQ(run.evidence.questions.size(), 2u) << "the one that came twice was asked once";
  EXPECT_THAT(judged(scenario), Each(testing::Pair(testing::_, Verdict::pass)));
}

TEST_F(KommunPlayed, AnAnswerInTheMailboxIsLeftWhenItIsFetched) {
  auto late = told("anna", "shs-error");
  late.delay = 1s;
  auto scenario = kommun_scenario({late}, {"shs-mailbox-emptied"});
  scenario.door = scenario::Door::shs_asynch;
  const auto run = play(scenario);
  const auto& deed = run.evidence.awaited.front();
  for (const auto& exchange : run.evidence.exchanges) {
    const auto asking = evidence::shs_asking(exchange.request.method, exchange.request.target);
    if (exchange.leg != evidence::Leg::shs || asking.what != evidence::ShsAsking::What::fetch)
      continue;
    EXPECT_EQ(deed.answered, exchange.finished);
  }
  EXPECT_GE(deed.answered, deed.told + 1s);
}

/// A case system whose page is rewritten.
MakeDecorators showing(std::string from, std::string to) {
  return [=](const Scene&) {
    Decorators made;
    made.case_system = [=](net::HttpHandler inner) -> net::HttpHandler {
      return [=](http::Request request, const net::Peer& peer) -> net::awaitable<http::Response> {
        auto response = co_await inner(std::move(request), peer);
        for (auto at = response.body.find(from); at != std::string::npos;
             at = response.body.find(from, at + to.size()))
          response.body.replace(at, from.size(), to);
        co_return response;
      };
    };
    return made;
  };
}

TEST_F(KommunPlayed, ASystemThatShowsFailuresAsNoDataFails) {
  const auto verdicts = judged(kommun_scenario({told("anna", "fault")}, {"shows-failure"}),
                               showing("kunde inte hämtas", "inga uppgifter"));
  EXPECT_EQ(verdicts.at("shows-failure"), Verdict::fail);
}

TEST_F(KommunPlayed, ASystemWhosePageCannotBeReadIsUntestable) {
  for (const std::string page : {"kallor", "visar"}) {
    const auto verdicts = judged(kommun_scenario({told("anna")}, {"shows-data", "shows-failure"}),
                                 showing(page, "annat"));
    for (const auto& [check, verdict] : verdicts) EXPECT_EQ(verdict, Verdict::untestable) << check;
  }
}

/// A system that sends something else than it should.
class Altering final : public kommun::Transport {
 public:
  Altering(std::unique_ptr<kommun::Transport> inner, std::string from, std::string to)
      : inner_(std::move(inner)), from_(std::move(from)), to_(std::move(to)) {}
  net::awaitable<Result<http::Response>> send(http::Request request) override {
    const auto at = request.body.find(from_);
    if (at != std::string::npos) request.body.replace(at, from_.size(), to_);
    auto sent = co_await inner_->send(std::move(request));
    co_return sent;
  }

 private:
  std::unique_ptr<kommun::Transport> inner_;
  std::string from_;
  std::string to_;
};

MakeDecorators sending(std::string from, std::string to) {
  return [=](const Scene&) {
    Decorators made;
    made.transport = [=](std::unique_ptr<kommun::Transport> inner) {
      return std::make_unique<Altering>(std::move(inner), from, to);
    };
    return made;
  };
}

TEST_F(KommunPlayed, ASystemThatAsksAboutSomebodyElseFails) {
  const auto verdicts = judged(
      kommun_scenario({told("anna")}, {"only-needed", "shows-data"}),
      sending(surroundings().fixtures->person(std::string_view("anna"))->identity.digits(),
              surroundings().fixtures->person(std::string_view("bertil"))->identity.digits()));
  EXPECT_EQ(verdicts.at("only-needed"), Verdict::fail);
  EXPECT_EQ(verdicts.at("shows-data"), Verdict::untestable);
}

TEST_F(KommunPlayed, ASystemThatSendsGarbageFailsValidQuestionAlone) {
  const auto verdicts =
      judged(kommun_scenario({told("anna")}, kQuestionChecks), sending("Envelope", "Kuvert"));
  for (const auto& [check, verdict] : verdicts)
    EXPECT_EQ(verdict, check == "valid-question" ? Verdict::fail : Verdict::untestable) << check;
}

// ---- A plan's persons in the places of ours

TEST(Renumbering, LetsTwoPersonsTradeNumbers) {
  const auto& fixtures = *surroundings().fixtures;
  const auto anna = fixtures.person(std::string_view("anna"))->identity;
  const auto bertil = fixtures.person(std::string_view("bertil"))->identity;
  const auto traded = fixtures.renumbered({{"anna", bertil}, {"bertil", anna}}).value();
  ASSERT_NE(traded.person(bertil), nullptr);
  EXPECT_EQ(traded.person(bertil)->id, "anna");
  ASSERT_NE(traded.person(anna), nullptr);
  EXPECT_EQ(traded.person(anna)->id, "bertil");
}

TEST(Renumbering, RefusesOneNumberForTwo) {
  const auto& fixtures = *surroundings().fixtures;
  const auto karin = fixtures.person(std::string_view("karin"))->identity;
  EXPECT_FALSE(fixtures.renumbered({{"anna", karin}, {"bertil", karin}}));
  EXPECT_FALSE(fixtures.renumbered({{"ingen", karin}}));
}

// ---- Preflight

/// A plan's settings for a driftspart that answers here, right until a test spoils one.
struct Settings : testing::Test {
  boost::asio::io_context io{1};
  net::LiveNetwork network{io};
  time::SteadyClock clock;
  ScratchFolder scratch;
  TestPki pki{surroundings().organisations(), time::SteadyClock{}.wall_now()};
  net::ServerTls served{pki.driftspart_server(), pki.ca_pem()};
  certify::Certification party;

  Settings() {
    pki.write(scratch.path() / "certifikat").value();
    party.role = certify::Role::driftspart;
    party.certificates.folder = scratch.path() / "certifikat";
    party.certificates.trust_pem = pki.ca_pem();
    party.address = certify::Address{{"127.0.0.1", 0}, std::string(kDriftspartName), "/ssbtek/v10"};
    write_file(scratch.path() / "log.jsonl", "").value();
    party.observed.event_log = scratch.path() / "log.jsonl";
  }

  std::vector<Trial> tried() {
    std::vector<Trial> out;
    boost::asio::co_spawn(io, preflight(party, surroundings(), network, clock),
                          [&](std::exception_ptr failure, std::vector<Trial> made) {
                            if (failure) std::rethrow_exception(failure);
                            out = std::move(made);
                          });
    io.restart();
    io.run();
    return out;
  }

  /// With the party answering; `date` is what it says of the time.
  std::vector<Trial> tried_with_party(int status = 200, const std::string& date = {}) {
    auto listener = std::move(network.listen({"127.0.0.1", 0}, served).value());
    party.address->endpoint = listener->endpoint();
    net::HttpHandler handler = [&](http::Request,
                                   const net::Peer&) -> net::awaitable<http::Response> {
      http::Response response;
      response.status = status;
      if (!date.empty()) response.fields.set("Date", date);
      co_return response;
    };
    net::HttpServer server(std::move(listener), clock, std::move(handler), {});
    std::vector<Trial> out;
    auto work = [&]() -> net::awaitable<void> {
      auto body = [&](net::TaskGroup& group) -> net::awaitable<void> {
        group.spawn(server.run());
        out = co_await preflight(party, surroundings(), network, clock);
        server.stop();
      };
      co_await net::with_task_group(body);
    };
    boost::asio::co_spawn(io, work(), [](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
    });
    io.restart();
    io.run();
    return out;
  }

  static std::vector<Trial> wrong_in(const std::vector<Trial>& trials) {
    std::vector<Trial> out;
    std::ranges::copy_if(trials, std::back_inserter(out), [](const Trial& trial) {
      EXPECT_FALSE(trial.what.sv.empty() || trial.what.en.empty());
      EXPECT_EQ(trial.state == Trial::State::fine, trial.advice.sv.empty()) << trial.what.en;
      return trial.state == Trial::State::wrong;
    });
    return out;
  }

  static void expect_wrong(const std::vector<Trial>& trials, const std::string& what,
                           const std::string& advice) {
    const auto wrong = wrong_in(trials);
    ASSERT_EQ(wrong.size(), 1u) << what;
    EXPECT_THAT(wrong[0].what.en, HasSubstr(what));
    EXPECT_THAT(wrong[0].advice.en, HasSubstr(advice));
  }

  void replace(const std::string& name, const crypto::Credentials& with) {
    write_credentials(party.certificates.folder / name, with).value();
  }
};

TEST_F(Settings, ThatAreRightAreSaidToBe) {
  EXPECT_TRUE(wrong_in(tried_with_party()).empty());
}

TEST_F(Settings, WithAWrongPortSayThatNobodyAnswers) {
  auto listener = std::move(network.listen({"127.0.0.1", 0}, std::nullopt).value());
  party.address->endpoint = listener->endpoint();
  listener->close();
  listener.reset();
  expect_wrong(tried(), "127.0.0.1:", "Is the service running at that address?");
}

TEST_F(Settings, WithAnExpiredCertificateNameIt) {
  replace("kommun/exempelkommun/own", *pki.client("exempelkommun", "expired"));
  const auto wrong = wrong_in(tried_with_party());
  ASSERT_FALSE(wrong.empty());
  EXPECT_THAT(wrong[0].what.en, HasSubstr("kommun/exempelkommun/own will not do"));
  EXPECT_THAT(wrong[0].advice.en, HasSubstr("valid today"));
}

TEST_F(Settings, WithACertificateFromSomebodyElseNameIt) {
  replace("kalla/SO/own", pki.source(Source::so, "unknown-ca"));
  expect_wrong(tried_with_party(), "kalla/SO/own will not do", "issued by whom the peer trusts");
}

TEST_F(Settings, WithAMissingCertificateNameIt) {
  fs::remove(party.certificates.folder / "kalla/SO/own.pem");
  expect_wrong(tried_with_party(), "kalla/SO/own is missing", ".pem and .key");
}

TEST_F(Settings, WithoutAFolderOfCertificatesSayHowToMakeOne) {
  party.certificates.folder = scratch.path() / "finns-inte";
  expect_wrong(tried(), "cannot be read", "plan --new");
}

TEST_F(Settings, ForAPartyWhoseIssuerIsUnknownSpeakOfTrust) {
  const TestPki other(surroundings().organisations(), clock.wall_now());
  party.certificates.trust_pem = other.ca_pem();
  expect_wrong(tried_with_party(), "127.0.0.1:", "issued by someone in trust");
}

TEST_F(Settings, ForAPartyWithAnExpiredCertificateSpeakOfIt) {
  served.credentials = pki.source(Source::af, "expired");
  expect_wrong(tried_with_party(), "127.0.0.1:", "did not accept");
}

TEST_F(Settings, ForAPartyWithAnotherNameSpeakOfServerName) {
  party.address->server_name = "annan.provbank.test";
  expect_wrong(tried_with_party(), "127.0.0.1:", "server-name");
}

TEST_F(Settings, WithAPortThatIsTakenSaySo) {
  auto taken = std::move(network.listen({"127.0.0.1", 0}, std::nullopt).value());
  party.sources[Source::so] = taken->endpoint();
  expect_wrong(tried_with_party(), "Provbänk cannot answer at", "Choose another port");
}

TEST_F(Settings, WithoutTheEventLogOrAStoreSaySo) {
  fs::remove(scratch.path() / "log.jsonl");
  expect_wrong(tried_with_party(), "event log cannot be read", "the right to read");
  party.observed.event_log.reset();
  party.observed.stores = {scratch.path() / "ingen"};
  expect_wrong(tried_with_party(), "folder is not there", "Correct store");
}

TEST_F(Settings, DoubtAClockThatIsWrongAndAServiceThatFails) {
  const auto doubts = [&](const std::vector<Trial>& trials, const std::string& what) {
    return std::ranges::any_of(trials, [&](const Trial& trial) {
      return trial.state == Trial::State::doubtful && trial.what.en.find(what) != std::string::npos;
    });
  };
  const auto late = tried_with_party(200, "Mon, 02 Mar 2020 08:00:00 GMT");
  EXPECT_TRUE(wrong_in(late).empty());
  EXPECT_TRUE(doubts(late, "clock differs by"));
  EXPECT_TRUE(doubts(tried_with_party(500), "HTTP 500"));
}

/// A kommun: what is tried is its own interface, and its persons.
struct KommunSettings : Settings {
  KommunSettings() {
    party.role = certify::Role::kommun;
    party.address.reset();
    party.observed.event_log.reset();
    party.persons = {
        {"anna", surroundings().fixtures->person(std::string_view("anna"))->identity, {}, {}}};
    party.act = certify::Operator{};
    party.show = certify::Show{certify::Operator{}, {}, {}};
  }
};

TEST_F(KommunSettings, ThatAreRightAreSaidToBe) {
  EXPECT_TRUE(wrong_in(tried()).empty());
}

TEST_F(KommunSettings, WithoutPersonsSayWhatToAdd) {
  party.persons.clear();
  expect_wrong(tried(), "names no test persons", "<person");
}

TEST_F(KommunSettings, WithAnExpiredServerCertificateNameIt) {
  replace("driftspart/server", pki.source(Source::so, "expired"));
  expect_wrong(tried(), "driftspart/server will not do", "valid today");
}

TEST_F(KommunSettings, WithAProgramThatIsNotThereSaySo) {
  party.act = certify::Command{"/finns/inte.sh", {}, 1s};
  expect_wrong(tried(), "act: the program /finns/inte.sh", "executable");
  party.act = certify::Command{"sh", {}, 1s};
  EXPECT_TRUE(wrong_in(tried()).empty());
}

TEST_F(KommunSettings, WithAnInterfaceThatIsNotThereSaySo) {
  auto listener = std::move(network.listen({"127.0.0.1", 0}, std::nullopt).value());
  certify::Request request;
  request.endpoint = listener->endpoint();
  listener->close();
  listener.reset();
  party.show->deed = request;
  expect_wrong(tried(), "show: 127.0.0.1:", "Start the test interface");
}

}  // namespace
}  // namespace provbank::world
