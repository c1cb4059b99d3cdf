// One codec per source behind one table, so that sources.cpp reads the same for all. For this
// folder's .cpp files only.
#pragma once
#include "reference-impl/wire/payload.hpp"
#include "reference-impl/wire/sources.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire {

/// Whom an answer is about, as far as it says.
enum class About { asked, other, unsaid };

/// What differs between the six sources that speak SOAP. Plain functions: a source has no state.
struct SoapSource {
  contract::Source source;
  bool must_say_whom;  // an answer that does not say whom it is about breaks the contract
  /// The payload element of a question.
  SourceOutcome<std::string> (*write_question)(const contract::Question& question);
  SourceOutcome<About> (*about)(const pugi::xml_node& answer,
                                const contract::PersonIdentity& person);
  /// The document inside the answer, where there is one.
  std::optional<std::string> (*inner)(const pugi::xml_node& answer);
  /// Fills what the payload says; `ask.payload` is set by the caller.
  Result<void> (*read_question)(const pugi::xml_node& question, SourceAsk& ask);
  /// The payload element of an answer, from the fixture's tree.
  Result<std::string> (*write_answer)(const SourceAsk& ask, Tree& fixture);
  /// What a SOAP fault's detail holds when the source fails; may be empty.
  std::string (*fault_detail)(std::string_view text);
};

const SoapSource& af_source();
const SoapSource& csn_source();
const SoapSource& skv_source();
const SoapSource& so_source();
const SoapSource& tns_source();
const SoapSource& miv_source();
/// Not for FK.
const SoapSource& soap_source(contract::Source source);

// AF has a test of its own (Test=true).
std::string af_ping_question(const PingCaller& caller);
std::string af_ping_answer(const SourceAsk& ask);

// FK, whole: it shares nothing with the others.
SourceOutcome<http::Request> fk_encode_request(const contract::Question& question);
SourceOutcome<SourceDocuments> fk_document(const http::Response& response);
SourceOutcome<contract::SourceData> fk_decode_answer(const http::Response& response,
                                                     const contract::Question& question);
http::Request fk_encode_ping(const PingCaller& caller);
Result<SourceAsk> fk_decode_request(const http::Request& request);
Result<http::Response> fk_encode_answer(const SourceAsk& ask, std::string_view fixture_document);
http::Response fk_encode_ping_answer();
http::Response fk_encode_fault(const SourceFaultText& text);

// Small parts the codecs share.
SourceFailure aggregator_failure(contract::FaultCode code, std::string detail);
SourceFailure source_said_no(std::string detail);
/// Compares, when there is something to compare.
About about(std::string_view said, const contract::PersonIdentity& person);
std::optional<std::string> no_inner(const pugi::xml_node& answer);
std::string no_fault_detail(std::string_view text);
/// `invalid` when the element is missing.
Result<std::string> required_text(const pugi::xml_node& parent, QName name);
/// Sets person and, when it is one, identity.
void set_person(SourceAsk& ask, std::string person);
/// Reads both ends of a period; `invalid` when it is none.
Result<void> read_period(const pugi::xml_node& parent, QName from, QName tom, SourceAsk& ask);
/// The asking organisation, when it can be read.
std::optional<contract::OrganisationNumber> organisation_in(const pugi::xml_node& parent,
                                                            QName name);

}  // namespace provbank::wire
