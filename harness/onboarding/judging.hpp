// The case under judgement, between judge.cpp (order and time) and judge_papers.cpp (documents).
// Nobody else includes it.
#pragma once
#include "harness/onboarding/judge.hpp"

namespace provbank::onboarding {

/// A run of Provbänk may be so old when the party is connected; our limit, no clause sets one.
inline constexpr std::chrono::days kCertificationAgeLimit{90};

Finding error(const char* code, std::string sv, std::string en);
Finding warning(const char* code, std::string sv, std::string en);

class Case {
 public:
  Case(const Dossier& dossier, const std::filesystem::path& folder, const Setting& setting,
       Day today);

  const Dossier& dossier() const { return dossier_; }
  const Setting& setting() const { return setting_; }
  Day today() const { return today_; }

  /// Whether the step concerns this applicant on its way in or out.
  bool applies(Step step) const;
  /// What must be done no later, among the steps that apply.
  std::vector<Step> before(Step step) const;
  /// Something of it happened by the day of judgement.
  bool started(Step step) const;
  /// All of it was done; the day of the last thing.
  std::optional<Day> completed(Step step) const;
  /// The first started step that should have waited for this one.
  std::optional<Step> overtaken_by(Step step) const;

  /// Whose acceptance is lacking.
  std::vector<const Part*> lacking_acceptance() const;
  /// Parties that the register knows and the dossier does not list: name.
  std::vector<std::string> unlisted_parties() const;
  std::vector<const Handlaggare*> lacking_assurance() const;

  Bilingual name_of(Actor actor, Step step) const;
  Role role_of(Actor actor, Step step) const;

  /// Judges the documents of a step that is done, and their signatures.
  void check_papers(StepJudgement& judged) const;

 private:
  bool accepts(const Part& part) const;
  bool by_today(const std::optional<Day>& day) const { return day && *day <= today_; }
  std::optional<Day> last_acceptance() const;
  std::optional<Day> last_assurance() const;

  void load_authority();
  void check_letter(StepJudgement& judged, const StepEntry& entry, Wanted wanted) const;
  void check_signatory(StepJudgement& judged, const Document& document,
                       const crypto::Signature& signature, Day done) const;
  void check_authority(StepJudgement& judged, const StepEntry& entry) const;
  void check_certification(StepJudgement& judged, const StepEntry& entry) const;
  void check_acceptances(StepJudgement& judged, const StepEntry& entry) const;
  void check_assurances(StepJudgement& judged, const StepEntry& entry) const;
  void check_assurance(StepJudgement& judged, const Entry& entry) const;
  std::optional<Sheet> sheet(StepJudgement& judged, const std::string& id, Wanted wanted) const;
  Day day_of(std::chrono::system_clock::time_point instant) const;

  const Dossier& dossier_;
  const Setting& setting_;
  Day today_;
  Papers papers_;
  std::optional<Authority> authority_;      // when it can be relied on
  std::optional<Finding> authority_fault_;  // why not
};

}  // namespace provbank::onboarding
