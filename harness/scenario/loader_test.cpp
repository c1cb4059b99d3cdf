#include "harness/scenario/loader.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "harness/scenario/duration.hpp"
#include "platform/base/file.hpp"

namespace provbank::scenario {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

const char* kGood = R"(<?xml version="1.0" encoding="UTF-8"?>
<scenario id="DP-test" role="driftspart" xmlns="urn:provbank:scenario:1">
  <title xml:lang="sv">Prov</title>
  <title xml:lang="en">Test</title>
  <verifies clause="B4-3.7.1"/>
  <given><source code="SKV" latency="lognormal" median="2s" p99="9s"/><source code="AF SO" behaviour="reset" share="0.5"/></given>
  <when>
    <ask id="first" person="anna bertil" sources="AF SKV" times="600" rate="3/s" echo="true">
      <period source="AF" from="2026-01-01" tom="2026-01-31"/>
      <set at="//ssbt:syfte" to="x"/>
    </ask>
    <together><pause for="1.5s"/><send what="entity-bomb" connections="3"/></together>
  </when>
  <then><answered-within of="first" limit="7s" share="0.90" confidence="0.95"/></then>
</scenario>)";

struct Loading : testing::Test {
  ScratchFolder scratch;
  fs::path folder = scratch.path();
  Loader loader =
      Loader::create(PROVBANK_DATA_DIR,
                     {{"anna", "bertil"}, {"exempelkommun"}, {"own", "expired"}, {"B4-3.7.1"}})
          .value();
  std::vector<Problem> problems;

  std::optional<Scenario> load(std::string text) {
    const fs::path file = folder / "one.xml";
    EXPECT_TRUE(write_file(file, text));
    auto scenarios = loader.load_scenarios(file, problems);
    return scenarios.size() == 1 ? std::optional(scenarios.front()) : std::nullopt;
  }
  std::optional<Scenario> load_changed(std::string_view from, std::string_view to) {
    std::string text = kGood;
    const auto found = text.find(from);
    EXPECT_NE(found, std::string::npos) << from;
    text.replace(found, from.size(), to);
    return load(text);
  }
  std::string told() const {
    std::string all;
    for (const auto& problem : problems) all += to_string(problem, Language::en) + "\n";
    return all;
  }
};

const char* kOfAKommun = R"(<?xml version="1.0" encoding="UTF-8"?>
<scenario id="KM-test" role="kommun" door="shs-asynch" xmlns="urn:provbank:scenario:1">
  <title xml:lang="sv">Prov</title>
  <title xml:lang="en">Test</title>
  <verifies clause="B4-3.7.1"/>
  <when><await person="anna" answer="lost-receipt"/></when>
  <then><shs-question-conforms/></then>
</scenario>)";

TEST_F(Loading, TheDoorIsOfThoseWhoAskAndSomeAnswersExistBehindOneAlone) {
  const auto with_door = [](const std::string& door, const std::string& answer) {
    std::string text = kOfAKommun;
    const auto put = [&text](const std::string& from, const std::string& to) {
      text.replace(text.find(from), from.size(), to);
    };
    put(" door=\"shs-asynch\"", door);
    put("lost-receipt", answer);
    return text;
  };
  const auto scenario = load(kOfAKommun);
  ASSERT_TRUE(scenario) << told();
  EXPECT_EQ(scenario->door, Door::shs_asynch);
  EXPECT_TRUE(load(with_door(" door=\"shs\"", "shs-error"))) << told();
  EXPECT_TRUE(load(with_door("", "fault"))) << told();
  EXPECT_THAT(problems, testing::IsEmpty());
  for (const auto& [door, answer] : std::vector<std::pair<std::string, std::string>>{
           {"", "shs-error"}, {"", "lost-receipt"}, {" door=\"shs\"", "lost-receipt"}}) {
    problems.clear();
    load(with_door(door, answer));
    EXPECT_THAT(told(), HasSubstr("answer=\"" + answer + "\" exists in SHS alone")) << door;
  }
}

TEST_F(Loading, ReadsEverythingAScenarioSays) {
  const auto scenario = load(kGood);
  ASSERT_TRUE(scenario) << told();
  EXPECT_EQ(scenario->title, (Bilingual{"Prov", "Test"}));
  ASSERT_EQ(scenario->given.size(), 3u);
  EXPECT_EQ(scenario->given[0].behaviour.latency,
            bastjanst::Latency(bastjanst::LognormalDelay{2s, 9s}));
  EXPECT_EQ(scenario->given[1].source, contract::Source::af);
  EXPECT_EQ(scenario->given[1].behaviour.fault, bastjanst::Misbehaviour::reset);
  const auto& ask = std::get<AskStep>(scenario->when[0]);
  EXPECT_THAT(ask.persons, ElementsAre("anna", "bertil"));
  EXPECT_EQ(ask.times, 600u);
  EXPECT_EQ(ask.per_second, 3.0);
  EXPECT_TRUE(ask.echo);
  ASSERT_EQ(ask.periods.size(), 1u);
  ASSERT_EQ(ask.alterations.size(), 1u);
  const auto& together = std::get<TogetherStep>(scenario->when[1]);
  EXPECT_EQ(std::get<PauseStep>(together.steps[0]).length, 1500ms);
  EXPECT_EQ(std::get<SendStep>(together.steps[1]).connections, 3u);
  EXPECT_EQ(scenario->then[0].parameters.at("confidence"), "0.95");
}

