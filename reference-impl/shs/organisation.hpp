// Organisation numbers as SHS nodes write them: ten digits or twelve. No node asks for the check
// digit, so neither do we: who is meant is the directory's to say.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

#include "reference-impl/wire/shs/address.hpp"

namespace provbank::shs {

/// The organisation of an address, in twelve digits; empty when the address begins with no
/// organisation number.
inline std::string organisation_in(std::string_view address) {
  constexpr std::string_view kCentury = "16";
  constexpr std::size_t kShort = 10;
  std::string_view number = wire::shs::organisation_of(address);
  if (number.size() == kShort + kCentury.size() && number.starts_with(kCentury))
    number.remove_prefix(kCentury.size());
  const bool digits = std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  if (number.size() != kShort || !digits) return {};
  return std::string(kCentury) + std::string(number);
}

/// The same organisation, however each writes it.
inline bool same_organisation(std::string_view a, std::string_view b) {
  const auto number = organisation_in(a);
  return number.empty() ? a == b : number == organisation_in(b);
}

}  // namespace provbank::shs
