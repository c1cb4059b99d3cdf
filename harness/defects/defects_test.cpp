#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <set>

#include "harness/defects/defect.hpp"
#include "harness/defects/processes.hpp"
#include "harness/defects/proof.hpp"
#include "harness/defects/tools.hpp"
#include "harness/scenario/loader.hpp"
#include "platform/base/file.hpp"

namespace provbank::defects {
namespace {

using evidence::Verdict;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const world::Environment& environment() {
  static const world::Environment loaded = world::Environment::load(PROVBANK_DATA_DIR).value();
  return loaded;
}

const std::vector<scenario::Scenario>& proof_set() {
  static const std::vector<scenario::Scenario> loaded = [] {
    std::vector<std::string> persons;
    for (const auto* person : environment().fixtures->all()) persons.push_back(person->id);
    std::vector<std::string> kommuner;
    for (const auto& kommun : environment().organisations().kommuner) kommuner.push_back(kommun.id);
    std::vector<std::string> clauses;
    for (const auto& clause : environment().clauses.all()) clauses.push_back(clause.id);
    const auto loader =
        scenario::Loader::create(PROVBANK_DATA_DIR,
                                 {persons, kommuner, world::client_certificate_names(), clauses})
            .value();
    std::vector<scenario::Problem> problems;
    return loader.load_folder(std::filesystem::path(PROVBANK_DATA_DIR) / "scenarios/bevis",
                              problems);
  }();
  return loaded;
}

std::vector<scenario::Scenario> only(std::string_view id) {
  std::vector<scenario::Scenario> out;
  std::ranges::copy_if(proof_set(), std::back_inserter(out),
                       [id](const auto& scenario) { return scenario.id == id; });
  return out;
}

const Defect& defect(std::string_view id) {
  return *std::ranges::find(defects(), id, &Defect::id);
}

struct Seams : testing::Test {
  world::Runner runner{environment(), evidence::World::simulated, chance::Seed{1}};
  ScratchFolder scratch;

