// log-minimal: the event log holds nothing of the answers, and of the questions nothing but who,
// when, which case and, under a pseudonym, whom.
#include <algorithm>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/left_values.hpp"
#include "harness/checks/log_matching.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;

const Bilingual kInLog = {"står i händelseloggen", "stands in the event log"};

class LogMinimal final : public Check {
 public:
  explicit LogMinimal(Attributes&) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        {"Händelseloggen innehåller inget av svaren, och av frågorna bara vem, när, vilket ärende "
         "och vem det gällde.",
         "The event log holds nothing of the answers, and of the questions only who, when, which "
         "case and whom it concerned."});
    if (!log_handed_over(evidence, judgement)) return std::move(judgement).finish();
    const auto& entries = evidence.event_log.log->entries;
    if (std::ranges::none_of(entries, [](const logbook::Entry& entry) {
          return entry.kind != logbook::Kind::other && entry.kind != logbook::Kind::incident;
        })) {
      judgement.hindered(
          {"Loggen säger inget om någon fråga, så det visar ingenting att inget av "
           "frågorna och svaren står där.",
           "The log says nothing of any question, so it shows nothing that nothing "
           "of the questions and answers stands there."});
      return std::move(judgement).finish();
    }
    const residue::Searcher searcher(values_to_look_for(evidence, judgement));
    const auto count = searcher.canaries().size();
    if (count > 0) judge_log_values(evidence, searcher, kInLog, judgement);
    judgement.measured("canaries", static_cast<double>(count), "values");
    return std::move(judgement).finish();
  }
};

}  // namespace

CheckKind log_minimal_kind() {
  return {
      .name = "log-minimal",
      .clauses = {"TV-8.3.3", "TV-8.3.4", "B3-5.9"},
      .party = Party::driftspart,
      .description = {"Händelseloggen innehåller inget av svaren, och av frågorna bara vem, när, "
                      "vilket ärende och vem det gällde.",
                      "The event log holds nothing of the answers, and of the questions only "
                      "who, when, which case and whom it concerned."},
      .make = make_check<LogMinimal>};
}

}  // namespace provbank::checks
