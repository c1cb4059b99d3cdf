#include "platform/text/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace provbank::text {
namespace {

constexpr std::size_t kBlock = sizeof(std::uint64_t);

/// True when the next whole block is there and holds ASCII alone.
bool all_ascii(std::string_view text, std::size_t at) {
  if (text.size() - at < kBlock) return false;
  std::uint64_t block = 0;
  std::memcpy(&block, text.data() + at, kBlock);
  return (block & 0x8080808080808080U) == 0;
}

}  // namespace

std::size_t first_bad_utf8(std::string_view text) {
  const auto octet = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const auto continues = [&](std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
    return octet(at) >= low && octet(at) <= high;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (all_ascii(text, i)) {
      i += kBlock;
      continue;
    }
    const unsigned lead = octet(i);
    std::size_t length = 0;
    if (lead < 0x80) {
      length = 1;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      length = continues(i + 1) ? 2 : 0;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;   // no overlong form
      const unsigned high = lead == 0xED ? 0x9F : 0xBF;  // no surrogate
      length = continues(i + 1, low, high) && continues(i + 2) ? 3 : 0;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
      const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;  // Unicode ends at 10FFFF
      length = continues(i + 1, low, high) && continues(i + 2) && continues(i + 3) ? 4 : 0;
    }
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

}  // namespace provbank::text
