// The readers: JSON lines, CSV, mappings; what they take and what they refuse.
#include <gmock/gmock.h>

#include "harness/sla/csv.hpp"
#include "harness/sla/json_line.hpp"
#include "harness/sla/test_support.hpp"
#include "platform/base/file.hpp"

namespace provbank::sla {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// ---- JSON lines
// -----------------------------------------------------------------------------------

TEST(JsonLine, FindsFieldsInAnyOrderAndInsideObjects) {
  JsonLine json({"time", "event.duration", "n"});
  ASSERT_EQ(json.scan(R"({"event":{"x":[1,{"n":9}],"duration":1.5e3},"n":-7,"time":"t\u00e5g"})"),
            nullptr);
  std::string scratch;
  EXPECT_EQ(JsonLine::text_of(json.field(0).raw, scratch), "tåg");
  EXPECT_EQ(json.field(1).raw, "1.5e3");
  EXPECT_EQ(json.field(2).raw, "-7");
}

TEST(JsonLine, ForgetsTheLineBefore) {
  JsonLine json({"a"});
  ASSERT_EQ(json.scan(R"({"a":1})"), nullptr);
  ASSERT_EQ(json.scan(R"({"b":1,"a":null})"), nullptr);
  EXPECT_EQ(json.field(0).kind, JsonLine::Kind::absent);
}

TEST(JsonLine, RefusesWhatIsNoObject) {
  JsonLine json({"a"});
  for (const char* text : {"",
                           "[]",
                           "{",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{\"a\":01}",
                           "{\"a\":1.}",
                           "{\"a\":1e}",
                           "{\"a\":\"x}",
                           "{\"a\":\"\\q\"}",
                           "{\"a\":\"\\u00g0\"}",
                           "{\"a\":tru}",
                           "{\"a\":1}x",
                           "{a:1}",
                           "{\"a\":1,\"a\":2}",
                           "{\"a\":\"\t\"}",
                           "{\"a\":[1,]}",
                           "{\"a\":-}",
                           "{\"a\":\"\\"}) {
    EXPECT_NE(json.scan(text), nullptr) << text;
  }
  EXPECT_NE(json.scan("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"), nullptr);
}

TEST(JsonLine, LoneSurrogatesBecomeTheReplacementCharacter) {
  std::string scratch;
  EXPECT_EQ(JsonLine::text_of("\\ud83d\\ude00\\ud83d!\\ude00", scratch), "😀\uFFFD!\uFFFD");
}

// ---- CSV
// ------------------------------------------------------------------------------------------

TEST(Csv, ReadsEitherDelimiterQuotesAndLineBreaks) {
  Problems problems;
  const auto table = parse_csv(
      "\xEF\xBB\xBF"
      "a;b\r\n 1 ;\"x \"\"y\"\"\nz\"\r\n;;\n;\n# ord\n2;3;4",
      problems);
  EXPECT_EQ(problems.size(), 1U);  // three cells
  problems.clear();
  const auto good = parse_csv(
      "\xEF\xBB\xBF"
      "a;b\r\n 1 ;\"x \"\"y\"\"\nz\"\r\n;\n2;3",
      problems);
  ASSERT_TRUE(good);
  EXPECT_THAT(good->header, ElementsAre("a", "b"));
  ASSERT_EQ(good->rows.size(), 2U);
  EXPECT_THAT(good->rows[0].cells, ElementsAre("1", "x \"y\"\nz"));
  EXPECT_EQ(good->rows[1].line, 5U);
  ASSERT_TRUE(parse_csv("a,b\n1,2\n", problems));
}

TEST(Csv, SaysWhereItIsWrong) {
  const struct {
    const char* name;
    std::string text;
    std::size_t line;
    const char* said;
  } rows[] = {
      {"empty", "", 0, "tom"},
      {"utf8", "a;b\n1;\xff\n", 2, "UTF-8"},
      {"quote", "a;b\n1;\"2\n", 2, "citattecken"},
      {"after", "a;b\n1;\"2\"x\n", 2, "citattecken"},
      {"few", "a;b\n1\n", 2, "celler"},
      {"twice", "a;a\n1;2\n", 1, "två gånger"},
      {"unnamed", "a;\n1;2\n", 1, "rubrik"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Problems problems;
    EXPECT_FALSE(parse_csv(row.text, problems));
    ASSERT_FALSE(problems.empty());
    EXPECT_EQ(problems.front().line, row.line);
    EXPECT_THAT(problems.front().message.sv, HasSubstr(row.said));
  }
}

TEST(Csv, WrittenCellsReadBackTheSame) {
  for (const std::string text : {"plain", "a;b", "say \"so\"", "two\nlines", ""}) {
    Problems problems;
    const auto table = parse_csv("x;y\n" + csv_cell(text) + ";1\n", problems);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->rows[0].cells[0], text);
  }
}

// ---- Times
// ----------------------------------------------------------------------------------------

TEST(CivilTime, ReadsWhatPeopleAndLogsWrite) {
  EXPECT_EQ(at("2026-03-06 16:50"), at("2026-03-06T15:50:00Z"));
  EXPECT_EQ(at("2026-07-06T16:50"), at("2026-07-06T14:50:00.000Z"));
  EXPECT_EQ(at("2026-03-06T16:50:30.5+01:00"), at("2026-03-06 16:50:30.500"));
  for (const char* text : {"", "2026-03-06", "2026-02-30 10:00", "2026-03-06 24:00",
                           "2026-03-06 10:60", "2026-03-06 10:00 ", "2026-03-06 10:00:00.",
                           "06/03/2026 10:00", "2026-03-06 10:00+1", "2026-03-06x10:00"}) {
    EXPECT_FALSE(contract::parse_civil_time(text)) << text;
  }
}

TEST(CivilTime, IsShownAsTheClocksInSwedenShowIt) {
  for (const char* text : {"2026-03-29 00:30", "2026-03-29 10:00", "2026-10-25 01:30",
                           "2026-10-25 10:00", "2026-10-25 23:59", "2026-06-01 12:00:07"}) {
    EXPECT_EQ(swedish_time(at(text), calendars().ordinary), text);
  }
}

// ---- The log
// --------------------------------------------------------------------------------------

TEST(LogReader, BadLinesAreCountedByKindWithTheirNumberAndReason) {
  ReadLog log(month("2026-03"));
  std::string text = question_line("1", at("2026-03-02 09:00"), 1);
  text += "{\"v\":1,\"ti\n";
  text += std::string(70'000, 'x') + "\n";
  text += "{\"v\":1,\"event\":\"question\",\"a\":\"\xff\"}\n";
  text += R"({"v":1,"event":"question","outcome":"complete","duration_ms":1})"
          "\n";
  text += R"({"v":1,"time":"yesterday","event":"question","outcome":"complete","duration_ms":1})"
          "\n";
  text +=
      R"({"v":1,"time":"2026-03-02T08:00:00Z","event":"question","outcome":"lost","duration_ms":1})"
      "\n";
  text +=
      R"({"v":1,"time":"2026-03-02T08:00:00Z","event":"question","outcome":"complete","duration_ms":-1})"
      "\n";
  text += R"({"v":3,"time":"2026-03-02T08:00:00Z","event":"question"})"
          "\n";
  text += R"({"v":1,"time":"2026-03-02T08:00:00Z","event":"start"})"
          "\n";
  text += "\n" + question_line("2", at("2026-03-02 09:01"), 1);
  text.pop_back();  // the last line needs no line break
  log.read(text);
  const auto count = [&](BadLine kind) {
    return log.notes().bad[static_cast<std::size_t>(kind)].count;
  };
  EXPECT_EQ(count(BadLine::malformed), 1U);
  EXPECT_EQ(count(BadLine::too_long), 1U);
  EXPECT_EQ(count(BadLine::not_utf8), 1U);
  EXPECT_EQ(count(BadLine::missing_field), 1U);
  EXPECT_EQ(count(BadLine::bad_value), 2U);
  EXPECT_EQ(count(BadLine::unknown_outcome), 1U);
  EXPECT_EQ(count(BadLine::unknown_version), 1U);
  EXPECT_EQ(log.notes().bad_lines(), 8U);
  EXPECT_EQ(log.notes().lines, 11U);
  EXPECT_EQ(log.notes().other_events.at("start"), 1U);
  EXPECT_EQ(log.notes().bad[static_cast<std::size_t>(BadLine::malformed)].examples.front().line,
            2U);
  EXPECT_EQ(log.totals().all(), 2U);
}

TEST(LogReader, SaysTheSameHoweverTheBytesAreCut) {
  std::string text;
  for (int i = 0; i < 5; ++i) text += question_line(std::to_string(i), at("2026-03-02 09:00"), i);
  text +=
      "broken\r\n" + std::string(200, 'y') + "\n" + question_line("z", at("2026-03-02 09:00"), 1);
  for (std::size_t step = 1; step < 40; ++step) {
    Accumulator totals(month("2026-03"), agreed(), calendars().ordinary);
    const auto mapping = Mapping::native();
    LogReader reader(mapping, calendars().ordinary, totals, {.line_bytes = 300});
    reader.begin("log");
    for (std::size_t from = 0; from < text.size(); from += step) {
      reader.feed(std::string_view(text).substr(from, step));
    }
    reader.finish();
    totals.finish();
    EXPECT_EQ(totals.totals().all(), 6U);
    EXPECT_EQ(reader.notes().bad_lines(), 2U);
    EXPECT_EQ(reader.notes().bytes, text.size());
  }
}

std::string numbered(int number, const char* id) {
  auto line = question_line(id, at("2026-03-02 09:00"), 1);
  return line.insert(1, fmt::format("\"seq\":{},", number));
}

TEST(LogReader, NotesRepeatedMissingAndTurnedBackLines) {
  ReadLog log(month("2026-03"));
  log.read(numbered(5, "a") + numbered(5, "a") + numbered(9, "b") + "bad\n" + numbered(11, "c") +
           numbered(1, "d") + numbered(2, "e") + question_line("f", at("2026-03-02 08:59"), 1));
  EXPECT_EQ(log.notes().duplicates.count, 1U);
  EXPECT_EQ(log.notes().missing_lines, 3U);  // 6, 7, 8; the bad line is 10, and 1 is a new log
  EXPECT_EQ(log.notes().gaps.count, 1U);
  EXPECT_EQ(log.notes().time_back.count, 1U);
  EXPECT_EQ(log.totals().all(), 6U);
}

TEST(LogReader, ManyKindsOfEventsTakeBoundedRoom) {
  ReadLog log(month("2026-03"));
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += fmt::format("{{\"v\":1,\"time\":\"2026-03-02T08:00:00Z\",\"event\":\"e{}\"}}\n", i);
  }
  log.read(text);
  EXPECT_LE(log.notes().other_events.size(), 65U);
  EXPECT_EQ(log.notes().other_events.at("..."), 936U);
}

// ---- Mappings
// -------------------------------------------------------------------------------------

TEST(Mapping, TheWorkedExampleReadsItsLog) {
  const auto mapping = Mapping::load(kTestData / "fixtures/sla/mappning-proxylogg.xml",
                                     kTestData / "schemas/provbank/log-mapping-1.xsd");
  ASSERT_TRUE(mapping) << mapping.error().detail;
  ReadLog log(month("2026-03"), *mapping);
  log.read(read_file(kTestData / "fixtures/sla/proxylogg.csv").value());
  const auto& totals = log.totals();
  EXPECT_EQ(log.notes().bad_lines(), 0U);
  EXPECT_EQ(log.notes().other_events.at("HEALTH"), 1U);
  EXPECT_EQ(totals.of(Outcome::complete), 1U);
  EXPECT_EQ(totals.of(Outcome::partial), 1U);
  EXPECT_EQ(totals.of(Outcome::refused), 1U);
  EXPECT_EQ(totals.of(Outcome::over_capacity), 1U);
  EXPECT_EQ(totals.by_persons.at(1).within_early, 1U);  // 7.0 s
  EXPECT_EQ(totals.by_persons.at(2).within_early, 0U);  // 8.6 s
  EXPECT_EQ(totals.by_persons.at(2).within_late, 1U);
  EXPECT_EQ(totals.first, at("2026-03-02 09:00:00"));
  EXPECT_EQ(totals.organisations.count(), 2U);
}

struct MappingFile : testing::Test {
  ScratchFolder scratch;
  Result<Mapping> load(const std::string& body, const char* attributes = "format=\"json-rader\"") {
    const auto file = scratch.path() / "m.xml";
    EXPECT_TRUE(
        write_file(file, fmt::format("<loggmappning xmlns=\"urn:provbank:log-mapping:1\" {}>{}"
                                     "</loggmappning>",
                                     attributes, body)));
    return Mapping::load(file, kTestData / "schemas/provbank/log-mapping-1.xsd");
  }
};

constexpr const char* kFields =
    "<falt betydelse=\"tid\" namn=\"@timestamp\" format=\"epok-ms\"/>"
    "<falt betydelse=\"utfall\" namn=\"event.outcome\"/>"
    "<falt betydelse=\"varaktighet\" namn=\"event.duration\" enhet=\"ns\"/>";

TEST_F(MappingFile, ReadsNestedJsonWithTimesSince1970) {
  const auto mapping =
      load(std::string(kFields) + "<varde falt=\"utfall\" fran=\"success\" till=\"complete\"/>");
  ASSERT_TRUE(mapping) << mapping.error().detail;
  ReadLog log(month("2026-03"), *mapping);
  log.read(R"({"@timestamp":1772438400000,"event":{"outcome":"success","duration":2500000000}})"
           "\n"
           R"({"@timestamp":1772438400000,"event":{"outcome":"odd","duration":1}})"
           "\n");
  EXPECT_EQ(log.totals().all(), 1U);
  EXPECT_EQ(log.totals().times.max(), std::chrono::milliseconds(2500));
  EXPECT_EQ(log.notes().bad_lines(), 1U);
}

TEST_F(MappingFile, RefusesWhatCannotBeMeant) {
  EXPECT_FALSE(load(kFields));  // no words
  const auto wrong =
      load(std::string(kFields) + "<varde falt=\"utfall\" fran=\"x\" till=\"levererad\"/>");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().detail, HasSubstr("levererad"));
  EXPECT_FALSE(load(std::string(kFields) + "<falt betydelse=\"tid\" namn=\"t\"/>"
                                           "<varde falt=\"utfall\" fran=\"x\" till=\"failed\"/>"));
  EXPECT_FALSE(load(std::string(kFields) + "<falt betydelse=\"handelse\" namn=\"t\"/>"
                                           "<varde falt=\"utfall\" fran=\"x\" till=\"failed\"/>"));
}

}  // namespace
}  // namespace provbank::sla
