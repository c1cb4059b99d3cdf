// Sickness: turns the response of a healthy service into what a sick one sends. Pure.
#pragma once
#include <string>

#include "contract/source.hpp"
#include "platform/http/message.hpp"
#include "reference-impl/bastjanst/answering.hpp"
#include "reference-impl/bastjanst/behaviour.hpp"
#include "reference-impl/bastjanst/fixture_store.hpp"

namespace provbank::bastjanst {

/// Does `fault` to the reply. `schema_invalid` and `wrong_person` need an answer with data: other
/// replies (refusals, tests) pass through them unharmed. `connection_refused`, met by a listener
/// that should not have been there, resets the connection before the first byte.
http::Response misbehave(Misbehaviour fault, const Behaviour& behaviour, contract::Source source,
                         const FixtureStore& fixtures, Reply reply);

/// The answer with one value that its schema does not allow:
///   AF StatusSokandeinformationKod, CSN schemaVersion, FK utlamnare, SKV an element beside svar,
///   SO From, TNS resultat, MIV correlationid (left out)
std::string break_schema(contract::Source source, const std::string& body);

}  // namespace provbank::bastjanst
