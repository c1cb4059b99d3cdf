#include "reference-impl/wire/sources.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "reference-impl/wire/soap_tree.hpp"
#include "reference-impl/wire/source_codec.hpp"

namespace provbank::wire {
namespace {

using contract::FaultCode;
using contract::Kalla;
using contract::Source;

constexpr int kOk = 200;
constexpr int kFirstError = 400;
constexpr int kServerError = 500;

constexpr std::string_view kWsdlQuery = "?wsdl";

/// Six of the services in one form: what is asked and what is answered, with the payloads' names.
constexpr std::string_view kWsdlPattern = R"(<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="{namespace}" targetNamespace="{namespace}" name="{code}">
  <wsdl:message name="question"><wsdl:part name="parameters" element="tns:{request}"/></wsdl:message>
  <wsdl:message name="answer"><wsdl:part name="parameters" element="tns:{response}"/></wsdl:message>
  <wsdl:portType name="{code}">
    <wsdl:operation name="ask"><wsdl:input message="tns:question"/><wsdl:output message="tns:answer"/></wsdl:operation>
  </wsdl:portType>
  <wsdl:binding name="{code}Soap" type="tns:{code}">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="ask">
      <soap:operation soapAction=""/>
      <wsdl:input><soap:body use="literal"/></wsdl:input>
      <wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="{code}Service">
    <wsdl:port name="{code}Port" binding="tns:{code}Soap"><soap:address location="{path}"/></wsdl:port>
  </wsdl:service>
</wsdl:definitions>
)";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto place = text.find(from); place != std::string::npos;
       place = text.find(from, place + to.size())) {
    text.replace(place, from.size(), to);
  }
}

std::string wsdl(Source source) {
  const auto names = payload_names(source);
  std::string text(kWsdlPattern);
  replace_all(text, "{namespace}", names.response.name_space);
  replace_all(text, "{request}", names.request.name);
  replace_all(text, "{response}", names.response.name);
  replace_all(text, "{code}", contract::code(source));
  replace_all(text, "{path}", source_path(source));
  return text;
}

http::Request soap_request(Source source, std::string_view payload) {
  http::Request request;
  request.method = "POST";
  request.target = source_path(source);
  request.fields.set("Content-Type", std::string(kSoapContentType));
  request.fields.set("SOAPAction", "\"\"");
  request.body = write_envelope(payload);
  return request;
}

http::Response soap_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", std::string(kSoapContentType));
  response.body = std::move(body);
  return response;
}

/// A response's tree with the payload found in it.
struct Payload {
  Tree tree;
  pugi::xml_node root;
};

SourceOutcome<Payload> payload_of(Source source, const http::Response& response) {
  if (response.status >= kFirstError) {
    return source_said_no("HTTP status " + std::to_string(response.status));
  }
  if (response.status != kOk) {
    return aggregator_failure(FaultCode::source_unparsable,
                              "HTTP status " + std::to_string(response.status));
  }
  auto tree = Tree::parse(response.body);
  if (!tree) return aggregator_failure(FaultCode::source_unparsable, tree.error().detail);
  Payload payload{.tree = std::move(*tree), .root = {}};
  const auto body = body_element(payload.tree);
  if (!body) return aggregator_failure(FaultCode::source_unparsable, body.error().detail);
  if (is_fault_element(*body)) return source_said_no("a SOAP fault");
  if (!is(*body, payload_names(source).response)) {
    return aggregator_failure(FaultCode::source_schema_invalid,
                              "the body is another element than the contract's answer");
  }
  payload.root = *body;
  return payload;
}

/// Nothing when the answer may be handed on.
std::optional<SourceFailure> about_wrong_person(const SoapSource& codec,
                                                const pugi::xml_node& answer,
                                                const contract::PersonIdentity& person) {
  const auto whom = codec.about(answer, person);
  if (!whom) return whom.error();
  if (*whom == About::other) {
    return aggregator_failure(FaultCode::source_wrong_person, "the answer names another person");
  }
  if (*whom == About::unsaid && codec.must_say_whom) {
    return aggregator_failure(FaultCode::source_schema_invalid, "the answer names no person");
  }
  return std::nullopt;
}

