#include <gmock/gmock.h>

#include <filesystem>
#include <functional>

#include "contract/calendar.hpp"
#include "harness/cli/app.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/console.hpp"
#include "harness/results/reader.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

const xml::Namespaces kNs = {{"r", "urn:provbank:result:1"}};

struct Commands : testing::Test {
  Console console{Language::en};
  App app{console, PROVBANK_DATA_DIR};
  ScratchFolder scratch;

  RunOptions run_options(std::vector<std::string> targets) {
    RunOptions options;
    options.out = scratch.path() / "out";
    options.targets = std::move(targets);
    return options;
  }
  fs::path write(const std::string& name, const std::string& text) {
    const fs::path file = scratch.path() / name;
    EXPECT_TRUE(write_file(file, text));
    return file;
  }
};

TEST_F(Commands, RunLeavesAResultThatFollowsItsSchemaAndReportsMadeOfIt) {
  ASSERT_EQ(run(app, run_options({"DP-VAG-anna", "DP-PING*"})), 0);
  const fs::path out = scratch.path() / "out";
  const auto text = read_file(out / "result.xml").value();
  const auto schema = xml::Schema::load(app.data_dir / "schemas/provbank/result-1.xsd").value();
  EXPECT_EQ(xml::to_string(schema.problems(text)), "");
  const auto result = xml::Document::parse(text).value();
  EXPECT_EQ(result.text("//r:summary/@verdict", kNs), "pass");
  EXPECT_NE(result.text("count(//r:scenario)", kNs), "0");
  EXPECT_TRUE(fs::exists(out / "evidence/DP-VAG-anna/exchanges.har"));
  EXPECT_TRUE(fs::exists(out / "evidence/DP-VAG-anna/files/driftspart/event-log.jsonl"));
  for (const char* report : {"report.sv.html", "report.en.html", "junit.xml"}) {
    EXPECT_GT(fs::file_size(out / report), 1000u) << report;
  }
}

TEST_F(Commands, GenerateWritesTheDocumentsAndSaysWhatEachShows) {
  GenerateOptions options;
  options.schema = "so-fraga";
  options.out = scratch.path() / "dokument";
  ASSERT_EQ(generate(app, options), 0);
  const auto list = read_file(*options.out / "so-fraga/cases.csv").value();
  EXPECT_THAT(list, HasSubstr("@min-occurs-\";ogiltiga/"));
  EXPECT_TRUE(fs::exists(*options.out / "so-fraga/giltiga/00001.xml"));
  options.schema = "okant";
  EXPECT_EQ(generate(app, options), 2);
}

TEST_F(Commands, RunTwiceInTheSimulatedWorldGivesTheSameBytes) {
  ASSERT_EQ(run(app, run_options({"DP-FLERA-t*"})), 0);
  const auto first = read_file(scratch.path() / "out/result.xml").value();
  ASSERT_EQ(run(app, run_options({"DP-FLERA-t*"})), 0);
  EXPECT_EQ(read_file(scratch.path() / "out/result.xml").value(), first);
}

TEST_F(Commands, ATargetThatMatchesNothingIsWrongUsageNotAnEmptyGreen) {
  EXPECT_EQ(run(app, run_options({"DP-FINNS-INTE"})), code(Exit::usage));
}

TEST_F(Commands, RunRefusesToEmptyAFolderThatIsNotItsOwn) {
  write("out/dagbok.txt", "kära dagbok");
  EXPECT_EQ(run(app, run_options({"DP-VAG-anna"})), code(Exit::usage));
  EXPECT_TRUE(fs::exists(scratch.path() / "out/dagbok.txt"));
}

