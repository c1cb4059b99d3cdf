// Fifth stage: an answer or a refusal as an HTTP response.
#pragma once
#include <string>

#include "platform/http/message.hpp"
#include "reference-impl/aggregator/refusal.hpp"

namespace provbank::aggregator {

/// 200 with a SOAP envelope.
http::Response reply_with(std::string soap);

/// The fault of v10 in its envelope, as any door may hand it out.
std::string fault_of(const Refusal& refusal);

/// The same over HTTP: a SOAP fault with the contract's detail. Its texts come from the table of
/// fault codes and hold nothing of the question. SOAP 1.1 (section 6.2) ties faults to status 500,
/// so over capacity is a 500 too, with Retry-After beside it; what was no SOAP request at all gets
/// its own HTTP status, with the same body.
http::Response reply_refusing(const Refusal& refusal);

/// For requests that broke HTTP or one of its limits, by the status the server chose.
http::Response reply_to_broken_http(int status);

}  // namespace provbank::aggregator
