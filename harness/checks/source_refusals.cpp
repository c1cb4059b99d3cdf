// source-refused and source-fault-discreet: what the base service cannot take it refuses in its own
// contract's form, and the refusal says nothing of the person.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/source_reply.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::SourceAsking;
using xml::Document;

constexpr SourceAskings kNotTests = {SourceAsking::question, SourceAsking::altered,
                                     SourceAsking::raw};

class SourceRefused final : public Check {
 public:
  explicit SourceRefused(Attributes& attributes)
      : of_(attributes.text("of")),
        form_(attributes.word("form", {"contract", "any"})),
        or_nothing_(attributes.flag("or-nothing", false)) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, claim());
    if (!evidence.schemas) throw std::runtime_error("no schemas were loaded");
    for (const SourceCase& each :
         source_cases(evidence, of_, {SourceAsking::altered, SourceAsking::raw}, judgement)) {
      judgement.compared();
      if (each.reply.payload) {
        check_answer(each, judgement);
      } else {
        check_form(evidence, each, judgement);
      }
    }
    require_a_right_answer(evidence, judgement);
    judgement.measured("refused", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  Bilingual claim() const {
    const Bilingual how = form_ == "any" ? Bilingual{"", ""}
                                         : Bilingual{" i källans egen felform",
                                                     " in the source's own form of a fault"};
    if (or_nothing_) {
      return phrase({"Frågan avvisades{}, eller fick ett svar utan uppgifter{}.",
                     "The question was refused{}, or had an answer without data{}."},
                    {how, of_step(of_)});
    }
    return phrase({"Den felaktiga frågan avvisades{}, och inga uppgifter lämnades{}.",
                   "The faulty question was refused{}, and no data was disclosed{}."},
                  {how, of_step(of_)});
  }

  void check_answer(const SourceCase& each, Judgement& judgement) const {
    const bool tells = tells_something(*each.reply.payload) || names_somebody(*each.reply.payload);
    if (or_nothing_ && !tells) return;
    judgement.violated(tells ? each.finding({"Källan lämnade uppgifter på en felaktig fråga.",
                                             "The source disclosed data on a faulty question."},
                                            "a refusal", "data")
                             : each.finding({"Källan avvisade inte den felaktiga frågan.",
                                             "The source did not refuse the faulty question."},
                                            "a refusal", words(each.reply.end).en));
  }

  void check_form(const Evidence& evidence, const SourceCase& each, Judgement& judgement) const {
    const auto* response = each.response();
    const bool refused =
        (response != nullptr && each.turned_away()) || (form_ == "any" && hung_up(each));
    if (!refused) {
      judgement.violated(
          each.finding({"Källan avvisade inte den felaktiga frågan i god ordning.",
                        "The source did not refuse the faulty question in good order."},
                       "a refusal", words(each.reply.end).en + " (" + each.reply.seen + ")"));
      return;
    }
    if (form_ == "any") return;
    const auto problem = refusal_problem(each.question.source, *response, *evidence.schemas);
    if (!problem) return;
    judgement.violated(each.finding({"Källan avvisade frågan i annan form än kontraktets.",
                                     "The source refused the question in another form than the "
                                     "contract's."},
                                    each.question.source == contract::Source::fk
                                        ? "LefiFelsvar with a status of 400 or more"
                                        : "a SOAP fault with status 500",
                                    *problem));
  }

  /// What no contract covers may also be answered by ending the connection; waiting it out may not.
  static bool hung_up(const SourceCase& each) {
    const auto& failure = each.question.failure;
    return failure && (failure->code == Errc::reset || failure->code == Errc::closed ||
                       failure->code == Errc::truncated);
  }

  std::string of_;
  std::string form_;
  bool or_nothing_;
};

/// The bytes, and the text as a reader of XML sees it.
std::string whole_refusal(const http::Response& response) {
  std::string out = response.reason + "\n";
  for (const auto& [name, value] : response.fields.entries()) out += name + ": " + value + "\n";
  out += "\n" + response.body;
  if (const auto document = Document::parse(response.body, kAnyAnswer))
    out += "\n" + document->text("string(/)", evidence::namespaces());
  return out;
}

class SourceFaultDiscreet final : public Check {
 public:
  explicit SourceFaultDiscreet(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Inget fel från källan återger personnummer, namn eller ärende{}.",
                          "No fault of the source quotes the person's number, name or case{}."},
                         {of_step(of_)}));
    for (const SourceCase& each : source_cases(evidence, of_, kNotTests, judgement)) {
      const auto* response = each.response();
      if (response == nullptr || each.reply.payload) continue;
      judgement.compared();
      check(evidence, each, *response, judgement);
    }
    require_a_right_answer(evidence, judgement);
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    auto outcome = std::move(judgement).finish();
    outcome.rests_on.push_back(rests_on(kControllersDuty, {evidence::Verdict::not_applicable}));
    return outcome;
  }

 private:
  struct PersonValue {
    Bilingual name;
    std::string value;
  };

  static std::vector<PersonValue> secrets(const Evidence& evidence, const SourceCase& each) {
    const auto& question = each.question;
    std::vector<PersonValue> out;
    if (question.person.size() > 2) {
      out.push_back({{"personnumret", "the person's number"}, question.person});
      out.push_back({{"personnumret", "the person's number"}, question.person.substr(2)});
    }
    out.push_back({{"ärendets beteckning", "the case id"}, question.case_id});
    out.push_back({{"handläggaren", "the caseworker"}, question.handlaggare});
    for (const auto& canary : evidence.canaries)
      out.push_back({{"en uppgift om en person", "a value about a person"}, canary.value});
    return out;
  }

  static void check(const Evidence& evidence, const SourceCase& each,
                    const http::Response& response, Judgement& judgement) {
    const std::string text = whole_refusal(response);
    for (const auto& [name, value] : secrets(evidence, each)) {
      const auto hit = residue::find_form(text, residue::forms_of(value));
      if (!hit) continue;
      judgement.violated(each.finding(
          phrase({"Felet återger {}, {}.", "The fault quotes {}, {}."}, {name, hit->form.name()}),
          "nothing of the person or the case", hit->form.bytes));
      return;  // one quote may be several values: the number, and ten digits of it
    }
  }

  std::string of_;
};

}  // namespace

CheckKind source_refused_kind() {
  return {.name = "source-refused",
          .clauses = {"TV-9.3.6"},
          .party = Party::uppgiftslamnare,
          .description = {"Felaktiga frågor avvisades i källans egen felform, utan uppgifter.",
                          "Faulty questions were refused in the source's own form of a fault, "
                          "without data."},
          .make = make_check<SourceRefused>};
}

CheckKind source_fault_discreet_kind() {
  return {.name = "source-fault-discreet",
          .clauses = {"TV-8.2.6", "TV-8.2.7"},
          .party = Party::uppgiftslamnare,
          .description = {"Inget fel från källan återger uppgifter om personen eller ärendet.",
                          "No fault of the source quotes anything of the person or the case."},
          .make = make_check<SourceFaultDiscreet>};
}

}  // namespace provbank::checks
