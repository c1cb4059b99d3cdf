// shs-refused: each message of a step was turned down at the SHS door for the right reason, was
// handled by nobody, and nothing of it was told back.
//
// A message that is too large (too-large="true") may never reach SHS: what reads HTTP turns it down
// first. So these are refusals of it too, when the next right message is answered:
//
//   413                        with or without X-shs-errorcode; a code that is told is held as ever
//   the connection is closed   without a response, while there was still something to read (RFC
//                              9110 section 15.5.14 allows it)
//
// And these are not: 2xx with anything but an error message; 5xx, since a node that says that it is
// broken or busy has told the sender to send the same again; every other status; a response that
// breaks off; silence until the sender gives up; a connection or a TLS handshake that is refused.
//
// The next message is asked for since HTTP's no says nothing of the node: any server in front of a
// dead one says it, and where a connection was closed cannot be seen from here, so a node that took
// it all and fell looks the same. Without a next message nothing is proven.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/checks/kinds.hpp"
#include "harness/checks/shs_cases.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::ShsAct;
using evidence::ShsAsking;

/// What the operator said of the message, and where.
struct Told {
  const ShsSeen* where = nullptr;
  std::string code;  // as said
  bool code_due = true;
};

constexpr int kTooLarge = 413;

std::vector<std::string> codes_in(Attributes& attributes) {
  std::vector<std::string> codes;
  std::string rest = attributes.text("code");
  while (!rest.empty()) {
    const auto end = rest.find(' ');
    const std::string word = rest.substr(0, end);
    rest = end == std::string::npos ? "" : rest.substr(end + 1);
    if (word.empty()) continue;
    const auto code = evidence::shs_error_code(word);
    if (!code) {
      attributes.wrong("code", "\"" + word + "\" is no error code of SHS");
      return codes;
    }
    codes.emplace_back(*code);
  }
  return codes;
}

