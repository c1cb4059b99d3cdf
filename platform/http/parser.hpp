// Sans-I/O reading and writing of HTTP/1.1 (RFC 9112): bytes in, values out. Strict where lenience
// lets two readers disagree about where a message ends:
//
//   line ends        CRLF only; a bare CR or LF, a control character or a folded field is refused
//   length           one Content-Length, digits only, never together with Transfer-Encoding
//   coding           exactly "chunked", HTTP/1.1 only
//   Host             exactly one in an HTTP/1.1 request
//
// Trailers are checked and dropped. How the bytes are split never changes the outcome. Errors name
// the rule and the limit that was passed, and never quote the peer: a header or a body may hold
// personal data.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/http/message.hpp"

namespace provbank::http {

/// Feed bytes until `done()`. One parser reads one message. What it holds of the body is wiped with
/// it.
class RequestParser {
 public:
  explicit RequestParser(const Limits& limits);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;

  /// Returns how many bytes were consumed (the rest belongs to the next message). Errors:
  /// `malformed`, `too_large` (with which limit), `unsupported` (HTTP version). After an error the
  /// parser is spent. A `too_large` with `head_done()` concerns the body, otherwise the head.
  Result<std::size_t> feed(std::string_view bytes);
  /// The peer ended its side: `closed` when nothing was read, `truncated` inside a message.
  Result<void> feed_end();
  bool head_done() const;
  bool started() const;  // at least one byte consumed
  bool done() const;
  bool keep_alive() const;
  /// True when the head asked for `Expect: 100-continue` and the body is not there yet.
  bool expects_continue() const;
  Request take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same for responses. `feed_end` completes a body that runs to the end of the connection.
/// Interim responses (1xx) are read past. `request_method` decides whether a body follows: none
/// after HEAD.
class ResponseParser {
 public:
  explicit ResponseParser(const Limits& limits, std::string_view request_method = "GET");
  ~ResponseParser();
  ResponseParser(ResponseParser&&) noexcept;
  ResponseParser& operator=(ResponseParser&&) noexcept;

  Result<std::size_t> feed(std::string_view bytes);
  Result<void> feed_end();
  bool head_done() const;
  bool started() const;
  bool done() const;
  bool keep_alive() const;
  Response take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The message as bytes. Sets Host, Content-Length (unless a Transfer-Encoding says that the body
/// is framed already) and Connection where they are missing; `keep_alive` false adds "Connection:
/// close". Throws std::invalid_argument when a name, value, target or reason would break out of its
/// line.
std::string serialize(const Request& request, std::string_view host);
std::string serialize(const Response& response, bool keep_alive);

}  // namespace provbank::http
