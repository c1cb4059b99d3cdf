// One source's HTTP response, judged: data to hand on, or why there is none.
#pragma once
#include "contract/schema_catalogue.hpp"
#include "platform/http/message.hpp"
#include "reference-impl/wire/sources.hpp"

namespace provbank::aggregator {

/// In this order: did the source itself say that it failed (kalla BT); can it be read; does it keep
/// the schema of its contract, SKV's inner document included; is it about the person asked about.
/// The data is handed on unchanged in content: a source's own status codes and deviations (AF, TNS
/// FEL, LEFI avvikelser) are data.
wire::SourceOutcome<contract::SourceData> read_source_answer(
    contract::Source source, const http::Response& response, const contract::Question& question,
    const contract::SchemaCatalogue& schemas);

/// The request for a source, or why it cannot be made: `source_cannot_carry`,
/// `lefi_version_unknown`.
wire::SourceOutcome<http::Request> write_source_question(contract::Source source,
                                                         const contract::Question& question,
                                                         const contract::SchemaCatalogue& schemas);

/// Why a source's connection gave no response, as the code that its part of the answer gets.
wire::SourceFailure failure_of(const Error& error);

}  // namespace provbank::aggregator
