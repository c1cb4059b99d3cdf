#include "harness/checks/judgement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/checks/wording.hpp"

namespace provbank::checks {

using evidence::Finding;
using evidence::Severity;
using evidence::Verdict;

namespace {

const Bilingual kNothingCompared = {
    "Det fanns ingenting att pröva: inget i bevisen visar om påståendet stämmer eller inte.",
    "There was nothing to test: no evidence shows whether the claim is true or not."};

Finding the_rest(const std::vector<Finding>& cut) {
  const bool wrong =
      std::ranges::any_of(cut, [](const Finding& f) { return f.severity == Severity::error; });
  Finding finding;
  finding.severity = wrong ? Severity::error : Severity::info;
  finding.message = {fmt::format("Ytterligare {} anmärkningar visas inte.", cut.size()),
                     fmt::format("{} further findings are not shown.", cut.size())};
  return finding;
}

void cut_to_limit(std::vector<Finding>& findings) {
  if (findings.size() <= kFindingsMax) return;
  const auto end = findings.begin() + static_cast<std::ptrdiff_t>(kFindingsMax);
  Finding rest = the_rest({end, findings.end()});
  findings.erase(end, findings.end());
  findings.push_back(std::move(rest));
}

}  // namespace

Judgement::Judgement(const evidence::Evidence& evidence, Bilingual claim) : evidence_(evidence) {
  outcome_.claim = std::move(claim);
}

void Judgement::violated(Finding finding) {
  finding.severity = Severity::error;
  errors_.push_back(std::move(finding));
}

void Judgement::doubtful(Finding finding) {
  finding.severity = Severity::warning;
  warnings_.push_back(std::move(finding));
}

void Judgement::tell_once(std::vector<Told>& list, const Bilingual& message,
                          const std::string& question) {
  const auto told =
      std::ranges::find_if(list, [&](const Told& t) { return t.finding.message == message; });
  if (told != list.end()) {
    ++told->times;
    return;
  }
  Told fresh;
  fresh.finding.severity = Severity::info;
  fresh.finding.question = question;
  fresh.finding.message = message;
  list.push_back(std::move(fresh));
}

void Judgement::hindered(const Bilingual& why, const std::string& question) {
  tell_once(hindrances_, why, question);
}

void Judgement::note(const Bilingual& what, const std::string& question) {
  tell_once(notes_, what, question);
}

void Judgement::measured(std::string name, double value, std::string unit,
                         std::optional<double> limit) {
  outcome_.measured.push_back({std::move(name), value, std::move(unit), limit});
}

Verdict Judgement::verdict() const {
  if (!errors_.empty()) return Verdict::fail;
  if (!hindrances_.empty() || compared_ == 0) return Verdict::untestable;
  return warnings_.empty() ? Verdict::pass : Verdict::warning;
}

evidence::Outcome Judgement::finish() && {
  if (errors_.empty() && hindrances_.empty() && compared_ == 0) hindered(kNothingCompared);
  outcome_.verdict = verdict();
  auto& findings = outcome_.findings;
  std::ranges::move(errors_, std::back_inserter(findings));
  std::ranges::move(warnings_, std::back_inserter(findings));
  for (auto* list : {&hindrances_, &notes_}) {
    for (Told& told : *list) {
      if (told.times > 1) told.finding.received = fmt::format("× {}", told.times);
      findings.push_back(std::move(told.finding));
    }
  }
  cut_to_limit(findings);
  for (Finding& finding : findings) {
    finding.expected = without_identities(finding.expected, evidence_);
    finding.received = without_identities(finding.received, evidence_);
  }
  return std::move(outcome_);
}

}  // namespace provbank::checks