TEST_F(Commands, APlanThatExcludesEverythingProvesNothing) {
  RunOptions options = run_options({"DP-VAG-anna"});
  options.plan = write(
      "plan.xml",
      R"(<plan id="p" xmlns="urn:provbank:plan:1"><title xml:lang="sv">P</title><title xml:lang="en">P</title>
    <exclude scenario="DP-*"><reason xml:lang="sv">nej</reason><reason xml:lang="en">no</reason></exclude></plan>)");
  EXPECT_EQ(run(app, options), code(Exit::nothing_proven));
}

TEST_F(Commands, ABrokenPlanIsRefusedBeforeAnythingRuns) {
  RunOptions options = run_options({});
  options.plan = write("plan.xml", "<plan/>");
  EXPECT_EQ(run(app, options), code(Exit::usage));
  EXPECT_FALSE(fs::exists(scratch.path() / "out/result.xml"));
}

TEST_F(Commands, LintFindsNothingWrongWithOurOwnScenarios) {
  EXPECT_EQ(lint(app, {}), 0);
}

TEST_F(Commands, ValidateKnowsOurDataAndTellsTheWrongFromTheRight) {
  EXPECT_EQ(validate(app, {app.data_dir / "fixtures/persons/anna",
                           app.data_dir / "contract/clauses/b4.xml"}),
            0);
  const auto wrong = write("wrong.xml", "<person xmlns=\"urn:provbank:person:1\" id=\"x\"/>");
  EXPECT_EQ(validate(app, {wrong}), code(Exit::check_failed));
  const auto unknown = write("unknown.xml", "<a/>");
  EXPECT_EQ(validate(app, {unknown}), code(Exit::check_failed));
  EXPECT_EQ(validate(app, {scratch.path() / "no-such-folder.xml"}), code(Exit::check_failed));
}

TEST_F(Commands, AskTellsWhenASourceIsUnknownAndWhenAllIsWell) {
  AskOptions options;
  EXPECT_EQ(ask(app, options), 0);
  options.sources = "AF XX";
  EXPECT_EQ(ask(app, options), code(Exit::usage));
  options = {};
  options.certificate = "expired";
  EXPECT_EQ(ask(app, options), code(Exit::check_failed));
}

TEST_F(Commands, ListKnowsClausesAndScenarios) {
  EXPECT_EQ(list(app, "B4-3.7"), 0);
  EXPECT_EQ(list(app, "DP-VAG-anna"), 0);
  EXPECT_EQ(list(app, "Z9"), code(Exit::usage));
}

/// Ten in the morning of that day.
time::WallTime morning(std::string_view day) {
  return time::WallTime(contract::parse_day(day).value()) + 9h;
}

TEST(Onboard, JudgesEveryFixtureInBothLanguages) {
  boost::asio::io_context io;
  const time::VirtualClock clock(io, morning("2026-03-16"));
  for (const Language language : {Language::sv, Language::en}) {
    Console console(language);
    App app{console, PROVBANK_DATA_DIR};
    std::size_t dossiers = 0;
    for (const auto& entry : fs::directory_iterator(app.data_dir / "fixtures/dossiers")) {
      if (!fs::exists(entry.path() / "dossier.xml")) continue;
      SCOPED_TRACE(entry.path().string());
      OnboardOptions options;
      options.dossier = entry.path();
      testing::internal::CaptureStdout();
      const int exit = onboard(app, options, clock);
      const auto said = testing::internal::GetCapturedStdout();
      EXPECT_TRUE(exit == 0 || exit == 1 || exit == 4) << exit;
      EXPECT_THAT(said,
                  HasSubstr(language == Language::sv ? "Vem gör vad härnäst" : "Who acts next"));
      // What failed is shown, and nothing else is shown as failed.
      EXPECT_EQ(exit == 1, said.find("✘") != std::string::npos);
      ++dossiers;
    }
    EXPECT_GE(dossiers, 14U);
  }
}

/// A result of one scenario, in which the first check has been made to fail.
struct AfterTheRun : Commands {
  const contract::Day today = contract::parse_day("2026-11-22").value();

