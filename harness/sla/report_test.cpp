// What the report becomes: XML by its schema, pages in two languages, CSV, and what the next month
// reads back.
#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "harness/sla/csv.hpp"
#include "harness/sla/simulate.hpp"
#include "harness/sla/test_support.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"
#include "reports/render.hpp"

namespace provbank::sla {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const xml::Namespaces kNs = {{"s", "urn:provbank:sla:1"}};
const auto kSchema = kTestData / "schemas/provbank/sla-1.xsd";

/// A made-up month, small, read back and reported.
struct MadeUp {
  Report report;
  std::string log;
  SimulatedMonth files;
};

MadeUp make_up(std::uint64_t seed) {
  const auto period = month("2026-03");
  MadeUp made;
  SimulationOptions options;
  options.seed = seed;
  options.questions_per_day = 400;
  made.files = simulate(period, calendars().ordinary, options,
                        [&](std::string_view piece) { made.log += piece; });
  Accumulator totals(period, agreed(), calendars().ordinary);
  const auto mapping = Mapping::native();
  LogReader reader(mapping, calendars().ordinary, totals);
  reader.begin("handelser.jsonl");
  reader.feed(made.log);
  reader.finish();
  totals.finish();
  Material material;
  material.log = &totals;
  material.log_notes = &reader.notes();
  material.log_files = {"handelser.jsonl"};
  Problems problems;
  material.cases =
      CaseRegister::parse(made.files.register_csv, agreed(), calendars().ordinary, problems);
  material.outages = OutageList::parse(made.files.outages_csv, calendars().ordinary, problems);
  for (const auto& problem : problems) ADD_FAILURE() << to_string(problem, Language::sv);
  made.report = make_report(period, agreed(), calendars(), material);
  return made;
}

const MadeUp& made_up() {
  static const MadeUp kMade = make_up(1);
  return kMade;
}

TEST(Simulation, SaysTheSameForTheSameSeedAndOnlyThen) {
  EXPECT_EQ(make_up(1).log, made_up().log);
  EXPECT_NE(make_up(2).log, made_up().log);
}

TEST(Simulation, MakesAMonthThatEveryFigureHasSomethingToSayOf) {
  const auto& report = made_up().report;
  for (const auto& figure : report.figures) EXPECT_TRUE(figure.value) << figure.kind.id;
  EXPECT_EQ(report.lines, made_up().files.lines);
  EXPECT_GT(*report.figure("storning")->value, 0);
  EXPECT_EQ(*report.figure("avbrott-manad")->value, 1);
  EXPECT_EQ(*report.figure("servicefonster-overskridet")->value, 1);
  EXPECT_EQ(report.input_notes.front().rows.front()[1].text.sv, "1");  // half a line
}

TEST(Simulation, AnyMonthAndSeedGivesListsThatAreNotRefused) {
  for (const char* name : {"2026-02", "2026-12", "2027-01", "2028-06"}) {
    for (std::uint64_t seed = 1; seed < 8; ++seed) {
      SimulationOptions options;
      options.seed = seed;
      options.questions_per_day = 3;
      const auto made =
          simulate(month(name), calendars().ordinary, options, [](std::string_view) {});
      Problems problems;
      EXPECT_TRUE(CaseRegister::parse(made.register_csv, agreed(), calendars().ordinary, problems));
      EXPECT_TRUE(OutageList::parse(made.outages_csv, calendars().ordinary, problems));
    }
  }
}

TEST(SlaXml, FollowsItsSchemaWhateverTheMaterial) {
  const auto schema = xml::Schema::load(kSchema).value();
  EXPECT_EQ(xml::to_string(schema.problems(to_xml(made_up().report), {}, xml::Values::shown)), "");
  const Report nothing = make_report(month("2026-02"), agreed(), calendars(), {});
  EXPECT_EQ(xml::to_string(schema.problems(to_xml(nothing), {}, xml::Values::shown)), "");
}

TEST(SlaXml, SchemaRefusesWhatIsNoReport) {
  const auto schema = xml::Schema::load(kSchema).value();
  const std::string good = to_xml(made_up().report);
  const struct {
    const char* from;
    const char* to;
  } rows[] = {
      {"id=\"svarstid-7s\"", "id=\"svarstid-8s\""},  {"month=\"2026-03\"", "month=\"2026-13\""},
      {"verdict=\"met\"", "verdict=\"fine\""},       {"record=\"T-", "record=\"X-"},
      {"unit=\"share\"", "unit=\"percent\""},        {"exit-code=\"1\"", "exit-code=\"7\""},
      {"id=\"svarstid-12s\"", "id=\"svarstid-7s\""}, {"bound=\"at-least\"", "bound=\"about\""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.to);
    std::string bad = good;
    const auto place = bad.find(row.from);
    ASSERT_NE(place, std::string::npos);
    EXPECT_FALSE(schema.problems(bad.replace(place, std::string(row.from).size(), row.to)).empty());
  }
}

struct Page : testing::Test {
  ScratchFolder scratch;
  std::string render(const Report& report, const char* language) {
    const auto file = scratch.path() / "sla.xml";
    EXPECT_TRUE(write_file(file, to_xml(report)));
    return reports::render(file, kTestData / "reports/sla.xsl",
                           {{"lang", language}, {"other", "other.html"}}, {.schema = kSchema})
        .value();
  }
  static xml::Document parsed(std::string page) {
    page.erase(0, page.find('>') + 1);
    return xml::Document::parse(page).value();
  }
  static std::vector<std::string> texts(const xml::Document& document, const std::string& xpath) {
    std::vector<std::string> all;
    for (const auto& found : document.find(xpath, kNs).value()) all.push_back(found.text);
    return all;
  }
};

TEST_F(Page, ShowsEveryFigureAndTableInBothLanguages) {
  for (const char* language : {"sv", "en"}) {
    SCOPED_TRACE(language);
    const auto page = parsed(render(made_up().report, language));
    const bool sv = std::string_view(language) == "sv";
    const auto headings = texts(page, "//article//h3");
    EXPECT_EQ(headings.size(), made_up().report.figures.size());
    for (const auto& figure : made_up().report.figures) {
      EXPECT_THAT(headings, Contains(sv ? figure.kind.name.sv : figure.kind.name.en));
    }
    for (const auto& table : made_up().report.tables) {
      EXPECT_TRUE(page.has("//table[@id='t-" + table.id + "']", kNs)) << table.id;
    }
    EXPECT_EQ(texts(page, "//svg[@role='img']").size(), 4U);
  }
}

TEST_F(Page, NeedsNothingButItself) {
  const auto text = render(made_up().report, "sv");
  EXPECT_THAT(text, Not(HasSubstr("http")));
  const auto page = parsed(text);
  EXPECT_TRUE(texts(page, "//link | //img | //iframe | //script").empty());
  EXPECT_TRUE(texts(page, "//svg[@role='img'][not(title) or not(desc)]").empty());
  EXPECT_TRUE(texts(page, "//table[not(caption)] | //th[not(@scope)]").empty());
  const auto ids = texts(page, "//@id");
  const std::set<std::string> targets(ids.begin(), ids.end());
  EXPECT_EQ(targets.size(), ids.size());
  for (const auto& link : texts(page, "//@href[starts-with(., '#')]")) {
    EXPECT_THAT(targets, Contains(link.substr(1)));
  }
}

TEST_F(Page, ClosesOnlyVoidElementsInPlace) {
  const auto text = render(made_up().report, "sv");
  const std::regex empty_element("<([a-z0-9]+)(\\s[^<>]*)?/>");
  std::set<std::string> names;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), empty_element);
       it != std::sregex_iterator(); ++it) {
    names.insert((*it)[1]);
  }
  EXPECT_THAT(names, testing::IsSubsetOf({"meta", "path", "rect", "line", "use"}));
}

