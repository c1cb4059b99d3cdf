// libFuzzer target: any bytes, in one piece and in two, must give the same outcome and no error may
// grow the parser past its limits. The first byte chooses parser and split.
#include <cstdint>
#include <cstdlib>

#include "platform/http/parser.hpp"

namespace {

using provbank::Errc;
namespace http = provbank::http;

struct Outcome {
  Errc error = Errc::none;
  bool done = false;
  std::string body;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

template <class Parser>
Outcome parse(std::string_view first, std::string_view second) {
  http::Limits limits;
  limits.header_bytes = 512;
  limits.body_bytes = 1024;
  Parser parser(limits);
  Outcome outcome;
  for (const auto piece : {first, second}) {
    if (parser.done()) break;
    const auto used = parser.feed(piece);
    if (!used) {
      outcome.error = used.error().code;
      return outcome;
    }
    if (*used > piece.size()) std::abort();
  }
  outcome.done = parser.done();
  if (outcome.done) outcome.body = parser.take().body;
  if (outcome.body.size() > limits.body_bytes) std::abort();
  return outcome;
}

template <class Parser>
void compare(std::string_view bytes, std::size_t split) {
  const Outcome whole = parse<Parser>(bytes, {});
  const Outcome parts = parse<Parser>(bytes.substr(0, split), bytes.substr(split));
  // An unfinished chunk head is measured against its limit once it pends, so one piece may get
  // further.
  const bool size_only = whole.error == Errc::too_large || parts.error == Errc::too_large;
  if (!size_only && whole != parts) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t split = (data[0] >> 1U) * bytes.size() / 128;
  if ((data[0] & 1U) != 0) {
    compare<http::RequestParser>(bytes, split);
  } else {
    compare<http::ResponseParser>(bytes, split);
  }
  return 0;
}
