#include "platform/crypto/sealed.hpp"

#include <gmock/gmock.h>

namespace provbank::crypto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SealingKey, OpensWhatItSealedAndShowsNothingOfIt) {
  const SealingKey key;
  const auto sealed = key.seal("a word that must not be seen");
  EXPECT_THAT(sealed, Not(HasSubstr("word")));
  EXPECT_EQ(key.open(sealed).value(), "a word that must not be seen");
  EXPECT_EQ(key.open(key.seal("")).value(), "");
}

TEST(SealingKey, SealsTheSameTextDifferentlyEachTime) {
  const SealingKey key;
  EXPECT_NE(key.seal("text"), key.seal("text"));
}

TEST(SealingKey, OpensNothingThatAnotherSealedOrThatWasAltered) {
  const SealingKey key;
  const auto sealed = key.seal("text");
  EXPECT_EQ(SealingKey().open(sealed).error().code, Errc::invalid);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(key.open(altered)) << i;
    EXPECT_FALSE(key.open(std::string_view(sealed).substr(0, i))) << i;
  }
}

}  // namespace
}  // namespace provbank::crypto
