// log-timely: each entry's time is that of the fact, by a clock whose offset is known, and the log
// stands in the order of the facts.
#include "harness/checks/kinds.hpp"
#include "harness/checks/log_clock.hpp"
#include "harness/checks/log_matching.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using namespace std::chrono_literals;
using evidence::Evidence;
using logbook::Entry;

constexpr time::Duration kWithinOtherwise = 1s;  // from the fact to its entry
constexpr time::Duration kOffsetOtherwise = 2s;  // between the log's clock and the bench's

LoggedFact with(LoggedFact fact, const Entry& entry, bool begins) {
  fact.entry = &entry;
  fact.begins = begins;
  return fact;
}

std::vector<LoggedFact> facts_of(const LogMatching& matching) {
  std::vector<LoggedFact> facts;
  for (const LoggedCase& asked : matching.cases()) {
    if (!asked.chosen) continue;
    const auto& question = asked.each.question;
    const LoggedFact fact{&asked.each, nullptr, question.started, question.finished, false};
    if (asked.ping != nullptr) facts.push_back(with(fact, *asked.ping, false));
    if (asked.group == nullptr) continue;
    const auto& questions = asked.group->questions;
    for (const auto* list : {&questions, &asked.group->others}) {
      for (const Entry* entry : *list) {
        const bool begins = !questions.empty() && entry == questions.front();
        if (entry != asked.ping) facts.push_back(with(fact, *entry, begins));
      }
    }
  }
  return facts;
}

class LogTimely final : public Check {
 public:
  explicit LogTimely(Attributes& attributes)
      : of_(attributes.text("of")),
        within_(attributes.given("within") ? attributes.duration("within") : kWithinOtherwise),
        offset_(attributes.given("offset") ? attributes.duration("offset") : kOffsetOtherwise) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Händelseloggens tider{} stämmer med händelserna inom {}, och loggen står "
                "i deras ordning.",
                "The event log's times{} agree with the facts within {}, and the log "
                "stands in their order."},
               {of_step(of_), words(within_)}));
    const LogMatching matching(evidence, of_, judgement);
    if (matching.log() != nullptr) {
      judge_clock(evidence, facts_of(matching), {.within = within_, .offset_max = offset_},
                  judgement);
    }
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
  time::Duration within_;
  time::Duration offset_;
};

}  // namespace

CheckKind log_timely_kind() {
  return {.name = "log-timely",
          .clauses = {"B3-5.3", "B3-6.1.1"},
          .party = Party::driftspart,
          .description = {"Händelseloggens tider stämmer med händelserna, och loggen står i deras "
                          "ordning.",
                          "The event log's times agree with the facts, and the log stands in their "
                          "order."},
          .make = make_check<LogTimely>};
}

}  // namespace provbank::checks
