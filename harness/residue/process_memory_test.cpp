#include "harness/residue/process_memory.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "harness/residue/search.hpp"
#include "platform/base/file.hpp"

namespace provbank::residue {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// A process that keeps one value on its heap, another in a file that is deleted but open, and a
/// third in a file that is mapped for reading. It puts them together itself, so that they stand
/// nowhere else. A program of another kind, because a sanitizer maps terabytes into those of ours.
class Keeper {
 public:
  explicit Keeper(const std::filesystem::path& folder) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ready[1], STDOUT_FILENO);
      ::execlp("python3", "python3", "-c", kProgram, folder.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ready[1]);
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1) << "python3 did not start";
    ::close(ready[0]);
  }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  static constexpr const char* kProgram = R"(
import mmap, os, sys, time
def made_of(four): return "".join(chr(ord(four[i % 4]) + i) for i in range(12))
kept = made_of("Kvar")
deleted = open(sys.argv[1] + "/deleted", "w+")
deleted.write(made_of("Fila"))
deleted.flush()
os.remove(sys.argv[1] + "/deleted")
with open(sys.argv[1] + "/cache", "w") as cache: cache.write(made_of("Kart"))
cache = open(sys.argv[1] + "/cache", "rb")
mapped = mmap.mmap(cache.fileno(), 0, access=mmap.ACCESS_READ)
touched = mapped[0]
os.write(1, b"x")
time.sleep(600)
)";

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
  const Keeper keeper(folder.path());
  EXPECT_THAT(places_of(keeper.pid(), made_of("Kvar")), ::testing::Not(::testing::IsEmpty()));
}

TEST(ProcessMemory, FindsWhatADeletedFileHoldsWhileItIsOpen) {
  const ScratchFolder folder;
  const Keeper keeper(folder.path());
  EXPECT_THAT(places_of(keeper.pid(), made_of("Fila")), Contains(HasSubstr("(deleted)")));
}

TEST(ProcessMemory, FindsNothingThatIsNotThere) {
  const ScratchFolder folder;
  const Keeper keeper(folder.path());
  EXPECT_THAT(places_of(keeper.pid(), made_of("Inte")), ::testing::IsEmpty());
}

TEST(ProcessMemory, AConstantOfAProgramIsNoResidue) {
  const ScratchFolder folder;
  const Keeper keeper(folder.path());
  // Stands in the C library, and so in every process.
  EXPECT_THAT(places_of(keeper.pid(), "GNU C Library (Debian"), ::testing::IsEmpty());
}

TEST(ProcessMemory, FindsWhatAProcessHasMappedForReadingAlone) {
  const ScratchFolder folder;
  const Keeper keeper(folder.path());
  EXPECT_THAT(places_of(keeper.pid(), made_of("Kart")), Contains(HasSubstr("cache")));
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
