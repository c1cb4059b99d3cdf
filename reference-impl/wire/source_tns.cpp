// Transportstyrelsen: HamtaUppgifter. The number is split in century and ten digits; the answer
// names nobody.
#include "contract/question.hpp"
#include "reference-impl/wire/source_codec.hpp"

namespace provbank::wire {
namespace tns_codec {
namespace {

constexpr std::string_view kPersonNamespace = "http://schema.transportstyrelsen.se/ssbtek/person/1";

constexpr QName tns(std::string_view name) {
  return {kTnsNamespace, name};
}
constexpr QName person_name(std::string_view name) {
  return {kPersonNamespace, name};
}

SourceOutcome<std::string> write_question(const contract::Question& question) {
  const auto& person = question.general.person;
  if (person.century() != "19" && person.century() != "20") {
    return aggregator_failure(contract::FaultCode::source_cannot_carry,
                              "sekel can only be 19 or 20");
  }
  Writer writer;
  writer.start("tns:HamtaUppgifter")
      .attribute("xmlns:tns", kTnsNamespace)
      .attribute("xmlns:per", kPersonNamespace)
      .start("tns:identifikation")
      .element("per:sekel", person.century())
      .element("per:personnummer", person.ten_digits())
      .end()
      .end();
  return writer.finish();
}

SourceOutcome<About> about_whom(const pugi::xml_node&, const contract::PersonIdentity&) {
  return About::unsaid;
}

Result<void> read_question(const pugi::xml_node& question, SourceAsk& ask) {
  const auto identification = child(question, tns("identifikation"));
  const auto century = required_text(identification, person_name("sekel"));
  if (!century) return century.error();
  const auto digits = required_text(identification, person_name("personnummer"));
  if (!digits) return digits.error();
  set_person(ask, *century + *digits);
  return {};
}

Result<std::string> write_answer(const SourceAsk&, Tree& fixture) {
  return self_contained(fixture.root());
}

}  // namespace
}  // namespace tns_codec

const SoapSource& tns_source() {
  static constexpr SoapSource kSource = {.source = contract::Source::tns,
                                         .must_say_whom = false,
                                         .write_question = tns_codec::write_question,
                                         .about = tns_codec::about_whom,
                                         .inner = no_inner,
                                         .read_question = tns_codec::read_question,
                                         .write_answer = tns_codec::write_answer,
                                         .fault_detail = no_fault_detail};
  return kSource;
}

}  // namespace provbank::wire
