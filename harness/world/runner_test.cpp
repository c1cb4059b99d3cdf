#include "harness/world/runner.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>

#include "harness/evidence/reading.hpp"
#include "harness/world/abuse.hpp"
#include "harness/world/lab.hpp"
#include "harness/world/player.hpp"
#include "platform/base/file.hpp"
#include "reference-impl/kommun/client.hpp"

namespace provbank::world {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using evidence::Verdict;
using evidence::World;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;

const Environment& environment() {
  static const Environment loaded = Environment::load(PROVBANK_DATA_DIR).value();
  return loaded;
}

scenario::Scenario scenario_with(scenario::AskStep ask, std::vector<scenario::GivenSource> given,
                                 std::vector<scenario::CheckUse> then) {
  scenario::Scenario scenario;
  scenario.id = "DP-test";
  scenario.role = "driftspart";
  scenario.title = {"Prov", "Test"};
  scenario.clauses = {"TV-4.1"};
  scenario.given = std::move(given);
  scenario.when.emplace_back(std::move(ask));
  scenario.then = std::move(then);
  scenario.file = "test.xml";
  return scenario;
}

scenario::AskStep ask(std::string person) {
  scenario::AskStep step;
  step.persons = {std::move(person)};
  return step;
}

scenario::CheckUse check(std::string name,
                         std::map<std::string, std::string, std::less<>> parameters = {}) {
  return {std::move(name), std::move(parameters), 1};
}

std::vector<Verdict> verdicts(const evidence::ScenarioEntry& entry) {
  std::vector<Verdict> out;
  for (const auto& each : entry.checks) out.push_back(each.outcome.verdict);
  return out;
}

scenario::GivenSource slow_source(Source source, bastjanst::Latency latency) {
  scenario::GivenSource given;
  given.source = source;
  given.behaviour.latency = latency;
  return given;
}

scenario::GivenSource sick_source(Source source, bastjanst::Misbehaviour fault) {
  scenario::GivenSource given;
  given.source = source;
  given.behaviour.fault = fault;
  return given;
}

struct Running : testing::Test {
  ScratchFolder scratch;

