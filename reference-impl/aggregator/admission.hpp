// Second stage: who may ask what, and whether there is room.
#pragma once
#include <optional>

#include "contract/organisations.hpp"
#include "platform/crypto/certificate.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/aggregator/capacity.hpp"
#include "reference-impl/aggregator/refusal.hpp"

namespace provbank::aggregator {

/// Who stands at the door, and with what.
struct Applicant {
  const std::optional<crypto::Certificate>& certificate;
  const contract::OrganisationNumber* ingivare = nullptr;  // in whose name; null for a ping
  std::size_t persons = 1;
  wire::Operation operation = wire::Operation::hamta;
};

/// `asker` is the kommun in whose name the question is (for a ping: the caller itself, or the first
/// connected kommun that it represents).
struct Admitted {
  const contract::Kommun* asker;
  Capacity::Slot slot;
};

/// The organisation number in a client certificate; nothing when it carries none that is one.
std::optional<contract::OrganisationNumber> caller_of(
    const std::optional<crypto::Certificate>& certificate);

class Admission {
 public:
  /// Both must outlive the admission.
  Admission(const contract::Organisations& organisations, Capacity& capacity)
      : organisations_(organisations), capacity_(capacity) {}

  /// Refuses with caller_unknown, caller_not_connected, caller_is_not_asker or over_capacity, in
  /// that order: who may not ask uses up no room.
  OrRefusal<Admitted> admit(const Applicant& applicant, time::TimePoint now);

 private:
  OrRefusal<const contract::Kommun*> identify(const Applicant& applicant) const;
  Refusal over_capacity(const Applicant& applicant) const;

  const contract::Organisations& organisations_;
  Capacity& capacity_;
};

}  // namespace provbank::aggregator
