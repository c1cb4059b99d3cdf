// Sveriges a-kassor: GetUnemploymentBenefitPayment. The answer begins with the question's own
// fields.
#include "contract/question.hpp"
#include "reference-impl/wire/source_codec.hpp"

namespace provbank::wire {
namespace so_codec {
namespace {

constexpr QName so(std::string_view name) {
  return {kSoNamespace, name};
}

SourceOutcome<std::string> write_question(const contract::Question& question) {
  const auto& general = question.general;
  const auto& period = question.period_for(contract::Source::so);
  Writer writer;
  writer.start("so:GetUnemploymentBenefitPaymentRequest")
      .attribute("xmlns:so", kSoNamespace)
      .element("so:OrganisationsnummerIngivare", general.ingivare.organisationsnummer.wire())
      .element("so:NamnIngivare", general.ingivare.namn)
      .element("so:KontonamnHandlaggare", general.ingivare.handlaggare)
      .element("so:Referensnummer", general.arendeidentitet)
      .element("so:From", contract::to_string(period.from))
      .element("so:Tom", contract::to_string(period.tom))
      .element("so:Syfte", general.syfte)
      .element("so:Paragraf", general.lagtext);
  for (const auto& bitrade : general.personuppgiftsbitraden) {
    writer.element("so:OrganisationsnummerPersonuppgiftsbitrade",
                   bitrade.organisationsnummer.wire());
  }
  for (const auto& bitrade : general.personuppgiftsbitraden) {
    writer.element("so:NamnPersonuppgiftsbitrade", bitrade.namn);
  }
  writer.element("so:IdentificationNumber", general.person.digits()).end();
  return writer.finish();
}

SourceOutcome<About> about_whom(const pugi::xml_node& answer,
                                const contract::PersonIdentity& person) {
  return about(trimmed_text_of(child(answer, so("IdentificationNumber"))), person);
}

Result<void> read_question(const pugi::xml_node& question, SourceAsk& ask) {
  const auto person = required_text(question, so("IdentificationNumber"));
  if (!person) return person.error();
  set_person(ask, *person);
  if (auto period = read_period(question, so("From"), so("Tom"), ask); !period) return period;
  ask.referensnummer = text_of(child(question, so("Referensnummer")));
  ask.organisation = organisation_in(question, so("OrganisationsnummerIngivare"));
  ask.handlaggare = text_of(child(question, so("KontonamnHandlaggare")));
  return {};
}

Result<std::string> write_answer(const SourceAsk& ask, Tree& fixture) {
  const auto asked = Tree::parse(ask.payload);
  if (!asked) return asked.error();
  const auto list = child(fixture.root(), so("ArbetsloshetsersattningLista"));
  if (!list) return fail(Errc::invalid, "ArbetsloshetsersattningLista is missing");
  const auto identity = child(asked->root(), so("IdentificationNumber"));
  if (!identity) return fail(Errc::invalid, "IdentificationNumber is missing");
  set_text(identity, ask.person);
  Writer writer;
  writer.start("so:GetUnemploymentBenefitPaymentResponse").attribute("xmlns:so", kSoNamespace);
  for (const auto& field : elements(asked->root())) writer.raw(self_contained(field));
  writer.raw(self_contained(list)).end();
  return writer.finish();
}

}  // namespace
}  // namespace so_codec

const SoapSource& so_source() {
  static constexpr SoapSource kSource = {.source = contract::Source::so,
                                         .must_say_whom = true,
                                         .write_question = so_codec::write_question,
                                         .about = so_codec::about_whom,
                                         .inner = no_inner,
                                         .read_question = so_codec::read_question,
                                         .write_answer = so_codec::write_answer,
                                         .fault_detail = no_fault_detail};
  return kSource;
}

}  // namespace provbank::wire
