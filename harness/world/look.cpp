#include "harness/world/look.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/residue/search.hpp"

namespace provbank::world {
namespace {

std::string at_of(const residue::Finding& finding) {
  if (finding.line) return fmt::format("line {}", *finding.line);
  if (!finding.place.numbered) return {};
  return finding.place.addressed ? fmt::format("address {:#x}", finding.at)
                                 : fmt::format("byte {}", finding.at);
}

std::string relative_name(const residue::Place& place, const std::filesystem::path& root) {
  const std::string name = place.name();
  const std::string before = root.string() + "/";
  return !root.empty() && name.starts_with(before) ? name.substr(before.size()) : name;
}

}  // namespace

std::optional<time::Duration> answered(const evidence::CanaryValue& canary,
                                       std::span<const evidence::AskedQuestion> questions) {
  std::optional<time::Duration> last;
  for (const auto& question : questions) {
    const bool carried =
        canary.question.empty()
            ? std::ranges::find(question.persons, canary.person) != question.persons.end()
            : canary.question == question.id;
    if (carried) last = std::max(last.value_or(question.finished), question.finished);
  }
  return last;
}

residue::CanaryFile canary_file(const ScenarioRun& run, chance::Seed seed) {
  const auto& evidence = run.evidence;
  residue::CanaryFile out;
  out.scenario = evidence.scenario;
  out.live = evidence.world == evidence::World::live;
  out.seed = seed.value;
  const auto add = [&](const evidence::CanaryValue& canary) {
    const auto when = answered(canary, evidence.questions);
    out.canaries.push_back({canary.value, canary.field, canary.origin, canary.question,
                            canary.person, evidence.scenario,
                            when ? std::optional(run.zero + *when) : std::nullopt,
                            canary.log_clause});
  };
  for (const auto& canary : evidence.canaries) add(canary);
  for (const auto& canary : evidence.question_values) add(canary);
  return out;
}

evidence::Look look(const WhereToLook& where, std::span<const evidence::CanaryValue> canaries,
                    std::span<const evidence::AskedQuestion> questions, time::Duration now) {
  std::vector<residue::Canary> wanted;
  for (const auto& canary : canaries) {
    wanted.push_back({canary.value,
                      canary.field,
                      canary.origin,
                      canary.question,
                      canary.person,
                      {},
                      std::nullopt,
                      canary.log_clause});
  }
  const residue::Searcher searcher(std::move(wanted));
  residue::Search search(searcher);
  residue::Unfolder unfolder(search);
  for (const auto& point : where.points) residue::look_at(point, unfolder, where.is_log);
  evidence::Look out;
  out.at = now;
  time::Duration last{};
  for (const auto& question : questions) last = std::max(last, question.finished);
  out.age = now - last;
  for (const auto& finding : search.take_findings()) {
    const auto& canary = canaries[finding.canary];
    out.left.push_back({canary.value, canary.field, canary.origin, canary.person,
                        finding.form.name(), relative_name(finding.place, where.root),
                        at_of(finding), now - answered(canary, questions).value_or(now),
                        finding.allowed, finding.place.event_log});
  }
  out.places = search.coverage().places;
  out.bytes = search.coverage().bytes;
  for (const auto& hindrance : search.coverage().hindrances) {
    if (hindrance.inherent) continue;
    out.hindrances.push_back(
        {hindrance.place + " " + hindrance.why.sv, hindrance.place + " " + hindrance.why.en});
  }
  return out;
}

}  // namespace provbank::world
