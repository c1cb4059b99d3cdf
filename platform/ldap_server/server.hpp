// An LDAP directory of one's own, to be thrown away: for tests that need a real one. It is
// OpenLDAP's slapd from the packages of the system, started without root's rights on free ports of
// 127.0.0.1 with a configuration of its own, and is gone afterwards on every path. A directory that
// the machine runs for others is never touched.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/file.hpp"
#include "platform/base/result.hpp"
#include "platform/crypto/certificate.hpp"
#include "platform/process/background.hpp"

namespace provbank::ldap_server {

struct Settings {
  /// The entry below which everything lies: "dc=example". `entries` must begin with it.
  std::string suffix;
  /// Schema files in slapd's own notation, besides OpenLDAP's core.
  std::vector<std::filesystem::path> schemas{};
  /// What it is filled with: LDIF.
  std::string entries;
  /// With these it also speaks TLS: StartTLS, and `ldaps_port`.
  std::optional<crypto::Credentials> tls{};
  /// Further lines of slapd.conf for the database: "sizelimit 3".
  std::vector<std::string> lines{};
};

/// Everybody who reaches it may read everything, nobody may write. Not for several threads. When
/// the process dies, however it dies, a small guard outside it ends the server and removes its
/// folder.
class Server {
 public:
  /// Errors: `not_found` when the package is missing (the text names it), `invalid` when schemas,
  /// entries or lines are not accepted (slapd's own words), `timed_out`, `io`. When the process is
  /// root, the server runs as the system's user `openldap`, or as `nobody`.
  static Result<std::unique_ptr<Server>> start(Settings settings);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Ends the server and waits for it.
  void end();
  /// Starts it again, on the same ports.
  Result<void> start_again();
  bool running() const { return process_ > 0; }

  /// Other entries instead of all that it has. Running or not, it is as before afterwards.
  Result<void> refill(std::string_view entries);

  std::uint16_t port() const { return port_; }
  std::uint16_t ldaps_port() const { return ldaps_port_; }  // 0 without TLS
  /// "ldap://127.0.0.1:PORT"
  std::string url() const;
  std::string ldaps_url() const;
  const std::filesystem::path& folder() const { return folder_->path(); }
  /// What the server has said of itself so far.
  std::string log() const;

 private:
  explicit Server(Settings settings);
  Result<void> prepare();
  Result<void> fill(std::string_view entries);
  Result<void> launch_on_free_ports();
  Result<void> launch();
  Result<void> give_away(const std::filesystem::path& path) const;
  std::filesystem::path place(std::string_view name) const { return folder_->path() / name; }
  std::vector<std::string> as_server_user(std::vector<std::string> words) const;

  Settings settings_;
  std::unique_ptr<ScratchFolder> folder_;
  std::optional<process::User> user_;  // whom the server runs as; none: as ourselves
  pid_t owner_ = 0;                    // the process that started it: a fork of it ends nothing
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
  std::uint16_t ldaps_port_ = 0;
  process::FolderGuard guard_;  // ends before the folder, and finds nothing left to do
};

}  // namespace provbank::ldap_server
