// The steps by which a party joins the service and leaves it: what the agreements say of each. The
// clause register refers to these names.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/text/language.hpp"

namespace provbank::onboarding {

/// In the order in which a reader expects them.
enum class Step : std::uint8_t {
  ansokan,
  kvalificering,
  acceptans,
  fullmakt,
  samordning,
  avtal,
  bestallning,
  behorighet,
  begaran,
  godkannande,
  tekniska_forutsattningar,
  certifiering,
  inkoppling,
  forsakran,
  kontaktuppgifter,
  sammanstallning,
  atkomst,
  uppsagning,
  fortida_upphorande,
  meddelande,
  bekraftelse,
  bortkoppling
};

/// What the applicant is.
enum class Kind : std::uint8_t { kommun, uppgiftslamnare };
std::string_view code(Kind kind);  // "kommun", "uppgiftslamnare"

/// Who does what is to be done.
enum class Actor : std::uint8_t {
  applicant,
  existing_parties,
  skr,
  driftspart,
  whoever_leaves  // the applicant for a decision (TV-17.3), else Driftsparten
};

/// What must lie in the folder for a step.
enum class Paper : std::uint8_t {
  none,
  letter,         // a document
  signed_letter,  // a document signed by an authorised signatory of the applicant
  authority,      // a proof of authority, signed by the registrar
  certification,  // a result of Provbänk
  one_each,       // a document from each existing party
  signed_each     // a document signed by each Handläggare
};

/// One step for one kind of applicant.
struct Rule {
  Step step;
  std::vector<std::string> clauses;
  Actor actor;
  Paper paper = Paper::none;
  std::vector<Step> after;  // done no later than this step
};

struct Description {
  Step step;
  std::string name;      // "tekniska-forutsattningar", as in a dossier
  Bilingual title;       // a few words
  Bilingual what;        // one sentence: who does what
  Bilingual time_limit;  // one sentence
};

/// What a step is, whoever applies.
const Description& describe(Step step);
std::optional<Step> step_from_name(std::string_view name);

/// The steps that concern such an applicant, in order; those of the exit last.
const std::vector<Rule>& rules(Kind kind);
/// Nothing when the step is not for that kind.
const Rule* rule(Kind kind, Step step);
bool is_exit(Step step);

/// The catalogue, for whoever holds the clause register against it.
struct CatalogueEntry {
  std::string name;
  std::vector<std::string> clauses;  // for either kind, sorted
  Bilingual description;
};
const std::vector<CatalogueEntry>& steps();

}  // namespace provbank::onboarding
