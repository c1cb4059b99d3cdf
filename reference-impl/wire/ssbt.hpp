// The contract towards kommuner, ssbt v10, as bytes: both directions, no I/O. What v10 leaves open
// about several persons in one question is ours: urn:provbank:flerperson:1.
#pragma once
#include <boost/system/result.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "contract/fault_codes.hpp"
#include "contract/question.hpp"
#include "platform/base/result.hpp"
#include "reference-impl/wire/soap.hpp"

namespace provbank::wire {

inline constexpr std::string_view kSsbtNamespace =
    "http://schema.forsakringskassan.se/integration/ssbt/10";
inline constexpr std::string_view kFleraNamespace = "urn:provbank:flerperson:1";
inline constexpr std::size_t kPersonsMax = 10;  // B4-3.7.1; also the schema's maxOccurs

enum class Operation { hamta, hamta_flera, testa };

// ---- The aggregator's side
// -----------------------------------------------------------------------------------

/// One question, and the two elements it consisted of (self-contained, as sent) for the echo in
/// `fraga`: empty when the question does not want itself back (fraganSkallInkluderasISvaret).
struct HamtaRequest {
  contract::Question question;
  std::string original_xml;
};
/// Alike in every general parameter but person and korrelationsid; no person twice; 1 to
/// kPersonsMax.
struct FleraRequest {
  std::vector<HamtaRequest> questions;
};
struct TestaRequest {};
using IncomingRequest = std::variant<HamtaRequest, FleraRequest, TestaRequest>;

/// Why a request is not taken. `detail` names elements, never values of the question.
struct DecodeError {
  contract::FaultCode code = contract::FaultCode::internal;
  std::string detail;
  Operation operation = Operation::hamta;  // which fault element the caller can read
  SoapFaultCode soap = SoapFaultCode::client;
};
[[noreturn]] void throw_exception_from_error(const DecodeError& error,
                                             const boost::source_location& where);
template <class T>
using Decoded = boost::system::result<T, DecodeError>;

/// Reads a request that ought to be schema-valid already. Checks what no schema can: dates, check
/// digits, that something is asked, that the LEFI question is about the same person, that several
/// persons are alike. Safe on any bytes.
Decoded<IncomingRequest> decode_request(std::string_view soap_xml);

/// A hamtaBastjanstInformationResponse element, self-contained, without envelope.
struct EncodedAnswer {
  std::string xml;
};
/// `original_xml` (HamtaRequest::original_xml) when the question wants itself back; else nullptr.
/// Data that is no XML where XML is due is replaced by an error element (SSBT, source_unparsable):
/// an answer is always well-formed.
EncodedAnswer encode_answer_element(const contract::Answer& answer,
                                    const std::string* original_xml);
/// The same inside its envelope.
std::string encode_answer(const contract::Answer& answer, const std::string* original_xml);
std::string encode_flera_answer(
    const std::vector<std::variant<EncodedAnswer, contract::Fault>>& parts);
/// Goes with HTTP 500. Without `soap` the faultcode follows from the felkod: Server when the
/// aggregator is at fault.
std::string encode_fault(const contract::Fault& fault, Operation operation,
                         std::optional<SoapFaultCode> soap = std::nullopt);
std::string encode_ping_answer(const std::map<contract::Source, contract::PingResult>& results);

// ---- The kommun's side
// ---------------------------------------------------------------------------------------

std::string encode_question(const contract::Question& question);
std::string encode_flera_question(std::span<const contract::Question> questions);
std::string encode_ping();

using AnswerOrFault = std::variant<contract::Answer, contract::Fault>;
using FleraAnswerOrFault = std::variant<std::vector<AnswerOrFault>, contract::Fault>;
using PingAnswerOrFault =
    std::variant<std::map<contract::Source, contract::PingResult>, contract::Fault>;

/// A SOAP fault without the contract's detail becomes a Fault with the faultcode as felkod and the
/// faultstring as felmeddelande. Otherwise `malformed` or `invalid` with the element that is wrong.
Result<AnswerOrFault> decode_answer(std::string_view soap_xml);
Result<FleraAnswerOrFault> decode_flera_answer(std::string_view soap_xml);
Result<PingAnswerOrFault> decode_ping_answer(std::string_view soap_xml);

}  // namespace provbank::wire
