#include <gmock/gmock.h>

#include <set>

#include "harness/generate/pattern.hpp"
#include "harness/generate/refusal.hpp"
#include "harness/generate/schemas.hpp"
#include "harness/generate/values.hpp"
#include "platform/base/file.hpp"
#include "platform/json/schema.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::generate {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::Not;

const fs::path kData = PROVBANK_DATA_DIR;

/// A schema by either library, as messages.
class Validator {
 public:
  explicit Validator(const SchemaEntry& entry) {
    const fs::path file = kData / "schemas" / entry.file;
    if (entry.is_json()) {
      json_.emplace(json::JsonSchema::load(file).value());
    } else {
      xml_.emplace(xml::Schema::load(file).value());
    }
  }

  std::vector<std::string> problems(const std::string& document) const {
    if (json_) return json_->problems(document);
    std::vector<std::string> out;
    for (const auto& problem : xml_->problems(document)) out.push_back(problem.message);
    return out;
  }

 private:
  std::optional<json::JsonSchema> json_;
  std::optional<xml::Schema> xml_;
};

class EverySchema : public ::testing::TestWithParam<SchemaEntry> {};

TEST_P(EverySchema, HasValidCasesThatValidateAndInvalidOnesRefusedForTheirOwnReason) {
  const auto set = generate(kData, GetParam());
  ASSERT_TRUE(set) << set.error().detail;
  ASSERT_THAT(set->cases, Not(IsEmpty()));
  const Validator validator(GetParam());
  std::size_t shown = 0;
  for (const Case& each : set->cases) {
    if (shown > 20) break;
    const auto problems = validator.problems(each.document);
    if (each.valid) {
      EXPECT_THAT(problems, IsEmpty()) << each.id << "\n" << each.document.substr(0, 4000);
      shown += problems.empty() ? 0 : 1;
      continue;
    }
    const auto other = another_reason(each, problems);
    EXPECT_FALSE(other) << each.id << ": " << *other << "\n" << each.document.substr(0, 4000);
    shown += other ? 1 : 0;
    if (GetParam().is_json()) continue;  // valijson tells each place inside another for both
    const auto beside = another_place(each, problems);
    EXPECT_FALSE(beside) << each.id << ": " << *beside;
    shown += beside ? 1 : 0;
  }
}

TEST_P(EverySchema, HasAnInvalidCaseBesideEachTwinAndDiffersFromItInOnePlace) {
  const auto set = generate(kData, GetParam()).value();
  std::map<std::string, const Case*> by_id;
  for (const Case& each : set.cases) {
    EXPECT_TRUE(by_id.emplace(each.id, &each).second) << each.id << " twice";
  }
  for (const Case& each : set.cases) {
    if (each.valid) continue;
    ASSERT_TRUE(by_id.contains(each.twin)) << each.id;
    const std::string& twin = by_id.at(each.twin)->document;
    EXPECT_TRUE(by_id.at(each.twin)->valid);
    EXPECT_NE(twin, each.document) << each.id;
  }
}

TEST_P(EverySchema, AccountsForEachPoint) {
  const auto set = generate(kData, GetParam()).value();
  std::set<std::string> ids;
  for (const Point& point : set.points) {
    EXPECT_TRUE(ids.insert(point.id).second) << point.id << " twice";
    EXPECT_TRUE(point.covered() || !point.why_not.sv.empty()) << point.id;
  }
  EXPECT_GT(set.covered() * 10, set.points.size() * 7)
      << set.covered() << " of " << set.points.size();
}

INSTANTIATE_TEST_SUITE_P(All, EverySchema, ::testing::ValuesIn(schemas().begin(), schemas().end()),
                         [](const auto& entry) {
                           std::string name(entry.param.name);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Patterns, AreReadAndMatched) {
  EXPECT_EQ(shortest_match("[\\d]{4}[2-9]{1}[\\d]{7}").value(), "000020000000");
  EXPECT_EQ(shortest_match("(18|19|20)").value(), "18");
  EXPECT_EQ(shortest_match("-?[0-9]+").value(), "0");
  EXPECT_EQ(shortest_match("^([0-9]{2})?([0-9]{10})$").value(), "0000000000");
  EXPECT_FALSE(shortest_match("[^a]"));
  EXPECT_FALSE(shortest_match("\\p{L}"));
  EXPECT_FALSE(shortest_match("a)"));
  EXPECT_FALSE(shortest_match("(a"));
  EXPECT_FALSE(shortest_match("[a"));
  EXPECT_FALSE(shortest_match("a{9999999}"));
  EXPECT_TRUE(pattern_matches("[0-9]{2}", "12", Anchors::whole));
  EXPECT_FALSE(pattern_matches("[0-9]{2}", "123", Anchors::whole));
  EXPECT_TRUE(pattern_matches("[0-9]{2}", "123", Anchors::written));
}

TEST(Values, StandOnBothSidesOfEachFacet) {
  SimpleType type;
  type.max_length = 3;
  type.patterns = {"[0-9]+"};
  const auto usual = sample(type).value();
  bool max_length = false;
  for (const auto& point : value_points(type, usual)) {
    EXPECT_TRUE(fits(type, point.valid)) << name(point.rule);
    EXPECT_FALSE(point.invalid && fits(type, *point.invalid)) << name(point.rule);
    if (point.rule != Rule::max_length) continue;
    max_length = true;
    EXPECT_EQ(point.valid.size(), 3u);
    EXPECT_EQ(point.invalid->size(), 4u);
  }
  EXPECT_TRUE(max_length);
}

TEST(Models, RefuseConstructsTheyWouldOverlook) {
  const ScratchFolder folder;
  const auto file = folder.path() / "x.xsd";
  ASSERT_TRUE(write_file(
      file,
      "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n<xs:element name=\"a\">"
      "<xs:complexType>\n<xs:all><xs:element name=\"b\" type=\"xs:string\"/></xs:all>"
      "</xs:complexType></xs:element></xs:schema>"));
  const auto model = XsdModel::load(file);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, Errc::unsupported);
  EXPECT_THAT(model.error().detail, ::testing::HasSubstr("line 3: <all>"));
}

TEST(Examples, FillTheValuesThatTheSchemaLeavesOpen) {
  Example example;
  example.values["organisationsnummer"] = "162120009903";
  const auto set = generate(kData, question_schema(), example).value();
  EXPECT_THAT(set.cases.front().document, ::testing::HasSubstr(">162120009903<"));
}

TEST(Choosing, TakesSoManySpreadEvenlyAndOthersInAnotherTurn) {
  const auto set = generate(kData, question_schema()).value();
  const auto first = chosen(set, false, 10, 1);
  EXPECT_EQ(first.size(), 10u);
  EXPECT_EQ(chosen(set, false, 10, 1), first);
  EXPECT_NE(chosen(set, false, 10, 2), first);
  EXPECT_EQ(chosen(set, false, 100'000, 1).size() + chosen(set, true, 100'000, 1).size(),
            set.cases.size());
}

}  // namespace
}  // namespace provbank::generate
