// What a kommun's system sends at the SHS door, and what it does with its mailbox:
// shs-question-conforms, shs-mailbox-emptied.
#include <algorithm>
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

/// The deeds that a message may have come for, by whom it asks about.
std::vector<const Awaited*> deeds_of(const Evidence& evidence, const ShsSeen& message) {
  const auto persons = persons_asked_about(evidence, message);
  std::vector<const Awaited*> out;
  for (const Awaited& deed : evidence.awaited) {
    if (std::ranges::find(persons, deed.identity.digits()) != persons.end()) out.push_back(&deed);
  }
  return out;
}

bool is_question(const ShsSeen& seen) {
  return seen.asked(What::message) && seen.sent && seen.sent->sequence_type != "adm";
}

/// The message is known to have come by the door that it was to come by; else the judgement is
/// hindered.
bool came_by_door(const Evidence& evidence, const ShsSeen& seen, Judgement& judgement) {
  const std::string came = seen.sent->synch() ? "shs" : "shs-asynch";
  if (evidence.door.empty() || evidence.door == "http" || evidence.door == came) return true;
  judgement.hindered(phrase({"Ett meddelande kom genom dörren {}, men frågorna skulle komma "
                             "genom {}. Rätta door i planen, eller hur parten frågar.",
                             "A message came through the door {}, but the questions were to come "
                             "through {}. Mend door in the plan, or how the party asks."},
                            {same(came), same(evidence.door)}));
  return false;
}

