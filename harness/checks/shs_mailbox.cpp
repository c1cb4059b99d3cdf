// shs-mailbox-private and shs-fetched-once: whose a mailbox is, and how long something is in it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/checks/kinds.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/shs_cases.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::ShsAct;
using evidence::ShsAsking;
using What = evidence::ShsAsking::What;

constexpr std::initializer_list<ShsAct::Kind> kVisits = {ShsAct::Kind::list, ShsAct::Kind::fetch,
                                                         ShsAct::Kind::acknowledge};

class ShsMailboxPrivate final : public Check {
 public:
  explicit ShsMailboxPrivate(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Ingen annan än ägaren fick se eller röra det som ligger i en brevlåda{}.",
                "Nobody but its owner could see or touch what is in a mailbox{}."},
               {of_step(of_)}));
    const ShsTraffic traffic(evidence, judgement);
    const auto secrets = secrets_of(evidence, traffic);
    for (const ShsAct* act : traffic.acts(of_, kVisits, judgement)) {
      if (act->certificate == "own" || act->certificate == act->kommun) continue;
      const auto* seen = traffic.of(*act);
      if (seen == nullptr) {
        judgement.hindered({"Ingenting låg i brevlådan som en annan kunde försöka ta.",
                            "Nothing was in the mailbox that another could try to take."});
        continue;
      }
      judgement.compared();
      hold(*act, *seen, secrets, judgement);
      if (!seen->asking.tx_id.empty()) hold_untouched(traffic, *seen, judgement);
    }
    judgement.measured("attempts", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  /// What only messages hold: their ids, what they carry, whom they are about.
  static std::set<std::string> secrets_of(const Evidence& evidence, const ShsTraffic& traffic) {
    std::set<std::string> secrets;
    for (const ShsSeen& seen : traffic.all()) {
      if (seen.message && seen.message->label) {
        secrets.insert(seen.message->label->tx_id);
        secrets.insert(seen.message->label->corr_id);
        secrets.insert(seen.message->label->content_id);
      }
      if (seen.sent) {
        secrets.insert(seen.sent->tx_id);
        secrets.insert(seen.sent->corr_id);
        secrets.insert(seen.sent->content_id);
      }
      if (seen.list) {
        for (const auto& each : seen.list->messages) secrets.insert(each.tx_id);
      }
    }
    for (const auto& question : evidence.questions) {
      for (const auto& identity : question.identities) secrets.insert(identity.digits());
    }
    secrets.erase("");
    return secrets;
  }

  static void hold(const ShsAct& act, const ShsSeen& seen, const std::set<std::string>& secrets,
                   Judgement& judgement) {
    // No response: the connection itself was refused, which is a no as good as any.
    if (!seen.exchange->response) {
      const bool tls = act.failure && act.failure->code == Errc::tls_rejected;
      if (!tls) {
        judgement.hindered(
            {"Försöket att nå en annans brevlåda bröts, så det syns inte om det "
             "avvisades.",
             "The attempt at another's mailbox broke off, so it cannot be seen "
             "whether it was refused."});
      }
      return;
    }
    if (seen.status() / 100 != 4) {
      judgement.violated(seen.finding({"En annan än ägaren nekades inte brevlådan.",
                                       "Another than the owner was not refused the mailbox."},
                                      "HTTP 401, 403 or another of 4xx",
                                      std::to_string(seen.status())));
    }
    const auto& response = *seen.exchange->response;
    std::string text = response.body;
    for (const auto& [name, value] : response.fields.entries()) text += "\n" + value;
    for (const auto& secret : secrets) {
      // What the caller said itself is no news to it.
      if (secret == seen.asking.tx_id ||
          seen.exchange->request.target.find(secret) != std::string::npos)
        continue;
      if (!residue::find_form(text, residue::forms_of(secret))) continue;
      judgement.violated(
          seen.finding({"En annan än ägaren fick veta något om det som ligger i brevlådan.",
                        "Another than the owner was told something of what is in the mailbox."},
                       "nothing of any message", "an id, or whom a message is about"));
      return;
    }
  }

  /// After another's attempt the owner still gets the message.
  static void hold_untouched(const ShsTraffic& traffic, const ShsSeen& attempt,
                             Judgement& judgement) {
    bool taken = false;
    for (const ShsSeen& seen : traffic.all()) {
      const bool about = seen.by_owner() && seen.asking.tx_id == attempt.asking.tx_id;
      if (!about) continue;
      if (seen.exchange->started < attempt.exchange->started) {
        taken = taken || seen.ok();
        continue;
      }
      if (!seen.asked(What::fetch) || taken) return;
      if (seen.status() == kShsNotThere) {
        judgement.violated(
            seen.finding({"Ett meddelande försvann för sin ägare när en annan försökte ta det.",
                          "A message was gone for its owner when another had tried to take it."},
                         "the message", "HTTP 404"));
      }
      return;
    }
  }

  std::string of_;
};

/// What became of one message in one mailbox so far.
struct State {
  bool fetched = false;
  bool acknowledged = false;
  time::Duration since{};
};

