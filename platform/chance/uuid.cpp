#include "platform/chance/uuid.hpp"

#include <fmt/format.h>

namespace provbank::chance {

std::string uuid(Rng& rng) {
  const std::uint64_t high = (rng.next() & 0xFFFFFFFFFFFF0FFFULL) | 0x4000U;
  const std::uint64_t low = (rng.next() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                     high & 0xFFFFU, low >> 48U, low & 0xFFFFFFFFFFFFULL);
}

}  // namespace provbank::chance
