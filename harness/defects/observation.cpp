#include "harness/defects/observation.hpp"

#include <nlohmann/json.hpp>

namespace provbank::defects {
namespace {

using Json = nlohmann::json;
using evidence::Verdict;

// What is quoted in a finding may be bytes that a defect made.
constexpr std::size_t kQuoteBytesMax = 300;

std::string quote(const std::string& text) {
  if (text.size() <= kQuoteBytesMax) return text;
  std::size_t end = kQuoteBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + " …";
}

Seen seen_in(const std::string& scenario, const evidence::CheckEntry& entry) {
  Seen seen;
  seen.scenario = scenario;
  seen.check = entry.name;
  seen.party = entry.party;
  seen.verdict = entry.outcome.verdict;
  if (seen.verdict == Verdict::pass || entry.outcome.findings.empty()) return seen;
  const auto& first = entry.outcome.findings.front();
  seen.finding = first.message;
  seen.expected = quote(first.expected);
  seen.received = quote(first.received);
  return seen;
}

}  // namespace

Observation observe(const world::Runner& runner, std::span<const scenario::Scenario> scenarios,
                    const world::MakeDecorators& decorate, const std::filesystem::path& scratch) {
  Observation observation;
  for (const auto& scenario : scenarios) {
    const auto run = runner.play(scenario, scratch, decorate);
    const auto entry = world::judge(scenario, run);
    for (const auto& check : entry.checks) observation.seen.push_back(seen_in(scenario.id, check));
    observation.scenarios[scenario.id] = entry.verdict();
  }
  std::error_code ignored;
  std::filesystem::remove_all(scratch, ignored);
  return observation;
}

std::string to_text(const Observation& observation) {
  Json seen = Json::array();
  for (const auto& each : observation.seen) {
    seen.push_back({each.scenario, each.check, each.party, static_cast<int>(each.verdict),
                    each.finding.sv, each.finding.en, each.expected, each.received});
  }
  Json scenarios = Json::object();
  for (const auto& [id, verdict] : observation.scenarios) scenarios[id] = static_cast<int>(verdict);
  return Json{{"seen", seen}, {"scenarios", scenarios}, {"broken", observation.broken}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

Observation observation_from(const std::string& text) {
  Observation observation;
  const Json read = Json::parse(text);
  for (const auto& each : read.at("seen")) {
    Seen seen;
    seen.scenario = each.at(0);
    seen.check = each.at(1);
    seen.party = each.at(2);
    seen.verdict = static_cast<Verdict>(each.at(3).get<int>());
    seen.finding = {each.at(4), each.at(5)};
    seen.expected = each.at(6);
    seen.received = each.at(7);
    observation.seen.push_back(std::move(seen));
  }
  for (const auto& [id, verdict] : read.at("scenarios").items())
    observation.scenarios[id] = static_cast<Verdict>(verdict.get<int>());
  observation.broken = read.at("broken");
  return observation;
}

}  // namespace provbank::defects
