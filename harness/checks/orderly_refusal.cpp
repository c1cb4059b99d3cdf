// orderly-refusal: over capacity, each question was either answered or refused with a fault; none
// was dropped.
#include <fmt/format.h>

#include "harness/checks/cases.hpp"
#include "harness/checks/fault_words.hpp"
#include "harness/checks/kinds.hpp"
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

 private:
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
