// One question or several, read alike.
#pragma once
#include <span>
#include <variant>

#include "reference-impl/wire/ssbt.hpp"

namespace provbank::aggregator {

/// One element per person; none for a ping. Points into `request`.
inline std::span<const wire::HamtaRequest> questions_of(const wire::IncomingRequest& request) {
  if (const auto* one = std::get_if<wire::HamtaRequest>(&request)) return {one, 1};
  if (const auto* several = std::get_if<wire::FleraRequest>(&request)) return several->questions;
  return {};
}

inline wire::Operation operation_of(const wire::IncomingRequest& request) {
  if (std::holds_alternative<wire::HamtaRequest>(request)) return wire::Operation::hamta;
  if (std::holds_alternative<wire::FleraRequest>(request)) return wire::Operation::hamta_flera;
  return wire::Operation::testa;
}

}  // namespace provbank::aggregator
