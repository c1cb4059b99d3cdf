#include "platform/postgres_server/server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <exception>
#include <functional>
#include <utility>

#include "platform/process/run_program.hpp"
#include "platform/time/clock.hpp"

extern char** environ;

namespace provbank::postgres_server {
namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;
using asio::awaitable;

constexpr auto kInstalledPrograms = "/usr/lib/postgresql";
constexpr auto kReadyWait = std::chrono::seconds(60);  // recovery after a crash included
constexpr auto kEndWait = std::chrono::seconds(20);
constexpr auto kPoll = std::chrono::milliseconds(5);
constexpr auto kProgramTimeLimit = std::chrono::seconds(60);
constexpr std::size_t kLogBytesShown = 4000;
constexpr std::string_view kSocketName = "/.s.PGSQL.5432";

// Waits for its third stream to end, which happens when the last process that could use the server
// has ended. Then it ends the server, if that still is the one working in this folder, and removes
// the folder. It is no descendant of ours (its parent ends at once), so it outlives whoever ends a
// tree of processes.
constexpr auto kGuardScript = R"sh(
(
  trap '' HUP INT TERM
  read -r _ <&3
  pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
  if [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$1/data" ]; then
    kill -QUIT "$pid"
    tries=0
    while [ "$(readlink "/proc/$pid/cwd")" = "$1/data" ] && [ $tries -lt 100 ]; do
      sleep 0.05
      tries=$((tries + 1))
    done
  fi
  rm -rf "$1"
) &
)sh";

Error system_failure(const std::string& doing, int number) {
  return fail(Errc::io, "PostgreSQL: " + doing + ": " + std::strerror(number));
}

/// Runs a coroutine to its end on the real clock.
template <class T>
Result<T> to_the_end(const std::function<awaitable<Result<T>>(time::Clock&)>& work) {
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

/// The newest version's folder of programs.
Result<fs::path> find_programs() {
  std::error_code ec;
  fs::path newest;
  int newest_version = 0;
  for (const auto& entry : fs::directory_iterator(kInstalledPrograms, ec)) {
    const std::string name = entry.path().filename();
    int version = 0;
    std::from_chars(name.data(), name.data() + name.size(), version);
    const fs::path programs = entry.path() / "bin";
    if (version > newest_version && fs::exists(programs / "initdb", ec) &&
        fs::exists(programs / "postgres", ec)) {
      newest = programs;
      newest_version = version;
    }
  }
  if (newest.empty()) {
    return fail(Errc::not_found,
                fmt::format("PostgreSQL: no server is installed (looked for {}/*/bin/initdb). "
                            "Install it: apt-get install postgresql-15",
                            kInstalledPrograms));
  }
  return newest;
}

/// Whom root lets the server run as.
Result<const passwd*> unprivileged_user() {
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* found = ::getpwnam(name)) return found;
  }
  return fail(Errc::not_found,
              "PostgreSQL refuses to run as root, and the system has neither a "
              "user `postgres` nor `nobody` to run it as");
}

struct Spawning {
  std::vector<std::string> words;  // the program, looked for in PATH, and its arguments
  std::string output = "/dev/null";
  int third_stream = -1;  // given to the program as its descriptor 3
};

Result<pid_t> spawn_program(Spawning spawning) {
  constexpr mode_t kOwnerOnly = 0600;
  constexpr int kThirdStream = 3;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, spawning.output.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, kOwnerOnly);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  if (spawning.third_stream >= 0) {
    posix_spawn_file_actions_adddup2(&actions, spawning.third_stream, kThirdStream);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::vector<char*> argv;
  for (auto& word : spawning.words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return system_failure(spawning.words[0] + " cannot be started", failed);
  return pid;
}

/// Whether any process still works in that folder, as every process of a server does.
bool anybody_works_in(const fs::path& folder) {
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator("/proc", ec)) {
    std::error_code gone;
    if (fs::read_symlink(entry.path() / "cwd", gone) == folder && !gone) return true;
  }
  return false;
}

std::string percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '/';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

Server::Server(Settings settings)
    : settings_(std::move(settings)),
      folder_(std::make_unique<ScratchFolder>()),
      owner_(::getpid()) {
  data_ = folder_->path() / "data";
  sockets_ = folder_->path() / "s";
  log_file_ = folder_->path() / "server.log";
}

Server::~Server() {
  if (owner_ == ::getpid()) {
    end(End::immediate);
    folder_.reset();
  } else {
    static_cast<void>(folder_.release());  // whose folder it is removes it
  }
  // Now the guard finds nothing left to do.
  if (guard_pipe_ >= 0) ::close(guard_pipe_);
}

Result<std::unique_ptr<Server>> Server::start(const Settings& settings) {
  auto server = std::unique_ptr<Server>(new Server(settings));
  if (auto prepared = server->prepare(); !prepared) return prepared.error();
  if (auto guarded = server->start_guard(); !guarded) return guarded.error();
  if (auto started = server->start_again(); !started) return started.error();
  return server;
}

Result<void> Server::prepare() {
  auto programs = find_programs();
  if (!programs) return programs.error();
  programs_ = *programs;
  if (sockets_.string().size() + kSocketName.size() >= sizeof(sockaddr_un{}.sun_path)) {
    return fail(Errc::too_large, "PostgreSQL: " + sockets_.string() +
                                     " is too long a path for a socket; set TMPDIR to a shorter");
  }
  std::error_code ec;
  fs::create_directory(sockets_, ec);
  if (ec) return fail(Errc::io, sockets_.string() + ": " + ec.message());
  if (::geteuid() == 0) {
    const auto user = unprivileged_user();
    if (!user) return user.error();
    user_ = (*user)->pw_name;
    for (const auto& path : {folder_->path(), sockets_}) {
      if (::chown(path.c_str(), (*user)->pw_uid, (*user)->pw_gid) != 0) {
        return system_failure(path.string() + " cannot be given to " + user_, errno);
      }
    }
  }
  auto made = run(as_server_user({programs_ / "initdb", "--pgdata", data_, "--username",
                                  std::string(kSuperuser), "--auth", "trust", "--encoding", "UTF8",
                                  "--locale", "C", "--no-sync", "--no-instructions"}));
  if (!made) return at("PostgreSQL: initdb", made.error());
  return {};
}

