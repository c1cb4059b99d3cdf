// Second stage: who may ask what, and whether there is room.
#pragma once
#include <memory>
#include <optional>
#include <utility>

#include "contract/connections.hpp"
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
  /// Organisations and capacity must outlive the admission. Without `connections` the register says
  /// who is connected; with them they do, asked anew for every question, and the register says only
  /// who there is.
  Admission(const contract::Organisations& organisations, Capacity& capacity,
            std::shared_ptr<const contract::Connections> connections = nullptr)
      : organisations_(organisations), capacity_(capacity), connections_(std::move(connections)) {}

  /// Refuses with caller_unknown, caller_not_connected, caller_is_not_asker or over_capacity, in
  /// that order: who may not ask uses up no room.
  OrRefusal<Admitted> admit(const Applicant& applicant, time::TimePoint now);

 private:
  OrRefusal<const contract::Kommun*> identify(const Applicant& applicant) const;
  OrRefusal<const contract::Kommun*> as_connected(const contract::Kommun* kommun,
                                                  const Applicant& applicant) const;
  bool connected(const contract::Kommun& kommun) const;
  Refusal over_capacity(const Applicant& applicant) const;

  const contract::Organisations& organisations_;
  Capacity& capacity_;
  std::shared_ptr<const contract::Connections> connections_;
};

}  // namespace provbank::aggregator
