#include "harness/evidence/har.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "platform/text/utf8.hpp"

namespace provbank::evidence {
namespace {

double milliseconds(time::Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string media_type(const http::Fields& fields) {
  return std::string(fields.find("Content-Type").value_or("application/octet-stream"));
}

/// Writes JSON straight into one string: an archive holds thousands of messages, and a tree of them
/// would cost more than the run it tells of.
class JsonText {
 public:
  void open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  /// The value follows.
  void key(std::string_view name) {
    separate();
    put(name);
    out_ += ": ";
    first_ = true;
  }
  void open(std::string_view name, char bracket) {
    key(name);
    open(bracket);
  }
  /// `text` is UTF-8.
  void member(std::string_view name, std::string_view text) {
    key(name);
    put(text);
    first_ = false;
  }
  template <typename Number>
  void number(std::string_view name, Number value) {
    key(name);
    fmt::format_to(std::back_inserter(out_), "{}", value);
    first_ = false;
  }
  void literal(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
    first_ = false;
  }
  void line() { pending_line_ = true; }
  std::string take() { return std::move(out_); }

 private:
  void separate() {
    if (!first_) out_ += ", ";
    if (std::exchange(pending_line_, false)) out_ += '\n';
    first_ = false;
  }

  void put(std::string_view text) {
    out_ += '"';
    for (std::size_t from = 0; from < text.size();) {
      const auto plain = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(),
                                      [](char c) { return needs_escape(c); });
      const auto to = static_cast<std::size_t>(plain - text.begin());
      out_ += text.substr(from, to - from);
      if (to < text.size()) put_escaped(text[to]);
      from = to + 1;
    }
    out_ += '"';
  }

  static bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
  }

  void put_escaped(char c) {
    if (c == '\n') {
      out_ += "\\n";
    } else if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else {
      fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned char>(c));
    }
  }

  std::string out_;
  bool first_ = true;  // nothing stands before the next value that a comma must part it from
  bool pending_line_ = false;
};

std::string readable(const std::string& text) {
  return text::is_utf8(text) ? text : crypto::base64(text);
}

void put_fields(JsonText& json, const http::Fields& fields) {
  json.open("headers", '[');
  for (const auto& [name, value] : fields.entries()) {
    json.open('{');
    json.member("name", readable(name));
    json.member("value", readable(value));
    json.close('}');
  }
  json.close(']');
}

// The members HAR uses for a body: text, with its encoding when it is not UTF-8.
void put_body(JsonText& json, const std::string& body, const std::string& file,
              std::size_t exchanges) {
  if (has_body_file(body, exchanges)) json.member("_file", file);
  if (body.size() > kHarBodyBytesMax) return;
  const bool utf8 = text::is_utf8(body);
  json.member("text", utf8 ? body : crypto::base64(body));
  if (!utf8) json.member("encoding", "base64");
}

void put_request(JsonText& json, const Exchange& exchange, std::size_t exchanges) {
  const auto& request = exchange.request;
  const auto host = request.fields.find("Host").value_or(
      exchange.leg == Leg::source ? std::string_view(exchange.party) : "driftspart");
  json.open("request", '{');
  json.member("method", readable(request.method));
  json.member("url", readable("https://" + std::string(host) + request.target));
  json.member("httpVersion", "HTTP/1.1");
  json.literal("cookies", "[]");
  put_fields(json, request.fields);
  json.literal("queryString", "[]");
  json.number("headersSize", -1);
  json.number("bodySize", request.body.size());
  if (!request.body.empty()) {
    json.open("postData", '{');
    json.member("mimeType", readable(media_type(request.fields)));
    put_body(json, request.body, body_file(exchange, false), exchanges);
    json.close('}');
  }
  json.close('}');
}

void put_response(JsonText& json, const Exchange& exchange, std::size_t exchanges) {
  static const http::Response kNone = [] {
    http::Response none;
    none.status = 0;
    return none;
  }();
  const http::Response& response = exchange.response ? *exchange.response : kNone;
  json.open("response", '{');
  json.number("status", response.status);
  json.member("statusText", exchange.response ? http::reason_phrase(response.status) : "");
  json.member("httpVersion", "HTTP/1.1");
  json.literal("cookies", "[]");
  put_fields(json, response.fields);
  json.open("content", '{');
  json.number("size", response.body.size());
  json.member("mimeType", readable(media_type(response.fields)));
  if (!response.body.empty()) put_body(json, response.body, body_file(exchange, true), exchanges);
  json.close('}');
  json.member("redirectURL", "");
  json.number("headersSize", -1);
  json.number("bodySize", response.body.size());
  json.close('}');
}

void put_entry(JsonText& json, const Exchange& exchange, time::WallTime zero,
               std::size_t exchanges) {
  const double total = milliseconds(exchange.finished - exchange.started);
  json.line();
  json.open('{');
  json.member("_id", exchange.id);
  json.member("_leg", to_string(exchange.leg));
  json.member("_party", exchange.party);
  json.literal("_complete", exchange.complete ? "true" : "false");
  json.member("startedDateTime", time::to_iso8601(zero + exchange.started));
  json.number("time", total);
  put_request(json, exchange, exchanges);
  put_response(json, exchange, exchanges);
  json.literal("cache", "{}");
  json.open("timings", '{');
  json.number("send", 0);
  json.number("wait", total);
  json.number("receive", 0);
  json.close('}');
  if (exchange.failure) json.member("_error", readable(exchange.failure->detail));
  json.close('}');
}

}  // namespace

bool has_body_file(std::string_view body, std::size_t exchanges) {
  return !body.empty() && (exchanges <= kBodyFilesExchangesMax || body.size() > kHarBodyBytesMax);
}

std::string body_file(const Exchange& exchange, bool response) {
  static const http::Fields kNone;
  const http::Fields& fields = !response           ? exchange.request.fields
                               : exchange.response ? exchange.response->fields
                                                   : kNone;
  const std::string type = media_type(fields);
  const char* ending = type.find("xml") != std::string::npos    ? "xml"
                       : type.find("json") != std::string::npos ? "json"
                                                                : "bin";
  return fmt::format("bodies/{}-{}.{}", exchange.id, response ? "response" : "request", ending);
}

std::string to_har(std::span<const Exchange> exchanges, time::WallTime zero) {
  JsonText json;
  json.open('{');
  json.open("log", '{');
  json.member("version", "1.2");
  json.open("creator", '{');
  json.member("name", "provbank");
  json.member("version", PROVBANK_VERSION);
  json.close('}');
  json.open("entries", '[');
  for (const Exchange& exchange : exchanges) put_entry(json, exchange, zero, exchanges.size());
  json.close(']');
  json.close('}');
  json.close('}');
  return json.take() + "\n";
}

}  // namespace provbank::evidence
