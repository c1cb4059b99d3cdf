// The aggregator's intake: from bytes to an IncomingRequest.
#include <set>
#include <stdexcept>
#include <utility>

#include "reference-impl/wire/soap_tree.hpp"
#include "reference-impl/wire/ssbt.hpp"
#include "reference-impl/wire/ssbt_question.hpp"

namespace provbank::wire {
namespace {

using contract::FaultCode;

/// SOAP's own trouble in our codes; which faultcode it deserves is SOAP's (section 4.4.1).
DecodeError soap_error(const Error& error) {
  switch (error.code) {
    case Errc::unsupported:
      return {.code = FaultCode::not_http_soap,
              .detail = error.detail,
              .soap = SoapFaultCode::version_mismatch};
    case Errc::invalid:
      return {.code = FaultCode::not_http_soap,
              .detail = error.detail,
              .soap = SoapFaultCode::must_understand};
    default:
      return {.code = FaultCode::not_http_soap, .detail = error.detail};
  }
}

DecodeError xml_error(const Error& error) {
  const auto code = error.code == Errc::too_large ? FaultCode::too_large : FaultCode::malformed_xml;
  return {.code = code, .detail = error.detail};
}

/// The general parameters with what may differ between persons taken out.
contract::GeneralParameters shared_part(contract::GeneralParameters general) {
  general.person = {};
  general.korrelationsid.reset();
  return general;
}

std::optional<DecodeError> unlike(const std::vector<HamtaRequest>& questions) {
  const auto expected = shared_part(questions.front().question.general);
  std::set<contract::PersonIdentity> persons;
  for (const HamtaRequest& one : questions) {
    if (shared_part(one.question.general) != expected) {
      return DecodeError{.code = FaultCode::persons_not_alike,
                         .detail = "the questions differ in a general parameter"};
    }
    if (!persons.insert(one.question.general.person).second) {
      return DecodeError{.code = FaultCode::persons_not_alike,
                         .detail = "a person is asked about twice"};
    }
  }
  return std::nullopt;
}

Decoded<IncomingRequest> read_several(const pugi::xml_node& root) {
  const auto parts = children(root, flera("fraga"));
  if (parts.size() > kPersonsMax) {
    return DecodeError{.code = FaultCode::too_many_persons, .detail = "too many fraga"};
  }
  FleraRequest request;
  for (const auto& part : parts) {
    const auto hamta = child(part, ssbt("hamtaBastjanstInformation"));
    if (!hamta) {
      return DecodeError{.code = FaultCode::schema_invalid, .detail = "a fraga without question"};
    }
    auto one = read_question(hamta);
    if (!one) return one.error();
    request.questions.push_back(std::move(*one));
  }
  if (request.questions.empty()) {
    return DecodeError{.code = FaultCode::schema_invalid, .detail = "no fraga"};
  }
  if (auto difference = unlike(request.questions)) return *std::move(difference);
  return IncomingRequest(std::move(request));
}

Decoded<IncomingRequest> read_operation(const pugi::xml_node& body) {
  if (is(body, ssbt("hamtaBastjanstInformation"))) {
    auto question = read_question(body);
    if (!question) return question.error();
    return IncomingRequest(std::move(*question));
  }
  if (is(body, flera("hamtaBastjanstInformationFlera"))) {
    auto several = read_several(body);
    if (!several) {
      auto error = several.error();
      error.operation = Operation::hamta_flera;
      return error;
    }
    return several;
  }
  if (is(body, ssbt("testaBastjanstInformation"))) return IncomingRequest(TestaRequest{});
  return DecodeError{.code = FaultCode::unknown_operation,
                     .detail = "the element in the SOAP Body is none of the operations"};
}

}  // namespace

void throw_exception_from_error(const DecodeError& error, const boost::source_location&) {
  throw std::runtime_error(std::string(contract::felkod(error.code)) + ": " + error.detail);
}

Decoded<IncomingRequest> decode_request(std::string_view soap_xml) {
  const auto tree = Tree::parse(soap_xml);
  if (!tree) return xml_error(tree.error());
  const auto body = body_element(*tree);
  if (!body) return soap_error(body.error());
  return read_operation(*body);
}

}  // namespace provbank::wire