TEST_F(Page, OfAMonthWithoutMaterialIsAPageToo) {
  const Report nothing = make_report(month("2026-02"), agreed(), calendars(), {});
  const auto page = parsed(render(nothing, "en"));
  EXPECT_TRUE(page.has("//div[@class='overall untestable']", kNs));
  EXPECT_EQ(nothing.exit_code(), 4);
}

TEST_F(Page, HasAWordForEveryVerdictAndGroup) {
  const auto words =
      xml::Document::parse(read_file(kTestData / "reports/strings.xsl").value()).value();
  const auto ids = texts(words, "//t/@id");
  const auto schema = xml::Document::parse(read_file(kSchema).value()).value();
  const auto values = [&](const std::string& type) {
    std::vector<std::string> all;
    for (const auto& found :
         schema
             .find("//xs:simpleType[@name='" + type + "']//xs:enumeration/@value",
                   {{"xs", "http://www.w3.org/2001/XMLSchema"}})
             .value()) {
      all.push_back(found.text);
    }
    return all;
  };
  for (const auto& verdict : values("Verdict")) {
    for (const char* family : {"mal.", "mal-means.", "sla-overall."}) {
      EXPECT_THAT(ids, Contains(family + verdict));
    }
  }
  for (const auto& kind : values("FileKind")) EXPECT_THAT(ids, Contains("file." + kind));
  EXPECT_EQ(values("FigureId").size(), figure_catalogue(agreed()).size());
}

