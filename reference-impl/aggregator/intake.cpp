#include "reference-impl/aggregator/intake.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "platform/base/wipe.hpp"
#include "platform/http/ascii.hpp"
#include "reference-impl/aggregator/purge.hpp"

namespace provbank::aggregator {

using contract::FaultCode;
using wire::Operation;
using wire::SoapFaultCode;

namespace {

// ---- HTTP ---------------------------------------------------------------------------------------

Refusal refusal(FaultCode code, int status = 500) {
  return Refusal{.code = code,
                 .operation = Operation::hamta,
                 .soap = std::nullopt,
                 .status = status,
                 .retry_after = std::nullopt};
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

/// text/xml, and charset utf-8 where one is named. Other parameters mean nothing to us.
bool is_utf8_xml(std::string_view content_type) {
  auto end = content_type.find(';');
  if (!http::equals_ignoring_case(trim(content_type.substr(0, end)), "text/xml")) return false;
  while (end != std::string_view::npos) {
    content_type.remove_prefix(end + 1);
    end = content_type.find(';');
    const auto parameter = content_type.substr(0, end);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    const bool charset = http::equals_ignoring_case(trim(parameter.substr(0, equals)), "charset");
    const auto value = unquoted(trim(parameter.substr(equals + 1)));
    if (charset && !http::equals_ignoring_case(value, "utf-8")) return false;
  }
  return true;
}

std::optional<Refusal> check_head(const http::Request& request) {
  constexpr int kNotFound = 404;
  constexpr int kMethodNotAllowed = 405;
  constexpr int kUnsupportedMediaType = 415;
  if (request.target != kServicePath) return refusal(FaultCode::not_http_soap, kNotFound);
  if (request.method != "POST") return refusal(FaultCode::not_http_soap, kMethodNotAllowed);
  const auto content_type = request.fields.find("Content-Type");
  if (!content_type || request.fields.count("Content-Type") != 1 || !is_utf8_xml(*content_type)) {
    return refusal(FaultCode::not_http_soap, kUnsupportedMediaType);
  }
  const auto coding = request.fields.find("Content-Encoding");
  if (coding && !http::equals_ignoring_case(trim(*coding), "identity")) {
    return refusal(FaultCode::not_http_soap, kUnsupportedMediaType);
  }
  // The contract's soapAction is empty; SOAP 1.1 wants the field, but its absence harms nobody.
  const auto action = request.fields.find("SOAPAction");
  if (action && !unquoted(trim(*action)).empty()) return refusal(FaultCode::not_http_soap);
  return std::nullopt;
}

// ---- SOAP ---------------------------------------------------------------------------------------

struct KnownBody {
  std::string_view name_space;
  std::string_view name;
  Operation operation;
};

constexpr std::array kKnownBodies = {
    KnownBody{wire::kSsbtNamespace, "hamtaBastjanstInformation", Operation::hamta},
    KnownBody{wire::kFleraNamespace, "hamtaBastjanstInformationFlera", Operation::hamta_flera},
    KnownBody{wire::kSsbtNamespace, "testaBastjanstInformation", Operation::testa},
};

std::optional<Operation> operation_of(const wire::SoapBody& body) {
  const auto known = std::ranges::find_if(kKnownBodies, [&](const KnownBody& candidate) {
    return candidate.name_space == body.name_space && candidate.name == body.name;
  });
  if (known == kKnownBodies.end()) return std::nullopt;
  return known->operation;
}

Refusal refusal_of_envelope(const Error& error) {
  auto answer = refusal(FaultCode::not_http_soap);
  switch (error.code) {
    case Errc::unsupported:
      answer.soap = SoapFaultCode::version_mismatch;
      break;
    case Errc::invalid:
      answer.soap = SoapFaultCode::must_understand;
      break;
    case Errc::too_large:
      answer.code = FaultCode::too_large;
      break;
    default:
      break;
  }
  return answer;
}

Refusal refusal_of(const wire::DecodeError& error) {
  auto answer = refusal(error.code);
  answer.operation = error.operation;
  answer.soap = error.soap;
  return answer;
}

}  // namespace

OrRefusal<wire::IncomingRequest> Intake::read(const http::Request& request) const {
  if (const auto bad_head = check_head(request)) return *bad_head;
  return read_soap(request.body);
}

OrRefusal<wire::IncomingRequest> Intake::read_soap(std::string_view text) const {
  auto body = open_envelope(text);
  if (!body) return body.error();
  const WipeOnExit forget(body->xml);
  if (auto operation = check_body(*body, text); !operation) return operation.error();
  auto decoded = wire::decode_request(text);
  if (!decoded) return refusal_of(decoded.error());
  const PurgeOnExit forget_copy(*decoded);
  return std::move(*decoded);
}

OrRefusal<wire::SoapBody> Intake::open_envelope(std::string_view text) const {
  const auto valid = schemas_.soap_envelope().validate(text);
  if (!valid && valid.error().code == Errc::malformed) return refusal(FaultCode::malformed_xml);
  if (!valid && valid.error().code == Errc::too_large) return refusal(FaultCode::too_large);
  auto body = wire::read_envelope(text);
  if (!body) return refusal_of_envelope(body.error());
  if (!valid) return refusal(FaultCode::schema_invalid);
  return std::move(*body);
}

OrRefusal<wire::Operation> Intake::check_body(const wire::SoapBody& body,
                                              std::string_view text) const {
  const auto operation = operation_of(body);
  if (!operation) return refusal(FaultCode::unknown_operation);
  const auto& schema =
      *operation == Operation::hamta_flera ? schemas_.flerperson() : schemas_.ssbt();
  if (schema.validate(body.xml)) return *operation;

  // The schema stops at ten persons too. Eleven are a limit passed, which is worth a code of its
  // own.
  const auto decoded = wire::decode_request(text);
  auto answer = refusal(!decoded && decoded.error().code == FaultCode::too_many_persons
                            ? FaultCode::too_many_persons
                            : FaultCode::schema_invalid);
  answer.operation = *operation;
  return answer;
}

}  // namespace provbank::aggregator