  ScenarioRun play(const scenario::Scenario& scenario, World world = World::simulated,
                   std::uint64_t seed = 1) {
    return Runner(environment(), world, chance::Seed{seed})
        .play(scenario, scratch.path() / "files");
  }
};

TEST_F(Running, AHealthyWorldKeepsTheAgreement) {
  const auto scenario = scenario_with(
      ask("dawit"), {},
      {check("faithful"), check("only-asked"), check("echo"), check("purged"),
       check("log-sufficient"), check("schema-valid"), check("answered", {{"complete", "true"}})});
  const auto run = play(scenario);
  ASSERT_FALSE(run.broken) << run.broken->detail;
  const auto entry = judge(scenario, run);
  EXPECT_THAT(verdicts(entry), Each(Verdict::pass));
  EXPECT_EQ(run.evidence.exchanges.size(), 8u);  // one from the kommun, one to each source
  ASSERT_EQ(entry.questions.size(), 1u);
  EXPECT_EQ(entry.questions[0].outcome, "answered");
  EXPECT_EQ(entry.questions[0].calls.size(), 7u);
}

TEST_F(Running, TheSameSeedGivesTheSameResultByteForByte) {
  scenario::AskStep steady = ask("roland");
  steady.times = 40;
  steady.per_second = 3;
  const auto slow = slow_source(Source::skv, bastjanst::LognormalDelay{2s, 9s});
  const auto scenario = scenario_with(
      steady, {slow}, {check("answered-within", {{"limit", "late"}}), check("log-sufficient")});
  const auto document = [&](std::uint64_t seed) {
    evidence::RunResult result;
    result.tool_version = "test";
    result.seed = 1;
    result.plan = "embedded";
    result.role = "driftspart";
    result.parties = {{"driftspart", "driftspart", "Driftsparten"}};
    const auto run = play(scenario, World::simulated, seed);
    result.started = run.zero;
    result.scenarios = {judge(scenario, run)};
    return evidence::to_xml(result) + run.evidence.files.at(0).content;
  };
  const std::string first = document(7);
  EXPECT_EQ(first, document(7));
  EXPECT_NE(first, document(8));
}

TEST_F(Running, ASourceThatIsDownIsNamedAndTheOthersDeliver) {
  const auto down = sick_source(Source::skv, bastjanst::Misbehaviour::connection_refused);
  const auto scenario = scenario_with(
      ask("anna"), {down},
      {check("source-outcome", {{"source", "SKV"}, {"is", "error"}, {"kalla", "SSBT"}}),
       check("source-outcome", {{"source", "SKV"}, {"is", "data"}})});
  const auto entry = judge(scenario, play(scenario));
  EXPECT_THAT(verdicts(entry), testing::ElementsAre(Verdict::pass, Verdict::fail));
}

TEST_F(Running, ASilentSourceCostsVirtualTimeOnly) {
  const auto silent = sick_source(Source::csn, bastjanst::Misbehaviour::no_answer);
  const auto scenario =
      scenario_with(ask("anna"), {silent}, {check("answered-within", {{"limit", "late"}})});
  const auto run = play(scenario);
  ASSERT_EQ(run.evidence.questions.size(), 1u);
  const auto& asked = run.evidence.questions[0];
  EXPECT_GT(asked.finished - asked.started, 6s);
  EXPECT_LE(asked.finished - asked.started, 12s);
  EXPECT_THAT(verdicts(judge(scenario, run)), Each(Verdict::pass));
}

TEST_F(Running, AnAlterationThatMatchesNothingIsTheToolsFaultNotTheParties) {
  scenario::AskStep step = ask("anna");
  step.alterations.push_back({scenario::Alteration::Kind::set, "//ssbt:finnsInte", "x"});
  const auto scenario = scenario_with(step, {}, {check("refused"), check("faithful")});
  const auto entry = judge(scenario, play(scenario));
  EXPECT_THAT(verdicts(entry), Each(Verdict::tool_error));
  EXPECT_THAT(entry.checks[0].outcome.findings.at(0).received, HasSubstr("finnsInte"));
}

TEST_F(Running, AnUnknownCheckIsAToolError) {
  const auto scenario = scenario_with(ask("anna"), {}, {check("inte-en-kontroll")});
  EXPECT_THAT(verdicts(judge(scenario, play(scenario))), Each(Verdict::tool_error));
}

TEST_F(Running, TheLiveWorldSaysTheSameOverRealSockets) {
  const auto scenario =
      scenario_with(ask("dawit"), {},
                    {check("faithful"), check("purged"), check("log-sufficient"), check("echo")});
  const auto run = play(scenario, World::live);
  ASSERT_FALSE(run.broken) << run.broken->detail;
  EXPECT_THAT(verdicts(judge(scenario, run)), Each(Verdict::pass));
}

TEST_F(Running, LiveTlsTurnsAwayACertificateOfAStranger) {
  scenario::AskStep step = ask("anna");
  step.certificate = "unknown-ca";
  const auto scenario = scenario_with(
      step, {}, {check("identity-rejected", {{"by", "tls"}}), check("identity-accepted")});
  EXPECT_THAT(verdicts(judge(scenario, play(scenario, World::live))),
              testing::ElementsAre(Verdict::pass, Verdict::fail));
}

TEST(NotRun, CarriesThePlansReason) {
  const auto scenario = scenario_with(ask("anna"), {}, {check("faithful")});
  const auto entry = not_run(scenario, World::live, {"för lång tid", "too long"});
  EXPECT_EQ(entry.verdict(), Verdict::not_run);
  ASSERT_EQ(entry.notes.size(), 1u);
  EXPECT_EQ(entry.notes[0].sv, "för lång tid");
}

TEST(Abuses, EachHasANameAndOneWayOfBeingMade) {
  std::vector<std::string_view> names;
  for (const auto& abuse : abuses()) {
    SCOPED_TRACE(abuse.name);
    EXPECT_THAT(names, testing::Not(Contains(abuse.name)));
    names.push_back(abuse.name);
    EXPECT_NE(static_cast<bool>(abuse.spoil), static_cast<bool>(abuse.bytes));
    EXPECT_FALSE(abuse.description.sv.empty());
    EXPECT_FALSE(abuse.description.en.empty());
  }
  EXPECT_NE(find_abuse("entity-bomb"), nullptr);
  EXPECT_EQ(find_abuse("kaffe"), nullptr);
}

// Asks through the lab's own folder, as a client of one's own would.
wire::AnswerOrFault ask_lab(const Lab& lab, const std::filesystem::path& folder) {
  const auto address = read_lab_folder(folder).value();
  EXPECT_EQ(address.port, lab.address().port);
  net::ClientTls tls;
  tls.credentials = lab_credentials(folder, "exempelkommun", "own").value();
  tls.server_ca_pem = read_file(folder / "ca.pem").value();
  tls.server_name = address.server_name;
  kommun::CurlTransport transport({address.host, address.port}, tls);
  kommun::KommunClient client(transport, address.target);
  kommun::Wish wish;
  wish.person = environment().fixtures->person(std::string_view("anna"))->identity;
  wish.period = default_period();
  auto question = kommun::QuestionBuilder(
                      *environment().organisations().kommun(std::string_view("exempelkommun")))
                      .build(wish);
  net::asio::io_context io(1);
  wire::AnswerOrFault answer;
  auto work = [&]() -> net::awaitable<void> {
    auto outcome = co_await client.ask(question);
    answer = outcome.value().result;
  };
  std::exception_ptr failure;
  net::asio::co_spawn(io, work(),
                      [&failure](std::exception_ptr error) { failure = std::move(error); });
  io.run();
  if (failure) std::rethrow_exception(failure);
  return answer;
}

TEST(LabTest, StoppingASourceGivesSsbtForItAndDataForTheRest) {
  const ScratchFolder scratch;
  Lab lab(environment(), {.folder = scratch.path(), .port = 0, .without = {}});
  ASSERT_TRUE(
      write_lab_folder(scratch.path(), lab.pki(), environment().organisations(), lab.address()));
  const auto whole = std::get<contract::Answer>(ask_lab(lab, scratch.path()));
  for (const auto& [source, result] : whole.results) {
    EXPECT_TRUE(std::holds_alternative<contract::SourceData>(result)) << contract::code(source);
  }
  lab.stop_source(Source::skv);
  const auto partial = std::get<contract::Answer>(ask_lab(lab, scratch.path()));
  ASSERT_EQ(partial.results.size(), 7u);
  for (const auto& [source, result] : partial.results) {
    EXPECT_EQ(std::holds_alternative<contract::SourceData>(result), source != Source::skv)
        << contract::code(source);
  }
  EXPECT_EQ(std::get<contract::SourceError>(partial.results.at(Source::skv)).kalla,
            contract::Kalla::ssbt);
  lab.start_source(Source::skv);
  const auto again = std::get<contract::Answer>(ask_lab(lab, scratch.path()));
  EXPECT_TRUE(std::holds_alternative<contract::SourceData>(again.results.at(Source::skv)));
}

TEST(LabFolder, SaysWhatToDoWhenNoLabRuns) {
  const ScratchFolder scratch;
  const auto address = read_lab_folder(scratch.path());
  ASSERT_FALSE(address);
  EXPECT_THAT(address.error().detail, HasSubstr("provbank lab --out"));
}

}  // namespace
}  // namespace provbank::world
