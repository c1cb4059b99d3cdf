#include "platform/process/crash_dumps.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace provbank::process {
namespace {

namespace fs = std::filesystem;

/// A child that may dump, in a folder of its own, aborts. Returns whether the kernel says it did.
bool dumps(bool refusing) {
  const fs::path folder = fs::temp_directory_path() / ("crash-dumps-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGABRT, SIG_DFL);
    const rlimit any{RLIM_INFINITY, RLIM_INFINITY};
    const bool ready = ::chdir(folder.c_str()) == 0 && ::setrlimit(RLIMIT_CORE, &any) == 0;
    if (!ready) ::_exit(77);
    if (refusing && !refuse_crash_dumps()) ::_exit(78);
    ::kill(::getpid(), SIGABRT);
    ::_exit(79);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  fs::remove_all(folder);
  EXPECT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
  return WIFSIGNALED(status) && WCOREDUMP(status);
}

TEST(CrashDumps, AreLeftByAnOrdinaryProcessAndNotByOneThatRefusesThem) {
  if (!dumps(false)) GTEST_SKIP() << "this machine keeps no core files, so nothing can be shown";
  EXPECT_FALSE(dumps(true));
}

}  // namespace
}  // namespace provbank::process