  fs::path passed() {
    EXPECT_EQ(run(app, run_options({"DP-VAG-anna"})), 0);
    return scratch.path() / "out";
  }
  fs::path failed() {
    const fs::path from = passed();
    auto result = results::read_result(from, app.data_dir).value();
    auto& check = result.scenarios[0].checks[0];
    check.outcome.verdict = evidence::Verdict::fail;
    check.outcome.findings.push_back(
        {.severity = evidence::Severity::error,
         .question = "q1",
         .message = {"Fel.", "Wrong."},
         .expected = "a",
         .received = "b",
         .where = {{.exchange = "e1", .file = {}, .line = 0, .xpath = {}}}});
    const fs::path folder = scratch.path() / "failed";
    fs::create_directories(folder);
    fs::copy(from / "evidence", folder / "evidence", fs::copy_options::recursive);
    EXPECT_TRUE(write_file(folder / "result.xml", evidence::to_xml(result)));
    return folder;
  }
  fs::path known(const std::string& check, const std::string& expires) {
    return write("known.xml",
                 "<known-failures xmlns=\"urn:provbank:known-failures:1\"><failure "
                 "scenario=\"DP-VAG-anna\" check=\"" +
                     check + "\" owner=\"Drift\" expires=\"" + expires +
                     "\"><reason>rättas</reason></failure></known-failures>");
  }
};

TEST_F(AfterTheRun, AResultOfARunReadBackIsTheSame) {
  const fs::path out = passed();
  const auto result = results::read_result(out, app.data_dir).value();
  EXPECT_EQ(evidence::to_xml(result), read_file(out / "result.xml").value());
}

TEST_F(AfterTheRun, DiffIsRedOnlyWhenSomethingBecameWorse) {
  DiffOptions options;
  options.second = failed();
  options.first = scratch.path() / "out";
  options.today = today;
  EXPECT_EQ(diff(app, options), code(Exit::check_failed));
  options.format = "csv";
  EXPECT_EQ(diff(app, options), code(Exit::check_failed));
  options.known = known("schema-valid", "2026-11-22");
  EXPECT_EQ(diff(app, options), 0);
  options.today += std::chrono::days(1);
  EXPECT_EQ(diff(app, options), code(Exit::usage)) << "expired";
  std::swap(options.first, options.second);
  options.known.reset();
  EXPECT_EQ(diff(app, options), 0);
  options.first = scratch.path() / "nothing";
  EXPECT_EQ(diff(app, options), code(Exit::usage));
}

TEST_F(AfterTheRun, AStaleOrExpiredOrUnknownKnownFailureIsWrongUsage) {
  RunOptions options = run_options({"DP-VAG-anna"});
  options.today = today;
  options.known = known("schema-valid", "2027-01-31");
  EXPECT_EQ(run(app, options), code(Exit::usage)) << "stale: nothing failed";
  EXPECT_EQ(lint(app, {.files = {*options.known}}), 0);
  fs::remove_all(options.out);
  options.known = known("schema-valid", "2026-11-21");
  EXPECT_EQ(run(app, options), code(Exit::usage));
  options.known = known("no-such-check", "2027-01-31");
  EXPECT_EQ(run(app, options), code(Exit::usage));
  EXPECT_FALSE(fs::exists(options.out / "result.xml")) << "nothing ran";
  EXPECT_EQ(lint(app, {.files = {*options.known}}), code(Exit::check_failed));
}

