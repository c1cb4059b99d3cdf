// placeholders, show_reading.
#include "harness/certify/show_reading.hpp"

#include <gmock/gmock.h>

#include "harness/certify/placeholders.hpp"

namespace provbank::certify::testing {
namespace {

using contract::Source;
using evidence::Shows;

TEST(Placeholders, AreReplacedWhereTheyAreKnown) {
  const Words words = {{"person", "191212121212"}, {"case", "E-1"}};
  EXPECT_EQ(filled("/a/{case}?p={person}", words), "/a/E-1?p=191212121212");
  EXPECT_EQ(filled("{case}{case}", words), "E-1E-1");
  EXPECT_EQ(filled("", words), "");
}

TEST(Placeholders, LeaveOtherBracesAsTheyAre) {
  const Words words = {{"person", "P"}, {"list", "[\"AF\"]"}};
  EXPECT_EQ(filled(R"({"person": "{person}", "kallor": {list}, "x": {}})", words),
            R"({"person": "P", "kallor": ["AF"], "x": {}})");
  for (const std::string text : {"{", "}", "{}", "{{person", "{okand}", "{ person }", "}{", "{{}}"})
    EXPECT_EQ(filled(text, words), text);
  EXPECT_EQ(filled("{{person}}", words), "{P}");
}

TEST(Placeholders, AreNotLookedForInWhatWasPutIn) {
  EXPECT_EQ(filled("{a}", {{"a", "{b}"}, {"b", "x"}}), "{b}");
}

Show show(Reading::As as, std::string at, std::string found, std::string nothing,
          std::string failed) {
  Show out;
  out.deed = Command{};
  out.of_source = Reading{as,
                          std::move(at),
                          {{"found", {std::move(found)}},
                           {"nothing", {std::move(nothing)}},
                           {"failed", {std::move(failed)}}}};
  return out;
}

std::map<Source, Shows> read(const Show& show, const std::string& text,
                             const contract::SourceSet& sources = {Source::af}) {
  auto shown = read_shown(show, text, sources);
  EXPECT_TRUE(shown) << shown.error().detail;
  return shown ? shown->sources : std::map<Source, Shows>{};
}

const Show kJson = show(Reading::As::json_pointer, "/k/{source}/visar", "ja", "nej", "fel");
const Show kXml = show(Reading::As::xpath, "/p/k[@kod='{source}']", "ja", "nej", "fel");
const Show kText =
    show(Reading::As::text, "", "{name}: uppgifter", "{source}: inga", "{source}: fel");

TEST(ShowReading, ReadsEachStateByJsonPointer) {
  const auto seen = read(kJson, R"({"k": {"AF": {"visar": "ja"}, "CSN": {"visar": "nej"},
                                   "FK": {"visar": "fel"}, "SO": {"visar": "kanske"}}})",
                         {Source::af, Source::csn, Source::fk, Source::so, Source::skv});
  EXPECT_EQ(seen, (std::map<Source, Shows>{{Source::af, Shows::found},
                                           {Source::csn, Shows::nothing},
                                           {Source::fk, Shows::failed},
                                           {Source::so, Shows::unclear},
                                           {Source::skv, Shows::unclear}}));
}

TEST(ShowReading, ComparesWholeJsonValues) {
  EXPECT_EQ(read(kJson, R"({"k": {"AF": {"visar": "ja, delvis"}}})").at(Source::af),
            Shows::unclear);
  auto numbers = show(Reading::As::json_pointer, "/{source}", "1", "null", "false");
  EXPECT_EQ(read(numbers, R"({"AF": 1})").at(Source::af), Shows::found);
  EXPECT_EQ(read(numbers, R"({"AF": null})").at(Source::af), Shows::nothing);
  EXPECT_EQ(read(numbers, R"({"AF": false})").at(Source::af), Shows::failed);
}

