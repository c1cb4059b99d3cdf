#include "reference-impl/kommun/client.hpp"

#include <fmt/format.h>

#include <utility>

#include "reference-impl/wire/soap.hpp"

namespace provbank::kommun {

namespace {

/// Reads what the transport brought with `decode`.
template <class T>
Result<Outcome<T>> read_outcome(Result<http::Response> response,
                                Result<T> (*decode)(std::string_view)) {
  if (!response) return response.error();
  auto result = decode(response->body);
  if (!result) return at(fmt::format("HTTP {}", response->status), result.error());
  return Outcome<T>{std::move(*result), std::move(*response)};
}

}  // namespace

http::Request make_request(std::string soap_body, std::string target) {
  http::Request request;
  request.method = "POST";
  request.target = std::move(target);
  request.fields.set("Content-Type", std::string(wire::kSoapContentType));
  request.fields.set("SOAPAction", "\"\"");
  request.body = std::move(soap_body);
  return request;
}

KommunClient::KommunClient(Transport& transport, std::string target)
    : transport_(transport), target_(std::move(target)) {}

net::awaitable<Result<AskOutcome>> KommunClient::ask(contract::Question question) {
  auto request = make_request(wire::encode_question(question), target_);
  auto response = co_await transport_.send(std::move(request));
  co_return read_outcome(std::move(response), &wire::decode_answer);
}

net::awaitable<Result<AskManyOutcome>> KommunClient::ask_many(
    std::vector<contract::Question> questions) {
  auto request = make_request(wire::encode_flera_question(questions), target_);
  auto response = co_await transport_.send(std::move(request));
  co_return read_outcome(std::move(response), &wire::decode_flera_answer);
}

net::awaitable<Result<PingOutcome>> KommunClient::ping() {
  auto request = make_request(wire::encode_ping(), target_);
  auto response = co_await transport_.send(std::move(request));
  co_return read_outcome(std::move(response), &wire::decode_ping_answer);
}

}  // namespace provbank::kommun