TEST_F(AfterTheRun, ReviewKeepsTheProofAndItsPages) {
  const fs::path from = failed();
  auto result = results::read_result(from, app.data_dir).value();
  result.proof = evidence::ProofEntry{std::string(64, 'b'), "2026-11-20", 12, 150};
  write_file(from / "result.xml", evidence::to_xml(result)).value();
  write_file(from / "prove.sv.html", "<p>bevis</p>").value();
  const ReviewOptions options{
      from,
      write("overrides.xml",
            "<overrides xmlns=\"urn:provbank:overrides:1\"><override scenario=\"DP-VAG-anna\" "
            "check=\"schema-valid\" from-verdict=\"fail\" to-verdict=\"pass\" by=\"Ada\" "
            "date=\"2026-11-22\"><reason>Läst.</reason></override></overrides>"),
      scratch.path() / "reviewed", today};
  EXPECT_EQ(review(app, options), 0);
  EXPECT_EQ(results::read_result(options.out, app.data_dir)->proof->defects, 150u);
  EXPECT_TRUE(fs::exists(options.out / "prove.sv.html"));
}

TEST_F(AfterTheRun, ReviewWritesANewResultWithItsReportsAndLeavesTheOld) {
  const fs::path from = failed();
  const std::string before = read_file(from / "result.xml").value();
  const auto decisions = [this](const std::string& to_verdict) {
    return write("overrides.xml",
                 "<overrides xmlns=\"urn:provbank:overrides:1\"><override scenario=\"DP-VAG-anna\" "
                 "check=\"schema-valid\" from-verdict=\"fail\" to-verdict=\"" +
                     to_verdict +
                     "\" by=\"Ada Granskare\" date=\"2026-11-22\"><reason>Läst i "
                     "efterhand.</reason></override></overrides>");
  };
  const ReviewOptions options{from, decisions("pass"), scratch.path() / "reviewed", today};
  EXPECT_EQ(review(app, options), 0);
  EXPECT_EQ(read_file(from / "result.xml").value(), before);
  for (const char* report : {"result.xml", "report.sv.html", "report.en.html", "junit.xml"})
    EXPECT_THAT(read_file(options.out / report).value(), HasSubstr("Ada Granskare")) << report;
  EXPECT_TRUE(fs::exists(options.out / "evidence/DP-VAG-anna/exchanges.har"));
  EXPECT_EQ(review(app, options), code(Exit::usage)) << "a result is never written over";
  const ReviewOptions wrong{from, decisions("fail"), scratch.path() / "wrong", today};
  EXPECT_EQ(review(app, wrong), code(Exit::usage));
  EXPECT_FALSE(fs::exists(wrong.out));
}

TEST_F(AfterTheRun, WhyKnowsChecksAndFindingsAndSaysWhenThereIsNone) {
  const fs::path folder = failed();
  for (const char* id : {"DP-VAG-anna", "DP-VAG-anna/1", "DP-VAG-anna/1.1", "TV-4.1"})
    EXPECT_EQ(why(app, {folder, id}), 0) << id;
  EXPECT_EQ(why(app, {folder, "DP-VAG-anna/77"}), code(Exit::usage));
}

TEST_F(AfterTheRun, EveryReportIsMadeOfTheResultAlone) {
  const fs::path folder = failed();
  for (const char* format : {"html", "junit", "avvikelser", "sjalvdeklaration", "csv"}) {
    ReportOptions options;
    options.result = folder;
    options.format = format;
    options.out = scratch.path() / format;
    EXPECT_EQ(report(app, options), 0) << format;
    EXPECT_GT(fs::file_size(*options.out), 1000u) << format;
  }
}

TEST_F(AfterTheRun, RedactedEvidenceHoldsNothingOfThePersonAndJustAsMuch) {
  const fs::path folder = passed();
  const RedactOptions options{folder, scratch.path() / "shared", {}};
  ASSERT_EQ(redact(app, options), 0);
  EXPECT_TRUE(fs::exists(scratch.path() / "shared.key"));
  const auto perms = fs::status(scratch.path() / "shared.key").permissions();
  EXPECT_EQ(perms, fs::perms::owner_read | fs::perms::owner_write);
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(options.out)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const auto text = read_file(entry.path()).value();
    // The person's number, plain and as the inner question carries it in base64; the surname.
    for (const char* original :
         {"198503149828", "8503149828", "Tranb", "MTk4NTAzMTQ5ODI4", "exempelkommun-2026-000001"})
      EXPECT_THAT(text, testing::Not(HasSubstr(original))) << entry.path();
  }
  EXPECT_GT(files, 15u);
  EXPECT_EQ(redact(app, options), code(Exit::usage)) << "never over something else";
}