  std::set<std::string> reds(std::string_view scenario, const world::MakeDecorators& decorate) {
    std::set<std::string> out;
    for (const auto& seen : observe(runner, only(scenario), decorate, scratch.path() / "x").seen) {
      if (seen.red()) out.insert(seen.check);
    }
    return out;
  }
};

TEST_F(Seams, OfTheAggregatorAreAllPassedByAnOrdinaryQuestion) {
  std::set<std::string> used;
  const auto decorate = [&used](const Scene&) {
    world::Decorators made;
    made.door = [&used](net::HttpHandler inner) {
      used.insert("door");
      return inner;
    };
    made.calls = [&used](Source, net::HttpHandler inner) {
      used.insert("calls");
      return inner;
    };
    made.base_service = [&used](Source, net::HttpHandler inner) {
      used.insert("base service");
      return inner;
    };
    made.event_log = [&used](std::unique_ptr<aggregator::EventLog> log) {
      used.insert("event log");
      return log;
    };
    made.configuration = [&used](aggregator::AggregatorConfig&) { used.insert("configuration"); };
    made.network = [&used](net::Network&) -> std::unique_ptr<net::Network> {
      used.insert("network");
      return nullptr;
    };
    return made;
  };
  EXPECT_THAT(reds("BV-DP-vag", decorate), IsEmpty());
  EXPECT_THAT(used, UnorderedElementsAre("door", "calls", "base service", "event log",
                                         "configuration", "network"));
}

TEST_F(Seams, ADefectAtTheDoorIsCaught) {
  EXPECT_THAT(reds("BV-DP-vag", defect("AGG-andrar-belopp").decorate), ElementsAre("faithful"));
}

TEST_F(Seams, ADefectTowardsASourceIsTheAggregatorsDoing) {
  EXPECT_THAT(reds("BV-DP-vag", defect("AGG-fragar-tva-ganger").decorate),
              ElementsAre("only-asked"));
}

TEST_F(Seams, ADefectOfABaseServiceIsNotTheAggregatorsDoing) {
  // The service says that it failed, and the aggregator tells it as it is: nothing to blame it for
  // but that an answer is lacking.
  const auto broken = service_reply([](const http::Request& request, http::Response& reply) {
    if (holds(request.target, "tns") || holds(request.body, "transportstyrelsen"))
      reply.status = 503;
  });
  EXPECT_THAT(reds("BV-DP-eget-fel", broken), IsEmpty());
}

TEST_F(Seams, ADefectOfAKommunsSystemIsCaught) {
  EXPECT_THAT(reds("BV-KM-kalla-felar", defect("KOM-fel-blir-inget").decorate),
              ElementsAre("shows-failure"));
}

TEST_F(Seams, ADefectOfTheLogIsCaught) {
  EXPECT_THAT(reds("BV-DP-vag", defect("LOGG-tom").decorate), ElementsAre("log-sufficient"));
}

TEST_F(Seams, ADefectOfTheNetworkIsCaught) {
  EXPECT_THAT(reds("BV-DP-behoriga", defect("AGG-nekar-tls-1.2").decorate),
              Contains("identity-accepted"));
}

TEST_F(Seams, ADefectOfTheConfigurationIsCaught) {
  EXPECT_THAT(reds("BV-DP-obehoriga", defect("AGG-slapper-in-oansluten").decorate),
              Contains("identity-rejected"));
}

TEST_F(Seams, AFileLeftBehindIsCaught) {
  EXPECT_THAT(reds("BV-DP-vag", defect("GALLR-sparar-svar-kodat").decorate), ElementsAre("purged"));
}

TEST_F(Seams, AStateOfADefectBeginsAnewInEachScenario) {
  const auto third = door_reply([count = 0](const http::Request&, http::Response& reply) mutable {
    if (is_answer(reply) && ++count == 3) reply = fault_reply(contract::FaultCode::internal);
  });
  // One question a scenario: nobody ever comes to the third.
  EXPECT_THAT(reds("BV-DP-vag", third), IsEmpty());
  EXPECT_THAT(reds("BV-DP-vag", third), IsEmpty());
  EXPECT_THAT(reds("BV-DP-vag", third), IsEmpty());
}

TEST_F(Seams, ObservationsSurviveTheWayBetweenProcesses) {
  const auto seen = observe(runner, only("BV-DP-vag"), defect("AGG-andrar-belopp").decorate,
                            scratch.path() / "x");
  const auto back = observation_from(to_text(seen));
  ASSERT_EQ(back.seen.size(), seen.seen.size());
  for (std::size_t i = 0; i < seen.seen.size(); ++i) {
    EXPECT_EQ(back.seen[i].check, seen.seen[i].check);
    EXPECT_EQ(back.seen[i].verdict, seen.seen[i].verdict);
    EXPECT_EQ(back.seen[i].finding, seen.seen[i].finding);
  }
  EXPECT_EQ(back.scenarios, seen.scenarios);
}

// ---- The table ----------------------------------------------------------------------------------

TEST(Table, HasAtLeastEightyDefectsEachWithItsOwnIdAndBothLanguages) {
  std::set<std::string_view> ids;
  for (const auto& each : defects()) {
    SCOPED_TRACE(each.id);
    EXPECT_TRUE(ids.insert(each.id).second);
    EXPECT_FALSE(each.text.sv.empty() || each.text.en.empty());
    EXPECT_FALSE(each.expected.empty());
    EXPECT_TRUE(each.decorate);
  }
  EXPECT_GE(ids.size(), 80u);
}

TEST(Table, NamesClausesThatExistAndThatACheckWhichMustCatchItMayVerify) {
  for (const auto& each : defects()) {
    SCOPED_TRACE(each.id);
    EXPECT_NE(environment().clauses.find(each.clause), nullptr);
    const bool verified = std::ranges::any_of(each.expected, [&each](std::string_view name) {
      const auto* kind = checks::find(name);
      return kind != nullptr &&
             std::ranges::find(kind->clauses, each.clause) != kind->clauses.end();
    });
    EXPECT_TRUE(verified) << each.clause;
  }
}

// ---- The rules ----------------------------------------------------------------------------------

/// A world of two checks and one defect, in which everything is as it must be until a test spoils
/// it.
struct Rules : testing::Test {
  std::vector<checks::CheckKind> catalogue = {*checks::find("faithful"),
                                              *checks::find("log-sufficient")};
  std::vector<Defect> table = {{.id = "A",
                                .clause = "TV-4.1",
                                .text = {"a", "a"},
                                .expected = {"faithful"},
                                .collateral = {},
                                .decorate = {}},
                               {.id = "B",
                                .clause = "B3-5.3",
                                .text = {"b", "b"},
                                .expected = {"log-sufficient"},
                                .collateral = {},
                                .decorate = {}}};
  std::vector<NullParty> null_table = {{.id = "T",
                                        .text = {"t", "t"},
                                        .excused = {{"log-sufficient", {"för", "because"}}},
                                        .decorate = {}}};
  Material material;

