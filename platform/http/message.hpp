// HTTP/1.1 messages as values, and the limits every reader of them keeps.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provbank::http {

/// Header fields in the order they stand on the wire. Names compare without regard to case.
class Fields {
 public:
  using Entry = std::pair<std::string, std::string>;

  Fields() = default;
  Fields(std::initializer_list<Entry> entries) : entries_(entries) {}

  void add(std::string name, std::string value);
  void set(std::string name, std::string value);  // replaces every field of that name
  void erase(std::string_view name);
  /// The first field's value; nothing when absent.
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;

  const std::vector<Entry>& entries() const { return entries_; }
  friend bool operator==(const Fields&, const Fields&) = default;

 private:
  std::vector<Entry> entries_;
};

/// `method`, `target` and the fields as on the wire. Content-Length and Connection are the engine's
/// business and are set when written unless already there. Whoever holds the message last wipes the
/// body.
struct Request {
  std::string method = "GET";
  std::string target = "/";
  Fields fields;
  std::string body;
};

/// How the engine is to put a response on the wire: as is, or the way a sick server would. For
/// simulated parties.
struct Delivery {
  std::size_t chunk_bytes = 0;                   // 0: in one piece
  std::chrono::nanoseconds chunk_interval{};     // pause between the pieces
  std::optional<std::size_t> reset_after_bytes;  // write so many bytes of the message, then reset
  bool never = false;  // read the request, never answer, keep the connection
  bool close = false;  // end the connection after the response
  std::function<void()> on_failure{};  // called when not all of it could be written
};

struct Response {
  int status = 200;
  std::string reason;  // empty: the standard phrase
  Fields fields;
  std::string body;
  Delivery delivery;
};

/// The named limits of one reader.
struct Limits {
  std::size_t header_bytes = 16U << 10U;  // start line and fields; trailers apart, as much again
  std::size_t header_fields = 100;
  std::size_t body_bytes = 1U << 20U;
  std::size_t requests_per_connection = 10'000;
  std::chrono::nanoseconds handshake_time = std::chrono::seconds(5);
  std::chrono::nanoseconds header_time =
      std::chrono::seconds(10);  // from the first byte to the end of the head
  std::chrono::nanoseconds body_time = std::chrono::seconds(20);   // from the end of the head
  std::chrono::nanoseconds write_time = std::chrono::seconds(20);  // for each piece that is written
  std::chrono::nanoseconds idle_time = std::chrono::seconds(60);   // between requests
  /// Past it, the connection that has waited longest for its peer gives way to a new one.
  std::size_t connections = 1024;
};

/// The standard phrase of a status ("Service Unavailable"), or "Unknown".
std::string_view reason_phrase(int status);

}  // namespace provbank::http
