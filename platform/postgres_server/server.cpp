#include "platform/postgres_server/server.hpp"

#include <fmt/format.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <utility>

#include "platform/time/clock.hpp"

namespace provbank::postgres_server {
namespace {

namespace fs = std::filesystem;
using boost::asio::awaitable;

constexpr auto kInstalledPrograms = "/usr/lib/postgresql";
constexpr auto kReadyWait = std::chrono::seconds(60);  // recovery after a crash included
constexpr auto kEndWait = std::chrono::seconds(20);
constexpr auto kPoll = std::chrono::milliseconds(5);
constexpr auto kProgramTimeLimit = std::chrono::seconds(60);
constexpr std::size_t kLogBytesShown = 4000;
constexpr std::string_view kSocketName = "/.s.PGSQL.5432";

Error system_failure(const std::string& doing, int number) {
  return fail(Errc::io, "PostgreSQL: " + doing + ": " + std::strerror(number));
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
}

Result<std::unique_ptr<Server>> Server::start(const Settings& settings) {
  auto server = std::unique_ptr<Server>(new Server(settings));
  if (auto prepared = server->prepare(); !prepared) return prepared.error();
  process::FolderGuard::Orders orders{.folder = server->folder_->path(),
                                      .pid_file = server->data_ / "postmaster.pid",
                                      .works_in = server->data_,
                                      .signal = SIGQUIT};
  if (auto guarded = server->guard_.set(orders); !guarded) return at("PostgreSQL", guarded.error());
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
    const auto user = process::first_user_of({"postgres", "nobody"});
    if (!user) return at("PostgreSQL refuses to run as root", user.error());
    user_ = *user;
    for (const auto& path : {folder_->path(), sockets_}) {
      if (::chown(path.c_str(), user_->uid, user_->gid) != 0) {
        return system_failure(path.string() + " cannot be given to " + user_->name, errno);
      }
    }
  }
  auto made = run(as_server_user({programs_ / "initdb", "--pgdata", data_, "--username",
                                  std::string(kSuperuser), "--auth", "trust", "--encoding", "UTF8",
                                  "--locale", "C", "--no-sync", "--no-instructions"}));
  if (!made) return at("PostgreSQL: initdb", made.error());
  return {};
}

std::vector<std::string> Server::as_server_user(std::vector<std::string> words) const {
  return user_ ? process::as_user(*user_, std::move(words)) : words;
}

Result<std::string> Server::run(std::vector<std::string> words) const {
  return process::output_of(std::move(words), kProgramTimeLimit);
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
  auto pid = process::spawn({.words = as_server_user(std::move(words)), .output = log_file_});
  if (!pid) return at("PostgreSQL", pid.error());
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
  return process::to_the_end([this, ready](time::Clock& clock) -> awaitable<Result<void>> {
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
  auto waited = process::to_the_end([this](time::Clock& clock) -> awaitable<Result<void>> {
    const auto limit = clock.now() + kEndWait;
    int status = 0;
    while (::waitpid(process_, &status, WNOHANG) == 0) {
      if (clock.now() > limit) ::kill(process_, SIGKILL);
      co_await time::sleep_for(clock, kPoll);
    }
    process_ = -1;
    // A killed server's other processes notice by themselves.
    while (process::anybody_works_in(data_) && clock.now() < limit + kEndWait) {
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
