// overhead: the answer left within a limit after the slowest source had answered.
#include <algorithm>

#include "harness/checks/calls.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

class Overhead final : public Check {
 public:
  explicit Overhead(Attributes& attributes)
      : of_(attributes.text("of")), limit_(attributes.duration("limit")) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Svaret lämnades inom {} efter att den långsammaste källan hade svarat{}.",
                "The answer left within {} after the slowest source had answered{}."},
               {words(limit_), of_step(of_)}));
    std::optional<time::Duration> worst;
    if (sources_seen(evidence, judgement)) {
      const auto links = evidence::link(evidence);
      const auto selected = cases(evidence, of_, kOrdinary, judgement);
      for (const Case& each : selected) {
        const auto overhead = overhead_of(links, each, judgement);
        if (!overhead) continue;
        judgement.compared();
        worst = std::max(worst.value_or(*overhead), *overhead);
        if (*overhead > limit_) report(each, *overhead, judgement);
      }
      if (!selected.empty() && judgement.compared_so_far() == 0) judgement.hindered(kNeedsAnswers);
    }
    if (worst)
      judgement.measured("overhead", static_cast<double>(worst->count()), "ns",
                         static_cast<double>(limit_.count()));
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    auto outcome = std::move(judgement).finish();
    // Then the time has ended before what is measured here begins.
    outcome.rests_on.push_back(rests_on(kEndOfAnswerTime, {evidence::Verdict::not_applicable}));
    return outcome;
  }

 private:
  static const Bilingual kNeedsAnswers;

  /// Nothing unless every source asked answered: else the answer rightly waits for one that does
  /// not.
  static std::optional<time::Duration> overhead_of(const evidence::Links& links, const Case& each,
                                                   Judgement& judgement) {
    if (!each.answered()) return std::nullopt;
    std::optional<time::Duration> slowest;
    for (const auto* linked : clear_links(links, each, judgement)) {
      const auto calls = last_calls(*linked);
      for (const contract::Source source : each.question.sources.in_order()) {
        const auto call = calls.find(source);
        if (call == calls.end() || !call->second->complete) return std::nullopt;
        slowest = std::max(slowest.value_or(time::Duration{}), call->second->finished);
      }
    }
    if (!slowest) return std::nullopt;
    return each.question.finished - *slowest;
  }

  void report(const Case& each, time::Duration overhead, Judgement& judgement) const {
    judgement.violated(each.finding({"Svaret dröjde efter att alla källor hade svarat.",
                                     "The answer was held up after all sources had answered."},
                                    "at most " + words(limit_).en, words(overhead).en));
  }

  std::string of_;
  time::Duration limit_;
};

const Bilingual Overhead::kNeedsAnswers = {
    "Ingen fråga fick svar från alla sina källor, så det går inte att säga hur länge tjänsten "
    "själv dröjde. Det som behövs "
    "är källor som svarar.",
    "No question was answered by all its sources, so it cannot be said how long the service itself "
    "took. Needed: sources "
    "that answer."};

}  // namespace

CheckKind overhead_kind() {
  return {.name = "overhead",
          .clauses = {"B4-2.1", "B4-2.2", "B4-3.7", "B4-3.7.1", "B4-2.1/7"},
          .party = Party::driftspart,
          .description = {"Svaret lämnades kort efter att den långsammaste källan hade svarat.",
                          "The answer left shortly after the slowest source had answered."},
          .make = make_check<Overhead>};
}

}  // namespace provbank::checks
