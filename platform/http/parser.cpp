#include "platform/http/parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cassert>
#include <type_traits>

#include "platform/base/wipe.hpp"
#include "platform/http/ascii.hpp"

namespace provbank::http {
namespace {

namespace beast = boost::beast::http;
using beast_string = boost::beast::string_view;
using ErrorCode = boost::beast::error_code;

constexpr int kInterimResponsesLimit = 8;
constexpr std::size_t kBodyReserveLimit = 64U << 10U;  // a claimed length alone buys no more memory

std::string_view view(beast_string text) {
  return {text.data(), text.size()};
}

Error malformed(std::string rule) {
  return fail(Errc::malformed, "HTTP: " + std::move(rule));
}

Error past_limit(std::string_view name, std::size_t limit) {
  return fail(Errc::too_large,
              "HTTP: past the limit " + std::string(name) + " (" + std::to_string(limit) + ")");
}

/// What Beast objected to, in our words. Never its input.
std::string_view rule_broken(beast::error code) {
  switch (code) {
    case beast::error::bad_line_ending:
      return "a line does not end in CRLF";
    case beast::error::bad_method:
      return "the method is not a token";
    case beast::error::bad_target:
      return "the request target is not one";
    case beast::error::bad_version:
      return "the start line has no HTTP version";
    case beast::error::bad_status:
      return "the status is not three digits";
    case beast::error::bad_reason:
      return "the reason phrase holds control characters";
    case beast::error::bad_field:
      return "a field name is not a token followed by a colon";
    case beast::error::bad_value:
      return "a field value does not follow its grammar";
    case beast::error::bad_content_length:
      return "Content-Length is not one number, or not alone";
    case beast::error::multiple_content_length:
      return "several Content-Length";
    case beast::error::bad_transfer_encoding:
      return "Transfer-Encoding repeated, or not alone";
    case beast::error::bad_chunk:
      return "a chunk does not begin with its size or end in CRLF";
    case beast::error::bad_chunk_extension:
      return "a chunk extension does not follow its grammar";
    default:
      return "the message does not follow its grammar";
  }
}

/// "HTTP/" DIGIT "." DIGIT where it belongs in a start line: then the grammar is kept and only the
/// version is not ours.
bool names_other_version(std::string_view start_line, bool is_request) {
  constexpr std::size_t kLength = 8;
  if (start_line.size() < kLength) return false;
  const auto version =
      is_request ? start_line.substr(start_line.size() - kLength) : start_line.substr(0, kLength);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.substr(0, 5) == "HTTP/" && digit(version[5]) && version[6] == '.' &&
         digit(version[7]);
}

/// origin-form, absolute-form or "*" (RFC 9112 section 3.2), in visible ASCII. Tunnels are not
/// offered.
bool is_target(std::string_view target) {
  const auto visible = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
  const bool form = target.substr(0, 1) == "/" || target == "*" ||
                    target.substr(0, 7) == "http://" || target.substr(0, 8) == "https://";
  return form && std::all_of(target.begin(), target.end(), visible);
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// True for a last chunk (size zero) whose trailers have not come to their end. Beast, once it has
/// seen such a chunk begin, wants to see it again only whole.
bool is_unfinished_last_chunk(std::string_view pending) {
  if (pending.substr(0, 2) == "\r\n") pending.remove_prefix(2);
  const auto after_zeros = pending.find_first_not_of('0');
  if (after_zeros == 0 || after_zeros == std::string_view::npos) return false;
  constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
  return kHexDigits.find(pending[after_zeros]) == std::string_view::npos &&
         pending.find("\r\n\r\n") == std::string_view::npos;
}

/// Collects a head up to its empty line and refuses, byte by byte, what would let two readers see
/// different lines. So the engine behind it sees whole heads only, however the bytes were split.
class HeadGate {
 public:
  HeadGate(std::size_t bytes_limit, bool may_skip_empty_line)
      : bytes_limit_(bytes_limit), may_skip_empty_line_(may_skip_empty_line) {}

  /// How many bytes belonged to the head.
  Result<std::size_t> feed(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (text_.size() == bytes_limit_) return past_limit("header_bytes", bytes_limit_);
      const char c = bytes[i];
      if (const auto rule = objection(c); !rule.empty()) return malformed(std::string(rule));
      append_wiping(text_, std::string_view(&c, 1));
      if (c == '\n') end_line();
      if (c != '\r' && c != '\n') ++line_bytes_;
      if (complete_) return i + 1;
    }
    return bytes.size();
  }

  bool complete() const { return complete_; }
  const std::string& text() const { return text_; }
  std::string_view start_line() const {
    return std::string_view(text_).substr(0, text_.find('\r'));
  }
  void forget() { wipe(text_); }

 private:
  std::string_view objection(char c) const {
    const bool after_cr = !text_.empty() && text_.back() == '\r';
    if ((c == '\n') != after_cr) return "a bare CR or LF in the head";
    const bool control = (c >= 0 && c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == '\x7f';
    if (control) return "a control character in the head";
    const bool folded = (c == ' ' || c == '\t') && line_bytes_ == 0 && !text_.empty();
    if (folded) return "a folded header field";
    return {};
  }

  /// RFC 9112 section 2.2: one empty line before a request line is let pass.
  void end_line() {
    const bool empty = line_bytes_ == 0;
    line_bytes_ = 0;
    if (!empty) return;
    const bool before_start_line = text_.size() == 2;
    if (before_start_line && may_skip_empty_line_) {
      may_skip_empty_line_ = false;
      text_.clear();
    } else {
      complete_ = true;
    }
  }

  std::size_t bytes_limit_;
  bool may_skip_empty_line_;
  std::string text_;
  std::size_t line_bytes_ = 0;
  bool complete_ = false;
};

/// Beast's parser filling our values, with our rules on top.
template <bool is_request>
class Engine final : public beast::basic_parser<is_request> {
 public:
  using Message = std::conditional_t<is_request, Request, Response>;

  explicit Engine(const Limits& limits) : limits_(limits) {
    this->eager(true);
    this->header_limit(static_cast<std::uint32_t>(limits.header_bytes) + 1);  // the gate counts
    this->body_limit(boost::none);                                            // we count
  }

  Message& message() { return message_; }
  const Message& message() const { return message_; }
  bool head_done() const { return head_done_; }
  int version() const { return version_; }

  /// The error behind a code that `put` gave.
  Error explain(const ErrorCode& code) const {
    if (failure_) return *failure_;
    return malformed(std::string(rule_broken(static_cast<beast::error>(code.value()))));
  }

 private:
  void refuse(Error error, ErrorCode& code) {
    failure_ = std::move(error);
    code = beast::error::bad_value;
  }

  void on_request_impl(beast::verb, beast_string method, beast_string target, int version,
                       ErrorCode& code) override {
    version_ = version;
    if constexpr (is_request) {
      message_.method = view(method);
      message_.target = view(target);
      if (!is_target(message_.target)) refuse(malformed("the request target is not one"), code);
    }
  }

  void on_response_impl(int status, beast_string reason, int version, ErrorCode& code) override {
    version_ = version;
    if constexpr (!is_request) {
      message_.status = status;
      message_.reason = view(reason);
      if (status < 100 || status > 599)
        refuse(malformed("the status is not from 100 to 599"), code);
    }
  }

  void on_field_impl(beast::field, beast_string name, beast_string value,
                     ErrorCode& code) override {
    if (++field_count_ > limits_.header_fields) {
      return refuse(past_limit("header_fields", limits_.header_fields), code);
    }
    if (!head_done_) message_.fields.add(std::string(view(name)), std::string(view(value)));
  }

  /// RFC 9112 sections 3.2, 6.1 and 6.3.
  void on_header_impl(ErrorCode& code) override {
    const Fields& fields = message_.fields;
    const auto length = fields.find("Content-Length");
    const auto coding = fields.find("Transfer-Encoding");
    if (length && coding) return refuse(malformed("Content-Length with Transfer-Encoding"), code);
    if (fields.count("Content-Length") > 1)
      return refuse(malformed("several Content-Length"), code);
    if (length && !is_number(*length))
      return refuse(malformed("Content-Length is not one number"), code);
    if (fields.count("Transfer-Encoding") > 1 ||
        (coding && !equals_ignoring_case(*coding, "chunked"))) {
      return refuse(malformed("a Transfer-Encoding other than chunked"), code);
    }
    if (coding && version_ < 11)
      return refuse(malformed("Transfer-Encoding before HTTP/1.1"), code);
    if (is_request && version_ >= 11 && fields.count("Host") != 1) {
      return refuse(malformed("not exactly one Host"), code);
    }
    head_done_ = true;
    field_count_ = 0;  // trailers are counted anew
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
    if (length) message_.body.reserve(std::min<std::size_t>(*length, kBodyReserveLimit));
  }

  std::size_t on_body_impl(beast_string bytes, ErrorCode& code) override {
    if (bytes.size() > limits_.body_bytes - message_.body.size()) {
      refuse(past_limit("body_bytes", limits_.body_bytes), code);
      return 0;
    }
    append_wiping(message_.body, view(bytes));
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t size, beast_string extensions, ErrorCode& code) override {
    if (size > limits_.body_bytes - message_.body.size()) {
      refuse(past_limit("body_bytes", limits_.body_bytes), code);
    } else if (extensions.size() > limits_.header_bytes) {
      refuse(past_limit("header_bytes", limits_.header_bytes), code);
    }
  }

  std::size_t on_chunk_body_impl(std::uint64_t, beast_string bytes, ErrorCode& code) override {
    return on_body_impl(bytes, code);
  }

  void on_finish_impl(ErrorCode&) override {}

  Limits limits_;
  Message message_;
  int version_ = 0;
  std::size_t field_count_ = 0;
  bool head_done_ = false;
  std::optional<Error> failure_;
};

/// One message of either kind: gate, engine and the bytes the engine cannot use yet.
template <bool is_request>
class Reader {
 public:
  using Message = typename Engine<is_request>::Message;

  Reader(const Limits& limits, bool bodyless) : limits_(limits), bodyless_(bodyless) { begin(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    gate_->forget();
    wipe(pending_);
    wipe(engine_->message().body);
  }

  Result<std::size_t> feed(std::string_view bytes) {
    std::size_t used = 0;
    while (used < bytes.size() && !done()) {
      started_ = true;
      const auto part = head_done() ? feed_body(bytes.substr(used)) : feed_head(bytes.substr(used));
      if (!part) return part.error();
      used += *part;
    }
    return used;
  }

  Result<void> feed_end() {
    if (!started_)
      return fail(Errc::closed, "HTTP: the peer ended the connection between messages");
    if (done()) return {};
    ErrorCode code;
    if (head_done()) engine_->put_eof(code);
    if (!head_done() || code) return fail(Errc::truncated, "HTTP: the peer ended inside a message");
    return {};
  }

  bool started() const { return started_; }
  bool head_done() const { return engine_->head_done(); }
  bool done() const { return head_done() && engine_->is_done(); }
  bool keep_alive() const { return head_done() && engine_->keep_alive(); }
  bool body_begun() const { return !engine_->message().body.empty() || !pending_.empty(); }
  int version() const { return engine_->version(); }
  const Message& message() const { return engine_->message(); }
  Message take() { return std::move(engine_->message()); }

 private:
  void begin() {
    gate_.emplace(limits_.header_bytes, is_request);
    engine_.emplace(limits_);
    if (bodyless_) engine_->skip(true);
  }

  Result<std::size_t> feed_head(std::string_view bytes) {
    const auto used = gate_->feed(bytes);
    if (!used || !gate_->complete()) return used;
    ErrorCode code;
    const std::string& head = gate_->text();
    engine_->put(boost::asio::buffer(head), code);
    if (code == beast::error::bad_version && names_other_version(gate_->start_line(), is_request)) {
      return fail(Errc::unsupported, "HTTP: a version other than 1.0 and 1.1");
    }
    // More is needed when a body follows; a head that the gate found whole is never short itself.
    if (code && code != beast::error::need_more) return engine_->explain(code);
    if (!head_done()) return malformed("the head does not follow its grammar");
    if (const auto length = announced_length(); length > limits_.body_bytes) {
      return past_limit("body_bytes", limits_.body_bytes);
    }
    gate_->forget();
    if (is_interim()) {
      if (auto passed = pass_interim(); !passed) return passed.error();
    }
    return used;
  }

  /// The engine learns of a body with its first byte; a client deserves to hear of it before it
  /// sends.
  std::uint64_t announced_length() const {
    if (engine_->is_done()) return 0;
    return engine_->content_length().value_or(0);
  }

  bool is_interim() const {
    if constexpr (is_request) {
      return false;
    } else {
      return engine_->message().status < 200;
    }
  }

  Result<void> pass_interim() {
    if constexpr (!is_request) {
      if (engine_->message().status == 101)
        return malformed("a switch of protocols nobody asked for");
    }
    if (++interim_count_ > kInterimResponsesLimit)
      return malformed("interim responses without end");
    begin();
    return {};
  }

  Result<std::size_t> feed_body(std::string_view bytes) {
    if (pending_.empty()) {
      const auto used = put(bytes);
      if (!used || done()) return used;
      append_wiping(pending_, bytes.substr(*used));
      return within_trailer_limit(bytes.size());
    }
    const std::size_t before = pending_.size();
    append_wiping(pending_, bytes);
    if (is_unfinished_last_chunk(pending_)) return within_trailer_limit(bytes.size());
    const auto used = put(pending_);
    if (!used) return used;
    if (done()) return *used - before;
    pending_.erase(0, *used);
    return within_trailer_limit(bytes.size());
  }

  /// What stays pending is an unfinished chunk head or trailer, and so never large.
  Result<std::size_t> within_trailer_limit(std::size_t used) const {
    if (pending_.size() > limits_.header_bytes)
      return past_limit("header_bytes", limits_.header_bytes);
    return used;
  }

  Result<std::size_t> put(std::string_view bytes) {
    ErrorCode code;
    const std::size_t used = engine_->put(boost::asio::buffer(bytes), code);
    if (code && code != beast::error::need_more) return engine_->explain(code);
    return used;
  }

  Limits limits_;
  bool bodyless_;
  std::optional<HeadGate> gate_;
  std::optional<Engine<is_request>> engine_;
  std::string pending_;
  int interim_count_ = 0;
  bool started_ = false;
};

}  // namespace

struct RequestParser::State : Reader<true> {
  using Reader::Reader;
};

RequestParser::RequestParser(const Limits& limits)
    : state_(std::make_unique<State>(limits, false)) {}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;
Result<std::size_t> RequestParser::feed(std::string_view bytes) {
  return state_->feed(bytes);
}
Result<void> RequestParser::feed_end() {
  return state_->feed_end();
}
bool RequestParser::head_done() const {
  return state_->head_done();
}
bool RequestParser::started() const {
  return state_->started();
}
bool RequestParser::done() const {
  return state_->done();
}
bool RequestParser::keep_alive() const {
  return state_->keep_alive();
}
Request RequestParser::take() {
  return state_->take();
}

bool RequestParser::expects_continue() const {
  if (!head_done() || done() || state_->body_begun() || state_->version() < 11) return false;
  const auto expected = state_->message().fields.find("Expect");
  return expected && equals_ignoring_case(*expected, "100-continue");
}

struct ResponseParser::State : Reader<false> {
  using Reader::Reader;
};

ResponseParser::ResponseParser(const Limits& limits, std::string_view request_method)
    : state_(std::make_unique<State>(limits, request_method == "HEAD")) {}
ResponseParser::~ResponseParser() = default;
ResponseParser::ResponseParser(ResponseParser&&) noexcept = default;
ResponseParser& ResponseParser::operator=(ResponseParser&&) noexcept = default;
Result<std::size_t> ResponseParser::feed(std::string_view bytes) {
  return state_->feed(bytes);
}
Result<void> ResponseParser::feed_end() {
  return state_->feed_end();
}
bool ResponseParser::head_done() const {
  return state_->head_done();
}
bool ResponseParser::started() const {
  return state_->started();
}
bool ResponseParser::done() const {
  return state_->done();
}
bool ResponseParser::keep_alive() const {
  return state_->keep_alive();
}
Response ResponseParser::take() {
  return state_->take();
}

}  // namespace provbank::http