Result<void> Server::start_guard() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_failure("pipe", errno);
  guard_pipe_ = ends[1];
  auto guard = spawn_program({.words = {"sh", "-c", kGuardScript, "sh", folder_->path().string()},
                              .third_stream = ends[0]});
  ::close(ends[0]);
  if (!guard) return guard.error();
  int status = 0;
  while (::waitpid(*guard, &status, 0) < 0 && errno == EINTR) {
  }
  return {};
}

std::vector<std::string> Server::as_server_user(std::vector<std::string> words) const {
  if (user_.empty()) return words;
  std::vector<std::string> all = {"setpriv",
                                  "--reuid",
                                  user_,
                                  "--regid",
                                  std::to_string(::getpwnam(user_.c_str())->pw_gid),
                                  "--clear-groups",
                                  "--"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

Result<std::string> Server::run(std::vector<std::string> words) const {
  process::Program program{.path = words.front(),
                           .arguments = {words.begin() + 1, words.end()},
                           .time_limit = kProgramTimeLimit};
  auto ended = to_the_end<process::Ended>(
      [&](time::Clock& clock) { return process::run_program(std::move(program), clock); });
  if (!ended) return ended.error();
  if (ended->exit_code != 0) {
    return fail(Errc::invalid, fmt::format("exit code {}: {}", ended->exit_code, ended->error));
  }
  return std::move(ended->output);
}

// ---- Running ------------------------------------------------------------------------------------

Result<void> Server::spawn() {
  std::vector<std::string> words = {programs_ / "postgres", "-D", data_.string()};
  const auto set = [&words](const std::string& parameter) {
    words.emplace_back("-c");
    words.push_back(parameter);
  };
  set("listen_addresses=");
  set("unix_socket_directories=" + sockets_.string());
  set("unix_socket_permissions=0700");
  set(settings_.fsync ? "fsync=on" : "fsync=off");
  set("shared_buffers=16MB");
  set("max_connections=60");
  set("dynamic_shared_memory_type=mmap");
  for (const auto& parameter : settings_.parameters) set(parameter);
  auto pid = spawn_program({.words = as_server_user(std::move(words)), .output = log_file_});
  if (!pid) return pid.error();
  process_ = *pid;
  return {};
}

Result<void> Server::wait_until_ready() {
  // The eighth line of the file says how far the server has come (postmaster's pidfile.h).
  const auto ready = [this] {
    const auto text = read_file(data_ / "postmaster.pid");
    return text && text->find("\nready") != std::string::npos &&
           text->starts_with(std::to_string(process_) + "\n");
  };
  return to_the_end<void>([this, ready](time::Clock& clock) -> awaitable<Result<void>> {
    const auto limit = clock.now() + kReadyWait;
    while (!ready()) {
      int status = 0;
      if (::waitpid(process_, &status, WNOHANG) == process_) {
        process_ = -1;
        co_return fail(Errc::io, "PostgreSQL: the server did not start:\n" + log());
      }
      if (clock.now() > limit) {
        co_return fail(Errc::timed_out, "PostgreSQL: the server is not ready in time:\n" + log());
      }
      co_await time::sleep_for(clock, kPoll);
    }
    co_return Result<void>{};
  });
}

Result<void> Server::start_again() {
  if (running()) return {};
  if (auto spawned = spawn(); !spawned) return spawned;
  return wait_until_ready();
}

void Server::end(End how) {
  if (!running()) return;
  const int signal = how == End::orderly ? SIGINT : how == End::immediate ? SIGQUIT : SIGKILL;
  ::kill(process_, signal);
  auto waited = to_the_end<void>([this](time::Clock& clock) -> awaitable<Result<void>> {
    const auto limit = clock.now() + kEndWait;
    int status = 0;
    while (::waitpid(process_, &status, WNOHANG) == 0) {
      if (clock.now() > limit) ::kill(process_, SIGKILL);
      co_await time::sleep_for(clock, kPoll);
    }
    process_ = -1;
    // A killed server's other processes notice by themselves.
    while (anybody_works_in(data_) && clock.now() < limit + kEndWait) {
      co_await time::sleep_for(clock, kPoll);
    }
    co_return Result<void>{};
  });
  static_cast<void>(waited);
}

// ---- Use ----------------------------------------------------------------------------------------

std::string Server::target(std::string_view database, std::string_view user) const {
  return fmt::format("postgresql:///{}?host={}&user={}", percent(database),
                     percent(sockets_.string()), percent(user));
}

Result<std::string> Server::sql(std::string_view statements, std::string_view database) const {
  auto done =
      run({programs_ / "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set",
           "ON_ERROR_STOP=1", "--dbname", target(database), "--command", std::string(statements)});
  if (!done) return at("PostgreSQL: psql", done.error());
  return done;
}

std::string Server::log() const {
  auto text = read_file(log_file_);
  if (!text) return text.error().detail;
  return text->size() <= kLogBytesShown ? *text : text->substr(text->size() - kLogBytesShown);
}

}  // namespace provbank::postgres_server
