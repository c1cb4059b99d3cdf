#include "reference-impl/bastjanst/answering.hpp"

#include <algorithm>
#include <string>

#include "reference-impl/bastjanst/payments_within.hpp"

namespace provbank::bastjanst {

namespace {

using contract::Source;

constexpr int kBadInput = 400;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kInternal = 500;

/// SOAP faults always travel with 500; LEFI has a status for each kind of trouble.
http::Response refusal(Source source, const Error& error) {
  int status = kInternal;
  if (source == Source::fk) status = error.code == Errc::unsupported ? kNotFound : kBadInput;
  wire::SourceFaultText fault{status, "Frågan kan inte besvaras: " + error.detail};
  return wire::encode_source_fault(source, fault);
}

bool is_known_actor(const FixtureStore& fixtures, const std::string& aktorsid) {
  return std::ranges::any_of(fixtures.organisations().kommuner,
                             [&](const auto& kommun) { return kommun.aktorsid == aktorsid; });
}

http::Response answer_from(Source source, const wire::SourceAsk& question,
                           const std::string& document) {
  const auto within =
      question.period ? payments_within(source, document, *question.period) : document;
  return wire::encode_source_answer(source, question, within).value();
}

const std::string& document_about(Source source, const FixtureStore& fixtures,
                                  const Person* person) {
  if (person != nullptr) {
    const auto known = person->documents.find(source);
    if (known != person->documents.end()) return known->second;
  }
  return fixtures.unknown_document(source);
}

}  // namespace

Reply reply_to(Source source, const FixtureStore& fixtures, const http::Request& request) {
  auto question = wire::decode_source_request(source, request);
  if (!question) return {refusal(source, question.error()), std::nullopt};
  if (source == Source::fk && !is_known_actor(fixtures, question->aktorsid)) {
    wire::SourceFaultText fault{kForbidden, "Aktören är inte känd"};
    return {wire::encode_source_fault(source, fault), std::nullopt};
  }
  if (question->ping) return {wire::encode_source_ping_answer(source, *question), std::nullopt};

  const Person* person = question->identity ? fixtures.person(*question->identity) : nullptr;
  auto response = answer_from(source, *question, document_about(source, fixtures, person));
  return {std::move(response), std::move(*question)};
}

http::Response answer_about_another(Source source, const FixtureStore& fixtures,
                                    wire::SourceAsk question) {
  const auto persons = fixtures.all();
  const auto is_another = [&](const Person* person) {
    return person->identity.digits() != question.person && person->documents.contains(source);
  };
  const auto another = std::ranges::find_if(persons, is_another);
  if (another == persons.end()) {
    throw ErrorException(
        fail(Errc::not_found,
             std::string(code(source)) + " knows nobody else to answer about: add a person"));
  }
  question.person = (*another)->identity.digits();
  question.identity = (*another)->identity;
  return answer_from(source, question, (*another)->documents.at(source));
}

}  // namespace provbank::bastjanst
