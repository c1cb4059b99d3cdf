#include "platform/json/schema.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <optional>
#include <thread>

#include "platform/base/file.hpp"

namespace provbank::json {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class JsonSchemaTest : public testing::Test {
 protected:
  JsonSchemaTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("provbänk json " + std::to_string(::getpid()))) {}
  ~JsonSchemaTest() override {
    std::error_code ec;
    std::filesystem::remove_all(folder_, ec);
  }

  std::filesystem::path write(const std::string& name, const std::string& content) const {
    EXPECT_TRUE(write_file(folder_ / name, content));
    return folder_ / name;
  }
  Result<JsonSchema> load(const std::string& schema) const {
    return JsonSchema::load(write("schema.json", schema));
  }

  std::filesystem::path folder_;
};

const std::string kPerson = "19800101-9876";

struct Row {
  const char* schema;
  const char* good;
  const char* bad;
};

TEST_F(JsonSchemaTest, ChecksEveryKeywordOfDraft7) {
  const Row rows[] = {
      {R"({"type":"integer"})", "1", "1.5"},
      {R"({"type":"integer"})", "1.0", "\"1\""},
      {R"({"type":"number"})", "1.5", "true"},
      {R"({"type":["string","null"]})", "null", "1"},
      {R"({"type":"object"})", "{}", "[]"},
      {R"({"enum":["A",1,null]})", "1.0", "\"B\""},
      {R"({"const":{"a":[1]}})", R"({"a":[1.0]})", R"({"a":[2]})"},
      {R"({"multipleOf":3})", "9", "10"},
      {R"({"multipleOf":0.5})", "1.5", "1.4"},
      {R"({"maximum":3})", "3", "3.1"},
      {R"({"exclusiveMaximum":3})", "2.9", "3"},
      {R"({"minimum":3})", "3", "2"},
      {R"({"exclusiveMinimum":3})", "4", "3"},
      {R"({"maxLength":2})", "\"ÅÖ\"", "\"abc\""},
      {R"({"minLength":2})", "\"ab\"", "\"Ö\""},
      {R"({"pattern":"^[0-9]{4}$"})", "\"1980\"", "\"19801\""},
      {R"({"pattern":"b"})", "\"abc\"", "\"acc\""},
      {R"({"pattern":"^.$"})", "\"Ö\"", "\"ab\""},
      {R"({"pattern":"^[å-ö]$"})", "\"ö\"", "\"o\""},
      {R"({"pattern":"^a$"})", "\"a\"", R"("a\n")"},
      {R"({"pattern":"^a$"})", "1", R"("b\na\nb")"},
      {R"({"items":{"type":"string"}})", R"(["a"])", R"(["a",1])"},
      {R"({"items":[{"type":"string"}],"additionalItems":false})", R"(["a"])", R"(["a",1])"},
      {R"({"maxItems":1})", "[1]", "[1,2]"},
      {R"({"minItems":1})", "[1]", "[]"},
      {R"({"uniqueItems":true})", "[1,2]", "[1,1]"},
      {R"({"contains":{"const":1}})", "[0,1]", "[0]"},
      {R"({"maxProperties":1})", R"({"a":1})", R"({"a":1,"b":1})"},
      {R"({"minProperties":1})", R"({"a":1})", "{}"},
      {R"({"required":["a","b"]})", R"({"a":1,"b":1})", R"({"a":1})"},
      {R"({"properties":{"a":{"type":"string"}}})", R"({"a":"x","b":1})", R"({"a":1})"},
      {R"({"properties":{"format":{"type":"string"},"pattern":{"type":"string"}}})",
       R"({"format":"x"})", R"({"pattern":1})"},
      {R"({"patternProperties":{"^x":{"type":"string"}}})", R"({"y":1})", R"({"x1":1})"},
      {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", R"({"b":1})"},
      {R"({"additionalProperties":{"type":"string"}})", R"({"b":"x"})", R"({"b":1})"},
      {R"({"dependencies":{"a":["b"]}})", R"({"b":1})", R"({"a":1})"},
      {R"({"dependencies":{"a":{"required":["b"]}}})", R"({"a":1,"b":1})", R"({"a":1})"},
      {R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"a":1})", R"({"A":1})"},
      {R"({"if":{"const":1},"then":{"const":1},"else":{"type":"string"}})", "\"x\"", "2"},
      {R"({"allOf":[{"minimum":1},{"maximum":2}]})", "1", "3"},
      {R"({"anyOf":[{"const":1},{"const":2}]})", "2", "3"},
      {R"({"oneOf":[{"minimum":1},{"maximum":2}]})", "3", "2"},
      {R"({"not":{"type":"string"}})", "1", "\"x\""},
      {R"({"properties":{"a":false}})", "{}", R"({"a":1})"},
      {R"({"format":"date"})", "\"2024-02-29\"", "\"2026-02-29\""},
      {R"({"format":"date"})", "7", "\"\""},
      {R"({"format":"date-time"})", "\"2026-01-01T10:00:00+01:00\"", "\"2026-01-01T10:00:00\""},
      {R"({"format":"time"})", "\"10:00:00Z\"", "\"25:00:00Z\""},
      {R"({"definitions":{"d":{"type":"string"}},"items":{"$ref":"#/definitions/d"}})", R"(["a"])",
       "[1]"},
      {R"({"definitions":{"a/b~c":{"type":"string"}},"$ref":"#/definitions/a~1b~0c"})", "\"a\"",
       "1"},
      {R"({"properties":{"inner":{"$ref":"#"}},"additionalProperties":false})",
       R"({"inner":{"inner":{}}})", R"({"inner":{"inner":{"x":1}}})"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.schema);
    const auto schema = load(row.schema);
    ASSERT_TRUE(schema) << schema.error().detail;
    EXPECT_THAT(schema->problems(row.good), IsEmpty());
    EXPECT_THAT(schema->problems(row.bad), Not(IsEmpty()));
    EXPECT_EQ(schema->validate(row.bad).error().code, Errc::invalid);
  }
}

