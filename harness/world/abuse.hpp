// What a kommun must never send, by name: the scenario language's <send what="...">.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"
#include "platform/net/byte_stream.hpp"
#include "platform/net/network.hpp"
#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::world {

/// One way of misusing the service. Either a whole HTTP request with something wrong in it, or
/// bytes on a connection.
struct Abuse {
  std::string_view name;
  Bilingual description;
  /// Makes the request from a right one; empty for abuses below HTTP.
  std::function<http::Request(http::Request right)> spoil;
  /// What to write on a fresh connection from the right request's bytes; empty for whole requests.
  std::function<std::string(const std::string& right_bytes)> bytes;
  bool shaken = true;    // false: TCP alone, TLS is never begun
  bool endless = false;  // goes on writing `filler` until the peer ends the connection
  std::string_view filler = {};
  std::chrono::nanoseconds filler_interval = std::chrono::seconds(1);
};

std::span<const Abuse> abuses();
const Abuse* find_abuse(std::string_view name);

/// How one abusive connection went.
struct AbuseEnd {
  bool ended_by_peer = false;
  std::string received;  // what the peer said before it ended, up to 64 KiB
  std::optional<Error> failure;
};

/// Keeps the connection until the peer ends it, or `patience` is over.
net::awaitable<AbuseEnd> abuse_connection(const Abuse& abuse, net::Network& network,
                                          time::Clock& clock, net::Endpoint to, net::ClientTls tls,
                                          std::string right_bytes, time::Duration patience);

/// How so many of them went together.
struct AbuseEnds {
  std::size_t ended_by_peer = 0;
  std::string received;  // what the first one that was told anything was told
};

/// The same on several connections at once.
net::awaitable<AbuseEnds> abuse_connections(const Abuse& abuse, net::Network& network,
                                            time::Clock& clock, net::Endpoint to,
                                            net::ClientTls tls, std::string right_bytes,
                                            std::size_t connections);

/// What was received, as the response that it is; `closed` when it is none.
Result<http::Response> as_response(const std::string& received);

}  // namespace provbank::world
