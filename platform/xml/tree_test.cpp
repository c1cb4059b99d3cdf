#include "platform/xml/tree.hpp"

#include <gtest/gtest.h>

#include "platform/xml/document.hpp"

namespace provbank::xml {
namespace {

const std::string kTree =
    "<a:rot xmlns:a=\"urn:a\" xmlns=\"urn:b\" xmlns:c=\"urn:c\" ett=\"1 &lt; 'x'\" c:två=\"\">\n"
    "  <gren>värde &amp; &#13;mer</gren><!-- ord -->\n"
    "  <utan xmlns=\"\"><a:inne c:v=\"x\"/></utan>\n"
    "</a:rot>";

TEST(Tree, KeepsNamesValuesAndLines) {
  const auto root = parse_tree(kTree).value();
  EXPECT_EQ(root.name_space, "urn:a");
  ASSERT_EQ(root.children.size(), 2u);
  EXPECT_EQ(root.children[0].text, "värde & \rmer");
  EXPECT_EQ(root.children[0].name_space, "urn:b");
  EXPECT_EQ(root.children[0].line, 2u);
  EXPECT_EQ(root.children[1].name_space, "");
  ASSERT_NE(root.attribute("ett"), nullptr);
  EXPECT_EQ(*root.attribute("ett"), "1 < 'x'");
  EXPECT_EQ(root.attribute("två"), nullptr) << "it belongs to a namespace";
  EXPECT_EQ(root.prefixes.at("c"), "urn:c");
}

TEST(Tree, RefusesWhatNoParseOfOursTakes) {
  EXPECT_FALSE(parse_tree("<!DOCTYPE a><a/>"));
  EXPECT_FALSE(parse_tree("<a>"));
  EXPECT_FALSE(parse_tree("<a><b/></a>", {.bytes = 100, .depth = 1}));
}

TEST(Tree, SaysTheSameInEveryStyle) {
  const auto root = parse_tree(kTree).value();
  const auto same = Document::parse(write_tree(root)).value().comparable("/*", {});
  using Prefixes = TreeStyle::Prefixes;
  using Blanks = TreeStyle::Blanks;
  for (const auto prefixes : {Prefixes::numbered, Prefixes::defaulted, Prefixes::strange}) {
    for (const bool reversed : {false, true}) {
      const auto text = write_tree(root, {.prefixes = prefixes,
                                          .blanks = Blanks::none,
                                          .attributes_reversed = reversed,
                                          .declaration = true});
      EXPECT_EQ(Document::parse(text).value().comparable("/*", {}), same) << text;
    }
    const auto airy = write_tree(root, {.prefixes = prefixes,
                                        .blanks = Blanks::many,
                                        .attributes_reversed = false,
                                        .declaration = false});
    const auto again = parse_tree(airy).value();
    EXPECT_EQ(write_tree(again), write_tree(root)) << airy;
  }
}

}  // namespace
}  // namespace provbank::xml