class ShsRefused final : public Check {
 public:
  explicit ShsRefused(Attributes& attributes)
      : of_(attributes.text("of")),
        codes_(codes_in(attributes)),
        too_large_(attributes.flag("too-large", false)) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Varje meddelande avvisades vid SHS-dörren{}, ingen hanterade det, och inget ur "
                "det återgavs{}.",
                "Every message was turned down at the SHS door{}, nobody handled it, and nothing "
                "of it was told back{}."},
               {codes_.empty() ? Bilingual{} : phrase({" med {}", " with {}"}, {same(wanted())}),
                of_step(of_)}));
    const ShsTraffic traffic(evidence, judgement);
    const auto acts = traffic.acts(of_, {ShsAct::Kind::message}, judgement);
    for (const ShsAct* act : acts) {
      judgement.compared();
      const auto* seen = traffic.of(*act);
      if (seen == nullptr || !seen->exchange->response) {
        if (seen != nullptr && too_large_ && broken_off(*act)) {
          hold_goes_on(traffic, *seen, judgement);
        } else {
          no_response(*act, seen, judgement);
        }
        continue;
      }
      if (const auto told = told_of(evidence, traffic, *act, *seen, judgement)) {
        hold_code(*told, judgement);
        hold_discretion(evidence, *act, *seen, judgement);
        if (told->where != seen) hold_discretion(evidence, *act, *told->where, judgement);
      }
    }
    if (!acts.empty()) hold_sources(evidence, traffic, judgement);
    judgement.measured("refused", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  std::string wanted() const { return fmt::format("{}", fmt::join(codes_, " / ")); }
  std::string any_code() const { return codes_.empty() ? "any of the fifteen codes" : wanted(); }
  std::string or_413() const { return too_large_ ? " or 413" : ""; }
  bool to_be_refused(const ShsAct& act) const { return of_.empty() || act.step == of_; }

  void no_response(const ShsAct& act, const ShsSeen* seen, Judgement& judgement) const {
    evidence::Finding finding;
    finding.message = {"Meddelandet fick inget svar.", "The message got no response."};
    finding.expected = "HTTP 400 with " + any_code() + or_413();
    finding.received = act.failure ? act.failure->detail : "nothing";
    if (seen != nullptr)
      finding.where.push_back({.exchange = seen->exchange->id, .file = {}, .line = 0, .xpath = {}});
    judgement.violated(std::move(finding));
  }

  static bool broken_off(const ShsAct& act) {
    return act.failure && (act.failure->code == Errc::closed || act.failure->code == Errc::reset);
  }

  /// HTTP turned it down: it may not be answered in the mailbox, and the next right one must be.
  void hold_goes_on(const ShsTraffic& traffic, const ShsSeen& seen, Judgement& judgement) const {
    if (const ShsSeen* answer = answer_to(traffic, seen)) {
      judgement.violated(answer->finding({"Meddelandet besvarades fast det avvisades.",
                                          "The message was answered although it was turned down."},
                                         "no answer", "an answer"));
    }
    const ShsSeen* next = next_right(traffic, seen);
    if (next == nullptr) {
      judgement.hindered(
          {"HTTP avvisade meddelandet, och inget rätt meddelande skickades efteråt, så det syns "
           "inte om noden gick vidare. Det som behövs är ett sådant.",
           "HTTP turned the message down, and no right message was sent afterwards, so it cannot "
           "be seen whether the node went on. Needed: one."});
    } else if (!is_answered(*next)) {
      judgement.violated(next->finding(
          {"HTTP avvisade meddelandet, och nästa meddelande besvarades inte.",
           "HTTP turned the message down, and the next message was not answered."},
          "an answer",
          next->status() == 0 ? "no response" : fmt::format("HTTP {}", next->status())));
    }
  }

  /// Fetched, since there was nothing in the response; to be told of the error later does no harm.
  static const ShsSeen* answer_to(const ShsTraffic& traffic, const ShsSeen& seen) {
    if (!seen.sent) return nullptr;
    for (const ShsSeen* came : traffic.answers_to(*seen.sent)) {
      if (!is_shs_error(*came->message->label)) return came;
    }
    return nullptr;
  }

  /// The first right message after it; an ordinary question too.
  const ShsSeen* next_right(const ShsTraffic& traffic, const ShsSeen& seen) const {
    for (const ShsSeen& other : traffic.all()) {
      const bool right =
          other.asked(ShsAsking::What::message) &&
          (other.act == nullptr || (other.act->letter == "question" && !to_be_refused(*other.act)));
      if (right && other.exchange->started >= seen.exchange->finished) return &other;
    }
    return nullptr;
  }

  /// By a reply, or for later by a receipt.
  static bool is_answered(const ShsSeen& seen) {
    if (!seen.sent) return false;
    if (!seen.sent->synch()) return seen.status() == kShsReceived;
    const auto* label = seen.message && seen.message->label ? &*seen.message->label : nullptr;
    return label != nullptr && label->sequence_type == "reply" && answers(*label, *seen.sent);
  }

  /// Nothing when it was not turned down, or that cannot be seen; the judgement has been told.
  std::optional<Told> told_of(const Evidence& evidence, const ShsTraffic& traffic,
                              const ShsAct& act, const ShsSeen& seen, Judgement& judgement) const {
    if (!seen.ok()) {
      if (seen.status() == kShsRefused) return Told{&seen, seen.field("X-shs-errorcode")};
      if (too_large_ && seen.status() == kTooLarge) {
        hold_goes_on(traffic, seen, judgement);
        return Told{.where = &seen, .code = seen.field("X-shs-errorcode"), .code_due = false};
      }
      judgement.violated(seen.finding(
          {"Meddelandet avvisades med en annan HTTP-status än SHS har för det.",
           "The message was turned down with another HTTP status than SHS has for it."},
          "400" + or_413(), std::to_string(seen.status())));
      return std::nullopt;
    }
    if (seen.message && seen.message->label && is_shs_error(*seen.message->label))
      return Told{&seen, error_told(*seen.message, *evidence.schemas)};
    if (seen.status() == kShsReceived && !act.synch)
      return told_later(evidence, traffic, act, seen, judgement);
    not_refused(seen, fmt::format("HTTP {}", seen.status()), judgement);
    return std::nullopt;
  }

  void not_refused(const ShsSeen& seen, std::string received, Judgement& judgement) const {
    judgement.violated(seen.finding(
        {"Meddelandet avvisades inte.", "The message was not turned down."},
        "HTTP 400, or an error message, with " + any_code() + or_413(), std::move(received)));
  }

  /// What was taken for later must be told of in the sender's mailbox.
  std::optional<Told> told_later(const Evidence& evidence, const ShsTraffic& traffic,
                                 const ShsAct& act, const ShsSeen& seen,
                                 Judgement& judgement) const {
    for (const ShsSeen& other : traffic.all()) {
      if (!other.message || !other.message->label || !other.asked(ShsAsking::What::fetch)) continue;
      const auto& label = *other.message->label;
      const bool about = (seen.sent && answers(label, *seen.sent)) ||
                         (other.act != nullptr && other.act->of == act.id);
      if (!about) continue;
      if (is_shs_error(label)) return Told{&other, error_told(*other.message, *evidence.schemas)};
      not_refused(other, label.sequence_type + " in the mailbox", judgement);
      return std::nullopt;
    }
    const auto listing = seen.sent ? traffic.listing_of(*seen.sent) : ShsTraffic::Listing{};
    if (listing.looks > 0 && listing.first == nullptr) {
      not_refused(seen, "HTTP 202, and nothing in the mailbox", judgement);
    } else {
      judgement.hindered(
          {"Meddelandet togs emot för att hanteras senare, och ingen hämtade det som "
           "sades om det sedan.",
           "The message was taken to be handled later, and nobody fetched what was "
           "said of it then."});
    }
    return std::nullopt;
  }

  void hold_code(const Told& told, Judgement& judgement) const {
    if (!told.code_due && told.code.empty()) return;
    const auto code = evidence::shs_error_code(told.code);
    if (!code) {
      judgement.violated(told.where->finding(
          {"Meddelandet avvisades utan en av SHS felkoder.",
           "The message was turned down without one of the error codes of SHS."},
          any_code(), told.code.empty() ? "none" : told.code));
    } else if (!codes_.empty() && std::ranges::find(codes_, *code) == codes_.end()) {
      judgement.violated(told.where->finding(
          {"Meddelandet avvisades av ett annat skäl än det rätta.",
           "The message was turned down for another reason than the right one."},
          wanted(), std::string(*code)));
    }
  }

  /// Neither the person nor the case may be told back.
  static void hold_discretion(const Evidence& evidence, const ShsAct& act, const ShsSeen& seen,
                              Judgement& judgement) {
    struct Secret {
      Bilingual name;
      std::string value;
    };
    std::vector<Secret> secrets;
    for (const auto& person : persons_asked_about(evidence, seen))
      secrets.push_back({{"personnumret", "the person's number"}, person});
    for (const auto& question : evidence.questions) {
      if (question.step != act.step) continue;
      for (const auto& identity : question.identities)
        secrets.push_back({{"personnumret", "the person's number"}, identity.digits()});
      secrets.push_back({{"ärendets beteckning", "the case id"}, question.case_id});
      secrets.push_back({{"handläggaren", "the caseworker"}, question.handlaggare});
    }
    for (const auto& canary : evidence.canaries) {
      if (canary.person == act.person)
        secrets.push_back({{"en uppgift om personen", "a value about the person"}, canary.value});
    }
    const std::string text = all_text(seen);
    std::vector<std::string> told;
    for (const auto& [name, value] : secrets) {
      const auto hit = residue::find_form(text, residue::forms_of(value));
      if (!hit || std::ranges::find(told, hit->form.bytes) != told.end()) continue;
      told.push_back(hit->form.bytes);
      judgement.violated(
          seen.finding(phrase({"Avvisningen återger {}, {}.", "The refusal tells back {}, {}."},
                              {name, hit->form.name()}),
                       "nothing of the person or the case", hit->form.bytes));
    }
  }

  /// Everything that was sent, data parts decoded too.
  static std::string all_text(const ShsSeen& seen) {
    const auto& response = *seen.exchange->response;
    std::string out = response.reason + "\n";
    for (const auto& [name, value] : response.fields.entries()) out += name + ": " + value + "\n";
    out += "\n" + response.body;
    if (seen.message) {
      for (const auto& part : seen.message->parts) out += "\n" + part.content;
    }
    return out;
  }

  /// No source was asked about anybody more often than what was let in asks for.
  void hold_sources(const Evidence& evidence, const ShsTraffic& traffic,
                    Judgement& judgement) const {
    if (!sources_seen(evidence, judgement)) return;
    const auto let_in =
        enquiries(evidence, traffic, [&](const ShsAct& act) { return !to_be_refused(act); });
    std::optional<time::Duration> from;
    for (const ShsSeen& seen : traffic.all()) {
      const bool to_be = seen.act != nullptr && to_be_refused(*seen.act);
      if (to_be && !from) from = seen.exchange->started;
    }
    std::map<std::pair<std::string, contract::Source>, std::size_t> calls;
    for (const auto& call : evidence.exchanges) {
      const auto person = evidence::person_asked(call);
      if (!person || !call.source) continue;
      const auto known = std::ranges::find_if(
          let_in, [&](const auto& each) { return each.first.ends_with(*person); });
      const std::size_t count = ++calls[{*person, *call.source}];
      const bool after = from && call.started >= *from;
      if (!after || (known != let_in.end() && (count <= known->second || !call.response))) continue;
      evidence::Finding finding;
      finding.message = {"En källa tillfrågades fast meddelandet skulle avvisas.",
                         "A source was asked although the message was to be turned down."};
      finding.expected = "no source asked";
      finding.received = call.party + " was asked";
      finding.where.push_back({.exchange = call.id, .file = {}, .line = 0, .xpath = {}});
      judgement.violated(std::move(finding));
    }
  }

  std::string of_;
  std::vector<std::string> codes_;
  bool too_large_;
};

}  // namespace

CheckKind shs_refused_kind() {
  return {.name = "shs-refused",
          .clauses = {"TV-4.1", "TV-12.5.10", "B3-5.1", "B3-5.2", "B4-2.1", "B4-2.1/2"},
          .party = Party::driftspart,
          .description = {"Meddelandena avvisades vid SHS-dörren med rätt felkod, ingen hanterade "
                          "dem, och inget ur dem återgavs.",
                          "The messages were turned down at the SHS door with the right error "
                          "code, nobody handled them, and nothing of them was told back."},
          .make = make_check<ShsRefused>};
}

}  // namespace provbank::checks
