// What is wrong in a file that a person wrote, and what to do about it.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/text/language.hpp"

namespace provbank::results {

struct Problem {
  std::filesystem::path file;
  std::size_t line = 0;  // 0: the whole file
  Bilingual message;
};
using Problems = std::vector<Problem>;

std::string to_string(const Problem& problem, Language language);  // "file:3: ..."

}  // namespace provbank::results
