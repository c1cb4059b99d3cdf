#include "harness/residue/canary.hpp"

namespace provbank::residue {

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

}  // namespace provbank::residue
