// The question's two elements, read and written. For this folder's .cpp files only.
#pragma once
#include "reference-impl/wire/ssbt.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire {

constexpr QName ssbt(std::string_view name) {
  return {kSsbtNamespace, name};
}
constexpr QName flera(std::string_view name) {
  return {kFleraNamespace, name};
}

/// From a hamtaBastjanstInformation element.
Decoded<HamtaRequest> read_question(const pugi::xml_node& hamta);
/// A hamtaBastjanstInformation element, self-contained.
std::string write_question(const contract::Question& question);

}  // namespace provbank::wire
