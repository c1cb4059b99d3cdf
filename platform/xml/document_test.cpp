#include "platform/xml/document.hpp"

#include <gmock/gmock.h>

namespace provbank::xml {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;
using testing::Pair;
using testing::SizeIs;

const Namespaces kNames = {{"s", "urn:soap"}, {"f", "urn:fraga"}};

const std::string kText = R"(<?xml version="1.0"?>
<e:Envelope xmlns:e="urn:soap">
  <e:Body>
    <fraga xmlns="urn:fraga" id="1">
      <person kod="A">Anna</person>
      <person>Åsa</person>
      <plats/>
    </fraga>
  </e:Body>
</e:Envelope>)";

Document parsed(const std::string& text) {
  return Document::parse(text).value();
}

TEST(Document, RefusesWhatTheSafeParseRefuses) {
  EXPECT_EQ(Document::parse("<!DOCTYPE a><a/>").error().code, Errc::malformed);
  EXPECT_EQ(Document::parse("<a/>", {.bytes = 3}).error().code, Errc::too_large);
}

TEST(Document, FindsByNamespaceNotByPrefix) {
  const Document document = parsed(kText);
  EXPECT_THAT(document.find("//f:person", kNames).value(), SizeIs(2));
  EXPECT_THAT(document.find("//person", kNames).value(), IsEmpty());
  EXPECT_THAT(document.find("//x:person", {{"x", "urn:soap"}}).value(), IsEmpty());
}

TEST(Document, SaysWhereAndWhatANodeIs) {
  const auto found = parsed(kText).find("//f:person | //@kod | //f:plats", kNames).value();
  ASSERT_THAT(found, SizeIs(4));
  EXPECT_EQ(found[0].path, "/Envelope/Body/fraga/person[1]");
  EXPECT_EQ(found[0].line, 5U);
  EXPECT_EQ(found[0].text, "Anna");
  EXPECT_EQ(found[1].path, "/Envelope/Body/fraga/person[1]/@kod");
  EXPECT_EQ(found[1].name, "kod");
  EXPECT_EQ(found[1].text, "A");
  EXPECT_EQ(found[1].line, 5U);
  EXPECT_EQ(found[2].path, "/Envelope/Body/fraga/person[2]");
  EXPECT_EQ(found[2].text, "Åsa");
  EXPECT_EQ(found[3].name, "plats");
  EXPECT_EQ(found[3].path, "/Envelope/Body/fraga/plats");
}

TEST(Document, GivesNodesInTheOrderOfTheDocument) {
  const auto found = parsed("<a><b/><c/><d/></a>").find("//d | //b | //c", {}).value();
  EXPECT_THAT(found, ElementsAre(Field(&Found::name, "b"), Field(&Found::name, "c"),
                                 Field(&Found::name, "d")));
}

TEST(Document, DescribesNodesOfEveryKind) {
  const Document document = parsed("<a xmlns:p='urn:p'>text<!--c--><?go now?></a>");
  EXPECT_EQ(document.find("/", {}).value()[0].path, "/");
  EXPECT_EQ(document.find("/a/text()", {}).value()[0].path, "/a/text()");
  EXPECT_EQ(document.find("/a/comment()", {}).value()[0].text, "c");
  EXPECT_EQ(document.find("//processing-instruction()", {}).value()[0].name, "go");
  EXPECT_EQ(document.find("/a/namespace::p", {}).value()[0].text, "urn:p");
}

TEST(Document, RefusesAWrongExpression) {
  const Document document = parsed(kText);
  for (const char* xpath : {"//[", "//unknown:x", "nosuch()", "", "1 + 1"}) {
    SCOPED_TRACE(xpath);
    const auto result = document.find(xpath, kNames);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::malformed);
    EXPECT_THAT(result.error().detail, HasSubstr(std::string("XPath \"") + xpath + "\": "));
  }
  EXPECT_THROW((void)document.has("//[", kNames), ErrorException);
  EXPECT_THROW((void)document.text("//unknown:x", kNames), ErrorException);
}

TEST(Document, GivesTextAndTruthOfExpressions) {
  const Document document = parsed(kText);
  EXPECT_EQ(document.text("//f:person", kNames), "Anna");
  EXPECT_EQ(document.text("//f:nobody", kNames), "");
  EXPECT_EQ(document.text("count(//f:person)", kNames), "2");
  EXPECT_TRUE(document.has("//f:plats", kNames));
  EXPECT_FALSE(document.has("//f:nobody", kNames));
  EXPECT_FALSE(document.has("count(//f:person) = 3", kNames));
}

TEST(Document, NamesItsRoot) {
  EXPECT_THAT(parsed(kText).root(), Pair("urn:soap", "Envelope"));
  EXPECT_THAT(parsed("<a/>").root(), Pair("", "a"));
}

