#include "harness/evidence/har.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "platform/crypto/encoding.hpp"
#include "platform/text/utf8.hpp"

namespace provbank::evidence {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(time::Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string media_type(const http::Fields& fields) {
  return std::string(fields.find("Content-Type").value_or("application/octet-stream"));
}

Json fields_of(const http::Fields& fields) {
  Json list = Json::array();
  for (const auto& [name, value] : fields.entries()) {
    list.push_back({{"name", text::is_utf8(name) ? name : crypto::base64(name)},
                    {"value", text::is_utf8(value) ? value : crypto::base64(value)}});
  }
  return list;
}

// The members HAR uses for a body, in `into`: text, with its encoding when it is not UTF-8.
void put_body(Json& into, const std::string& body, const std::string& file, std::size_t exchanges) {
  if (has_body_file(body, exchanges)) into["_file"] = file;
  if (body.size() > kHarBodyBytesMax) return;
  if (text::is_utf8(body)) {
    into["text"] = body;
  } else {
    into["text"] = crypto::base64(body);
    into["encoding"] = "base64";
  }
}

Json request_of(const Exchange& exchange, std::size_t exchanges) {
  const auto& request = exchange.request;
  Json json = {{"method", request.method},
               {"url", "https://" +
                           std::string(request.fields.find("Host").value_or(
                               exchange.leg == Leg::kommun ? "driftspart" : exchange.party)) +
                           request.target},
               {"httpVersion", "HTTP/1.1"},
               {"cookies", Json::array()},
               {"headers", fields_of(request.fields)},
               {"queryString", Json::array()},
               {"headersSize", -1},
               {"bodySize", request.body.size()}};
  if (!request.body.empty()) {
    Json data = {{"mimeType", media_type(request.fields)}};
    put_body(data, request.body, body_file(exchange, false), exchanges);
    json["postData"] = std::move(data);
  }
  return json;
}

Json response_of(const Exchange& exchange, std::size_t exchanges) {
  http::Response none;
  none.status = 0;
  const http::Response& response = exchange.response ? *exchange.response : none;
  Json content = {{"size", response.body.size()}, {"mimeType", media_type(response.fields)}};
  if (!response.body.empty())
    put_body(content, response.body, body_file(exchange, true), exchanges);
  return {
      {"status", response.status},
      {"statusText", exchange.response ? std::string(http::reason_phrase(response.status)) : ""},
      {"httpVersion", "HTTP/1.1"},
      {"cookies", Json::array()},
      {"headers", fields_of(response.fields)},
      {"content", std::move(content)},
      {"redirectURL", ""},
      {"headersSize", -1},
      {"bodySize", response.body.size()}};
}

Json entry_of(const Exchange& exchange, time::WallTime zero, std::size_t exchanges) {
  const double total = milliseconds(exchange.finished - exchange.started);
  Json entry = {{"_id", exchange.id},
                {"_leg", exchange.leg == Leg::kommun ? "kommun" : "source"},
                {"_party", exchange.party},
                {"_complete", exchange.complete},
                {"startedDateTime", time::to_iso8601(zero + exchange.started)},
                {"time", total},
                {"request", request_of(exchange, exchanges)},
                {"response", response_of(exchange, exchanges)},
                {"cache", Json::object()},
                {"timings", {{"send", 0}, {"wait", total}, {"receive", 0}}}};
  if (exchange.failure) entry["_error"] = exchange.failure->detail;
  return entry;
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
  Json entries = Json::array();
  for (const Exchange& exchange : exchanges)
    entries.push_back(entry_of(exchange, zero, exchanges.size()));
  const Json har = {{"log",
                     {{"version", "1.2"},
                      {"creator", {{"name", "provbank"}, {"version", PROVBANK_VERSION}}},
                      {"entries", std::move(entries)}}}};
  return har.dump(1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace provbank::evidence
