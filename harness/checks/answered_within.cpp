// answered-within: at least a share of the questions were answered within a limit.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/calls.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/shs_cases.hpp"
#include "harness/checks/statistics.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

class AnsweredWithin final : public Check {
 public:
  explicit AnsweredWithin(Attributes& attributes)
      : of_(attributes.text("of")),
        limit_(attributes.text("limit")),
        share_(attributes.share("share").value_or(1.0)),
        confidence_(attributes.share("confidence")) {
    if (limit_ == "early" || limit_ == "late") return;
    const auto parsed = parse_duration(limit_);
    if (parsed) {
      fixed_limit_ = *parsed;
    } else {
      attributes.wrong("limit", parsed.error().detail);
    }
    if (confidence_ && *confidence_ >= 1) attributes.wrong("confidence", "not below 1");
  }

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    auto outcome = judged(evidence, {});
    if (evidence.source_leg_observable) {
      const auto until_sources = judged(evidence, {.until_last_source = true});
      outcome.rests_on.push_back(rests_on(kEndOfAnswerTime, {until_sources.verdict}));
    }
    if (share_ >= 1) {
      const auto answered = judged(evidence, {.answered_only = true});
      outcome.rests_on.push_back(rests_on(kRestWithinLate, {answered.verdict}));
    }
    return outcome;
  }

 private:
  struct Reading {
    bool until_last_source = false;  // T-svarstidens-slut b
    bool answered_only = false;      // T-resten-inom-12 b
  };

  evidence::Outcome judged(const evidence::Evidence& evidence, const Reading& reading) const {
    Judgement judgement(evidence, claim(evidence));
    const auto selected = cases(evidence, of_, kOrdinary, judgement);
    const auto links = reading.until_last_source ? evidence::link(evidence) : evidence::Links{};
    Sample sample{.trials = selected.size(), .successes = 0};
    // The way through a mailbox takes its time: what counts is when the answer was there.
    const auto in_mailbox = shs_answer_times(evidence);
    std::vector<evidence::Finding> slow;
    time::Duration slowest{};
    for (const Case& each : selected) {
      const bool answer = each.answered() || each.reply.outcome == "ping";
      if (!answer && reading.answered_only) {
        --sample.trials;
        continue;
      }
      const auto listed = in_mailbox.find(each.question.exchange);
      const bool mailbox = listed != in_mailbox.end() && !reading.until_last_source;
      const auto took = reading.until_last_source ? until_last_source(links, each)
                        : mailbox                 ? listed->second.by
                                                  : each.duration();
      const auto limit = limit_for(evidence, each);
      if (mailbox && answer && took > limit && listed->second.not_before.value_or(limit) <= limit) {
        judgement.hindered(kNobodyLookedThen, each.question.id);
        --sample.trials;
        continue;
      }
      judgement.compared();
      if (answer) slowest = std::max(slowest, took);
      if (answer && took <= limit) {
        ++sample.successes;
      } else {
        slow.push_back(too_late(evidence, each, answer));
      }
    }
    if (sample.trials > 0) judge(sample, std::move(slow), judgement);
    measure(evidence, selected, sample, slowest, judgement);
    return std::move(judgement).finish();
  }

  /// Until the last answer of a source was there; the whole time where the calls cannot be told
  /// apart.
  static time::Duration until_last_source(const evidence::Links& links, const Case& each) {
    std::optional<time::Duration> last;
    for (const auto& linked : links.linked) {
      if (linked.question != each.question.id) continue;
      if (linked.ambiguous) return each.duration();
      for (const auto* call : linked.calls) {
        if (call->complete) last = std::max(last.value_or(time::Duration{}), call->finished);
      }
    }
    return last ? *last - each.question.started : each.duration();
  }

  time::Duration limit_for(const evidence::Evidence& evidence, const Case& each) const {
    if (fixed_limit_) return *fixed_limit_;
    const std::size_t persons = std::max<std::size_t>(1, each.question.identities.size());
    return limit_ == "early" ? evidence.levels.early_for(persons)
                             : evidence.levels.late_for(persons);
  }

  Bilingual limit_words(const evidence::Evidence& evidence) const {
    if (fixed_limit_) return words(*fixed_limit_);
    const Bilingual one =
        words(limit_ == "early" ? evidence.levels.early_limit : evidence.levels.late_limit);
    return phrase({"{} (mer för flera personer)", "{} (more for several persons)"}, {one});
  }

  Bilingual claim(const evidence::Evidence& evidence) const {
    const Bilingual limit = limit_words(evidence);
    if (share_ >= 1) {
      return phrase(
          {"Alla frågor besvarades inom {}{}.", "All questions were answered within {}{}."},
          {limit, of_step(of_)});
    }
    if (!confidence_) {
      return phrase({"Minst {} av frågorna besvarades inom {}{}.",
                     "At least {} of the questions were answered within {}{}."},
                    {same(percent(share_)), limit, of_step(of_)});
    }
    return phrase(
        {"Tjänsten besvarar minst {} av frågorna inom {}, visat med {} säkerhet{}.",
         "The service answers at least {} of the questions within {}, shown with {} confidence{}."},
        {same(percent(share_)), limit, same(percent(*confidence_)), of_step(of_)});
  }

  evidence::Finding too_late(const evidence::Evidence& evidence, const Case& each,
                             bool answer) const {
    const Bilingual message =
        answer ? Bilingual{"Svaret kom för sent.", "The answer came too late."}
               : Bilingual{"Frågan besvarades inte.", "The question was not answered."};
    const std::string received =
        answer ? words(each.duration()).en
               : fmt::format("{} after {}", each.reply.outcome, words(each.duration()).en);
    return each.finding(message, "an answer within " + words(limit_for(evidence, each)).en,
                        received);
  }

  bool statistical() const { return confidence_.has_value() && share_ < 1; }

  void judge(const Sample& sample, std::vector<evidence::Finding> slow,
             Judgement& judgement) const {
    if (!statistical()) {
      if (!reaches(sample, share_)) report(sample, std::move(slow), judgement);
      return;
    }
    if (share_lower_bound(sample, *confidence_) >= share_) return;
    if (share_upper_bound(sample, *confidence_) < share_) {
      report(sample, std::move(slow), judgement);
      return;
    }
    const auto needed = trials_needed(sample.trials - sample.successes, share_, *confidence_);
    judgement.hindered({fmt::format("{} av {} frågor i tid räcker inte för att visa andelen med "
                                    "den säkerheten. Med minst {} frågor, "
                                    "och inga fler sena, går det.",
                                    sample.successes, sample.trials, needed.value_or(kTrialsMax)),
                        fmt::format("{} of {} questions in time are not enough to show the share "
                                    "with that confidence. Needed: at "
                                    "least {} questions, with no more late ones.",
                                    sample.successes, sample.trials, needed.value_or(kTrialsMax))});
  }

  void report(const Sample& sample, std::vector<evidence::Finding> slow,
              Judgement& judgement) const {
    if (share_ < 1) {
      evidence::Finding sum;
      sum.message = {"För få frågor besvarades i tid.", "Too few questions were answered in time."};
      sum.expected = "at least " + percent(share_);
      sum.received = fmt::format(
          "{} of {} ({})", sample.successes, sample.trials,
          percent(static_cast<double>(sample.successes) / static_cast<double>(sample.trials)));
      judgement.violated(std::move(sum));
    }
    for (auto& each : slow) judgement.violated(std::move(each));
  }

  void measure(const evidence::Evidence& evidence, const std::vector<Case>& selected,
               const Sample& sample, time::Duration slowest, Judgement& judgement) const {
    judgement.measured("questions", static_cast<double>(sample.trials), "questions");
    if (sample.trials == 0) return;
    const auto limit = limit_for(evidence, selected.front());
    const bool one_limit = std::ranges::all_of(
        selected, [&](const Case& each) { return limit_for(evidence, each) == limit; });
    judgement.measured(
        "slowest", static_cast<double>(slowest.count()), "ns",
        one_limit ? std::optional(static_cast<double>(limit.count())) : std::nullopt);
    judgement.measured("share",
                       static_cast<double>(sample.successes) / static_cast<double>(sample.trials),
                       "share", share_);
    if (!statistical()) return;
    judgement.measured("share-lower-bound", share_lower_bound(sample, *confidence_), "share",
                       share_);
  }

  std::string of_;
  std::string limit_;
  std::optional<time::Duration> fixed_limit_;
  double share_;
  std::optional<double> confidence_;
};

}  // namespace

CheckKind answered_within_kind() {
  return {.name = "answered-within",
          .clauses = {"B4-2.2", "B4-3.6.1", "B4-3.7", "B4-3.7.1", "B4-3.7.1/flera"},
          .party = Party::driftspart,
          .description = {"En viss andel av frågorna besvarades inom en viss tid.",
                          "A certain share of the questions were answered within a certain time."},
          .make = make_check<AnsweredWithin>};
}

}  // namespace provbank::checks