TEST(Canonical, DoesNotSeeAttributeOrderQuotesOrDeclarationsElsewhere) {
  const Document one = parsed("<r xmlns:p='urn:p' xmlns:q='urn:unused'><p:a y='2' x='1'/></r>");
  const Document two = parsed("<r><p:a x=\"1\"   y=\"2\" xmlns:p=\"urn:p\"></p:a></r>");
  EXPECT_THAT(one.canonical("/r/*", {}),
              Optional(Eq("<p:a xmlns:p=\"urn:p\" x=\"1\" y=\"2\"></p:a>")));
  EXPECT_EQ(one.canonical("/r/*", {}), two.canonical("/r/*", {}));
}

TEST(Canonical, GivesTheContentAlone) {
  const Document document = parsed("<a xmlns='urn:a'> <b>x</b><!-- no --><c/></a>");
  EXPECT_THAT(document.canonical("/*", {}, true),
              Optional(Eq(" <b xmlns=\"urn:a\">x</b><c xmlns=\"urn:a\"></c>")));
}

TEST(Canonical, IsNothingWhenNoElementMatches) {
  EXPECT_EQ(parsed(kText).canonical("//f:nobody", kNames), std::nullopt);
  EXPECT_EQ(parsed(kText).comparable("//f:nobody", kNames), std::nullopt);
  EXPECT_EQ(parsed(kText).subtree("//f:nobody", kNames), std::nullopt);
}

TEST(Canonical, SaysThatARelativeNamespaceHasNoCanonicalForm) {
  testing::internal::CaptureStderr();
  const Document document = parsed("<a xmlns='relative'/>");
  EXPECT_THROW((void)document.canonical("/*", {}), ErrorException);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Comparable, DoesNotSeePrefixes) {
  const Document one =
      parsed("<x><p:a xmlns:p='urn:a' xmlns:q='urn:b' q:y='1' x='2'><q:b/></p:a></x>");
  const Document two =
      parsed("<a xmlns='urn:a' x='2' z:y='1' xmlns:z='urn:b'><b xmlns='urn:b'/></a>");
  EXPECT_NE(one.canonical("//*[local-name()='a']", {}), two.canonical("/*", {}));
  EXPECT_EQ(one.comparable("//*[local-name()='a']", {}), two.comparable("/*", {}));
  EXPECT_THAT(
      two.comparable("/*", {}),
      Optional(Eq(
          "<n0:a xmlns:n0=\"urn:a\" xmlns:n1=\"urn:b\" x=\"2\" n1:y=\"1\"><n1:b></n1:b></n0:a>")));
}

TEST(Comparable, SeesTheNamespacesThemselves) {
  EXPECT_NE(parsed("<a xmlns='urn:a'/>").comparable("/*", {}),
            parsed("<a xmlns='urn:b'/>").comparable("/*", {}));
  EXPECT_NE(parsed("<a xmlns='urn:a'/>").comparable("/*", {}), parsed("<a/>").comparable("/*", {}));
  EXPECT_NE(parsed("<a xmlns='urn:a'><b/></a>").comparable("/*", {}),
            parsed("<a xmlns='urn:a'><b xmlns=''/></a>").comparable("/*", {}));
}

TEST(Comparable, KeepsAnElementOutsideNamespacesOutside) {
  const Document document = parsed("<w xmlns='urn:w'><a xmlns=''><b/></a></w>");
  EXPECT_THAT(document.comparable("//a", {}), Optional(Eq("<a><b></b></a>")));
}

TEST(Comparable, SurvivesPrefixesThatLookLikeItsOwn) {
  const Document one = parsed("<n1:a xmlns:n1='urn:a' xmlns:n0='urn:b'><n0:b/></n1:a>");
  const Document two = parsed("<a xmlns='urn:a'><b xmlns='urn:b'/></a>");
  EXPECT_EQ(one.comparable("/*", {}), two.comparable("/*", {}));
}

TEST(Comparable, ResolvesThePrefixInAnXsiType) {
  const std::string instance = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance'";
  const Document one = parsed("<r xmlns:t='urn:t'><a i:type='t:T' " + instance + "/></r>");
  const Document two = parsed("<r xmlns:u='urn:t'><a i:type=' u:T ' " + instance + "/></r>");
  const Document other = parsed("<r xmlns:t='urn:other'><a i:type='t:T' " + instance + "/></r>");
  EXPECT_EQ(one.comparable("/r", {}), two.comparable("/r", {}));
  EXPECT_NE(one.comparable("/r", {}), other.comparable("/r", {}));
  EXPECT_THAT(*one.comparable("//a", {}), HasSubstr("n0:type=\"{urn:t}T\""));
}

TEST(Comparable, LeavesTheDocumentAsItWas) {
  const Document document = parsed(kText);
  const std::string before = document.serialize();
  EXPECT_TRUE(document.comparable("//f:fraga", kNames, true));
  EXPECT_EQ(document.serialize(), before);
}