TEST(ShowReading, ReadsEachStateByXPath) {
  const std::string text = "<p><k kod='AF'>ja</k><k kod='CSN'>fel</k></p>";
  const auto seen = read(kXml, text, {Source::af, Source::csn, Source::fk});
  EXPECT_EQ(seen, (std::map<Source, Shows>{{Source::af, Shows::found},
                                           {Source::csn, Shows::failed},
                                           {Source::fk, Shows::unclear}}));
  auto counting = show(Reading::As::xpath, "count(//k[@kod='{source}'])", "1", "0", "2");
  EXPECT_EQ(read(counting, text, {Source::af, Source::fk}),
            (std::map<Source, Shows>{{Source::af, Shows::found}, {Source::fk, Shows::nothing}}));
}

TEST(ShowReading, LooksForWordsInText) {
  EXPECT_EQ(read(kText, "Arbetsförmedlingen: uppgifter\nCSN: fel", {Source::af, Source::csn}),
            (std::map<Source, Shows>{{Source::af, Shows::found}, {Source::csn, Shows::failed}}));
}

TEST(ShowReading, IsUnclearWhenTwoStatesFit) {
  EXPECT_EQ(read(kText, "AF: inga uppgifter, AF: fel").at(Source::af), Shows::unclear);
  auto overlapping = show(Reading::As::text, "", "{source}: uppgifter", "uppgifter saknas", "fel");
  EXPECT_EQ(read(overlapping, "AF: uppgifter saknas").at(Source::af), Shows::unclear);
}

TEST(ShowReading, IsNotUnclearWhenTwoWordsOfOneStateFit) {
  Show two = kText;
  two.of_source->words["failed"] = {"AF: fel", "AF: fel, försök igen"};
  EXPECT_EQ(read(two, "AF: fel, försök igen").at(Source::af), Shows::failed);
}

TEST(ShowReading, IsUnclearWhenNothingFits) {
  EXPECT_EQ(read(kText, "").at(Source::af), Shows::unclear);
  EXPECT_EQ(read(kJson, "[]").at(Source::af), Shows::unclear);
  EXPECT_EQ(read(kJson, R"({"k": {"AF": {"visar": ""}}})").at(Source::af), Shows::unclear);
}

TEST(ShowReading, SaysWhenTheTextIsNotWhatThePlanSays) {
  for (const auto* expects : {&kJson, &kXml}) {
    for (const std::string text : {"", "<html>", "Internal Server Error"}) {
      const auto shown = read_shown(*expects, text, {Source::af});
      ASSERT_FALSE(shown) << text;
      EXPECT_EQ(shown.error().code, Errc::malformed) << shown.error().detail;
    }
  }
}

TEST(ShowReading, SaysWhenAnExpressionIsWrong) {
  for (const auto& wrong : {show(Reading::As::xpath, "//[", "a", "b", "c"),
                            show(Reading::As::xpath, "//x:y", "a", "b", "c")})
    EXPECT_FALSE(read_shown(wrong, "<a/>", {Source::af}));
  for (const std::string at : {"utan-snedstreck", "/a~2"})
    EXPECT_FALSE(read_shown(show(Reading::As::json_pointer, at, "a", "b", "c"), "{}", {Source::af}))
        << at;
  const auto index = show(Reading::As::json_pointer, "/a/{source}", "a", "b", "c");
  const auto into_list = read_shown(index, R"({"a": [1]})", {Source::af});
  EXPECT_TRUE(!into_list || into_list->sources.at(Source::af) == Shows::unclear);
}

TEST(ShowReading, ReadsTheWhole) {
  Show whole = kJson;
  whole.of_whole = Reading{
      Reading::As::json_pointer, "/status", {{"answered", {"besvarad"}}, {"failed", {"fel"}}}};
  EXPECT_EQ(read_shown(whole, R"({"status": "besvarad"})", {})->whole, Shows::found);
  EXPECT_EQ(read_shown(whole, R"({"status": "fel"})", {})->whole, Shows::failed);
  EXPECT_EQ(read_shown(whole, R"({"status": 7})", {})->whole, Shows::unclear);
  EXPECT_EQ(read_shown(kJson, "{}", {})->whole, std::nullopt);
}

TEST(ShowReading, KeepsTheTextAsItCame) {
  const std::string text = "{\"k\":\n {}}";
  EXPECT_EQ(read_shown(kJson, text, {})->text, text);
}

}  // namespace
}  // namespace provbank::certify::testing
