// The aggregator's replies: answers, faults and the ping's answer as bytes.
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "reference-impl/wire/payload.hpp"
#include "reference-impl/wire/ssbt.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire {
namespace {

using contract::FaultCode;
using contract::Source;

void write_messages(Writer& writer, const std::vector<std::string>& messages) {
  for (const auto& message : messages) writer.element("ssbt:felmeddelande", message);
}

void write_error(Writer& writer, const contract::SourceError& error) {
  writer.start("ssbt:error")
      .element("ssbt:kalla", contract::code(error.kalla))
      .element("ssbt:felkod", error.felkod);
  write_messages(writer, error.felmeddelande);
  writer.end();
}

/// CSN and FK travel as base64; of the others the root's content becomes that of `data`.
void write_data(Writer& writer, Source source, const contract::SourceData& data) {
  if (source == Source::csn || source == Source::fk) {
    writer.start("ssbt:data")
        .element(source == Source::csn ? "ssbt:svar" : "ssbt:lefiJsonSvar",
                 crypto::base64(data.document))
        .end();
    return;
  }
  const auto tree = Tree::parse(data.document);
  if (!tree) {
    write_error(writer,
                contract::make_source_error(contract::Kalla::ssbt, FaultCode::source_unparsable));
    return;
  }
  writer.raw(renamed(tree->root(), "ssbt", {kSsbtNamespace, "data"}));
}

void write_result(Writer& writer, Source source, const contract::SourceResult& result) {
  writer.start("ssbt:" + std::string(contract::code(source)));
  if (const auto* data = std::get_if<contract::SourceData>(&result)) {
    write_data(writer, source, *data);
  } else {
    write_error(writer, std::get<contract::SourceError>(result));
  }
  writer.end();
}

std::string_view fault_element(Operation operation) {
  return operation == Operation::testa ? "ssbt:testaBastjanstInformationFault"
                                       : "ssbt:hamtaBastjanstInformationFault";
}

std::string write_fault_element(const contract::Fault& fault, Operation operation) {
  Writer writer;
  writer.start(fault_element(operation))
      .attribute("xmlns:ssbt", kSsbtNamespace)
      .element("ssbt:felkod", fault.felkod);
  write_messages(writer, fault.felmeddelande);
  writer.end();
  return writer.finish();
}

/// Server: the same question may well succeed later. Client: it must be changed first.
SoapFaultCode whose_fault(const contract::Fault& fault) {
  for (const auto code : {FaultCode::over_capacity, FaultCode::shutting_down,
                          FaultCode::log_unavailable, FaultCode::internal}) {
    if (contract::felkod(code) == fault.felkod) return SoapFaultCode::server;
  }
  return SoapFaultCode::client;
}

}  // namespace

EncodedAnswer encode_answer_element(const contract::Answer& answer,
                                    const std::string* original_xml) {
  Writer writer;
  writer.start("ssbt:hamtaBastjanstInformationResponse").attribute("xmlns:ssbt", kSsbtNamespace);
  if (original_xml != nullptr) writer.start("ssbt:fraga").raw(*original_xml).end();
  writer.optional_element("ssbt:frageTidpunkt", answer.frage_tidpunkt)
      .optional_element("ssbt:korrelationsid", answer.korrelationsid)
      .start("ssbt:svarsdata");
  for (const auto& [source, result] : answer.results) write_result(writer, source, result);
  writer.end().end();
  return {writer.finish()};
}

std::string encode_answer(const contract::Answer& answer, const std::string* original_xml) {
  return write_envelope(encode_answer_element(answer, original_xml).xml);
}

std::string encode_flera_answer(
    const std::vector<std::variant<EncodedAnswer, contract::Fault>>& parts) {
  Writer writer;
  writer.start("flera:hamtaBastjanstInformationFleraResponse")
      .attribute("xmlns:flera", kFleraNamespace);
  for (const auto& part : parts) {
    writer.start("flera:svar");
    if (const auto* answer = std::get_if<EncodedAnswer>(&part)) {
      writer.raw(answer->xml);
    } else {
      writer.raw(write_fault_element(std::get<contract::Fault>(part), Operation::hamta_flera));
    }
    writer.end();
  }
  writer.end();
  return write_envelope(writer.finish());
}

std::string encode_fault(const contract::Fault& fault, Operation operation,
                         std::optional<SoapFaultCode> soap) {
  return write_fault(
      {.faultcode = soap.value_or(whose_fault(fault)),
       .faultstring = fault.felmeddelande.empty() ? fault.felkod : fault.felmeddelande.front(),
       .detail_xml = write_fault_element(fault, operation)});
}

std::string encode_ping_answer(const std::map<Source, contract::PingResult>& results) {
  Writer writer;
  writer.start("ssbt:testaBastjanstInformationResponse").attribute("xmlns:ssbt", kSsbtNamespace);
  for (const auto& [source, result] : results) {
    writer.start("ssbt:" + std::string(contract::code(source)))
        .element("ssbt:anropad", result.anropad ? "true" : "false");
    if (result.error) write_error(writer, *result.error);
    writer.end();
  }
  writer.end();
  return write_envelope(writer.finish());
}

}  // namespace provbank::wire
