// A PostgreSQL of one's own, to be thrown away: for tests that need a real one. It is started from
// the packages of the system, without root's rights, on a socket in a folder of its own, and is
// gone afterwards on every path. A PostgreSQL that the machine runs for others is never touched.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/file.hpp"
#include "platform/base/result.hpp"
#include "platform/process/background.hpp"

namespace provbank::postgres_server {

struct Settings {
  /// Whether commits wait for the disk. A server that is killed loses nothing without it; only a
  /// machine that loses power does.
  bool fsync = false;
  /// Further settings of the server: "statement_timeout=200".
  std::vector<std::string> parameters{};
};

/// How a server ends.
enum class End {
  orderly,    // sessions are broken off, what is committed is written out
  immediate,  // as a crash: recovers from its write-ahead log when it starts again
  killed      // SIGKILL to its first process; the others notice
};

/// The superuser, who needs no password on the socket. So does every other role: who may enter the
/// folder is decided by its rights (0700).
inline constexpr std::string_view kSuperuser = "provbank_admin";

/// One server with a data folder of its own. Not for several threads. When the process dies,
/// however it dies, a small guard outside it ends the server and removes the folder.
class Server {
 public:
  /// Makes a data folder and starts the server: about a second. Errors: `not_found` when the
  /// packages are missing (the text names them), `timed_out`, `io`. When the process is root, the
  /// server runs as the system's user `postgres`, or as `nobody`, since it refuses to run as root.
  static Result<std::unique_ptr<Server>> start(const Settings& settings = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Ends the server and waits until none of its processes is left.
  void end(End how);
  /// Starts it again on the same data; recovers when it has to.
  Result<void> start_again();
  bool running() const { return process_ > 0; }

  /// "postgresql:///DATABASE?host=FOLDER&user=USER", as libpq and all that build on it take it.
  std::string target(std::string_view database = "postgres",
                     std::string_view user = kSuperuser) const;
  /// Runs SQL as the superuser; what it wrote, columns apart by '|'. Needs `psql`.
  Result<std::string> sql(std::string_view statements,
                          std::string_view database = "postgres") const;

  const std::filesystem::path& socket_folder() const { return sockets_; }
  const std::filesystem::path& data_folder() const { return data_; }  // tables, pg_wal/ ...
  /// What the server has said of itself so far.
  std::string log() const;

 private:
  explicit Server(Settings settings);
  Result<void> prepare();
  Result<void> spawn();
  Result<void> wait_until_ready();
  /// The words with which a program is started as the user whom the server runs as.
  std::vector<std::string> as_server_user(std::vector<std::string> words) const;
  Result<std::string> run(std::vector<std::string> words) const;

  Settings settings_;
  std::unique_ptr<ScratchFolder> folder_;
  std::filesystem::path programs_;
  std::filesystem::path data_;
  std::filesystem::path sockets_;
  std::filesystem::path log_file_;
  std::optional<process::User> user_;  // whom the server runs as; none: as ourselves
  pid_t owner_ = 0;                    // the process that started it: a fork of it ends nothing
  pid_t process_ = -1;                 // the server's first process
  process::FolderGuard guard_;         // ends before the folder, and finds nothing left to do
};

}  // namespace provbank::postgres_server
