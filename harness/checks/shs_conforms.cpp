// shs-conforms: what the operator gave at the SHS door keeps to SHS 1.2, message by message and
// each against what it answers.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/checks/kinds.hpp"
#include "harness/checks/shs_cases.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::ShsAsking;
using evidence::ShsLabelView;
using evidence::ShsMessageView;

std::string or_none(const std::optional<std::string>& text) {
  return text.value_or("none");
}

/// One message that the operator wrote, against the message that it is about.
class Answer {
 public:
  Answer(const Evidence& evidence, const ShsSeen& seen, const ShsLabelView& request,
         Judgement& judgement)
      : evidence_(evidence),
        seen_(seen),
        answer_(*seen.message->label),
        request_(request),
        judgement_(judgement) {}

  void hold() {
    hold_ids();
    hold_kind();
    hold_actors();
    hold_rest();
    if (answer_.sequence_type == "adm") hold_management();
  }

 private:
  void wrong(Bilingual what, std::string expected, std::string received, std::string xpath) {
    auto finding = seen_.finding(std::move(what), std::move(expected), std::move(received));
    finding.where.front().xpath = std::move(xpath);
    judgement_.violated(std::move(finding));
  }
  void same(const std::string& expected, const std::string& received, Bilingual what,
            std::string xpath) {
    if (expected != received) {
      wrong(std::move(what), expected.empty() ? "none" : expected,
            received.empty() ? "none" : received, std::move(xpath));
    }
  }

  void hold_ids() {
    if (request_.synch()) {
      same(request_.tx_id, answer_.tx_id,
           {"Ett synkront svar har ett annat tx.id än frågan.",
            "A synchronous reply has another tx.id than the request."},
           "/shs.label/@tx.id");
    } else if (answer_.tx_id == request_.tx_id) {
      wrong({"Ett asynkront svar har frågans tx.id.",
             "An asynchronous reply has the request's tx.id."},
            "a new tx.id", answer_.tx_id, "/shs.label/@tx.id");
    }
    same(request_.corr_id, answer_.corr_id,
         {"Svaret har ett annat corr.id än frågan.",
          "The reply has another corr.id than the request."},
         "/shs.label/@corr.id");
    same(std::string(copied_content_id(request_)), answer_.content_id,
         {"Svaret har ett annat content.id än frågan.",
          "The reply has another content.id than the request."},
         "/shs.label/content/@content.id");
    same(request_.agreement, answer_.agreement,
         {"Svaret nämner ett annat avtal än frågan.",
          "The reply names another agreement than the request."},
         "/shs.label/@shs.agreement");
  }

  void hold_kind() {
    same(request_.transfer_type, answer_.transfer_type,
         {"Svaret säger en annan överföring än frågan.",
          "The reply says another transfer than the request."},
         "/shs.label/@transfer-type");
    same(
        request_.status, answer_.status,
        {"Svaret har en annan status än frågan.", "The reply has another status than the request."},
        "/shs.label/@status");
    if (answer_.sequence_type != "reply" && answer_.sequence_type != "adm") {
      wrong({"Svaret säger inte att det är ett svar.", "The reply does not say that it is one."},
            "sequence-type reply, or adm of an error or a confirmation", answer_.sequence_type,
            "/shs.label/@sequence-type");
    }
    if (answer_.sequence_type == "adm") {
      if (answer_.product != "error" && answer_.product != "confirm") {
        wrong({"Ett administrativt meddelande har en annan produkt än confirm och error.",
               "A management message has another product than confirm and error."},
              "confirm or error", answer_.product, "/shs.label/product");
      }
    } else {
      same(request_.product, answer_.product,
           {"Svaret har en annan produkt än frågan.",
            "The reply has another product than the request."},
           "/shs.label/product");
    }
  }

  void hold_actors() {
    const std::string place =
        evidence_.shs_place ? evidence_.shs_place->organisation : std::string();
    // A node that turns a message down may speak for itself: it may have been meant for anybody.
    const bool itself = answer_.sequence_type == "adm" || !request_.to;
    if (answer_.from != request_.to && !(itself && answer_.from && *answer_.from == place)) {
      wrong({"Svarets avsändare är inte frågans mottagare.",
             "The reply's sender is not the request's receiver."},
            request_.to.value_or(place), or_none(answer_.from), "/shs.label/from");
    }
    same(or_none(request_.from), or_none(answer_.to),
         {"Svarets mottagare är inte frågans avsändare.",
          "The reply's receiver is not the request's sender."},
         "/shs.label/to");
    if (itself && !answer_.originator && !answer_.end_recipient) return;
    same(or_none(request_.end_recipient), or_none(answer_.originator),
         {"Svarets ursprungliga avsändare är inte frågans slutmottagare.",
          "The reply's originator is not the request's end recipient."},
         "/shs.label/originator");
    same(or_none(request_.originator), or_none(answer_.end_recipient),
         {"Svarets slutmottagare är inte frågans ursprungliga avsändare.",
          "The reply's end recipient is not the request's originator."},
         "/shs.label/end-recipient");
  }

