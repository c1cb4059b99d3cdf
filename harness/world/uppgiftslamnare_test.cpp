#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "harness/scenario/loader.hpp"
#include "harness/world/runner.hpp"
#include "harness/world/source_persons.hpp"
#include "platform/base/file.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/live_network.hpp"
#include "reference-impl/bastjanst/bastjanst.hpp"
#include "reference-impl/bastjanst/gate.hpp"
#include "reference-impl/bastjanst/renewal.hpp"

namespace provbank::world {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using evidence::Verdict;
using evidence::World;
using testing::Each;
using testing::HasSubstr;

const Environment& known_world() {
  static const Environment loaded = Environment::load(PROVBANK_DATA_DIR).value();
  return loaded;
}

scenario::AskSourceStep asking(std::vector<std::string> persons, std::size_t times = 1) {
  scenario::AskSourceStep step;
  step.persons = std::move(persons);
  step.times = times;
  return step;
}

scenario::CheckUse use(std::string name,
                       std::map<std::string, std::string, std::less<>> parameters = {}) {
  return {std::move(name), std::move(parameters), 1};
}

scenario::Scenario about(Source source, std::vector<scenario::Step> steps,
                         std::vector<scenario::CheckUse> then) {
  scenario::Scenario scenario;
  scenario.id = "UL-test";
  scenario.role = "uppgiftslamnare";
  scenario.title = {"Prov", "Test"};
  scenario.clauses = {"B4-2.1/5"};
  scenario.source = source;
  scenario.when = std::move(steps);
  scenario.then = std::move(then);
  scenario.file = "test.xml";
  return scenario;
}

std::vector<Verdict> verdicts_of(const evidence::ScenarioEntry& entry) {
  std::vector<Verdict> out;
  for (const auto& each : entry.checks) out.push_back(each.outcome.verdict);
  return out;
}

std::string first_words(const evidence::ScenarioEntry& entry) {
  for (const auto& check : entry.checks) {
    if (!check.outcome.findings.empty()) return check.outcome.findings.front().message.en;
  }
  return {};
}

// ---- Defects: one thing wrong around the reference, and the check that sees it
// --------------------

using Spoil = std::function<void(const http::Request&, http::Response&)>;

net::awaitable<http::Response> spoiled(const net::HttpHandler& inner, const Spoil& spoil,
                                       http::Request request, const net::Peer& peer) {
  const http::Request asked = request;
  http::Response response = co_await inner(std::move(request), peer);
  spoil(asked, response);
  co_return response;
}

std::function<net::HttpHandler(Source, net::HttpHandler)> around(Spoil spoil) {
  return [spoil = std::move(spoil)](Source, net::HttpHandler inner) -> net::HttpHandler {
    return [spoil, inner = std::move(inner)](http::Request request, const net::Peer& peer) {
      return spoiled(inner, spoil, std::move(request), peer);
    };
  };
}

void swap(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

struct DefectCase {
  const char* name;
  Source source;
  scenario::Step step;
  scenario::CheckUse check;
  Spoil spoil;
};

scenario::AskSourceStep without_person() {
  auto step = asking({"med-uppgifter"});
  step.alterations = {
      {scenario::Alteration::Kind::remove, "//so:IdentificationNumber", std::string()}};
  return step;
}

scenario::AskSourceStep of_later_half() {
  auto step = asking({"med-uppgifter"});
  step.later_half = true;
  return step;
}

scenario::AskSourceStep without_certificate() {
  auto step = asking({"med-uppgifter"});
  step.certificate = "wrong-organisation";
  return step;
}

std::vector<DefectCase> defects() {
  static std::string first;
  first.clear();
  return {
      {"answers nothing", Source::af, asking({"med-uppgifter"}), use("source-answered"),
       [](const auto&, auto& r) {
         r.status = 500;
         r.body.clear();
       }},
      {"holds data back", Source::tns, asking({"med-uppgifter"}), use("source-tells"),
       [](const auto&, auto& r) {
         const auto from = r.body.find("<fordonsinnehav");
         const auto to = r.body.find("</fordonsinnehav>");
         if (from != std::string::npos && to != std::string::npos)
           r.body.erase(from, to + 17 - from);
       }},
      {"repeats its first answer", Source::so, asking({"med-uppgifter", "annan-med-uppgifter"}, 2),
       use("source-about"),
       [](const auto&, auto& r) {
         if (first.empty()) first = r.body;
         r.body = first;
       }},
      {"is different every time", Source::tns, asking({"med-uppgifter"}, 2),
       use("source-consistent"),
       [n = 0](const auto&, auto& r) mutable {
         swap(r.body, "VOLVO", "VOLV" + std::to_string(n++));
       }},
      {"breaks its schema", Source::miv, asking({"med-uppgifter"}), use("source-schema-valid"),
       [](const auto&, auto& r) { swap(r.body, "TIDBEGRANSAT", "ETT TAG"); }},
      {"mixes up the case", Source::so, asking({"med-uppgifter"}), use("source-echo"),
       [](const auto&, auto& r) { swap(r.body, "exempelkommun-2026-", "annat-"); }},
      {"pays no heed to the period", Source::so, of_later_half(), use("source-period"),
       [](const auto&, auto& r) { swap(r.body, "2026-02-05", "2025-02-05"); }},
      {"answers a faulty question", Source::so, without_person(), use("source-refused"),
       [](const auto&, auto& r) { r.status = 200; }},
      {"quotes the case in a fault", Source::so, without_person(), use("source-fault-discreet"),
       [](const auto&, auto& r) {
         swap(r.body, "</faultstring>", " exempelkommun-2026-000001</faultstring>");
       }},
      {"lets anybody in", Source::af, without_certificate(), use("source-caller-rejected"),
       [](const auto&, auto& r) {
         r.status = 200;
         r.body = "<x/>";
       }},
      {"shuts the operator out", Source::af, asking({"med-uppgifter"}),
       use("source-caller-accepted"), [](const auto&, auto& r) { r.status = 403; }},
      {"has no test", Source::csn, scenario::TestSourceStep{}, use("source-test-answered"),
       [](const auto&, auto& r) { r.status = 404; }},
      {"drops what it cannot take", Source::af, asking({"med-uppgifter"}, 3),
       use("source-orderly", {{"answered", "1"}}),
       [n = 0](const auto&, auto& r) mutable {
         if (n++ == 1) r.delivery.reset_after_bytes = 10;
       }},
      {"never answers", Source::af, asking({"med-uppgifter"}), use("source-in-time"),
       [](const auto&, auto& r) { r.delivery.never = true; }},
  };
}

struct Certifying : testing::Test {
  ScratchFolder scratch;

  evidence::ScenarioEntry run(const Runner& runner, const scenario::Scenario& scenario,
                              const MakeDecorators& decorate = {}) {
    const auto played = runner.play(scenario, scratch.path() / "files", decorate);
    EXPECT_FALSE(played.broken) << played.broken->detail;
    return judge(scenario, played);
  }
};

TEST_F(Certifying, EachDefectOfABaseServiceTurnsItsCheckRed) {
  for (auto& defect : defects()) {
    SCOPED_TRACE(defect.name);
    const auto scenario = about(defect.source, {defect.step}, {defect.check});
    const Runner runner(known_world(), World::simulated, chance::Seed{1});
    const auto decorate = [&defect](const Scene&) {
      Decorators made;
      made.base_service = around(defect.spoil);
      return made;
    };
    const auto entry = run(runner, scenario, decorate);
    EXPECT_THAT(verdicts_of(entry), Each(Verdict::fail)) << first_words(entry);
    EXPECT_EQ(entry.checks.at(0).party, contract::code(defect.source));
  }
}

/// The scenarios of one source, but for the hundreds of questions.
std::vector<scenario::Scenario> scenarios_of(Source source) {
  scenario::Vocabulary words;
  words.certificates = client_certificate_names();
  for (const auto& clause : known_world().clauses.all()) words.clauses.push_back(clause.id);
  const std::filesystem::path data(PROVBANK_DATA_DIR);
  const auto loader = scenario::Loader::create(data, words).value();
  std::vector<scenario::Problem> problems;
  auto all = loader.load_folder(data / "scenarios/uppgiftslamnare", problems);
  EXPECT_TRUE(problems.empty());
  std::erase_if(all, [source](const auto& each) {
    return each.source != source || each.id.starts_with("UL-LAST");
  });
  return all;
}

TEST_F(Certifying, APartyThatDoesNothingPassesNoScenario) {
  const std::pair<const char*, Spoil> parties[] = {
      {"refuses everything",
       [](const auto&, auto& r) {
         r = http::Response{};
         r.status = 500;
       }},
      {"answers empty", [](const auto&, auto& r) { r = http::Response{}; }},
      {"echoes", [](const auto& asked, auto& r) {
         r = http::Response{};
         r.body = asked.body;
       }}};
  for (const auto& [name, spoil] : parties) {
    const Runner runner(known_world(), World::simulated, chance::Seed{1});
    const auto decorate = [&spoil](const Scene&) {
      Decorators made;
      made.base_service = around(spoil);
      return made;
    };
    for (const Source source : {Source::so, Source::fk}) {
      for (const auto& scenario : scenarios_of(source)) {
        SCOPED_TRACE(std::string(name) + " " + scenario.id);
        EXPECT_NE(run(runner, scenario, decorate).verdict(), Verdict::pass);
      }
    }
  }
}

TEST_F(Certifying, EverySicknessThatSpoilsAnAnswerIsSeen) {
  using bastjanst::Misbehaviour;
  const Runner runner(known_world(), World::simulated, chance::Seed{1});
  // Who is sick knows what the others of the run know.
  const auto known = bastjanst::renewed(*known_world().fixtures, chance::Rng(chance::Seed{1}));
  time::SteadyClock clock;  // nobody waits on it: the server does what the answer says
  for (const auto sickness : bastjanst::all_misbehaviours()) {
    // Nobody listens; and an answer that is large and right breaks nothing.
    if (sickness == Misbehaviour::connection_refused || sickness == Misbehaviour::oversized)
      continue;
    for (const Source source : contract::kAllSources) {
      SCOPED_TRACE(std::string(to_string(sickness)) + " " + std::string(contract::code(source)));
      bastjanst::Behaviour behaviour;
      behaviour.fault = sickness;
      bastjanst::Bastjanst sick(source, known, clock, chance::Rng(chance::Seed{1}), behaviour);
      const auto decorate = [&sick](const Scene&) {
        Decorators made;
        made.base_service = [&sick](Source, net::HttpHandler) -> net::HttpHandler {
          return [&sick](http::Request request, const net::Peer& peer) {
            return sick.handle(std::move(request), peer);
          };
        };
        return made;
      };
      const auto scenario =
          about(source, {asking({"med-uppgifter", "annan-med-uppgifter"}, 4)},
                {use("source-answered"), use("source-tells"), use("source-about"),
                 use("source-schema-valid"), use("source-in-time"), use("source-consistent")});
      EXPECT_THAT(verdicts_of(run(runner, scenario, decorate)), testing::Contains(Verdict::fail));
    }
  }
}

// ---- A party from outside
// -------------------------------------------------------------------------

/// A base service that belongs to somebody else: a PKI, a port and a thread of its own.
class OutsideParty {
 public:
  explicit OutsideParty(Source source)
      : pki_(known_world().organisations(), time::SteadyClock{}.wall_now()),
        network_(io_),
        service_(source, *known_world().fixtures, clock_, chance::Rng(chance::Seed{3})),
        gate_(source, known_world().schemas, known_world().organisations().driftspart) {
    auto listener = std::move(
        network_.listen({"127.0.0.1", 0}, net::ServerTls{pki_.source(source, "own"), pki_.ca_pem()})
            .value());
    endpoint_ = listener->endpoint();
    net::HttpHandler handler = [this](http::Request request, const net::Peer& peer) {
      return answer(std::move(request), peer);
    };
    server_ = std::make_unique<net::HttpServer>(std::move(listener), clock_, std::move(handler),
                                                net::HttpServerOptions{});
    net::asio::co_spawn(io_, server_->run(), [](std::exception_ptr) {});
    thread_ = std::thread([this] { io_.run(); });
    certification_.role = certify::Role::uppgiftslamnare;
    certification_.party = "min-kassa";
    certification_.name = "Min kassa";
    certification_.source = source;
    certification_.address = certify::Address{endpoint_, source_name(source), {}};
    certification_.certificates.ours = *pki_.towards_sources("own");
    certification_.certificates.others["expired"] = *pki_.towards_sources("expired");
    certification_.certificates.trust_pem = pki_.ca_pem();
    certification_.period = contract::Period::parse("2025-12-01", "2026-02-28").value();
    for (const char* slot : {"med-uppgifter", "utan-uppgifter"}) {
      certification_.persons.push_back(
          {slot, person_in(slot, source, known_world(), nullptr)->identity, "ARENDE-7"});
    }
  }

  ~OutsideParty() {
    net::asio::post(io_, [this] { server_->stop(); });
    thread_.join();
  }

  certify::Certification& certification() { return certification_; }

 private:
  net::awaitable<http::Response> answer(http::Request request, const net::Peer& peer) {
    if (auto refusal = gate_.turned_away(request, peer)) co_return *std::move(refusal);
    co_return co_await service_.handle(std::move(request), peer);
  }

  net::asio::io_context io_;
  time::SteadyClock clock_;
  TestPki pki_;
  net::LiveNetwork network_;
  bastjanst::Bastjanst service_;
  bastjanst::Gate gate_;
  net::Endpoint endpoint_;
  std::unique_ptr<net::HttpServer> server_;
  std::thread thread_;
  certify::Certification certification_;
};

TEST_F(Certifying, APartyFromOutsideIsJudgedWithItsOwnPersonsAndCertificates) {
  OutsideParty party(Source::so);
  const Runner runner(known_world(), World::live, chance::Seed{1}, &party.certification());
  auto expired = asking({"med-uppgifter"});
  expired.id = "utgatt";
  expired.certificate = "expired";
  auto stranger = asking({"med-uppgifter"});
  stranger.id = "framling";
  stranger.certificate = "unknown-ca";
  auto right = asking({"med-uppgifter", "utan-uppgifter"}, 4);
  right.id = "ratt";
  scenario::TestSourceStep own_test;
  own_test.id = "prov";
  const auto scenario =
      about(Source::so, {right, expired, stranger, own_test},
            {use("source-answered", {{"of", "ratt"}}), use("source-tells", {{"of", "ratt"}}),
             use("source-about", {{"of", "ratt"}}), use("source-echo", {{"of", "ratt"}}),
             use("source-schema-valid", {{"of", "ratt"}}),
             use("source-caller-rejected", {{"of", "utgatt"}, {"by", "tls"}}),
             use("source-caller-rejected", {{"of", "framling"}, {"by", "tls"}}),
             use("source-test-answered", {{"of", "prov"}})});
  const auto entry = run(runner, scenario);
  EXPECT_THAT(verdicts_of(entry), Each(Verdict::pass)) << first_words(entry);
  EXPECT_EQ(entry.checks.at(0).party, "min-kassa");
  EXPECT_EQ(entry.questions_asked, 7u);
}

TEST_F(Certifying, TheAddressInThePlanIsAskedWhateverTheQuestion) {
  OutsideParty party(Source::so);
  party.certification().address->target = "/prov/so";
  const Runner runner(known_world(), World::live, chance::Seed{1}, &party.certification());
  auto elsewhere = asking({"med-uppgifter"});
  elsewhere.http.target = "/so/finns-inte";
  scenario::SendSourceStep misuse;
  misuse.what = "empty-body";
  const auto played = runner.play(
      about(Source::so, {asking({"med-uppgifter"}), elsewhere, scenario::TestSourceStep{}, misuse},
            {use("source-answered")}),
      scratch.path() / "files");
  std::vector<std::string> targets;
  for (const auto& exchange : played.evidence.exchanges) targets.push_back(exchange.request.target);
  EXPECT_THAT(targets,
              testing::ElementsAre("/prov/so", "/prov/so/finns-inte", "/prov/so?wsdl", "/prov/so"));
}

TEST_F(Certifying, WhatIsNotPublicInAQuestionIsWrittenAsThePlanSays) {
  OutsideParty party(Source::skv);
  party.certification().inner_question =
      "<f:Forfragan xmlns:f=\"urn:provbank:skv-forfragan:1\">"
      "<f:IdentitetsbeteckningFysiskPerson>{twelve}</f:IdentitetsbeteckningFysiskPerson>"
      "</f:Forfragan>";
  const auto scenario = about(Source::skv, {asking({"med-uppgifter"})}, {use("source-tells")});
  const Runner in_its_form(known_world(), World::live, chance::Seed{1}, &party.certification());
  EXPECT_THAT(verdicts_of(run(in_its_form, scenario)), Each(Verdict::pass));
  party.certification().inner_question = "<Annat>{twelve}</Annat>";
  EXPECT_THAT(verdicts_of(run(in_its_form, scenario)), Each(Verdict::untestable));
}

TEST_F(Certifying, APersonThatThePlanDoesNotNameMakesItUntestable) {
  OutsideParty party(Source::so);
  const Runner runner(known_world(), World::live, chance::Seed{1}, &party.certification());
  const auto scenario = about(Source::so, {asking({"med-uppgifter", "okand"}, 2)},
                              {use("source-answered"), use("source-tells")});
  const auto entry = run(runner, scenario);
  EXPECT_THAT(verdicts_of(entry), Each(Verdict::untestable));
  ASSERT_EQ(entry.notes.size(), 1u);
  EXPECT_THAT(entry.notes[0].en, HasSubstr("names no person who is okand"));
}

TEST_F(Certifying, MoreThanThePlanAllowsIsNotAsked) {
  OutsideParty party(Source::so);
  party.certification().limits.at_once_max = 10;
  const Runner runner(known_world(), World::live, chance::Seed{1}, &party.certification());
  auto crowd = asking({"med-uppgifter"}, 11);
  crowd.at_once = true;
  const auto scenario = about(Source::so, {crowd}, {use("source-orderly", {{"answered", "1"}})});
  const auto played = runner.play(scenario, scratch.path() / "files");
  EXPECT_TRUE(played.evidence.exchanges.empty());
  EXPECT_THAT(verdicts_of(judge(scenario, played)), Each(Verdict::untestable));
}

TEST_F(Certifying, ACertificateThatThePlanLacksMakesItUntestable) {
  OutsideParty party(Source::so);
  const Runner runner(known_world(), World::live, chance::Seed{1}, &party.certification());
  auto other = asking({"med-uppgifter"});
  other.certificate = "wrong-organisation";
  const auto entry = run(runner, about(Source::so, {other}, {use("source-caller-rejected")}));
  EXPECT_THAT(verdicts_of(entry), Each(Verdict::untestable));
}

TEST_F(Certifying, ANumberWithAWrongCheckDigitIsNobodys) {
  for (const char* digits : {"198503149828", "197412019909"})
    EXPECT_FALSE(contract::PersonIdentity::parse(with_broken_check_digit(digits)) &&
                 contract::PersonIdentity::parse(digits));
}

}  // namespace
}  // namespace provbank::world
