#include "reference-impl/wire/soap.hpp"

#include <array>
#include <utility>

#include "reference-impl/wire/soap_tree.hpp"

namespace provbank::wire {
namespace {

constexpr std::string_view kXmlDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

constexpr std::array kFaultCodes = {
    std::pair{SoapFaultCode::client, std::string_view("Client")},
    std::pair{SoapFaultCode::server, std::string_view("Server")},
    std::pair{SoapFaultCode::version_mismatch, std::string_view("VersionMismatch")},
    std::pair{SoapFaultCode::must_understand, std::string_view("MustUnderstand")}};

constexpr QName soap(std::string_view name) {
  return {kSoapNamespace, name};
}

/// A Fault's parts belong to no namespace; senders that qualify them all the same are understood.
pugi::xml_node fault_part(const pugi::xml_node& fault, std::string_view name) {
  const auto plain = child(fault, {"", name});
  return plain ? plain : child(fault, soap(name));
}

/// "env:Client.Authentication" says Client. What is unknown counts as the server's.
SoapFaultCode fault_code(std::string_view text) {
  auto code = trimmed(text);
  if (const auto colon = code.rfind(':'); colon != std::string_view::npos) {
    code.remove_prefix(colon + 1);
  }
  code = code.substr(0, code.find('.'));
  for (const auto& [value, word] : kFaultCodes) {
    if (word == code) return value;
  }
  return SoapFaultCode::server;
}

/// We understand no header entries, so one that insists ends it (section 4.2.3).
bool insists_on_a_header(const pugi::xml_node& envelope) {
  for (const auto& entry : elements(child(envelope, soap("Header")))) {
    if (trimmed(attribute(entry, soap("mustUnderstand")).value()) == "1") return true;
  }
  return false;
}

}  // namespace

std::string_view to_string(SoapFaultCode code) {
  for (const auto& [value, word] : kFaultCodes) {
    if (value == code) return word;
  }
  return "Server";
}

Result<pugi::xml_node> body_element(const Tree& tree) {
  const auto envelope = tree.root();
  if (!is(envelope, soap("Envelope"))) {
    if (qname(envelope).name == "Envelope") {
      return fail(Errc::unsupported, "an Envelope of another SOAP version than 1.1");
    }
    return fail(Errc::malformed, "the root is no SOAP Envelope");
  }
  if (insists_on_a_header(envelope)) {
    return fail(Errc::invalid, "a SOAP header entry that must be understood");
  }
  const auto bodies = children(envelope, soap("Body"));
  if (bodies.size() != 1) return fail(Errc::malformed, "not exactly one SOAP Body");
  const auto content = elements(bodies.front());
  if (content.size() != 1) {
    return fail(Errc::malformed, "not exactly one element in the SOAP Body");
  }
  return content.front();
}

bool is_fault_element(const pugi::xml_node& element) {
  return is(element, soap("Fault"));
}

SoapFault fault_of(const pugi::xml_node& fault) {
  SoapFault read{.faultcode = fault_code(text_of(fault_part(fault, "faultcode"))),
                 .faultstring = text_of(fault_part(fault, "faultstring")),
                 .detail_xml = {}};
  for (const auto& element : elements(fault_part(fault, "detail"))) {
    read.detail_xml += self_contained(element);
  }
  return read;
}

pugi::xml_node fault_detail(const pugi::xml_node& fault, QName name) {
  return child(fault_part(fault, "detail"), name);
}

Result<SoapBody> read_envelope(std::string_view text) {
  const auto tree = Tree::parse(text);
  if (!tree) return tree.error();
  const auto element = body_element(*tree);
  if (!element) return element.error();
  const QName name = qname(*element);
  return SoapBody{.name_space = std::string(name.name_space),
                  .name = std::string(name.name),
                  .xml = self_contained(*element)};
}

std::string write_envelope(std::string_view body_xml) {
  std::string out;
  out.reserve(body_xml.size() + 256);
  out += kXmlDeclaration;
  out += "<soapenv:Envelope xmlns:soapenv=\"";
  out += kSoapNamespace;
  out += "\"><soapenv:Body>";
  out += body_xml;
  out += "</soapenv:Body></soapenv:Envelope>";
  return out;
}

bool is_fault(const SoapBody& body) {
  return body.name_space == kSoapNamespace && body.name == "Fault";
}

Result<SoapFault> read_fault(const SoapBody& body) {
  const auto tree = Tree::parse(body.xml);
  if (!tree) return tree.error();
  if (!is_fault_element(tree->root())) return fail(Errc::malformed, "the body is no SOAP Fault");
  return fault_of(tree->root());
}

std::string write_fault(const SoapFault& fault) {
  Writer writer;
  writer.start("soapenv:Fault")
      .element("faultcode", "soapenv:" + std::string(to_string(fault.faultcode)))
      .element("faultstring", fault.faultstring);
  if (!fault.detail_xml.empty()) writer.start("detail").raw(fault.detail_xml).end();
  writer.end();
  return write_envelope(writer.finish());
}

}  // namespace provbank::wire
