// orderly-refusal: over capacity, each question was either answered or refused with a fault; none
// was dropped.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "harness/checks/cases.hpp"
#include "harness/checks/fault_words.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

class OrderlyRefusal final : public Check {
 public:
  explicit OrderlyRefusal(Attributes& attributes)
      : of_(attributes.text("of")),
        answered_(attributes.count("answered")),
        refused_(attributes.count("refused")) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    auto outcome = judged(evidence, Capacity::at_a_time);
    outcome.rests_on.push_back(
        rests_on(kCapacityMeasure, {judged(evidence, Capacity::in_a_minute).verdict}));
    return outcome;
  }

 private:
  /// What 200 calls are counted over (T-kapacitetens-matt).
  enum class Capacity { at_a_time, in_a_minute };

  evidence::Outcome judged(const evidence::Evidence& evidence, Capacity capacity) const {
    Judgement judgement(evidence, phrase({"Varje fråga antingen besvarades (minst {}) eller "
                                          "avvisades med ett SOAP-fel (minst {}), och "
                                          "ingen tappades bort{}.",
                                          "Each question was either answered (at least {}) or "
                                          "refused with a SOAP fault (at least {}), "
                                          "and none was dropped{}."},
                                         {same(std::to_string(answered_)),
                                          same(std::to_string(refused_)), of_step(of_)}));
    std::size_t answered = 0;
    std::size_t refused = 0;
    for (const Case& each : cases(evidence, of_, kOrdinary, judgement)) {
      judgement.compared();
      if (each.answered()) {
        ++answered;
      } else if (orderly(evidence, each)) {
        ++refused;
        if (capacity == Capacity::in_a_minute && !over_a_minutes_worth(evidence, each))
          report_needless(each, judgement);
      } else {
        report_dropped(each, judgement);
      }
    }
    if (judgement.compared_so_far() > 0) {
      require({"För få frågor besvarades.", "Too few questions were answered."}, answered_,
              answered, judgement);
      require({"För få frågor avvisades.", "Too few questions were refused."}, refused_, refused,
              judgement);
    }
    judgement.measured("questions", static_cast<double>(answered), "questions",
                       static_cast<double>(answered_));
    judgement.measured("refused", static_cast<double>(refused), "questions",
                       static_cast<double>(refused_));
    return std::move(judgement).finish();
  }

  /// More questions than the agreed number had arrived in the minute up to this one.
  static bool over_a_minutes_worth(const evidence::Evidence& evidence, const Case& each) {
    const auto at = each.question.started;
    const auto arrived = std::ranges::count_if(evidence.questions, [&](const auto& other) {
      return other.started <= at && at - other.started < std::chrono::minutes(1);
    });
    return static_cast<std::size_t>(arrived) > evidence.levels.concurrent_max;
  }

  static void report_needless(const Case& each, Judgement& judgement) {
    judgement.violated(each.finding({"Frågan avvisades fast kapaciteten räckte.",
                                     "The question was refused although there was capacity."},
                                    "an answer", each.reply.fault_code));
  }

  /// A fault that says that the service itself broke is a collapse, not a refusal.
  static bool orderly(const evidence::Evidence& evidence, const Case& each) {
    const auto& reply = each.reply;
    if (reply.outcome != "fault" || reply.unreadable || reply.fault_code.empty()) return false;
    return !evidence.reference_aggregator || !is_internal(reply.fault_code);
  }

  static void report_dropped(const Case& each, Judgement& judgement) {
    const auto& reply = each.reply;
    std::string received = reply.outcome;
    if (!reply.fault_code.empty()) received += " " + reply.fault_code;
    if (reply.unreadable) received += ": " + reply.unreadable->detail;
    judgement.violated(
        each.finding({"Frågan varken besvarades eller avvisades i god ordning.",
                      "The question was neither answered nor refused in good order."},
                     "an answer, or a SOAP fault with detail", std::move(received)));
  }

  static void require(const Bilingual& message, std::size_t wanted, std::size_t got,
                      Judgement& judgement) {
    if (got >= wanted) return;
    evidence::Finding finding;
    finding.message = message;
    finding.expected = fmt::format("at least {}", wanted);
    finding.received = std::to_string(got);
    judgement.violated(std::move(finding));
  }

  std::string of_;
  std::size_t answered_;
  std::size_t refused_;
};

}  // namespace

CheckKind orderly_refusal_kind() {
  return {
      .name = "orderly-refusal",
      .clauses = {"B4-3.6.1", "B4-3.8"},
      .party = Party::driftspart,
      .description = {"Över kapaciteten avvisades frågor i god ordning, och ingen tappades bort.",
                      "Over capacity questions were refused in good order, and none was dropped."},
      .make = make_check<OrderlyRefusal>};
}

}  // namespace provbank::checks
