// Why an SHS node turns a message down: the fifteen codes of SHS 1.2.
#pragma once
#include <array>
#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::wire::shs {

enum class ErrorCode {
  unresolved_receiver,
  missing_agreement,
  missing_delivery_address,
  missing_delivery_execution,
  illegal_product_type,
  unknown_product_type,
  illegal_receiver,
  unknown_receiver,
  illegal_sender,
  unknown_sender,
  illegal_originator,
  illegal_end_recipient,
  illegal_message_structure,
  illegal_datapart_content,
  other_error
};
inline constexpr std::size_t kErrorCodes = 15;
extern const std::array<ErrorCode, kErrorCodes> kAllErrorCodes;

/// "IllegalSender": as X-shs-errorcode and a management message carry it.
std::string_view to_string(ErrorCode code);
/// Whatever its case; what is not known is `other_error`, as the protocol wants it.
ErrorCode error_code_in(std::string_view text);

/// `info` is one line in English for whoever operates the other node. It quotes nothing of a
/// message but ids and names of elements.
struct ShsError {
  ErrorCode code = ErrorCode::other_error;
  std::string info;
};

/// Only for a `value()` that nobody should have called.
[[noreturn]] inline void throw_exception_from_error(const ShsError& error,
                                                    const boost::source_location&) {
  throw ErrorException(fail(Errc::invalid, std::string(to_string(error.code)) + ": " + error.info));
}

template <class T>
using OrShsError = boost::system::result<T, ShsError>;

}  // namespace provbank::wire::shs
