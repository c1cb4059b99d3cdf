#include "harness/certify/certification.hpp"

#include <algorithm>

namespace provbank::certify {

const TestPerson* Certification::person(std::string_view as) const {
  const auto found = std::ranges::find(persons, as, &TestPerson::as);
  return found == persons.end() ? nullptr : &*found;
}

}  // namespace provbank::certify
