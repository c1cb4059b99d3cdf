// The kommun's side: questions as bytes, answers from bytes.
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "reference-impl/wire/payload.hpp"
#include "reference-impl/wire/soap_tree.hpp"
#include "reference-impl/wire/ssbt.hpp"
#include "reference-impl/wire/ssbt_question.hpp"

namespace provbank::wire {
namespace {

using contract::Source;

Error missing(std::string_view what) {
  return fail(Errc::invalid, std::string(what) + " is missing");
}

std::optional<std::string> optional_text(const pugi::xml_node& parent, std::string_view name) {
  const auto found = child(parent, ssbt(name));
  if (!found) return std::nullopt;
  return text_of(found);
}

std::vector<std::string> messages_in(const pugi::xml_node& element) {
  std::vector<std::string> messages;
  for (const auto& message : children(element, ssbt("felmeddelande"))) {
    messages.push_back(text_of(message));
  }
  return messages;
}

contract::Fault read_fault_element(const pugi::xml_node& element) {
  return {.felkod = text_of(child(element, ssbt("felkod"))), .felmeddelande = messages_in(element)};
}

/// The contract's fault in the detail, else what SOAP itself says.
contract::Fault read_soap_fault(const pugi::xml_node& fault) {
  for (const auto name : {"hamtaBastjanstInformationFault", "testaBastjanstInformationFault"}) {
    if (const auto detail = fault_detail(fault, ssbt(name))) return read_fault_element(detail);
  }
  const auto plain = fault_of(fault);
  return {.felkod = std::string(to_string(plain.faultcode)), .felmeddelande = {plain.faultstring}};
}

Result<contract::SourceError> read_error(const pugi::xml_node& element) {
  const auto kalla = trimmed_text_of(child(element, ssbt("kalla")));
  if (kalla != "SSBT" && kalla != "BT") return fail(Errc::invalid, "kalla is neither SSBT nor BT");
  contract::SourceError error{.kalla = kalla == "BT" ? contract::Kalla::bt : contract::Kalla::ssbt,
                              .felkod = text_of(child(element, ssbt("felkod"))),
                              .felmeddelande = messages_in(element)};
  if (error.felmeddelande.empty()) return missing("felmeddelande");
  return error;
}

Result<contract::SourceData> read_data(Source source, const pugi::xml_node& data) {
  if (source != Source::csn && source != Source::fk) {
    const auto names = payload_names(source);
    return contract::SourceData{.document = renamed(data, names.prefix, names.response)};
  }
  const auto name = source == Source::csn ? "svar" : "lefiJsonSvar";
  const auto element = child(data, ssbt(name));
  if (!element) return missing(name);
  auto document = crypto::from_base64(text_of(element));
  if (!document) return at(name, document.error());
  return contract::SourceData{.document = std::move(*document)};
}

Result<contract::SourceResult> read_result(Source source, const pugi::xml_node& element) {
  const auto data = child(element, ssbt("data"));
  const auto error = child(element, ssbt("error"));
  if (static_cast<bool>(data) == static_cast<bool>(error)) {
    return fail(Errc::invalid, "not exactly one of data and error");
  }
  if (error) {
    auto read = read_error(error);
    if (!read) return read.error();
    return contract::SourceResult(std::move(*read));
  }
  auto read = read_data(source, data);
  if (!read) return read.error();
  return contract::SourceResult(std::move(*read));
}

/// Which source an element in the contract's namespace stands for.
Result<Source> source_of_element(const pugi::xml_node& element) {
  const QName name = qname(element);
  const auto source = contract::source_from_code(name.name);
  if (name.name_space != kSsbtNamespace || !source) {
    return fail(Errc::invalid, "an element that is no source of the contract");
  }
  return *source;
}

Result<contract::Answer> read_answer(const pugi::xml_node& response) {
  contract::Answer answer{.frage_tidpunkt = optional_text(response, "frageTidpunkt"),
                          .korrelationsid = optional_text(response, "korrelationsid"),
                          .results = {}};
  const auto svarsdata = child(response, ssbt("svarsdata"));
  if (!svarsdata) return missing("svarsdata");
  for (const auto& element : elements(svarsdata)) {
    const auto source = source_of_element(element);
    if (!source) return source.error();
    auto result = read_result(*source, element);
    if (!result) return at(contract::code(*source), result.error());
    if (!answer.results.emplace(*source, std::move(*result)).second) {
      return fail(Errc::invalid, std::string(contract::code(*source)) + " occurs twice");
    }
  }
  return answer;
}

Result<std::map<Source, contract::PingResult>> read_ping(const pugi::xml_node& response) {
  std::map<Source, contract::PingResult> results;
  for (const auto& element : elements(response)) {
    const auto source = source_of_element(element);
    if (!source) return source.error();
    const auto anropad = trimmed_text_of(child(element, ssbt("anropad")));
    if (anropad != "true" && anropad != "1" && anropad != "false" && anropad != "0") {
      return fail(Errc::invalid, "anropad is no boolean");
    }
    contract::PingResult result{.anropad = anropad == "true" || anropad == "1", .error = {}};
    if (const auto error = child(element, ssbt("error"))) {
      auto read = read_error(error);
      if (!read) return at(contract::code(*source), read.error());
      result.error = std::move(*read);
    }
    if (!results.emplace(*source, std::move(result)).second) {
      return fail(Errc::invalid, std::string(contract::code(*source)) + " occurs twice");
    }
  }
  return results;
}

Result<AnswerOrFault> read_part(const pugi::xml_node& svar) {
  if (const auto fault = child(svar, ssbt("hamtaBastjanstInformationFault"))) {
    return AnswerOrFault(read_fault_element(fault));
  }
  const auto response = child(svar, ssbt("hamtaBastjanstInformationResponse"));
  if (!response) return fail(Errc::invalid, "a svar with neither answer nor fault");
  auto answer = read_answer(response);
  if (!answer) return answer.error();
  return AnswerOrFault(std::move(*answer));
}

Result<std::vector<AnswerOrFault>> read_parts(const pugi::xml_node& response) {
  std::vector<AnswerOrFault> parts;
  for (const auto& svar : children(response, flera("svar"))) {
    auto part = read_part(svar);
    if (!part) return part.error();
    parts.push_back(std::move(*part));
  }
  if (parts.empty()) return missing("svar");
  return parts;
}

/// A reply is a SOAP fault or the one element that answers the operation.
template <class Value, class Read>
Result<Value> decode_reply(std::string_view soap_xml, QName expected, Read read) {
  const auto tree = Tree::parse(soap_xml);
  if (!tree) return tree.error();
  const auto body = body_element(*tree);
  if (!body) return body.error();
  if (is_fault_element(*body)) return Value(read_soap_fault(*body));
  if (!is(*body, expected)) {
    return fail(Errc::invalid, "the body is no " + std::string(expected.name));
  }
  auto value = read(*body);
  if (!value) return value.error();
  return Value(std::move(*value));
}

}  // namespace

std::string encode_question(const contract::Question& question) {
  return write_envelope(write_question(question));
}

std::string encode_flera_question(std::span<const contract::Question> questions) {
  Writer writer;
  writer.start("flera:hamtaBastjanstInformationFlera").attribute("xmlns:flera", kFleraNamespace);
  for (const auto& question : questions) {
    writer.start("flera:fraga").raw(write_question(question)).end();
  }
  writer.end();
  return write_envelope(writer.finish());
}

std::string encode_ping() {
  Writer writer;
  writer.start("ssbt:testaBastjanstInformation").attribute("xmlns:ssbt", kSsbtNamespace).end();
  return write_envelope(writer.finish());
}

Result<AnswerOrFault> decode_answer(std::string_view soap_xml) {
  return decode_reply<AnswerOrFault>(soap_xml, ssbt("hamtaBastjanstInformationResponse"),
                                     read_answer);
}

Result<FleraAnswerOrFault> decode_flera_answer(std::string_view soap_xml) {
  return decode_reply<FleraAnswerOrFault>(soap_xml, flera("hamtaBastjanstInformationFleraResponse"),
                                          read_parts);
}

Result<PingAnswerOrFault> decode_ping_answer(std::string_view soap_xml) {
  return decode_reply<PingAnswerOrFault>(soap_xml, ssbt("testaBastjanstInformationResponse"),
                                         read_ping);
}

}  // namespace provbank::wire
