#include "harness/residue/mapped_window.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "harness/residue/parallel.hpp"
#include "platform/base/file.hpp"

namespace provbank::residue {
namespace {

class AFile {
 public:
  explicit AFile(const std::string& content) {
    std::ofstream(path(), std::ios::binary) << content;
    fd_ = ::open(path().c_str(), O_RDWR);
  }
  AFile(const AFile&) = delete;
  AFile& operator=(const AFile&) = delete;
  ~AFile() { ::close(fd_); }

  int fd() const { return fd_; }
  std::filesystem::path path() const { return folder_.path() / "file"; }
  void cut(std::size_t size) const { ASSERT_EQ(::ftruncate(fd_, static_cast<off_t>(size)), 0); }

 private:
  ScratchFolder folder_;
  int fd_ = -1;
};

TEST(MappedWindow, ShowsTheBytesFromAnyPlaceOn) {
  const AFile file(std::string(10'000, 'a') + "here" + std::string(10'000, 'b'));
  const auto window = MappedWindow::open(file.fd(), 9'999, 6);
  ASSERT_TRUE(window.has_value());
  EXPECT_EQ(window->bytes(), "ahereb");
  EXPECT_FALSE(window->lost());
}

TEST(MappedWindow, ReadsZerosWhereTheFileWasCutShortMeanwhileAndSaysSo) {
  const AFile file(std::string(100'000, 'a'));
  const auto window = MappedWindow::open(file.fd(), 0, 100'000);
  ASSERT_TRUE(window.has_value());
  file.cut(4096);
  EXPECT_EQ(window->bytes()[4095], 'a');
  EXPECT_EQ(std::ranges::count(window->bytes(), '\0'), 100'000 - 4096);
  EXPECT_TRUE(window->lost());
}

TEST(MappedWindow, IsNotHadOfAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_FALSE(MappedWindow::open(ends[0], 0, 10).has_value());
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(MappedWindow, IsNotHadPastALimitAndAgainWhenOneIsGivenBack) {
  const AFile file(std::string(100, 'a'));
  std::vector<MappedWindow> windows;
  for (std::size_t i = 0; i < MappedWindow::kWindowsMax; ++i) {
    auto window = MappedWindow::open(file.fd(), 0, 100);
    ASSERT_TRUE(window.has_value()) << i;
    windows.push_back(std::move(*window));
  }
  EXPECT_FALSE(MappedWindow::open(file.fd(), 0, 100).has_value());
  windows.pop_back();
  EXPECT_TRUE(MappedWindow::open(file.fd(), 0, 100).has_value());
}

TEST(MappedWindowDeathTest, LeavesABusErrorElsewhereToWhoeverCaughtItBefore) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  const auto elsewhere = [] {
    const AFile file(std::string(100'000, 'a'));
    const auto ours = MappedWindow::open(file.fd(), 0, 100'000);
    const auto* other =
        static_cast<const char*>(::mmap(nullptr, 100'000, PROT_READ, MAP_SHARED, file.fd(), 0));
    file.cut(0);
    std::_Exit(other[50'000] == 'a' ? 0 : 1);
  };
  EXPECT_DEATH(elsewhere(), "");
}

TEST(SearchFile, CountsOnlyWhatWasThereWhenTheFileIsCutShortWhileItIsSearched) {
  const std::string value = "a value of its own";
  std::string content(kWindowBytes, '.');
  content.replace(100, value.size(), value);
  const AFile file(content);
  const Matcher matcher({value});
  std::size_t hits = 0;
  const auto read = search_file(file.fd(), 0, content.size(), {&matcher, 1},
                                [&](const Matcher&, std::size_t, std::uint64_t at, const Around&) {
                                  EXPECT_EQ(at, 100);
                                  if (hits++ == 0) file.cut(kBlockBytes * 2);
                                });
  EXPECT_EQ(hits, 1);
  EXPECT_FALSE(read.failed);
  EXPECT_EQ(read.bytes, kBlockBytes * 2);
}

}  // namespace
}  // namespace provbank::residue
