// refused: every question was refused with a SOAP fault with detail, and no source was asked.
#include "harness/checks/calls.hpp"
#include "harness/checks/fault_words.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

constexpr int kHttpErrorMin = 400;

class Refused final : public Check {
 public:
  explicit Refused(Attributes& attributes) : of_(attributes.text("of")) {
    const std::string word = attributes.text("felkod");
    if (word.empty()) return;
    const auto code = fault_from(word);
    if (code) {
      felkod_ = contract::felkod(*code);
    } else {
      attributes.wrong("felkod", "\"" + word + "\" is no fault code");
    }
  }

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    const bool code_applies = evidence.reference_aggregator && !felkod_.empty();
    const Bilingual code = code_applies
                               ? Bilingual{" och felkoden " + felkod_, " and the code " + felkod_}
                               : Bilingual{};
    Judgement judgement(
        evidence,
        phrase(
            {"Varje fråga avvisades med ett SOAP-fel med detalj{}, och ingen källa tillfrågades{}.",
             "Every question was refused with a SOAP fault with detail{}, and no source was "
             "asked{}."},
            {code, of_step(of_)}));
    const auto links = evidence::link(evidence);
    for (const Case& each : cases(evidence, of_, kAnyKind, judgement)) {
      judgement.compared();
      check_fault(each, code_applies, judgement);
      require_nobody_asked(evidence, links, each, judgement);
    }
    judgement.measured("refused", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  void check_fault(const Case& each, bool code_applies, Judgement& judgement) const {
    const auto& reply = each.reply;
    if (reply.outcome != "fault") {
      judgement.violated(each.finding({"Frågan avvisades inte.", "The question was not refused."},
                                      "a SOAP fault", reply.outcome));
    } else if (reply.unreadable || reply.fault_code.empty()) {
      judgement.violated(
          each.finding({"Frågan avvisades utan ett SOAP-fel med detalj.",
                        "The question was refused without a SOAP fault with detail."},
                       "soap:Fault/detail with a felkod",
                       reply.unreadable ? reply.unreadable->detail : "a fault without it"));
    } else if (reply.http_status.value_or(0) < kHttpErrorMin) {
      // SOAP 1.1, section 6.2: a client that looks at the status alone must see that it failed.
      judgement.violated(each.finding(
          {"Felet sändes med en HTTP-status som säger att det gick bra.",
           "The fault was sent with an HTTP status that says all is well."},
          "500, or another HTTP error", std::to_string(reply.http_status.value_or(0))));
    } else if (code_applies && reply.fault_code != felkod_) {
      judgement.violated(
          each.finding({"Frågan avvisades av ett annat skäl än det rätta.",
                        "The question was refused for another reason than the right one."},
                       felkod_, reply.fault_code));
    }
  }

  std::string of_;
  std::string felkod_;
};

}  // namespace

CheckKind refused_kind() {
  return {
      .name = "refused",
      .clauses = {"TV-4.1", "TV-12.5.10", "B3-5.1", "B3-5.2", "B4-3.7.1", "B4-3.7.1/hogst-tio"},
      .party = Party::driftspart,
      .description =
          {"Frågorna avvisades med ett SOAP-fel med detalj, och ingen källa tillfrågades.",
           "The questions were refused with a SOAP fault with detail, and no source was asked."},
      .make = make_check<Refused>};
}

}  // namespace provbank::checks
