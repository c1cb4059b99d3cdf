// What is wrong with a file that somebody wrote by hand: where, what, and what to do about it.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "platform/text/language.hpp"

namespace provbank::sla {

struct Problem {
  std::size_t line{};  // 1-based; 0 for the file as a whole
  std::string column;  // the header's word; empty for the row as a whole
  Bilingual message;
};
using Problems = std::vector<Problem>;

/// More than this is not printed; one wrong delimiter would otherwise fill the screen.
inline constexpr std::size_t kProblemsMax = 200;

/// "rad 3, kolumn mottagen: ...".
std::string to_string(const Problem& problem, Language language);

}  // namespace provbank::sla
