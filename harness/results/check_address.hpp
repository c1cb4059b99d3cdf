// How a file written by a person points at a check of a result.
#pragma once
#include <filesystem>
#include <string>

#include "contract/xml_file.hpp"
#include "harness/evidence/result.hpp"
#include "harness/results/problem.hpp"

namespace provbank::results {

/// A scenario, the check's element name and, when the scenario has several of that name, its place.
struct CheckAddress {
  std::string scenario;
  std::string check;
  std::size_t place = 0;  // from 1; 0: not said
};

CheckAddress read_address(const pugi::xml_node& element);
std::string to_string(const CheckAddress& address);  // "DP-X/3 answered"

/// The one check meant. Null when there is none or the address fits several; `why` then says what
/// is wrong and what to write instead.
evidence::CheckEntry* find_check(evidence::RunResult& result, const CheckAddress& address,
                                 Bilingual& why);

}  // namespace provbank::results
