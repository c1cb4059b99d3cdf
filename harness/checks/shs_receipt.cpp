// shs-receipt and shs-duplicate-told: what a node says when it takes an asynchronous message, once
// and once more.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "contract/civil_time.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/shs_cases.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::ShsAct;
using evidence::ShsAsking;
using namespace std::chrono_literals;

constexpr time::Duration kOffsetOtherwise = 10s;
/// Arrival times are written without a fraction.
constexpr time::Duration kCut = 1s;

/// One receipt, field by field.
class Receipt {
 public:
  Receipt(const ShsSeen& seen, Judgement& judgement) : seen_(seen), judgement_(judgement) {}

  /// False when it is none.
  bool received() {
    judgement_.compared();
    if (seen_.status() == kShsReceived) return true;
    wrong({"Meddelandet fick inget mottagningsbevis.", "The message got no receipt."}, "HTTP 202",
          seen_.status() == 0 ? "no response" : std::to_string(seen_.status()));
    return false;
  }

  void names_the_message() {
    field("X-shs-txid", seen_.sent->tx_id);
    field("X-shs-corrid", seen_.sent->corr_id);
    const std::string content_id = seen_.field("X-shs-contentid");
    if (content_id != seen_.sent->content_id && content_id != copied_content_id(*seen_.sent))
      field("X-shs-contentid", seen_.sent->content_id);
    present("X-shs-nodeid");
    const std::string body = trimmed(seen_.exchange->response->body);
    if (body != seen_.sent->tx_id) {
      wrong({"Mottagningsbevisets text är inte meddelandets tx.id.",
             "The receipt's text is not the message's tx.id."},
            seen_.sent->tx_id, fmt::format("{} bytes of something else", body.size()));
    }
    const std::string type = seen_.field("Content-Type");
    if (!type.starts_with("text/plain")) {
      wrong({"Mottagningsbeviset är inte text.", "The receipt is not text."}, "text/plain",
            type.empty() ? "none" : type);
    }
  }

  void field(std::string_view name, const std::string& expected) {
    const std::string received = seen_.field(name);
    if (received == expected) return;
    wrong(phrase({"Mottagningsbeviset har fel {}.", "The receipt has a wrong {}."}, {same(name)}),
          expected, received.empty() ? "none" : received);
  }
  void present(std::string_view name) {
    if (!seen_.field(name).empty()) return;
    wrong(phrase({"Mottagningsbeviset saknar {}.", "The receipt lacks {}."}, {same(name)}),
          "a value", "none");
  }
  void arrived(const Evidence& evidence, time::Duration offset) {
    const std::string said = seen_.field("X-shs-arrivaldate");
    if (!evidence::is_shs_time(said)) {
      wrong({"Mottagningsbevisets ankomsttid har inte SHS form.",
             "The receipt's time of arrival has not the form of SHS."},
            "X-shs-arrivaldate: yyyy-MM-ddTHH:mm:ss", said.empty() ? "none" : said);
      return;
    }
    if (!evidence.began) return;
    static const auto calendar = contract::Calendar::create({8h, 17h}).value();
    const auto time = contract::in_sweden(*contract::parse_civil_time(said), calendar);
    const auto earliest = *evidence.began + seen_.exchange->started - offset - kCut;
    const auto latest = *evidence.began + seen_.exchange->finished + offset;
    if (earliest <= time && time <= latest) return;
    wrong({"Mottagningsbevisets ankomsttid är en annan än då meddelandet kom.",
           "The receipt's time of arrival is another than when the message came."},
          fmt::format(
              "{} in Sweden, give or take {}",
              contract::swedish_timestamp(*evidence.began + seen_.exchange->started, calendar),
              words(offset).en),
          said);
  }
  void wrong(Bilingual what, std::string expected, std::string received) {
    judgement_.violated(seen_.finding(std::move(what), std::move(expected), std::move(received)));
  }

 private:
  const ShsSeen& seen_;
  Judgement& judgement_;
};

bool is_asynchronous(const ShsSeen& seen) {
  return seen.asked(ShsAsking::What::message) && seen.sent && !seen.sent->synch();
}

class ShsReceipt final : public Check {
 public:
  explicit ShsReceipt(Attributes& attributes)
      : of_(attributes.text("of")),
        offset_(attributes.given("offset") ? attributes.duration("offset") : kOffsetOtherwise) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Varje asynkront meddelande fick ett riktigt mottagningsbevis{}.",
                                "Every asynchronous message got a proper receipt{}."},
                               {of_step(of_)}));
    const ShsTraffic traffic(evidence, judgement);
    if (!of_.empty()) traffic.acts(of_, {ShsAct::Kind::message}, judgement);
    std::set<std::string> taken;
    for (const ShsSeen& seen : traffic.all()) {
      if (!is_asynchronous(seen)) continue;
      const bool repeated = taken.contains(seen.sent->tx_id);
      if (seen.status() == kShsReceived) taken.insert(seen.sent->tx_id);
      const bool chosen = of_.empty() ? seen.ok() : seen.act != nullptr && seen.act->step == of_;
      if (repeated || !chosen) continue;
      Receipt receipt(seen, judgement);
      if (!receipt.received()) continue;
      receipt.names_the_message();
      receipt.present("X-shs-localid");
      receipt.field("X-shs-duplicatemsg", "no");
      receipt.arrived(evidence, offset_);
    }
    judgement.measured("receipts", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
  time::Duration offset_;
};

