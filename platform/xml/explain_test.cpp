#include "platform/xml/explain.hpp"

#include <gmock/gmock.h>

namespace provbank::xml {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(KindOfValue, TellsTheKindAndNotTheValue) {
  EXPECT_EQ(kind_of_value(""), "(empty)");
  EXPECT_EQ(kind_of_value("7"), "(1 character: digits)");
  EXPECT_EQ(kind_of_value("198001019876"), "(12 characters: digits)");
  EXPECT_EQ(kind_of_value("19800101-9876"), "(13 characters: digits, other signs)");
  EXPECT_EQ(kind_of_value("Åsa Öst"), "(7 characters: letters, white space)");
}

TEST(WithoutNamespaces, KeepsTheLocalNames) {
  EXPECT_EQ(without_namespaces("Expected is one of ( {http://x/v1}a, {urn:y}b )."),
            "Expected is one of ( a, b ).");
}

TEST(WithoutNamespaces, LeavesBracesThatAreNoNamespaceAlone) {
  const std::string text = "not accepted by the pattern '[0-9]{12}', {'a:b', 'c'}, {open";
  EXPECT_EQ(without_namespaces(text), text);
}

struct Row {
  const char* name;
  std::string before;  // the secret stands between the two
  std::string after;
};

const std::string kSecret = "19800101-9876";

TEST(WithoutValues, TakesTheValueOutOfEveryMessageThatQuotesOne) {
  const Row rows[] = {
      {"pattern", "[facet 'pattern'] The value '", "' is not accepted by the pattern '[0-9]{12}'."},
      {"enumeration", "[facet 'enumeration'] The value '",
       "' is not an element of the set {'A', 'B'}."},
      {"minimum", "[facet 'minInclusive'] The value '",
       "' is less than the minimum value allowed ('1')."},
      {"exclusive", "[facet 'maxExclusive'] The value '", "' must be less than '9'."},
      {"digits", "[facet 'totalDigits'] The value '", "' has more digits than are allowed ('3')."},
      {"list length", "[facet 'length'] The value '",
       "' has a length of '3'; this differs from the allowed length of '2'."},
      {"atomic type", "'", "' is not a valid value of the atomic type 'xs:int'."},
      {"fixed element", "The actual value '", "' does not match the fixed value constraint 'x'."},
      {"fixed attribute", "The value '", "' does not match the fixed value constraint 'x'."},
      {"key", "Duplicate key-sequence ['", "'] in unique identity-constraint 'uk'."},
      {"keyref", "No match found for key-sequence ['", "'] of keyref 'kr'."},
      {"xsi:type", "The QName value '",
       "' of the xsi:type attribute does not resolve to a type definition."},
      {"prefix", "The QName value '", "' has no corresponding namespace declaration in scope."},
      {"unknown form", "Something about '", "' that is new."},
  };
  const std::string sly[] = {
      kSecret,
      "a' is not accepted by the pattern '" + kSecret,
      "' is not a valid value of " + kSecret + " ']",
      "] in " + kSecret + "'",
      "{http://" + kSecret + "}x",
      "[facet 'x'] The attribute '" + kSecret,
  };
  for (const Row& row : rows) {
    for (const std::string& value : sly) {
      SCOPED_TRACE(row.name + (": " + value));
      EXPECT_THAT(without_values(row.before + value + row.after), Not(HasSubstr(kSecret)));
    }
  }
}

TEST(WithoutValues, TrustsNothingInAMessageThatMayHaveBeenCutShort) {
  const std::string cut =
      "The value '" + std::string(60000, 'x') + "' is not facet-valid. " + kSecret;
  EXPECT_THAT(without_values(cut), Not(HasSubstr(kSecret)));
  EXPECT_THAT(without_values("The value '" + kSecret), Not(HasSubstr(kSecret)));
}

TEST(WithoutValues, KeepsWhatTheSchemaSays) {
  EXPECT_EQ(without_values(
                "[facet 'pattern'] The value '1980' is not accepted by the pattern '[0-9]{12}'."),
            "[facet 'pattern'] The value (4 characters: digits) is not accepted by the pattern "
            "'[0-9]{12}'.");
  EXPECT_EQ(without_values("'x' is not a valid value of the atomic type 'xs:int'."),
            "The value (1 character: letters) is not a valid value of the atomic type 'xs:int'.");
  const std::string length =
      "[facet 'maxLength'] The value has a length of '12'; this exceeds the allowed maximum "
      "length of '3'.";
  EXPECT_EQ(without_values(length), length);
  const std::string missing = "The attribute 'code' is required but missing.";
  EXPECT_EQ(without_values(missing), missing);
}

}  // namespace
}  // namespace provbank::xml
