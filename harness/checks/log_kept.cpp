// log-kept: entries are kept as long as they are to be, and weeded when that time is over.
#include <fmt/format.h>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/log_matching.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::RetentionTrial;

class LogKept final : public Check {
 public:
  explicit LogKept(Attributes&) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        {"Händelseloggens poster finns kvar så länge de ska, och inte längre.",
                         "The event log's entries are kept as long as they are to be, and no "
                         "longer."});
    if (!log_handed_over(evidence, judgement)) return std::move(judgement).finish();
    if (evidence.event_log.retention) {
      judge(*evidence.event_log.retention, judgement);
      auto outcome = std::move(judgement).finish();
      // Of a shorter time, or of none, the trial says nothing.
      using evidence::Verdict;
      outcome.rests_on.push_back(
          rests_on(kHowLongLogged, {Verdict::untestable, Verdict::untestable}));
      return outcome;
    }
    if (!evidence.event_log.retention_attested.empty()) {
      judgement.hindered(phrase({"Bevarandet går inte att se under ett prov; det är intygat av {}.",
                                 "The keeping cannot be seen during a test; it is attested by {}."},
                                {same(evidence.event_log.retention_attested)}));
    } else {
      judgement.hindered(
          {"Bevarandet går inte att se under ett prov, och ingen har intygat det. Det som behövs: "
           "attest clause=\"B3-6.1\" i planen, med den tid som gäller och datum på den äldsta "
           "sparade posten.",
           "The keeping cannot be seen during a test, and nobody has attested it. Needed: attest "
           "clause=\"B3-6.1\" in the plan, with the time in force and the date of the oldest entry "
           "kept."});
    }
    return std::move(judgement).finish();
  }

 private:
  static void judge(const RetentionTrial& trial, Judgement& judgement) {
    judgement.compared(trial.within_before + trial.beyond_before);
    const auto finding = [](Bilingual message, std::size_t expected, std::size_t received) {
      evidence::Finding out;
      out.message = std::move(message);
      out.expected = fmt::format("{} entries", expected);
      out.received = fmt::format("{} entries", received);
      return out;
    };
    if (trial.within_after < trial.within_before) {
      judgement.violated(finding({"Poster gallrades ur händelseloggen innan deras tid var ute.",
                                  "Entries were weeded from the event log before their time was "
                                  "over."},
                                 trial.within_before, trial.within_after));
    }
    if (trial.beyond_after > 0) {
      judgement.violated(finding({"Poster finns kvar i händelseloggen sedan deras tid är ute.",
                                  "Entries are still in the event log when their time is over."},
                                 0, trial.beyond_after));
    }
    if (trial.beyond_before > trial.beyond_after && !trial.weeding_logged) {
      judgement.violated(finding({"Att poster gallrades är ingen händelse i loggen.",
                                  "That entries were weeded is no event in the log."},
                                 1, 0));
    }
    if (trial.within_before == 0 || trial.beyond_before == 0) {
      judgement.hindered({"Det behövs både poster vars tid är ute och sådana vars tid inte är det.",
                          "Both entries whose time is over and entries whose time is not are "
                          "needed."});
    }
  }
};

}  // namespace

CheckKind log_kept_kind() {
  return {.name = "log-kept",
          .clauses = {"B3-6.1/bevarande"},
          .party = Party::driftspart,
          .description = {"Händelseloggens poster finns kvar så länge de ska, och inte längre.",
                          "The event log's entries are kept as long as they are to be, and no "
                          "longer."},
          .make = make_check<LogKept>};
}

}  // namespace provbank::checks
