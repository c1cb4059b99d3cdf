// Programs that run on beside us, each in a folder of its own, and are never left behind.
#pragma once
#include <sys/types.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"

namespace provbank::process {

struct Spawning {
  std::vector<std::string> words;    // the program, looked for in PATH, and its arguments
  std::filesystem::path output{};    // what it writes is added to this file; empty: to nowhere
  std::filesystem::path works_in{};  // empty: where we are
  int third_stream = -1;             // given to the program as its descriptor 3
};

/// Starts a program in a session of its own, with empty standard input; the caller waits for it.
Result<pid_t> spawn(Spawning spawning);

/// Runs a coroutine to its end on the real clock, with nothing beside it.
Result<void> to_the_end(
    const std::function<boost::asio::awaitable<Result<void>>(time::Clock&)>& work);

/// Runs a program to its end (`run_program`): what it wrote. A non-zero exit code is `invalid`,
/// with what it wrote to standard error.
Result<std::string> output_of(std::vector<std::string> words, time::Duration time_limit);

/// Whether any process works in that folder: /proc/*/cwd.
bool anybody_works_in(const std::filesystem::path& folder);

/// Whom root lets a program run as: the first of the users that the system has. `not_found`.
struct User {
  std::string name;
  uid_t uid{};
  gid_t gid{};
};
Result<User> first_user_of(const std::vector<std::string>& names);
/// The words with which a program is started as that user, without further groups. Needs root.
std::vector<std::string> as_user(const User& user, std::vector<std::string> words);

/// Waits outside our process for its death, however it dies, and then ends a server and removes its
/// folder.
class FolderGuard {
 public:
  struct Orders {
    std::filesystem::path folder;    // removed
    std::filesystem::path pid_file;  // its first line says whom to end ...
    std::filesystem::path works_in;  // ... if that is where that process works
    int signal = SIGTERM;
  };
  FolderGuard() = default;
  FolderGuard(const FolderGuard&) = delete;
  FolderGuard& operator=(const FolderGuard&) = delete;
  /// The guard acts now. Whoever tidied before leaves it nothing to do.
  ~FolderGuard();

  Result<void> set(const Orders& orders);

 private:
  int pipe_ = -1;  // closed when we die
};

}  // namespace provbank::process
