// What became of documents made from a schema, each right or wrong in one point: refused-for,
// accepted, withheld-for, handed-on.
//
// The reason of a refusal. Fault codes tell the kind of mistake and not the place, and a party from
// outside has codes of its own. But each wrong document has a twin that differs from it in that
// point alone: when the twin was accepted in the same run and it was not, the point was the reason,
// whatever the fault says. Without an accepted twin the fault's own words are all there is, and
// when they do not name the place, the reason stays unknown: a warning, not a failure.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "contract/fault_codes.hpp"
#include "harness/checks/calls.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::FaultCode;
using contract::Source;
using evidence::Evidence;
using evidence::GeneratedCase;

const GeneratedCase* made_for(const Evidence& evidence, std::string_view exchange) {
  const auto found = evidence.generated.find(exchange);
  return found == evidence.generated.end() ? nullptr : &found->second;
}

/// "so-svar:/.../From@type- (a value of the wrong type)".
std::string say(const GeneratedCase& made) {
  return made.id + " (" + made.words.en + ")";
}

/// A question of the step whose document was made; those of other kinds hinder the judgement.
const GeneratedCase* made_question(const Evidence& evidence, const Case& each, bool valid,
                                   Judgement& judgement) {
  const auto* made = made_for(evidence, each.question.exchange);
  if (made == nullptr) {
    judgement.hindered({"En fråga i steget är inte gjord ur schemat, så kontrollen säger inget om "
                        "den.",
                        "A question of the step was not made from the schema, so the check says "
                        "nothing about it."},
                       each.question.id);
    return nullptr;
  }
  return made->valid == valid ? made : nullptr;
}

class RefusedFor final : public Check {
 public:
  explicit RefusedFor(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, phrase({"Varje fråga som bröt mot schemat på en enda punkt "
                                          "avvisades just därför, och ingen källa tillfrågades{}.",
                                          "Every question that broke the schema in one point "
                                          "alone was refused for that, and no source was asked{}."},
                                         {of_step(of_)}));
    std::size_t by_twin = 0;
    if (sources_seen(evidence, judgement)) {
      const auto links = evidence::link(evidence);
      const auto accepted = accepted_ids(evidence);
      for (const Case& each : cases(evidence, of_, {evidence::Ask::altered}, judgement)) {
        const auto* made = made_question(evidence, each, false, judgement);
        if (made == nullptr) continue;
        judgement.compared();
        by_twin += check(evidence, each, *made, accepted, judgement) ? 1U : 0U;
        require_nobody_asked(evidence, links, each, judgement);
      }
    }
    judgement.measured("refused", static_cast<double>(judgement.compared_so_far()), "questions");
    judgement.measured("reason-by-twin", static_cast<double>(by_twin), "questions");
    return std::move(judgement).finish();
  }

 private:
  static std::set<std::string, std::less<>> accepted_ids(const Evidence& evidence) {
    std::set<std::string, std::less<>> out;
    for (const auto& question : evidence.questions) {
      const auto* made = made_for(evidence, question.exchange);
      if (made == nullptr || !made->valid) continue;
      const auto reply =
          evidence::reply_of(evidence, question, evidence.exchange(question.exchange));
      if (reply.outcome == "answered" || reply.outcome == "partial") out.insert(made->id);
    }
    return out;
  }

  /// Whether the twin shows the reason.
  static bool check(const Evidence& evidence, const Case& each, const GeneratedCase& made,
                    const std::set<std::string, std::less<>>& accepted, Judgement& judgement) {
    const auto& reply = each.reply;
    if (reply.outcome != "fault") {
      judgement.violated(
          each.finding({"En fråga som bryter mot schemat på en enda punkt avvisades inte.",
                        "A question that breaks the schema in one point alone was not refused."},
                       "a SOAP fault for " + say(made), reply.outcome));
      return false;
    }
    if (reply.unreadable || reply.fault_code.empty()) {
      judgement.violated(
          each.finding({"Frågan avvisades utan ett SOAP-fel med detalj.",
                        "The question was refused without a SOAP fault with detail."},
                       "soap:Fault/detail with a felkod for " + say(made),
                       reply.unreadable ? reply.unreadable->detail : "a fault without it"));
      return false;
    }
    const auto felkod = contract::felkod(FaultCode::schema_invalid);
    if (evidence.reference_aggregator && reply.fault_code != felkod) {
      judgement.violated(
          each.finding({"Frågan avvisades av ett annat skäl än det rätta.",
                        "The question was refused for another reason than the right one."},
                       std::string(felkod) + " for " + say(made), reply.fault_code));
      return false;
    }
    if (accepted.contains(made.twin)) return true;
    if (!names_place(each, made)) {
      judgement.doubtful(each.finding(
          {"Frågan avvisades, men ingenting visar att det var av rätt skäl: den rätta fråga som "
           "bara skiljer sig på den punkten besvarades inte i samma körning, och felet nämner inte "
           "platsen.",
           "The question was refused, but nothing shows that it was for the right reason: the "
           "right question that differs in that point alone was not answered in the same run, and "
           "the fault does not name the place."},
          "an answer to " + made.twin + ", or a fault that names " + made.names.front(),
          reply.fault_code + " for " + say(made)));
    }
    return false;
  }

  static bool names_place(const Case& each, const GeneratedCase& made) {
    if (!each.exchange_answered()) return false;
    // The fault's own words, wherever in the body they stand.
    const std::string& body = each.exchange->response->body;
    return std::ranges::any_of(made.names, [&body](const std::string& name) {
      return !name.empty() && body.find(name) != std::string::npos;
    });
  }

  std::string of_;
};

