#include "platform/xml/schema.hpp"

#include <gmock/gmock.h>
#include <libxml/xmlIO.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "platform/xml/test_schemas.hpp"

namespace provbank::xml {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

const std::string kPerson = "198001019876";
const std::string kValid = fraga("<person>" + kPerson + "</person>");

class SchemaTest : public testing::Test {
 protected:
  SchemaTest() {
    folder_.write("types.xsd", kTypesXsd);
    schema_.emplace(Schema::load(folder_.write("fraga.xsd", kFragaXsd)).value());
  }

  std::vector<XmlProblem> problems(const std::string& document,
                                   const XmlLimits& limits = {}) const {
    return schema_->problems(document, limits);
  }
  std::string message(const std::string& document) const {
    const auto found = problems(document);
    return found.size() == 1 ? found[0].message
                             : std::to_string(found.size()) + " problems: " + to_string(found);
  }

  TestFolder folder_;
  std::optional<Schema> schema_;
};

TEST_F(SchemaTest, AcceptsAValidDocument) {
  EXPECT_THAT(problems(kValid), IsEmpty());
  EXPECT_TRUE(schema_->validate(kValid));
}

TEST_F(SchemaTest, AcceptsAByteOrderMarkAndUsAscii) {
  EXPECT_THAT(problems("\xEF\xBB\xBF" + kValid), IsEmpty());
  EXPECT_THAT(
      problems("<?xml version='1.0' encoding='us-ascii'?>" + kValid.substr(kValid.find('\n'))),
      IsEmpty());
}

TEST_F(SchemaTest, ReportsEveryProblemWithItsLine) {
  const auto found = problems(fraga("<person>x</person>\n<person>y</person>\n<antal>z</antal>"));
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].line, 3U);
  EXPECT_EQ(found[1].line, 4U);
  EXPECT_EQ(found[2].line, 5U);
  EXPECT_EQ(schema_->validate(fraga("<person>x</person>")).error().code, Errc::invalid);
}

TEST_F(SchemaTest, ReportsAtMostFiftyProblems) {
  std::string persons;
  for (int i = 0; i < 60; ++i) persons += "<person>x</person>";
  EXPECT_THAT(problems(fraga(persons)), SizeIs(50));
}

TEST_F(SchemaTest, NamesElementsWithoutTheirNamespaces) {
  EXPECT_EQ(message(fraga("<person>x</person>")),
            "Element 'person': [facet 'pattern'] The value (1 character: letters) is not accepted "
            "by the pattern "
            "'[0-9]{12}'.");
  EXPECT_EQ(message(fraga("<kod>A</kod>")),
            "Element 'kod': This element is not expected. Expected is ( person ).");
}

TEST_F(SchemaTest, RefusesARootThatTheSchemaDoesNotKnow) {
  EXPECT_THAT(message("<annat xmlns='urn:provbank:test'/>"),
              HasSubstr("Element 'annat': No matching global declaration"));
  EXPECT_THAT(message("<fraga/>"), HasSubstr("Element 'fraga': No matching global declaration"));
}

TEST_F(SchemaTest, CountsLinesPastSixtyFiveThousand) {
  const auto found = problems(fraga(std::string(70000, '\n') + "<person>x</person>\n"));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].line, 70003U);
}

struct Leak {
  const char* name;
  std::string document;
};

