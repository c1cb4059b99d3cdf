// How the bench answers a kommun under test, when it does not answer as it should: the scenario
// language's <await answer="...">.
#pragma once
#include <string>
#include <string_view>

#include "contract/organisations.hpp"
#include "contract/person_identity.hpp"
#include "platform/http/message.hpp"

namespace provbank::world {

/// True when the answer owes nothing to the aggregator.
bool is_canned(std::string_view how);

/// The right response as that kind of answer spoils it; `right` is unused for a canned one.
http::Response spoiled(std::string_view how, http::Response right);

/// The same question about somebody else: its sources, identifiers and period are those of the
/// request. A request that cannot be read is given back as it is.
http::Request about_another(const http::Request& request, const contract::PersonIdentity& other,
                            const contract::Kommun& kommun);

}  // namespace provbank::world
