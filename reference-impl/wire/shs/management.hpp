// SHS management messages 1.2: confirmations and errors about earlier messages.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "reference-impl/wire/shs/error_code.hpp"
#include "reference-impl/wire/shs/message.hpp"

namespace provbank::wire::shs {

/// About the message with these ids. Without `error` it is a confirmation.
struct Management {
  std::string corr_id;
  std::string content_id;
  std::string datetime;
  std::optional<ShsError> error{};
};

std::string write_management(const Management& management);
/// Takes a confirmation without its `confirmation` element and a date without time. Errors:
/// `illegal_datapart_content`.
OrShsError<Management> read_management(std::string_view xml);

/// The whole message that tells the sender of `original` so. `tx_id` is its own.
Message confirmation_of(const Label& original, std::string_view tx_id, std::string_view datetime);
Message error_about(const Label& original, const ShsError& error, std::string_view tx_id,
                    std::string_view datetime);

}  // namespace provbank::wire::shs
