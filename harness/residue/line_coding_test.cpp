#include "harness/residue/line_coding.hpp"

#include <gmock/gmock.h>

#include "platform/chance/rng.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::residue {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string parted(const std::string& text, std::size_t width, const std::string& end,
                   const std::string& margin = "") {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += width)
    out += (at > 0 ? end + margin : "") + text.substr(at, width);
  return out;
}

std::vector<std::string> lines_decoded(std::string_view bytes, std::size_t chunk,
                                       std::size_t overlap = 64) {
  std::vector<std::string> out;
  LineDecoder decoder(
      [&out](LineCoding, std::uint64_t, std::string_view text) { out.emplace_back(text); },
      overlap);
  for (std::size_t at = 0; at < bytes.size(); at += chunk) decoder.bytes(bytes.substr(at, chunk));
  decoder.end();
  return out;
}

const std::string kLetter = crypto::base64(
    "Ett brev om Tranbärsdotter, 198503149828, som är längre än två rader i varje "
    "bredd som förekommer, och som slutar här.");

TEST(LineCoding, PutsBase64TogetherWhateverTheLinesAre) {
  struct Row {
    std::string name;
    std::size_t width;
    std::string end;
    std::string margin;
  };
  for (const Row& row :
       {Row{"MIME", 76, "\r\n", ""}, Row{"PEM", 64, "\n", ""}, Row{"narrow", 16, "\n", ""},
        Row{"indented", 64, "\n", "    "}, Row{"XML from Windows", 76, "&#13;\n", ""}}) {
    SCOPED_TRACE(row.name);
    const auto text = "<svar>" + parted(kLetter, row.width, row.end, row.margin) + "</svar>\n";
    EXPECT_TRUE(may_be_line_coded(text));
    for (std::size_t chunk = 1; chunk <= text.size(); ++chunk)
      ASSERT_THAT(lines_decoded(text, chunk), ElementsAre(kLetter.substr(0, kLetter.find('='))))
          << chunk;
  }
}

TEST(LineCoding, DecodesQuotedPrintableOverSoftBreaks) {
  const std::string text = "Till: A\nom Tranb=C3=A4rs=\r\ndotter, 198503=\n149828=3D\nslut\n";
  EXPECT_TRUE(may_be_line_coded(text));
  for (std::size_t chunk = 1; chunk <= text.size(); ++chunk)
    ASSERT_THAT(lines_decoded(text, chunk), ElementsAre("om Tranbärsdotter, 198503149828="))
        << chunk;
}

TEST(LineCoding, DecodesQuotedPrintableInLatin1) {
  EXPECT_TRUE(may_be_line_coded("Tranb=E4rsdotter"));
  EXPECT_THAT(lines_decoded("Tranb=E4rsdotter", 3), ElementsAre("Tranb\xE4rsdotter"));
}

TEST(LineCoding, GivesNothingOfOrdinaryText) {
  for (const std::string text :
       {"en rad\noch en till\n", "tid=12 antal=95 id=ab12\nutfall=ok\n", "a=\"b\" c='d'\n",
        "{\"nyckel\":\"QUJDREVGR0hJSktMTU5PUFFS\"}\n{\"nyckel\":\"QUJDREVGR0hJSktMTU5P\"}\n"}) {
    EXPECT_FALSE(may_be_line_coded(text)) << text;
    EXPECT_THAT(lines_decoded(text, 7), IsEmpty()) << text;
  }
}

TEST(LineCoding, OfRandomBytesAlmostNothingIsLookedAtTwice) {
  chance::Rng rng(chance::Seed{9});
  std::string bytes;
  int blocks = 0;
  for (int i = 0; i < 64; ++i) {
    bytes.clear();
    while (bytes.size() < 256U << 10U) {
      const auto word = rng.next();
      bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
    }
    blocks += may_be_line_coded(bytes) ? 1 : 0;
  }
  EXPECT_LE(blocks, 8);
}

TEST(LineCoding, IsToldWhereverItStandsAmongRawBytes) {
  std::vector<std::string> coded = {
      "Sj=F6berg1",  "=C3=85kesson",  "Tranb=\r\n=C3=A4r",
      "T=\nranbars", "Tranbar=\r\ns", std::string(kCodedLineBytesMin, 'Q') + "&#13;\n  QQ=="};
  for (const std::string end : {"\n", "\r\n"}) {
    for (const std::size_t width : {kCodedLineBytesMin, kCodedLineBytesMin + 5, std::size_t{76}})
      coded.push_back(kLetter.substr(0, width) + end + kLetter.substr(width, 2));
  }
  for (const std::string& each : coded) {
    // At every place of a stride, with the stride before it and the one after it whole.
    for (std::size_t before = 100; before < 100 + 64; ++before) {
      for (const char filler : {'\0', '\xFF', '\x01'}) {
        const std::string bytes = std::string(before, filler) + each + std::string(200, filler);
        ASSERT_TRUE(may_be_line_coded(bytes)) << each << " after " << before;
      }
    }
  }
}

TEST(LineCoding, WhatIsTooLargeComesInPartsThatOverlap) {
  std::string plain;
  for (int i = 0; plain.size() < 3 * kJoinedBytesMax; ++i) plain += std::to_string(i) + ";";
  const std::string whole = crypto::base64(plain);
  constexpr std::size_t kOverlap = 100;
  const auto parts = lines_decoded(parted(whole, 76, "\r\n"), 1U << 16U, kOverlap);
  ASSERT_GT(parts.size(), 2u);
  std::string together = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    ASSERT_EQ(parts[i].substr(0, kOverlap), together.substr(together.size() - kOverlap));
    EXPECT_LE(parts[i].size(), 2 * kJoinedBytesMax);
    together += parts[i].substr(kOverlap);
  }
  EXPECT_EQ(together, whole.substr(0, whole.find('=')));
}

TEST(LineCoding, AnEndlessLineCostsNoMoreThanItsLimit) {
  const std::string much(5 * kJoinedBytesMax, 'x');
  EXPECT_THAT(lines_decoded(much + "\n" + much, 1U << 18U),
              ::testing::Each(::testing::SizeIs(::testing::Le(2 * kJoinedBytesMax))));
}

}  // namespace
}  // namespace provbank::residue