TEST_F(JsonSchemaTest, SaysWhereAndWhat) {
  const auto schema =
      load(R"({"properties":{"a/b":{"items":{"pattern":"^[0-9]{12}$"}}},"required":["c"]})")
          .value();
  EXPECT_THAT(schema.problems(R"({"a/b":["198001019876","x"]})"),
              ElementsAre("/a~1b/1: does not match the pattern '^[0-9]{12}$'",
                          "(root): Missing required property 'c'."));
}

TEST_F(JsonSchemaTest, ReportsEveryProblemButAtMostFifty) {
  const auto schema = load(R"({"items":{"type":"string"}})").value();
  EXPECT_THAT(schema.problems("[1,2,\"x\",3]"), SizeIs(3));
  std::string many = "[0";
  for (int i = 0; i < 80; ++i) many += ",1";
  EXPECT_THAT(schema.problems(many + "]"), SizeIs(50));
}

TEST_F(JsonSchemaTest, NeverQuotesAValueOfTheDocument) {
  const std::string value = "\"" + kPerson + "\"";
  const std::pair<std::string, std::string> rows[] = {
      {R"({"pattern":"^[0-9]{12}$"})", value},
      {R"({"enum":["A","B"]})", value},
      {R"({"const":"A"})", value},
      {R"({"type":"integer"})", value},
      {R"({"format":"date"})", value},
      {R"({"maxLength":3})", value},
      {R"({"not":{"type":"string"}})", value},
      {R"({"anyOf":[{"const":"A"},{"pattern":"^B$"}]})", value},
      {R"({"maximum":3})", "198001019876"},
      {R"({"uniqueItems":true})", "[" + value + "," + value + "]"},
      {R"({})", "{" + value},
      {R"({})", value + " " + value},
      {R"({})", "[" + value + " 1]"},
      {R"({})", "[19800101-9876]"},
      {R"({})", "[\"" + kPerson},
      {R"({})", "\"" + kPerson + "\x01\""},
      {R"({})", "\"" + kPerson + "\xff\""},
      {R"({})", "198001019876e999"},
  };
  for (const auto& [schema, text] : rows) {
    SCOPED_TRACE(schema + " " + text);
    const auto problems = load(schema).value().problems(text);
    ASSERT_THAT(problems, Not(IsEmpty()));
    for (const std::string& line : problems) {
      EXPECT_THAT(line, AllOf(Not(HasSubstr(kPerson)), Not(HasSubstr("198001019876"))));
    }
  }
}

