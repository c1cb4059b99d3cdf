#include "harness/scenario/slots.hpp"

#include <algorithm>
#include <array>

namespace provbank::scenario {

std::span<const Slot> slots() {
  static const std::array kSlots = {
      Slot{"med-uppgifter",
           {"en person som källan har uppgifter om", "a person of whom the source has data"}},
      Slot{"annan-med-uppgifter",
           {"en annan person som källan har uppgifter om",
            "another person of whom the source has data"}},
      Slot{"utan-uppgifter",
           {"en person som källan inte har några uppgifter om",
            "a person of whom the source has no data"}},
      Slot{"okand",
           {"ett riktigt nummer som ingen människa har", "a valid number that nobody bears"}},
      Slot{"samordningsnummer",
           {"en person med samordningsnummer", "a person with a coordination number"}},
      Slot{"felaktig",
           {"ett nummer vars kontrollsiffra är fel", "a number whose check digit is wrong"},
           false},
  };
  return kSlots;
}

const Slot* find_slot(std::string_view name) {
  const auto all = slots();
  const auto found = std::ranges::find(all, name, &Slot::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace provbank::scenario
