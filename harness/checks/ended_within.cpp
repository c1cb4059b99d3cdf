// ended-within: every misused connection was ended by the aggregator within the limit.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

class EndedWithin final : public Check {
 public:
  explicit EndedWithin(Attributes& attributes)
      : of_(attributes.text("of")), limit_(attributes.duration("limit")) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Varje missbrukad anslutning avslutades av tjänsten inom {}{}.",
                                "Every misused connection was ended by the service within {}{}."},
                               {words(limit_), of_step(of_)}));
    time::Duration slowest{};
    for (const Case& each : cases(evidence, of_, {evidence::Ask::raw}, judgement)) {
      if (!is_bytes_on_a_connection(each)) {
        judgement.hindered(
            {"Steget sände hela anrop, som besvaras; bara bytes på en anslutning prövas här.",
             "The step sent whole requests, which are answered; only bytes on a connection are "
             "tested here."},
            each.question.id);
        continue;
      }
      judgement.compared(each.question.connections);
      slowest = std::max(slowest, each.duration());
      check(each, judgement);
    }
    if (judgement.compared_so_far() > 0) {
      judgement.measured("slowest", static_cast<double>(slowest.count()), "ns",
                         static_cast<double>(limit_.count()));
    }
    return std::move(judgement).finish();
  }

 private:
  /// The player marks raw bytes with a method of their own: what was sent need not have been HTTP.
  static bool is_bytes_on_a_connection(const Case& each) {
    return each.question.kind == evidence::Ask::raw && each.question.connections > 0 &&
           each.exchange != nullptr && each.exchange->request.method == "RAW";
  }

  void check(const Case& each, Judgement& judgement) const {
    const auto& question = each.question;
    if (question.ended_by_peer < question.connections) {
      judgement.violated(each.finding(
          {"Tjänsten avslutade inte alla anslutningar.",
           "The service did not end every connection."},
          fmt::format("{} ended", question.connections),
          fmt::format("{} ended after {}", question.ended_by_peer, words(each.duration()).en)));
    } else if (each.duration() > limit_) {
      judgement.violated(each.finding({"Tjänsten avslutade anslutningarna för sent.",
                                       "The service ended the connections too late."},
                                      "at most " + words(limit_).en, words(each.duration()).en));
    }
  }

  std::string of_;
  time::Duration limit_;
};

}  // namespace

CheckKind ended_within_kind() {
  return {.name = "ended-within",
          .clauses = {"TV-12.5.10", "B3-5.1", "B4-3.6.1", "B4-3.8"},
          .party = Party::driftspart,
          .description = {"Missbrukade anslutningar avslutades av tjänsten inom en viss tid.",
                          "Misused connections were ended by the service within a certain time."},
          .make = make_check<EndedWithin>};
}

}  // namespace provbank::checks
