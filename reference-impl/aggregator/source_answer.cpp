#include "reference-impl/aggregator/source_answer.hpp"

#include "platform/base/wipe.hpp"

namespace provbank::aggregator {

using contract::FaultCode;
using contract::Kalla;
using contract::Source;
using wire::SourceFailure;

namespace {

// The validators' words may quote values of the person, so they end here.
SourceFailure schema_failure(const Error& error) {
  switch (error.code) {
    case Errc::malformed:
      return {Kalla::ssbt, FaultCode::source_unparsable, "not well-formed"};
    case Errc::too_large:
      return {Kalla::ssbt, FaultCode::source_too_large, "past a limit"};
    default:
      return {Kalla::ssbt, FaultCode::source_schema_invalid, "against its schema"};
  }
}

Result<void> validate(Source source, const wire::SourceDocuments& documents,
                      const contract::SchemaCatalogue& schemas) {
  if (source == Source::fk) return schemas.lefi_svar().validate(documents.outer);
  if (auto outer = schemas.source(source).validate(documents.outer); !outer) return outer;
  if (documents.inner) return schemas.skv_svar().validate(*documents.inner);
  return {};
}

}  // namespace

wire::SourceOutcome<contract::SourceData> read_source_answer(
    Source source, const http::Response& response, const contract::Question& question,
    const contract::SchemaCatalogue& schemas) {
  auto documents = wire::source_document(source, response);
  if (!documents) return documents.error();
  const WipeOnExit forget_outer(documents->outer);
  std::string none;
  const WipeOnExit forget_inner(documents->inner ? *documents->inner : none);
  if (const auto valid = validate(source, *documents, schemas); !valid) {
    return schema_failure(valid.error());
  }
  return wire::decode_source_answer(source, response, question);
}

wire::SourceOutcome<http::Request> write_source_question(Source source,
                                                         const contract::Question& question,
                                                         const contract::SchemaCatalogue& schemas) {
  auto request = wire::encode_source_request(source, question);
  if (!request || source != Source::fk) return request;
  if (schemas.lefi_fraga().validate(request->body)) return request;
  wipe(request->body);
  return SourceFailure{Kalla::ssbt, FaultCode::source_cannot_carry, "the LEFI question"};
}

SourceFailure failure_of(const Error& error) {
  const auto because = [&](FaultCode code) {
    return SourceFailure{Kalla::ssbt, code, std::string(to_string(error.code))};
  };
  switch (error.code) {
    case Errc::timed_out:
      return because(FaultCode::source_timeout);
    case Errc::reset:
    case Errc::truncated:
    case Errc::closed:
      return because(FaultCode::source_broke_off);
    case Errc::malformed:
    case Errc::unsupported:
      return because(FaultCode::source_unparsable);
    case Errc::too_large:
      return because(FaultCode::source_too_large);
    default:
      return because(FaultCode::source_unreachable);
  }
}

}  // namespace provbank::aggregator
