// Judges a dossier as it stood on a day: each step against its clause, in order and in time, with
// its documents; what is done, what is missing, who acts next and by when.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "contract/calendar.hpp"
#include "contract/organisations.hpp"
#include "harness/evidence/finding.hpp"
#include "harness/onboarding/dossier.hpp"
#include "harness/onboarding/papers.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::onboarding {

/// How far a step is. Apart from the verdict on it.
enum class State : std::uint8_t {
  done,
  wrong,    // done, but with a finding of another kind than the next four
  missing,  // skipped: a later step has been taken
  too_early,
  too_late,
  out_of_order,
  next,     // can be done now
  waiting,  // for an earlier step
  planned,  // dated after the day of judgement
  not_applicable
};
std::string_view to_string(State state);  // "out-of-order", as in onboarding.xml
const Bilingual& words(State state);

/// Where the party as a whole stands.
enum class Standing : std::uint8_t { under_way, connected, leaving, disconnected };
std::string_view to_string(Standing standing);
const Bilingual& words(Standing standing);

struct Finding {
  std::string code{};  // "acceptans-saknas": stable, for tests and tools
  evidence::Severity severity = evidence::Severity::error;
  Bilingual message{};
  /// The record of interpretation that it rests on ("T-tio-arbetsdagar"), and what it would have
  /// been under the other reading. Several when several.
  struct Reading {
    std::string record{};
    Bilingual otherwise{};
  };
  std::vector<Reading> readings{};
  /// A party with such a finding is not let in (docs/decisions/anslutning.md).
  bool bars_access = false;
};

struct StepJudgement {
  Step step{};
  std::vector<std::string> clauses{};
  State state{};
  evidence::Verdict verdict{};
  Bilingual who{};  // the party that does it
  std::optional<Day> day{};
  std::optional<Day> due{};       // the last day, when a limit gives one
  std::optional<Day> earliest{};  // the first day, when a limit gives one
  std::vector<Finding> findings{};
};

struct Next {
  Step step{};
  Bilingual who{};
  Bilingual what{};
  std::optional<Day> by{};  // nothing: the agreement sets no date
  std::vector<std::string> clauses{};
};

struct Judgement {
  Kind kind{};
  std::string applicant{};
  contract::OrganisationNumber number{};
  Day today{};
  std::vector<StepJudgement> steps{};
  std::vector<Next> next{};
  evidence::Verdict verdict{};
  Standing standing{};
  /// Has access, with nothing that bars it, and is not disconnected: whom the aggregator lets in.
  bool admitted = false;

  std::vector<evidence::Verdict> verdicts() const;
};

/// What every judgement needs; loaded once.
struct Setting {
  xml::Schema dossier;
  xml::Schema authority;
  xml::Schema result;
  contract::Organisations organisations;
  Trust trust;
  contract::Calendar calendar;
  contract::Calendar calendar_with_eves;  // the other reading of T-roda-dagar

  /// Without a folder of one's own the trust is that of the test world.
  static Result<Setting> load(const std::filesystem::path& data_dir,
                              const std::optional<std::filesystem::path>& trust = std::nullopt);
};

/// The error is the reader's: a file that is no dossier is not judged.
Result<Judgement> judge_folder(const std::filesystem::path& folder, const Setting& setting,
                               Day today);

/// `folder` is where the documents are.
Judgement judge(const Dossier& dossier, const std::filesystem::path& folder, const Setting& setting,
                Day today);

}  // namespace provbank::onboarding
