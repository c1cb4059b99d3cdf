#include "harness/results/check_address.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace provbank::results {
namespace {

using evidence::CheckEntry;
using evidence::ScenarioEntry;

std::string places_of(const ScenarioEntry& scenario) {
  std::string list;
  for (std::size_t i = 0; i < scenario.checks.size(); ++i)
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", i + 1, scenario.checks[i].name);
  return list;
}

CheckEntry* by_place(ScenarioEntry& scenario, const CheckAddress& address, Bilingual& why) {
  if (address.place <= scenario.checks.size()) {
    CheckEntry& check = scenario.checks[address.place - 1];
    if (check.name == address.check) return &check;
  }
  why = {fmt::format("{} har ingen kontroll {} på plats {} (där finns: {})", scenario.id,
                     address.check, address.place, places_of(scenario)),
         fmt::format("{} has no check {} in place {} (it has: {})", scenario.id, address.check,
                     address.place, places_of(scenario))};
  return nullptr;
}

}  // namespace

CheckAddress read_address(const pugi::xml_node& element) {
  return {element.attribute("scenario").value(), element.attribute("check").value(),
          static_cast<std::size_t>(element.attribute("place").as_ullong())};
}

std::string to_string(const CheckAddress& address) {
  return address.place == 0
             ? fmt::format("{} {}", address.scenario, address.check)
             : fmt::format("{}/{} {}", address.scenario, address.place, address.check);
}

CheckEntry* find_check(evidence::RunResult& result, const CheckAddress& address, Bilingual& why) {
  const auto scenario =
      std::find_if(result.scenarios.begin(), result.scenarios.end(),
                   [&address](const ScenarioEntry& each) { return each.id == address.scenario; });
  if (scenario == result.scenarios.end()) {
    why = {"resultatet har inget scenario " + address.scenario,
           "the result has no scenario " + address.scenario};
    return nullptr;
  }
  if (address.place > 0) return by_place(*scenario, address, why);
  const auto named = [&address](const CheckEntry& check) { return check.name == address.check; };
  const auto count = std::count_if(scenario->checks.begin(), scenario->checks.end(), named);
  if (count == 1) return &*std::find_if(scenario->checks.begin(), scenario->checks.end(), named);
  if (count == 0) {
    why = {fmt::format("{} har ingen kontroll {} (det har: {})", scenario->id, address.check,
                       places_of(*scenario)),
           fmt::format("{} has no check {} (it has: {})", scenario->id, address.check,
                       places_of(*scenario))};
  } else {
    why = {fmt::format("{} har {} kontroller {}: ange vilken med place=\"...\" ({})", scenario->id,
                       count, address.check, places_of(*scenario)),
           fmt::format("{} has {} checks {}: say which with place=\"...\" ({})", scenario->id,
                       count, address.check, places_of(*scenario))};
  }
  return nullptr;
}

}  // namespace provbank::results
