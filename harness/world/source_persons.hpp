// Who stands in a scenario's slot: the plan's person for a party from outside, else the fixture
// that fits the source.
#pragma once
#include <optional>
#include <string>

#include "contract/source.hpp"
#include "harness/certify/certification.hpp"
#include "harness/world/environment.hpp"

namespace provbank::world {

struct SlotPerson {
  contract::PersonIdentity identity;
  std::string digits;   // as they are to be sent: not the identity's where the slot is a broken one
  std::string case_id;  // empty: any
};

/// Nothing when nobody is named for the slot, or nobody among the fixtures is that to the source.
std::optional<SlotPerson> person_in(std::string_view slot, contract::Source source,
                                    const Environment& environment,
                                    const certify::Certification* outside);

/// The last digit changed, so that the check digit is wrong.
std::string with_broken_check_digit(std::string digits);

}  // namespace provbank::world