class ShsDuplicateTold final : public Check {
 public:
  explicit ShsDuplicateTold(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Varje meddelande som kom igen sades vara en dubblett och hanterades inte igen{}.",
                "Every message that came again was told as a duplicate and not handled again{}."},
               {of_step(of_)}));
    const ShsTraffic traffic(evidence, judgement);
    for (const ShsAct* act : traffic.acts(of_, {ShsAct::Kind::message}, judgement)) {
      if (!act->again) continue;
      const auto* original = traffic.act(act->of);
      const auto* first = original == nullptr ? nullptr : traffic.of(*original);
      const auto* seen = traffic.of(*act);
      if (first == nullptr || first->status() != kShsReceived || !first->sent) {
        judgement.hindered(
            {"Meddelandet togs inte emot första gången, så det andra är ingen "
             "dubblett.",
             "The message was not received the first time, so the second is no "
             "duplicate."});
        continue;
      }
      if (seen == nullptr || !seen->sent) {
        judgement.hindered({"Meddelandet kom inte fram andra gången.",
                            "The message did not get through the second time."});
        continue;
      }
      hold_receipt(*first, *seen, judgement);
      hold_mailbox(traffic, *seen, judgement);
      hold_sources(evidence, traffic, *seen, judgement);
    }
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  static void hold_receipt(const ShsSeen& first, const ShsSeen& again, Judgement& judgement) {
    Receipt receipt(again, judgement);
    if (!receipt.received()) return;
    receipt.names_the_message();
    receipt.field("X-shs-duplicatemsg", "yes");
    receipt.field("X-shs-arrivaldate", first.field("X-shs-arrivaldate"));
  }

  /// No second answer, in the mailbox or fetched from it.
  static void hold_mailbox(const ShsTraffic& traffic, const ShsSeen& again, Judgement& judgement) {
    auto tx_ids = traffic.listing_of(*again.sent).tx_ids;
    for (const ShsSeen* answer : traffic.answers_to(*again.sent)) {
      const std::string& tx_id = answer->message->label->tx_id;
      if (std::ranges::find(tx_ids, tx_id) == tx_ids.end()) tx_ids.push_back(tx_id);
    }
    if (tx_ids.size() > 1) {
      judgement.violated(again.finding({"Ett meddelande som kom igen besvarades igen.",
                                        "A message that came again was answered again."},
                                       "one answer", fmt::format("{} answers", tx_ids.size())));
    }
    const bool looked = std::ranges::any_of(traffic.all(), [&](const ShsSeen& seen) {
      return seen.list && seen.list->readable && would_show(seen.asking, *again.sent) &&
             seen.exchange->started >= again.exchange->finished;
    });
    if (!looked) {
      judgement.hindered({"Ingen såg efter i brevlådan när meddelandet hade kommit igen.",
                          "Nobody looked into the mailbox after the message had come again."});
    }
  }

  /// No source was asked more often about anybody than there were messages and questions.
  static void hold_sources(const Evidence& evidence, const ShsTraffic& traffic,
                           const ShsSeen& again, Judgement& judgement) {
    if (!sources_seen(evidence, judgement)) return;
    const auto subjects = persons_asked_about(evidence, again);
    const auto allowed = enquiries(evidence, traffic, [](const ShsAct&) { return true; });
    for (const auto& subject : subjects) {
      const std::size_t most = allowed.at(subject);
      struct Calls {
        std::size_t before = 0;
        std::size_t all = 0;
      };
      std::map<contract::Source, Calls> calls;
      for (const auto& call : evidence.exchanges) {
        if (call.leg != evidence::Leg::source || !call.source || !call.response) continue;
        const auto person = evidence::person_asked(call);
        if (!person || !subject.ends_with(*person)) continue;
        ++calls[*call.source].all;
        if (call.started < again.exchange->started) ++calls[*call.source].before;
      }
      for (const auto& [source, count] : calls) {
        // Whoever asked too often before that has another fault.
        if (count.all <= std::max(most, count.before)) continue;
        judgement.violated(
            again.finding({"En källa tillfrågades igen när meddelandet kom igen.",
                           "A source was asked again when the message came again."},
                          fmt::format("{} asked {} times at most", contract::code(source), most),
                          fmt::format("{} times", count.all)));
      }
    }
    if (subjects.empty()) {
      judgement.hindered({"Det går inte att se vem meddelandet gäller.",
                          "It cannot be seen whom the message is about."});
    }
  }

  std::string of_;
};

}  // namespace

CheckKind shs_receipt_kind() {
  return {.name = "shs-receipt",
          .clauses = {"B4-2.1", "B4-2.1/2"},
          .party = Party::driftspart,
          .description = {"Asynkrona meddelanden fick mottagningsbevis med rätt uppgifter.",
                          "Asynchronous messages got receipts with the right particulars."},
          .make = make_check<ShsReceipt>};
}

CheckKind shs_duplicate_told_kind() {
  return {
      .name = "shs-duplicate-told",
      .clauses = {"B4-2.1", "B4-2.1/2"},
      .party = Party::driftspart,
      .description = {"Meddelanden som kom igen sades vara dubbletter och hanterades inte igen.",
                      "Messages that came again were told as duplicates and not handled again."},
      .make = make_check<ShsDuplicateTold>};
}

}  // namespace provbank::checks
