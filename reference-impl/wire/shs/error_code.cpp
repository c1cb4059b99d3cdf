#include "reference-impl/wire/shs/error_code.hpp"

#include <algorithm>

#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {
namespace {

struct Named {
  ErrorCode code;
  std::string_view name;
};

constexpr std::array<Named, kErrorCodes> kNames{{
    {ErrorCode::unresolved_receiver, "UnresolvedReceiver"},
    {ErrorCode::missing_agreement, "MissingAgreement"},
    {ErrorCode::missing_delivery_address, "MissingDeliveryAddress"},
    {ErrorCode::missing_delivery_execution, "MissingDeliveryExecution"},
    {ErrorCode::illegal_product_type, "IllegalProductType"},
    {ErrorCode::unknown_product_type, "UnknownProductType"},
    {ErrorCode::illegal_receiver, "IllegalReceiver"},
    {ErrorCode::unknown_receiver, "UnknownReceiver"},
    {ErrorCode::illegal_sender, "IllegalSender"},
    {ErrorCode::unknown_sender, "UnknownSender"},
    {ErrorCode::illegal_originator, "IllegalOriginator"},
    {ErrorCode::illegal_end_recipient, "IllegalEndRecipient"},
    {ErrorCode::illegal_message_structure, "IllegalMessageStructure"},
    {ErrorCode::illegal_datapart_content, "IllegalDatapartContent"},
    {ErrorCode::other_error, "OtherError"},
}};

constexpr std::array<ErrorCode, kErrorCodes> all_codes() {
  std::array<ErrorCode, kErrorCodes> codes{};
  for (std::size_t i = 0; i < kErrorCodes; ++i) codes[i] = kNames[i].code;
  return codes;
}

}  // namespace

constexpr std::array<ErrorCode, kErrorCodes> kAllErrorCodes = all_codes();

std::string_view to_string(ErrorCode code) {
  const auto found = std::ranges::find(kNames, code, &Named::code);
  return found == kNames.end() ? "OtherError" : found->name;
}

ErrorCode error_code_in(std::string_view text) {
  const std::string wanted = lower_case(trimmed(text));
  for (const auto& [code, name] : kNames) {
    if (lower_case(name) == wanted) return code;
  }
  return ErrorCode::other_error;
}

}  // namespace provbank::wire::shs
