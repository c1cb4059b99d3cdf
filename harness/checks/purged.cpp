// purged: no value of the question or the answers is left in any file that the aggregator wrote.
#include <algorithm>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"

namespace provbank::checks {
namespace {

using evidence::CanaryValue;
using evidence::Evidence;
using evidence::WrittenFile;

class Purged final : public Check {
 public:
  explicit Purged(Attributes&) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        {"Inget av frågornas eller svarens värden finns kvar i något som tjänsten skrev.",
         "No value of the questions or answers is left in anything that the service wrote."});
    const auto files = files_of_driftspart(evidence);
    if (files.empty()) {
      judgement.hindered(
          {"Inga filer lämnades över, så det går inte att se vad som finns kvar. Det som behövs är "
           "det som tjänsten skrev, "
           "händelseloggen däribland.",
           "No files were handed over, so it cannot be seen what is left. Needed: what the service "
           "wrote, the event log "
           "among it."});
    }
    std::size_t searched = 0;
    for (const CanaryValue& canary : evidence.canaries) {
      const auto forms = residue::forms_of(canary.value);
      if (forms.empty()) {
        judgement.note(
            {"Ett värde är kortare än fyra tecken och söks inte: det förekommer av en slump.",
             "A value is shorter than four characters and is not searched for: it occurs by "
             "chance."});
      } else if (!has_travelled(evidence, forms)) {
        judgement.note(
            {"Ett värde förekom inte i någon fråga eller något svar, så att det saknas visar "
             "ingenting.",
             "A value occurred in no question and no answer, so its absence shows nothing."});
      } else {
        ++searched;
        for (const WrittenFile* file : files) search(canary, forms, *file, judgement);
      }
    }
    judgement.measured("canaries", static_cast<double>(searched), "values");
    judgement.measured("files", static_cast<double>(files.size()), "files");
    auto outcome = std::move(judgement).finish();
    // Later is too early to judge: what is left now may be gone in time.
    const auto later = outcome.verdict == evidence::Verdict::fail ? evidence::Verdict::untestable
                                                                  : outcome.verdict;
    outcome.rests_on.push_back(rests_on(kWhenPurged, {later, later}));
    return outcome;
  }

 private:
  static std::vector<const WrittenFile*> files_of_driftspart(const Evidence& evidence) {
    std::vector<const WrittenFile*> out;
    for (const WrittenFile& file : evidence.files) {
      if (file.party == evidence.driftspart) out.push_back(&file);
    }
    return out;
  }

  static bool has_travelled(const Evidence& evidence, const std::vector<residue::Form>& forms) {
    return std::ranges::any_of(evidence.exchanges, [&](const evidence::Exchange& exchange) {
      return residue::find_form(exchange.request.body, forms) ||
             (exchange.response && residue::find_form(exchange.response->body, forms));
    });
  }

  static void search(const CanaryValue& canary, const std::vector<residue::Form>& forms,
                     const WrittenFile& file, Judgement& judgement) {
    judgement.compared();
    const auto hit = residue::find_form(file.content, forms);
    if (!hit) return;
    const Bilingual origin =
        canary.origin == "question"
            ? Bilingual{"frågan", "the question"}
            : Bilingual{"svaret från " + canary.origin, "the answer from " + canary.origin};
    evidence::Finding finding;
    finding.message =
        phrase({"Ett värde ur {} om {} finns kvar, {}.", "A value of {} about {} is left, {}."},
               {origin, same(canary.person), hit->form.name()});
    finding.expected = "nothing of the question or the answers";
    finding.received = canary.value;
    finding.where = {
        {.exchange = {}, .file = file.path.generic_string(), .line = hit->line, .xpath = {}}};
    judgement.violated(std::move(finding));
  }
};

}  // namespace

CheckKind purged_kind() {
  return {.name = "purged",
          .clauses = {"TV-8.3.3", "TV-8.3.4", "TV-12.5.12", "B3-5.9"},
          .party = Party::driftspart,
          .description =
              {"Inget av frågornas eller svarens värden finns kvar i något som tjänsten skrev.",
               "No value of the questions or answers is left in anything that the service wrote."},
          .make = make_check<Purged>};
}

}  // namespace provbank::checks
