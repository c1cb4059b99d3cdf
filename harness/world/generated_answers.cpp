#include "harness/world/generated_answers.hpp"

#include "harness/checks/payload.hpp"
#include "harness/evidence/reading.hpp"
#include "platform/xml/writer.hpp"
#include "reference-impl/wire/soap.hpp"

namespace provbank::world {
namespace {

using contract::Source;

std::string without_declaration(const std::string& document) {
  const auto end = document.find("?>");
  return end == std::string::npos ? document : document.substr(end + 2);
}

/// The healthy answer's document, which the cases take their values from.
std::optional<std::string> document_of(Source source, const http::Response& response) {
  const auto payload = checks::payload_given(source, response);
  if (!payload) return std::nullopt;
  if (payload->json) return payload->json->dump();
  if (source == Source::skv) return payload->document->text("/*/svar", evidence::namespaces());
  return payload->document->serialize();
}

}  // namespace

evidence::GeneratedCase described(const generate::Case& made) {
  return {.id = made.id,
          .path = made.path,
          .rule = std::string(generate::name(made.rule)),
          .words = generate::words(made.rule),
          .valid = made.valid,
          .twin = made.twin,
          .names = made.names};
}

std::string in_envelope(const std::string& document) {
  return wire::write_envelope(without_declaration(document));
}

std::string answer_body(Source source, const std::string& document) {
  if (source == Source::fk) return document;
  if (source != Source::skv) return in_envelope(document);
  return wire::write_envelope(
      "<skv:BeskattningsuppgifterResponse xmlns:skv=\"" + evidence::namespaces().at("skv") +
      "\"><svar>" + xml::escaped(document) + "</svar></skv:BeskattningsuppgifterResponse>");
}

void GeneratedAnswers::begin(Source source, const contract::PersonIdentity& person, bool valid,
                             std::size_t most) {
  source_ = source;
  person_ = person;
  valid_ = valid;
  most_ = most;
  set_.reset();
  chosen_.clear();
  next_ = 0;
}

void GeneratedAnswers::make(const http::Response& healthy) {
  generate::Example example;
  example.document = document_of(*source_, healthy).value_or(std::string());
  // Whoever the answer names is the one asked about, also where the healthy one names nobody.
  const bool short_number = *source_ == Source::csn;
  example.values["personnummer"] =
      short_number ? std::string(person_.ten_digits()) : person_.digits();
  example.values["sekel"] = person_.century();
  example.values["IdentitetsbeteckningFysiskPerson"] = person_.digits();
  example.values["IdentificationNumber"] = person_.digits();
  auto set = generate::generate(data_dir_, generate::answer_schema(*source_), example);
  if (!set) throw ErrorException(set.error());
  set_ = std::move(*set);
  chosen_ = generate::chosen(*set_, valid_, most_, turn_);
}

const generate::Case* GeneratedAnswers::serve(Source source, http::Response& response) {
  if (source_ != source || !document_of(source, response)) return nullptr;
  if (!set_) make(response);
  if (next_ >= chosen_.size()) return nullptr;
  const generate::Case* made = chosen_[next_++];
  response.body = answer_body(source, made->document);
  return made;
}

}  // namespace provbank::world
