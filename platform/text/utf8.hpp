// UTF-8 as RFC 3629 has it.
#pragma once
#include <cstddef>
#include <string_view>

namespace provbank::text {

/// Where the first byte stands that is not UTF-8 (no overlong forms, no surrogates, nothing past
/// U+10FFFF); npos when none does.
std::size_t first_bad_utf8(std::string_view text);

inline bool is_utf8(std::string_view text) {
  return first_bad_utf8(text) == std::string_view::npos;
}

}  // namespace provbank::text
