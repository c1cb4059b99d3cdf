#include "platform/text/latin1.hpp"

#include <algorithm>

#include "platform/text/utf8.hpp"

namespace provbank::text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

unsigned octet(char c) {
  return static_cast<unsigned char>(c);
}

/// What the first byte says; 1 for one that begins nothing.
std::size_t length_of(char first) {
  if (octet(first) < 0xC0) return 1;
  if (octet(first) < 0xE0) return 2;
  return octet(first) < 0xF0 ? 3 : 4;
}

}  // namespace

std::string utf8_of_latin1(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + static_cast<std::size_t>(std::ranges::count_if(
                                 bytes, [](char c) { return octet(c) > 0x7F; })));
  for (const char c : bytes) {
    if (octet(c) < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0U | octet(c) >> 6U);
      out += static_cast<char>(0x80U | (octet(c) & 0x3FU));
    }
  }
  return out;
}

char32_t take_character(std::string_view& text) {
  const std::size_t length = length_of(text.front());
  if (length > text.size() || !is_utf8(text.substr(0, length))) {
    text.remove_prefix(1);
    return kReplacement;
  }
  constexpr unsigned kFirstByteBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t character = octet(text.front()) & kFirstByteBits[length];
  for (std::size_t i = 1; i < length; ++i) character = character << 6U | (octet(text[i]) & 0x3FU);
  text.remove_prefix(length);
  return character;
}

std::string_view first_characters(std::string_view text, std::size_t characters) {
  std::string_view rest = text;
  for (; characters > 0 && !rest.empty(); --characters) take_character(rest);
  return text.substr(0, text.size() - rest.size());
}

}  // namespace provbank::text