TEST(SlaCsv, HoldsEveryFigureWithItsReadings) {
  const auto files = to_csv(made_up().report);
  for (const char* name :
       {"figures.csv", "days.csv", "hours.csv", "times.csv", "table-utfall.csv"}) {
    ASSERT_TRUE(files.contains(name)) << name;
    Problems problems;
    EXPECT_TRUE(parse_csv(files.at(name), problems)) << name;
  }
  Problems problems;
  const auto figures = parse_csv(files.at("figures.csv"), problems);
  std::size_t plain = 0;
  for (const auto& row : figures->rows) plain += row.cells.back().empty() ? 1 : 0;
  EXPECT_EQ(plain, made_up().report.figures.size());
}

TEST(YearSoFar, IsReadFromWhatTheMonthsBeforeLeft) {
  const ScratchFolder scratch;
  EXPECT_TRUE(write_file(scratch.path() / "sla.xml", to_xml(made_up().report)));
  EXPECT_TRUE(
      write_file(scratch.path() / "figures.csv", to_csv(made_up().report).at("figures.csv")));
  YearSoFar from_xml;
  YearSoFar from_csv;
  ASSERT_TRUE(read_earlier_month(scratch.path() / "sla.xml", kSchema, from_xml));
  ASSERT_TRUE(read_earlier_month(scratch.path() / "figures.csv", kSchema, from_csv));
  const auto march = std::chrono::year(2026) / std::chrono::March;
  EXPECT_EQ(from_xml.at(march).down.count(), from_csv.at(march).down.count());
  EXPECT_EQ(static_cast<double>(from_xml.at(march).down.count()),
            *made_up().report.figure("otillganglighet")->value);
  EXPECT_EQ(from_xml.at(march).outages, 1U);
  ASSERT_TRUE(
      read_earlier_month(scratch.path() / "figures.csv", kSchema, from_xml));  // the same again
  from_xml[march].outages = 9;
  EXPECT_FALSE(read_earlier_month(scratch.path() / "figures.csv", kSchema, from_xml));
}

TEST(YearSoFar, RefusesWhatSaysNothingOfAvailability) {
  const ScratchFolder scratch;
  YearSoFar year;
  const Report nothing = make_report(month("2026-02"), agreed(), calendars(), {});
  EXPECT_TRUE(write_file(scratch.path() / "sla.xml", to_xml(nothing)));
  EXPECT_FALSE(read_earlier_month(scratch.path() / "sla.xml", kSchema, year));
  EXPECT_TRUE(write_file(scratch.path() / "x.csv", "a;b\n1;2\n"));
  EXPECT_FALSE(read_earlier_month(scratch.path() / "x.csv", kSchema, year));
  EXPECT_FALSE(read_earlier_month(scratch.path() / "none.xml", kSchema, year));
}

TEST(Shown, CutsSharesAndRoundsTimesUp) {
  EXPECT_EQ(shown(0.89999, Unit::share, Language::sv), "89,9 %");
  EXPECT_EQ(shown(1, Unit::share, Language::en), "100 %");
  EXPECT_EQ(shown(7.0001e9, Unit::response, Language::en), "7.01 s");
  EXPECT_EQ(shown(62 * 3600e9, Unit::duration, Language::sv), "62 h");
  EXPECT_EQ(shown(62 * 3600e9 + 1, Unit::duration, Language::sv), "62 h 1 min");
  EXPECT_EQ(shown(1234567, Unit::count, Language::en), "1,234,567");
}

TEST(Period, IsAMonthOfTheCalendar) {
  for (const char* text : {"2026-3", "2026-13", "2026", "1969-12", "9999-01", "2026-03-01", ""}) {
    EXPECT_FALSE(parse_period(text, calendars().ordinary)) << text;
  }
  EXPECT_EQ(month("2028-02").days(), 29U);
}

}  // namespace
}  // namespace provbank::sla
