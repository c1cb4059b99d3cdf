// Fault codes as scenarios name them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "contract/fault_codes.hpp"

namespace provbank::checks {

/// By the enumerator's name ("too_many_persons") or by the code as sent ("SSBTEK-116").
std::optional<contract::FaultCode> fault_from(std::string_view word);

/// The caller was not who it must be.
bool is_about_identity(std::string_view felkod);
/// The service has too much to do, or is closing: the same question may well succeed later.
bool is_about_load(std::string_view felkod);
/// The service itself broke.
bool is_internal(std::string_view felkod);

}  // namespace provbank::checks
