#include "platform/xml/writer.hpp"

#include <gmock/gmock.h>

namespace provbank::xml {
namespace {

TEST(XmlWriter, EscapesWhatItIsGiven) {
  Writer writer;
  writer.start("root", "urn:test").attribute("a", "\"<&").element("child", "<script>").end();
  EXPECT_EQ(writer.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<root a=\"&quot;&lt;&amp;\" xmlns=\"urn:test\">\n"
            "  <child>&lt;script&gt;</child>\n"
            "</root>\n");
}

TEST(XmlWriter, WritesWhatXmlCannotCarryAsHex) {
  EXPECT_EQ(printable(std::string_view("a\x01"
                                       "b\xFF\0c",
                                       6)),
            "a\\x01b\\xFF\\x00c");
  EXPECT_EQ(printable("åäö"), "åäö");
}

TEST(XmlWriter, CutsBetweenCharactersAndTellsTheSize) {
  EXPECT_EQ(excerpt("ååå", 3), "å… (6 bytes)");
  EXPECT_EQ(excerpt("kort", 10), "kort");
}

}  // namespace
}  // namespace provbank::xml
