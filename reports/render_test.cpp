#include "reports/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <regex>
#include <set>

#include "platform/base/file.hpp"
#include "platform/xml/document.hpp"

namespace provbank::reports {
namespace {
namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

using Parameters = std::map<std::string, std::string>;

const fs::path kReports = fs::path(PROVBANK_DATA_DIR) / "reports";
const fs::path kSample = kReports / "sample" / "result.xml";
const fs::path kSchema = fs::path(PROVBANK_DATA_DIR) / "schemas/provbank/result-1.xsd";
const xml::Namespaces kNamespaces{{"r", "urn:provbank:result:1"},
                                  {"xs", "http://www.w3.org/2001/XMLSchema"}};

std::string html(const fs::path& result = kSample,
                 const Parameters& parameters = {{"lang", "sv"}}) {
  return render(result, kReports / "html.xsl", parameters, {.schema = kSchema}).value();
}

std::string junit(const fs::path& result = kSample, const std::string& language = "sv") {
  return render(result, kReports / "junit.xsl", {{"lang", language}}, {.schema = kSchema}).value();
}

/// A report as a document. The page's DOCTYPE only tells a browser which mode to use, and is taken
/// off.
xml::Document parsed(std::string report) {
  if (report.starts_with("<!DOCTYPE")) report.erase(0, report.find('>') + 1);
  return xml::Document::parse(report).value();
}

std::vector<std::string> texts(const xml::Document& document, const std::string& xpath) {
  std::vector<std::string> all;
  for (const auto& found : document.find(xpath, kNamespaces).value()) all.push_back(found.text);
  return all;
}

std::size_t count(const xml::Document& document, const std::string& xpath) {
  return texts(document, xpath).size();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("the sample lacks " + from);
  return text.replace(at, from.size(), to);
}

class Reports : public ::testing::Test {
 protected:
  Reports() { fs::create_directories(folder_); }
  ~Reports() override { fs::remove_all(folder_); }

  /// Writes a file of the test's own and returns its path.
  fs::path file(const std::string& name, const std::string& content) {
    const auto path = folder_ / name;
    write_file(path, content).value();
    return path;
  }

  std::string sample() { return read_file(kSample).value(); }

