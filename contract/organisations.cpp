#include "contract/organisations.hpp"

#include <algorithm>

#include "contract/xml_file.hpp"

namespace provbank::contract {
namespace {

/// What every organisation in the file has.
struct Named {
  std::string namn;
  OrganisationNumber number;
};

Result<Named> named(const pugi::xml_node& element) {
  const auto number = OrganisationNumber::parse(element.attribute("organisationsnummer").value());
  const std::string namn = element.attribute("namn").value();
  if (!number) return at(std::string(element.name()) + " \"" + namn + "\"", number.error());
  return Named{.namn = namn, .number = *number};
}

std::optional<Uppgiftslamnare> uppgiftslamnare_from_code(std::string_view wanted) {
  for (const auto candidate : kAllUppgiftslamnare) {
    if (code(candidate) == wanted) return candidate;
  }
  return std::nullopt;
}

Result<Kommun> read_kommun(const pugi::xml_node& element) {
  auto common = named(element);
  if (!common) return common.error();
  Kommun kommun{.id = element.attribute("id").value(),
                .namn = std::move(common->namn),
                .organisationsnummer = common->number,
                .aktorsid = element.attribute("aktorsid").value(),
                .ansluten = element.attribute("ansluten").as_bool(),
                .handlaggare = {}};
  for (const auto handlaggare : element.children("handlaggare")) {
    kommun.handlaggare.push_back(token(handlaggare.text().get()));
  }
  return kommun;
}

Result<Leverantor> read_leverantor(const pugi::xml_node& element) {
  auto common = named(element);
  if (!common) return common.error();
  Leverantor leverantor{.id = element.attribute("id").value(),
                        .namn = std::move(common->namn),
                        .organisationsnummer = common->number,
                        .foretrader = {}};
  for (const auto foretrader : element.children("foretrader")) {
    leverantor.foretrader.insert(foretrader.attribute("kommun").value());
  }
  return leverantor;
}

Result<UppgiftslamnareEntry> read_uppgiftslamnare(const pugi::xml_node& element) {
  auto common = named(element);
  if (!common) return common.error();
  const std::string kod = element.attribute("kod").value();
  const auto known = uppgiftslamnare_from_code(kod);
  if (!known) return fail(Errc::invalid, "uppgiftslamnare kod \"" + kod + "\" is not known");
  return UppgiftslamnareEntry{
      .kod = *known, .namn = std::move(common->namn), .organisationsnummer = common->number};
}

/// Reads every child of one name; the first that is wrong ends it.
template <class T, class Read>
Result<std::vector<T>> read_all(const pugi::xml_node& root, const char* element_name, Read read) {
  std::vector<T> all;
  for (const auto element : root.children(element_name)) {
    auto one = read(element);
    if (!one) return one.error();
    all.push_back(std::move(*one));
  }
  return all;
}

/// What keys and references in the schema say, for files nobody validated.
Result<void> check_references(const Organisations& organisations) {
  std::set<std::string> ids;
  std::set<OrganisationNumber> numbers = {organisations.driftspart};
  for (const auto& kommun : organisations.kommuner) {
    if (!ids.insert(kommun.id).second || !numbers.insert(kommun.organisationsnummer).second) {
      return fail(Errc::invalid, "kommun \"" + kommun.id + "\" shares its id or number");
    }
  }
  for (const auto& leverantor : organisations.leverantorer) {
    if (!ids.insert(leverantor.id).second ||
        !numbers.insert(leverantor.organisationsnummer).second) {
      return fail(Errc::invalid, "leverantor \"" + leverantor.id + "\" shares its id or number");
    }
    for (const auto& kommun : leverantor.foretrader) {
      if (organisations.kommun(kommun) == nullptr) {
        return fail(Errc::invalid, "leverantor \"" + leverantor.id + "\" represents \"" + kommun +
                                       "\", which is no kommun here");
      }
    }
  }
  return {};
}

Result<Organisations> read_organisations(const pugi::xml_node& root) {
  auto kommuner = read_all<Kommun>(root, "kommun", read_kommun);
  if (!kommuner) return kommuner.error();
  auto leverantorer = read_all<Leverantor>(root, "leverantor", read_leverantor);
  if (!leverantorer) return leverantorer.error();
  auto uppgiftslamnare =
      read_all<UppgiftslamnareEntry>(root, "uppgiftslamnare", read_uppgiftslamnare);
  if (!uppgiftslamnare) return uppgiftslamnare.error();
  auto driftspart = named(root.child("driftspart"));
  if (!driftspart) return driftspart.error();
  Organisations organisations{.kommuner = std::move(*kommuner),
                              .leverantorer = std::move(*leverantorer),
                              .uppgiftslamnare = std::move(*uppgiftslamnare),
                              .driftspart_namn = std::move(driftspart->namn),
                              .driftspart = driftspart->number};
  if (const auto sound = check_references(organisations); !sound) return sound.error();
  return organisations;
}

}  // namespace

const Kommun* Organisations::kommun(std::string_view id) const {
  const auto found = std::ranges::find(kommuner, id, &Kommun::id);
  return found == kommuner.end() ? nullptr : &*found;
}

const Kommun* Organisations::kommun(const OrganisationNumber& number) const {
  const auto found = std::ranges::find(kommuner, number, &Kommun::organisationsnummer);
  return found == kommuner.end() ? nullptr : &*found;
}

const Leverantor* Organisations::leverantor(const OrganisationNumber& number) const {
  const auto found = std::ranges::find(leverantorer, number, &Leverantor::organisationsnummer);
  return found == leverantorer.end() ? nullptr : &*found;
}

Result<Organisations> Organisations::load(const std::filesystem::path& xml) {
  const auto document =
      load_xml_file(xml, {.name = "organisationer", .name_space = "urn:provbank:organisations:1"});
  if (!document) return document.error();
  auto organisations = read_organisations(document->document_element());
  if (!organisations) return at(xml.string(), organisations.error());
  return organisations;
}

}  // namespace provbank::contract
