#include "harness/residue/process_memory.hpp"

#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "harness/residue/search.hpp"
#include "platform/base/file.hpp"

namespace provbank::residue {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// A process that keeps one value on its heap and another in a file that is deleted but open. It
/// puts them together itself, so that the test's own memory is no part of what is found.
class Keeper {
 public:
  explicit Keeper(const std::filesystem::path& file) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    pid_ = ::fork();
    if (pid_ == 0) keep(file, ready[1]);
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
    ::close(ready[1]);
  }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  [[noreturn]] static void keep(const std::filesystem::path& file, int ready) {
    static char* kept = static_cast<char*>(std::malloc(64));
    for (int i = 0; i < 12; ++i) kept[i] = static_cast<char>("Kvar"[i % 4] + i);
    kept[12] = '\0';
    FILE* out = std::fopen(file.c_str(), "w+");
    for (int i = 0; i < 12; ++i) std::fputc("Fila"[i % 4] + i, out);
    std::fflush(out);
    std::remove(file.c_str());
    if (::write(ready, "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }

  pid_t pid_ = -1;
};

std::string made_of(const char* four) {
  std::string out;
  for (int i = 0; i < 12; ++i) out += static_cast<char>(four[i % 4] + i);
  return out;
}

std::vector<std::string> places_of(pid_t pid, const std::string& value) {
  const Searcher searcher({{value, "", "question", "", "", "", std::nullopt}});
  Search search(searcher);
  Unfolder unfolder(search);
  read_process(pid, unfolder);
  std::vector<std::string> out;
  for (const auto& finding : search.take_findings()) {
    out.push_back(finding.place.name());
    EXPECT_TRUE(!finding.place.addressed || finding.at > 0x1000);
  }
  for (const auto& hindrance : search.coverage().hindrances) {
    EXPECT_TRUE(hindrance.inherent) << hindrance.place << ": " << hindrance.why.en;
  }
  return out;
}

TEST(ProcessMemory, FindsWhatAProcessKeeps) {
  const ScratchFolder folder;
  const Keeper keeper(folder.path() / "kept");
  EXPECT_THAT(places_of(keeper.pid(), made_of("Kvar")), Contains(HasSubstr("[heap]")));
}

TEST(ProcessMemory, FindsWhatADeletedFileHoldsWhileItIsOpen) {
  const ScratchFolder folder;
  const Keeper keeper(folder.path() / "kept");
  EXPECT_THAT(places_of(keeper.pid(), made_of("Fila")), Contains(HasSubstr("(deleted)")));
}

TEST(ProcessMemory, FindsNothingThatIsNotThere) {
  const ScratchFolder folder;
  const Keeper keeper(folder.path() / "kept");
  EXPECT_THAT(places_of(keeper.pid(), made_of("Inte")), ::testing::IsEmpty());
}

TEST(ProcessMemory, AProcessThatIsNotThereIsTold) {
  const Searcher searcher({{"something", "", "question", "", "", "", std::nullopt}});
  Search search(searcher);
  Unfolder unfolder(search);
  read_process(0x7FFFFFF0, unfolder);
  ASSERT_EQ(search.coverage().hindrances.size(), 1u);
  EXPECT_FALSE(search.coverage().hindrances[0].inherent);
}

}  // namespace
}  // namespace provbank::residue
