// A TCP connection for libldap, which can wait for ever by itself: Debian's, built with GnuTLS,
// even turns round and round in a handshake that is given a time limit. For this folder's .cpp
// files only.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"

namespace provbank::shs_ldap {

/// When to stop waiting: at a point of real time, or when somebody says so.
struct Patience {
  const time::Clock& real;
  time::TimePoint until;
  const std::atomic<bool>& stopping;

  bool over() const { return stopping || real.now() > until; }
};

/// A connected, blocking socket, the caller's to close. `host` may stand in []. `unavailable`.
Result<int> connect_to(const std::string& host, const std::string& port, const Patience& patience);

/// Shuts a connection down when the patience is over, so that whoever waits for it wakes.
class Watchdog {
 public:
  /// Uses a descriptor of its own for the connection.
  Watchdog(int socket, Patience patience);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  bool has_bitten() const { return bitten_; }

 private:
  void watch();

  const int socket_;
  const Patience patience_;
  std::atomic<bool> bitten_ = false;
  bool done_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;  // the last: it uses the others
};

}  // namespace provbank::shs_ldap
