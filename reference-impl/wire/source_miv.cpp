// Migrationsverket: findByPersonnummer. Only the roots have a namespace; everything inside has
// none.
#include "contract/question.hpp"
#include "reference-impl/wire/source_codec.hpp"

namespace provbank::wire {
namespace miv_codec {
namespace {

constexpr QName plain(std::string_view name) {
  return {"", name};
}

SourceOutcome<std::string> write_question(const contract::Question& question) {
  const auto& general = question.general;
  Writer writer;
  writer.start("miv:findByPersonnummer")
      .attribute("xmlns:miv", kMivNamespace)
      .start("query")
      .optional_element("korrelationsid", general.korrelationsid)
      .element("personnummer", general.person.digits())
      .start("ingivare")
      .element("handlaggare", general.ingivare.handlaggare)
      .element("namn", general.ingivare.namn)
      .element("organisationsnummer", general.ingivare.organisationsnummer.wire())
      .end()
      .end()
      .end();
  return writer.finish();
}

/// `personnummer` is a free string in the contract: a hyphen, or a left-out century, is no other
/// person.
SourceOutcome<About> about_whom(const pugi::xml_node& answer,
                                const contract::PersonIdentity& person) {
  auto said = trimmed_text_of(child(child(answer, plain("response")), plain("personnummer")));
  std::erase(said, '-');
  if (said == person.ten_digits() && !said.empty()) return About::asked;
  return about(said, person);
}

Result<void> read_question(const pugi::xml_node& question, SourceAsk& ask) {
  const auto query = child(question, plain("query"));
  const auto person = required_text(query, plain("personnummer"));
  if (!person) return person.error();
  set_person(ask, *person);
  const auto ingivare = child(query, plain("ingivare"));
  ask.referensnummer = text_of(child(query, plain("korrelationsid")));
  ask.organisation = organisation_in(ingivare, plain("organisationsnummer"));
  ask.handlaggare = text_of(child(ingivare, plain("handlaggare")));
  return {};
}

/// `response` comes first in the question's terms: its korrelationsid is the question's, or absent
/// like it.
void echo_korrelationsid(pugi::xml_node response, const std::string& korrelationsid) {
  auto element = child(response, plain("korrelationsid"));
  if (korrelationsid.empty()) {
    response.remove_child(element);
    return;
  }
  if (!element) element = response.prepend_child("korrelationsid");
  set_text(element, korrelationsid);
}

Result<std::string> write_answer(const SourceAsk& ask, Tree& fixture) {
  if (const auto response = child(fixture.root(), plain("response"))) {
    echo_korrelationsid(response, ask.referensnummer);
    const auto personnummer = child(response, plain("personnummer"));
    if (personnummer) set_text(personnummer, ask.person);
  }
  return self_contained(fixture.root());
}

std::string fault_detail(std::string_view text) {
  Writer writer;
  writer.start("miv:SSBTEKSoapException")
      .attribute("xmlns:miv", kMivNamespace)
      .element("faultCode", "TEKNISKT_FEL")
      .element("faultString", text)
      .end();
  return writer.finish();
}

}  // namespace
}  // namespace miv_codec

const SoapSource& miv_source() {
  static constexpr SoapSource kSource = {.source = contract::Source::miv,
                                         .must_say_whom = false,
                                         .write_question = miv_codec::write_question,
                                         .about = miv_codec::about_whom,
                                         .inner = no_inner,
                                         .read_question = miv_codec::read_question,
                                         .write_answer = miv_codec::write_answer,
                                         .fault_detail = miv_codec::fault_detail};
  return kSource;
}

}  // namespace provbank::wire
