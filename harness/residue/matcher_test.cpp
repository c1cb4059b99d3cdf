#include "harness/residue/matcher.hpp"

#include <gmock/gmock.h>

#include <set>

#include "platform/chance/rng.hpp"

namespace provbank::residue {
namespace {

using Found = std::multiset<std::pair<std::size_t, std::size_t>>;

Found found_by(const Matcher& matcher, std::string_view text) {
  Found out;
  matcher.search(text, [&out](std::size_t pattern, std::size_t at) { out.emplace(pattern, at); });
  return out;
}

/// The same, the slow way.
Found found_by_hand(const Matcher& matcher, std::string_view text) {
  Found out;
  for (std::size_t i = 0; i < matcher.size(); ++i) {
    for (auto at = text.find(matcher.pattern(i)); at != std::string_view::npos;
         at = text.find(matcher.pattern(i), at + 1))
      out.emplace(i, at);
  }
  return out;
}

std::string random_text(chance::Rng& rng, std::size_t size, std::string_view alphabet) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += alphabet[rng.below(alphabet.size())];
  return out;
}

/// Patterns of 4 to 40 bytes, many of them taken from the text itself so that they are there.
std::vector<std::string> random_patterns(chance::Rng& rng, const std::string& text,
                                         std::string_view alphabet, std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = 4 + rng.below(37);
    if (rng.below(2) == 0 && size < text.size()) {
      out.push_back(text.substr(rng.below(text.size() - size), size));
    } else {
      out.push_back(random_text(rng, size, alphabet));
    }
  }
  return out;
}

TEST(Matcher, FindsWhatAPlainSearchFindsAndNothingElse) {
  chance::Rng rng(chance::Seed{11});
  const std::string binary =
      "\x00\x01\xFF\x80"
      "az";
  for (const std::string_view alphabet :
       {std::string_view("ab"), std::string_view("0123456789"),
        std::string_view("abcdefghijklmnopqrstuvwxyz"), std::string_view(binary.data(), 6)}) {
    for (int round = 0; round < 60; ++round) {
      const auto text = random_text(rng, rng.below(3000), alphabet);
      const Matcher matcher(random_patterns(rng, text, alphabet, 1 + rng.below(300)));
      ASSERT_EQ(found_by(matcher, text), found_by_hand(matcher, text))
          << "alphabet " << alphabet << ", round " << round;
    }
  }
}

TEST(Matcher, FindsAPatternAtEveryPlaceOfATextOfEverySize) {
  const Matcher matcher({"abcdefgh", "0123456789ABCDEF", "wxyz"});
  for (std::size_t size = 16; size < 110; ++size) {
    for (std::size_t at = 0; at + 16 <= size; ++at) {
      for (std::size_t i = 0; i < matcher.size(); ++i) {
        std::string text(size, '.');
        text.replace(at, matcher.pattern(i).size(), matcher.pattern(i));
        ASSERT_EQ(found_by(matcher, text), (Found{{i, at}})) << size << " " << at;
      }
    }
  }
}

TEST(Matcher, ReportsEqualPatternsEach) {
  const Matcher matcher({"Tranbärsdotter", "Tranbärsdotter"});
  EXPECT_EQ(found_by(matcher, "x Tranbärsdotter"), (Found{{0, 2}, {1, 2}}));
}

TEST(Matcher, WithoutPatternsFindsNothing) {
  EXPECT_TRUE(found_by(Matcher({}), "anything at all, of some length").empty());
}

}  // namespace
}  // namespace provbank::residue
