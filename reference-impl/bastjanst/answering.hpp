// What a healthy base service says: pure, no clock and no chance.
#pragma once
#include <optional>

#include "contract/source.hpp"
#include "platform/http/message.hpp"
#include "reference-impl/bastjanst/fixture_store.hpp"
#include "reference-impl/wire/sources.hpp"

namespace provbank::bastjanst {

struct Reply {
  http::Response response;
  std::optional<wire::SourceAsk> question;  // set when the response answers it with data
};

/// Answers from the fixtures, answers a test, or refuses as the source's contract says (see
/// `Bastjanst`). Throws ErrorException when a fixture is not what the source can answer with.
Reply reply_to(contract::Source source, const FixtureStore& fixtures, const http::Request& request);

/// A valid answer to the question, but about another person of the fixtures: the first who is known
/// to the source.
http::Response answer_about_another(contract::Source source, const FixtureStore& fixtures,
                                    wire::SourceAsk question);

}  // namespace provbank::bastjanst
