#include "harness/results/redact.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <regex>

#include "contract/person_identity.hpp"
#include "harness/results/reader.hpp"
#include "harness/results/redact_text.hpp"
#include "harness/results/test_support.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::results {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kKey = "0123456789abcdef0123456789abcdef";

std::string twelve_digits(const std::string& text) {
  std::smatch found;
  return std::regex_search(text, found, std::regex("[0-9]{12}")) ? found.str() : std::string();
}

/// What becomes of one text alone.
std::string redacted(const std::string& text, const char* key = kKey) {
  Redactor redactor(key);
  redactor.collect(text);
  redactor.prepare();
  std::string out = redactor.rewrite(text);
  EXPECT_EQ(redactor.remaining(out), "");
  EXPECT_EQ(out.size(), text.size());
  return out;
}

TEST(Redactor, ANumberBecomesAnotherValidNumberOfTheSameCenturyThatNobodyHas) {
  const std::string out = redacted("<a>198503149828</a>");
  const auto number = contract::PersonIdentity::parse(twelve_digits(out));
  ASSERT_TRUE(number) << out;
  EXPECT_EQ(number->century(), "19");
  EXPECT_TRUE(number->is_test_number());
  EXPECT_NE(number->digits(), "198503149828");
  EXPECT_EQ(redacted("<a>198503149828</a>"), out) << "the same key, the same number";
  EXPECT_NE(redacted("<a>198503149828</a>", "another key of some length"), out);
}

TEST(Redactor, NobodyIsBornInTheFuture) {
  const auto child = contract::PersonIdentity::parse(twelve_digits(redacted("201605212388")));
  ASSERT_TRUE(child);
  EXPECT_LE(child->birth_date().year(), std::chrono::year(2016));
}

TEST(Redactor, AllFormsOfANumberFollowTheSamePerson) {
  const std::string out = redacted("198503149828 19850314-9828 8503149828 850314-9828 850314+9828");
  const std::string whole = twelve_digits(out);
  const std::string ten = whole.substr(2);
  EXPECT_EQ(out, whole + " " + whole.substr(0, 8) + "-" + whole.substr(8) + " " + ten + " " +
                     ten.substr(0, 6) + "-" + ten.substr(6) + " " + ten.substr(0, 6) + "+" +
                     ten.substr(6));
}

TEST(Redactor, ASamordningsnummerStaysOne) {
  std::string nine = "850374982";
  const std::string number = "19" + nine + contract::luhn_check_digit(nine);
  ASSERT_TRUE(contract::PersonIdentity::parse(number));
  const auto out = contract::PersonIdentity::parse(twelve_digits(redacted(number)));
  ASSERT_TRUE(out);
  EXPECT_EQ(out->kind(), contract::PersonIdentity::Kind::samordningsnummer);
}

TEST(Redactor, WhatIsNoNumberOfAPersonStays) {
  for (const char* text :
       {"162120009903", "198513149828", "20260302080000", "0.8503149828", "16-2120"})
    EXPECT_EQ(redacted(text), text);
}

TEST(Redactor, NamesKeepTheirLengthAndCapitalsAndStayTheSameEverywhere) {
  const std::string out = redacted(
      "<x:Fornamn>Anna</x:Fornamn><Efternamn>Tranbärsdotter</Efternamn> Svar till ANNA "
      "Tranbärsdotter, Annat");
  EXPECT_THAT(out, Not(HasSubstr("Anna<")));
  EXPECT_THAT(out, Not(HasSubstr("ANNA")));
  EXPECT_THAT(out, Not(HasSubstr("Tranb")));
  EXPECT_THAT(out, HasSubstr("Annat"));
  std::smatch found;
  ASSERT_TRUE(std::regex_search(out, found, std::regex("Fornamn>([A-Z][a-z]{3})<")));
  std::string loud = found[1].str();
  for (char& c : loud) c = static_cast<char>(std::toupper(c));
  EXPECT_THAT(out, HasSubstr("till " + loud + " "));
}