class ShsQuestionConforms final : public Check {
 public:
  explicit ShsQuestionConforms(Attributes& /*attributes*/) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        {"Varje meddelande från parten följer SHS 1.2, har egna id, togs emot och "
                         "har inget personnummer utanpå.",
                         "Every message from the party keeps to SHS 1.2, has ids of its own, was "
                         "taken, and has no personal number on the outside."});
    const ShsTraffic traffic(evidence, judgement);
    Sent sent;
    for (const ShsSeen& seen : traffic.all()) {
      if (!seen.asked(What::message)) continue;
      judgement.compared();
      const auto message =
          evidence::read_shs_message(seen.exchange->request.body, *evidence.schemas);
      tell(seen, message.problems, Strictness::what_nodes_cannot_take, judgement);
      hold_discretion(evidence, seen, message, judgement);
      hold_taken(evidence, traffic, seen, message, judgement);
      if (!message.label) continue;
      hold_ids(seen, message, sent, judgement);
      if (!is_question(seen)) continue;
      came_by_door(evidence, seen, judgement);
      if (message.label->status == "production") {
        judgement.doubtful(seen.finding({"Meddelandet är märkt production fast det är ett prov.",
                                         "The message is marked production although it is a test."},
                                        "status=\"test\"", "status=\"production\""));
      }
    }
    for (const Awaited& deed : evidence.awaited)
      hold_sent_again(evidence, traffic, deed, judgement);
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  struct One {
    ShsLabelView label;
    std::vector<std::string> parts;
  };
  using Sent = std::vector<One>;

  static std::vector<std::string> contents(const evidence::ShsMessageView& message) {
    std::vector<std::string> out;
    for (const auto& part : message.parts) out.push_back(part.content);
    return out;
  }

  /// The node takes what is right; of what it does not take it says why, at once or in the mailbox.
  static void hold_taken(const Evidence& evidence, const ShsTraffic& traffic, const ShsSeen& seen,
                         const evidence::ShsMessageView& message, Judgement& judgement) {
    const auto turned_down = [&](const ShsSeen& where, const std::string& code,
                                 const std::string& why) {
      const bool made_up =
          code == "MissingDeliveryExecution" &&
          (answered_with(evidence, "shs-error") || answered_with(evidence, "http-500"));
      if (made_up) return;
      judgement.violated(
          where.finding({"Noden avvisade meddelandet.", "The node turned the message down."},
                        "taken", why.empty() ? code : code + ": " + why));
    };
    if (seen.status() == kShsRefused) {
      const std::string code = seen.field("X-shs-errorcode");
      turned_down(seen, code.empty() ? "400" : code, trimmed(seen.exchange->response->body));
      return;
    }
    if (seen.status() != kShsReceived || !message.label || message.label->sequence_type == "adm")
      return;
    bool told = false;
    for (const ShsSeen* answer : traffic.answers_to(*message.label)) {
      if (!is_shs_error(*answer->message->label)) continue;
      told = true;
      turned_down(*answer, error_told(*answer->message, *evidence.schemas), "");
    }
    if (told || got_through(evidence, message)) return;
    judgement.violated(seen.finding(
        {"Meddelandet togs emot, men noden kunde inte lämna frågan vidare: felmeddelandet i "
         "brevlådan säger varför.",
         "The message was taken, but the node could not hand the question on: the error message in "
         "the mailbox says why."},
        "a question that reaches the service", "none"));
  }

  /// What it carries came out of the node as a question.
  static bool got_through(const Evidence& evidence, const evidence::ShsMessageView& message) {
    return std::ranges::any_of(evidence.exchanges, [&](const evidence::Exchange& exchange) {
      return exchange.leg == evidence::Leg::kommun &&
             std::ranges::any_of(message.parts, [&](const auto& part) {
               return part.content == exchange.request.body;
             });
    });
  }

  /// All but what the data parts hold. When the parts cannot be told apart: all up to the label's
  /// end.
  static std::string outside_of(const ShsSeen& seen, const evidence::ShsMessageView& message) {
    const std::string_view body = seen.exchange->request.body;
    if (message.parts.empty()) return std::string(body.substr(0, body.find(kEndOfLabel)));
    std::string outside;
    std::size_t from = 0;
    for (const auto& part : message.parts) {
      const auto begin = static_cast<std::size_t>(part.raw.data() - body.data());
      const bool bare = part.raw.starts_with("\r\n") || part.raw.starts_with("\n");
      const auto headers = std::min(part.raw.find("\r\n\r\n"), part.raw.find("\n\n"));
      const auto inside = begin + (bare ? 0 : std::min(headers, part.raw.size()));
      outside += std::string(body.substr(from, inside - from)) + "\n" + part.filename + "\n";
      from = begin + part.raw.size();
    }
    return outside + std::string(body.substr(from));
  }

  static void hold_discretion(const Evidence& evidence, const ShsSeen& seen,
                              const evidence::ShsMessageView& message, Judgement& judgement) {
    const std::string outside = outside_of(seen, message);
    const bool tells = std::ranges::any_of(evidence.awaited, [&](const Awaited& deed) {
      return residue::find_form(outside, residue::forms_of(deed.identity.digits())).has_value();
    });
    if (!tells) return;
    judgement.violated(
        seen.finding({"Etiketten, ett filnamn eller en rubrik säger vem frågan gäller. Det kan "
                      "läsas på varje nod på vägen.",
                      "The label, a file name or a header says whom the question is about. Every "
                      "node on the way can read it."},
                     "no personal number outside the data part", "a personal number"));
  }

  static void hold_ids(const ShsSeen& seen, const evidence::ShsMessageView& message, Sent& sent,
                       Judgement& judgement) {
    One one{.label = *message.label, .parts = contents(message)};
    for (const One& before : sent) {
      const bool same_ids = before.label.corr_id == one.label.corr_id &&
                            copied_content_id(before.label) == copied_content_id(one.label);
      if (before.label.tx_id == one.label.tx_id && (!same_ids || before.parts != one.parts)) {
        judgement.violated(seen.finding(
            {"Två olika meddelanden har samma tx.id: noden tar det andra för en upprepning, och "
             "det besvaras aldrig.",
             "Two different messages have the same tx.id: the node takes the second for a "
             "repetition, and it is never answered."},
            "a new tx.id for each message", one.label.tx_id));
        break;
      }
      if (before.label.tx_id != one.label.tx_id && same_ids) {
        judgement.violated(seen.finding(
            {"Två meddelanden har samma corr.id och samma content.id: svaren går inte att hålla "
             "isär.",
             "Two messages have the same corr.id and the same content.id: their answers cannot be "
             "told apart."},
            "new ids for each message", one.label.corr_id));
        break;
      }
    }
    sent.push_back(std::move(one));
  }

  /// What got no receipt may have been taken: it goes again under the same tx.id, or not at all.
  static void hold_sent_again(const Evidence& evidence, const ShsTraffic& traffic,
                              const Awaited& deed, Judgement& judgement) {
    if (deed.answer != "lost-receipt" || deed.questions.empty()) return;
    if (!deed.receipt_lost) {
      judgement.hindered({"Inget kvitto gick förlorat, för inget asynkront meddelande kom.",
                          "No receipt was lost, for no asynchronous message came."});
      return;
    }
    const ShsSeen* lost = nullptr;
    for (const ShsSeen& seen : traffic.all()) {
      const auto began = seen.exchange->started;
      if (!is_question(seen) || began < deed.told || deed.ended < began) continue;
      const auto deeds = deeds_of(evidence, seen);
      if (std::ranges::find(deeds, &deed) == deeds.end()) continue;
      if (lost == nullptr) {
        if (!seen.exchange->response) lost = &seen;
      } else if (seen.sent->tx_id != lost->sent->tx_id) {
        tell_asked_anew(evidence, *lost, seen, judgement);
      }
    }
  }

  static void tell_asked_anew(const Evidence& evidence, const ShsSeen& lost, const ShsSeen& seen,
                              Judgement& judgement) {
    const auto of = [&](const ShsSeen& one) {
      return contents(evidence::read_shs_message(one.exchange->request.body, *evidence.schemas));
    };
    const std::string expected = "the same message, with tx.id " + lost.sent->tx_id;
    if (of(lost) == of(seen)) {
      judgement.violated(seen.finding(
          {"Frågan som inte fick något kvitto sändes om under ett nytt tx.id: har noden det "
           "första, frågas källorna två gånger.",
           "The question that got no receipt was sent again under a new tx.id: if the node has the "
           "first, the sources are asked twice."},
          expected, seen.sent->tx_id));
    } else {
      judgement.doubtful(seen.finding(
          {"När kvittot uteblev ställdes en ny fråga om samma person: källorna frågades två "
           "gånger, och det första svaret ligger kvar i brevlådan.",
           "When the receipt did not come a new question about the same person was asked: the "
           "sources were asked twice, and the first answer stays in the mailbox."},
          expected, seen.sent->tx_id));
    }
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
      if (!is_question(seen) || !came_by_door(evidence, seen, judgement)) continue;
      const bool taken = !seen.sent->synch() && seen.status() == kShsReceived;
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
      judgement.violated(seen.finding(
          {"Parten nekades en brevlåda: adressen är en annans, eller certifikatet säger inte "
           "vilken organisation det gäller.",
           "The party was refused a mailbox: the address is another's, or the certificate does not "
           "say of which organisation it is."},
          "the address of the organisation in the certificate", seen.asking.address));
    }
  }

  static void hold(const Evidence& evidence, const ShsTraffic& traffic, const ShsSeen& message,
                   Judgement& judgement) {
    const auto deeds = deeds_of(evidence, message);
    // Nobody answered the question, on purpose: nothing waits.
    if (std::ranges::find(deeds, "none", &Awaited::answer) != deeds.end()) return;
    judgement.compared();
    const auto fetched = traffic.answers_to(*message.sent);
    if (fetched.empty()) {
      auto finding = message.finding(
          {"Svaret hämtades inte ur brevlådan inom två minuter. Det som ingen kvitterar förstörs "
           "efter ett dygn.",
           "The answer was not fetched from the mailbox within two minutes. What nobody "
           "acknowledges is destroyed after a day."},
          "list, fetch, acknowledge", "not fetched");
      // Who has given up waiting, and says so, looks no more.
      const bool late = std::ranges::any_of(
          deeds, [](const Awaited* deed) { return deed->delay > time::Duration{}; });
      return late ? judgement.doubtful(std::move(finding)) : judgement.violated(std::move(finding));
    }
    for (const ShsSeen* answer : fetched) {
      if (!acknowledged(traffic, answer->asking.tx_id)) {
        judgement.violated(answer->finding(
            {"Svaret hämtades men kvitterades inte inom två minuter: det ligger kvar hos "
             "Driftsparten.",
             "The answer was fetched but not acknowledged within two minutes: it stays with the "
             "operator."},
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

static_assert(evidence::kMailboxTime == std::chrono::minutes(2), "the messages say two minutes");

}  // namespace

CheckKind shs_question_conforms_kind() {
  return {.name = "shs-question-conforms",
          .clauses = {"TV-9.2.10/programvara"},
          .party = Party::kommun,
          .description =
              {"Varje meddelande från parten följer SHS 1.2, har egna id och togs emot.",
               "Every message from the party keeps to SHS 1.2, has ids of its own and was taken."},
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
