// The judge's readers of SHS, all from the same bytes: nothing crashes or leaks, and what they say
// of one message agrees.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "harness/evidence/shs_reading_properties.hpp"

using namespace provbank;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kSchemas = contract::SchemaCatalogue::load(PROVBANK_DATA_DIR).value();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto broken = evidence::broken_in_reading(bytes, *kSchemas);
  if (!broken.empty()) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(broken.size()), broken.data());
    std::abort();
  }
  return 0;
}
