// ISO 8859-1: every byte is the character of that number.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace provbank::text {

/// Each byte as the character it is, in UTF-8.
std::string utf8_of_latin1(std::string_view bytes);

/// Takes one character off the front of a UTF-8 text that is not empty. U+FFFD for a byte that is
/// none.
char32_t take_character(std::string_view& text);

/// The first `characters` of a UTF-8 text.
std::string_view first_characters(std::string_view text, std::size_t characters);

}  // namespace provbank::text
