#include "platform/base/result.hpp"

namespace provbank {

std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::none:
      return "none";
    case Errc::closed:
      return "closed";
    case Errc::truncated:
      return "truncated";
    case Errc::malformed:
      return "malformed";
    case Errc::invalid:
      return "invalid";
    case Errc::too_large:
      return "too_large";
    case Errc::timed_out:
      return "timed_out";
    case Errc::refused:
      return "refused";
    case Errc::reset:
      return "reset";
    case Errc::tls_rejected:
      return "tls_rejected";
    case Errc::not_found:
      return "not_found";
    case Errc::unsupported:
      return "unsupported";
    case Errc::unavailable:
      return "unavailable";
    case Errc::io:
      return "io";
  }
  return "unknown";
}

}  // namespace provbank
