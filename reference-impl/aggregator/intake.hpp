// First stage: the bytes of a request become a question, or it is said why they do not.
#pragma once
#include "contract/schema_catalogue.hpp"
#include "platform/http/message.hpp"
#include "reference-impl/aggregator/refusal.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::aggregator {

inline constexpr std::string_view kServicePath = "/ssbtek/v10";

class Intake {
 public:
  /// `schemas` must outlive the intake.
  explicit Intake(const contract::SchemaCatalogue& schemas) : schemas_(schemas) {}

  /// Path, method and headers, then the body as `read_soap`.
  OrRefusal<wire::IncomingRequest> read(const http::Request& request) const;

  /// Reads from the outside in: well-formed XML without DTD; SOAP 1.1 envelope; a known operation;
  /// valid under its schema; and what no schema says (dates, check digits, alike persons).
  OrRefusal<wire::IncomingRequest> read_soap(std::string_view text) const;

 private:
  OrRefusal<wire::SoapBody> open_envelope(std::string_view text) const;
  OrRefusal<wire::Operation> check_body(const wire::SoapBody& body, std::string_view text) const;

  const contract::SchemaCatalogue& schemas_;
};

}  // namespace provbank::aggregator
