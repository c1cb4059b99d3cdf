// shs-answered: each message of a step got its answer at the SHS door, in the reply or in the
// mailbox, and in time when a limit is given.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/kinds.hpp"
#include "harness/checks/shs_cases.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::ShsAct;

class ShsAnswered final : public Check {
 public:
  explicit ShsAnswered(Attributes& attributes)
      : of_(attributes.text("of")), limit_(attributes.text("limit")) {
    if (limit_.empty() || limit_ == "early" || limit_ == "late") return;
    const auto parsed = parse_duration(limit_);
    if (parsed) {
      fixed_limit_ = *parsed;
    } else {
      attributes.wrong("limit", parsed.error().detail);
    }
  }

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Varje meddelande fick sitt svar vid SHS-dörren{}{}.",
                "Every message got its answer at the SHS door{}{}."},
               {limit_.empty() ? Bilingual{}
                               : phrase({" inom {}", " within {}"}, {words(limit(evidence))}),
                of_step(of_)}));
    const ShsTraffic traffic(evidence, judgement);
    for (const ShsAct* act : traffic.acts(of_, {ShsAct::Kind::message}, judgement)) {
      if (act->again) continue;  // its first sending is answered
      judgement.compared();
      const auto* seen = traffic.of(*act);
      if (seen == nullptr || !seen->exchange->response) {
        evidence::Finding finding;
        finding.message = {"Meddelandet fick inget svar.", "The message got no response."};
        finding.expected = "an answer";
        finding.received = act->failure ? act->failure->detail : "nothing";
        judgement.violated(std::move(finding));
      } else if (!seen->ok()) {
        const std::string code = seen->field("X-shs-errorcode");
        not_answered(*seen, fmt::format("HTTP {} {}", seen->status(), code), judgement);
      } else if (act->synch) {
        hold_answer(evidence, *seen, *seen, judgement);
        hold_time(evidence, *seen, seen->exchange->finished, std::nullopt, judgement);
      } else {
        hold_asynchronous(evidence, traffic, *seen, judgement);
      }
    }
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  time::Duration limit(const Evidence& evidence) const {
    if (fixed_limit_) return *fixed_limit_;
    return limit_ == "early" ? evidence.levels.early_for(1) : evidence.levels.late_for(1);
  }

  static void not_answered(const ShsSeen& seen, std::string received, Judgement& judgement) {
    judgement.violated(
        seen.finding({"Meddelandet besvarades inte.", "The message was not answered."}, "an answer",
                     std::move(received)));
  }

  /// A reply whose data part is an answer of v10, to that message.
  static void hold_answer(const Evidence& evidence, const ShsSeen& request, const ShsSeen& answer,
                          Judgement& judgement) {
    if (!answer.message || !answer.message->label) {
      return not_answered(answer, fmt::format("HTTP {} without an SHS message", answer.status()),
                          judgement);
    }
    const auto& label = *answer.message->label;
    if (is_shs_error(label)) {
      return not_answered(
          answer, "an error message: " + error_told(*answer.message, *evidence.schemas), judgement);
    }
    if (request.sent && !answers(label, *request.sent)) {
      return not_answered(answer, "a reply with the ids of another message", judgement);
    }
    if (answer.message->parts.empty())
      return not_answered(answer, "a message without data part", judgement);
    evidence::Exchange soap = *answer.exchange;
    soap.response->body = answer.message->parts.front().content;
    const auto reply = evidence::read_reply({}, &soap);
    if (reply.outcome == "answered" || reply.outcome == "partial" || reply.outcome == "ping")
      return;
    not_answered(answer,
                 reply.fault_code.empty() ? "a reply without an answer in its data part"
                                          : "a SOAP fault " + reply.fault_code,
                 judgement);
  }

  void hold_asynchronous(const Evidence& evidence, const ShsTraffic& traffic, const ShsSeen& seen,
                         Judgement& judgement) const {
    if (seen.status() != kShsReceived || !seen.sent) {
      return not_answered(seen, fmt::format("HTTP {}, not taken for later", seen.status()),
                          judgement);
    }
    const auto listing = traffic.listing_of(*seen.sent);
    const auto came = traffic.answers_to(*seen.sent);
    const ShsSeen* fetched = nullptr;
    for (const ShsSeen* each : came) {
      if (each != &seen && each->by_owner() && fetched == nullptr) fetched = each;
    }
    if (fetched != nullptr) {
      hold_answer(evidence, seen, *fetched, judgement);
    } else if (listing.first != nullptr) {
      hold_unfetched(traffic, *listing.first, listing.tx_ids, judgement);
    } else if (listing.looks > 0) {
      not_answered(seen, "nothing in the mailbox", judgement);
    } else {
      judgement.hindered(
          {"Ingen såg efter i brevlådan, så det syns inte om meddelandet "
           "besvarades.",
           "Nobody looked into the mailbox, so it cannot be seen whether the "
           "message was answered."});
    }
    if (listing.first != nullptr) {
      hold_time(evidence, seen, listing.first->exchange->finished, listing.not_before, judgement);
    } else if (!limit_.empty() && fetched != nullptr) {
      judgement.hindered({"Svaret hämtades utan att någon hade sett när det kom.",
                          "The answer was fetched and nobody had seen when it came."});
    }
  }

  /// Listed and never had.
  static void hold_unfetched(const ShsTraffic& traffic, const ShsSeen& list,
                             const std::vector<std::string>& tx_ids, Judgement& judgement) {
    for (const ShsSeen& other : traffic.all()) {
      const bool tried = other.asked(evidence::ShsAsking::What::fetch) && other.by_owner() &&
                         std::ranges::find(tx_ids, other.asking.tx_id) != tx_ids.end();
      if (!tried) continue;
      return not_answered(other, fmt::format("it is listed, and HTTP {}", other.status()),
                          judgement);
    }
    auto where = list.finding({}, {}, {});
    judgement.hindered({"Ett svar finns i brevlådan, och ingen hämtade det.",
                        "An answer is in the mailbox, and nobody fetched it."},
                       where.question);
  }

  /// `not_before`: when somebody looked and it was not there yet.
  void hold_time(const Evidence& evidence, const ShsSeen& request, time::Duration there_by,
                 std::optional<time::Duration> not_before, Judgement& judgement) const {
    if (limit_.empty()) return;
    const auto began = request.exchange->started;
    const auto most = limit(evidence);
    judgement.measured("answered-after", static_cast<double>((there_by - began).count()), "ns",
                       static_cast<double>(most.count()));
    if (there_by - began <= most) return;
    const bool mailbox = there_by != request.exchange->finished;
    if (mailbox && (!not_before || *not_before - began <= most)) {
      judgement.hindered(kNobodyLookedThen);
      return;
    }
    judgement.violated(request.finding({"Svaret kom för sent.", "The answer came too late."},
                                       "an answer within " + words(most).en,
                                       words(there_by - began).en));
  }

  std::string of_;
  std::string limit_;
  std::optional<time::Duration> fixed_limit_;
};

}  // namespace

CheckKind shs_answered_kind() {
  return {.name = "shs-answered",
          .clauses = {"B4-2.1", "B4-2.1/2", "B4-2.1/7", "B4-2.2", "B4-3.7.1"},
          .party = Party::driftspart,
          .description = {"Meddelandena fick sina svar vid SHS-dörren.",
                          "The messages got their answers at the SHS door."},
          .make = make_check<ShsAnswered>};
}

}  // namespace provbank::checks
