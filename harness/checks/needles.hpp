// Finding a value in bytes, however it was written down.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/text/language.hpp"

namespace provbank::checks {

/// Shorter values occur by chance and prove nothing.
inline constexpr std::size_t kNeedleBytesMin = 4;

/// One way to write a value.
struct Form {
  Bilingual name;
  std::string bytes;
};

/// As it stands; base64 and base64url at each of the three alignments; hexadecimal;
/// percent-encoded; escaped as JSON and XML do; ISO 8859-1; and, for a personal number, with a
/// hyphen. Forms that look the same are listed once.
std::vector<Form> forms_of(std::string_view value);

struct Hit {
  Form form;
  std::size_t offset = 0;
  std::size_t line = 0;  // from 1
};
/// The first form, in their order, that occurs.
std::optional<Hit> find_form(std::string_view text, const std::vector<Form>& forms);

}  // namespace provbank::checks
