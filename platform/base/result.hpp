// The value-or-error type of the whole project, and the error itself.
#pragma once
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace provbank {

/// What kind of trouble it was: the part a caller branches on. The words are in `Error::detail`.
enum class Errc {
  none,
  closed,        // a clean end between messages
  truncated,     // the peer ended inside a message
  malformed,     // bytes that do not follow their grammar
  invalid,       // well-formed, but against its schema or contract
  too_large,     // past a named limit
  timed_out,     // a deadline passed
  refused,       // nobody listens, or the listener said no
  reset,         // the connection was torn down
  tls_rejected,  // one side did not accept the other's certificate or protocol version
  not_found,
  unsupported,
  unavailable,  // over capacity or shutting down
  io            // the operating system failed us
};

/// "timed_out" and so on; for logs and tests.
std::string_view to_string(Errc code);

/// `detail` says what we saw and where, ready to print.
struct Error {
  Errc code{};
  std::string detail;
};

struct ErrorException : std::runtime_error {
  explicit ErrorException(Error e) : std::runtime_error(e.detail), error(std::move(e)) {}
  Error error;
};

/// Makes `result.value()` throw `ErrorException`; found by argument-dependent lookup.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw ErrorException(error);
}

/// A value or an Error. Derived only to add [[nodiscard]]. Default-constructible when T is, which
/// co_spawn needs.
template <class T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
 public:
  using boost::system::result<T, Error>::result;
};

/// Shorthand for `return fail(Errc::malformed, "...")`.
inline Error fail(Errc code, std::string detail) {
  return Error{code, std::move(detail)};
}

/// The same error with its place in front: "fixtures/anna/AF.xml: line 3: ...".
inline Error at(std::string_view place, Error error) {
  error.detail.insert(0, std::string(place) + ": ");
  return error;
}

}  // namespace provbank