TEST_F(Commands, OnboardWritesItsPapersAndAnEmptyDossier) {
  boost::asio::io_context io;
  const time::VirtualClock clock(io, morning("2026-03-16"));
  OnboardOptions options;
  options.dossier = app.data_dir / "fixtures/dossiers/komplett-kommun";
  options.out = scratch.path() / "out";
  EXPECT_EQ(onboard(app, options, clock), 0);
  for (const char* file : {"onboarding.xml", "onboarding.sv.html", "onboarding.en.html"}) {
    EXPECT_TRUE(fs::exists(scratch.path() / "out" / file)) << file;
  }
  EXPECT_EQ(validate(app, {scratch.path() / "out/onboarding.xml"}), 0);

  OnboardOptions made;
  made.dossier = scratch.path() / "ny";
  made.create = "uppgiftslamnare";
  EXPECT_EQ(onboard(app, made, clock), 0);
  EXPECT_EQ(onboard(app, made, clock), code(Exit::usage)) << "nothing is overwritten";
  made.create.reset();
  EXPECT_EQ(onboard(app, made, clock), code(Exit::nothing_proven));
  made.date = "the ides of March";
  EXPECT_EQ(onboard(app, made, clock), code(Exit::usage));
  made = {};
  made.dossier = scratch.path() / "nowhere";
  EXPECT_EQ(onboard(app, made, clock), code(Exit::usage));
}

TEST_F(Commands, ProveCatchesADefectAndWritesItsPagesWhenAskedTo) {
  ProveOptions options;
  options.defect = "GALLR-sparar-svar*";
  options.out = scratch.path() / "bevis";
  const time::SteadyClock clock;
  EXPECT_EQ(prove(app, options, clock), 0);
  const auto proof = xml::Document::parse(read_file(*options.out / "prove.xml").value()).value();
  const xml::Namespaces ns = {{"p", "urn:provbank:prove:1"}};
  EXPECT_EQ(proof.text("count(//p:defect[@caught = 'true'])", ns), "2");
  EXPECT_EQ(proof.text("//p:defect[1]/p:kill[@as = 'expected']/@check", ns), "purged");
  EXPECT_TRUE(fs::exists(*options.out / "prove.sv.html"));
  EXPECT_TRUE(fs::exists(*options.out / "prove.en.html"));
}

TEST_F(Commands, AReportRestsOnNoPartOfAProof) {
  ProveOptions part;
  part.defect = "GALLR-sparar-svar";
  part.out = scratch.path() / "bevis";
  const time::SteadyClock clock;
  ASSERT_EQ(prove(app, part, clock), 0);
  auto options = run_options({"DP-PING-alla-uppe"});
  options.proof = part.out;
  EXPECT_EQ(run(app, options), code(Exit::usage));
  const auto proof = read_file(*part.out / "prove.xml").value();
  const std::string a_part = "whole=\"false\"";
  std::string whole = proof;
  whole.replace(whole.find(a_part), a_part.size(), "whole=\"true\"");
  ASSERT_TRUE(write_file(*part.out / "prove.xml", whole));
  EXPECT_EQ(run(app, options), 0);
  EXPECT_TRUE(fs::exists(scratch.path() / "out/prove.sv.html"));
  const auto result =
      xml::Document::parse(read_file(scratch.path() / "out/result.xml").value()).value();
  EXPECT_EQ(result.text("//r:run/r:proof/@defects", kNs), "1");
  std::string other = whole;
  other.replace(other.find("program=\"") + 9, 4, "0000");
  ASSERT_TRUE(write_file(*part.out / "prove.xml", other));
  EXPECT_EQ(run(app, options), code(Exit::usage));
}

