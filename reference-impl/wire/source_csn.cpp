// Centrala studiestödsnämnden: SBNUppgEkBistandBegar, CSNSvar. What stands inside the question is
// not public; ours is {urn:provbank:csn-fraga:1}Fraga (Sekel, Personnummer, FromDatum, TomDatum).
#include "contract/question.hpp"
#include "reference-impl/wire/source_codec.hpp"

namespace provbank::wire {
namespace csn_codec {
namespace {

constexpr std::string_view kFragaNamespace = "urn:provbank:csn-fraga:1";

constexpr QName csn(std::string_view name) {
  return {kCsnNamespace, name};
}
constexpr QName ours(std::string_view name) {
  return {kFragaNamespace, name};
}
constexpr QName plain(std::string_view name) {
  return {"", name};
}

/// The contract's personnummer has 0 to 3 where a samordningsnummer's day begins with 6 to 9.
SourceOutcome<std::string> write_question(const contract::Question& question) {
  const auto& person = question.general.person;
  if (person.kind() == contract::PersonIdentity::Kind::samordningsnummer) {
    return aggregator_failure(contract::FaultCode::source_cannot_carry,
                              "personnummer cannot be a samordningsnummer");
  }
  if (person.century() != "18" && person.century() != "19" && person.century() != "20") {
    return aggregator_failure(contract::FaultCode::source_cannot_carry,
                              "sekel can only be 18, 19 or 20");
  }
  const auto& period = question.period_for(contract::Source::csn);
  Writer writer;
  writer.start("csn:SBNUppgEkBistandBegar")
      .attribute("xmlns:csn", kCsnNamespace)
      .start("pf:Fraga")
      .attribute("xmlns:pf", kFragaNamespace)
      .element("pf:Sekel", person.century())
      .element("pf:Personnummer", person.ten_digits())
      .element("pf:FromDatum", contract::to_string(period.from))
      .element("pf:TomDatum", contract::to_string(period.tom))
      .end()
      .end();
  return writer.finish();
}

/// Every Person must be the one asked about; the century is compared where it is given.
SourceOutcome<About> about_whom(const pugi::xml_node& answer,
                                const contract::PersonIdentity& person) {
  About so_far = About::unsaid;
  for (const auto& one : children(child(answer, csn("Personer")), csn("Person"))) {
    const auto number = trimmed(attribute(one, plain("personnummer")).value());
    const auto century = trimmed(attribute(one, plain("sekel")).value());
    if (number != person.ten_digits()) return About::other;
    if (!century.empty() && century != person.century()) return About::other;
    so_far = About::asked;
  }
  return so_far;
}

Result<void> read_question(const pugi::xml_node& question, SourceAsk& ask) {
  const auto fraga = child(question, ours("Fraga"));
  const auto century = required_text(fraga, ours("Sekel"));
  if (!century) return century.error();
  const auto digits = required_text(fraga, ours("Personnummer"));
  if (!digits) return digits.error();
  set_person(ask, *century + *digits);
  return read_period(fraga, ours("FromDatum"), ours("TomDatum"), ask);
}

Result<std::string> write_answer(const SourceAsk& ask, Tree& fixture) {
  constexpr std::size_t kCentury = 2;
  for (const auto& one : children(child(fixture.root(), csn("Personer")), csn("Person"))) {
    attribute(one, plain("personnummer")).set_value(ask.person.substr(kCentury).c_str());
    attribute(one, plain("sekel")).set_value(ask.person.substr(0, kCentury).c_str());
  }
  return self_contained(fixture.root());
}

}  // namespace
}  // namespace csn_codec

const SoapSource& csn_source() {
  static constexpr SoapSource kSource = {.source = contract::Source::csn,
                                         .must_say_whom = false,
                                         .write_question = csn_codec::write_question,
                                         .about = csn_codec::about_whom,
                                         .inner = no_inner,
                                         .read_question = csn_codec::read_question,
                                         .write_answer = csn_codec::write_answer,
                                         .fault_detail = no_fault_detail};
  return kSource;
}

}  // namespace provbank::wire