TEST_F(JsonSchemaTest, FollowsReferencesToFilesBesideIt) {
  write(
      "typer.json",
      R"({"definitions":{"Kod":{"$ref":"koder.json#/definitions/Kod"},"Sig":{"items":{"$ref":"#/definitions/Kod"}}}})");
  write("koder.json", R"({"definitions":{"Kod":{"enum":["A"]}}})");
  const auto schema = load(R"({"properties":{"kod":{"$ref":"typer.json#/definitions/Kod"},
                              "koder":{"$ref":"typer.json#/definitions/Sig"}}})");
  ASSERT_TRUE(schema) << schema.error().detail;
  EXPECT_THAT(schema->problems(R"({"kod":"A","koder":["A"]})"), IsEmpty());
  EXPECT_THAT(schema->problems(R"({"kod":"B","koder":["A","B"]})"), SizeIs(2));
}

TEST_F(JsonSchemaTest, RefusesASchemaThatWouldNotBeChecked) {
  write("broken.json", "{");
  const std::pair<const char*, const char*> rows[] = {
      {R"({"typo":1})", "/typo: not a keyword"},
      {R"({"properties":{"a":{"maxlength":3}}})", "/properties/a/maxlength"},
      {R"({"format":"email"})", "/format: the formats checked are"},
      {R"({"pattern":1})", "a pattern is a string"},
      {R"({"pattern":"["})", "schema.json: "},
      {R"({"type":"nosuch"})", "schema.json: "},
      {R"({"items":1})", "/items: a schema is"},
      {R"({"properties":[]})", "/properties: an object"},
      {R"({"$ref":1})", "/$ref: a string"},
      {R"({"$ref":"#/definitions/none"})", "leads nowhere"},
      {R"({"items":{"$ref":"#","maxLength":3}})", "/items/maxLength: does not count"},
      {R"({"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}}})",
       "circle"},
      {R"({"items":{"$ref":"http://127.0.0.1:9/x.json"}})", "not a file beside"},
      {R"({"items":{"$ref":"../x.json"}})", "not a file beside"},
      {R"({"items":{"$ref":"/etc/passwd"}})", "not a file beside"},
      {R"({"items":{"$ref":"#name"}})", "not a file beside"},
      {R"({"items":{"$ref":"gone.json"}})", "gone.json"},
      {R"({"items":{"$ref":"broken.json"}})", "broken.json"},
      {R"([])", "a schema is an object"},
      {R"(true)", "a schema file holds an object"},
      {R"({"title":"a","title":"b"})", "/title: the name stands twice"},
  };
  for (const auto& [schema, says] : rows) {
    SCOPED_TRACE(schema);
    const auto result = load(schema);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().detail, HasSubstr(says));
  }
  EXPECT_EQ(JsonSchema::load(folder_ / "none.json").error().code, Errc::not_found);
}

