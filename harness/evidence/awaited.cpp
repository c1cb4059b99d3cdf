#include "harness/evidence/awaited.hpp"

namespace provbank::evidence {

std::string_view to_string(Shows shows) {
  switch (shows) {
    case Shows::found:
      return "found";
    case Shows::nothing:
      return "nothing";
    case Shows::failed:
      return "failed";
    case Shows::unclear:
      break;
  }
  return "unclear";
}

}  // namespace provbank::evidence
