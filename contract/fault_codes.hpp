// The fault codes of ours, in one table. The public contract leaves `felkod` open; these are the
// values the reference aggregator uses, with what each one means to the people who meet it.
#pragma once
#include <span>
#include <string_view>

#include "contract/question.hpp"
#include "platform/text/language.hpp"

namespace provbank::contract {

enum class FaultCode {
  // The whole question (SOAP fault, detail hamtaBastjanstInformationFault).
  not_http_soap,  // method, content type, encoding, or not a SOAP 1.1 envelope
  malformed_xml,
  too_large,
  schema_invalid,
  unknown_operation,
  person_invalid,        // date or check digit
  organisation_invalid,  // check digit
  period_invalid,        // ends before it begins
  no_source,             // nothing is asked
  lefi_person_mismatch,  // the LEFI question is about somebody else
  too_many_persons,      // more than ten
  persons_not_alike,     // general parameters differ, or a person twice
  caller_unknown,        // the certificate carries no organisation we know
  caller_not_connected,
  caller_is_not_asker,  // the certificate's organisation may not ask for this one
  over_capacity,
  shutting_down,
  log_unavailable,  // what cannot be logged is not done
  internal,
  // One source (error element in its part of the answer).
  source_timeout,
  source_unreachable,
  source_broke_off,
  source_failed,  // kalla BT: it said so itself
  source_unparsable,
  source_schema_invalid,
  source_wrong_person,
  source_too_large,
  source_cannot_carry,  // the question cannot be expressed in the source's contract
  lefi_version_unknown
};

struct FaultEntry {
  FaultCode code;
  std::string_view felkod;  // "SSBTEK-101"
  Bilingual text;           // never holds a value of the question
};

std::span<const FaultEntry> fault_table();
const FaultEntry& entry(FaultCode code);
std::string_view felkod(FaultCode code);

/// The fault as sent: code and Swedish text, then English.
Fault make_fault(FaultCode code);
SourceError make_source_error(Kalla kalla, FaultCode code);

}  // namespace provbank::contract