TEST(Subtree, IsADocumentWithTheNamespacesThatWereInScope) {
  const Document document = parsed("<r xmlns='urn:r' xmlns:t='urn:t'><a kind='t:T'><b/></a></r>");
  const auto subtree = document.subtree("/r:r/r:a", {{"r", "urn:r"}});
  ASSERT_TRUE(subtree);
  EXPECT_THAT(*subtree, HasSubstr("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
  const Document alone = parsed(*subtree);
  EXPECT_THAT(alone.root(), Pair("urn:r", "a"));
  EXPECT_TRUE(alone.has("/r:a/r:b", {{"r", "urn:r"}}));
  EXPECT_EQ(alone.text("/*/namespace::t", {}), "urn:t");
}

TEST(Subtree, TakesAnElementOutOfADefaultNamespace) {
  const Document document = parsed("<r xmlns='urn:r'><a xmlns=''><b/></a></r>");
  EXPECT_THAT(parsed(*document.subtree("//b", {})).root(), Pair("", "b"));
}

TEST(Changes, SetTextOfElementsAttributesAndTextNodes) {
  Document document = parsed(kText);
  EXPECT_EQ(document.set_text("//f:person", kNames, "<&>\" Ö").value(), 2U);
  EXPECT_EQ(document.set_text("//@kod", kNames, "a&b<'").value(), 1U);
  const Document again = parsed(document.serialize());
  EXPECT_EQ(again.text("//f:person[2]", kNames), "<&>\" Ö");
  EXPECT_EQ(again.text("//@kod", kNames), "a&b<'");
  EXPECT_EQ(document.set_text("//f:person[1]/text()", kNames, "&amp;").value(), 1U);
  EXPECT_EQ(document.text("//f:person[1]", kNames), "&amp;");
}

TEST(Changes, SetTextOfNodesInsideEachOther) {
  Document document = parsed("<a><b><c>x</c></b></a>");
  EXPECT_EQ(document.set_text("//*", {}, "y").value(), 3U);
  EXPECT_THAT(document.serialize(), HasSubstr("<a>y</a>"));
}

TEST(Changes, SetTextRefusesWhatXmlCannotHold) {
  Document document = parsed("<a/>");
  for (const std::string& value : {std::string("\0", 1), std::string("\x01"), std::string("\xff"),
                                   std::string("\xEF\xBF\xBF")}) {
    EXPECT_EQ(document.set_text("/a", {}, value).error().code, Errc::invalid);
  }
}

TEST(Changes, RemoveNodesOfAnyKindEvenInsideEachOther) {
  Document document = parsed("<a x='1'><b><b/></b><c/>t<!--n--></a>");
  EXPECT_EQ(document.remove("//b | //@x | //comment()", {}).value(), 4U);
  EXPECT_THAT(document.serialize(), HasSubstr("<a><c/>t</a>"));
  EXPECT_EQ(document.remove("//nobody", {}).value(), 0U);
}

TEST(Changes, RefuseTheRootAndNamespacesWithoutTouchingTheRest) {
  Document document = parsed("<a xmlns:p='urn:p'><b/></a>");
  EXPECT_EQ(document.remove("//b | /a", {}).error().code, Errc::invalid);
  EXPECT_EQ(document.remove("/a/namespace::p", {}).error().code, Errc::invalid);
  EXPECT_TRUE(document.has("/a/b", {}));
}

TEST(Changes, InsertAtEveryMatch) {
  Document document = parsed(kText);
  EXPECT_EQ(document.insert("//f:person", kNames, "!<f:ny s:x='1'/><s:y/>").value(), 2U);
  const Document again = parsed(document.serialize());
  EXPECT_THAT(again.find("//f:person/f:ny[@s:x='1']", kNames).value(), SizeIs(2));
  EXPECT_THAT(again.find("//f:person/s:y", kNames).value(), SizeIs(2));
  EXPECT_EQ(again.text("//f:person[1]", kNames), "Anna!");
}

TEST(Changes, InsertKeepsAnElementWithoutNamespaceOutOfTheDefaultOne) {
  Document document = parsed("<a xmlns='urn:a'/>");
  ASSERT_TRUE(document.insert("/*", {}, "<b><c/></b>"));
  EXPECT_THAT(parsed(document.serialize()).find("//b/c", {}).value(), SizeIs(1));
}

TEST(Changes, InsertTakesTheEmptyPrefixAsTheDefaultNamespace) {
  Document document = parsed("<a/>");
  ASSERT_TRUE(document.insert("/a", {{"", "urn:b"}}, "<b/>"));
  EXPECT_TRUE(parsed(document.serialize()).has("/a/x:b", {{"x", "urn:b"}}));
}

TEST(Changes, InsertRefusesAWrongFragment) {
  Document document = parsed("<a b='1'/>");
  EXPECT_EQ(document.insert("/a", {}, "<b>").error().code, Errc::malformed);
  EXPECT_EQ(document.insert("/a", {}, "</fragment><fragment>").error().code, Errc::malformed);
  EXPECT_EQ(document.insert("/a/@b", {}, "<b/>").error().code, Errc::invalid);
}

TEST(Document, FindsThousandsOfSiblings) {
  std::string text = "<a>";
  for (int i = 0; i < 50000; ++i) text += "<b/>";
  const auto found = parsed(text + "</a>").find("//b", {}).value();
  ASSERT_THAT(found, SizeIs(50000));
  EXPECT_EQ(found.back().path, "/a/b[50000]");
}

}  // namespace
}  // namespace provbank::xml
