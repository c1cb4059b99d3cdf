// Organisation numbers as SHS nodes write them: ten digits or twelve.
#pragma once
#include <string>
#include <string_view>

#include "contract/organisation_number.hpp"
#include "reference-impl/wire/shs/address.hpp"

namespace provbank::shs {

/// The organisation of an address, in twelve digits; empty when the address begins with no
/// organisation number.
inline std::string organisation_in(std::string_view address) {
  const auto number = contract::OrganisationNumber::parse(wire::shs::organisation_of(address));
  return number ? number->wire() : std::string();
}

/// The same organisation, however each writes it.
inline bool same_organisation(std::string_view a, std::string_view b) {
  const auto number = organisation_in(a);
  return number.empty() ? a == b : number == organisation_in(b);
}

}  // namespace provbank::shs
