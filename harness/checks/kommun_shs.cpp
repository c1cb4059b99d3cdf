// What a kommun's system sends at the SHS door, and what it does with its mailbox:
// shs-question-conforms, shs-mailbox-emptied.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "harness/checks/kinds.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/shs_cases.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"

namespace provbank::checks {
namespace {

using evidence::Awaited;
using evidence::Evidence;
using evidence::ShsLabelView;
using What = evidence::ShsAsking::What;

constexpr std::string_view kEndOfLabel = "</shs.label>";
constexpr int kForbidden = 403;

/// Some deed was answered so.
bool answered_with(const Evidence& evidence, std::string_view how) {
  return std::ranges::find(evidence.awaited, how, &Awaited::answer) != evidence.awaited.end();
}

class ShsQuestionConforms final : public Check {
 public:
  explicit ShsQuestionConforms(Attributes& /*attributes*/) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        {"Varje meddelande från parten följer SHS 1.2, har egna id och säger inte "
                         "utanpå vem det gäller.",
                         "Every message from the party keeps to SHS 1.2, has ids of its own, and "
                         "does not say on the outside whom it is about."});
    const ShsTraffic traffic(evidence, judgement);
    std::map<std::string, const ShsSeen*> by_tx_id;
    std::map<std::string, const ShsSeen*> by_content;
    for (const ShsSeen& seen : traffic.all()) {
      if (!seen.asked(What::message)) continue;
      judgement.compared();
      const auto message =
          evidence::read_shs_message(seen.exchange->request.body, *evidence.schemas);
      tell(seen, message.problems, judgement);
      hold_taken(evidence, seen, judgement);
      hold_discretion(evidence, seen, message, judgement);
      if (message.label) hold_ids(seen, *message.label, by_tx_id, judgement);
      if (!message.parts.empty()) hold_sent_again(seen, message, by_content, judgement);
    }
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  /// The node takes what is right; what it does not take it says why of.
  static void hold_taken(const Evidence& evidence, const ShsSeen& seen, Judgement& judgement) {
    if (seen.status() != kShsRefused) return;
    const std::string code = seen.field("X-shs-errorcode");
    if (code == "MissingDeliveryExecution" && answered_with(evidence, "shs-error")) return;
    judgement.violated(seen.finding(
        {"Noden avvisade meddelandet.", "The node turned the message down."}, "taken",
        (code.empty() ? "400" : code) + ": " + trimmed(seen.exchange->response->body)));
  }

  static void hold_discretion(const Evidence& evidence, const ShsSeen& seen,
                              const evidence::ShsMessageView& message, Judgement& judgement) {
    const std::string& body = seen.exchange->request.body;
    std::string outside = body.substr(0, body.find(kEndOfLabel));
    for (const auto& part : message.parts) outside += "\n" + part.filename;
    const bool tells = std::ranges::any_of(evidence.awaited, [&](const Awaited& deed) {
      return residue::find_form(outside, residue::forms_of(deed.identity.digits())).has_value();
    });
    if (!tells) return;
    judgement.violated(seen.finding(
        {"Etiketten eller ett filnamn säger vem frågan gäller. Det kan läsas på varje nod på "
         "vägen.",
         "The label or a file name says whom the question is about. Every node on the way can "
         "read it."},
        "no personal number outside the data part", "a personal number"));
  }

  static void hold_ids(const ShsSeen& seen, const ShsLabelView& label,
                       std::map<std::string, const ShsSeen*>& by_tx_id, Judgement& judgement) {
    const auto [first, fresh] = by_tx_id.emplace(label.tx_id, &seen);
    if (fresh || first->second->exchange->request.body == seen.exchange->request.body) return;
    judgement.violated(seen.finding(
        {"Två olika meddelanden har samma tx.id: noden tar det andra för en upprepning, och det "
         "besvaras aldrig.",
         "Two different messages have the same tx.id: the node takes the second for a repetition, "
         "and it is never answered."},
        "a new tx.id for each message", label.tx_id));
  }