struct WrongCase {
  const char* name;
  const char* from;
  const char* to;
  const char* says;
};

TEST_F(Loading, RefusesWhatIsWrongAndSaysWhere) {
  const WrongCase cases[] = {
      {"unknown attribute", "echo=\"true\"", "eko=\"true\"", "eko"},
      {"unknown element", "<pause for=\"1.5s\"/>", "<paus for=\"1.5s\"/>", "paus"},
      {"unknown check", "<answered-within of", "<svarar-inom of", "svarar-inom"},
      {"unknown person", "anna bertil", "anna cecilia", "cecilia"},
      {"unknown clause", "B4-3.7.1", "B4-9.9", "B4-9.9"},
      {"unknown step", "of=\"first\"", "of=\"second\"", "second"},
      {"latency without its parameter", "median=\"2s\"", "", "median"},
      {"latency with a foreign parameter", "p99=\"9s\"", "p99=\"9s\" delay=\"1s\"", "delay"},
      {"bad duration", "1.5s", "1.5 fortnights", "fortnights"},
      {"period backwards", "tom=\"2026-01-31\"", "tom=\"2025-01-31\"", "ends before"},
      {"a source twice", "code=\"AF SO\"", "code=\"AF SKV\"", "twice"},
      {"a prefixed element", "<pause for=\"1.5s\"/>",
       "<p:pause xmlns:p=\"urn:provbank:scenario:1\" for=\"1.5s\"/>", "prefix"},
      {"an external entity", "<scenario id", "<!DOCTYPE scenario><scenario id", ""},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    problems.clear();
    EXPECT_FALSE(load_changed(each.from, each.to));
    ASSERT_FALSE(problems.empty());
    EXPECT_THAT(told(), HasSubstr(each.says));
    EXPECT_GT(problems.front().line, 0u);
  }
}

const char* kSource = R"(<?xml version="1.0" encoding="UTF-8"?>
<scenario id="UL-test" role="uppgiftslamnare" xmlns="urn:provbank:scenario:1">
  <title xml:lang="sv">Prov</title>
  <title xml:lang="en">Test</title>
  <verifies clause="B4-3.7.1"/>
  <when>
    <ask-source id="first" source="SO" person="med-uppgifter okand" times="4" rate="3/s" certificate="expired" period="later-half">
      <remove at="//so:IdentificationNumber"/>
      <http method="PUT"/>
    </ask-source>
    <test-source source="SO"/>
    <send-source source="SO" what="entity-bomb" connections="3"/>
  </when>
  <then><source-answered of="first"/></then>
</scenario>)";

TEST_F(Loading, ReadsWhatABaseServiceIsAsked) {
  const auto scenario = load(kSource);
  ASSERT_TRUE(scenario) << told();
  EXPECT_EQ(scenario->source, contract::Source::so);
  const auto& ask = std::get<AskSourceStep>(scenario->when[0]);
  EXPECT_THAT(ask.persons, ElementsAre("med-uppgifter", "okand"));
  EXPECT_EQ(ask.per_second, 3.0);
  EXPECT_EQ(ask.certificate, "expired");
  EXPECT_TRUE(ask.later_half);
  ASSERT_EQ(ask.alterations.size(), 1u);
  EXPECT_EQ(ask.alterations[0].kind, Alteration::Kind::remove);
  EXPECT_EQ(ask.http.method, "PUT");
  EXPECT_EQ(std::get<TestSourceStep>(scenario->when[1]).certificate, "own");
  const auto& send = std::get<SendSourceStep>(scenario->when[2]);
  EXPECT_EQ(send.connections, 3u);
  EXPECT_EQ(send.person, "med-uppgifter");
}

