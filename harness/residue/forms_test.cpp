#include "harness/residue/forms.hpp"

#include <gmock/gmock.h>

#include "platform/crypto/encoding.hpp"

namespace provbank::residue {
namespace {

const std::string kName = "Tranbärsdotter";

bool finds(const std::string& text, const std::string& value) {
  return find_form(text, forms_of(value)).has_value();
}

TEST(Forms, FindsAValueAtEveryAlignmentOfBase64) {
  for (const std::string before : {"", "a", "ab", "abc"}) {
    EXPECT_TRUE(finds(crypto::base64(before + kName + "efter"), kName)) << before;
    EXPECT_TRUE(finds(crypto::base64(before + "198503149828"), "198503149828")) << before;
  }
}

TEST(Forms, FindsAValueInEveryEscapedForm) {
  for (const auto& text :
       {std::string("x Tranbärsdotter y"), std::string("Tranb\\u00e4rsdotter"),
        std::string("Tranb\\u00E4rsdotter"), std::string("Tranb&#228;rsdotter"),
        std::string("Tranb&#xE4;rsdotter"), std::string("Tranb%C3%A4rsdotter"),
        std::string("Tranb%c3%a4rsdotter"), std::string("Tranb\xE4rsdotter"), crypto::hex(kName)}) {
    EXPECT_TRUE(finds(text, kName)) << text;
  }
  EXPECT_TRUE(finds("a &lt;b&gt; c", "<b> c"));
  EXPECT_TRUE(finds("850314-9828", "8503149828"));
}

TEST(Forms, DoesNotFindWhatIsNotThere) {
  EXPECT_FALSE(finds("Tranbärson och 198503149829", kName));
  EXPECT_FALSE(finds("198503149829", "198503149828"));
  EXPECT_FALSE(finds(crypto::base64("198503149829"), "198503149828"));
}

TEST(Forms, ShortValuesHaveNoForms) {
  EXPECT_TRUE(forms_of("Ek").empty());
}

TEST(Forms, TellsTheLine) {
  const auto hit = find_form("ett\ntvå\nTranbärsdotter", forms_of(kName));
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->line, 3u);
}

}  // namespace
}  // namespace provbank::residue
