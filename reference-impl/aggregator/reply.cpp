#include "reference-impl/aggregator/reply.hpp"

#include <utility>

#include "contract/fault_codes.hpp"
#include "reference-impl/wire/soap.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::aggregator {

using contract::FaultCode;

namespace {

http::Response soap_response(int status, std::string soap) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", std::string(wire::kSoapContentType));
  response.fields.set("Cache-Control", "no-store");
  response.body = std::move(soap);
  return response;
}

FaultCode code_of(int status) {
  constexpr int kPayloadTooLarge = 413;
  constexpr int kFieldsTooLarge = 431;
  constexpr int kUnavailable = 503;
  switch (status) {
    case kPayloadTooLarge:
    case kFieldsTooLarge:
      return FaultCode::too_large;
    case kUnavailable:
      return FaultCode::over_capacity;
    default:
      return FaultCode::not_http_soap;
  }
}

}  // namespace

http::Response reply_with(std::string soap) {
  return soap_response(200, std::move(soap));
}

std::string fault_of(const Refusal& refusal) {
  return wire::encode_fault(contract::make_fault(refusal.code), refusal.operation, refusal.soap);
}

http::Response reply_refusing(const Refusal& refusal) {
  constexpr int kMethodNotAllowed = 405;
  auto response = soap_response(refusal.status, fault_of(refusal));
  if (refusal.retry_after) {
    response.fields.set("Retry-After", std::to_string(refusal.retry_after->count()));
  }
  if (refusal.status == kMethodNotAllowed) response.fields.set("Allow", "GET, POST");
  return response;
}

http::Response reply_to_broken_http(int status) {
  Refusal refusal;
  refusal.code = code_of(status);
  refusal.status = status;
  return reply_refusing(refusal);
}

}  // namespace provbank::aggregator
