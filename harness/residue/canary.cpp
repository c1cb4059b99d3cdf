#include "harness/residue/canary.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace provbank::residue {
namespace {

/// The fields of a question that say who asks, for whom in law, and in which case.
constexpr std::array<std::string_view, 8> kWhoAskedAndWhy = {
    "handlaggare", "arendeidentitet", "arende",        "organisationsnummer",
    "kommun",      "korrelationsid",  "frageTidpunkt", "nyckel"};

/// "/Envelope/Body/fraga[1]/ingivare/handlaggare" -> "handlaggare"
std::string_view last_step(std::string_view path) {
  path = path.substr(path.find_last_of('/') + 1);
  path = path.substr(path.find_last_of(':') + 1);
  if (path.starts_with('@')) path.remove_prefix(1);
  return path.substr(0, path.find('['));
}

}  // namespace

Bilingual description(const Canary& canary) {
  Bilingual out = canary.origin == "question" ? Bilingual{"frågan", "the question"}
                                              : Bilingual{"svaret från " + canary.origin,
                                                          "the answer from " + canary.origin};
  if (!canary.question.empty()) {
    out.sv += " " + canary.question;
    out.en += " " + canary.question;
  }
  if (!canary.person.empty()) {
    out.sv += " om " + canary.person;
    out.en += " about " + canary.person;
  }
  if (!canary.field.empty()) {
    out.sv = "fältet " + canary.field + " i " + out.sv;
    out.en = "the field " + canary.field + " of " + out.en;
  }
  return out;
}

bool may_stand_in_event_log(const Canary& canary) {
  return canary.origin == "question" &&
         std::ranges::find(kWhoAskedAndWhy, last_step(canary.field)) != kWhoAskedAndWhy.end();
}

}  // namespace provbank::residue
