// What is asked of a directory, and what the entries that come back say. Without I/O; for this
// folder's .cpp files only.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference-impl/shs/directory.hpp"
#include "reference-impl/shs_ldap/ldap_search.hpp"

namespace provbank::shs_ldap {

/// `organisation` has twelve digits; directories write ten or twelve, and both are looked for.
Search organisation_search(const std::string& base, const std::string& organisation);
Search address_search(const std::string& base, const std::string& organisation,
                      const std::string& product);
Search agreements_search(const std::string& base, const std::string& organisation);

/// Entries that say the same (a directory mirrors its addresses, say) count as one. `invalid`, with
/// the names of two entries, when they do not.
Result<std::optional<std::string>> name_in(const std::vector<Entry>& entries);
Result<std::optional<std::string>> address_in(const std::vector<Entry>& entries);
/// No shsTransferType: any. In the order of ids. `invalid` also for an agreement that lacks its id
/// or its product.
Result<std::vector<shs::PublicAgreement>> agreements_in(const std::vector<Entry>& entries);

}  // namespace provbank::shs_ldap