class ShsFetchedOnce final : public Check {
 public:
  explicit ShsFetchedOnce(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Det som hämtats eller kvitterats gick varken att se eller hämta igen, och att "
                "kvittera igen gjorde ingen skillnad{}.",
                "What was fetched or acknowledged could neither be listed nor fetched again, and "
                "acknowledging again made no difference{}."},
               {of_step(of_)}));
    const ShsTraffic traffic(evidence, judgement);
    if (!of_.empty()) traffic.acts(of_, kVisits, judgement);
    std::map<std::string, State> states;  // by address and tx.id
    std::map<std::string, evidence::ShsLabelView> labels;
    for (const ShsSeen& seen : traffic.all()) {
      if (!seen.by_owner() || !seen.exchange->complete) continue;
      const bool chosen = of_.empty() || (seen.act != nullptr && seen.act->step == of_);
      if (seen.asked(What::list)) {
        if (chosen) hold_list(seen, states, labels, judgement);
      } else if (seen.asked(What::fetch)) {
        fetch(seen, chosen, states, labels, judgement);
      } else if (seen.asked(What::acknowledge)) {
        acknowledge(seen, chosen, states, judgement);
      }
    }
    judgement.measured("looks", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  static std::string key(const ShsSeen& seen) {
    return seen.asking.address + " " + seen.asking.tx_id;
  }

  static void fetch(const ShsSeen& seen, bool chosen, std::map<std::string, State>& states,
                    std::map<std::string, evidence::ShsLabelView>& labels, Judgement& judgement) {
    State& state = states[key(seen)];
    const bool gone = state.fetched || state.acknowledged;
    if (seen.message && seen.message->label) labels.emplace(key(seen), *seen.message->label);
    if (gone && chosen) {
      judgement.compared();
      if (seen.status() != kShsNotThere) {
        judgement.violated(seen.finding(
            state.acknowledged ? Bilingual{"Ett kvitterat meddelande gick att hämta.",
                                           "An acknowledged message could be fetched."}
                               : Bilingual{"Ett hämtat meddelande gick att hämta igen.",
                                           "A fetched message could be fetched again."},
            "HTTP 404", std::to_string(seen.status())));
      }
    }
    if (!seen.ok() || gone) return;
    state.fetched = true;
    state.since = seen.exchange->finished;
  }

  static void acknowledge(const ShsSeen& seen, bool chosen, std::map<std::string, State>& states,
                          Judgement& judgement) {
    State& state = states[key(seen)];
    const bool known = state.fetched || state.acknowledged;
    if (known && chosen) {
      judgement.compared();
      if (seen.status() != kShsOk) {
        judgement.violated(seen.finding(
            state.acknowledged ? Bilingual{"Ett meddelande gick inte att kvittera igen.",
                                           "A message could not be acknowledged again."}
                               : Bilingual{"Ett hämtat meddelande gick inte att kvittera.",
                                           "A fetched message could not be acknowledged."},
            "HTTP 200", std::to_string(seen.status())));
      }
    }
    if (!seen.ok()) return;
    if (!known) state.since = seen.exchange->finished;
    state.acknowledged = true;
  }

  static void hold_list(const ShsSeen& list, const std::map<std::string, State>& states,
                        const std::map<std::string, evidence::ShsLabelView>& labels,
                        Judgement& judgement) {
    if (!list.list || !list.list->readable) return;
    for (const auto& [where, state] : states) {
      if (!state.fetched && !state.acknowledged) continue;
      if (!where.starts_with(list.asking.address + " ") || list.exchange->started < state.since)
        continue;
      const std::string tx_id = where.substr(list.asking.address.size() + 1);
      const bool shown =
          std::ranges::find(list.list->messages, tx_id, &evidence::ShsListedView::tx_id) !=
          list.list->messages.end();
      const auto label = labels.find(where);
      // A list that would not have shown it anyhow shows nothing.
      if (shown || (label != labels.end() && would_show(list.asking, label->second)))
        judgement.compared();
      if (!shown) continue;
      judgement.violated(list.finding({"Ett hämtat eller kvitterat meddelande står kvar i listan.",
                                       "A fetched or acknowledged message is still listed."},
                                      "not listed", tx_id));
    }
  }

  std::string of_;
};

}  // namespace

CheckKind shs_mailbox_private_kind() {
  return {.name = "shs-mailbox-private",
          .clauses = {"TV-12.5.10", "B3-5.1", "B3-5.2", "B4-2.1/2"},
          .party = Party::driftspart,
          .description = {"Ingen annan än ägaren kom åt en brevlåda.",
                          "Nobody but its owner could get at a mailbox."},
          .make = make_check<ShsMailboxPrivate>};
}

CheckKind shs_fetched_once_kind() {
  return {.name = "shs-fetched-once",
          .clauses = {"TV-8.3.4", "B4-2.1", "B4-2.1/2"},
          .party = Party::driftspart,
          .description = {"Meddelanden gick att hämta en gång och var borta när de kvitterats.",
                          "Messages could be fetched once and were gone when acknowledged."},
          .make = make_check<ShsFetchedOnce>};
}

}  // namespace provbank::checks