  /// What got no receipt may have been taken: it goes again as it was, or not at all.
  static void hold_sent_again(const ShsSeen& seen, const evidence::ShsMessageView& message,
                              std::map<std::string, const ShsSeen*>& by_content,
                              Judgement& judgement) {
    const auto [before, fresh] = by_content.emplace(message.parts.front().content, &seen);
    if (fresh) return;
    const ShsSeen& first = *std::exchange(before->second, &seen);
    const bool asynch = first.sent && !first.sent->synch();
    if (!asynch || first.exchange->response) return;
    if (first.exchange->request.body == seen.exchange->request.body) return;
    judgement.violated(seen.finding(
        {"Frågan som inte fick något kvitto sändes om som ett nytt meddelande: har noden det "
         "första, frågas källorna två gånger.",
         "The question that got no receipt was sent again as a new message: if the node has the "
         "first, the sources are asked twice."},
        "the same bytes, with the same tx.id", "another message with the same question"));
  }
};

class ShsMailboxEmptied final : public Check {
 public:
  explicit ShsMailboxEmptied(Attributes& /*attributes*/) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        {"Varje svar i partens brevlåda hämtades en gång och kvitterades, och ingen annans "
         "brevlåda rördes.",
         "Every answer in the party's mailbox was fetched once and acknowledged, and nobody "
         "else's mailbox was touched."});
    const ShsTraffic traffic(evidence, judgement);
    hold_own(traffic, judgement);
    std::set<std::string> known;
    for (const ShsSeen& seen : traffic.all()) {
      const bool taken = seen.asked(What::message) && seen.sent && !seen.sent->synch() &&
                         seen.status() == kShsReceived;
      if (taken && known.insert(seen.sent->tx_id).second) hold(evidence, traffic, seen, judgement);
    }
    if (known.empty()) {
      judgement.hindered({"Parten sände inget asynkront meddelande, så inget svar låg i brevlådan.",
                          "The party sent no asynchronous message, so no answer was in the "
                          "mailbox."});
    }
    judgement.measured("answers", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  static void hold_own(const ShsTraffic& traffic, Judgement& judgement) {
    for (const ShsSeen& seen : traffic.all()) {
      const bool visit =
          seen.asked(What::list) || seen.asked(What::fetch) || seen.asked(What::acknowledge);
      if (!visit || seen.status() != kForbidden) continue;
      judgement.violated(seen.finding({"Parten försökte komma åt en annans brevlåda.",
                                       "The party tried to get at another's mailbox."},
                                      "its own address", seen.asking.address));
    }
  }

  /// Nobody answered the question that the message carries, on purpose: nothing waits.
  static bool left_unanswered(const Evidence& evidence, const ShsSeen& message) {
    const auto persons = persons_asked_about(evidence, message);
    return std::ranges::any_of(evidence.awaited, [&](const Awaited& deed) {
      return deed.answer == "none" &&
             std::ranges::find(persons, deed.identity.digits()) != persons.end();
    });
  }

  static void hold(const Evidence& evidence, const ShsTraffic& traffic, const ShsSeen& message,
                   Judgement& judgement) {
    if (left_unanswered(evidence, message)) return;
    judgement.compared();
    const auto fetched = traffic.answers_to(*message.sent);
    if (fetched.empty()) {
      judgement.violated(message.finding(
          {"Svaret hämtades aldrig ur brevlådan. Det som ingen kvitterar förstörs efter ett dygn.",
           "The answer was never fetched from the mailbox. What nobody acknowledges is destroyed "
           "after a day."},
          "list, fetch, acknowledge", "not fetched"));
      return;
    }
    for (const ShsSeen* answer : fetched) {
      const std::string& tx_id = answer->asking.tx_id;
      if (!acknowledged(traffic, tx_id)) {
        judgement.violated(answer->finding(
            {"Svaret hämtades men kvitterades aldrig: det ligger kvar hos Driftsparten.",
             "The answer was fetched but never acknowledged: it stays with the operator."},
            "POST ...?action=ack", "nothing"));
      }
      if (fetched_again(traffic, *answer)) {
        judgement.doubtful(answer->finding({"Parten försökte hämta samma svar en gång till.",
                                            "The party tried to fetch the same answer once more."},
                                           "one fetch", "several"));
      }
    }
  }

  static bool acknowledged(const ShsTraffic& traffic, const std::string& tx_id) {
    return std::ranges::any_of(traffic.all(), [&](const ShsSeen& seen) {
      return seen.asked(What::acknowledge) && seen.asking.tx_id == tx_id && seen.ok();
    });
  }

  static bool fetched_again(const ShsTraffic& traffic, const ShsSeen& answer) {
    return std::ranges::any_of(traffic.all(), [&](const ShsSeen& seen) {
      return seen.asked(What::fetch) && seen.asking.tx_id == answer.asking.tx_id &&
             seen.exchange->started > answer.exchange->started;
    });
  }
};

}  // namespace

CheckKind shs_question_conforms_kind() {
  return {.name = "shs-question-conforms",
          .clauses = {"TV-9.2.10/programvara"},
          .party = Party::kommun,
          .description = {"Varje meddelande från parten följer SHS 1.2 och har egna id.",
                          "Every message from the party keeps to SHS 1.2 and has ids of its own."},
          .make = make_check<ShsQuestionConforms>};
}

CheckKind shs_mailbox_emptied_kind() {
  return {.name = "shs-mailbox-emptied",
          .clauses = {"TV-9.2.10/programvara"},
          .party = Party::kommun,
          .description = {"Varje svar i partens brevlåda hämtades en gång och kvitterades.",
                          "Every answer in the party's mailbox was fetched once and acknowledged."},
          .make = make_check<ShsMailboxEmptied>};
}

}  // namespace provbank::checks
