#include "platform/process/run_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>

#include "platform/net/task_group.hpp"
#include "platform/net/with_timeout.hpp"

extern char** environ;

namespace provbank::process {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr auto kExitPoll = std::chrono::milliseconds(5);
constexpr int kSignalBase = 128;

/// A pipe whose ends are closed with it.
struct Pipe {
  int read_end = -1;
  int write_end = -1;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
      throw ErrorException(fail(Errc::io, std::string("pipe: ") + std::strerror(errno)));
    read_end = ends[0];
    write_end = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    if (read_end >= 0) ::close(read_end);
    if (write_end >= 0) ::close(write_end);
  }
  void close_write_end() {
    ::close(write_end);
    write_end = -1;
  }
  int release_read_end() { return std::exchange(read_end, -1); }
};

/// A child in a process group of its own; killed with its group unless it was waited for.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (ended_) return;
    kill();
    int status = 0;
    ::waitpid(pid_, &status, 0);
  }

  void kill() { ::kill(-pid_, SIGKILL); }

  /// Its exit code once it has ended.
  std::optional<int> ended() {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    ended_ = true;
    return WIFSIGNALED(status) ? kSignalBase + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t pid_;
  bool ended_ = false;
};

Result<std::unique_ptr<Child>> start(const Program& program, const Pipe& out, const Pipe& err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write_end, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  std::string path = program.path;
  std::vector<std::string> words = program.arguments;
  std::vector<char*> argv{path.data()};
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int failed =
      ::posix_spawnp(&pid, path.c_str(), &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) {
    return fail(failed == ENOENT ? Errc::not_found : Errc::io,
                program.path + ": cannot be started: " + std::strerror(failed));
  }
  return std::make_unique<Child>(pid);
}

/// Ends the child when it writes too much: nobody would empty its pipe any more.
awaitable<void> read_all(asio::posix::stream_descriptor& from, std::string& to, Child& child,
                         bool& too_large) {
  constexpr std::size_t kChunk = 64U << 10U;
  std::string chunk(kChunk, '\0');
  for (;;) {
    auto [error, count] =
        co_await from.async_read_some(asio::buffer(chunk), asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
    if (error) co_return;
    if (to.size() + count > kOutputBytesMax) {
      too_large = true;
      child.kill();
      co_return;
    }
    to.append(chunk, 0, count);
  }
}

awaitable<Result<Ended>> watch(const Program& program, time::Clock& clock) {
  const auto executor = co_await asio::this_coro::executor;
  Pipe out;
  Pipe err;
  auto child = start(program, out, err);
  if (!child) co_return child.error();
  out.close_write_end();
  err.close_write_end();
  asio::posix::stream_descriptor from_out(executor, out.release_read_end());
  asio::posix::stream_descriptor from_err(executor, err.release_read_end());
  Ended ended;
  bool too_large = false;
  auto body = [&](net::TaskGroup& group) -> awaitable<void> {
    group.spawn(read_all(from_out, ended.output, **child, too_large));
    group.spawn(read_all(from_err, ended.error, **child, too_large));
    co_return;
  };
  co_await net::with_task_group(body);
  if (too_large) co_return fail(Errc::too_large, program.path + ": wrote more than 32 MiB");
  for (;;) {
    if (const auto code = (*child)->ended()) {
      ended.exit_code = *code;
      co_return ended;
    }
    co_await time::sleep_for(clock, kExitPoll);
  }
}

}  // namespace

awaitable<Result<Ended>> run_program(Program program, time::Clock& clock) {
  auto ended =
      co_await net::with_deadline(watch(program, clock), clock, clock.now() + program.time_limit);
  if (!ended) co_return fail(Errc::timed_out, program.path + ": did not end in time");
  co_return std::move(*ended);
}

}  // namespace provbank::process
