#include "reference-impl/shs_ldap/socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <optional>

namespace provbank::shs_ldap {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr auto kSlice = std::chrono::milliseconds(50);

}  // namespace

Result<int> connect_to(const std::string& host, const std::string& port, const Patience& patience) {
  boost::asio::io_context io;
  tcp::resolver resolver(io);
  tcp::socket socket(io);
  std::optional<error_code> outcome;
  const auto bare = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
  resolver.async_resolve(bare, port, [&](error_code failed, const auto& found) {
    if (failed) {
      outcome = failed;
      return;
    }
    boost::asio::async_connect(socket, found,
                               [&](error_code error, const tcp::endpoint&) { outcome = error; });
  });
  while (!outcome && !patience.over()) io.run_one_for(kSlice);
  if (!outcome) return fail(Errc::unavailable, "no connection in time");
  if (*outcome) return fail(Errc::unavailable, "no connection: " + outcome->message());
  error_code failed;
  socket.native_non_blocking(false, failed);
  const int released = failed ? -1 : socket.release(failed);
  if (failed) return fail(Errc::unavailable, "the connection: " + failed.message());
  return released;
}

Watchdog::Watchdog(int socket, Patience patience)
    : socket_(::fcntl(socket, F_DUPFD_CLOEXEC, 0)),
      patience_(patience),
      thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_one();
  thread_.join();
  if (socket_ >= 0) ::close(socket_);
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!done_ && !patience_.over()) changed_.wait_for(lock, kSlice);
  if (done_) return;
  bitten_ = true;
  ::shutdown(socket_, SHUT_RDWR);
}

}  // namespace provbank::shs_ldap
