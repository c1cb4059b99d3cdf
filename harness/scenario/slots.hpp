// Persons by what they mean to a base service under test. Whoever is judged brings its own persons,
// so a scenario names a meaning, and the plan (or, for the reference, a table) says who that is.
#pragma once
#include <span>
#include <string_view>

#include "platform/text/language.hpp"

namespace provbank::scenario {

struct Slot {
  std::string_view name;
  Bilingual meaning;
  bool named_by_plan = true;  // false: the bench makes the number up from another slot's
};

/// med-uppgifter, annan-med-uppgifter, utan-uppgifter, okand, samordningsnummer, felaktig.
std::span<const Slot> slots();
const Slot* find_slot(std::string_view name);

}  // namespace provbank::scenario
