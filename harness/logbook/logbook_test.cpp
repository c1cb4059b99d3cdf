#include <gmock/gmock.h>

#include "harness/logbook/mapping.hpp"
#include "harness/logbook/reader.hpp"
#include "platform/base/file.hpp"

namespace provbank::logbook {
namespace {

using contract::Source;
using contract::SourceSet;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

const std::filesystem::path kData = PROVBANK_DATA_DIR;
const std::filesystem::path kSchema = kData / "schemas/provbank/logbook-1.xsd";

std::string loggbok(const std::string& attributes, const std::string& content) {
  return "<loggbok xmlns=\"urn:provbank:logbook:1\" " + attributes + ">\n" + content +
         "\n</loggbok>";
}

Mapping mapping(const std::string& xml) {
  std::vector<MappingProblem> problems;
  auto read = Mapping::parse(xml, kSchema, problems);
  std::string all;
  for (const auto& problem : problems)
    all += std::to_string(problem.line) + ": " + problem.message.en + "\n";
  EXPECT_TRUE(read) << all;
  return read.value_or(Mapping{});
}

std::vector<MappingProblem> problems_of(const std::string& xml) {
  std::vector<MappingProblem> problems;
  EXPECT_FALSE(Mapping::parse(xml, kSchema, problems));
  return problems;
}

Log log_of(const Mapping& mapping, const std::string& content, std::size_t skip = 0) {
  Log log;
  read(mapping, content, "logg", log, skip);
  return log;
}

time::WallTime at(std::chrono::seconds since_eight) {
  return time::WallTime{} + std::chrono::seconds(1'772'438'400) + since_eight;
}

const Mapping& reference() {
  static const Mapping read = mapping(read_file(kData / "contract/logbook-reference.xml").value());
  return read;
}

TEST(LogbookReader, ReadsTheReferenceLogByItsMappingFile) {
  const auto log = log_of(reference(),
                          R"({"v":1,"seq":1,"time":"2026-03-02T08:00:00.000Z","event":"start"}
{"v":1,"seq":2,"time":"2026-03-02T08:00:01.000Z","event":"question","question":"q","caller":"162120009903","organisation":"162120009903","handlaggare":"lund","case":"a-1","person":"p1","sources":["AF","SO"],"outcome":"partial"}
{"v":1,"seq":3,"time":"2026-03-02T08:00:01.000Z","event":"deviation","question":"q","source":"AF","outcome":"timeout","felkod":"SSBTEK-201"}
{"v":1,"seq":4,"time":"2026-03-02T08:00:01.000Z","event":"deviation","question":"q","outcome":"late"}
)");
  EXPECT_THAT(log.faults, IsEmpty());
  ASSERT_THAT(log.entries, SizeIs(4));
  const Entry& question = log.entries[1];
  EXPECT_EQ(question.kind, Kind::question);
  EXPECT_EQ(question.time, at(1s));
  EXPECT_EQ(question.organisation, "162120009903");
  EXPECT_EQ(question.case_id, "a-1");
  EXPECT_THAT(question.persons, ElementsAre("p1"));
  EXPECT_EQ(question.sources, (SourceSet{Source::af, Source::so}));
  EXPECT_EQ(question.outcome, Outcome::partial);
  EXPECT_EQ(question.sequence, 2U);
  EXPECT_THAT(question.deviations, IsEmpty());
  const auto groups = log.groups();
  ASSERT_THAT(groups, SizeIs(1));
  const Group& group = groups.begin()->second;
  EXPECT_EQ(group.deviations_of(Source::af, "SSBTEK-201"), 1U);
  EXPECT_TRUE(group.deviates(Deviates::late));
}

constexpr const char* kTextPost =
    R"x(<post uttryck="^(?P&lt;tid&gt;\S+ \S+) (?P&lt;vem&gt;\S+)@(?P&lt;org&gt;\d+) akt=(?P&lt;akt&gt;\S+) pnr=(?P&lt;pnr&gt;\S+) till=(?P&lt;till&gt;\S*) (?P&lt;slut&gt;\w+)(?P&lt;brister&gt;.*)$" annat="hoppa-over"/>
<falt betydelse="tid" vid="tid" format="%Y-%m-%d %H:%M:%S" zon="Europe/Stockholm"/>
<falt betydelse="handlaggare" vid="vem"/>
<falt betydelse="organisation" vid="org"/>
<falt betydelse="arende" vid="akt"/>
<falt betydelse="person" vid="pnr" som="nummer"/>
<falt betydelse="kallor" vid="till" avgransare=","/>
<falt betydelse="utfall" vid="slut"/>
<avvikelser vid="brister" uttryck=" (?P&lt;vilken&gt;\w+):(?P&lt;kod&gt;\S+)"><falt betydelse="kalla" vid="vilken"/><falt betydelse="felkod" vid="kod"/></avvikelser>
<ord falt="utfall" fran="klart" till="complete"/>
<ord falt="utfall" fran="delvis" till="partial"/>
<ord falt="kalla" fran="Skatt" till="SKV"/>)x";

TEST(LogbookReader, ReadsLinesOfTextByAnExpression) {
  const auto log = log_of(
      mapping(loggbok("form=\"text\"", kTextPost)),
      "2026-03-02 09:00:01,250 lund@162120009903 akt=a-1 pnr=19850314-9828 till=AF,Skatt delvis "
      "Skatt:E7 AF:E9\n"
      "2026-03-02 09:00:02 INFO starting\n"
      "2026-07-02 09:00:03 lund@162120009903 akt=a-2 pnr=198503149828 till=AF klart\n");
  EXPECT_THAT(log.faults, IsEmpty());
  EXPECT_EQ(log.foreign_lines, 1U);
  ASSERT_THAT(log.entries, SizeIs(2));
  const Entry& first = log.entries[0];
  EXPECT_EQ(first.time, at(1s) + 250ms) << "09:00 in Sweden is 08:00 UTC in winter";
  EXPECT_THAT(first.persons, ElementsAre("198503149828"));
  EXPECT_EQ(first.sources, (SourceSet{Source::af, Source::skv}));
  ASSERT_THAT(first.deviations, SizeIs(2));
  EXPECT_EQ(first.deviations[0].source, Source::skv);
  EXPECT_EQ(first.deviations[0].felkod, "E7");
  EXPECT_THAT(log.entries[1].deviations, IsEmpty());
  EXPECT_EQ(*log.entries[1].time - at(0s), std::chrono::days(122) - 1h + 3s) << "summer time";
}

const std::string kXmlFields = R"(<namnrymd prefix="h" namn="urn:handelser"/>
<falt betydelse="tid" vid="@tid"/>
<falt betydelse="fraga" vid="h:anrop/@id"/>
<falt betydelse="arende" vid="h:anrop/h:akt"/>
<falt betydelse="kallor" vid="h:till/h:kalla"/>
<avvikelser vid="h:till/h:kalla[@fel]"><falt betydelse="kalla" vid="."/><falt betydelse="felkod" vid="@fel"/></avvikelser>)";

const std::string kXmlEntry =
    R"(<post xmlns="urn:handelser" tid="2026-03-02T08:00:01Z"><anrop id="7"><akt>a-1</akt></anrop><till><kalla>AF</kalla><kalla fel="E1">SO</kalla></till></post>)";

void expect_xml_entry(const Log& log, std::size_t entries) {
  ASSERT_THAT(log.faults, IsEmpty());
  ASSERT_THAT(log.entries, SizeIs(entries));
  EXPECT_EQ(log.entries[0].case_id, "a-1");
  EXPECT_EQ(log.entries[0].question, "7");
  EXPECT_EQ(log.entries[0].sources, (SourceSet{Source::af, Source::so}));
  ASSERT_THAT(log.entries[0].deviations, SizeIs(1));
  EXPECT_EQ(log.entries[0].deviations[0].felkod, "E1");
}

TEST(LogbookReader, ReadsXmlInOneDocumentInSeveralAndLineByLine) {
  const auto xml = mapping(loggbok("form=\"xml\"", "<post vid=\"//h:post\"/>" + kXmlFields));
  expect_xml_entry(log_of(xml, "<logg>\n" + kXmlEntry + "\n" + kXmlEntry + "</logg>"), 2);
  expect_xml_entry(log_of(xml, "<?xml version=\"1.0\"?>\n" + kXmlEntry +
                                   "\n<?xml version=\"1.0\"?>\n" + kXmlEntry),
                   2);
  const auto lines = mapping(loggbok("form=\"xml-rader\"", kXmlFields));
  expect_xml_entry(log_of(lines, kXmlEntry + "\n" + kXmlEntry + "\n"), 2);
  EXPECT_EQ(log_of(lines, kXmlEntry + "\n<post").faults.at(0).line, 2U);
  EXPECT_THAT(log_of(xml, "<logg>" + kXmlEntry).faults, SizeIs(1));
}

TEST(LogbookReader, ReadsCsvWithEventsOfSeveralKinds) {
  const auto csv = mapping(loggbok("form=\"csv\" avgransare=\",\"", R"x(
<falt betydelse="tid" vid="Tid" format="epok-ms"/>
<falt betydelse="handelse" vid="Typ"/>
<falt betydelse="fraga" vid="Id"/>
<falt betydelse="arende" vid="Notering" uttryck="akt (\S+)"/>
<ord falt="handelse" fran="F" till="fraga"/>
<ord falt="handelse" fran="X" till="fel"/>)x"));
  const auto log = log_of(csv,
                          "Tid,Typ,Id,Notering\r\n1772438401000,F,7,\"ny fråga, akt a-1\"\r\n"
                          "1772438402000,X,7,fel\r\n1772438403000,Z,7,\r\nnu,F,8,\r\n1,2\r\n");
  ASSERT_THAT(log.entries, SizeIs(3));
  EXPECT_EQ(log.entries[0].time, at(1s));
  EXPECT_EQ(log.entries[0].case_id, "a-1");
  EXPECT_EQ(log.entries[1].kind, Kind::error);
  EXPECT_EQ(log.passed_over.at("Z"), 1U);
  ASSERT_THAT(log.faults, SizeIs(2));
  EXPECT_THAT(log.faults[0].why.en, HasSubstr("time cannot be read"));
  EXPECT_EQ(log.faults[1].line, 6U);
}

TEST(LogbookReader, TellsOfEachThingThatItDoesNotUnderstand) {
  const auto wrong = [](const std::string& line) {
    const auto log = log_of(reference(), line);
    EXPECT_THAT(log.faults, SizeIs(1)) << line;
    return log.faults.empty() ? std::string() : log.faults.front().why.en;
  };
  EXPECT_THAT(wrong("{\"v\":1,\n"), HasSubstr("no JSON object"));
  EXPECT_THAT(wrong("[1]\n"), HasSubstr("no JSON object"));
  EXPECT_THAT(wrong("\n"), HasSubstr("no JSON object"));
  EXPECT_THAT(wrong(R"({"time":"2026-03-02T08:00:01Z"})"), HasSubstr("kind of event"));
  EXPECT_THAT(wrong(R"({"event":"ping"})"), HasSubstr("no time"));
  EXPECT_THAT(wrong(R"({"event":"ping","time":"i går"})"), HasSubstr("time cannot be read"));
  EXPECT_THAT(wrong(R"({"event":"ping","time":"2026-03-02T08:00:01Z","outcome":"kanske"})"),
              HasSubstr("outcome has a word"));
  EXPECT_THAT(wrong(R"({"event":"source","time":"2026-03-02T08:00:01Z","source":"XX"})"),
              HasSubstr("source has a word"));
}

TEST(LogbookReader, LeavesOutTheEntriesThatWereThereBefore) {
  const std::string line = "{\"event\":\"ping\",\"time\":\"2026-03-02T08:00:01Z\"}\n";
  EXPECT_THAT(log_of(reference(), line + line + line, 2).entries, SizeIs(1));
}

TEST(LogbookReader, StopsAtItsLimitsAndSaysSo) {
  Log log;
  read(reference(), "{\"event\":\"stop\",\"time\":\"2026-03-02T08:00:01Z\"}\n{}\n{}\n", "logg", log,
       0, {.entries = 1});
  ASSERT_THAT(log.faults, SizeIs(1));
  EXPECT_THAT(log.faults[0].why.en, HasSubstr("more than 1 entries"));
  log = {};
  read(reference(), std::string(50, 'x') + "\n", "logg", log, 0, {.line_bytes = 10});
  EXPECT_THAT(log.faults.at(0).why.en, HasSubstr("longer than 10"));
}

struct WrongMapping {
  const char* name;
  std::string attributes;
  std::string content;
  std::size_t line;
  const char* message;
};

TEST(LogbookMapping, NamesTheLineAndWhatToDo) {
  const std::string fine = "<falt betydelse=\"arende\" vid=\"/a\"/>";
  const WrongMapping rows[] = {
      {"unknown fact", "form=\"json-rader\"", "<falt betydelse=\"lön\" vid=\"/a\"/>", 2, "lön"},
      {"twice", "form=\"json-rader\"", fine + fine, 2, ""},
      {"no pointer", "form=\"json-rader\"", "<falt betydelse=\"arende\" vid=\"a\"/>", 2,
       "no JSON Pointer"},
      {"nowhere", "form=\"json-rader\"", "<falt betydelse=\"arende\"/>", 2, "vid is missing"},
      {"bad xpath", "form=\"xml-rader\"", "<falt betydelse=\"arende\" vid=\"//[\"/>", 2, "XPath"},
      {"unknown prefix", "form=\"xml-rader\"", "<falt betydelse=\"arende\" vid=\"x:a\"/>", 2,
       "namnrymd"},
      {"no entries", "form=\"xml\"", "<falt betydelse=\"arende\" vid=\"a\"/>", 1, "selects"},
      {"no expression", "form=\"text\"", "<falt betydelse=\"arende\" vid=\"a\"/>", 1,
       "regular expression with names"},
      {"bad expression", "form=\"text\"",
       "<post uttryck=\"(\"/>\n<falt betydelse=\"arende\" uttryck=\"x\"/>", 2, "RE2"},
      {"back reference", "form=\"text\"",
       "<post uttryck=\"(a)\\1\"/>\n<falt betydelse=\"arende\" uttryck=\"x\"/>", 2, "RE2"},
      {"no such group", "form=\"text\"",
       "<post uttryck=\"x\"/>\n<falt betydelse=\"arende\" vid=\"akt\"/>", 3, "(?P<akt>...)"},
      {"two groups", "form=\"json-rader\"",
       "<falt betydelse=\"arende\" vid=\"/a\" uttryck=\"(a)(b)\"/>", 2, "one group"},
      {"time format", "form=\"json-rader\"", "<falt betydelse=\"tid\" vid=\"/a\" format=\"unix\"/>",
       2, "epok-s"},
      {"kinds without words", "form=\"json-rader\"", "<falt betydelse=\"handelse\" vid=\"/a\"/>", 1,
       "go together"},
      {"outcome without words", "form=\"json-rader\"", "<falt betydelse=\"utfall\" vid=\"/a\"/>", 1,
       "utfall"},
      {"unknown word", "form=\"json-rader\"",
       "<falt betydelse=\"handelse\" vid=\"/a\"/>\n<ord falt=\"handelse\" fran=\"a\" "
       "till=\"frågan\"/>",
       3, "cannot mean"},
      {"foreign fact in deviations", "form=\"json-rader\"",
       fine + "\n<avvikelser vid=\"/x\">\n<falt betydelse=\"arende\" vid=\"/a\"/></avvikelser>", 4,
       "kalla, avvikelse and felkod"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto problems = problems_of(loggbok(row.attributes, row.content));
    ASSERT_FALSE(problems.empty());
    EXPECT_EQ(problems.front().line, row.line);
    EXPECT_THAT(problems.front().message.en, HasSubstr(row.message));
    EXPECT_FALSE(problems.front().message.sv.empty());
  }
}

TEST(LogbookPattern, IsDoneInTimeWhateverTheExpression) {
  const auto pattern = Pattern::compile("(a*)*(a*)*(a*)*b").value();
  EXPECT_FALSE(pattern.search(std::string(200'000, 'a')));
  EXPECT_FALSE(Pattern::compile("a{1000}{1000}"));
}

}  // namespace
}  // namespace provbank::logbook
