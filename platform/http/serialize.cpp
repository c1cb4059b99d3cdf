#include <stdexcept>

#include "platform/base/wipe.hpp"
#include "platform/http/parser.hpp"

namespace provbank::http {
namespace {

/// A line end inside a value would let its author write the rest of the message.
std::string_view one_line(std::string_view text) {
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    throw std::invalid_argument("HTTP: a line end inside a header field or start line");
  }
  return text;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(one_line(name)).append(": ").append(one_line(value)).append("\r\n");
}

void append_fields(std::string& out, const Fields& fields) {
  for (const auto& [name, value] : fields.entries()) append_field(out, name, value);
}

bool framed_by_caller(const Fields& fields) {
  return fields.find("Content-Length") || fields.find("Transfer-Encoding");
}

/// RFC 9110 section 8.6: these never carry a length.
bool may_have_length(int status) {
  return status >= 200 && status != 204 && status != 304;
}

bool method_implies_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

/// The body goes last and into memory reserved for it, so that no copy of it is left behind.
std::string finish(std::string head, const std::string& body) {
  head += "\r\n";
  std::string message;
  message.reserve(head.size() + body.size());
  message.append(head).append(body);
  return message;
}

}  // namespace

std::string serialize(const Request& request, std::string_view host) {
  std::string head(one_line(request.method));
  head.append(" ").append(one_line(request.target)).append(" HTTP/1.1\r\n");
  if (!request.fields.find("Host")) append_field(head, "Host", host);
  append_fields(head, request.fields);
  const bool has_body = !request.body.empty() || method_implies_body(request.method);
  if (has_body && !framed_by_caller(request.fields)) {
    append_field(head, "Content-Length", std::to_string(request.body.size()));
  }
  return finish(std::move(head), request.body);
}

std::string serialize(const Response& response, bool keep_alive) {
  const std::string_view reason =
      response.reason.empty() ? reason_phrase(response.status) : std::string_view(response.reason);
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(one_line(reason)).append("\r\n");
  append_fields(head, response.fields);
  if (may_have_length(response.status) && !framed_by_caller(response.fields)) {
    append_field(head, "Content-Length", std::to_string(response.body.size()));
  }
  if (!keep_alive && !response.fields.find("Connection")) append_field(head, "Connection", "close");
  return finish(std::move(head), response.body);
}

}  // namespace provbank::http