bool asks_for_wsdl(const http::Request& request) {
  std::string target = request.target;
  std::ranges::transform(target, target.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return request.method == "GET" && target.ends_with(kWsdlQuery);
}

Result<SourceAsk> decode_soap_question(Source source, const http::Request& request) {
  SourceAsk ask;
  if (asks_for_wsdl(request)) {
    ask.ping = true;
    return ask;
  }
  if (request.method != "POST") return fail(Errc::unsupported, "a method other than POST");
  const auto tree = Tree::parse(request.body);
  if (!tree) return tree.error();
  const auto body = body_element(*tree);
  if (!body) return fail(Errc::malformed, body.error().detail);
  if (!is(*body, payload_names(source).request)) {
    return fail(Errc::invalid, "the body is another element than the contract's question");
  }
  if (auto read = soap_source(source).read_question(*body, ask); !read) return read.error();
  ask.payload = self_contained(*body);
  return ask;
}

}  // namespace

void throw_exception_from_error(const SourceFailure& failure, const boost::source_location&) {
  throw std::runtime_error(std::string(contract::felkod(failure.code)) + ": " + failure.detail);
}

// ---- What the codecs share
// -----------------------------------------------------------------------------------

SourceFailure aggregator_failure(FaultCode code, std::string detail) {
  return {.kalla = Kalla::ssbt, .code = code, .detail = std::move(detail)};
}

SourceFailure source_said_no(std::string detail) {
  return {.kalla = Kalla::bt, .code = FaultCode::source_failed, .detail = std::move(detail)};
}

About about(std::string_view said, const contract::PersonIdentity& person) {
  if (said.empty()) return About::unsaid;
  return said == person.digits() ? About::asked : About::other;
}

std::optional<std::string> no_inner(const pugi::xml_node&) {
  return std::nullopt;
}
std::string no_fault_detail(std::string_view) {
  return {};
}

Result<std::string> required_text(const pugi::xml_node& parent, QName name) {
  auto text = trimmed_text_of(child(parent, name));
  if (text.empty()) return fail(Errc::invalid, std::string(name.name) + " is missing");
  return text;
}

void set_person(SourceAsk& ask, std::string person) {
  const auto identity = contract::PersonIdentity::parse(person);
  if (identity) ask.identity = *identity;
  ask.person = std::move(person);
}

Result<void> read_period(const pugi::xml_node& parent, QName from, QName tom, SourceAsk& ask) {
  const auto period = contract::Period::parse(trimmed_text_of(child(parent, from)),
                                              trimmed_text_of(child(parent, tom)));
  if (!period) return fail(Errc::invalid, period.error().detail);
  ask.period = *period;
  return {};
}

std::optional<contract::OrganisationNumber> organisation_in(const pugi::xml_node& parent,
                                                            QName name) {
  const auto number = contract::OrganisationNumber::parse(trimmed_text_of(child(parent, name)));
  if (!number) return std::nullopt;
  return *number;
}

const SoapSource& soap_source(Source source) {
  switch (source) {
    case Source::af:
      return af_source();
    case Source::csn:
      return csn_source();
    case Source::skv:
      return skv_source();
    case Source::so:
      return so_source();
    case Source::tns:
      return tns_source();
    case Source::miv:
      return miv_source();
    case Source::fk:
      break;
  }
  throw std::logic_error("FK does not speak SOAP");
}

// ---- The aggregator's side
// -----------------------------------------------------------------------------------

SourceOutcome<http::Request> encode_source_request(Source source,
                                                   const contract::Question& question) {
  if (source == Source::fk) return fk_encode_request(question);
  const auto payload = soap_source(source).write_question(question);
  if (!payload) return payload.error();
  return soap_request(source, *payload);
}

