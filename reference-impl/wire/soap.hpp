// SOAP 1.1 envelopes (W3C note of 8 May 2000), document/literal: one element in the body.
#pragma once
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::wire {

inline constexpr std::string_view kSoapNamespace = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view kSoapContentType = "text/xml; charset=utf-8";

/// Section 4.4.1: whose fault it is, in the words of the protocol.
enum class SoapFaultCode { client, server, version_mismatch, must_understand };
std::string_view to_string(SoapFaultCode code);  // "Client"

/// The element inside soap:Body. `xml` is that element as a document of its own: every namespace
/// declaration that was in scope is on its root. No XML declaration.
struct SoapBody {
  std::string name_space;
  std::string name;  // local
  std::string xml;
};

/// Errors: `malformed` (not XML, not an envelope, no single body element), `unsupported` (an
/// Envelope of another SOAP version), `invalid` (a header entry that must be understood),
/// `too_large` (deeper than kDepthMax).
Result<SoapBody> read_envelope(std::string_view text);

/// An XML declaration, the envelope, and `body_xml` as it is: it must be one self-contained element
/// without declaration.
std::string write_envelope(std::string_view body_xml);

struct SoapFault {
  SoapFaultCode faultcode = SoapFaultCode::server;
  std::string faultstring;
  std::string detail_xml;  // the elements inside detail, each self-contained; may be empty
};

bool is_fault(const SoapBody& body);
/// `malformed` when the body is no Fault.
Result<SoapFault> read_fault(const SoapBody& body);
/// The fault in its envelope.
std::string write_fault(const SoapFault& fault);

}  // namespace provbank::wire