TEST_F(JsonSchemaTest, OutlivesALongStringAndADifficultPattern) {
  const auto schema = load(R"({"items":{"pattern":"^(a+)+$"}})").value();
  EXPECT_THAT(schema.problems("[\"" + std::string(1U << 20U, 'a') + "b\"]"), SizeIs(1));
  EXPECT_THAT(schema.problems("[\"" + std::string(40, 'a') + "b\"]"), SizeIs(1));
  const auto date = load(R"({"format":"date"})").value();
  EXPECT_THAT(date.problems("\"" + std::string(1U << 20U, '1') + "-01-01\""), SizeIs(1));
}

TEST_F(JsonSchemaTest, MayValidateInSeveralThreads) {
  const auto schema = load(R"({"items":{"pattern":"^[0-9]{12}$"}})").value();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        if (!schema.problems(R"(["198001019876"])").empty()) ++wrong;
        if (schema.problems(R"(["1"])").size() != 1) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(JsonCheckWellFormed, AcceptsJson) {
  for (const std::string text : {"{}", "[]", "null", "\"\"",
                                 " [1, -2.5e3, \"\\u00e5\\ud83d\\ude00\", {\"a\":{},\"b\":[]}]\n",
                                 R"({"a":1,"A":2,"b":{"a":1}})"}) {
    EXPECT_TRUE(check_well_formed(text)) << text;
  }
}

TEST(JsonCheckWellFormed, RefusesWhatIsNotJson) {
  for (const std::string text :
       {"",         " ",        "{",     "[1,]",        "{\"a\":1,}", "{a:1}",       "'a'",
        "[1 2]",    "01",       "+1",    "1.",          ".5",         "NaN",         "Infinity",
        "// x\n1",  "/* x */1", "1 2",   "\"\\x\"",     "\"\t\"",     "\"\\ud800\"", "\"\xC0\xBC\"",
        "\"\xff\"", "tru",      "1e999", "\xFE\xFF\x01"}) {
    SCOPED_TRACE(text);
    const auto result = check_well_formed(text);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::malformed);
  }
  EXPECT_FALSE(check_well_formed(std::string("{\"a\":1}\0", 8)));
  EXPECT_FALSE(check_well_formed(std::string("{\0}\0", 4)));
}

TEST(JsonCheckWellFormed, RefusesANameTwiceInOneObject) {
  EXPECT_EQ(check_well_formed(R"({"x":[0,{"a":1,"b":2,"a":1}]})").error().detail,
            "/x/1/a: the name stands twice in one object");
  EXPECT_FALSE(check_well_formed(R"({"a":1,"\u0061":2})"));
}

TEST(JsonCheckWellFormed, TellsLineAndColumn) {
  EXPECT_THAT(check_well_formed("{\n  \"a\": x\n}").error().detail,
              StartsWith("line 2, column 8: not JSON"));
  EXPECT_THAT(check_well_formed("{\n  \"a\"").error().detail, HasSubstr("the text ends too early"));
}

TEST(JsonCheckWellFormed, HoldsTheLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(check_well_formed(nested(64)));
  EXPECT_EQ(check_well_formed(nested(65)).error().code, Errc::too_large);
  EXPECT_EQ(check_well_formed(std::string(1000000, '[')).error().code, Errc::too_large);
  EXPECT_EQ(check_well_formed("[{}]", {.depth = 1}).error().code, Errc::too_large);
  EXPECT_EQ(check_well_formed("[]", {.bytes = 1}).error().code, Errc::too_large);
  EXPECT_EQ(check_well_formed("{\"" + std::string(1025, 'a') + "\":1}").error().code,
            Errc::too_large);
}

TEST(JsonCheckWellFormed, RefusesEveryTruncation) {
  const std::string text =
      R"({"person":"198001019876","belopp":[1,2.5,null,true],"ok":{"a":"\u00e5"}})";
  ASSERT_TRUE(check_well_formed(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    ASSERT_EQ(check_well_formed(std::string_view(text).substr(0, size)).error().code,
              Errc::malformed)
        << size;
  }
}

}  // namespace
}  // namespace provbank::json
