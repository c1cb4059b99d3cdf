#include "harness/world/source_persons.hpp"

#include <algorithm>
#include <array>

namespace provbank::world {
namespace {

using contract::Source;

/// Skatteverket's own test number, which no fixture bears.
constexpr std::string_view kNobody = "199001189811";

struct Known {
  Source source;
  std::string_view one;      // has data in the default period
  std::string_view another;  // and so has this one
};

constexpr std::array kKnown = {
    Known{Source::af, "anna", "amina"},   Known{Source::csn, "elin", "omar"},
    Known{Source::fk, "anna", "gosta"},   Known{Source::skv, "bertil", "karin"},
    Known{Source::so, "anna", "jonas"},   Known{Source::tns, "anna", "bertil"},
    Known{Source::miv, "amina", "dawit"},
};

std::string_view fixture_for(std::string_view slot, Source source) {
  const auto known = std::ranges::find(kKnown, source, &Known::source);
  if (slot == "med-uppgifter" || slot == "felaktig") return known->one;
  if (slot == "annan-med-uppgifter") return known->another;
  if (slot == "utan-uppgifter") return "nils";
  if (slot == "samordningsnummer") return "taras";
  return {};
}

std::optional<SlotPerson> reference_person(std::string_view slot, Source source,
                                           const Environment& environment) {
  if (slot == "okand") {
    const auto identity = contract::PersonIdentity::parse(kNobody).value();
    return SlotPerson{identity, identity.digits(), {}};
  }
  const auto* person = environment.fixtures->person(fixture_for(slot, source));
  if (person == nullptr) return std::nullopt;
  return SlotPerson{person->identity, person->identity.digits(), {}};
}

std::optional<SlotPerson> named_person(std::string_view slot,
                                       const certify::Certification& outside) {
  // Who nearly is somebody known must not be taken for them.
  const auto* named = outside.person(slot == "felaktig" ? "med-uppgifter" : slot);
  if (named == nullptr) return std::nullopt;
  return SlotPerson{named->identity, named->identity.digits(), named->case_id};
}

}  // namespace

std::string with_broken_check_digit(std::string digits) {
  if (!digits.empty())
    digits.back() = digits.back() == '9' ? '0' : static_cast<char>(digits.back() + 1);
  return digits;
}

std::optional<SlotPerson> person_in(std::string_view slot, Source source,
                                    const Environment& environment,
                                    const certify::Certification* outside) {
  auto person = outside != nullptr ? named_person(slot, *outside)
                                   : reference_person(slot, source, environment);
  if (person && slot == "felaktig") person->digits = with_broken_check_digit(person->digits);
  return person;
}

}  // namespace provbank::world
