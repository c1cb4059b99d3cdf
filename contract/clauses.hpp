// The clause register: the address of everything a verdict can be about.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::contract {

struct Clause {
  std::string id;     // "B4-3.7.1"
  std::string party;  // who is bound: SKR, Kommun, Uppgiftslamnare, Driftspart, Samtliga
  Bilingual summary;  // in our own words
};

class ClauseRegister {
 public:
  static Result<ClauseRegister> load(const std::filesystem::path& xml);
  const Clause* find(std::string_view id) const;
  const std::map<std::string, Clause, std::less<>>& all() const { return clauses_; }

 private:
  std::map<std::string, Clause, std::less<>> clauses_;
};

}  // namespace provbank::contract