TEST_F(Commands, ProveDoesNotTakeAnUnknownDefectForAProof) {
  ProveOptions options;
  options.defect = "AGG-finns-inte";
  const time::SteadyClock clock;
  EXPECT_EQ(prove(app, options, clock), code(Exit::usage));
}

TEST(Patterns, MatchWholeIdsOrBeginnings) {
  EXPECT_TRUE(matches("DP-*", "DP-VAG"));
  EXPECT_FALSE(matches("DP-V", "DP-VAG"));
}

TEST(Console, TimesAndWidthsReadWell) {
  EXPECT_EQ(human_time(1234ms, Language::sv), "1,23 s");
  EXPECT_EQ(human_time(12ms, Language::en), "12 ms");
  EXPECT_EQ(padded("åäö", 5), "åäö  ");
  EXPECT_EQ(padded("åäö", 2), "åä");
}

// ---- The monthly report
// ---------------------------------------------------------------------------

struct MonthlyReport : Commands {
  SlaOptions made_up() {
    SlaOptions pretend;
    pretend.simulate = "2026-03";
    pretend.per_day = 60;
    pretend.out = scratch.path() / "month";
    EXPECT_EQ(sla(app, pretend), 0);
    SlaOptions options;
    options.month = "2026-03";
    options.logs = {pretend.out / "handelser.jsonl"};
    options.cases = pretend.out / "arenden.csv";
    options.outages = pretend.out / "avbrott.csv";
    options.out = scratch.path() / "report";
    return options;
  }
};

TEST_F(MonthlyReport, IsMadeOfAMadeUpMonth) {
  auto options = made_up();
  EXPECT_EQ(sla(app, options), 1);  // a made-up month misses some targets
  for (const char* file : {"sla.xml", "sla.sv.html", "sla.en.html", "figures.csv", "days.csv"}) {
    EXPECT_GT(fs::file_size(options.out / file), 100u) << file;
  }
  options.earlier = {options.out / "figures.csv"};
  options.out = scratch.path() / "again";
  EXPECT_EQ(sla(app, options), 1);
}

TEST_F(MonthlyReport, WithPartOfTheMaterialCannotSayEverything) {
  auto options = made_up();
  options.logs.clear();
  options.cases.reset();
  EXPECT_EQ(sla(app, options), 4);
}

TEST_F(MonthlyReport, RefusesWhatItCannotUseWithPlaceAndAdvice) {
  const struct {
    const char* name;
    std::function<void(SlaOptions&)> spoil;
    const char* said;
  } rows[] = {
      {"month", [](auto& o) { o.month = "mars"; }, "--month 2026-03"},
      {"nothing",
       [](auto& o) {
         o.logs.clear();
         o.cases.reset();
         o.outages.reset();
       },
       "--simulate"},
      {"log", [](auto& o) { o.logs = {"/none.jsonl"}; }, "/none.jsonl"},
      {"register", [&](auto& o) { o.cases = write("r.csv", "typ;id;mottagen\nincident;1;x\n"); },
       "r.csv: line 2, column mottagen"},
      {"outages", [&](auto& o) { o.outages = write("o.csv", "typ;id;slut\navbrott;1;\n"); },
       "o.csv: line 2, column start"},
      {"mapping", [&](auto& o) { o.mapping = write("m.xml", "<x/>"); }, "m.xml"},
      {"earlier", [&](auto& o) { o.earlier = {write("e.csv", "a\n1\n")}; }, "e.csv"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    auto options = made_up();
    row.spoil(options);
    testing::internal::CaptureStderr();
    EXPECT_EQ(sla(app, options), 2);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr(row.said));
    EXPECT_FALSE(fs::exists(options.out / "sla.xml"));
  }
}

}  // namespace
}  // namespace provbank::cli
