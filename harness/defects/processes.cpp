#include "harness/defects/processes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <vector>

namespace provbank::defects {
namespace {

// How a process ends when its work threw; its words are then the reason.
constexpr int kThrew = 70;

struct Running {
  std::size_t number;
  pid_t process;
  int pipe;
  std::string said;
};

void say(int pipe, std::string_view words) {
  while (!words.empty()) {
    const ssize_t written = ::write(pipe, words.data(), words.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) ::_exit(kThrew);
    words.remove_prefix(static_cast<std::size_t>(written));
  }
}

[[noreturn]] void live(int pipe, std::size_t number,
                       const std::function<std::string(std::size_t)>& work) {
  ::alarm(kProcessSecondsMax);
  int ending = 0;
  std::string words;
  try {
    words = work(number);
  } catch (const std::exception& error) {
    words = error.what();
    ending = kThrew;
  }
  say(pipe, words);
  // Nothing of the parent's is to be torn down twice.
  ::_exit(ending);
}

Running start(std::size_t number, const std::function<std::string(std::size_t)>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw ErrorException(fail(Errc::io, std::string("pipe: ") + std::strerror(errno)));
  std::fflush(nullptr);
  const pid_t process = ::fork();
  if (process < 0) {
    const int number_of_error = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    throw ErrorException(fail(Errc::io, std::string("fork: ") + std::strerror(number_of_error)));
  }
  if (process == 0) {
    ::close(ends[0]);
    live(ends[1], number, work);
  }
  ::close(ends[1]);
  return {number, process, ends[0], {}};
}

/// False when it has said all.
bool listen_to(Running& running) {
  std::array<char, 65536> buffer{};
  const ssize_t got = ::read(running.pipe, buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return true;
  if (got <= 0) return false;
  running.said.append(buffer.data(), static_cast<std::size_t>(got));
  if (running.said.size() > kProcessBytesMax) {
    ::kill(running.process, SIGKILL);
    return false;
  }
  return true;
}

Result<std::string> end_of(Running& running) {
  ::close(running.pipe);
  int status = 0;
  while (::waitpid(running.process, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::move(running.said);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    return fail(Errc::timed_out,
                "took more than " + std::to_string(kProcessSecondsMax) + " seconds");
  if (WIFSIGNALED(status))
    return fail(Errc::io, "died of signal " + std::to_string(WTERMSIG(status)));
  return fail(Errc::io, running.said.empty() ? "ended without a word" : running.said);
}

}  // namespace

void in_processes(std::size_t count, std::size_t at_a_time,
                  const std::function<std::string(std::size_t)>& work,
                  const std::function<void(std::size_t, Result<std::string>)>& done) {
  std::vector<Running> running;
  std::size_t next = 0;
  while (next < count || !running.empty()) {
    while (next < count && running.size() < std::max<std::size_t>(1, at_a_time))
      running.push_back(start(next++, work));
    std::vector<pollfd> waiting;
    for (const auto& each : running) waiting.push_back({each.pipe, POLLIN, 0});
    if (::poll(waiting.data(), waiting.size(), -1) < 0) {
      if (errno == EINTR) continue;
      throw ErrorException(fail(Errc::io, std::string("poll: ") + std::strerror(errno)));
    }
    for (std::size_t i = waiting.size(); i-- > 0;) {
      if (waiting[i].revents == 0 || listen_to(running[i])) continue;
      Running ended = std::move(running[i]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      done(ended.number, end_of(ended));
    }
  }
}

}  // namespace provbank::defects