  void hold_rest() {
    if (answer_.metas + answer_.subjects > 0) {
      wrong({"Svaret har ämne eller meta.", "The reply has a subject or meta."}, "neither",
            fmt::format("{} subject, {} meta", answer_.subjects, answer_.metas), "/shs.label");
    }
    // A node notes in the history what it takes to deliver later; never what the question had.
    const bool foreign = std::ranges::any_of(
        answer_.history_tx_ids, [&](const auto& tx_id) { return tx_id != answer_.tx_id; });
    if (foreign || (request_.synch() && !answer_.history_tx_ids.empty())) {
      wrong({"Svaret har en historik som inte är dess egen.",
             "The reply has a history that is not its own."},
            "none", fmt::format("{} entries", answer_.history_tx_ids.size()), "/shs.label/history");
    }
  }

  void hold_management() {
    const auto& parts = seen_.message->parts;
    if (parts.empty()) return;  // told already
    const auto told = evidence::read_shs_management(parts.front().content, *evidence_.schemas);
    for (auto problem : told.problems) {
      if (problem.line > 0) problem.line += parts.front().content_line - 1;
      judgement_.violated(seen_.finding(problem));
    }
    same(request_.corr_id, told.corr_id,
         {"Ett administrativt meddelande nämner ett annat corr.id än det gäller.",
          "A management message names another corr.id than that it is about."},
         "/shs.management/@corr.id");
    same(std::string(copied_content_id(request_)), told.content_id,
         {"Ett administrativt meddelande nämner ett annat content.id än det gäller.",
          "A management message names another content.id than that it is about."},
         "/shs.management/@content.id");
    const std::string kind = told.error_code.empty() ? "confirm" : "error";
    same(kind, answer_.product,
         {"Ett administrativt meddelande säger något annat än sin produkt.",
          "A management message says something else than its product."},
         "/shs.label/product");
    if (!answer_.data.empty()) {
      same(kind, answer_.data.front().datapart_type,
           {"Ett administrativt meddelandes del säger sig vara något annat.",
            "A management message's part says that it is something else."},
           "/shs.label/content/data/@datapartType");
    }
  }

  const Evidence& evidence_;
  const ShsSeen& seen_;
  const ShsLabelView& answer_;
  const ShsLabelView& request_;
  Judgement& judgement_;
};

