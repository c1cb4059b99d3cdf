// log-tamper-evident: the party's own verification accepts its log, and finds what was altered,
// removed, swapped, inserted or cut off in a copy.
#include <algorithm>
#include <array>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/log_matching.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::Tampering;
using evidence::TamperTrial;

const Bilingual& name_of(Tampering what) {
  static const std::array<Bilingual, 6> kNames = {{
      {"oförändrad", "unaltered"},
      {"en post ändrad", "an entry altered"},
      {"en post borttagen", "an entry removed"},
      {"två poster omkastade", "two entries swapped"},
      {"en post inskjuten", "an entry inserted"},
      {"slutet avskuret", "the end cut off"},
  }};
  return kNames[static_cast<std::size_t>(what)];
}

class LogTamperEvident final : public Check {
 public:
  explicit LogTamperEvident(Attributes&) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, {"Den som ändrar i händelseloggen upptäcks av partens egen kontroll av den.",
                   "Whoever alters the event log is found by the party's own verification of "
                   "it."});
    if (!log_handed_over(evidence, judgement)) return std::move(judgement).finish();
    if (!evidence.event_log.consent) {
      judgement.hindered(
          {"Driftsparten har inte lämnat samtycke till att en kopia av loggen ändras. Det som "
           "behövs: verify i planens event-log, med det program som kontrollerar loggen.",
           "The operator has not consented to altering a copy of the log. Needed: verify in the "
           "plan's event-log, with the program that verifies the log."});
      return std::move(judgement).finish();
    }
    if (evidence.event_log.trials.empty()) {
      judgement.hindered(
          {"Loggen har för få poster för att prövas.", "The log has too few entries to be tried."});
    }
    for (const TamperTrial& trial : evidence.event_log.trials) judge(trial, evidence, judgement);
    return std::move(judgement).finish();
  }

 private:
  static void judge(const TamperTrial& trial, const Evidence& evidence, Judgement& judgement) {
    if (!trial.accepted) {
      judgement.hindered(phrase({"Partens kontroll av loggen gick inte att köra ({}): {}",
                                 "The party's verification of the log could not be run ({}): {}"},
                                {name_of(trial.what), same(trial.said)}));
      return;
    }
    judgement.compared();
    const bool untouched = trial.what == Tampering::none;
    if (*trial.accepted == untouched) return;
    evidence::Finding finding;
    finding.message =
        untouched
            ? Bilingual{"Partens kontroll underkänner loggen som den lämnades över: någon har ändrat i den, eller så underkänner kontrollen allt.",
                        "The party's verification refuses the log as it was handed over: somebody has altered it, or the verification refuses everything."}
            : phrase({"Partens kontroll märker inte att loggen är ändrad: {}.",
                      "The party's verification does not notice that the log is altered: {}."},
                     {name_of(trial.what)});
    finding.expected = untouched ? "accepted" : "found";
    finding.received = (*trial.accepted ? "accepted: " : "refused: ") + trial.said;
    const auto& files = evidence.event_log.log->files;
    if (!files.empty())
      finding.where = {{.exchange = {}, .file = files.front(), .line = trial.line, .xpath = {}}};
    judgement.violated(std::move(finding));
  }
};

}  // namespace

CheckKind log_tamper_evident_kind() {
  return {
      .name = "log-tamper-evident",
      .clauses = {"B3-6.2/manipulation"},
      .party = Party::driftspart,
      .description = {"Den som ändrar i händelseloggen upptäcks av partens egen kontroll av den.",
                      "Whoever alters the event log is found by the party's own verification of "
                      "it."},
      .make = make_check<LogTamperEvident>};
}

}  // namespace provbank::checks