TEST_F(Loading, RefusesABaseServiceScenarioThatCannotBePlayed) {
  const WrongCase cases[] = {
      {"a person of the fixtures", "med-uppgifter okand", "anna", "unknown kind of person: anna"},
      {"another source in the same scenario", "<test-source source=\"SO\"/>",
       "<test-source source=\"AF\"/>", "another is named"},
      {"several sources in a step", "<test-source source=\"SO\"/>",
       "<test-source source=\"SO AF\"/>", "SO AF"},
      {"a question to the service", "<test-source source=\"SO\"/>", "<ping/>", "no service to ask"},
      {"a look at what it keeps", "<test-source source=\"SO\"/>", "<look/>", "not of the role"},
      {"the role of the operator", "role=\"uppgiftslamnare\"", "role=\"driftspart\"",
       "asks a source directly"},
      {"the one that is judged, played", "<when>",
       "<given><source code=\"SO\" behaviour=\"reset\"/></given><when>", "cannot be played"},
      {"a rate and a crowd", "rate=\"3/s\"", "rate=\"3/s\" at-once=\"true\"", "exclude each other"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    problems.clear();
    std::string text = kSource;
    const auto found = text.find(each.from);
    ASSERT_NE(found, std::string::npos);
    text.replace(found, std::string_view(each.from).size(), each.to);
    EXPECT_FALSE(load(text));
    EXPECT_THAT(told(), HasSubstr(each.says));
  }
}

TEST_F(Loading, TellsAllProblemsAtOnceWithTheirLines) {
  std::string text = kGood;
  text.replace(text.find("anna bertil"), 11, "nobody either");
  EXPECT_FALSE(load(text));
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].line, 8u);
  EXPECT_GT(problems[0].column, 1u);
}

TEST_F(Loading, MakesOneScenarioForEachSource) {
  std::string text = kGood;
  text.replace(text.find("role="), 0, "for-each-source=\"AF SKV\" ");
  text.replace(text.find("code=\"SKV\""), 10, "code=\"$source\"");
  text.replace(text.find("AF SO"), 5, "CSN");
  text.replace(text.find(">Prov<"), 6, ">Prov av $source<");
  EXPECT_TRUE(write_file(folder / "one.xml", text));
  const auto scenarios = loader.load_scenarios(folder / "one.xml", problems);
  ASSERT_EQ(scenarios.size(), 2u) << told();
  EXPECT_EQ(scenarios[0].id, "DP-test-AF");
  EXPECT_EQ(scenarios[1].id, "DP-test-SKV");
  EXPECT_EQ(scenarios[1].given[0].source, contract::Source::skv);
  EXPECT_EQ(scenarios[1].title.sv, "Prov av SKV");
}

constexpr const char* kOneAsk = R"(<pause for="1.5s"/>)";

TEST_F(Loading, ReadsStepsWithMadeDocumentsAndCrowds) {
  const auto scenario = load_changed(
      kOneAsk,
      R"(<ask-generated id="g" document="SO" cases="invalid" most="40" sources="SO TNS"/>
         <ask-generated document="fraga" cases="valid"/>
         <ask-crowd id="c" size="200" rate="3/s"/>
         <ask id="r" person="anna" rewrite="prefixes member-order"/>)");
  ASSERT_TRUE(scenario) << told();
  const auto& steps = std::get<TogetherStep>(scenario->when[1]).steps;
  const auto& answers = std::get<AskGeneratedStep>(steps[0]);
  EXPECT_EQ(answers.answers_of, contract::Source::so);
  EXPECT_EQ(answers.cases, AskGeneratedStep::Cases::invalid);
  EXPECT_EQ(answers.most, 40u);
  EXPECT_FALSE(std::get<AskGeneratedStep>(steps[1]).answers_of);
  EXPECT_EQ(std::get<AskGeneratedStep>(steps[1]).cases, AskGeneratedStep::Cases::valid);
  EXPECT_EQ(std::get<AskCrowdStep>(steps[2]).size, 200u);
  EXPECT_THAT(std::get<AskStep>(steps[3]).rewrites,
              ElementsAre(Rewrite::prefixes, Rewrite::member_order));
}

TEST_F(Loading, RefusesMadeAnswersOfASourceThatIsNotAskedAndCrowdsWithoutAPace) {
  EXPECT_FALSE(
      load_changed(kOneAsk, R"(<ask-generated document="SO" cases="valid" sources="AF"/>)"));
  EXPECT_THAT(told(), HasSubstr("that source is not asked"));
  problems.clear();
  EXPECT_FALSE(load_changed(kOneAsk, R"(<ask-generated document="SO" cases="pairs"/>)"));
  EXPECT_THAT(told(), HasSubstr("pairs is for questions"));
  problems.clear();
  EXPECT_FALSE(load_changed(kOneAsk, R"(<ask-crowd size="20"/>)"));
  EXPECT_THAT(told(), HasSubstr("either rate or at-once"));
}

TEST_F(Loading, RefusesTheSameIdTwiceInAFolder) {
  EXPECT_TRUE(write_file(folder / "a.xml", kGood));
  EXPECT_TRUE(write_file(folder / "b.xml", kGood));
  loader.load_folder(folder, problems);
  EXPECT_THAT(told(), HasSubstr("exists already"));
}

TEST(ScenarioDuration, IsExact) {
  EXPECT_EQ(parse_duration("7s"), 7s);
  EXPECT_EQ(parse_duration("300ms"), 300ms);
  EXPECT_EQ(parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(parse_duration("2min"), 2min);
  EXPECT_EQ(parse_duration("0.000000001s"), 1ns);
  for (const char* bad : {"", "s", "7", "7 s", ".5s", "5.s", "1e3s", "-1s", "99999999h"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

}  // namespace
}  // namespace provbank::scenario
