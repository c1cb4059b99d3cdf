#include "platform/process/background.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>

#include "platform/process/run_program.hpp"

extern char** environ;

namespace provbank::process {
namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;

// Waits for its third stream to end, which happens when the last process that could use the server
// has ended. Then it ends the server, if that still is the one working in its folder, and removes
// the folder. It is no descendant of ours (its parent ends at once), so it outlives whoever ends a
// tree of processes.
constexpr auto kGuardScript = R"sh(
(
  trap '' HUP INT TERM
  read -r _ <&3
  pid=$(head -n 1 "$2" 2>/dev/null)
  if [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$3" ]; then
    kill -"$4" "$pid"
    tries=0
    while [ "$(readlink "/proc/$pid/cwd")" = "$3" ] && [ $tries -lt 100 ]; do
      sleep 0.05
      tries=$((tries + 1))
    done
  fi
  rm -rf "$1"
) &
)sh";

Error system_failure(const std::string& doing, int number) {
  return fail(Errc::io, doing + ": " + std::strerror(number));
}

template <class T>
Result<T> on_the_real_clock(const std::function<asio::awaitable<Result<T>>(time::Clock&)>& work) {
  asio::io_context io(1);
  time::SteadyClock clock;
  Result<T> outcome = fail(Errc::none, "");
  std::exception_ptr thrown;
  asio::co_spawn(io, work(clock), [&](std::exception_ptr error, Result<T> result) {
    thrown = std::move(error);
    if (!thrown) outcome = std::move(result);
  });
  io.run();
  if (thrown) std::rethrow_exception(thrown);
  return outcome;
}

}  // namespace

Result<pid_t> spawn(Spawning spawning) {
  constexpr mode_t kOwnerOnly = 0600;
  constexpr int kThirdStream = 3;
  const std::string output = spawning.output.empty() ? "/dev/null" : spawning.output.string();
  const std::string works_in = spawning.works_in.string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, kOwnerOnly);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  if (spawning.third_stream >= 0) {
    posix_spawn_file_actions_adddup2(&actions, spawning.third_stream, kThirdStream);
  }
  if (!works_in.empty()) posix_spawn_file_actions_addchdir_np(&actions, works_in.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::vector<char*> argv;
  for (auto& word : spawning.words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return system_failure(spawning.words[0] + " cannot be started", failed);
  return pid;
}

Result<void> to_the_end(const std::function<asio::awaitable<Result<void>>(time::Clock&)>& work) {
  return on_the_real_clock<void>(work);
}

Result<std::string> output_of(std::vector<std::string> words, time::Duration time_limit) {
  Program program{.path = words.front(),
                  .arguments = {words.begin() + 1, words.end()},
                  .time_limit = time_limit};
  auto ended = on_the_real_clock<Ended>(
      [&](time::Clock& clock) { return run_program(std::move(program), clock); });
  if (!ended) return ended.error();
  if (ended->exit_code != 0) {
    return fail(Errc::invalid, fmt::format("exit code {}: {}", ended->exit_code, ended->error));
  }
  return std::move(ended->output);
}

bool anybody_works_in(const fs::path& folder) {
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator("/proc", ec)) {
    std::error_code gone;
    if (fs::read_symlink(entry.path() / "cwd", gone) == folder && !gone) return true;
  }
  return false;
}

Result<User> first_user_of(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    if (const passwd* found = ::getpwnam(name.c_str())) {
      return User{name, found->pw_uid, found->pw_gid};
    }
  }
  return fail(Errc::not_found, fmt::format("the system has no user {}", fmt::join(names, " or ")));
}

std::vector<std::string> as_user(const User& user, std::vector<std::string> words) {
  std::vector<std::string> all = {
      "setpriv",        "--reuid", std::to_string(user.uid), "--regid", std::to_string(user.gid),
      "--clear-groups", "--"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

FolderGuard::~FolderGuard() {
  if (pipe_ >= 0) ::close(pipe_);
}

Result<void> FolderGuard::set(const Orders& orders) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_failure("pipe", errno);
  pipe_ = ends[1];
  auto guard = spawn(
      {.words = {"sh", "-c", kGuardScript, "sh", orders.folder.string(), orders.pid_file.string(),
                 orders.works_in.string(), std::to_string(orders.signal)},
       .third_stream = ends[0]});
  ::close(ends[0]);
  if (!guard) return guard.error();
  int status = 0;
  while (::waitpid(*guard, &status, 0) < 0 && errno == EINTR) {
  }
  return {};
}

}  // namespace provbank::process