  // With a space and Swedish letters, as folders have.
  const fs::path folder_ =
      fs::temp_directory_path() / ("provbänk rapporter " + std::to_string(::getpid()));
};

TEST_F(Reports, PageHasEachScenarioClauseAndFindingOnceInBothLanguages) {
  const auto result = xml::Document::parse(sample()).value();
  for (const std::string language : {"sv", "en"}) {
    SCOPED_TRACE(language);
    const auto page = parsed(html(kSample, {{"lang", language}}));
    std::vector<std::string> scenarios;
    for (const auto& id : texts(result, "//r:scenario/@id")) scenarios.push_back("s-" + id);
    EXPECT_THAT(texts(page, "//details[@class='scenario']/@id"),
                UnorderedElementsAreArray(scenarios));
    EXPECT_THAT(texts(page, "//article//h3"),
                UnorderedElementsAreArray(texts(result, "//r:finding/r:message/r:" + language)));
    EXPECT_EQ(count(page, "//table[@class='clauses']/tbody/tr"), count(result, "//r:clause"));
    EXPECT_EQ(page.text("/html/@lang", kNamespaces), language);
  }
}

TEST_F(Reports, PageShowsFailuresFirst) {
  const auto page = parsed(html());
  const auto order = texts(page, "//article/@class");
  ASSERT_THAT(order, SizeIs(5));
  EXPECT_EQ(order.front(), "finding fail");
  EXPECT_EQ(order[1], "finding fail");
  EXPECT_EQ(order[2], "finding warning");
}

TEST_F(Reports, PageNeedsNothingButItself) {
  const auto page = html();
  EXPECT_THAT(page, Not(HasSubstr("http:")));
  EXPECT_THAT(page, Not(HasSubstr("https:")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
  EXPECT_EQ(count(parsed(page), "//link | //img | //iframe | //script[@src]"), 0U);
}

TEST_F(Reports, PageIdsAreUniqueAndEveryInnerLinkLeadsSomewhere) {
  const auto page = parsed(html());
  const auto ids = texts(page, "//@id");
  const std::set<std::string> targets(ids.begin(), ids.end());
  EXPECT_EQ(targets.size(), ids.size());
  const auto links = texts(page, "//@href[starts-with(., '#')]");
  EXPECT_THAT(links, SizeIs(::testing::Gt(50U)));
  for (const auto& link : links) EXPECT_THAT(targets, Contains(link.substr(1)));
}

// An HTML reader takes <div/> for a start tag and would swallow the rest of the page.
TEST_F(Reports, PageClosesOnlyVoidElementsInPlace) {
  const auto page = html();
  const std::regex empty_element("<([a-z0-9]+)(\\s[^<>]*)?/>");
  std::set<std::string> names;
  for (auto it = std::sregex_iterator(page.begin(), page.end(), empty_element);
       it != std::sregex_iterator(); ++it) {
    names.insert((*it)[1]);
  }
  const std::vector<std::string> allowed{"meta", "path", "rect", "line", "circle", "use"};
  EXPECT_THAT(names, IsSubsetOf(allowed));
  EXPECT_THAT(names, Contains("use"));
}

TEST_F(Reports, DrawingsAndTablesAreNamedForThoseWhoCannotSeeThem) {
  const auto page = parsed(html());
  EXPECT_GT(count(page, "//svg[@role='img']"), 10U);
  EXPECT_EQ(count(page, "//svg[@role='img'][not(title) or not(desc)]"), 0U);
  EXPECT_EQ(count(page, "//svg[not(@role='img')][not(@aria-hidden='true')][not(ancestor::svg)]"),
            0U);
  EXPECT_EQ(count(page, "//table[not(caption)]"), 0U);
  EXPECT_EQ(count(page, "//th[not(@scope)]"), 0U);
}

TEST_F(Reports, TimelineMarksTheSilentSourceAndTheLimits) {
  const auto page = parsed(html());
  const std::string drawing = "//details[@id='s-DP-4.1-skv-tyst']//svg[@role='img'][1]";
  EXPECT_EQ(count(page, drawing + "//g[starts-with(@class, 'bar')]"),
            8U);  // the question and seven sources
  EXPECT_THAT(texts(page, drawing + "//g[@class='bar error']/text[@class='label']"),
              ::testing::ElementsAre("SKV"));
  EXPECT_THAT(page.text(drawing + "//g[@class='bar error']/rect/title", kNamespaces),
              AllOf(HasSubstr("SSBT-TIMEOUT"), HasSubstr("11,82")));
  EXPECT_THAT(texts(page, drawing + "//g[@class='limit']/text"), SizeIs(2));
}

TEST_F(Reports, DistributionStatesTheShareWithinEachLimit) {
  const auto result = xml::Document::parse(sample()).value();
  const auto page = parsed(html());
  const std::string scenario = "DP-3.7.1-belastning";
  const auto words =
      page.text("//details[@id='s-" + scenario + "']//svg[path or svg/path]/title", kNamespaces);
  EXPECT_THAT(words, HasSubstr("600 mätvärden"));
  EXPECT_THAT(words, HasSubstr("95,8\u00a0% inom 7\u00a0s"));
  EXPECT_THAT(words, HasSubstr("100\u00a0% inom 12\u00a0s"));
}

TEST_F(Reports, ResidueIsDrawnLookByLookWithItsFiguresAsATable) {
  const auto path =
      file("rester.xml", replaced(sample(), "1-min\" value=\"0\"", "1-min\" value=\"3\""));
  const auto page = parsed(html(path));
  const std::string figure = "//figure[contains(@class, 'decay')]";
  ASSERT_EQ(count(page, figure), 1u);
  EXPECT_THAT(texts(page, figure + "//*[local-name()='title']"),
              Contains(AllOf(HasSubstr("14 efter 0\u00a0s"), HasSubstr("3 efter 1\u00a0min"),
                             HasSubstr("0 efter 31\u00a0dygn"))));
  EXPECT_THAT(texts(page, figure + "//tbody/tr/td"),
              ::testing::ElementsAre("14", "0", "3", "0", "0", "0"));
  // Before the service has had its moment nothing is over any limit.
  EXPECT_THAT(texts(page, figure + "//*[@class='look over']/*[@class='left']"),
              ::testing::ElementsAre("3"));
}

TEST_F(Reports, HostileTextIsShownAndNeverRun) {
  const auto hostile =
      file("result.xml", replaced(sample(), "SAAB &amp; SCANIA",
                                  "&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#34;'"));
  const auto before = count(parsed(html()), "//script");
  const auto page = html(hostile);
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_EQ(count(parsed(page), "//script"), before);
  EXPECT_THAT(junit(hostile), Not(HasSubstr("<script>")));
}

TEST_F(Reports, LinkToTheOtherLanguageIsThereOnlyWhenAsked) {
  const auto linked = parsed(html(kSample, {{"lang", "sv"}, {"other", "rapport \"en'.html"}}));
  EXPECT_THAT(texts(linked, "//header//a/@href"), ::testing::ElementsAre("rapport \"en'.html"));
  EXPECT_EQ(count(parsed(html()), "//header//a"), 0U);
}

TEST_F(Reports, RenderingTwiceGivesTheSameBytes) {
  EXPECT_EQ(html(), html());
  EXPECT_EQ(junit(), junit());
}

TEST_F(Reports, JUnitCountsAgreeWithTheResult) {
  const auto result = xml::Document::parse(sample()).value();
  for (const std::string language : {"sv", "en"}) {
    const auto report = parsed(junit(kSample, language));
    EXPECT_EQ(count(report, "//testsuite"), count(result, "//r:scenario"));
    EXPECT_EQ(count(report, "//testcase"), count(result, "//r:check"));
    EXPECT_EQ(count(report, "//failure"), count(result, "//r:check[@verdict='fail']"));
    EXPECT_EQ(report.text("/testsuites/@tests", kNamespaces),
              std::to_string(count(report, "//testcase")));
    EXPECT_EQ(report.text("/testsuites/@failures", kNamespaces),
              std::to_string(count(report, "//failure")));
    EXPECT_EQ(report.text("/testsuites/@skipped", kNamespaces),
              std::to_string(count(report, "//skipped")));
    EXPECT_EQ(count(report,
                    "//testsuite[@tests != count(testcase) or @skipped != count(.//skipped) or "
                    "@failures != count(.//failure) or @errors != count(.//error)]"),
              0U);
  }
}

TEST_F(Reports, JUnitNeverCountsAsPassedWhatWasNotShown) {
  const auto report = parsed(junit());
  for (const std::string verdict : {"untestable", "not-applicable", "review", "not-run"}) {
    SCOPED_TRACE(verdict);
    const auto cases = "//testcase[properties/property[@name='verdict']/@value='" + verdict + "']";
    EXPECT_GT(count(report, cases), 0U);
    EXPECT_EQ(count(report, cases + "[not(skipped/@message)]"), 0U);
  }
}

TEST_F(Reports, JUnitSaysWhyInOneLineAndThenEverything) {
  const auto report = parsed(junit());
  EXPECT_THAT(report.text("//failure/@message", kNamespaces),
              HasSubstr("Det andra fordonet saknas"));
  EXPECT_THAT(report.text("//failure", kNamespaces),
              AllOf(HasSubstr("provbank run"), HasSubstr("SAAB & SCANIA")));
  EXPECT_THAT(texts(report, "//skipped/@message"), Contains(HasSubstr("minst 29 behövs")));
}

TEST_F(Reports, JUnitTellsAToolErrorFromAFailure) {
  const auto result =
      file("result.xml",
           replaced(sample(), "party=\"driftspart\" verdict=\"untestable\">\n        <claim",
                    "party=\"driftspart\" verdict=\"tool-error\">\n        <claim"));
  const auto report = parsed(junit(result));
  EXPECT_EQ(count(report, "//error"), 1U);
  EXPECT_EQ(report.text("/testsuites/@errors", kNamespaces), "1");
  EXPECT_EQ(report.text("/testsuites/@failures", kNamespaces), "1");
}

TEST_F(Reports, EveryWordInUseStandsInTheDictionaryInBothLanguages) {
  const auto dictionary = xml::Document::parse(read_file(kReports / "strings.xsl").value()).value();
  const auto known = texts(dictionary, "//t[normalize-space(sv) and normalize-space(en)]/@id");
  const std::set<std::string> ids(known.begin(), known.end());
  EXPECT_EQ(ids.size(), count(dictionary, "//t")) << "an id twice, or a language missing";
  const std::regex use("w:ord\\('([^']+)'\\)");
  for (const auto& entry : fs::directory_iterator(kReports)) {
    if (entry.path().extension() != ".xsl") continue;
    const auto text = read_file(entry.path()).value();
    for (auto it = std::sregex_iterator(text.begin(), text.end(), use);
         it != std::sregex_iterator(); ++it) {
      EXPECT_THAT(ids, Contains((*it)[1].str())) << entry.path();
    }
  }
}

TEST_F(Reports, DictionaryHoldsNoWordThatNobodyUses) {
  std::string stylesheets;
  for (const auto& entry : fs::directory_iterator(kReports)) {
    if (entry.path().extension() == ".xsl") stylesheets += read_file(entry.path()).value();
  }
  const auto dictionary = xml::Document::parse(read_file(kReports / "strings.xsl").value()).value();
  // Ids with a dot are made from values; expected and received from the names of elements.
  for (const auto& id : texts(dictionary, "//t[not(contains(@id, '.'))]/@id")) {
    if (id == "expected" || id == "received") continue;
    EXPECT_THAT(stylesheets, HasSubstr("w:ord('" + id + "')"));
  }
}

TEST_F(Reports, EveryValueOfTheSchemaHasItsWord) {
  const auto dictionary = xml::Document::parse(read_file(kReports / "strings.xsl").value()).value();
  const auto schema = xml::Document::parse(read_file(kSchema).value()).value();
  const auto ids = texts(dictionary, "//t/@id");
  const std::vector<std::pair<std::string, std::string>> families{
      {"Verdict", "verdict."},     {"Verdict", "means."},
      {"Verdict", "overall."},     {"Severity", "severity."},
      {"World", "world."},         {"World", "world-means."},
      {"PartyKind", "role."},      {"QuestionOutcome", "outcome."},
      {"SourceOutcome", "source."}};
  for (const auto& [type, prefix] : families) {
    const auto values =
        texts(schema, "//xs:simpleType[@name='" + type + "']//xs:enumeration/@value");
    EXPECT_THAT(values, Not(IsEmpty())) << type;
    for (const auto& value : values) EXPECT_THAT(ids, Contains(prefix + value));
  }
}

TEST_F(Reports, ADossierIsToldInBothLanguagesWithItsStepsAndTheirState) {
  const auto schema = fs::path(PROVBANK_DATA_DIR) / "schemas/provbank/onboarding-1.xsd";
  for (const std::string language : {"sv", "en"}) {
    const auto page =
        parsed(render(kReports / "sample/onboarding.xml", kReports / "onboarding.xsl",
                      {{"lang", language}, {"other", "other.html"}}, {.schema = schema})
                   .value());
    EXPECT_EQ(page.text("/html/@lang", {}), language);
    EXPECT_EQ(page.text("count(//section[@id='steps']//tbody/tr)", {}), "16");
    EXPECT_EQ(page.text("count(//article[contains(@class, 'finding')])", {}), "1");
    EXPECT_EQ(page.text("count(//circle)", {}), "16");
    EXPECT_EQ(page.text("//section[@id='findings']//p[@class='note']", {}).empty(), false);
  }
}

TEST_F(Reports, EveryValueOfADossierHasItsWord) {
  const auto dictionary = xml::Document::parse(read_file(kReports / "strings.xsl").value()).value();
  const auto schema =
      xml::Document::parse(
          read_file(fs::path(PROVBANK_DATA_DIR) / "schemas/provbank/onboarding-1.xsd").value())
          .value();
  const auto ids = texts(dictionary, "//t/@id");
  for (const auto& [type, prefix] : std::vector<std::pair<std::string, std::string>>{
           {"State", "state."}, {"Standing", "standing."}}) {
    const auto values =
        texts(schema, "//xs:simpleType[@name='" + type + "']//xs:enumeration/@value");
    EXPECT_THAT(values, Not(IsEmpty())) << type;
    for (const auto& value : values) EXPECT_THAT(ids, Contains(prefix + value));
  }
}

/// The sample with everything that persons may say about it.
class Decided : public Reports {
 protected:
  Decided() {
    auto text = sample();
    text =
        replaced(text, "<name>Referenstjänsten (inbyggd)</name>",
                 "<name>Referenstjänsten (inbyggd)</name><contact>drift@exempel.invalid</contact>");
    text = replaced(text, "</clauses>",
                    "</clauses><attestations>"
                    "<attestation clause=\"B3-4.9\" party=\"driftspart\" by=\"Bo Intygare\" "
                    "date=\"2026-11-01\"><statement>Rutinen finns.</statement><evidence "
                    "file=\"intyg.txt\" sha256=\"" +
                        std::string(64, 'a') + "\"/></attestation></attestations>");
    text = with(text, "verdict=\"fail\"",
                "<known owner=\"Driftgruppen\" expires=\"2027-01-31\"><reason>Rättas i "
                "utgåva 12.</reason></known>");
    text = with(text, "verdict=\"review\"",
                "<override from=\"fail\" to=\"review\" by=\"Ada Granskare\" "
                "date=\"2026-11-20\"><reason>Läst i efterhand.</reason></override>");
    result_ = file("result.xml", text);
  }

  /// Puts elements after the claim of the first check with that attribute.
  static std::string with(const std::string& text, const std::string& attribute,
                          const std::string& elements) {
    auto at = text.find("<check name");
    while (text.substr(at, text.find('>', at) - at).find(attribute) == std::string::npos)
      at = text.find("<check name", at + 1);
    const std::string end = "</claim>";
    return std::string(text).insert(text.find(end, at) + end.size(), elements);
  }

  std::string made(const std::string& stylesheet, const std::string& language = "sv",
                   const std::string& party = {}) {
    Parameters parameters = {{"lang", language}};
    if (!party.empty()) parameters["party"] = party;
    return render(result_, kReports / (stylesheet + ".xsl"), parameters, {.schema = kSchema})
        .value();
  }

  fs::path result_;
};

TEST_F(Decided, EveryReportShowsWhoDecidedWhatAndWhy) {
  for (const std::string report : {"html", "junit", "csv", "avvikelser", "sjalvdeklaration"}) {
    for (const std::string language : {"sv", "en"}) {
      const auto text = made(report, language);
      for (const std::string said : {"Ada Granskare", "Läst i efterhand.", "2026-11-20",
                                     "Driftgruppen", "2027-01-31", "Rättas i utgåva 12."}) {
        EXPECT_THAT(text, HasSubstr(said)) << report << " " << language;
      }
    }
  }
}

TEST_F(Decided, EveryReportSaysWhyACheckWasNotRun) {
  for (const std::string report : {"html", "junit", "csv", "avvikelser", "sjalvdeklaration"})
    EXPECT_THAT(made(report), HasSubstr("Scenariot kräver verkliga förbindelser")) << report;
}

TEST_F(Decided, AKnownFailureStopsNoBuildAndStaysAFailure) {
  const auto report = parsed(made("junit"));
  EXPECT_EQ(count(report, "//failure"), 0U);
  EXPECT_EQ(report.text("/testsuites/@failures", kNamespaces), "0");
  EXPECT_EQ(report.text("/testsuites/@skipped", kNamespaces),
            std::to_string(count(report, "//skipped")));
  EXPECT_THAT(texts(report, "//testcase[properties/property[@name='known']]/skipped/@message"),
              ::testing::ElementsAre(AllOf(HasSubstr("Underkänd"), HasSubstr("Känt fel"))));
}

TEST_F(Decided, PapersNeedNothingButThemselvesAndCloseOnlyVoidElementsInPlace) {
  for (const std::string report : {"avvikelser", "sjalvdeklaration"}) {
    const auto page = made(report);
    EXPECT_THAT(page, Not(HasSubstr("http:")));
    EXPECT_EQ(count(parsed(page), "//link | //img | //iframe | //script"), 0U);
    EXPECT_EQ(count(parsed(page), "//table[not(caption)] | //th[not(@scope)]"), 0U);
    const std::regex empty_element("<([a-z0-9]+)(\\s[^<>]*)?/>");
    for (auto it = std::sregex_iterator(page.begin(), page.end(), empty_element);
         it != std::sregex_iterator(); ++it) {
      EXPECT_THAT((*it)[1].str(), ::testing::AnyOf("meta", "path", "use")) << report;
    }
  }
}

TEST_F(Decided, EachFailureIsADeviationWithAllThatItsReaderAsksFor) {
  const auto result = xml::Document::parse(read_file(result_).value()).value();
  const auto page = parsed(made("avvikelser"));
  EXPECT_EQ(count(page, "//article"),
            count(result, "//r:check[@verdict='fail']/r:finding[@severity='error']"));
  EXPECT_THAT(page.text("//article//h2", {}), HasSubstr("Det andra fordonet saknas"));
  const auto form = page.text("//article", {});
  EXPECT_THAT(form, AllOf(HasSubstr("DP-12.5.8-tns-fordon/2.1"), HasSubstr("TV-12.5.8"),
                          HasSubstr("provbank run"), HasSubstr("exchanges.har"),
                          HasSubstr("drift@exempel.invalid")));
  EXPECT_EQ(count(page, "//article[1]//dt"), 7U);
  result_ = kSample;
  EXPECT_THAT(made("avvikelser"), HasSubstr("namn, telefon, e-post")) << "a line to fill in";
}

TEST_F(Decided, DeviationsListWhatWasNotShownSoThatSilenceIsNoPass) {
  const auto result = xml::Document::parse(sample()).value();
  const auto page = parsed(made("avvikelser"));
  EXPECT_EQ(count(page, "//section//tbody/tr"),
            count(result,
                  "//r:check[@verdict='untestable' or @verdict='review' or "
                  "@verdict='not-run' or @verdict='tool-error']"));
}

TEST_F(Decided, ADeclarationHasEachClauseOfThePartyAndLinesToSign) {
  const auto result = xml::Document::parse(read_file(result_).value()).value();
  const auto page = parsed(made("sjalvdeklaration", "sv", "driftspart"));
  EXPECT_EQ(count(page, "//tbody/tr"), count(result, "//r:clause[@party='driftspart']") + 1)
      << "and the attested one";
  EXPECT_THAT(page.text("//tbody/tr[th='B3-4.9']", {}),
              AllOf(HasSubstr("Bo Intygare"), HasSubstr("Rutinen finns."), HasSubstr("intygas")));
  EXPECT_THAT(page.text("//tbody/tr[th='TV-12.5.8']", {}), HasSubstr("hålls inte"));
  EXPECT_THAT(page.text("//tbody/tr[th='B3-5.1']", {}), HasSubstr("inte visat"));
  EXPECT_THAT(page.text("//tbody/tr[th='TV-12.5.10']", {}), HasSubstr("så långt det prövats"))
      << "one of its checks was not run";
  EXPECT_EQ(count(page, "//div[@class='signatures']/div"), 4U);
}

TEST_F(Decided, ADeclarationNeverSaysThatAReviewersDecisionWasShownByTest) {
  auto text = sample();
  text = with(text, "verdict=\"pass\"",
              "<override from=\"fail\" to=\"pass\" by=\"Ada Granskare\" "
              "date=\"2026-11-20\"><reason>Läst.</reason></override>");
  result_ = file("result.xml", text);
  EXPECT_THAT(made("sjalvdeklaration"), HasSubstr("hålls enligt granskare"));
}

TEST_F(Decided, ADeclarationForNobodyIsAnError) {
  const auto none = render(result_, kReports / "sjalvdeklaration.xsl", {{"party", "nobody"}});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().detail, HasSubstr("nobody"));
}

/// Cells of a CSV text, row by row.
std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (const char c : csv) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ';' && !quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      rows.emplace_back(1);
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();
  return rows;
}

TEST_F(Decided, CsvHasARowForEachFindingAndForEachCheckWithoutOne) {
  const auto result = xml::Document::parse(read_file(result_).value()).value();
  const auto rows = rows_of(made("csv"));
  EXPECT_EQ(rows.size(),
            1 + count(result, "//r:finding") + count(result, "//r:check[not(r:finding)]"));
  for (const auto& row : rows) EXPECT_EQ(row.size(), 25U) << row[0];
}

TEST_F(Decided, CsvIsNoFormulaForASpreadsheet) {
  result_ = file("result.xml", replaced(sample(), "SAAB &amp; SCANIA", "SAAB"));
  auto text = read_file(result_).value();
  const auto at = text.find("<received>") + 10;
  text.insert(at, "=cmd|' /C calc'!A0 \"x\"");
  result_ = file("result.xml", text);
  EXPECT_THAT(made("csv"), HasSubstr(";\"'=cmd|' /C calc'!A0 \"\"x\"\""));
}

TEST_F(Reports, BrokenResultIsRefusedWithItsLine) {
  const auto whole = sample();
  const auto half = whole.substr(0, whole.find("</clause>"));
  const auto line = 1 + std::count(half.begin(), half.end(), '\n');
  const auto rendered = render(file("result.xml", half), kReports / "html.xsl", {});
  ASSERT_FALSE(rendered);
  EXPECT_EQ(rendered.error().code, Errc::malformed);
  EXPECT_THAT(rendered.error().detail,
              AllOf(HasSubstr("result.xml"), HasSubstr("line " + std::to_string(line))));
}

TEST_F(Reports, ResultAgainstItsSchemaIsRefusedWithItsLine) {
  const auto wrong = replaced(sample(), "verdict=\"review\"", "verdict=\"splendid\"");
  const auto line = 1 + std::count(wrong.begin(),
                                   wrong.begin() + static_cast<long>(wrong.find("splendid")), '\n');
  const auto rendered =
      render(file("result.xml", wrong), kReports / "html.xsl", {}, {.schema = kSchema});
  ASSERT_FALSE(rendered);
  EXPECT_EQ(rendered.error().code, Errc::invalid);
  EXPECT_THAT(rendered.error().detail,
              AllOf(HasSubstr("result.xml"), HasSubstr("line " + std::to_string(line))));
}

TEST_F(Reports, EntitiesInAResultAreRefused) {
  const auto bomb = replaced(sample(), "<result ",
                             "<!DOCTYPE result [<!ENTITY x SYSTEM \"/etc/passwd\">]>\n<result ");
  EXPECT_FALSE(render(file("result.xml", bomb), kReports / "html.xsl", {}));
}

TEST_F(Reports, UnknownLanguageAndMissingFilesAreErrors) {
  const auto language = render(kSample, kReports / "html.xsl", {{"lang", "xx"}});
  ASSERT_FALSE(language);
  EXPECT_EQ(language.error().code, Errc::invalid);
  EXPECT_THAT(language.error().detail, HasSubstr("sv or en"));
  EXPECT_EQ(render(folder_ / "none.xml", kReports / "html.xsl", {}).error().code, Errc::not_found);
  EXPECT_EQ(render(kSample, folder_ / "none.xsl", {}).error().code, Errc::not_found);
}

/// A stylesheet with one template.
std::string stylesheet(const std::string& body) {
  return "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'\n"
         "  xmlns:exsl='http://exslt.org/common' extension-element-prefixes='exsl'>\n"
         "<xsl:template match='/'>\n" +
         body + "\n</xsl:template>\n</xsl:stylesheet>";
}

TEST_F(Reports, BrokenStylesheetIsAnErrorThatNamesTheLine) {
  const auto style = file("wrong.xsl", stylesheet("<xsl:value-of select='count('/>"));
  const auto rendered = render(kSample, style, {});
  ASSERT_FALSE(rendered);
  EXPECT_THAT(rendered.error().detail, AllOf(HasSubstr("wrong.xsl"), HasSubstr("line 4")));
}

TEST_F(Reports, StylesheetMayNeitherReadNorWriteOtherFiles) {
  const auto secret = file("secret.xml", "<secret>hemlig</secret>");
  const auto reading = render(
      kSample,
      file("read.xsl", stylesheet("<a><xsl:value-of select=\"document('secret.xml')\"/></a>")), {});
  EXPECT_TRUE(!reading || reading->find("hemlig") == std::string::npos);
  const auto target = folder_ / "written.xml";
  const auto writing = render(
      kSample,
      file("write.xsl", stylesheet("<exsl:document href='written.xml'><a/></exsl:document>")), {});
  EXPECT_FALSE(writing);
  EXPECT_FALSE(fs::exists(target));
  EXPECT_FALSE(fs::exists("written.xml"));
}

TEST_F(Reports, StylesheetsIncludeEachOtherFromAnyFolder) {
  file("part.xsl",
       "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
       "<xsl:template name='said'>included</xsl:template></xsl:stylesheet>");
  const auto style =
      file("whole.xsl",
           "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
           "<xsl:include href='part.xsl'/><xsl:template match='/'><a><xsl:call-template "
           "name='said'/></a>"
           "</xsl:template></xsl:stylesheet>");
  EXPECT_THAT(render(kSample, style, {}).value(), HasSubstr("<a>included</a>"));
}

}  // namespace
}  // namespace provbank::reports
