// Messages: nothing crashes the reader, and what was read is written and read again as it was.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "reference-impl/wire/shs/round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto broken = provbank::wire::shs::message_round_trip(body);
  if (!broken.empty()) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(broken.size()), broken.data());
    std::abort();
  }
  return 0;
}
