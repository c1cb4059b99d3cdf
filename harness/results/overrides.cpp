#include "harness/results/overrides.hpp"

#include <fmt/format.h>

#include "harness/evidence/verdict.hpp"
#include "harness/results/our_file.hpp"

namespace provbank::results {
namespace {

using evidence::Verdict;

Verdict verdict_of(std::string_view word) {
  for (int i = 0; i <= static_cast<int>(Verdict::tool_error); ++i) {
    if (evidence::to_string(static_cast<Verdict>(i)) == word) return static_cast<Verdict>(i);
  }
  return Verdict::untestable;  // the schema has told
}

/// Why nobody may make this change; nothing when they may.
std::optional<Bilingual> forbidden(const evidence::Override& decision) {
  const bool to_party = decision.to == Verdict::pass || decision.to == Verdict::warning ||
                        decision.to == Verdict::fail;
  if (decision.from == decision.to)
    return Bilingual{"from-verdict och to-verdict är lika: det finns inget att ändra",
                     "from-verdict and to-verdict are the same: there is nothing to change"};
  if (decision.to == Verdict::tool_error)
    return Bilingual{"en person kan inte besluta att verktyget fallerade",
                     "a person cannot decide that the tool failed"};
  if (decision.from == Verdict::tool_error && to_party)
    return Bilingual{
        "ett verktygsfel säger inget om parten och kan inte bli ett omdöme om den: "
        "kör om scenariot",
        "a tool error says nothing of the party and cannot become a verdict on it: "
        "run the scenario again"};
  if (decision.from == Verdict::not_run &&
      (decision.to == Verdict::pass || decision.to == Verdict::warning))
    return Bilingual{"kontrollen kördes inte, så inget är visat: kör scenariot",
                     "the check was not run, so nothing is shown: run the scenario"};
  return std::nullopt;
}

std::optional<Bilingual> wrong(const Overrides::Entry& entry, const evidence::CheckEntry& check,
                               contract::Day today) {
  const auto& decision = entry.decision;
  if (check.outcome.verdict != decision.from) {
    return Bilingual{
        fmt::format("{} har omdömet {}, inte {}: läs resultatet igen innan beslutet ändras",
                    to_string(entry.address), evidence::to_string(check.outcome.verdict),
                    evidence::to_string(decision.from)),
        fmt::format("{} has the verdict {}, not {}: read the result again before deciding",
                    to_string(entry.address), evidence::to_string(check.outcome.verdict),
                    evidence::to_string(decision.from))};
  }
  const auto day = contract::parse_day(decision.date);
  if (!day) {
    return Bilingual{"date är ingen dag (till exempel 2026-11-22)",
                     "date is no day (such as 2026-11-22)"};
  }
  if (*day > today) {
    return Bilingual{
        fmt::format("beslutet är daterat {}, som inte har varit än", decision.date),
        fmt::format("the decision is dated {}, which has not come yet", decision.date)};
  }
  return forbidden(decision);
}

}  // namespace

std::optional<Overrides> load_overrides(const std::filesystem::path& file,
                                        const std::filesystem::path& data_dir, Problems& problems) {
  const auto document =
      OurFile::load(file, data_dir / "schemas/provbank/overrides-1.xsd", problems);
  if (!document) return std::nullopt;
  Overrides out{file, {}};
  for (const auto& each : document->root().children("override")) {
    out.entries.push_back(
        {document->line_of(each),
         read_address(each),
         {verdict_of(each.attribute("from-verdict").value()),
          verdict_of(each.attribute("to-verdict").value()),
          contract::token(each.attribute("by").value()),
          contract::token(each.child_value("reason")), each.attribute("date").value()}});
  }
  return out;
}

Problems apply_overrides(evidence::RunResult& result, const Overrides& overrides,
                         contract::Day today) {
  evidence::RunResult decided = result;
  Problems problems;
  for (const auto& entry : overrides.entries) {
    Bilingual why;
    evidence::CheckEntry* check = find_check(decided, entry.address, why);
    if (check == nullptr) {
      problems.push_back({overrides.file, entry.line, why});
      continue;
    }
    if (const auto trouble = wrong(entry, *check, today)) {
      problems.push_back({overrides.file, entry.line, *trouble});
      continue;
    }
    check->outcome.verdict = entry.decision.to;
    check->overrides.push_back(entry.decision);
    check->known.reset();
  }
  if (problems.empty()) result = std::move(decided);
  return problems;
}

}  // namespace provbank::results
