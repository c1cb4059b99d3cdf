#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/onboarding/judge.hpp"
#include "platform/base/file.hpp"

namespace provbank::onboarding {
namespace {

namespace fs = std::filesystem;
using evidence::Severity;
using evidence::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const fs::path kData = PROVBANK_DATA_DIR;
const fs::path kDossiers = kData / "fixtures" / "dossiers";

const Setting& setting() {
  static const Setting loaded = Setting::load(kData).value();
  return loaded;
}

Day on(std::string_view text) {
  return contract::parse_day(text).value();
}

Judgement judged(const std::string& name, std::string_view today) {
  return judge_folder(kDossiers / name, setting(), on(today)).value();
}

const StepJudgement& step(const Judgement& judgement, Step wanted) {
  return *std::ranges::find(judgement.steps, wanted, &StepJudgement::step);
}

/// "acceptans:acceptans-saknas": the step and the code of every finding that weighs.
std::vector<std::string> findings(const Judgement& judgement) {
  std::vector<std::string> all;
  for (const auto& one : judgement.steps) {
    for (const auto& finding : one.findings) {
      if (finding.severity == Severity::info) continue;
      all.push_back(describe(one.step).name + ":" + finding.code);
    }
  }
  return all;
}

/// What every fixture is there to show. Another fixture is not known until it has a row.
struct Row {
  const char* name;
  const char* today;
  std::vector<std::string> findings;
  Verdict verdict;
  Standing standing;
  bool admitted;
  State state = State::done;  // of the step with the finding
};

const std::vector<Row>& rows() {
  using enum Standing;
  static const std::vector<Row> all = {
      {"komplett-kommun", "2026-03-16", {}, Verdict::pass, connected, true},
      {"komplett-uppgiftslamnare", "2026-03-16", {}, Verdict::pass, connected, true},
      {"pagaende-kommun", "2026-02-12", {}, Verdict::untestable, under_way, false},
      {"uppsagd-kommun", "2026-12-31", {}, Verdict::pass, disconnected, false},
      {"fortida-brist", "2026-06-08", {}, Verdict::pass, disconnected, false},
      {"fortida-beslut", "2026-06-08", {}, Verdict::pass, disconnected, false},
      {"acceptans-saknas",
       "2026-03-16",
       {"acceptans:acceptans-saknas"},
       Verdict::fail,
       connected,
       false,
       State::missing},
      {"kommun-utan-ombud",
       "2026-03-16",
       {"acceptans:acceptans-saknas"},
       Verdict::fail,
       connected,
       false,
       State::missing},
      {"part-inte-upptagen",
       "2026-03-16",
       {"acceptans:part-inte-upptagen"},
       Verdict::fail,
       connected,
       false,
       State::missing},
      {"avtal-utan-underskrift",
       "2026-03-16",
       {"avtal:underskrift-saknas"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"avtal-andrat",
       "2026-03-16",
       {"avtal:underskrift-stammer-inte"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"bestallning-utbytt",
       "2026-03-16",
       {"bestallning:handling-andrad"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"fel-undertecknare",
       "2026-03-16",
       {"avtal:fel-undertecknare"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"certifikat-utgatt",
       "2026-03-16",
       {"avtal:certifikat-utgatt"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"certifikat-okant",
       "2026-03-16",
       {"avtal:certifikat-okant"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"behorighet-gick-ut",
       "2026-03-16",
       {"bestallning:behorighet-galler-inte"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"behorighet-utan-registrator",
       "2026-03-16",
       {"behorighet:behorighet-utfardare"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"begaran-fore-samordning",
       "2026-03-16",
       {"begaran:fel-ordning"},
       Verdict::fail,
       connected,
       false,
       State::out_of_order},
      {"godkannande-saknas",
       "2026-03-16",
       {"godkannande:steg-saknas"},
       Verdict::fail,
       connected,
       false,
       State::missing},
      // Driftsparten's delay does not undo an agreement: the kommun is let in.
      {"inkopplad-for-sent",
       "2026-03-16",
       {"inkoppling:for-sent"},
       Verdict::fail,
       connected,
       true,
       State::too_late},
      {"inkopplad-sent-med-forklaring",
       "2026-03-16",
       {"inkoppling:for-sent-med-forklaring"},
       Verdict::review,
       connected,
       true,
       State::too_late},
      {"samordning-av-fel-part",
       "2026-03-16",
       {"samordning:fel-part"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      // It is the Handläggare that may not use the service, not the kommun.
      {"forsakran-saknas",
       "2026-03-16",
       {"forsakran:forsakran-saknas"},
       Verdict::fail,
       connected,
       true,
       State::missing},
      {"forsakran-for-sen",
       "2026-03-16",
       {"forsakran:forsakran-for-sen"},
       Verdict::fail,
       connected,
       true,
       State::too_late},
      {"certifiering-underkand",
       "2026-03-16",
       {"certifiering:certifiering-underkand"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"certifiering-for-gammal",
       "2026-03-16",
       {"certifiering:certifiering-for-gammal"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"certifiering-fel-part",
       "2026-03-16",
       {"certifiering:certifiering-fel-part"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"handling-utanfor-mappen",
       "2026-03-16",
       {"ansokan:handling-utanfor"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"handling-saknas",
       "2026-03-16",
       {"kontaktuppgifter:handling-saknas"},
       Verdict::fail,
       connected,
       false,
       State::wrong},
      {"sammanstallning-saknas",
       "2026-03-16",
       {"sammanstallning:steg-saknas"},
       Verdict::fail,
       connected,
       false,
       State::missing},
      {"uppsagd-for-sent",
       "2026-09-01",
       {"uppsagning:uppsagning-for-sen"},
       Verdict::fail,
       leaving,
       true,
       State::too_late},
      {"bortkopplad-for-tidigt",
       "2026-10-01",
       {"bortkoppling:for-tidigt"},
       Verdict::fail,
       disconnected,
       false,
       State::too_early},
      {"bortkopplad-utan-bekraftelse",
       "2027-01-04",
       {"bekraftelse:steg-saknas"},
       Verdict::fail,
       disconnected,
       false,
       State::missing},
      {"fortida-for-tidigt",
       "2026-06-08",
       {"fortida-upphorande:for-tidigt"},
       Verdict::fail,
       disconnected,
       false,
       State::too_early},
  };
  return all;
}

TEST(Dossiers, EachFixtureHasExactlyTheFindingsItIsThereToShow) {
  for (const auto& row : rows()) {
    SCOPED_TRACE(row.name);
    const auto judgement = judged(row.name, row.today);
    EXPECT_EQ(findings(judgement), row.findings);
    EXPECT_EQ(evidence::to_string(judgement.verdict), evidence::to_string(row.verdict));
    EXPECT_EQ(to_string(judgement.standing), to_string(row.standing));
    EXPECT_EQ(judgement.admitted, row.admitted);
    for (const auto& one : judgement.steps) {
      if (one.findings.empty()) continue;
      EXPECT_EQ(to_string(one.state), to_string(row.state));
    }
  }
}

TEST(Dossiers, EveryFixtureHasItsRow) {
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(kDossiers)) {
    if (fs::exists(entry.path() / kDossierFile)) folders.insert(entry.path().filename().string());
  }
  std::set<std::string> known;
  for (const auto& row : rows()) known.insert(row.name);
  EXPECT_EQ(folders, known);
}

TEST(Dossiers, EveryFindingSpeaksBothLanguages) {
  for (const auto& row : rows()) {
    SCOPED_TRACE(row.name);
    for (const auto& one : judged(row.name, row.today).steps) {
      for (const auto& finding : one.findings) {
        EXPECT_THAT(finding.message.sv, Not(IsEmpty()));
        EXPECT_THAT(finding.message.en, Not(IsEmpty()));
        EXPECT_NE(finding.message.sv, finding.message.en);
      }
    }
  }
}

TEST(Judge, TellsWhoActsNextAndByWhichDay) {
  const auto under_way = judged("pagaende-kommun", "2026-02-12");
  ASSERT_FALSE(under_way.next.empty());
  EXPECT_EQ(under_way.next.front().step, Step::begaran);
  EXPECT_EQ(under_way.next.front().who.sv, "Utanförs kommun");
  EXPECT_FALSE(under_way.next.front().by) << "no clause sets a day";
  EXPECT_EQ(step(under_way, Step::inkoppling).state, State::waiting);

  // Approved on 17 February; ten working days later is 3 March.
  const auto approved = judged("komplett-kommun", "2026-02-23");
  const auto& connecting = step(approved, Step::inkoppling);
  EXPECT_EQ(connecting.state, State::planned);
  EXPECT_EQ(connecting.due, on("2026-03-03"));
  EXPECT_EQ(approved.standing, Standing::under_way);
  EXPECT_FALSE(approved.admitted);
}

TEST(Judge, NamesThePartyWhoseAcceptanceIsLacking) {
  const auto judgement = judged("acceptans-saknas", "2026-03-16");
  const auto& finding = step(judgement, Step::acceptans).findings.front();
  EXPECT_THAT(finding.message.sv, HasSubstr("Skatteverket"));
  EXPECT_THAT(finding.message.en, HasSubstr("Skatteverket"));
  ASSERT_EQ(finding.readings.size(), 1U);
  EXPECT_EQ(finding.readings.front().record, "T-tyst-part");
  EXPECT_EQ(judgement.next.front().who.sv, "Skatteverket");
}

TEST(Judge, SaysWhatALimitWouldBeUnderTheOtherReading) {
  const auto late = judged("inkopplad-for-sent", "2026-03-16");
  const auto& finding = step(late, Step::inkoppling).findings.front();
  EXPECT_THAT(finding.message.sv, HasSubstr("2026-03-03"));
  ASSERT_EQ(finding.readings.size(), 2U);  // b and c; no eve in those days
  EXPECT_EQ(finding.readings[0].record, "T-tio-arbetsdagar");
  EXPECT_THAT(finding.readings[0].otherwise.sv, HasSubstr("2026-03-02"));
  EXPECT_EQ(finding.readings[1].record, "T-tio-arbetsdagar");
  EXPECT_THAT(finding.readings[1].otherwise.en, HasSubstr("no finding"));
  const auto notice = judged("uppsagd-for-sent", "2026-09-01");
  const auto& too_late = step(notice, Step::uppsagning).findings.front();
  EXPECT_THAT(too_late.message.sv, HasSubstr("2027-12-31"));
  EXPECT_EQ(too_late.readings.front().record, "T-uppsagning-kommun");
}

/// A copy of a fixture in which some texts are others.
Judgement judged_with(const std::string& name,
                      const std::vector<std::pair<std::string, std::string>>& changes,
                      std::string_view today) {
  ScratchFolder scratch;
  const auto folder = scratch.path() / name;
  fs::copy(kDossiers / name, folder, fs::copy_options::recursive);
  auto text = read_file(folder / kDossierFile).value();
  for (const auto& [from, to] : changes) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  EXPECT_TRUE(write_file(folder / kDossierFile, text));
  return judge_folder(folder, setting(), on(today)).value();
}

// Midsummer's eve lies between: 24 June is the tenth working day, 25 June when eves are days off.
TEST(Judge, SaysWhatEvesWouldHaveMeant) {
  const auto judgement = judged_with(
      "komplett-kommun",
      {{"namn=\"godkannande\" datum=\"2026-02-17\"", "namn=\"godkannande\" datum=\"2026-06-10\""},
       {"namn=\"inkoppling\" datum=\"2026-02-24\"", "namn=\"inkoppling\" datum=\"2026-06-25\""}},
      "2026-07-01");
  const auto& finding = step(judgement, Step::inkoppling).findings.front();
  EXPECT_EQ(finding.code, "for-sent");
  ASSERT_EQ(finding.readings.size(), 3U);
  EXPECT_EQ(finding.readings[2].record, "T-roda-dagar");
  EXPECT_THAT(finding.readings[2].otherwise.sv, HasSubstr("2026-06-25"));
  EXPECT_THAT(finding.readings[2].otherwise.sv, HasSubstr("i tid då"));
}

TEST(Judge, OnlyAKommunHasSkrToSpeakForIt) {
  const auto judgement = judged_with("acceptans-saknas",
                                     {{"organisationsnummer=\"202100-9945\"",
                                       "organisationsnummer=\"202100-9945\" foretrads-av=\"skr\""}},
                                     "2026-03-16");
  EXPECT_THAT(findings(judgement), ElementsAre("acceptans:acceptans-saknas"));
}

TEST(Judge, WhoeverWasConnectedAfterTheApplicationNeedNotAccept) {
  const auto judgement =
      judged_with("kommun-utan-ombud",
                  {{"organisationsnummer=\"212000-9911\"",
                    "organisationsnummer=\"212000-9911\" tillkom=\"2026-01-13\""}},
                  "2026-03-16");
  EXPECT_THAT(findings(judgement), IsEmpty());
}

TEST(Judge, AccessAloneIsNoWayIn) {
  const auto judgement = judged_with(
      "pagaende-kommun",
      {{"</dossier>", "<steg namn=\"atkomst\" datum=\"2026-02-12\"/></dossier>"}}, "2026-02-12");
  EXPECT_FALSE(judgement.admitted);
  EXPECT_EQ(judgement.verdict, Verdict::fail);
}

TEST(Judge, SeesADossierAsItStoodOnTheDay) {
  EXPECT_FALSE(judged("uppsagd-kommun", "2026-02-26").admitted);
  EXPECT_TRUE(judged("uppsagd-kommun", "2026-02-27").admitted);
  EXPECT_EQ(judged("uppsagd-kommun", "2026-07-01").standing, Standing::leaving);
  EXPECT_TRUE(judged("uppsagd-kommun", "2026-12-30").admitted);
  EXPECT_FALSE(judged("uppsagd-kommun", "2026-12-31").admitted);
}

TEST(Judge, AnAgreementThatHasEndedWithoutDisconnectionIsForReview) {
  // Late notice ends the agreement a year later than the notice says.
  EXPECT_THAT(findings(judged("uppsagd-for-sent", "2027-12-31")),
              ElementsAre("uppsagning:uppsagning-for-sen"));
  const auto judgement = judged("uppsagd-for-sent", "2028-01-03");
  EXPECT_THAT(findings(judgement),
              ElementsAre("uppsagning:uppsagning-for-sen", "bortkoppling:bortkoppling-drojer"));
  EXPECT_EQ(step(judgement, Step::bortkoppling).findings.front().readings.front().record,
            "T-uppsagning-kommun");
}

TEST(Judge, WordToSkrLongAfterADecisionIsForReview) {
  const auto judgement = judged_with(
      "fortida-beslut",
      {{"namn=\"meddelande\" datum=\"2026-05-05\"", "namn=\"meddelande\" datum=\"2026-05-11\""}},
      "2026-06-08");
  EXPECT_THAT(findings(judgement), ElementsAre("meddelande:inte-genast"));
  EXPECT_EQ(judgement.verdict, Verdict::review);
}

TEST(Papers, RefusesLinksAndHugeFiles) {
  ScratchFolder scratch;
  ASSERT_TRUE(write_file(scratch.path() / "outside.txt", "x"));
  const auto folder = scratch.path() / "dossier";
  fs::create_directories(folder / "handlingar");
  fs::create_symlink(scratch.path() / "outside.txt", folder / "link.txt");
  fs::create_directory_symlink(scratch.path(), folder / "away");
  ASSERT_TRUE(write_file(folder / "huge.txt", std::string(kDocumentBytesLimit + 1, 'x')));
  const Papers papers(folder, setting().trust);
  const auto code = [&](const std::string& file) {
    const auto sheet = papers.check({.id = "a", .file = file, .sha256 = {}}, Wanted::any);
    return sheet ? std::string("fine") : sheet.error().code;
  };
  EXPECT_EQ(code("link.txt"), "handling-utanfor");
  EXPECT_EQ(code("away/outside.txt"), "handling-utanfor");
  EXPECT_EQ(code("/etc/hostname"), "handling-utanfor");
  EXPECT_EQ(code("handlingar/../huge.txt"), "handling-utanfor");
  EXPECT_EQ(code("..\\outside.txt"), "handling-utanfor");
  EXPECT_EQ(code("huge.txt"), "handling-for-stor");
  EXPECT_EQ(code("handlingar"), "handling-saknas");
  EXPECT_EQ(code("nothing.txt"), "handling-saknas");
}

TEST(Reader, RefusesWhatNoSchemaCaught) {
  const auto dossier = [](const std::string& inside, const char* kind = "kommun") {
    return read_dossier("<dossier xmlns=\"urn:provbank:dossier:1\" slag=\"" + std::string(kind) +
                        "\" sokande=\"k\"><part id=\"k\" roll=\"kommun\" namn=\"K\" "
                        "organisationsnummer=\"212000-9937\"/>" +
                        inside + "</dossier>");
  };
  EXPECT_TRUE(dossier(""));
  EXPECT_FALSE(read_dossier("<dossier"));
  EXPECT_FALSE(read_dossier("<dossier xmlns=\"urn:other\"/>"));
  EXPECT_FALSE(dossier("", "uppgiftslamnare"));
  EXPECT_FALSE(dossier("<steg namn=\"avtal\"/>"));
  EXPECT_FALSE(dossier("<steg namn=\"avtal\" datum=\"2026-02-30\"/>"));
  EXPECT_FALSE(dossier("<steg namn=\"okant\" datum=\"2026-02-03\"/>"));
  EXPECT_FALSE(dossier("<steg namn=\"sammanstallning\" datum=\"2026-02-03\"/>"));
  EXPECT_FALSE(dossier("<steg namn=\"uppsagning\" datum=\"2026-02-03\"/>"));
  EXPECT_FALSE(dossier("<steg namn=\"avtal\" datum=\"2026-02-03\" handling=\"saknas\"/>"));
  EXPECT_FALSE(dossier("<steg namn=\"avtal\" datum=\"2026-02-03\" av=\"ingen\"/>"));
}

TEST(Steps, EveryStepHasItsClausesWordsAndPlaceInTheSchema) {
  const auto schema = read_file(kData / "schemas/provbank/dossier-1.xsd").value();
  std::set<std::string> clauses;
  for (const auto& one : steps()) {
    EXPECT_FALSE(one.clauses.empty()) << one.name;
    clauses.insert(one.clauses.begin(), one.clauses.end());
    EXPECT_THAT(schema, HasSubstr("<xs:enumeration value=\"" + one.name + "\"/>"));
    EXPECT_EQ(describe(step_from_name(one.name).value()).name, one.name);
  }
  EXPECT_EQ(steps().size(), 22U);
  for (const char* clause :
       {"TV-9.1.1", "TV-9.1.2",  "TV-9.1.4",  "TV-9.1.5",  "TV-9.2.1",  "TV-9.2.2",  "TV-9.2.3",
        "TV-9.2.4", "TV-9.2.5",  "TV-9.2.6",  "TV-9.2.7",  "TV-9.2.8",  "TV-9.2.9",  "TV-9.2.10",
        "TV-9.3.1", "TV-9.3.2",  "TV-9.3.3",  "TV-9.3.4",  "TV-9.3.5",  "TV-9.3.6",  "TV-9.3.7",
        "TV-9.3.8", "TV-12.2.1", "TV-12.2.2", "TV-12.4.3", "TV-12.4.6", "TV-12.4.9", "TV-17.1",
        "TV-17.3",  "TV-18.1",   "DA-5.2",    "DA-5.2.1"}) {
    EXPECT_TRUE(clauses.contains(clause)) << clause;
  }
}

}  // namespace
}  // namespace provbank::onboarding
