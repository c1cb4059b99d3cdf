// Why a question goes no further, and how its sender is told.
#pragma once
#include <boost/system/result.hpp>
#include <chrono>
#include <optional>

#include "contract/fault_codes.hpp"
#include "platform/base/result.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::aggregator {

/// SOAP 1.1 over HTTP gives a fault status 500; the other statuses are for what is no SOAP request
/// at all.
struct Refusal {
  contract::FaultCode code = contract::FaultCode::internal;
  wire::Operation operation = wire::Operation::hamta;  // which fault element the caller can read
  std::optional<wire::SoapFaultCode> soap;             // empty: follows from the code
  int status = 500;
  std::optional<std::chrono::seconds> retry_after;
};

/// Only for a `value()` that nobody should have called.
[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal,
                                                    const boost::source_location&) {
  throw ErrorException(fail(Errc::invalid, std::string(contract::felkod(refusal.code))));
}

template <class T>
using OrRefusal = boost::system::result<T, Refusal>;

}  // namespace provbank::aggregator
