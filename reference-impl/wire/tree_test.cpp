#include "reference-impl/wire/tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference-impl/wire/soap.hpp"

namespace provbank::wire {
namespace {

using testing::HasSubstr;

constexpr QName in_a(std::string_view name) {
  return {"urn:a", name};
}

/// Cuts the child out, and says what it looks like alone.
std::string cut(std::string_view document, QName name) {
  const auto tree = Tree::parse(document);
  EXPECT_TRUE(tree.has_value());
  return self_contained(child(tree->root(), name));
}

TEST(Tree, NamesAreTheSameWhateverThePrefix) {
  for (const std::string_view text :
       {"<r xmlns='urn:a'><x/></r>", "<p:r xmlns:p='urn:a'><p:x/></p:r>",
        "<r xmlns:p='urn:b' xmlns='urn:a'><q:x xmlns:q='urn:a'/></r>",
        "<p:r xmlns:p='urn:a'><x xmlns='urn:a'/></p:r>"}) {
    SCOPED_TRACE(text);
    const auto tree = Tree::parse(text);
    ASSERT_TRUE(tree.has_value());
    EXPECT_TRUE(is(tree->root(), in_a("r")));
    EXPECT_TRUE(child(tree->root(), in_a("x")));
    EXPECT_FALSE(child(tree->root(), {"", "x"}));
  }
}

TEST(Tree, ARedeclaredPrefixMeansTheNearest) {
  const auto tree = Tree::parse("<p:r xmlns:p='urn:a'><p:x xmlns:p='urn:b'/></p:r>");
  EXPECT_FALSE(child(tree->root(), in_a("x")));
  EXPECT_TRUE(child(tree->root(), {"urn:b", "x"}));
}

TEST(Tree, AnUndeclaredDefaultAndAnUnknownPrefixAreNotTheNamespace) {
  const auto tree = Tree::parse("<r xmlns='urn:a'><x xmlns=''/><q:x/></r>");
  EXPECT_FALSE(child(tree->root(), in_a("x")));
  EXPECT_TRUE(child(tree->root(), {"", "x"}));
  EXPECT_EQ(children(tree->root(), {"", "x"}).size(), 1U);
}

TEST(Tree, ReadsTextExactly) {
  const auto tree =
      Tree::parse("<r>  a&amp;b &lt;c&gt;<![CDATA[ <d>&amp; ]]>\n\t&#13;&#xE5;<x/>e </r>");
  EXPECT_EQ(text_of(tree->root()),
            "  a&b <c> <d>&amp; \n\t\r\xC3\xA5"
            "e ");
}

TEST(Tree, SerialisesWhatItRead) {
  for (const std::string_view text :
       {"<r>  a&amp;b &lt;c&gt; </r>", "<r>\n  <x/>\n\t<y> </y>\n</r>", "<r>&#13;\n</r>",
        "<r a=\"&quot;&#9;&#10;'&amp;&lt;\"/>", "<r xmlns:i=\"urn:i\"><x i:nil=\"true\"/></r>"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(self_contained(Tree::parse(text)->root()), text);
  }
  EXPECT_EQ(self_contained(Tree::parse("<r><![CDATA[a<b]]>c</r>")->root()), "<r>a&lt;bc</r>");
}

TEST(Tree, CutsOutWithTheDeclarationsInScope) {
  EXPECT_EQ(cut("<r xmlns='urn:a' xmlns:q='urn:q'><x q:y='1'/></r>", in_a("x")),
            "<x xmlns=\"urn:a\" xmlns:q=\"urn:q\" q:y=\"1\"/>");
  EXPECT_EQ(cut("<p:r xmlns:p='urn:a'><p:x xmlns:p='urn:a'>t</p:x></p:r>", in_a("x")),
            "<p:x xmlns:p=\"urn:a\">t</p:x>");
  EXPECT_EQ(cut("<r xmlns='urn:a'><x xmlns=''/></r>", {"", "x"}), "<x/>");
}

TEST(Tree, RenamingKeepsUnqualifiedChildrenUnqualified) {
  const auto tree = Tree::parse("<m:r xmlns:m='urn:a' m:k='1'><response>x</response></m:r>");
  const std::string text = renamed(tree->root(), "d", {"urn:d", "data"});
  EXPECT_EQ(
      text,
      "<d:data xmlns:d=\"urn:d\" xmlns:m=\"urn:a\" m:k=\"1\"><response>x</response></d:data>");
  EXPECT_TRUE(child(Tree::parse(text)->root(), {"", "response"}));
}

TEST(Tree, RenamingAvoidsAPrefixThatMeansSomethingElse) {
  const auto tree = Tree::parse("<d:r xmlns:d='urn:a' xmlns:d1='urn:b'><d:x/></d:r>");
  const std::string text = renamed(tree->root(), "d", {"urn:d", "data"});
  const auto again = Tree::parse(text);
  ASSERT_TRUE(again.has_value()) << text;
  EXPECT_TRUE(is(again->root(), {"urn:d", "data"})) << text;
  EXPECT_TRUE(child(again->root(), in_a("x"))) << text;
}

TEST(Tree, FindsAttributesByNamespace) {
  const auto tree = Tree::parse("<p:r xmlns:p='urn:a' xmlns:q='urn:b' k='1' p:k='2' q:k='3'/>");
  EXPECT_STREQ(attribute(tree->root(), {"", "k"}).value(), "1");
  EXPECT_STREQ(attribute(tree->root(), in_a("k")).value(), "2");
  EXPECT_FALSE(attribute(tree->root(), {"urn:c", "k"}));
}

TEST(Tree, RefusesWhatIsNotPlainXml) {
  using namespace std::string_literals;
  for (const std::string& text :
       {""s, "x"s, "<a>"s, "<a/><b/>"s, "<a></b>"s, "<!DOCTYPE a><a/>"s, "<a>\0</a>"s,
        "<?xml version='1.0' encoding='ISO-8859-1'?><a/>"s}) {
    const auto tree = Tree::parse(text);
    ASSERT_FALSE(tree.has_value()) << text;
    EXPECT_EQ(tree.error().code, Errc::malformed) << text;
  }
  EXPECT_TRUE(Tree::parse("<?xml version='1.0' encoding='utf-8'?><a/>").has_value());
}

TEST(Tree, LimitsDepth) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "<a>";
    for (std::size_t i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  EXPECT_TRUE(Tree::parse(nested(kDepthMax)).has_value());
  EXPECT_EQ(Tree::parse(nested(kDepthMax + 2)).error().code, Errc::too_large);
  EXPECT_EQ(Tree::parse(nested(1'000'000)).error().code, Errc::too_large);
}

TEST(Writer, EscapesTextAndAttributes) {
  Writer writer;
  writer.start("a").attribute("b", "<\"&\n").text("<&>\r\x01").element("c", "").end();
  EXPECT_EQ(writer.finish(),
            "<a b=\"&lt;&quot;&amp;&#10;\">&lt;&amp;&gt;&#13;\xEF\xBF\xBD<c/></a>");
}

// ---- SOAP
// ----------------------------------------------------------------------------------------------------

constexpr std::string_view kSoap12 = "http://www.w3.org/2003/05/soap-envelope";

std::string envelope(std::string_view name_space, std::string_view inside) {
  return "<e:Envelope xmlns:e='" + std::string(name_space) + "'>" + std::string(inside) +
         "</e:Envelope>";
}

TEST(Soap, ReadsTheBodyWithItsNamespaces) {
  const auto body = read_envelope(
      envelope(kSoapNamespace, "<e:Header/><e:Body xmlns:p='urn:a'>\n<p:x>t</p:x>\n</e:Body>"));
  ASSERT_TRUE(body.has_value()) << body.error().detail;
  EXPECT_EQ(body->name_space, "urn:a");
  EXPECT_EQ(body->name, "x");
  EXPECT_TRUE(is(Tree::parse(body->xml)->root(), in_a("x")));
}

TEST(Soap, WritesWhatItReads) {
  const auto body = read_envelope(write_envelope("<x xmlns=\"urn:a\">å</x>"));
  ASSERT_TRUE(body.has_value());
  EXPECT_EQ(text_of(Tree::parse(body->xml)->root()), "å");
}

TEST(Soap, TellsAnotherVersionFromSomethingElse) {
  EXPECT_EQ(read_envelope(envelope(kSoap12, "<e:Body><x/></e:Body>")).error().code,
            Errc::unsupported);
  EXPECT_EQ(read_envelope("<Envelope><Body><x/></Body></Envelope>").error().code,
            Errc::unsupported);
  EXPECT_EQ(read_envelope("<html/>").error().code, Errc::malformed);
}

TEST(Soap, RefusesOtherThanOneBodyElement) {
  for (const std::string_view inside :
       {"", "<e:Body/>", "<e:Body>text</e:Body>", "<e:Body><x/><y/></e:Body>",
        "<e:Body><x/></e:Body><e:Body><x/></e:Body>"}) {
    EXPECT_EQ(read_envelope(envelope(kSoapNamespace, inside)).error().code, Errc::malformed)
        << inside;
  }
}

TEST(Soap, RefusesAHeaderThatInsists) {
  const auto with = [](std::string_view value) {
    return envelope(kSoapNamespace, "<e:Header><h e:mustUnderstand='" + std::string(value) +
                                        "'/></e:Header><e:Body><x/></e:Body>");
  };
  EXPECT_EQ(read_envelope(with("1")).error().code, Errc::invalid);
  EXPECT_TRUE(read_envelope(with("0")).has_value());
}

TEST(Soap, FaultsComeBackAsSent) {
  const SoapFault sent{.faultcode = SoapFaultCode::version_mismatch,
                       .faultstring = "fel & <sådant>",
                       .detail_xml = "<d xmlns=\"urn:d\">1</d>"};
  const auto body = read_envelope(write_fault(sent));
  ASSERT_TRUE(body.has_value());
  ASSERT_TRUE(is_fault(*body));
  const auto fault = read_fault(*body);
  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->faultcode, sent.faultcode);
  EXPECT_EQ(fault->faultstring, sent.faultstring);
  EXPECT_THAT(fault->detail_xml, HasSubstr(">1</d>"));
}

TEST(Soap, UnderstandsFaultCodesOfOthers) {
  const auto code = [](std::string_view text) {
    const auto body = read_envelope(envelope(
        kSoapNamespace, "<e:Body><e:Fault><faultcode>" + std::string(text) +
                            "</faultcode><faultstring>x</faultstring></e:Fault></e:Body>"));
    return read_fault(*body)->faultcode;
  };
  EXPECT_EQ(code("e:Client.Authentication"), SoapFaultCode::client);
  EXPECT_EQ(code(" Server "), SoapFaultCode::server);
  EXPECT_EQ(code("e:MustUnderstand"), SoapFaultCode::must_understand);
  EXPECT_EQ(code("whatever"), SoapFaultCode::server);
}

TEST(Soap, AnOrdinaryBodyIsNoFault) {
  const auto body = read_envelope(write_envelope("<Fault xmlns=\"urn:a\"/>"));
  EXPECT_FALSE(is_fault(*body));
  EXPECT_FALSE(read_fault(*body).has_value());
}

}  // namespace
}  // namespace provbank::wire