TEST(Redactor, ANameThatIsAlsoAnElementLeavesTheMarkupAlone) {
  const std::string out =
      redacted("<Fornamn>Svar</Fornamn><af:Svar Svar=\"1\">Svar</af:Svar>{\"Svar\": \"Svar\"}");
  EXPECT_THAT(out, HasSubstr("<af:Svar Svar=\"1\">"));
  EXPECT_THAT(out, HasSubstr("</af:Svar>{\"Svar\": \""));
  EXPECT_THAT(out, Not(HasSubstr(">Svar<")));
  EXPECT_THAT(out, Not(HasSubstr(": \"Svar\"")));
}

TEST(Redactor, CasesAndCaseWorkersKeepTheirShape) {
  const std::string out = redacted(
      "<ssbt:handlaggare>eva.lund2</ssbt:handlaggare><arendeidentitet>Dnr-2026/17</arendeidentitet>"
      "<k>Dnr-2026/17-k</k>{\"case\":\"Dnr-2026/17\"}");
  EXPECT_TRUE(std::regex_search(out, std::regex(">[a-z]{3}\\.[a-z]{4}[0-9]</ssbt:handlaggare>")))
      << out;
  std::smatch found;
  ASSERT_TRUE(std::regex_search(out, found, std::regex("([A-Z][a-z]{2}-[0-9]{4}/[0-9]{2})</aren")));
  EXPECT_THAT(out, HasSubstr("<k>" + found[1].str() + "-k</k>"));
  EXPECT_THAT(out, HasSubstr("{\"case\":\"" + found[1].str() + "\"}"));
}

TEST(Redactor, AnAccountThatIsAnOrdinaryWordIsReplacedInItsFieldAlone) {
  const std::string out = redacted("<handlaggare>test</handlaggare> ett test");
  EXPECT_THAT(out, Not(HasSubstr(">test<")));
  EXPECT_THAT(out, HasSubstr("ett test"));
}

TEST(Redactor, NamesInJsonArePersonsOnlyBesideANumber) {
  const std::string out = redacted(
      R"({"kod":"FK","namn":"Kassan"},{"personnummer":"198503149828","x":[{"namn":"Sverige"}],"namn":"Tuva Lind"})");
  EXPECT_THAT(out, HasSubstr("Kassan"));
  EXPECT_THAT(out, HasSubstr("Sverige"));
  EXPECT_THAT(out, Not(HasSubstr("Tuva")));
}

TEST(Redactor, FindsWhatIsInsideJsonXmlPercentAndBase64) {
  const std::string inner = R"({"personnummer":"198503149828","namn":"Åsa Öst"})";
  const std::string wrapped = "<q>" + crypto::base64(inner) + "</q>";
  const std::string text =
      "{\"text\": \"<a personnummer=\\\"8503149828\\\"/>&lt;Fornamn&gt;&#xC5;sa&lt;/Fornamn&gt; "
      "\\u00c5sa %C3%85sa \\n198503149828\", \"b\": \"" +
      crypto::base64(wrapped) + "\"}";
  Redactor redactor(kKey);
  redactor.collect(text);
  redactor.prepare();
  const std::string out = redactor.rewrite(text);
  EXPECT_EQ(out.size(), text.size());
  EXPECT_EQ(redactor.remaining(out), "");
  for (const char* original : {"&#xC5;sa", "\\u00c5sa", "%C3%85sa", "8503149828"})
    EXPECT_THAT(out, Not(HasSubstr(original)));
  const auto from = out.find("\"b\": \"") + 6;
  const std::string outer = crypto::from_base64(out.substr(from, out.size() - 2 - from)).value();
  const auto end = outer.find("</q>");
  const std::string again = crypto::from_base64(outer.substr(3, end - 3)).value();
  EXPECT_THAT(again, Not(HasSubstr("198503149828")));
  EXPECT_THAT(again, Not(HasSubstr("Åsa")));
  EXPECT_EQ(twelve_digits(again), twelve_digits(out));
}