class Accepted final : public Check {
 public:
  explicit Accepted(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Varje fråga som följer schemat besvarades, hur den än använde det{}.",
                          "Every question that follows the schema was answered, however it used "
                          "it{}."},
                         {of_step(of_)}));
    for (const Case& each : cases(evidence, of_, {evidence::Ask::altered}, judgement)) {
      const auto* made = made_question(evidence, each, true, judgement);
      if (made == nullptr) continue;
      judgement.compared();
      if (each.answered()) continue;
      judgement.violated(each.finding({"En fråga som följer schemat besvarades inte.",
                                       "A question that follows the schema was not answered."},
                                      "an answer to " + say(*made),
                                      each.reply.outcome + " " + each.reply.fault_code));
    }
    judgement.measured("accepted", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

/// A source's made answer, and what became of it.
struct Served {
  const Case& each;
  const evidence::Linked& linked;
  const evidence::AnswerView& answer;
  Source source;
  const GeneratedCase& made;

  evidence::Finding finding(const Bilingual& what, std::string expected,
                            std::string received) const {
    auto out = each.finding(phrase(what, {same(contract::code(source))}), std::move(expected),
                            std::move(received));
    const auto view = answer.sources.find(source);
    if (view != answer.sources.end() && !out.where.empty())
      out.where.front() = each.where(view->second.path, view->second.line);
    for (const auto* call : linked.calls) {
      if (call->source == source)
        out.where.push_back({.exchange = call->id, .file = {}, .line = 0, .xpath = {}});
    }
    return out;
  }
};

/// Calls `judge` for every made answer of that kind that met a question of the step.
template <class Judge>
void for_each_served(const Evidence& evidence, const std::string& of, bool valid,
                     Judgement& judgement, const Judge& judge) {
  if (!sources_seen(evidence, judgement)) return;
  const auto links = evidence::link(evidence);
  for (const Case& each : cases(evidence, of, kOrdinary, judgement)) {
    const auto linked = clear_links(links, each, judgement);
    bool any = false;
    for (std::size_t i = 0; i < linked.size(); ++i) {
      for (const auto& [source, call] : last_calls(*linked[i])) {
        const auto* made = made_for(evidence, call->id);
        if (made == nullptr) continue;
        any = true;
        if (made->valid != valid) continue;
        if (i >= each.reply.answers.size()) {
          judgement.violated(each.finding(
              {"Inget svar kom till kommunen fast en källa hade svarat.",
               "No answer came to the kommun although a source had answered."},
              "an answer after " + say(*made), each.reply.outcome + " " + each.reply.fault_code));
          continue;
        }
        judge(Served{each, *linked[i], each.reply.answers[i], source, *made});
      }
    }
    if (!any && !linked.empty()) {
      judgement.hindered({"En fråga i steget mötte inget svar som var gjort ur ett schema.",
                          "A question of the step met no answer that was made from a schema."},
                         each.question.id);
    }
  }
}

/// What stands for a source, in words.
std::string standing(const evidence::AnswerView& answer, Source source) {
  const auto found = answer.sources.find(source);
  if (found == answer.sources.end()) return "nothing";
  if (found->second.delivered) return "data";
  return fmt::format("error {} {}", found->second.kalla, found->second.felkod);
}

class WithheldFor final : public Check {
 public:
  explicit WithheldFor(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Varje källsvar som bröt mot sitt schema på en enda punkt blev ett "
                                "fel för den källan, och de andra källornas uppgifter kom fram{}.",
                                "Every source answer that broke its schema in one point alone "
                                "became an error for that source, and the other sources' data "
                                "came{}."},
                               {of_step(of_)}));
    for_each_served(evidence, of_, false, judgement, [&](const Served& served) {
      judgement.compared();
      check(evidence, served, judgement);
    });
    judgement.measured("withheld", static_cast<double>(judgement.compared_so_far()), "answers");
    return std::move(judgement).finish();
  }

 private:
  static void check(const Evidence& evidence, const Served& served, Judgement& judgement) {
    const auto view = served.answer.sources.find(served.source);
    const std::string received = standing(served.answer, served.source);
    const auto felkod = contract::felkod(FaultCode::source_schema_invalid);
    if (view == served.answer.sources.end() || view->second.delivered) {
      judgement.violated(
          served.finding({"Ett svar från {} som bryter mot dess schema blev inte ett fel.",
                          "An answer of {} that breaks its schema did not become an error."},
                         "an error for " + say(served.made), received));
    } else if (view->second.kalla != "SSBT") {
      judgement.violated(served.finding(
          {"Felet för {} säger att källan själv meddelade ett fel, men det var tjänsten som inte "
           "godtog svaret.",
           "The error for {} says that the source itself reported a fault, but it was the service "
           "that did not accept the answer."},
          "kalla SSBT for " + say(served.made), received));
    } else if (evidence.reference_aggregator && view->second.felkod != felkod) {
      judgement.violated(served.finding({"Felet för {} anger ett annat skäl än det rätta.",
                                         "The error for {} gives another reason than the right "
                                         "one."},
                                        std::string(felkod) + " for " + say(served.made),
                                        received));
    }
    for (const Source other : served.each.question.sources.in_order()) {
      if (other == served.source || !healthy(played(evidence, other))) continue;
      const std::string stands = standing(served.answer, other);
      if (stands == "data") continue;
      judgement.violated(served.finding(
          {"När {} svarade fel saknades en annan källas uppgifter.",
           "When {} answered wrongly, another source's data was missing."},
          fmt::format("data from {} beside {}", contract::code(other), say(served.made)), stands));
    }
  }

  std::string of_;
};

