#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {
namespace {

/// One of each: answered, in part, several persons, late, refused, a ping that failed, and one
/// turned away in TLS.
Scene a_day() {
  Scene scene;
  scene.ask({.step = "hel"});
  scene.ask({.at = 10s, .step = "del"});
  scene.fail_source(Source::af, "SSBT", "SSBTEK-201", 1);
  scene.ask({.persons = {kAnna, kBertil}, .at = 20s});
  scene.ask({.at = 30s, .takes = 9s});
  scene.refuse("SSBTEK-131", {.at = 50s});
  scene.ping({{Source::csn, "SSBTEK-202"}});
  scene.refuse("", {.at = 70s});
  scene.exchange(6).response.reset();
  scene.exchange(6).failure = scene.question(6).failure = fail(Errc::tls_rejected, "alert");
  scene.ask({.persons = {kBertil}, .at = 80s});
  scene.write_log();
  return scene;
}

TEST(LogSufficient, PassesWhenEverythingIsThere) {
  EXPECT_THAT(a_day().run("log-sufficient"), Judged(Verdict::pass));
}

/// The log with a text replaced everywhere in the lines that hold `in_lines`; all of a line goes
/// when nothing is put instead.
void change(Scene& scene, const std::string& in_lines, const std::string& from,
            const std::string& to) {
  std::string out;
  std::string_view rest = scene.log();
  while (!rest.empty()) {
    std::string line(rest.substr(0, rest.find('\n') + 1));
    rest.remove_prefix(line.size());
    if (line.find(in_lines) == std::string::npos) {
      out += line;
    } else if (!from.empty()) {
      out += replaced(line, from, to);
    }
  }
  scene.log() = out;
}

struct Defect {
  const char* in_lines;
  const char* from;  // empty: the lines go
  const char* to;
  const char* why;
};

class LogSufficientDefect : public ::testing::TestWithParam<Defect> {};

TEST_P(LogSufficientDefect, IsSeen) {
  Scene scene = a_day();
  const std::string before = scene.log();
  change(scene, GetParam().in_lines, GetParam().from, GetParam().to);
  ASSERT_NE(scene.log(), before);
  EXPECT_THAT(scene.run("log-sufficient"), FailsOnlyBecause(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Each, LogSufficientDefect,
    ::testing::Values(
        Defect{"\"case\":\"arende-q1\"", "", "", "The question is missing"},
        Defect{"\"case\":\"arende-q1\"", "162120009903\",\"handl", "162120009911\",\"handl",
               "the organisation that asked is wrong"},
        Defect{"\"case\":\"arende-q1\"", "handlaggare.lund", "någon", "the case worker is wrong"},
        Defect{"\"case\":\"arende-q1\"", "\"AF\",\"SO\"", "\"AF\"", "the sources is wrong"},
        Defect{"\"case\":\"arende-q2\"", "partial", "complete", "The outcome in the event log"},
        Defect{"\"source\":\"AF\"", "", "", "The error for AF is missing"},
        Defect{"\"source\":\"AF\"", "SSBTEK-201", "SSBTEK-202", "The error for AF is missing"},
        Defect{"\"late\"", "", "", "That the answer was late"},
        Defect{"\"event\":\"refusal\"", "", "", "The fault has no entry"},
        Defect{"\"outcome\":\"refused\"", "\"event\":\"deviation\"", "\"event\":\"note\"",
               "The deviation has no entry"},
        Defect{"\"event\":\"ping\"", "", "", "The ping is missing"},
        Defect{"\"event\":\"ping\"", "partial", "complete", "the outcome is wrong"},
        Defect{"\"source\":\"CSN\"", "", "", "The error for CSN is missing"},
        Defect{"\"event\":\"incident\"", "", "", "The refused TLS connection is missing"},
        Defect{"\"case\":\"arende-q3\"", "pseudonym-bertil", "pseudonym-anna", "The pseudonym"},
        Defect{"\"case\":\"arende-q2\"", "pseudonym-anna", "pseudonym-annan", "The pseudonym"},
        Defect{"\"case\":\"arende-q8\"", "pseudonym-bertil", "pseudonym-anna", "The pseudonym"},
        Defect{"\"case\":\"arende-q1\"", "pseudonym-anna", "8503149828", "The pseudonym"},
        Defect{"\"case\":\"arende-q1\"", "\"person\":\"pseudonym-anna\",", "", "lacks the person"},
        Defect{"\"case\":\"arende-q1\"", "\"case\":\"arende-q1\",", "", "lacks the case"},
        Defect{"\"case\":\"arende-q1\"", "arende-q1", "arende-annat", "the case is wrong"},
        Defect{"\"event\":\"incident\"", "2026-03-02T", "2026-03-02X", "time cannot be read"}));

TEST(LogSufficient, FailsOnALineThatIsNoJsonObject) {
  for (const char* line :
       {"{\"v\":1,", "[1]", "inte json", "{\"event\":\"stop\",\"event\":\"stop\"}"}) {
    Scene scene = a_day();
    scene.log() += std::string(line) + "\n";
    EXPECT_THAT(scene.run("log-sufficient"),
                FailsOnlyBecause("An entry of the event log cannot be understood"))
        << line;
  }
}

TEST(LogSufficient, JudgesOnlyTheStepItIsAbout) {
  Scene scene = a_day();
  change(scene, "\"source\":\"AF\"", "", "");
  EXPECT_THAT(scene.run("log-sufficient", {{"of", "hel"}}), Judged(Verdict::pass));
  EXPECT_THAT(scene.run("log-sufficient", {{"of", "del"}}),
              FailsOnlyBecause("The error for AF is missing"));
}

TEST(LogSufficient, IsUntestableWithoutALog) {
  Scene scene;
  scene.ask();
  EXPECT_THAT(scene.run("log-sufficient"), UntestableBecause("No event log was handed over"));
}

}  // namespace
}  // namespace provbank::checks::testing