class ShsConforms final : public Check {
 public:
  explicit ShsConforms(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Det som Driftsparten gav vid SHS-dörren följer SHS 1.2{}.",
                                "What the operator gave at the SHS door keeps to SHS 1.2{}."},
                               {of_step(of_)}));
    const ShsTraffic traffic(evidence, judgement);
    if (!of_.empty()) {
      using Kind = evidence::ShsAct::Kind;
      traffic.acts(of_, {Kind::message, Kind::list, Kind::fetch, Kind::acknowledge}, judgement);
    }
    std::map<std::string, const ShsSeen*> by_tx_id;
    for (const ShsSeen& seen : traffic.all()) {
      const bool chosen = of_.empty() || (seen.act != nullptr && seen.act->step == of_);
      if (!chosen || seen.status() == 0 || !seen.exchange->complete) continue;
      if (seen.asked(ShsAsking::What::message)) hold_response(seen, judgement);
      if (seen.message) hold_message(evidence, traffic, seen, by_tx_id, judgement);
      if (seen.list) hold_list(traffic, seen, judgement);
    }
    if (of_.empty()) hold_soap(evidence, traffic, judgement);
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  /// The status of a receive service's response, and the code of a refusal.
  /// Other statuses are HTTP's own: SHS says nothing of them.
  static void hold_response(const ShsSeen& seen, Judgement& judgement) {
    const int status = seen.status();
    if (!seen.ok() && status != kShsRefused) return;
    judgement.compared();
    if (seen.ok() && seen.sent) {
      const int due = seen.sent->synch() ? kShsOk : kShsReceived;
      if (status != due) {
        judgement.violated(
            seen.finding({"Mottagningen svarade med fel status för den överföringen.",
                          "The receive service answered with the wrong status for that transfer."},
                         std::to_string(due), std::to_string(status)));
      }
    }
    if (status != kShsRefused) return;
    const std::string code = seen.field("X-shs-errorcode");
    if (evidence::shs_error_code(code)) return;
    judgement.violated(
        seen.finding({"Ett avvisat meddelande fick ingen av SHS felkoder.",
                      "A message that was turned down got none of the error codes of SHS."},
                     "X-shs-errorcode with one of the fifteen", code.empty() ? "none" : code));
  }

  void hold_message(const Evidence& evidence, const ShsTraffic& traffic, const ShsSeen& seen,
                    std::map<std::string, const ShsSeen*>& by_tx_id, Judgement& judgement) const {
    judgement.compared();
    tell(seen, seen.message->problems, Strictness::all, judgement);
    if (!seen.message->label) return;
    const ShsLabelView& label = *seen.message->label;
    if (seen.asked(ShsAsking::What::message)) {
      if (seen.sent && seen.sent->synch()) Answer(evidence, seen, *seen.sent, judgement).hold();
      return;
    }
    if (label.tx_id != seen.asking.tx_id) {
      judgement.violated(seen.finding({"Ett annat meddelande hämtades än det som nämndes.",
                                       "Another message was fetched than the one that was named."},
                                      seen.asking.tx_id, label.tx_id));
    }
    if (!label.to || *label.to != seen.asking.address) {
      judgement.violated(seen.finding({"Ett meddelande till en annan låg i brevlådan.",
                                       "A message to another was in the mailbox."},
                                      seen.asking.address, or_none(label.to)));
    }
    const auto [known, fresh] = by_tx_id.emplace(label.tx_id, &seen);
    if (!fresh && known->second->message->label->content_id != label.content_id) {
      judgement.violated(
          seen.finding({"Två meddelanden har samma tx.id.", "Two messages have the same tx.id."},
                       "a new tx.id for each", label.tx_id));
    }
    if (const auto* request = request_of(traffic, seen)) {
      Answer(evidence, seen, *request, judgement).hold();
    } else {
      judgement.note({"Ett meddelande i brevlådan gäller inget som sändes här.",
                      "A message in the mailbox is about nothing that was sent here."});
    }
  }

  /// The asynchronous message that a fetched one answers: by what the bench meant to fetch, else by
  /// both ids, else by one of them (the other is then wrong).
  static const ShsLabelView* request_of(const ShsTraffic& traffic, const ShsSeen& fetched) {
    if (fetched.act != nullptr && !fetched.act->of.empty()) {
      const auto* act = traffic.act(fetched.act->of);
      const auto* sent = act == nullptr ? nullptr : traffic.of(*act);
      if (sent != nullptr && sent->sent) return &*sent->sent;
    }
    const ShsLabelView& answer = *fetched.message->label;
    const ShsLabelView* by_one = nullptr;
    for (const ShsSeen& seen : traffic.all()) {
      if (!seen.sent || seen.sent->synch()) continue;
      if (answers(answer, *seen.sent)) return &*seen.sent;
      const bool one = answer.corr_id == seen.sent->corr_id ||
                       answer.content_id == copied_content_id(*seen.sent);
      if (one && by_one == nullptr) by_one = &*seen.sent;
    }
    return by_one;
  }

  static void hold_list(const ShsTraffic& traffic, const ShsSeen& seen, Judgement& judgement) {
    judgement.compared();
    tell(seen, seen.list->problems, Strictness::all, judgement);
    for (const auto& entry : seen.list->messages) {
      const auto wrong = [&](Bilingual what, const std::string& expected,
                             const std::string& received) {
        auto finding = seen.finding(std::move(what), expected, received);
        finding.where.front().line = entry.line;
        judgement.violated(std::move(finding));
      };
      if (entry.to != seen.asking.address) {
        wrong(
            {"Listan visar ett meddelande till en annan.", "The list shows a message to another."},
            seen.asking.address, entry.to);
      }
      hold_filter(seen, entry, wrong);
      hold_entry(traffic, seen, entry, wrong);
    }
  }

  template <class Wrong>
  static void hold_filter(const ShsSeen& seen, const evidence::ShsListedView& entry,
                          const Wrong& wrong) {
    ShsLabelView as_label;
    as_label.corr_id = entry.corr_id;
    as_label.content_id = entry.content_id;
    as_label.product = entry.product;
    as_label.status = entry.status;
    ShsAsking judged = seen.asking;
    std::erase_if(judged.query, [](const auto& each) {
      return each.first != "status" && each.first != "corrid" && each.first != "contentid";
    });
    if (!would_show(judged, as_label)) {
      wrong({"Listan visar ett meddelande som inte efterfrågades.",
             "The list shows a message that was not asked for."},
            "what the filters let through", "another corr.id, content.id, product or status");
    }
  }

  /// What a list says of a message is what the message says.
  template <class Wrong>
  static void hold_entry(const ShsTraffic& traffic, const ShsSeen& seen,
                         const evidence::ShsListedView& entry, const Wrong& wrong) {
    const auto fetched = std::ranges::find_if(traffic.all(), [&](const ShsSeen& other) {
      return other.asked(ShsAsking::What::fetch) && other.asking.address == seen.asking.address &&
             other.asking.tx_id == entry.tx_id && other.message && other.message->label;
    });
    if (fetched == traffic.all().end()) return;
    const ShsLabelView& label = *fetched->message->label;
    const auto same = [&](const std::string& listed, const std::string& said, const char* what) {
      if (listed == said) return;
      wrong({fmt::format("Listan säger ett annat {} än meddelandet.", what),
             fmt::format("The list says another {} than the message.", what)},
            said, listed);
    };
    if (!entry.corr_id.empty()) same(entry.corr_id, label.corr_id, "corr.id");
    if (!entry.content_id.empty()) same(entry.content_id, label.content_id, "content.id");
    if (!entry.from.empty()) same(entry.from, label.from.value_or(""), "from");
    if (!entry.product.empty()) same(entry.product, label.product, "product");
    same(entry.sequence_type, label.sequence_type, "sequence-type");
    same(entry.status, label.status, "status");
    if (entry.data.size() != label.data.size()) {
      same(fmt::format("{} data", entry.data.size()), fmt::format("{} data", label.data.size()),
           "data");
      return;
    }
    for (std::size_t i = 0; i < entry.data.size(); ++i) {
      const auto& one = entry.data[i];
      const auto& other = label.data[i];
      same(one.datapart_type, other.datapart_type, "datapartType");
      // A node may write both anew when it delivers (section 4 of the facts).
      if (!one.filename.empty() && !other.filename.empty())
        same(one.filename, other.filename, "filename");
      if (!one.bytes.empty() && !other.bytes.empty()) same(one.bytes, other.bytes, "no-of-bytes");
    }
  }

  /// A question that went this way was answered with what stood in a message here. Where the judge
  /// reads that message without complaint and finds something else in it, the bench misread it.
  static void hold_soap(const Evidence& evidence, const ShsTraffic& traffic, Judgement& judgement) {
    std::map<std::string, std::vector<const ShsLabelView*>> sent;  // by SOAP
    if (std::ranges::none_of(evidence.questions,
                             [](const auto& each) { return !each.exchange.empty(); }))
      return;
    for (const ShsSeen& seen : traffic.all()) {
      if (!seen.sent || seen.act != nullptr) continue;
      const auto view = evidence::read_shs_message(seen.exchange->request.body, *evidence.schemas);
      for (const auto& part : view.parts) sent[part.content].push_back(&*seen.sent);
    }
    for (const auto& exchange : evidence.exchanges) {
      const auto messages = sent.find(exchange.request.body);
      if (exchange.leg != evidence::Leg::kommun || !exchange.response || messages == sent.end())
        continue;
      hold_answer(exchange, messages->second, traffic, judgement);
    }
  }

  static void hold_answer(const evidence::Exchange& soap,
                          const std::vector<const ShsLabelView*>& requests,
                          const ShsTraffic& traffic, Judgement& judgement) {
    bool sound = true;
    for (const auto* request : requests) {
      for (const ShsSeen* answer : traffic.answers_to(*request)) {
        sound = sound && answer->message->sound();
        for (const auto& part : answer->message->parts) {
          if (part.content == soap.response->body) return judgement.compared();
        }
      }
    }
    if (judgement.violated() || !sound) return;  // told already
    throw ErrorException(fail(Errc::invalid, "the bench's reading of the SHS answer to " + soap.id +
                                                 " is not the judge's"));
  }

  std::string of_;
};

}  // namespace

CheckKind shs_conforms_kind() {
  return {.name = "shs-conforms",
          .clauses = {"B4-2.1", "B4-2.1/2", "B4-2.1/7"},
          .party = Party::driftspart,
          .description = {"Varje meddelande och lista som gavs vid SHS-dörren följer SHS 1.2.",
                          "Every message and list given at the SHS door keeps to SHS 1.2."},
          .make = make_check<ShsConforms>};
}

}  // namespace provbank::checks
