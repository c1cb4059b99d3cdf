// identity-accepted and identity-rejected: the caller was let in, or turned away before any source
// was asked.
#include "harness/checks/calls.hpp"
#include "harness/checks/fault_words.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Ask;

std::string turned_away_words(const Case& each) {
  std::string out = each.reply.outcome;
  if (!each.reply.fault_code.empty()) out += " " + each.reply.fault_code;
  const auto& failure = each.question.failure;
  if (failure) out += ": " + failure->detail;
  return out;
}

class IdentityAccepted final : public Check {
 public:
  explicit IdentityAccepted(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Den som anropade släpptes in{}.", "The caller was let in{}."}, {of_step(of_)}));
    for (const Case& each :
         cases(evidence, of_, {Ask::question, Ask::several, Ask::ping}, judgement)) {
      check(evidence, each, judgement);
    }
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  static void check(const evidence::Evidence& evidence, const Case& each, Judgement& judgement) {
    const auto& reply = each.reply;
    if (each.answered() || reply.outcome == "ping") {
      judgement.compared();
      return;
    }
    // A fault may have another reason: our codes tell, and so does a question with something wrong
    // in it.
    const bool flawed = each.question.kind == Ask::altered || each.question.kind == Ask::raw;
    const bool other_reason = reply.outcome == "fault" &&
                              (evidence.reference_aggregator || flawed) &&
                              !is_about_identity(reply.fault_code);
    if (reply.outcome == "no-answer" || other_reason) {
      judgement.hindered({"Anropet misslyckades av något annat skäl, så det syns inte om den som "
                          "anropade hade släppts in. Det som "
                          "behövs är en fråga som besvaras.",
                          "The request failed for some other reason, so it cannot be seen whether "
                          "the caller had been let in. "
                          "Needed: a question that is answered."},
                         each.question.id);
      return;
    }
    judgement.compared();
    judgement.violated(
        each.finding({"Den som anropade släpptes inte in.", "The caller was not let in."},
                     "an answer", turned_away_words(each)));
  }

  std::string of_;
};

class IdentityRejected final : public Check {
 public:
  explicit IdentityRejected(Attributes& attributes)
      : of_(attributes.text("of")), by_(attributes.word("by", {"any", "tls", "fault"})) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Den som anropade avvisades {}, och ingen källa tillfrågades{}.",
                                "The caller was turned away {}, and no source was asked{}."},
                               {how(), of_step(of_)}));
    const auto links = evidence::link(evidence);
    for (const Case& each : cases(evidence, of_, kAnyKind, judgement)) {
      check(evidence, each, judgement);
      require_nobody_asked(evidence, links, each, judgement);
    }
    judgement.measured("refused", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  Bilingual how() const {
    if (by_ == "tls") return {"i TLS-handskakningen", "in the TLS handshake"};
    if (by_ == "fault") return {"med ett SOAP-fel", "with a SOAP fault"};
    return {"i TLS-handskakningen eller med ett SOAP-fel",
            "in the TLS handshake or with a SOAP fault"};
  }

  void check(const evidence::Evidence& evidence, const Case& each, Judgement& judgement) const {
    const auto& reply = each.reply;
    if (reply.outcome == "no-answer" && !each.exchange_answered()) {
      judgement.hindered({"Förbindelsen bröts utan att det syns varför, så det går inte att säga "
                          "att den som anropade avvisades.",
                          "The connection ended without it being seen why, so it cannot be said "
                          "that the caller was turned away."},
                         each.question.id);
      return;
    }
    const bool fault = reply.outcome == "fault" && !reply.unreadable && !reply.fault_code.empty();
    if (fault && by_ != "tls" && evidence.reference_aggregator &&
        !is_about_identity(reply.fault_code)) {
      judgement.hindered(phrase({"Frågan avvisades av ett annat skäl ({}), så det syns inte om den "
                                 "som anropade hade avvisats.",
                                 "The question was refused for another reason ({}), so it cannot "
                                 "be seen whether the caller would have "
                                 "been turned away."},
                                {same(reply.fault_code)}),
                         each.question.id);
      return;
    }
    judgement.compared();
    const bool right =
        (reply.outcome == "tls-rejected" && by_ != "fault") || (fault && by_ != "tls");
    if (right) return;
    judgement.violated(each.finding({"Den som anropade avvisades inte som den skulle.",
                                     "The caller was not turned away as it should have been."},
                                    "turned away " + how().en, turned_away_words(each)));
  }

  std::string of_;
  std::string by_;
};

}  // namespace

CheckKind identity_accepted_kind() {
  return {.name = "identity-accepted",
          .clauses = {"TV-4.1", "B3-5.2", "B3-5.6", "DA-5.2", "DA-5.2/1"},
          .party = Party::driftspart,
          .description = {"Den som anropade släpptes in.", "The caller was let in."},
          .make = make_check<IdentityAccepted>};
}

CheckKind identity_rejected_kind() {
  return {.name = "identity-rejected",
          .clauses = {"TV-12.5.9", "TV-12.5.10", "B3-5.1", "B3-5.2", "B3-5.6"},
          .party = Party::driftspart,
          .description = {"Den som saknar behörighet avvisades, och ingen källa tillfrågades.",
                          "A caller without authority was turned away, and no source was asked."},
          .make = make_check<IdentityRejected>};
}

}  // namespace provbank::checks