SourceOutcome<SourceDocuments> source_document(Source source, const http::Response& response) {
  if (source == Source::fk) return fk_document(response);
  const auto payload = payload_of(source, response);
  if (!payload) return payload.error();
  return SourceDocuments{.outer = self_contained(payload->root),
                         .inner = soap_source(source).inner(payload->root)};
}

SourceOutcome<contract::SourceData> decode_source_answer(Source source,
                                                         const http::Response& response,
                                                         const contract::Question& question) {
  if (source == Source::fk) return fk_decode_answer(response, question);
  const auto payload = payload_of(source, response);
  if (!payload) return payload.error();
  auto wrong = about_wrong_person(soap_source(source), payload->root, question.general.person);
  if (wrong) return *std::move(wrong);
  return contract::SourceData{.document = self_contained(payload->root)};
}

http::Request encode_source_ping(Source source, const PingCaller& caller) {
  if (source == Source::fk) return fk_encode_ping(caller);
  if (source == Source::af) return soap_request(source, af_ping_question(caller));
  http::Request request;
  request.method = "GET";
  request.target = source_path(source) + std::string(kWsdlQuery);
  return request;
}

contract::PingResult decode_source_ping(Source source, const http::Response& response) {
  std::optional<SourceFailure> failure;
  if (source == Source::fk) {
    if (const auto document = fk_document(response); !document) failure = document.error();
  } else if (source == Source::af) {
    if (const auto payload = payload_of(source, response); !payload) failure = payload.error();
  } else if (response.status != kOk) {
    failure = source_said_no("HTTP status " + std::to_string(response.status));
  }
  contract::PingResult result{.anropad = true, .error = {}};
  if (failure) result.error = contract::make_source_error(failure->kalla, failure->code);
  return result;
}

// ---- The base service's side
// ---------------------------------------------------------------------------------

std::string source_path(Source source) {
  if (source == Source::fk) return "/lefi-extern-formansinformation";
  std::string path = "/";
  for (const char c : contract::code(source)) path += static_cast<char>(c - 'A' + 'a');
  return path;
}

Result<SourceAsk> decode_source_request(Source source, const http::Request& request) {
  return source == Source::fk ? fk_decode_request(request) : decode_soap_question(source, request);
}

Result<http::Response> encode_source_answer(Source source, const SourceAsk& ask,
                                            std::string_view fixture_document) {
  if (source == Source::fk) return fk_encode_answer(ask, fixture_document);
  auto fixture = Tree::parse(fixture_document);
  if (!fixture) return fixture.error();
  const bool skv_inner = source == Source::skv;  // whose fixture may be the inner document
  if (!skv_inner && !is(fixture->root(), payload_names(source).response)) {
    return fail(Errc::invalid,
                "the fixture is no answer of " + std::string(contract::code(source)));
  }
  const auto payload = soap_source(source).write_answer(ask, *fixture);
  if (!payload) return payload.error();
  return soap_response(kOk, write_envelope(*payload));
}

http::Response encode_source_ping_answer(Source source, const SourceAsk& ask) {
  if (source == Source::fk) return fk_encode_ping_answer();
  if (source == Source::af && !ask.payload.empty()) {
    return soap_response(kOk, write_envelope(af_ping_answer(ask)));
  }
  return soap_response(kOk, wsdl(source));
}

http::Response encode_source_fault(Source source, const SourceFaultText& text) {
  if (source == Source::fk) return fk_encode_fault(text);
  const auto whose = text.status < kServerError ? SoapFaultCode::client : SoapFaultCode::server;
  return soap_response(kServerError,
                       write_fault({.faultcode = whose,
                                    .faultstring = text.text,
                                    .detail_xml = soap_source(source).fault_detail(text.text)}));
}

}  // namespace provbank::wire
