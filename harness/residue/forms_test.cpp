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

TEST(Forms, FindsAPersonalNumberHoweverItIsWrittenAndEncoded) {
  for (const auto& text :
       {std::string("19850314-9828"), std::string("19850314+9828"), std::string("850314+9828"),
        std::string("8503149828"), crypto::hex("850314-9828"), crypto::base64("x850314-9828y"),
        std::string("850314%2B9828"),
        std::string("8\0005\0000\0003\0001\0004\0009\0008\0002\0008\0", 20),
        crypto::base64(std::string("8\0005\0000\0003\0001\0004\0009\0008\0002\0008\0", 20))}) {
    EXPECT_TRUE(finds("..." + text + "...", "198503149828")) << text;
  }
  EXPECT_TRUE(finds("2914,06 kr", "2914.06"));
}

TEST(Forms, EachHasANameInBothLanguages) {
  for (const std::string value : {"198503149828", "Tranbärsdotter & Co", "2914.06"}) {
    for (const auto& form : forms_of(value)) {
      EXPECT_FALSE(form.name().sv.empty());
      EXPECT_FALSE(form.name().en.empty());
    }
  }
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
