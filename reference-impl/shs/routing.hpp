// Whether a message may pass, and where to. For this folder's .cpp files only.
#pragma once
#include "reference-impl/shs/ground.hpp"

namespace provbank::shs {

/// Whoever sends must be who the label says: `illegal_sender` unless the certificate carries the
/// organisation number of `from`.
OrShsError<void> check_sender(const wire::shs::Label& label,
                              const std::optional<crypto::Certificate>& certificate);

/// Fills in the receiver where an asynchronous message leaves it to the agreements, and the common
/// names, and says whether the message may pass: addresses, directory, product, agreement.
awaitable<OrShsError<void>> vet(const Ground& ground, wire::shs::Label& label);

/// The data parts against what the product type says of them: `illegal_datapart_content`.
OrShsError<void> check_parts(const wire::shs::Message& message,
                             const wire::shs::ProductType& product);

bool is_for_us(const Ground& ground, const wire::shs::Label& label);

/// Sends a whole message to the node that the directory names: its answer, whose status is 2xx.
/// `missing_delivery_address` or `missing_delivery_execution`. Tries again, ever more seldom, while
/// the other node cannot be reached, when `patient`. The message is wiped.
awaitable<OrShsError<http::Response>> forward(const Ground& ground, const wire::shs::Label& label,
                                              std::string message, bool patient);

}  // namespace provbank::shs