TEST_F(SchemaTest, NeverQuotesAValueOfTheDocument) {
  const std::string good = "<person>200002292384</person>";
  const Leak rows[] = {
      {"pattern in an element", fraga("<person>X" + kPerson + "</person>")},
      {"pattern in an attribute", fraga(good, "handlaggare='X" + kPerson + "'")},
      {"enumeration", fraga(good + "<kod>" + kPerson + "</kod>")},
      {"type", fraga(good + "<antal>" + kPerson + "x</antal>")},
      {"number too large", fraga(good + "<antal>" + kPerson + "</antal>")},
      {"fixed element", fraga(good + "<version>" + kPerson + "</version>")},
      {"fixed attribute", fraga(good, "version='" + kPerson + "'")},
      {"text between elements", fraga(kPerson + good)},
      {"text in an empty element", fraga(good + "<tom>" + kPerson + "</tom>")},
      {"element in text", fraga("<person>" + kPerson + "<x/></person>")},
      {"unique key",
       fraga(good + "<rad nyckel='" + kPerson + "'/><rad nyckel='" + kPerson + "'/>")},
      {"namespace", fraga(good + "<x xmlns=\"urn:'}" + kPerson + "': \"/>")},
      {"attribute's namespace", fraga(good, "xmlns:p=\"urn:'}" + kPerson + "': \" p:x='1'")},
      {"undeclared entity", fraga("<person>&p" + kPerson + ";</person>")},
      {"unclosed CDATA", fraga("<person><![CDATA[" + kPerson)},
      {"bad comment", fraga("<!-- " + kPerson + " -- " + kPerson + " -->")},
      {"unquoted attribute", fraga(good, "handlaggare=" + kPerson)},
      {"'<' in an attribute", fraga(good, "handlaggare='<" + kPerson + "'")},
      {"'<' in text", fraga("<person>x<y" + kPerson + "</person>")},
      {"character reference", fraga("<person>&#" + kPerson + ";</person>")},
      {"not UTF-8", fraga("<person>\xff" + kPerson + "</person>")},
      {"encoding", "<?xml version='1.0' encoding='" + kPerson + "'?><a/>"},
      {"truncated", fraga("<person>" + kPerson).substr(0, 100)},
      {"long value", fraga("<person>" + std::string(70000, 'x') + kPerson + "</person>")},
      {"xsi:type",
       fraga("<person xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='p" + kPerson +
             "'>200002292384</person>")},
  };
  for (const Leak& row : rows) {
    SCOPED_TRACE(row.name);
    const auto found = problems(row.document);
    EXPECT_THAT(found, Not(IsEmpty()));
    EXPECT_THAT(to_string(found), Not(HasSubstr(kPerson)));
  }
}

TEST_F(SchemaTest, QuotesValuesWhenAsked) {
  const auto found =
      schema_->problems(fraga("<person>X" + kPerson + "</person>"), {}, Values::shown);
  EXPECT_THAT(to_string(found),
              HasSubstr("Element 'person': [facet 'pattern'] The value 'X" + kPerson + "' is not"));
}

TEST_F(SchemaTest, DoesNotFollowSchemaHintsInADocument) {
  folder_.write(
      "loose.xsd",
      "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:loose'>"
      "<xs:element name='a'/></xs:schema>");
  const std::string hint =
      "<a xmlns='urn:loose' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
      "xsi:schemaLocation='urn:loose loose.xsd'/>";
  EXPECT_THAT(message(hint), HasSubstr("No matching global declaration"));
}

TEST_F(SchemaTest, MayValidateInSeveralThreads) {
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        if (!problems(kValid).empty()) ++wrong;
        if (problems(fraga("<person>x</person>")).size() != 1) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(SchemaTest, RefusesEveryTruncation) {
  for (std::size_t size = 0; size < kValid.size(); ++size) {
    const auto result = schema_->validate(std::string_view(kValid).substr(0, size));
    ASSERT_FALSE(result) << size;
    ASSERT_EQ(result.error().code, Errc::malformed) << size;
  }
}

TEST(SchemaLoad, SaysWhichFileIsMissing) {
  const auto result = Schema::load("/nowhere/at all.xsd");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::not_found);
  EXPECT_THAT(result.error().detail, HasSubstr("/nowhere/at all.xsd"));
}