  static Seen said(std::string check, Verdict verdict, std::string party = "driftspart") {
    Seen seen;
    seen.scenario = "BV-DP-x";
    seen.check = std::move(check);
    seen.party = std::move(party);
    seen.verdict = verdict;
    return seen;
  }
  static Observation both(Verdict faithful, Verdict logged) {
    Observation seen;
    seen.seen = {said("faithful", faithful), said("log-sufficient", logged)};
    const std::array parts = {faithful, logged};
    seen.scenarios["BV-DP-x"] = evidence::combine(parts);
    return seen;
  }

  Rules() {
    material.catalogue = catalogue;
    material.defects = table;
    material.null_parties = null_table;
    material.conforming.emplace_back("seed 1", both(Verdict::pass, Verdict::pass));
    material.sick.push_back(both(Verdict::pass, Verdict::pass));
    material.of["A"] = both(Verdict::fail, Verdict::pass);
    material.of["B"] = both(Verdict::pass, Verdict::fail);
    material.of["T"] = both(Verdict::untestable, Verdict::pass);
  }

  std::vector<Trouble> troubles() const {
    std::vector<Trouble> out;
    for (const auto& problem : conclude(material).problems) out.push_back(problem.trouble);
    return out;
  }
};

TEST_F(Rules, HoldWhenWhatIsDeclaredIsWhatHappens) {
  const auto proof = conclude(material);
  EXPECT_TRUE(proof.holds());
  EXPECT_THAT(proof.checks[0].killed_by, ElementsAre("A"));
  EXPECT_THAT(proof.checks[1].killed_by, ElementsAre("B"));
}

TEST_F(Rules, AnUndeclaredRedIsAProblem) {
  material.of["A"] = both(Verdict::fail, Verdict::fail);
  EXPECT_THAT(troubles(), ElementsAre(Trouble::undeclared));
  table[0].collateral = {"log-sufficient"};
  EXPECT_THAT(troubles(), IsEmpty());
}

TEST_F(Rules, ADefectThatNobodyNoticesIsAProblemAndItsCheckIsNotProven) {
  material.of["A"] = both(Verdict::pass, Verdict::pass);
  EXPECT_THAT(troubles(), ElementsAre(Trouble::survived, Trouble::never_killed));
}

TEST_F(Rules, ADefectNoticedByOthersAloneHasSurvivedToo) {
  material.of["A"] = both(Verdict::untestable, Verdict::fail);
  EXPECT_THAT(troubles(),
              ElementsAre(Trouble::survived, Trouble::undeclared, Trouble::never_killed));
}

TEST_F(Rules, EveryExpectedCheckMustFailIt) {
  table[0].expected = {"faithful", "log-sufficient"};
  EXPECT_THAT(troubles(), ElementsAre(Trouble::vanished));
}

TEST_F(Rules, ACollateralThatNeverHappensIsStale) {
  table[0].collateral = {"log-sufficient"};
  EXPECT_THAT(troubles(), ElementsAre(Trouble::stale));
}

TEST_F(Rules, ADefectThatWasNotTriedIsAProblem) {
  material.of.erase("A");
  EXPECT_THAT(troubles(), ElementsAre(Trouble::vanished, Trouble::never_killed));
}

TEST_F(Rules, AConformingPartyMustPassEverything) {
  for (const auto verdict : {Verdict::fail, Verdict::untestable, Verdict::warning}) {
    material.conforming.front().second = both(verdict, Verdict::pass);
    EXPECT_THAT(troubles(), ElementsAre(Trouble::conforming_red, Trouble::no_conforming));
  }
}

TEST_F(Rules, ABrokenBenchIsNoKill) {
  material.of["A"] = both(Verdict::tool_error, Verdict::pass);
  EXPECT_THAT(troubles(),
              ElementsAre(Trouble::bench_broke, Trouble::survived, Trouble::never_killed));
  material.of["A"] = {};
  material.of["A"].broken = "died of signal 11";
  EXPECT_THAT(troubles(), ElementsAre(Trouble::bench_broke, Trouble::never_killed));
}

TEST_F(Rules, ANullPartyMustPassNoScenarioAndNoCheckWithoutAReason) {
  material.of["T"] = both(Verdict::pass, Verdict::pass);
  EXPECT_THAT(troubles(), ElementsAre(Trouble::null_scenario, Trouble::null_check));
  material.of["T"] = both(Verdict::fail, Verdict::fail);
  EXPECT_THAT(troubles(), ElementsAre(Trouble::null_excuse_stale));
}

TEST_F(Rules, OnlyTheGuiltyMayBeBlamed) {
  material.of["A"].seen[0].party = "SKV";
  EXPECT_THAT(troubles(), ElementsAre(Trouble::wrong_blame));
  material.of["A"].seen[0].party = "driftspart";
  material.sick.front().seen[0] = said("faithful", Verdict::fail);
  EXPECT_THAT(troubles(), ElementsAre(Trouble::wrong_blame));
}

TEST_F(Rules, CountWhoWasBlamedForWhom) {
  const auto proof = conclude(material);
  const auto& driftspart = proof.blame.front();
  EXPECT_EQ(driftspart.guilty, "driftspart");
  EXPECT_EQ(driftspart.runs, 2u);
  EXPECT_EQ(driftspart.blamed.at("driftspart"), 2u);
}

TEST_F(Rules, AMisspeltCheckIsToldOf) {
  table[0].collateral = {"faitful"};
  EXPECT_THAT(troubles(), ElementsAre(Trouble::unknown_name, Trouble::stale));
}

TEST_F(Rules, APartOfTheTableSaysNothingOfTheOtherChecks) {
  material.whole = false;
  material.defects = std::span(table).first(1);
  EXPECT_THAT(troubles(), IsEmpty());
}

// ---- Processes ----------------------------------------------------------------------------------

TEST(Processes, BringBackWhatEachReturned) {
  std::vector<std::string> said(5);
  in_processes(
      5, 2, [](std::size_t n) { return std::string(200'000, static_cast<char>('a' + n)); },
      [&](std::size_t n, Result<std::string> words) { said[n] = words.value(); });
  for (std::size_t n = 0; n < said.size(); ++n) {
    EXPECT_EQ(said[n].size(), 200'000u);
    EXPECT_EQ(said[n].front(), static_cast<char>('a' + n));
  }
}

TEST(Processes, TellWhenOneDiesOrThrowsAndGoOn) {
  std::vector<std::string> ends(3);
  in_processes(
      3, 3,
      [](std::size_t n) -> std::string {
        if (n == 0) ::raise(SIGKILL);
        if (n == 1) throw std::runtime_error("trasigt");
        return "helt";
      },
      [&](std::size_t n, const Result<std::string>& words) {
        ends[n] = words ? *words : words.error().detail;
      });
  EXPECT_THAT(ends, ElementsAre("died of signal 9", "trasigt", "helt"));
}

}  // namespace
}  // namespace provbank::defects
