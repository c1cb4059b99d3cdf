#include "reference-impl/wire/ssbt_question.hpp"

#include <charconv>
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "reference-impl/wire/lefi.hpp"

namespace provbank::wire {
namespace {

using contract::FaultCode;
using contract::Source;

/// xsd:date may carry a time zone, which a calendar day has no use for.
std::string_view without_zone(std::string_view date) {
  if (date.ends_with('Z')) return date.substr(0, date.size() - 1);
  constexpr std::size_t kDate = 10;
  constexpr std::size_t kZone = 6;  // +01:00
  if (date.size() == kDate + kZone && (date[kDate] == '+' || date[kDate] == '-')) {
    return date.substr(0, kDate);
  }
  return date;
}

/// Takes the fields out one by one. The first thing that is wrong stays in `error`; what is read
/// after that means nothing, so a caller looks once, at the end.
class QuestionReader {
 public:
  const std::optional<DecodeError>& error() const { return error_; }

  void read_general(const pugi::xml_node& node, contract::GeneralParameters& general) {
    general.frage_tidpunkt = optional_text(node, "frageTidpunkt");
    general.korrelationsid = optional_text(node, "korrelationsid");
    general.fragan_skall_inkluderas = boolean(required(node, "fraganSkallInkluderasISvaret"));
    const auto ingivare = required(node, "ingivare");
    general.ingivare = {.organisationsnummer = organisation(ingivare),
                        .namn = non_empty(ingivare, "namn"),
                        .handlaggare = non_empty(ingivare, "handlaggare")};
    general.person = person(required(node, "personidentitet"));
    general.arendeidentitet = non_empty(node, "arendeidentitet");
    general.period = period(required(node, "tidsperiod"));
    for (const auto& element : children(node, ssbt("personuppgiftsbitrade"))) {
      general.personuppgiftsbitraden.push_back({.ordningsnummer = ordinal(element),
                                                .organisationsnummer = organisation(element),
                                                .namn = non_empty(element, "namn")});
    }
    general.syfte = text_of(required(node, "syfte"));
    general.lagtext = text_of(required(node, "lagtext"));
  }

  void read_specific(const pugi::xml_node& node, contract::Question& question) {
    for (const Source source : contract::kAllSources) {
      const auto element = required(node, contract::code(source));
      if (!boolean_value(attribute(element, {"", "inkludera"}).value(), "inkludera")) continue;
      contract::SourceQuestion& asked = question.asked[source];
      const auto own_period = child(element, ssbt("tidsperiod"));
      if (own_period && contract::has_own_period(source)) asked.period = period(own_period);
      if (source == Source::fk) asked.lefi = lefi(required(element, "fraga"));
    }
    if (question.asked.empty()) wrong(FaultCode::no_source, "no source has inkludera=\"true\"");
  }

  void check_lefi_person(const contract::Question& question) {
    const auto fk = question.asked.find(Source::fk);
    if (error_ || fk == question.asked.end()) return;
    const auto subject = lefi_question_subject(fk->second.lefi->json, question.general.person);
    if (subject == LefiSubject::other) {
      wrong(FaultCode::lefi_person_mismatch, "lefiJsonFraga is about another person");
    }
  }

 private:
  void wrong(FaultCode code, std::string detail) {
    if (!error_) error_ = DecodeError{.code = code, .detail = std::move(detail)};
  }

  pugi::xml_node required(const pugi::xml_node& parent, std::string_view name) {
    const auto found = child(parent, ssbt(name));
    if (!found) wrong(FaultCode::schema_invalid, std::string(name) + " is missing");
    return found;
  }

  std::optional<std::string> optional_text(const pugi::xml_node& parent, std::string_view name) {
    const auto found = child(parent, ssbt(name));
    if (!found) return std::nullopt;
    return text_of(found);
  }

  std::string non_empty(const pugi::xml_node& parent, std::string_view name) {
    std::string text = text_of(required(parent, name));
    if (text.empty()) wrong(FaultCode::schema_invalid, std::string(name) + " is empty");
    return text;
  }

  bool boolean_value(std::string_view text, std::string_view name) {
    const auto word = trimmed(text);
    if (word == "true" || word == "1") return true;
    if (word != "false" && word != "0") {
      wrong(FaultCode::schema_invalid, std::string(name) + " is no boolean");
    }
    return false;
  }

  /// An empty element has the schema's default, false.
  bool boolean(const pugi::xml_node& element) {
    const auto text = text_of(element);
    return !text.empty() && boolean_value(text, qname(element).name);
  }

  contract::PersonIdentity person(const pugi::xml_node& element) {
    const auto parsed = contract::PersonIdentity::parse(trimmed_text_of(element));
    if (parsed) return *parsed;
    wrong(FaultCode::person_invalid, "personidentitet: " + parsed.error().detail);
    return {};
  }

  contract::OrganisationNumber organisation(const pugi::xml_node& parent) {
    const auto text = trimmed_text_of(required(parent, "organisationsnummer"));
    const auto parsed = contract::OrganisationNumber::parse(text);
    if (parsed && parsed->wire() == text) return *parsed;
    wrong(FaultCode::organisation_invalid,
          "organisationsnummer: " + (parsed ? "not the twelve-digit form" : parsed.error().detail));
    return {};
  }