TEST(Redactor, FindsANumberInBase64ThatWasCutOrThatLettersStandBefore) {
  const std::string whole =
      crypto::base64(R"({"personnummer":"198503149828","period":{"from":1}})");
  for (std::size_t cut = 0; cut < 8; ++cut) {
    for (const char* before : {"", "x", "xy", "xyz"}) {
      const std::string run = before + whole.substr(0, whole.size() - cut);
      const std::string out = redacted("<q>" + run);
      EXPECT_NE(out, "<q>" + run) << cut << before;
      const std::string bare = out.substr(3 + std::string(before).size());
      EXPECT_THAT(crypto::from_base64(bare.substr(0, bare.size() / 4 * 4)).value(),
                  Not(HasSubstr("198503149828")));
    }
  }
}

TEST(Redactor, EscapesInAValueStayEscapes) {
  const std::string out = redacted(
      "<Fornamn>&#229;sa &#x00E4;r</Fornamn><arendeidentitet>D&amp;R-17</arendeidentitet> åsa "
      "D&R-17");
  EXPECT_THAT(out, HasSubstr("&#x00E4;"));
  EXPECT_TRUE(std::regex_search(out, std::regex("<Fornamn>&#[0-9]{3};[a-z]{2} "))) << out;
  EXPECT_TRUE(std::regex_search(out, std::regex(">[A-Z]&amp;[A-Z]-[0-9]{2}<"))) << out;
  EXPECT_THAT(out, Not(HasSubstr("åsa")));
  EXPECT_THAT(out, Not(HasSubstr("R-17")));
}

TEST(Redactor, FindsANumberThatBase64FoldsOverTwoLines) {
  std::string inner(40, ' ');
  inner += R"({"personnummer":"198503149828"})";
  std::string folded = crypto::base64(inner);
  folded.insert(64, "\n");
  const std::string out = redacted("<q>\n" + folded + "\n</q>");
  std::string bare = out.substr(4, out.size() - 9);
  EXPECT_THAT(crypto::from_base64(bare).value(), Not(HasSubstr("198503149828")));
}

TEST(Redactor, ANumberThatIsWrongIsReplacedWhereItStandsAsOne) {
  const std::string out = redacted("<personidentitet>198503149829</personidentitet>");
  EXPECT_THAT(out, Not(HasSubstr("198503149829")));
}

TEST(Redactor, DifferentPersonsStayDifferent) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    const std::string nine = fmt::format("{:02}0101{:03}", i / 999, i % 999);
    text += "19" + nine + contract::luhn_check_digit(nine) + "\n";
  }
  const std::string out = redacted(text);
  std::set<std::string> all;
  for (std::size_t at = 0; at + 12 <= out.size(); at += 13) all.insert(out.substr(at, 12));
  EXPECT_EQ(all.size(), 1000u);
}

struct RedactFolder : testing::Test {
  ScratchFolder scratch;
  const fs::path from = scratch.path() / "out";
  const fs::path to = scratch.path() / "shared";
  void SetUp() override {
    auto result = sample_with_everything();
    result.scenarios[0].checks[1].outcome.findings[0].received = "198503149828 Anna";
    write_file(from / "result.xml", evidence::to_xml(result)).value();
    write_file(from / "report.sv.html", "198503149828").value();
    write_file(from / "evidence/DP-1/bodies/e1-request.xml",
               "<a><Fornamn>Anna</Fornamn><personnummer>198503149828</personnummer></a>")
        .value();
    write_file(from / "evidence/DP-1/exchanges.har",
               R"({"log":{"entries":[{"_id":"e1","t":"198503149828"}]}})")
        .value();
  }
};

