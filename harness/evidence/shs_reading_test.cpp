#include "harness/evidence/shs_reading.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "harness/evidence/shs_reading_properties.hpp"
#include "harness/evidence/shs_test_support.hpp"
#include "platform/base/file.hpp"

namespace provbank::evidence {
namespace {

using namespace shs_testing;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const contract::SchemaCatalogue& schemas() {
  static const auto kLoaded = contract::SchemaCatalogue::load(PROVBANK_DATA_DIR).value();
  return *kLoaded;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

std::string told(const ShsProblems& problems) {
  std::string out;
  for (const auto& each : problems) {
    out += fmt::format("{}: {} [{} / {}] line {}\n",
                       each.severity == Severity::error ? "error" : "doubt", each.what.en,
                       each.expected, each.received, each.line);
  }
  return out;
}

const std::vector<Part> kOne = {{.content = "<svar>1</svar>\r\n"}};
ShsMessageView read(const std::string& bytes) {
  return read_shs_message(bytes, schemas());
}
std::string errors_of(const std::string& bytes) {
  auto view = read(bytes);
  std::erase_if(view.problems, [](const auto& each) { return each.severity != Severity::error; });
  return told(view.problems);
}
std::string doubts_of(const std::string& bytes) {
  const auto view = read(bytes);
  EXPECT_TRUE(view.sound()) << told(view.problems);
  return told(view.problems);
}

TEST(ShsReading, ReadsAMessageThatIsRight) {
  const std::vector<Part> parts = {{.content = "<svar>1</svar>\r\n"},
                                   {.content = std::string("\0\xFFx\n--y", 7),
                                    .filename = "b.bin",
                                    .encoding = "base64",
                                    .wire = "AP94Ci0teQ=="}};
  const auto view = read(message({}, parts));
  EXPECT_THAT(view.problems, IsEmpty()) << told(view.problems);
  ASSERT_TRUE(view.label);
  EXPECT_EQ(view.label->from, kKommun);
  EXPECT_EQ(view.label->to, kOperator);
  EXPECT_EQ(view.label->product, kProduct);
  EXPECT_TRUE(view.label->synch());
  ASSERT_THAT(view.parts, SizeIs(2));
  EXPECT_EQ(view.parts[0].content, parts[0].content);
  EXPECT_EQ(view.parts[1].content, parts[1].content);
  EXPECT_EQ(view.parts[1].filename, "b.bin");
}

TEST(ShsReading, AnEmptyPartIsEmpty) {
  const auto view = read(message({}, {{.content = ""}}));
  EXPECT_THAT(view.problems, IsEmpty()) << told(view.problems);
  ASSERT_THAT(view.parts, SizeIs(1));
  EXPECT_EQ(view.parts[0].content, "");
}

struct Broken {
  const char* name;
  const char* from;
  const char* to;
  const char* error;
};

/// What is wrong with the bytes, one thing at a time.
TEST(ShsReading, TellsEachThingThatBreaksAMessage) {
  const std::string right = message({}, kOne);
  const std::vector<Broken> table = {
      {"begins at the boundary",
       "Subject: SHS Message\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
       "\r\n\tboundary=\"----=_Part_1\"\r\n\r\n",
       "", "header block of its own"},
      {"begins with a blank line", "Subject", "\r\nSubject", "header block of its own"},
      {"no multipart", "multipart/mixed", "application/xml", "no multipart MIME message"},
      {"no boundary", "boundary=", "grans=", "no boundary between the parts"},
      {"not closed", "_Part_1--\r\n", "_Part_1\r\n", "boundary that closes"},
      {"label not first type", "text/xml; charset", "application/xml; charset", "not text/xml"},
      {"nested", "application/xml; name", "multipart/mixed; boundary=x; name", "itself of several"},
      {"prefix", "<shs.label version", "<shs.label\tversion", "first 4096"},
      {"quoted-printable data", "name=svar.xml\r\nContent-Transfer-Encoding: binary",
       "name=svar.xml\r\nContent-Transfer-Encoding: quoted-printable", "than the two that SHS"},
      {"7bit data", "name=svar.xml\r\nContent-Transfer-Encoding: binary\r\n", "name=svar.xml\r\n",
       "than the two that SHS"},
      {"not base64", "name=svar.xml\r\nContent-Transfer-Encoding: binary",
       "name=svar.xml\r\nContent-Transfer-Encoding: base64", "says that it is base64"},
      {"size", "no-of-bytes=\"16\"", "no-of-bytes=\"17\"", "another size"},
      {"more entries", "<data ", "<data datapartType=\"x\"/><data ", "number of data parts"},
      {"upper case", "tx.id=\"3f0c9a52", "tx.id=\"3F0C9A52", "UUID in lower case"},
      {"no uuid", "tx.id=\"3f0c9a52-", "tx.id=\"id-", "UUID in lower case"},
      {"plain address", "urn:X-shs:162120009903", "162120009903", "not written as a URN"},
      {"plain product", "urn:X-shs:c4e8", "c4e8", "not written as a URN"},
      {"time with zone", "09:15:00<", "09:15:00Z<", "form of SHS"},
      {"no such hour", "09:15:00<", "25:15:00<", "form of SHS"},
      {"document-type", " document-type=\"simple\"", "", "message-type and document-type"},
      {"message-type", " message-type=\"simple\"", "", "message-type and document-type"},
      {"no common name", "from commonName=\"A\"", "from", "does not follow its DTD"},
      {"unknown element", "<datetime>", "<tid/><datetime>", "does not follow its DTD"},
      {"no sequence-type", " sequence-type=\"request\"", "", "does not follow its DTD"},
      {"content.id", "content.id=\"d4e", "content.id=\"ddd4e", "content.id is too long"},
      {"encoded label", "charset=ISO-8859-1\r\nContent-Transfer-Encoding: binary",
       "charset=ISO-8859-1\r\nContent-Transfer-Encoding: quoted-printable", "The label is encoded"},
  };
  for (const auto& each : table) {
    SCOPED_TRACE(each.name);
    EXPECT_THAT(errors_of(replaced(right, each.from, each.to)), HasSubstr(each.error));
  }
}

TEST(ShsReading, DoubtsWhatEveryReaderTakes) {
  const std::string right = message({}, kOne);
  EXPECT_THAT(doubts_of(replaced(right, "MIME-Version: 1.0\r\n", "")), HasSubstr("MIME-Version"));
  EXPECT_THAT(doubts_of(replaced(right, "charset=ISO-8859-1", "charset=UTF-8")),
              HasSubstr("another charset"));
  EXPECT_THAT(doubts_of(replaced(right, "filename=svar.xml\r\n\r\n", "filename=annat.xml\r\n\r\n")),
              HasSubstr("another file name"));
  std::string lines = right;
  std::erase(lines, '\r');
  lines = replaced(lines, "no-of-bytes=\"16\"", "no-of-bytes=\"15\"");
  EXPECT_THAT(doubts_of(lines), HasSubstr("do not end in CRLF"));
}

TEST(ShsReading, AcceptsPreambleEpilogueAndAnySubject) {
  std::string bytes = replaced(message({}, kOne), "Subject: SHS Message\r\n", "Subject: x\r\n");
  bytes =
      replaced(bytes, "\r\n\r\n------=_Part_1", "\r\n\r\nnot a part\r\n------=_Part_1") + "after";
  EXPECT_EQ(doubts_of(bytes), "");
}

TEST(ShsReading, ALabelPastTheWindowIsNotFoundByANode) {
  const std::string bytes =
      message({.before_datetime = "<subject>" + std::string(4096, 'x') + "</subject>"}, kOne);
  EXPECT_THAT(errors_of(bytes), HasSubstr("first 4096"));
  EXPECT_TRUE(read(bytes).label);
  EXPECT_FALSE(scan_shs_label(bytes));
}

TEST(ShsReading, AnotherLabelBeforeTheFirstPartIsTold) {
  const std::string decoy = label_xml({.from = "162120009911"}, {});
  const std::string bytes = replaced(message({}, kOne), "\r\n\r\n------=_Part_1",
                                     "\r\n\r\n" + decoy + "\r\n------=_Part_1");
  EXPECT_THAT(errors_of(bytes), HasSubstr("stands before it"));
}

TEST(ShsReading, LettersInLatin1AreReadAndInUtf8AreTold) {
  const auto latin1 = read(
      replaced(message({}, kOne), ">urn:X-shs:162021009986<", ">urn:X-shs:162021009986.s\xF6k<"));
  EXPECT_EQ(latin1.label->to, "162021009986.s\xC3\xB6k");
  EXPECT_THAT(latin1.problems, IsEmpty()) << told(latin1.problems);
  std::string utf8 = replaced(message({}, kOne), "commonName=\"A\"", "commonName=\"\xC3\xB6\"");
  utf8 = replaced(utf8, "charset=ISO-8859-1", "charset=UTF-8");
  EXPECT_THAT(errors_of(utf8), HasSubstr("another charset"));
}

TEST(ShsReading, EntitiesAndSubsetsAreRefused) {
  const std::string bytes = replaced(message({}, kOne), "\"shs-label-1.2.dtd\">",
                                     "\"shs-label-1.2.dtd\" [<!ENTITY a SYSTEM \"/etc/passwd\">]>");
  EXPECT_THAT(errors_of(bytes), HasSubstr("does not follow its DTD"));
  EXPECT_FALSE(read(bytes).label);
}

TEST(ShsReading, TellsTheLineOfTheBody) {
  const auto view = read(replaced(message({}, kOne), "09:15:00<", "09:15<"));
  ASSERT_THAT(view.problems, SizeIs(1));
  EXPECT_EQ(view.problems[0].line, 14u);
  EXPECT_EQ(view.problems[0].xpath, "/shs.label/datetime");
}

TEST(ShsReading, NoCutOfAMessageIsSound) {
  const std::string right = message({}, kOne);
  for (std::size_t length = 0; length + 2 < right.size(); ++length)
    EXPECT_FALSE(read(right.substr(0, length)).sound()) << length;
}

TEST(ShsReading, AThousandPartsAndDeepNestsEndQuickly) {
  EXPECT_THAT(errors_of(message({}, std::vector<Part>(1000, Part{.content = "x"}))),
              HasSubstr("more parts than the judge reads"));
  std::string nested = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n";
  for (int i = 0; i < 5000; ++i)
    nested += fmt::format("--b{}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n", i, i + 1);
  EXPECT_THAT(errors_of(nested + "--b0--\r\n"), HasSubstr("itself of several parts"));
}

TEST(ShsManagement, IsReadAndHeldToItsDtd) {
  const auto error = read_shs_management(
      management_xml({}, R"(<error errorcode="IllegalSender" errorinfo="x"/>)"), schemas());
  EXPECT_THAT(error.problems, IsEmpty()) << told(error.problems);
  EXPECT_EQ(error.error_code, "IllegalSender");
  EXPECT_EQ(error.corr_id, Label().corr_id);
  const auto confirmed = read_shs_management(management_xml({}, "<confirmation/>"), schemas());
  EXPECT_THAT(confirmed.problems, IsEmpty());
  EXPECT_EQ(confirmed.error_code, "");
  EXPECT_THAT(told(read_shs_management(management_xml({}, ""), schemas()).problems),
              HasSubstr("does not follow its DTD"));
  EXPECT_THAT(told(read_shs_management(management_xml({}, R"(<error errorcode="Nej"/>)"), schemas())
                       .problems),
              HasSubstr("does not exist in SHS"));
}

TEST(ShsList, IsReadAndHeldToItsDtd) {
  const auto list = read_shs_list(list_xml({{}, {.tx_id = "x"}}), schemas());
  ASSERT_TRUE(list.readable);
  ASSERT_THAT(list.messages, SizeIs(2));
  EXPECT_EQ(list.messages[0].to, kOperator);
  EXPECT_EQ(list.messages[0].data.at(0).filename, "svar.xml");
  EXPECT_THAT(list.problems,
              ElementsAre(AllOf(Field(&ShsProblem::line, 5u),
                                Field(&ShsProblem::xpath, "/shs.message-list/message[2]/@tx.id"))))
      << told(list.problems);
  EXPECT_THAT(read_shs_list("<html/>", schemas()).problems, Not(IsEmpty()));
  EXPECT_FALSE(read_shs_list("<html/>", schemas()).readable);
  EXPECT_TRUE(read_shs_list(list_xml({}), schemas()).readable);
}

TEST(ShsAsking, IsKnownByMethodAndTarget) {
  using What = ShsAsking::What;
  EXPECT_EQ(shs_asking("POST", "/shs/rs").what, What::message);
  const auto list = shs_asking("GET", "/shs/ds/urn%3AX-shs%3A162120009903/error?status=test");
  EXPECT_EQ(list.what, What::list);
  EXPECT_EQ(list.address, kKommun);
  EXPECT_EQ(list.product, "error");
  EXPECT_EQ(*list.find("status"), "test");
  const auto fetch = shs_asking("GET", "/shs/ds/1/3F0C9A52-7d41-4b6e-9c28-51a07e6b2d14");
  EXPECT_EQ(fetch.what, What::fetch);
  EXPECT_EQ(fetch.tx_id, Label().tx_id);
  const std::string one = "/axel/ds/1/" + Label().tx_id;
  EXPECT_EQ(shs_asking("POST", one + "?action=ack").what, What::acknowledge);
  EXPECT_EQ(shs_asking("POST", one).what, What::other);
  EXPECT_EQ(shs_asking("GET", "/ssbtek/v10").what, What::other);
}

/// What the fuzzer begins with, in every build.
TEST(ShsReading, HoldsItsPropertiesOverTheFuzzersCorpus) {
  std::size_t sound = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::filesystem::path(PROVBANK_DATA_DIR) / "reference-impl/wire/shs/corpus")) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = read_file(entry.path()).value();
    EXPECT_EQ(broken_in_reading(bytes, schemas()), "") << entry.path();
    if (read(bytes).sound()) ++sound;
  }
  EXPECT_GE(sound, 4U);
}

}  // namespace
}  // namespace provbank::evidence