  contract::Period period(const pugi::xml_node& element) {
    const auto from = trimmed_text_of(required(element, "fromDatum"));
    const auto tom = trimmed_text_of(required(element, "tomDatum"));
    const auto parsed = contract::Period::parse(without_zone(from), without_zone(tom));
    if (parsed) return *parsed;
    wrong(parsed.error().code == Errc::invalid ? FaultCode::period_invalid
                                               : FaultCode::schema_invalid,
          "tidsperiod: " + parsed.error().detail);
    return {};
  }

  std::optional<std::int16_t> ordinal(const pugi::xml_node& parent) {
    const auto element = child(parent, ssbt("ordningsnummer"));
    if (!element) return std::nullopt;
    const auto text = trimmed_text_of(element);
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::int16_t value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, failed] = std::from_chars(digits.data(), end, value);
    if (failed != std::errc() || stopped != end) {
      wrong(FaultCode::schema_invalid, "ordningsnummer is no short number");
    }
    return value;
  }

  contract::LefiQuestion lefi(const pugi::xml_node& fraga) {
    contract::LefiQuestion question{.version = optional_text(fraga, "version"),
                                    .aktorsid = text_of(required(fraga, "aktorsid")),
                                    .json = {}};
    auto json = crypto::from_base64(text_of(required(fraga, "lefiJsonFraga")));
    if (json) {
      question.json = std::move(*json);
    } else {
      wrong(FaultCode::schema_invalid, "lefiJsonFraga is no base64");
    }
    return question;
  }

  std::optional<DecodeError> error_;
};

void write_period(Writer& writer, const contract::Period& period) {
  writer.start("ssbt:tidsperiod")
      .element("ssbt:fromDatum", contract::to_string(period.from))
      .element("ssbt:tomDatum", contract::to_string(period.tom))
      .end();
}

void write_general(Writer& writer, const contract::GeneralParameters& general) {
  writer.start("ssbt:generellaFrageparametrar")
      .optional_element("ssbt:frageTidpunkt", general.frage_tidpunkt)
      .optional_element("ssbt:korrelationsid", general.korrelationsid)
      .element("ssbt:fraganSkallInkluderasISvaret",
               general.fragan_skall_inkluderas ? "true" : "false")
      .start("ssbt:ingivare")
      .element("ssbt:organisationsnummer", general.ingivare.organisationsnummer.wire())
      .element("ssbt:namn", general.ingivare.namn)
      .element("ssbt:handlaggare", general.ingivare.handlaggare)
      .end()
      .element("ssbt:personidentitet", general.person.digits())
      .element("ssbt:arendeidentitet", general.arendeidentitet);
  write_period(writer, general.period);
  for (const auto& bitrade : general.personuppgiftsbitraden) {
    writer.start("ssbt:personuppgiftsbitrade");
    if (bitrade.ordningsnummer) {
      writer.element("ssbt:ordningsnummer", std::to_string(*bitrade.ordningsnummer));
    }
    writer.element("ssbt:organisationsnummer", bitrade.organisationsnummer.wire())
        .element("ssbt:namn", bitrade.namn)
        .end();
  }
  writer.element("ssbt:syfte", general.syfte).element("ssbt:lagtext", general.lagtext).end();
}

void write_source(Writer& writer, Source source, const contract::SourceQuestion* asked) {
  writer.start("ssbt:" + std::string(contract::code(source)))
      .attribute("inkludera", asked != nullptr ? "true" : "false");
  if (asked != nullptr && asked->period) write_period(writer, *asked->period);
  if (asked != nullptr && asked->lefi) {
    writer.start("ssbt:fraga")
        .optional_element("ssbt:version", asked->lefi->version)
        .element("ssbt:aktorsid", asked->lefi->aktorsid)
        .element("ssbt:lefiJsonFraga", crypto::base64(asked->lefi->json))
        .end();
  }
  writer.end();
}

}  // namespace

Decoded<HamtaRequest> read_question(const pugi::xml_node& hamta) {
  const auto general = child(hamta, ssbt("generellaFrageparametrar"));
  const auto specific = child(hamta, ssbt("specifikaFrageparametrar"));
  if (!general || !specific) {
    return DecodeError{.code = FaultCode::schema_invalid,
                       .detail = "generellaFrageparametrar or specifikaFrageparametrar is missing"};
  }
  HamtaRequest request;
  QuestionReader reader;
  reader.read_general(general, request.question.general);
  reader.read_specific(specific, request.question);
  reader.check_lefi_person(request.question);
  if (reader.error()) return *reader.error();
  if (request.question.general.fragan_skall_inkluderas) {
    request.original_xml = self_contained(general) + self_contained(specific);
  }
  return request;
}

std::string write_question(const contract::Question& question) {
  Writer writer;
  writer.start("ssbt:hamtaBastjanstInformation").attribute("xmlns:ssbt", kSsbtNamespace);
  write_general(writer, question.general);
  writer.start("ssbt:specifikaFrageparametrar");
  for (const Source source : contract::kAllSources) {
    const auto asked = question.asked.find(source);
    write_source(writer, source, asked == question.asked.end() ? nullptr : &asked->second);
  }
  writer.end().end();
  return writer.finish();
}

}  // namespace provbank::wire
