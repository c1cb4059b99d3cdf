#include "harness/certify/certification.hpp"

#include <algorithm>

namespace provbank::certify {

std::string_view code(Role role) {
  switch (role) {
    case Role::driftspart:
      return "driftspart";
    case Role::kommun:
      return "kommun";
    case Role::uppgiftslamnare:
      break;
  }
  return "uppgiftslamnare";
}

const TestPerson* Certification::person(std::string_view as) const {
  const auto found = std::ranges::find(persons, as, &TestPerson::as);
  return found == persons.end() ? nullptr : &*found;
}

}  // namespace provbank::certify
