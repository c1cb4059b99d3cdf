// answered: the questions got answers, in full or in part, and not faults.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/statistics.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

class Answered final : public Check {
 public:
  explicit Answered(Attributes& attributes)
      : of_(attributes.text("of")),
        share_(attributes.share("share").value_or(1.0)),
        complete_(attributes.flag("complete", false)) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    if (complete_) return judged(evidence, Counts::complete);
    auto outcome = judged(evidence, Counts::answers);
    outcome.rests_on.push_back(
        rests_on(kWhatIsAnswered, {judged(evidence, Counts::complete).verdict,
                                   judged(evidence, Counts::answers_and_faults).verdict}));
    return outcome;
  }

 private:
  /// What counts as answered (T-besvarat-anrop).
  enum class Counts { answers, complete, answers_and_faults };

  evidence::Outcome judged(const evidence::Evidence& evidence, Counts counts) const {
    Judgement judgement(evidence, claim());
    const auto selected = cases(evidence, of_, kOrdinary, judgement);
    Sample sample{.trials = selected.size(), .successes = 0};
    std::vector<evidence::Finding> missing;
    std::size_t excused = 0;
    for (const Case& each : selected) {
      judgement.compared();
      if (good(each, counts)) {
        ++sample.successes;
      } else if (counts == Counts::complete && each.answered() &&
                 only_spoiled_missing(evidence, each)) {
        ++excused;
      } else {
        missing.push_back(unanswered(each));
      }
    }
    judge(sample, excused, std::move(missing), judgement);
    judgement.measured("questions", static_cast<double>(sample.trials), "questions");
    if (sample.trials > 0) {
      judgement.measured("share",
                         static_cast<double>(sample.successes) / static_cast<double>(sample.trials),
                         "share", share_);
    }
    return std::move(judgement).finish();
  }

  Bilingual claim() const {
    const Bilingual how = complete_ ? Bilingual{"i sin helhet", "in full"}
                                    : Bilingual{"helt eller delvis", "in full or in part"};
    if (share_ >= 1) {
      return phrase({"Alla frågor besvarades {}{}.", "All questions were answered {}{}."},
                    {how, of_step(of_)});
    }
    return phrase({"Minst {} av frågorna besvarades {}{}.",
                   "At least {} of the questions were answered {}{}."},
                  {same(percent(share_)), how, of_step(of_)});
  }

  static bool good(const Case& each, Counts counts) {
    if (counts == Counts::complete) return each.reply.outcome == "answered";
    return each.answered() ||
           (counts == Counts::answers_and_faults && each.reply.outcome == "fault");
  }

  /// All that is missing is what the bench itself spoiled: not the aggregator's doing.
  static bool only_spoiled_missing(const evidence::Evidence& evidence, const Case& each) {
    const auto excusable = [&](const evidence::AnswerView& answer) {
      return !answer.fault &&
             std::ranges::all_of(each.question.sources.in_order(), [&](contract::Source source) {
               const auto found = answer.sources.find(source);
               const bool delivered = found != answer.sources.end() && found->second.delivered;
               return delivered || !healthy(played(evidence, source));
             });
    };
    return each.reply.answers.size() >= each.question.persons.size() &&
           std::ranges::all_of(each.reply.answers, excusable);
  }

  evidence::Finding unanswered(const Case& each) const {
    if (each.answered()) {
      return each.finding({"Svaret saknar uppgifter från en källa som frågades.",
                           "The answer lacks data from a source that was asked."},
                          "data from every source asked", missing_words(each));
    }
    return each.finding({"Frågan besvarades inte.", "The question was not answered."}, "an answer",
                        outcome_words(each));
  }

  static std::string outcome_words(const Case& each) {
    std::string out = each.reply.outcome;
    if (!each.reply.fault_code.empty()) out += " " + each.reply.fault_code;
    if (each.reply.unreadable) out += ": " + each.reply.unreadable->detail;
    return out;
  }

  static std::string missing_words(const Case& each) {
    std::string out;
    for (const auto& answer : each.reply.answers) {
      if (answer.fault) out += "fault " + answer.felkod + " ";
      for (const auto& [source, view] : answer.sources) {
        if (!view.delivered)
          out += fmt::format("{} {} {} ", contract::code(source), view.kalla, view.felkod);
      }
    }
    return out.empty() ? "too few answers or sources" : out;
  }

  void judge(const Sample& sample, std::size_t excused, std::vector<evidence::Finding> missing,
             Judgement& judgement) const {
    if (sample.trials == 0 || reaches(sample, share_)) return;
    if (reaches({.trials = sample.trials, .successes = sample.successes + excused}, share_)) {
      judgement.hindered(
          {"Svar saknas bara från källor som bänken själv lät misslyckas. Det som behövs är friska "
           "källor.",
           "Only data from sources that the bench itself let fail is missing. Needed: healthy "
           "sources."});
      return;
    }
    if (share_ < 1) {
      evidence::Finding sum;
      sum.message = {"För få frågor besvarades.", "Too few questions were answered."};
      sum.expected = "at least " + percent(share_);
      sum.received = fmt::format("{} of {}", sample.successes, sample.trials);
      judgement.violated(std::move(sum));
    }
    for (auto& each : missing) judgement.violated(std::move(each));
  }

  std::string of_;
  double share_;
  bool complete_;
};

}  // namespace

CheckKind answered_kind() {
  return {.name = "answered",
          .clauses = {"TV-4.1", "B3-4.1", "B4-2.1", "B4-3.6.1", "B4-3.8", "B4-3.9.1", "DA-5.2",
                      "B4-2.1/7", "DA-5.2/4"},
          .party = Party::driftspart,
          .description = {"Frågorna besvarades, helt eller delvis, och inte med ett fel.",
                          "The questions were answered, in full or in part, and not with a fault."},
          .make = make_check<Answered>};
}

}  // namespace provbank::checks
