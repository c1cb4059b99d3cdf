// LEFI v9, Försäkringskassan's and Pensionsmyndigheten's JSON: what the wire needs to know of it.
// For this folder's .cpp files only.
#pragma once
#include <string>
#include <string_view>

#include "contract/person_identity.hpp"
#include "contract/question.hpp"
#include "platform/base/result.hpp"

namespace provbank::wire {

enum class LefiSubject { same, other, unreadable };
/// Whether a LEFI question is about that person. `unreadable`: no JSON object with a personnummer,
/// or two of them.
LefiSubject lefi_question_subject(std::string_view json, const contract::PersonIdentity& person);

/// Whether a LEFI answer's general person information, where given, is about that person.
LefiSubject lefi_answer_subject(std::string_view json, const contract::PersonIdentity& person);

struct LefiAsk {
  std::string person;
  contract::Period period;
};
/// Reads a question by LEFI's own rules: somebody, a period of at most two years, and something
/// asked. `malformed` or `invalid` otherwise, in words fit for a LefiFelsvar.
Result<LefiAsk> read_lefi_question(std::string_view json);

/// Of everything known (an answer document) that which the question asks for: lists by group code,
/// payments and other information by type, utlamnare and avvikelser likewise. The person's own
/// number becomes `person`.
Result<std::string> filter_lefi_answer(std::string_view known, std::string_view question,
                                       const std::string& person);

/// Every information type, as GET tillgangligaInformationstyper answers.
std::string lefi_all_types();
/// LefiFelsvar.
std::string lefi_error(std::string_view message);

}  // namespace provbank::wire