TEST(SchemaLoad, GivesEveryCompilerMessage) {
  const TestFolder folder;
  const auto result =
      Schema::load(folder.write("wrong.xsd",
                                "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n"
                                "<xs:element name='a' type='nosuch'/>\n"
                                "<xs:element name='b' type='northis'/></xs:schema>"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::invalid);
  EXPECT_THAT(result.error().detail, AllOf(HasSubstr("line 2"), HasSubstr("nosuch"),
                                           HasSubstr("line 3"), HasSubstr("northis")));
}

TEST(SchemaLoad, RefusesWhatIsNoSchema) {
  const TestFolder folder;
  testing::internal::CaptureStderr();
  for (const std::string text : {"", "<a/>", "<xs:schema", "hello"}) {
    SCOPED_TRACE(text);
    const auto result = Schema::load(folder.write("none.xsd", text));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::invalid);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(SchemaLoad, RefusesASchemaWhoseImportIsMissing) {
  const TestFolder folder;
  for (const std::string location :
       {"gone.xsd", "http://127.0.0.1:9/x.xsd", "ftp://127.0.0.1:9/x.xsd"}) {
    SCOPED_TRACE(location);
    const auto result = Schema::load(folder.write(
        "imports.xsd",
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:import namespace='urn:gone' "
        "schemaLocation='" +
            location + "'/><xs:element name='a'/></xs:schema>"));
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().detail, HasSubstr(location));
  }
}

// What no document may do to whoever reads it.

struct Hostile {
  const char* name;
  std::string document;
  const char* says;
};

std::string utf16(const std::string& ascii, bool big_endian) {
  std::string out = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) out += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return out;
}

