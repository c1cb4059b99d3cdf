// Arbetsförmedlingen: FragaMeddelande, SvarMeddelande. The answer repeats the whole question.
#include "contract/question.hpp"
#include "reference-impl/wire/source_codec.hpp"

namespace provbank::wire {
namespace af_codec {
namespace {

constexpr QName af(std::string_view name) {
  return {kAfNamespace, name};
}
constexpr std::string_view kSchemaVersion = "2.0";

/// What `Fraga` holds, whether for a question or for the test.
struct AfFraga {
  bool test = false;
  std::string organisation;
  std::string namn;
  std::string handlaggare;
  std::string referensnummer;
  contract::Period period;
  std::string syfte;
  std::string lagtext;
  const contract::Personuppgiftsbitrade* bitrade = nullptr;  // AF takes one
  std::string person;
};

std::string write_fraga_meddelande(const AfFraga& fraga) {
  Writer writer;
  writer.start("af:FragaMeddelande")
      .attribute("xmlns:af", kAfNamespace)
      .start("af:Inkludera")
      .attribute("ArbetssokandeInfo", "true")
      .attribute("AkasseInfo", "true")
      .attribute("BeslutInfo", "true")
      .end()
      .start("af:Fraga");
  if (fraga.test) writer.element("af:Test", "true");
  writer.element("af:OrganisationsnummerForIngivare", fraga.organisation)
      .element("af:NamnPaIngivare", fraga.namn)
      .element("af:KontonamnForHandlaggare", fraga.handlaggare)
      .element("af:Referensnummer", fraga.referensnummer)
      .element("af:From", contract::to_string(fraga.period.from))
      .element("af:Tom", contract::to_string(fraga.period.tom))
      .element("af:SyfteMedFraga", fraga.syfte)
      .element("af:LagParagraf", fraga.lagtext);
  if (fraga.bitrade != nullptr) {
    writer
        .element("af:OrganisationsnummerForPersonuppgiftsbitrade",
                 fraga.bitrade->organisationsnummer.wire())
        .element("af:NamnPaPersonuppgiftsbitrade", fraga.bitrade->namn);
  }
  writer.element("af:IdentitetsbeteckningFysiskPerson", fraga.person).end().end();
  return writer.finish();
}

SourceOutcome<std::string> write_question(const contract::Question& question) {
  const auto& general = question.general;
  return write_fraga_meddelande({.test = false,
                                 .organisation = general.ingivare.organisationsnummer.wire(),
                                 .namn = general.ingivare.namn,
                                 .handlaggare = general.ingivare.handlaggare,
                                 .referensnummer = general.arendeidentitet,
                                 .period = question.period_for(contract::Source::af),
                                 .syfte = general.syfte,
                                 .lagtext = general.lagtext,
                                 .bitrade = general.personuppgiftsbitraden.empty()
                                                ? nullptr
                                                : &general.personuppgiftsbitraden.front(),
                                 .person = general.person.digits()});
}

/// Both the repeated question and the answer name a person.
SourceOutcome<About> about_whom(const pugi::xml_node& answer,
                                const contract::PersonIdentity& person) {
  const auto in = [&](std::string_view part) {
    return about(
        trimmed_text_of(child(child(answer, af(part)), af("IdentitetsbeteckningFysiskPerson"))),
        person);
  };
  if (in("Fraga") == About::other) return About::other;
  return in("Svar");
}

Result<void> read_question(const pugi::xml_node& question, SourceAsk& ask) {
  const auto fraga = child(question, af("Fraga"));
  if (!fraga) return fail(Errc::invalid, "Fraga is missing");
  const auto test = trimmed_text_of(child(fraga, af("Test")));
  ask.ping = test == "true" || test == "1";
  const auto person = required_text(fraga, af("IdentitetsbeteckningFysiskPerson"));
  if (!person) return person.error();
  set_person(ask, *person);
  if (auto period = read_period(fraga, af("From"), af("Tom"), ask); !period) return period;
  ask.referensnummer = text_of(child(fraga, af("Referensnummer")));
  ask.organisation = organisation_in(fraga, af("OrganisationsnummerForIngivare"));
  ask.handlaggare = text_of(child(fraga, af("KontonamnForHandlaggare")));
  return {};
}

/// The question as it was asked, and the answer's own echo of it.
struct Echo {
  std::string fraga_xml;
  std::string lagparagraf;
};

Result<Echo> echo_of(const SourceAsk& ask) {
  const auto asked = Tree::parse(ask.payload);
  if (!asked) return asked.error();
  const auto fraga = child(asked->root(), af("Fraga"));
  if (!fraga) return fail(Errc::invalid, "Fraga is missing");
  return Echo{.fraga_xml = self_contained(fraga),
              .lagparagraf = text_of(child(fraga, af("LagParagraf")))};
}

Result<std::string> write_answer(const SourceAsk& ask, Tree& fixture) {
  const auto echo = echo_of(ask);
  if (!echo) return echo.error();
  const auto svar = child(fixture.root(), af("Svar"));
  if (!svar) return fail(Errc::invalid, "Svar is missing");
  set_text(child(svar, af("Referensnummer")), ask.referensnummer);
  set_text(child(svar, af("LagParagraf")), echo->lagparagraf);
  set_text(child(svar, af("IdentitetsbeteckningFysiskPerson")), ask.person);
  Writer writer;
  writer.start("af:SvarMeddelande").attribute("xmlns:af", kAfNamespace).raw(echo->fraga_xml);
  for (const auto& element : elements(fixture.root())) {
    if (!is(element, af("Fraga"))) writer.raw(self_contained(element));
  }
  writer.end();
  return writer.finish();
}

}  // namespace
}  // namespace af_codec

std::string af_ping_question(const PingCaller& caller) {
  // AF requires a person even in a test; this one is published for tests and issued to nobody.
  return af_codec::write_fraga_meddelande({.test = true,
                                           .organisation = caller.organisation.wire(),
                                           .namn = caller.namn,
                                           .handlaggare = "test",
                                           .referensnummer = "test",
                                           .period = {.from = caller.day, .tom = caller.day},
                                           .syfte = "test",
                                           .lagtext = "test",
                                           .bitrade = nullptr,
                                           .person = "189001019802"});
}

std::string af_ping_answer(const SourceAsk& ask) {
  const auto echo = af_codec::echo_of(ask);
  Writer writer;
  writer.start("af:SvarMeddelande").attribute("xmlns:af", kAfNamespace);
  if (echo) writer.raw(echo->fraga_xml);
  writer.start("af:Svar")
      .element("af:Schemaversion", af_codec::kSchemaVersion)
      .element("af:Referensnummer", ask.referensnummer)
      .element("af:LagParagraf", echo ? echo->lagparagraf : std::string())
      .element("af:IdentitetsbeteckningFysiskPerson", ask.person)
      .element("af:StatusSokandeinformationKod", "0")
      .element("af:StatusSokandeinformationKodText", "Test")
      .end()
      .end();
  return writer.finish();
}

const SoapSource& af_source() {
  static constexpr SoapSource kSource = {.source = contract::Source::af,
                                         .must_say_whom = true,
                                         .write_question = af_codec::write_question,
                                         .about = af_codec::about_whom,
                                         .inner = no_inner,
                                         .read_question = af_codec::read_question,
                                         .write_answer = af_codec::write_answer,
                                         .fault_detail = no_fault_detail};
  return kSource;
}

}  // namespace provbank::wire
