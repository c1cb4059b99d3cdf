#include "platform/ldap_server/server.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <set>
#include <sstream>
#include <utility>

#include "platform/time/clock.hpp"

namespace provbank::ldap_server {
namespace {

namespace fs = std::filesystem;
using boost::asio::awaitable;

constexpr auto kInstalledProgram = "/usr/sbin/slapd";
constexpr auto kModules = "/usr/lib/ldap";
constexpr auto kCoreSchema = "/etc/ldap/schema/core.schema";
constexpr auto kReadyWait = std::chrono::seconds(20);
constexpr auto kEndWait = std::chrono::seconds(10);
constexpr auto kPoll = std::chrono::milliseconds(5);
constexpr auto kFillTimeLimit = std::chrono::seconds(60);
constexpr int kPortTries = 10;
constexpr std::size_t kLogBytesShown = 4000;
constexpr std::size_t kDatabaseBytes = 64U << 20U;

/// A port that nobody has; somebody else may take it before we do.
std::uint16_t free_port() {
  using boost::asio::ip::tcp;
  boost::asio::io_context io;
  tcp::acceptor acceptor(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  return acceptor.local_endpoint().port();
}

/// The sockets that listen on that port, as /proc names them: "socket:[INODE]".
std::set<std::string> listeners_on(std::uint16_t port) {
  constexpr std::string_view kListening = "0A";
  std::set<std::string> out;
  // The kernel's files have no size, so read_file cannot read them whole.
  std::string text;
  if (FILE* file = std::fopen("/proc/net/tcp", "re")) {
    char bytes[4096];
    for (std::size_t got = 0; (got = std::fread(bytes, 1, sizeof bytes, file)) > 0;)
      text.append(bytes, got);
    std::fclose(file);
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    // number local_address rem_address state queues timer retransmits uid timeout inode
    std::istringstream words(line);
    std::string local;
    std::string state;
    std::string skipped;
    std::string inode;
    words >> skipped >> local >> skipped >> state;
    for (int i = 0; i < 5; ++i) words >> skipped;
    words >> inode;
    if (state == kListening && local.ends_with(fmt::format(":{:04X}", port)))
      out.insert("socket:[" + inode + "]");
  }
  return out;
}

bool listens(pid_t process, std::uint16_t port) {
  const auto sockets = listeners_on(port);
  if (sockets.empty()) return false;
  std::error_code ec;
  const auto descriptors = fs::path("/proc") / std::to_string(process) / "fd";
  for (const auto& entry : fs::directory_iterator(descriptors, ec)) {
    std::error_code gone;
    if (sockets.contains(fs::read_symlink(entry.path(), gone).string())) return true;
  }
  return false;
}

}  // namespace

Server::Server(Settings settings)
    : settings_(std::move(settings)),
      folder_(std::make_unique<ScratchFolder>()),
      owner_(::getpid()) {}

Server::~Server() {
  if (owner_ == ::getpid()) {
    end();
    folder_.reset();
  } else {
    static_cast<void>(folder_.release());  // whose folder it is removes it
  }
}

Result<std::unique_ptr<Server>> Server::start(Settings settings) {
  auto server = std::unique_ptr<Server>(new Server(std::move(settings)));
  if (auto prepared = server->prepare(); !prepared) return at("OpenLDAP", prepared.error());
  process::FolderGuard::Orders orders{.folder = server->folder(),
                                      .pid_file = server->place("slapd.pid"),
                                      .works_in = server->folder()};
  if (auto set = server->guard_.set(orders); !set) return at("OpenLDAP", set.error());
  if (auto filled = server->fill(server->settings_.entries); !filled) return filled.error();
  if (auto launched = server->launch_on_free_ports(); !launched) return launched.error();
  return server;
}

// ---- Its folder ---------------------------------------------------------------------------------

Result<void> Server::prepare() {
  std::error_code ec;
  if (!fs::exists(kInstalledProgram, ec)) {
    return fail(Errc::not_found,
                fmt::format("{} is missing. Install it: apt-get install slapd", kInstalledProgram));
  }
  if (::geteuid() == 0) {
    const auto user = process::first_user_of({"openldap", "nobody"});
    if (!user) return user.error();
    user_ = *user;
  }
  // AppArmor lets the installed program touch the system's own directory alone, by its path.
  fs::copy_file(kInstalledProgram, place("slapd"), ec);
  if (ec) return fail(Errc::io, place("slapd").string() + ": " + ec.message());
  std::string text = fmt::format("include {}\n", kCoreSchema);
  for (const auto& schema : settings_.schemas)
    text += fmt::format("include {}\n", fs::absolute(schema).string());
  text += fmt::format("pidfile {}\nmodulepath {}\nmoduleload back_mdb\n",
                      place("slapd.pid").string(), kModules);
  if (settings_.tls) {
    if (auto w = write_file(place("server.pem"), settings_.tls->certificate_pem); !w) return w;
    if (auto w = write_file(place("server.key"), settings_.tls->private_key_pem); !w) return w;
    text += fmt::format("TLSCertificateFile {}\nTLSCertificateKeyFile {}\n",
                        place("server.pem").string(), place("server.key").string());
  }
  text += fmt::format("database mdb\nmaxsize {}\ndbnosync\nsuffix \"{}\"\ndirectory {}\n",
                      kDatabaseBytes, settings_.suffix, place("entries").string());
  for (const auto& line : settings_.lines) text += line + "\n";
  if (auto w = write_file(place("slapd.conf"), text); !w) return w;
  for (const char* name : {"", "slapd", "slapd.conf", "server.pem", "server.key"}) {
    if (auto given = give_away(folder() / name); !given) return given;
  }
  return {};
}

Result<void> Server::give_away(const fs::path& path) const {
  std::error_code ec;
  if (!user_ || !fs::exists(path, ec)) return {};
  if (::chown(path.c_str(), user_->uid, user_->gid) != 0) {
    return fail(Errc::io, fmt::format("{} cannot be given to {}: {}", path.string(), user_->name,
                                      std::strerror(errno)));
  }
  return {};
}

std::vector<std::string> Server::as_server_user(std::vector<std::string> words) const {
  return user_ ? process::as_user(*user_, std::move(words)) : words;
}

Result<void> Server::fill(std::string_view entries) {
  std::error_code ec;
  fs::remove_all(place("entries"), ec);
  fs::create_directory(place("entries"), ec);
  if (ec) return fail(Errc::io, place("entries").string() + ": " + ec.message());
  if (auto written = write_file(place("entries.ldif"), entries); !written) return written;
  for (const char* name : {"entries", "entries.ldif"}) {
    if (auto given = give_away(place(name)); !given) return given;
  }
  auto done = process::output_of(as_server_user({place("slapd"), "-T", "add", "-q", "-f",
                                                 place("slapd.conf"), "-l", place("entries.ldif")}),
                                 kFillTimeLimit);
  if (!done) return at("OpenLDAP: slapadd", done.error());
  return {};
}

Result<void> Server::refill(std::string_view entries) {
  const bool was_running = running();
  end();
  if (auto filled = fill(entries); !filled) return filled;
  return was_running ? launch() : Result<void>{};
}

// ---- Running ------------------------------------------------------------------------------------

Result<void> Server::launch_on_free_ports() {
  for (int left = kPortTries;; --left) {
    port_ = free_port();
    if (settings_.tls) ldaps_port_ = free_port();
    auto launched = launch();
    if (launched || launched.error().code != Errc::refused || left == 1) return launched;
  }
}

Result<void> Server::launch() {
  const std::string urls = settings_.tls ? url() + "/ " + ldaps_url() + "/" : url() + "/";
  auto started = process::spawn(
      {.words = as_server_user({place("slapd"), "-d", "0", "-h", urls, "-f", place("slapd.conf")}),
       .output = place("server.log"),
       .works_in = folder()});
  if (!started) return at("OpenLDAP", started.error());
  process_ = *started;
  auto waited = process::to_the_end([this](time::Clock& clock) -> awaitable<Result<void>> {
    const auto limit = clock.now() + kReadyWait;
    while (!listens(process_, port_) || (settings_.tls && !listens(process_, ldaps_port_))) {
      int status = 0;
      if (::waitpid(process_, &status, WNOHANG) == process_) {
        process_ = -1;
        co_return fail(Errc::refused, "OpenLDAP: the server did not start:\n" + log());
      }
      if (clock.now() > limit)
        co_return fail(Errc::timed_out, "OpenLDAP: the server is not ready in time:\n" + log());
      co_await time::sleep_for(clock, kPoll);
    }
    co_return Result<void>{};
  });
  if (!waited) end();
  return waited;
}

Result<void> Server::start_again() {
  return running() ? Result<void>{} : launch();
}

void Server::end() {
  if (!running()) return;
  ::kill(process_, SIGTERM);
  auto waited = process::to_the_end([this](time::Clock& clock) -> awaitable<Result<void>> {
    const auto limit = clock.now() + kEndWait;
    int status = 0;
    while (::waitpid(process_, &status, WNOHANG) == 0) {
      if (clock.now() > limit) ::kill(process_, SIGKILL);
      co_await time::sleep_for(clock, kPoll);
    }
    process_ = -1;
    co_return Result<void>{};
  });
  static_cast<void>(waited);
}

// ---- Use ----------------------------------------------------------------------------------------

std::string Server::url() const {
  return fmt::format("ldap://127.0.0.1:{}", port_);
}

std::string Server::ldaps_url() const {
  return fmt::format("ldaps://127.0.0.1:{}", ldaps_port_);
}

std::string Server::log() const {
  auto text = read_file(place("server.log"));
  if (!text) return text.error().detail;
  return text->size() <= kLogBytesShown ? *text : text->substr(text->size() - kLogBytesShown);
}

}  // namespace provbank::ldap_server