class HandedOn final : public Check {
 public:
  explicit HandedOn(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Varje källsvar som följer sitt schema lämnades vidare, hur det än "
                          "använde det{}.",
                          "Every source answer that follows its schema was handed on, however it "
                          "used it{}."},
                         {of_step(of_)}));
    for_each_served(evidence, of_, true, judgement, [&](const Served& served) {
      judgement.compared();
      const std::string received = standing(served.answer, served.source);
      if (received == "data") return;
      judgement.violated(
          served.finding({"Ett svar från {} som följer dess schema lämnades inte vidare.",
                          "An answer of {} that follows its schema was not handed on."},
                         "data for " + say(served.made), received));
    });
    judgement.measured("handed-on", static_cast<double>(judgement.compared_so_far()), "answers");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

}  // namespace

CheckKind refused_for_kind() {
  return {.name = "refused-for",
          .clauses = {"TV-4.1", "TV-12.5.10"},
          .party = Party::driftspart,
          .description = {"Frågor som bryter mot schemat på en enda punkt avvisades just därför.",
                          "Questions that break the schema in one point alone were refused for "
                          "that."},
          .make = make_check<RefusedFor>};
}

CheckKind accepted_kind() {
  return {.name = "accepted",
          .clauses = {"TV-4.1", "B3-4.1"},
          .party = Party::driftspart,
          .description = {"Frågor som följer schemat besvarades, hur de än använde det.",
                          "Questions that follow the schema were answered, however they used it."},
          .make = make_check<Accepted>};
}

CheckKind withheld_for_kind() {
  return {.name = "withheld-for",
          .clauses = {"TV-12.5.8", "TV-12.5.10", "B4-2.1/6"},
          .party = Party::driftspart,
          .description = {"Källsvar som bryter mot sitt schema på en enda punkt blev ett fel för "
                          "den källan och störde ingen annan.",
                          "Source answers that break their schema in one point alone became an "
                          "error for that source and disturbed no other."},
          .make = make_check<WithheldFor>};
}

CheckKind handed_on_kind() {
  return {.name = "handed-on",
          .clauses = {"TV-4.1", "B3-4.1", "B4-2.1/6"},
          .party = Party::driftspart,
          .description = {"Källsvar som följer sitt schema lämnades vidare, hur de än använde det.",
                          "Source answers that follow their schema were handed on, however they "
                          "used it."},
          .make = make_check<HandedOn>};
}

}  // namespace provbank::checks