TEST_F(RedactFolder, KeepsVerdictsExchangesAndFilesAndNothingOfThePerson) {
  const auto done = redact(from, to, kKey, kData);
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->files, 3u);
  EXPECT_EQ(done->exchanges, 1u);
  EXPECT_EQ(done->checks, 4u);
  EXPECT_EQ(done->persons, 1u);
  EXPECT_FALSE(fs::exists(to / "report.sv.html")) << "reports are made anew";
  const auto before = read_result(from, kData).value();
  const auto after = read_result(to, kData).value();
  EXPECT_EQ(after.check_verdicts(), before.check_verdicts());
  EXPECT_THAT(read_file(to / "result.xml").value(), Not(HasSubstr("198503149828")));
  EXPECT_THAT(read_file(to / "evidence/DP-1/bodies/e1-request.xml").value(),
              Not(HasSubstr("Anna")));
}

TEST_F(RedactFolder, LeavesOutTheListsOfValuesThatTheRunSent) {
  const auto list = from / "evidence/DP-1/canaries.xml";
  write_file(list,
             "<canaries xmlns=\"urn:provbank:canaries:1\" scenario=\"DP-1\" world=\"live\" "
             "seed=\"7\"><canary origin=\"question\">198503149828</canary></canaries>")
      .value();
  const auto done = redact(from, to, kKey, kData);
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->files, 3u);
  for (const auto& entry : fs::recursive_directory_iterator(to))
    EXPECT_NE(entry.path().filename(), "canaries.xml");
  EXPECT_TRUE(fs::exists(to / "evidence/DP-1/exchanges.har"));
  EXPECT_TRUE(fs::exists(list)) << "the original is left as it was";
}

TEST_F(RedactFolder, TakesAlongWhatAnAttestationRefersToWithItsNewDigest) {
  write_file(from / "intyg.txt", "<Fornamn>Anna</Fornamn>").value();
  ASSERT_TRUE(redact(from, to, kKey, kData));
  const auto text = read_file(to / "intyg.txt").value();
  EXPECT_THAT(text, Not(HasSubstr("Anna")));
  EXPECT_EQ(read_result(to, kData)->attestations[0].evidence[0].sha256, crypto::sha256_hex(text));
}

TEST_F(RedactFolder, TakesAlongTheProofThatTheResultRestsOn) {
  write_file(from / "prove.xml", "<prove received=\"198503149828\"/>").value();
  write_file(from / "prove.sv.html", "<p>198503149828</p>").value();
  ASSERT_TRUE(redact(from, to, kKey, kData));
  EXPECT_THAT(read_file(to / "prove.xml").value(),
              AllOf(HasSubstr("<prove received="), Not(HasSubstr("198503149828"))));
  EXPECT_TRUE(fs::exists(to / "prove.sv.html"));
  EXPECT_FALSE(fs::exists(to / "prove.en.html")) << "nothing is made up";
  EXPECT_EQ(read_result(to, kData)->proof->program, std::string(64, 'b'));
}

TEST_F(RedactFolder, RefusesAFolderThatExistsAndOneInsideItself) {
  fs::create_directories(to);
  EXPECT_FALSE(redact(from, to, kKey, kData));
  EXPECT_TRUE(fs::exists(to)) << "what was there is not removed";
  EXPECT_FALSE(redact(from, from / "shared", kKey, kData));
}

TEST_F(RedactFolder, LeavesNothingBehindWhenItFails) {
  write_file(from / "result.xml", "<result/>").value();
  EXPECT_FALSE(redact(from, to, kKey, kData));
  EXPECT_FALSE(fs::exists(to));
}

TEST_F(RedactFolder, AKeyOfItsOwnIsForItsOwnerAlone) {
  const fs::path file = scratch.path() / "shared.key";
  const auto key = make_key_file(file);
  ASSERT_TRUE(key);
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(read_key_file(file).value(), *key);
  EXPECT_FALSE(make_key_file(file)) << "a key is never written over";
  write_file(scratch.path() / "short", "abc").value();
  EXPECT_FALSE(read_key_file(scratch.path() / "short"));
}

}  // namespace
}  // namespace provbank::results