TEST(CheckWellFormed, RefusesHostileDocuments) {
  const std::string bomb =
      "<!DOCTYPE a [<!ENTITY x0 'ha'><!ENTITY x1 '&x0;&x0;'><!ENTITY x2 '&x1;&x1;'>]><a>&x2;</a>";
  const Hostile rows[] = {
      {"a bomb of entities", bomb, "DOCTYPE"},
      {"an external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
       "DOCTYPE"},
      {"a parameter entity", "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/'> %x;]><a/>",
       "DOCTYPE"},
      {"an external subset", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>", "DOCTYPE"},
      {"a public identifier",
       "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x.dtd'><html/>", "DOCTYPE"},
      {"a bare DOCTYPE", "<?xml version='1.0'?><!-- x --><!DOCTYPE a><a/>", "DOCTYPE"},
      {"a second DOCTYPE", "<a/><!DOCTYPE a>", "more after it"},
      {"an undeclared entity", "<a>&xxe;</a>", "an entity other than the five"},
      {"UTF-16, little end first", utf16(bomb, false), "UTF-16"},
      {"UTF-16, big end first", utf16(bomb, true), "UTF-16"},
      {"UTF-16 without a mark", utf16(bomb, true).substr(2), "NUL"},
      {"UTF-32", std::string("\0\0\0<\0\0\0a\0\0\0/\0\0\0>", 16), "NUL"},
      {"UTF-7", "<?xml version='1.0' encoding='UTF-7'?><a>+ADw-b+AD4-</a>", "encoding"},
      {"Latin-1", "<?xml version='1.0' encoding=\"ISO-8859-1\"?><a>\xE5</a>", "not UTF-8"},
      {"Latin-1 in ASCII", "<?xml version='1.0' encoding=\"ISO-8859-1\"?><a>a</a>", "encoding"},
      {"UTF-16 declared in UTF-8", "<?xml version='1.0' encoding='UTF-16'?><a/>", "encoding"},
      {"US-ASCII with more", "<?xml version='1.0' encoding='US-ASCII'?><a>å</a>", "past US-ASCII"},
      {"EBCDIC", "\x4C\x6F\xA7\x94\x93", "not UTF-8"},
      {"an overlong '<'", "<a>\xC0\xBC</a>", "not UTF-8"},
      {"an overlong 'A'", "<a>\xC1\x81</a>", "not UTF-8"},
      {"a surrogate", "<a>\xED\xA0\x80</a>", "not UTF-8"},
      {"past Unicode", "<a>\xF4\x90\x80\x80</a>", "not UTF-8"},
      {"a NUL byte", std::string("<a>\0</a>", 8), "NUL"},
      {"a NUL reference", "<a>&#0;</a>", "a character that XML does not allow"},
      {"a control character", "<a>\x01</a>", "a character that XML does not allow"},
      {"nothing", "", "empty"},
      {"white space", " \n", "no element"},
      {"text", "hello", "no element"},
      {"two roots", "<a/><b/>", "more after it"},
      {"crossed tags", "<a><b></a></b>", "another name"},
      {"an attribute twice", "<a x='1' x='2'/>", "twice"},
      {"an attribute twice by namespace", "<a xmlns:p='urn:x' xmlns:q='urn:x' p:x='1' q:x='2'/>",
       "twice"},
      {"an undeclared prefix", "<p:a/>", "prefix is not declared"},
      {"a late declaration", " <?xml version='1.0'?><a/>", "XML declaration"},
  };
  testing::internal::CaptureStderr();
  for (const Hostile& row : rows) {
    SCOPED_TRACE(row.name);
    const auto result = check_well_formed(row.document);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::malformed);
    EXPECT_THAT(result.error().detail, HasSubstr(row.says));
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(CheckWellFormed, RefusesABombOfAnySizeAtOnce) {
  std::string bomb = "<!DOCTYPE a [<!ENTITY x0 '" + std::string(1000, 'x') + "'>";
  for (int i = 1; i < 30; ++i) {
    const std::string inner = "&x" + std::to_string(i - 1) + ";";
    bomb += "<!ENTITY x" + std::to_string(i) + " '" + inner + inner + inner + inner + "'>";
  }
  EXPECT_FALSE(check_well_formed(bomb + "]><a>&x29;</a>"));
}

TEST(CheckWellFormed, AcceptsWhatXmlAllows) {
  for (const std::string text :
       {"<a/>", "\n<a/>", "<a>&lt;&amp;&gt;&apos;&quot;&#229;&#xE5;å\xF0\x9F\x98\x80</a>",
        "<a/><!-- x --><?pi?>", "<?xml version='1.0' encoding='utf-8' standalone='yes'?><a/>",
        "<a><![CDATA[<!DOCTYPE a>]]></a>"}) {
    const auto result = check_well_formed(text);
    EXPECT_TRUE(result) << text << ": " << result.error().detail;
  }
}

TEST(CheckWellFormed, TellsLineAndColumn) {
  EXPECT_THAT(check_well_formed("<a>\n  <b>\n</a>").error().detail, StartsWith("line 3, column "));
  EXPECT_THAT(check_well_formed("<a>\n\xff</a>").error().detail, StartsWith("line 2, column 1: "));
}

TEST(CheckWellFormed, HoldsTheLimits) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  EXPECT_TRUE(check_well_formed(nested(100)));
  EXPECT_EQ(check_well_formed(nested(101)).error().code, Errc::too_large);
  EXPECT_EQ(check_well_formed(nested(200000)).error().code, Errc::too_large);
  EXPECT_EQ(check_well_formed(nested(300), {.bytes = 10000, .depth = 10000}).error().code,
            Errc::too_large);
  EXPECT_TRUE(check_well_formed("<a/>", {.bytes = 4}));
  EXPECT_EQ(check_well_formed("<a/>", {.bytes = 3}).error().code, Errc::too_large);
  std::string siblings = "<a>";
  for (int i = 0; i < 1000; ++i) siblings += "<b><c/></b>";
  EXPECT_TRUE(check_well_formed(siblings + "</a>"));
}

TEST(CheckWellFormed, LeavesLibxmlWithoutANetwork) {
  ASSERT_TRUE(check_well_formed("<a/>"));
  xmlParserCtxt* parser = xmlNewParserCtxt();
  for (const char* place : {"http://127.0.0.1:9/x", "ftp://127.0.0.1/x", "HTTPS://x/"}) {
    EXPECT_EQ(xmlLoadExternalEntity(place, nullptr, parser), nullptr) << place;
  }
  xmlFreeParserCtxt(parser);
}

}  // namespace
}  // namespace provbank::xml
