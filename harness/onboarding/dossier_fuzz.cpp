// What no dossier may do: crash the readers.
#include <cstdint>
#include <string_view>

#include "harness/onboarding/dossier.hpp"
#include "harness/onboarding/papers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto dossier = provbank::onboarding::read_dossier(text);
  if (dossier) (void)dossier->applicant().name;
  (void)provbank::onboarding::read_authority(text);
  return 0;
}
