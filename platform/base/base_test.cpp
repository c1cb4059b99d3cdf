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

TEST(File, WritesAndReadsBackWholeFiles) {
  const auto folder = std::filesystem::temp_directory_path() / "provbank-file-test";
  const auto file = folder / "deep" / "note.txt";
  ASSERT_TRUE(write_file(file, "one"));
  ASSERT_TRUE(write_file(file, "two"));
  EXPECT_EQ(read_file(file).value(), "two");
  EXPECT_EQ(read_file(file, 2).error().code, Errc::too_large);
  std::filesystem::remove_all(folder);
  EXPECT_THAT(read_file(file).error().detail, HasSubstr("note.txt: no such file"));
}

}  // namespace
}  // namespace provbank
