// source-in-time: the base service's answers came while the service could still wait for them.
//
// The agreements lay no answer time on a base service. What they do say is that it answers
// (B4-2.1/5) and when the service must have answered (B4-3.7.1); an answer that comes when nobody
// may wait any longer reaches no one. So read (T-bastjanstens-svar-i-tid a) the outer limit is a
// duty and the inner one a remark.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/source_reply.hpp"
#include "harness/checks/statistics.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;

class SourceInTime final : public Check {
 public:
  explicit SourceInTime(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement begun(evidence, claim(evidence));
    const auto selected = source_cases(evidence, of_, kRightQuestions, begun);
    auto outcome = judged(evidence, selected, Limit::outer, begun);
    outcome.rests_on.push_back(
        rests_on(kSourceInTime, {judged(evidence, selected, Limit::none, begun).verdict,
                                 judged(evidence, selected, Limit::both, begun).verdict}));
    return outcome;
  }

 private:
  /// Readings a, b and c of the record.
  enum class Limit { outer, none, both };

  Bilingual claim(const Evidence& evidence) const {
    return phrase({"Varje svar kom inom {}, så länge som Tjänsten får vänta på det{}.",
                   "Every answer came within {}, as long as the service may wait for it{}."},
                  {words(evidence.levels.late_limit), of_step(of_)});
  }

  static evidence::Outcome judged(const Evidence& evidence, const std::vector<SourceCase>& selected,
                                  Limit limit, Judgement judgement) {
    const auto early = evidence.levels.early_limit;
    const auto late = evidence.levels.late_limit;
    Sample within_early;
    time::Duration slowest{};
    for (const SourceCase& each : selected) {
      const bool came = each.response() != nullptr && each.exchange->complete;
      const bool too_late = each.duration() > late;
      if (!came && !too_late) continue;  // broken off in time: another check's matter
      judgement.compared();
      slowest = std::max(slowest, each.duration());
      ++within_early.trials;
      if (came && each.duration() <= early) ++within_early.successes;
      if (too_late && limit != Limit::none) judgement.violated(late_finding(each, late, came));
    }
    if (within_early.trials > 0 && limit != Limit::none) {
      judge_early(evidence, within_early, limit, judgement);
    }
    judgement.measured("questions", static_cast<double>(within_early.trials), "questions");
    if (within_early.trials > 0) {
      judgement.measured("slowest", static_cast<double>(slowest.count()), "ns",
                         static_cast<double>(late.count()));
    }
    return std::move(judgement).finish();
  }

  static evidence::Finding late_finding(const SourceCase& each, time::Duration late, bool came) {
    return each.finding({"Svaret kom när Tjänsten inte längre fick vänta på det.",
                         "The answer came when the service could no longer wait for it."},
                        "an answer within " + words(late).en,
                        (came ? "after " : "none after ") + words(each.duration()).en);
  }

  static void judge_early(const Evidence& evidence, const Sample& sample, Limit limit,
                          Judgement& judgement) {
    if (reaches(sample, evidence.levels.early_share)) return;
    evidence::Finding finding;
    finding.message = phrase(
        {"Färre än {} av svaren kom inom {}, så Tjänsten når inte sin egen svarstid genom källan.",
         "Fewer than {} of the answers came within {}, so the service cannot keep its own answer "
         "time through the source."},
        {same(percent(evidence.levels.early_share)), words(evidence.levels.early_limit)});
    finding.expected = "at least " + percent(evidence.levels.early_share);
    finding.received = fmt::format("{} of {}", sample.successes, sample.trials);
    if (limit == Limit::both) {
      judgement.violated(std::move(finding));
    } else {
      judgement.doubtful(std::move(finding));
    }
  }

  std::string of_;
};

}  // namespace

CheckKind source_in_time_kind() {
  return {.name = "source-in-time",
          .clauses = {"B4-2.1/5"},
          .party = Party::uppgiftslamnare,
          .description = {"Källans svar kom så tidigt att Tjänsten hinner lämna dem vidare.",
                          "The source's answers came in time for the service to pass them on."},
          .make = make_check<SourceInTime>};
}

}  // namespace provbank::checks
