// What a source gave, taken out of its own answer and out of the aggregator's, so that the two can
// be compared.
//
// White space. In the contracts every element holds either elements or a value, never both. So
// white space alone between elements says nothing, and an aggregator may indent as it likes; white
// space inside a value, even alone, is the value and must come through as it is. Prefixes, comments
// and the way characters are escaped say nothing either; order does.
//
// Numbers in LEFI's JSON are compared by value (1.0 is 1), members of an object without regard to
// order, lists with it.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "contract/schema_catalogue.hpp"
#include "contract/source.hpp"
#include "harness/evidence/exchange.hpp"
#include "harness/evidence/reading.hpp"
#include "platform/xml/document.hpp"

namespace provbank::checks {

inline constexpr xml::XmlLimits kAnyAnswer{.bytes = 64U << 20U, .depth = 200};

/// A document whose root's content is the data (CSN: whose root is); or LEFI JSON.
struct Payload {
  contract::Source source{};
  std::optional<xml::Document> document;
  std::optional<nlohmann::json> json;
};

/// From a source's response. `malformed` or `invalid` with the reason when there is no data in it:
/// an HTTP error, a SOAP fault, bytes that cannot be read, another root than the contract's.
Result<Payload> payload_given(contract::Source source, const http::Response& response);
/// From the aggregator's answer; `element` is the XPath of the source's element.
Result<Payload> payload_received(contract::Source source, const xml::Document& answer,
                                 const std::string& element);

/// Whom the data says that it is about, as digits; empty when it names nobody.
std::vector<std::string> persons_named(const Payload& payload);
/// The first one named who is not that person (ten digits may stand for twelve).
std::optional<std::string> somebody_else(const Payload& payload, std::string_view twelve_digits);

/// What is against the source's own schemas, first problem; nothing when the data follows them.
/// `response` is judged whole.
std::optional<std::string> schema_problem(contract::Source source, const http::Response& response,
                                          const contract::SchemaCatalogue& schemas);
/// Documents carried inside another as base64 or text, which the outer schema does not reach.
std::optional<std::string> inner_schema_problem(const Payload& payload,
                                                const contract::SchemaCatalogue& schemas);

struct Difference {
  std::string place;  // below the data: "/Svar/Fornamn", or a JSON pointer
  std::string given;
  std::string received;
};
struct Comparison {
  std::size_t values = 0;  // that were given
  std::optional<Difference> first;
};
/// Both must be of the same source. `given` and `received` lose their insignificant white space.
Comparison compare(Payload& given, Payload& received);

/// Two elements' content by the same rules, for documents that hold one thing each at those XPaths.
Comparison compare_content(xml::Document& given, const std::string& given_at,
                           xml::Document& received, const std::string& received_at);

}  // namespace provbank::checks
