// Labels in either charset, and the other XML of SHS: nothing crashes a reader, and what was read
// is written and read again as it was.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "reference-impl/wire/shs/round_trip.hpp"

namespace {

void demand_unbroken(std::string_view broken) {
  if (broken.empty()) return;
  std::fprintf(stderr, "%.*s\n", static_cast<int>(broken.size()), broken.data());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provbank::wire::shs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  demand_unbroken(label_round_trip(text, false));
  demand_unbroken(label_round_trip(text, true));
  demand_unbroken(documents_round_trip(text));
  (void)scan_label(text);
  return 0;
}
