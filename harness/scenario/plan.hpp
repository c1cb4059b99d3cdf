// A plan: which scenarios run, and why the others do not.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "platform/text/language.hpp"

namespace provbank::scenario {

struct Exclusion {
  std::string scenario;  // id or prefix ending in '*'
  Bilingual reason;
};

struct Plan {
  std::string id;
  Bilingual title;
  std::vector<std::string> roles;    // empty: all
  std::vector<std::string> include;  // ids or prefixes ending in '*'; empty: all of the roles
  std::vector<Exclusion> exclude;    // reported as not-run with the reason
  std::filesystem::path file;
};

}  // namespace provbank::scenario
