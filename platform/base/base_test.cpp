#include <gmock/gmock.h>

#include <cstring>
#include <filesystem>

#include "platform/base/file.hpp"
#include "platform/base/result.hpp"
#include "platform/base/wipe.hpp"

namespace provbank {
namespace {

using testing::HasSubstr;

TEST(Result, CarriesTheErrorThatItWasGiven) {
  const Result<int> result = fail(Errc::too_large, "12 bytes, the limit is 10");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::too_large);
  EXPECT_THROW((void)result.value(), ErrorException);
}

TEST(Result, AtPutsThePlaceInFront) {
  EXPECT_EQ(at("a.xml", fail(Errc::malformed, "line 3")).detail, "a.xml: line 3");
}

TEST(Wipe, OverwritesAllThatTheStringOwns) {
  std::string secret(100, 'x');
  const char* memory = secret.data();
  const std::size_t owned = secret.capacity();
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(secret.data(), memory);
  EXPECT_EQ(std::count(memory, memory + owned, 'x'), 0);
}

TEST(Wipe, OverwritesABufferAndKeepsItsSize) {
  std::string buffer(16, 'x');
  wipe(std::span(buffer).first(10));
  EXPECT_EQ(buffer, std::string(10, '\0') + std::string(6, 'x'));
  wipe(std::span<char>());
}

TEST(AppendWiping, BuildsTheSameTextAsAppend) {
  std::string text;
  std::string expected;
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string piece(size, static_cast<char>('a' + size % 26));
    append_wiping(text, piece);
    expected += piece;
    ASSERT_EQ(text, expected);
  }
}

TEST(File, WritesAndReadsBackWholeFiles) {
  const ScratchFolder scratch;
  const auto folder = scratch.path();
  const auto file = folder / "deep" / "note.txt";
  ASSERT_TRUE(write_file(file, "one"));
  ASSERT_TRUE(write_file(file, "two"));
  EXPECT_EQ(read_file(file).value(), "two");
  ASSERT_TRUE(write_file(folder / "empty", ""));
  EXPECT_EQ(read_file(folder / "empty").value(), "");
  EXPECT_EQ(read_file(file, 2).error().code, Errc::too_large);
  EXPECT_THAT(read_file(folder / "other.txt").error().detail, HasSubstr("other.txt: no such file"));
}

}  // namespace
}  // namespace provbank
