#include "harness/results/known_failures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/evidence/verdict.hpp"
#include "harness/results/our_file.hpp"

namespace provbank::results {
namespace {

using evidence::CheckEntry;
using evidence::Finding;
using evidence::Severity;
using evidence::Verdict;
using Entry = KnownFailures::Entry;

bool covers(const Entry& entry, const Finding& finding) {
  return entry.finding.empty() || fits(entry.finding, finding.message.sv) ||
         fits(entry.finding, finding.message.en);
}

bool was_judged(const CheckEntry& check) {
  switch (check.outcome.verdict) {
    case Verdict::pass:
    case Verdict::fail:
    case Verdict::warning:
    case Verdict::not_applicable:
      return true;
    default:
      return false;
  }
}

/// Null: every error of the check is covered. Else the first that is not.
const Finding* uncovered(const CheckEntry& check, const std::vector<const Entry*>& entries) {
  for (const Finding& finding : check.outcome.findings) {
    if (finding.severity != Severity::error) continue;
    const bool known = std::any_of(entries.begin(), entries.end(), [&finding](const Entry* entry) {
      return covers(*entry, finding);
    });
    if (!known) return &finding;
  }
  return nullptr;
}

bool matches_an_error(const CheckEntry& check, const Entry& entry) {
  if (check.outcome.verdict != Verdict::fail) return false;
  if (entry.finding.empty()) return true;
  return std::any_of(check.outcome.findings.begin(), check.outcome.findings.end(),
                     [&entry](const Finding& finding) {
                       return finding.severity == Severity::error && covers(entry, finding);
                     });
}

Bilingual stale(const Entry& entry, const CheckEntry& check) {
  const auto& verdict = words(check.outcome.verdict);
  if (check.outcome.verdict == Verdict::fail) {
    return {
        fmt::format("{} underkändes, men inte med anmärkningen ”{}”: ta bort posten eller rätta "
                    "mönstret",
                    to_string(entry.address), entry.finding),
        fmt::format("{} failed, but not with the finding \"{}\": remove the entry or correct "
                    "the pattern",
                    to_string(entry.address), entry.finding)};
  }
  return {fmt::format("{} underkändes inte ({}): felet är borta, så ta bort posten",
                      to_string(entry.address), verdict.sv),
          fmt::format("{} did not fail ({}): the failure is gone, so remove the entry",
                      to_string(entry.address), verdict.en)};
}

}  // namespace

bool fits(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<KnownFailures> load_known_failures(const std::filesystem::path& file,
                                                 const std::filesystem::path& data_dir,
                                                 Problems& problems) {
  const auto document =
      OurFile::load(file, data_dir / "schemas/provbank/known-failures-1.xsd", problems);
  if (!document) return std::nullopt;
  const std::size_t before = problems.size();
  KnownFailures known{file, {}};
  std::set<std::tuple<std::string, std::string, std::size_t, std::string>> seen;
  for (const auto& each : document->root().children("failure")) {
    Entry entry{document->line_of(each),
                read_address(each),
                contract::token(each.attribute("finding").value()),
                contract::token(each.child_value("reason")),
                contract::token(each.attribute("owner").value()),
                {}};
    if (const auto day = contract::parse_day(each.attribute("expires").value())) {
      entry.expires = *day;
    } else {
      problems.push_back({file,
                          entry.line,
                          {"expires är ingen dag (till exempel 2027-01-31)",
                           "expires is no day (such as 2027-01-31)"}});
    }
    const auto key =
        std::tuple(entry.address.scenario, entry.address.check, entry.address.place, entry.finding);
    if (!seen.insert(key).second) {
      problems.push_back({file,
                          entry.line,
                          {to_string(entry.address) + " står två gånger: ta bort den ena",
                           to_string(entry.address) + " stands twice: remove one"}});
    }
    known.entries.push_back(std::move(entry));
  }
  if (problems.size() > before) return std::nullopt;
  return known;
}

Problems expired(const KnownFailures& known, contract::Day today) {
  Problems problems;
  for (const Entry& entry : known.entries) {
    if (today <= entry.expires) continue;
    const std::string day = contract::to_string(entry.expires);
    problems.push_back(
        {known.file,
         entry.line,
         {fmt::format("{} gick ut {}: felet skulle vara rättat. Ta bort posten, eller låt {} ge "
                      "den ett nytt datum och skäl",
                      to_string(entry.address), day, entry.owner),
          fmt::format("{} expired {}: the failure was to be put right by then. Remove the entry, "
                      "or let {} give it a new date and reason",
                      to_string(entry.address), day, entry.owner)}});
  }
  return problems;
}

Problems mark_known(evidence::RunResult& result, const KnownFailures& known) {
  Problems problems;
  std::map<CheckEntry*, std::vector<const Entry*>> by_check;
  for (const Entry& entry : known.entries) {
    const bool in_result = std::any_of(
        result.scenarios.begin(), result.scenarios.end(),
        [&entry](const auto& scenario) { return scenario.id == entry.address.scenario; });
    if (!in_result) continue;
    Bilingual why;
    CheckEntry* check = find_check(result, entry.address, why);
    if (check == nullptr) {
      problems.push_back({known.file, entry.line, why});
    } else if (matches_an_error(*check, entry)) {
      by_check[check].push_back(&entry);
    } else if (was_judged(*check)) {
      problems.push_back({known.file, entry.line, stale(entry, *check)});
    }
  }
  for (const auto& [check, entries] : by_check) {
    if (uncovered(*check, entries) != nullptr) continue;
    const Entry& first = *std::min_element(
        entries.begin(), entries.end(),
        [](const Entry* a, const Entry* b) { return a->expires < b->expires; })[0];
    check->known =
        evidence::KnownFailure{first.reason, first.owner, contract::to_string(first.expires)};
  }
  return problems;
}

}  // namespace provbank::results
