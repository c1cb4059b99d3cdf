// What the node's services share. For this folder's .cpp files only.
#pragma once
#include <chrono>
#include <string>

#include "platform/chance/uuid.hpp"
#include "platform/net/event.hpp"
#include "reference-impl/shs/mailbox.hpp"
#include "reference-impl/shs/node.hpp"

namespace provbank::shs {

struct Ground {
  time::Clock& clock;
  chance::Rng rng;
  NodeSettings settings;
  Mailbox mailbox;
  std::optional<net::Event> changed{};  // while the node runs: something was taken or put in a box

  void notify() {
    if (changed) changed->notify();
  }
  awaitable<bool> note(NodeEvent event) const {
    if (!settings.journal) co_return true;
    co_return co_await settings.journal(std::move(event));
  }

  /// yyyy-MM-ddTHH:mm:ss on the clocks in Sweden.
  std::string local_time(time::WallTime instant) const;
  std::string local_time() const { return local_time(clock.wall_now()); }
  Day today() const;
  /// Version 4, from the node's own chance.
  std::string new_uuid() { return chance::uuid(rng); }
};

/// 400 and what the sender's node needs to know.
http::Response refusal(const wire::shs::ShsError& error);
http::Response plain(int status, std::string text);
/// 503: not now, and when to come again.
http::Response come_again(std::string text);

NodeEvent event_about(NodeEvent::What what, const wire::shs::Label& label);
/// The caller's organisation number, empty when there is none.
std::string caller_of(const std::optional<crypto::Certificate>& certificate);

void purge(wire::shs::Message& message) noexcept;
class PurgeOnExit {
 public:
  explicit PurgeOnExit(wire::shs::Message& message) : message_(message) {}
  PurgeOnExit(const PurgeOnExit&) = delete;
  PurgeOnExit& operator=(const PurgeOnExit&) = delete;
  ~PurgeOnExit() { purge(message_); }

 private:
  wire::shs::Message& message_;
};

}  // namespace provbank::shs
