// Finding a value in bytes, however it was written down.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/text/language.hpp"

namespace provbank::residue {

/// Shorter values occur by chance and prove nothing.
inline constexpr std::size_t kNeedleBytesMin = 4;
/// Digits alone stand in every log as times, sizes and counts; shorter ones prove nothing.
inline constexpr std::size_t kDigitsMin = 8;
/// From so many bytes a form is no coincidence in any amount of data of any kind. Shorter ones are
/// looked for only where text is, and only where they stand alone.
inline constexpr std::size_t kAnywhereBytesMin = 8;

/// How a text became bytes.
enum class Encoding {
  plain,
  utf16_le,
  utf16_be,
  latin1,
  percent,
  xml,
  json,
  base64,
  base64url,
  base64_utf16,
  hex
};

/// How a personal number, or an amount, was written down.
enum class Writing {
  as_it_is,
  hyphen,
  plus,
  short_year,
  short_year_hyphen,
  short_year_plus,
  decimal_comma
};

/// One way to write a value.
struct Form {
  Encoding encoding{};
  Writing writing{};
  std::string bytes;

  /// "i base64, utan sekel, med bindestreck"
  Bilingual name() const;
  /// The form is found inside longer words of its own alphabet, so what stands around it tells
  /// nothing.
  bool runs_on() const;
};

/// As it stands in UTF-8; UTF-16 both ways; ISO 8859-1; base64 and base64url at each of the three
/// alignments, of the UTF-8 and of the UTF-16; hexadecimal; percent-encoded; escaped as JSON and
/// XML do; and, for a personal number, each of these with and without century, hyphen and plus
/// sign. Forms that look the same are listed once, under their simplest name.
std::vector<Form> forms_of(std::string_view value);

/// Why a value cannot be looked for at all: it is too short to be anybody's. Nothing when it can.
std::optional<Bilingual> too_short(std::string_view value);

struct Hit {
  Form form;
  std::size_t offset = 0;
  std::size_t line = 0;  // from 1
};
/// The first form, in their order, that occurs.
std::optional<Hit> find_form(std::string_view text, const std::vector<Form>& forms);

}  // namespace provbank::residue
