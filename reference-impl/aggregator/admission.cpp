#include "reference-impl/aggregator/admission.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace provbank::aggregator {

using contract::FaultCode;
using contract::Kommun;

std::optional<contract::OrganisationNumber> caller_of(
    const std::optional<crypto::Certificate>& certificate) {
  if (!certificate) return std::nullopt;
  auto number = contract::OrganisationNumber::parse(certificate->organisation_number);
  if (!number) return std::nullopt;
  return *number;
}

namespace {

Refusal refusal(const Applicant& applicant, FaultCode code) {
  return Refusal{.code = code,
                 .operation = applicant.operation,
                 .soap = std::nullopt,
                 .status = 500,
                 .retry_after = std::nullopt};
}

}  // namespace

bool Admission::connected(const Kommun& kommun) const {
  return connections_ ? connections_->is_connected(kommun.organisationsnummer) : kommun.ansluten;
}

OrRefusal<const Kommun*> Admission::as_connected(const Kommun* kommun,
                                                 const Applicant& applicant) const {
  if (!connected(*kommun)) return refusal(applicant, FaultCode::caller_not_connected);
  return kommun;
}

OrRefusal<Admitted> Admission::admit(const Applicant& applicant, time::TimePoint now) {
  auto asker = identify(applicant);
  if (!asker) return asker.error();
  auto slot = capacity_.take(applicant.persons, now);
  if (!slot) return over_capacity(applicant);
  return Admitted{*asker, std::move(*slot)};
}

OrRefusal<const Kommun*> Admission::identify(const Applicant& applicant) const {
  const auto caller = caller_of(applicant.certificate);
  if (!caller) return refusal(applicant, FaultCode::caller_unknown);

  if (const auto* kommun = organisations_.kommun(*caller)) {
    if (connected(*kommun) && applicant.ingivare && *applicant.ingivare != *caller) {
      return refusal(applicant, FaultCode::caller_is_not_asker);
    }
    return as_connected(kommun, applicant);
  }

  const auto* leverantor = organisations_.leverantor(*caller);
  if (!leverantor) return refusal(applicant, FaultCode::caller_unknown);
  if (applicant.ingivare) {
    const auto* kommun = organisations_.kommun(*applicant.ingivare);
    if (!kommun || !leverantor->foretrader.contains(kommun->id)) {
      return refusal(applicant, FaultCode::caller_is_not_asker);
    }
    return as_connected(kommun, applicant);
  }
  const auto found = std::ranges::find_if(organisations_.kommuner, [&](const Kommun& kommun) {
    return connected(kommun) && leverantor->foretrader.contains(kommun.id);
  });
  if (found == organisations_.kommuner.end()) {
    return refusal(applicant, FaultCode::caller_not_connected);
  }
  return &*found;
}

Refusal Admission::over_capacity(const Applicant& applicant) const {
  constexpr std::chrono::seconds kShortest{1};
  auto answer = refusal(applicant, FaultCode::over_capacity);
  const auto wait = capacity_.wait_for(applicant.persons);
  answer.retry_after = std::max(kShortest, std::chrono::ceil<std::chrono::seconds>(wait));
  return answer;
}

}  // namespace provbank::aggregator
