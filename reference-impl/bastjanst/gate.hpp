// What a base service does before it answers: lets in the operator alone, and takes no question
// that breaks its contract.
#pragma once
#include <memory>
#include <optional>

#include "contract/organisation_number.hpp"
#include "contract/schema_catalogue.hpp"
#include "contract/source.hpp"
#include "platform/http/message.hpp"
#include "platform/net/byte_stream.hpp"

namespace provbank::bastjanst {

/// In front of a `Bastjanst`, where the base service is the one that is judged. Behind an
/// aggregator that keeps the contract it would never turn anything away, so there it is left out.
class Gate {
 public:
  Gate(contract::Source source, std::shared_ptr<const contract::SchemaCatalogue> schemas,
       contract::OrganisationNumber driftspart);

  /// The refusal in the source's own form; nothing for a question that may go on. In this order:
  /// the certificate is the operator's; the question is one; it follows its schema; it is about a
  /// number that can be somebody's.
  std::optional<http::Response> turned_away(const http::Request& request,
                                            const net::Peer& peer) const;

 private:
  contract::Source source_;
  std::shared_ptr<const contract::SchemaCatalogue> schemas_;
  contract::OrganisationNumber driftspart_;
};

}  // namespace provbank::bastjanst
