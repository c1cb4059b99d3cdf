// source-about and source-consistent: each answer is about the person asked about and nobody else,
// and the same question has the same answer, alone or among hundreds.
#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/source_reply.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Evidence;
using evidence::namespaces;
using evidence::SourceQuestion;

/// Two whose answers must always name somebody.
bool must_name(Source source) {
  return source == Source::af || source == Source::so;
}

const Bilingual kNoTelltale = {
    "Källans svar säger inte vem det gäller. Det som behövs är ett kännetecken för var och en av "
    "två "
    "personer: en uppgift som bara står i svaret om den personen.",
    "The source's answer does not say whom it is about. Needed: a telltale for each of two "
    "persons, a "
    "value that stands in the answer about that person alone."};

class SourceAbout final : public Check {
 public:
  explicit SourceAbout(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Varje svar gällde den som frågan gällde, och ingen annan{}.",
                          "Every answer was about the person asked about, and nobody else{}."},
                         {of_step(of_)}));
    for (const SourceCase& each :
         source_cases(evidence, of_, {evidence::SourceAsking::question}, judgement)) {
      if (each.reply.payload) check(evidence, each, judgement);
    }
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  static void check(const Evidence& evidence, const SourceCase& each, Judgement& judgement) {
    const auto& payload = *each.reply.payload;
    const bool named = !persons_named(payload).empty();
    const bool told_apart = knows_another(evidence, each);
    if (named || told_apart || must_name(each.question.source)) judgement.compared();
    if (!named && !told_apart && each.question.source == Source::tns)
      judgement.hindered(kNoTelltale, each.question.id);
    if (const auto other = somebody_else(payload, each.question.person)) {
      judgement.violated(each.finding({"Svaret gäller någon annan än den som frågan gällde.",
                                       "The answer is about another person than the one asked "
                                       "about."},
                                      each.question.person, *other));
    } else if (const auto* stranger = another_asked_about(evidence, each)) {
      judgement.violated(each.finding(
          {"Svaret innehåller numret på en annan person som källan har frågats om.",
           "The answer holds the number of another person that the source has been asked about."},
          "nothing of anybody else", stranger->person));
    } else if (const auto* canary = canary_of_another(evidence, each)) {
      judgement.violated(
          each.finding({"Svaret innehåller en uppgift som bara hör till en annan person.",
                        "The answer holds a value that belongs to another person "
                        "alone."},
                       "nothing of anybody else", canary->value));
    } else if (!named && must_name(each.question.source)) {
      judgement.violated(each.finding(
          {"Svaret säger inte vem det gäller.", "The answer does not say whom it is about."},
          each.question.person, "no number"));
    }
  }

  /// Something is known that would give another person's answer away.
  static bool knows_another(const Evidence& evidence, const SourceCase& each) {
    return each.question.source != Source::fk &&
           std::ranges::any_of(evidence.canaries, [&](const evidence::CanaryValue& canary) {
             return canary.person != each.question.person;
           });
  }

  static const evidence::CanaryValue* canary_of_another(const Evidence& evidence,
                                                        const SourceCase& each) {
    if (each.question.source == Source::fk) return nullptr;  // families, as below
    const auto& body = each.response()->body;
    const auto found =
        std::ranges::find_if(evidence.canaries, [&](const evidence::CanaryValue& canary) {
          return canary.person != each.question.person &&
                 body.find(canary.value) != std::string::npos;
        });
    return found == evidence.canaries.end() ? nullptr : &*found;
  }

  static const SourceQuestion* another_asked_about(const Evidence& evidence,
                                                   const SourceCase& each) {
    // LEFI answers about families: a child or a parent may be one of the others.
    if (each.question.source == Source::fk) return nullptr;
    const auto& body = each.response()->body;
    const std::string* last = nullptr;
    for (const SourceQuestion& other : evidence.source_questions) {
      // Hundreds of questions are about few persons.
      if (other.person.empty() || other.person == each.question.person) continue;
      if (last != nullptr && *last == other.person) continue;
      last = &other.person;
      if (body.find(other.person) != std::string::npos) return &other;
    }
    return nullptr;
  }

  std::string of_;
};

/// What belongs to the question rather than to the person.
const char* of_the_question(Source source) {
  switch (source) {
    case Source::af:
      return "/*/af:Fraga | /*/af:Svar/af:Referensnummer";
    case Source::so:
      return "/*/so:Referensnummer";
    case Source::miv:
      return "/*/response/korrelationsid | /*/response/correlationid";
    default:
      return nullptr;
  }
}

class SourceConsistent final : public Check {
 public:
  explicit SourceConsistent(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Samma fråga fick samma svar varje gång, och olika personer fick olika{}.",
                "The same question had the same answer every time, and different "
                "persons had different ones{}."},
               {of_step(of_)}));
    std::map<std::string, SourceCase> firsts;
    for (SourceCase& each : source_cases(evidence, of_, kRightQuestions, judgement)) {
      if (!each.answered()) continue;
      if (const char* own = of_the_question(each.question.source))
        each.reply.payload->document->remove(own, namespaces()).value();
      const std::string key = each.question.person + " " + period_words(each.question);
      const auto first = firsts.find(key);
      if (first == firsts.end()) {
        firsts.emplace(key, std::move(each));
      } else {
        check(first->second, each, judgement);
      }
    }
    check_apart(firsts, judgement);
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  /// The inner schema is not all public, and what stands around the persons may be a time of day.
  static Comparison compare_persons(const Payload& first, const Payload& again) {
    const std::string list = "//skvsvar:PersonuppgiftLista";
    auto before = xml::Document::parse(first.document->text("/*/svar", namespaces()), kAnyAnswer);
    auto after = xml::Document::parse(again.document->text("/*/svar", namespaces()), kAnyAnswer);
    if (!before || !after) return {.values = 0, .first = Difference{"/svar", "XML", "no XML"}};
    return compare_content(*before, list, *after, list);
  }

  static std::string period_words(const SourceQuestion& question) {
    if (!question.period) return {};
    return contract::to_string(question.period->from) + " " +
           contract::to_string(question.period->tom);
  }

  static std::optional<Difference> apart(SourceCase& first, SourceCase& again) {
    return (first.question.source == Source::skv
                ? compare_persons(*first.reply.payload, *again.reply.payload)
                : compare(*first.reply.payload, *again.reply.payload))
        .first;
  }

  static void check(SourceCase& first, SourceCase& again, Judgement& judgement) {
    judgement.compared();
    const auto difference = apart(first, again);
    if (!difference) return;
    report(first, again,
           {"Samma fråga fick ett annat svar än förut.",
            "The same question had another answer than before."},
           difference->place + ": " + difference->given, difference->received, judgement);
  }

  /// Two persons with data of their own: who gets the same is told somebody else's.
  static void check_apart(std::map<std::string, SourceCase>& firsts, Judgement& judgement) {
    SourceCase* one = nullptr;
    for (auto& [key, each] : firsts) {
      if (each.question.slot != "med-uppgifter" && each.question.slot != "annan-med-uppgifter")
        continue;
      if (one != nullptr && one->question.person != each.question.person && !apart(*one, each)) {
        report(*one, each,
               {"Två personer med egna uppgifter fick samma svar.",
                "Two persons with data of their own had the same answer."},
               "another answer for another person", "the same answer", judgement);
      }
      if (one == nullptr) one = &each;
    }
  }

  static void report(const SourceCase& first, const SourceCase& again, Bilingual message,
                     std::string expected, std::string received, Judgement& judgement) {
    auto finding = again.finding(std::move(message), std::move(expected), std::move(received));
    if (!first.question.exchange.empty()) {
      finding.where.push_back(
          {.exchange = first.question.exchange, .file = {}, .line = 0, .xpath = {}});
    }
    judgement.violated(std::move(finding));
  }

  std::string of_;
};

}  // namespace

CheckKind source_about_kind() {
  return {.name = "source-about",
          .clauses = {"B4-2.1/5", "TV-8.2.6"},
          .party = Party::uppgiftslamnare,
          .description = {"Svaren gällde den som frågades om, och ingen annan.",
                          "The answers were about the person asked about, and nobody else."},
          .make = make_check<SourceAbout>};
}

CheckKind source_consistent_kind() {
  return {.name = "source-consistent",
          .clauses = {"B4-2.1/5", "TV-8.2.6"},
          .party = Party::uppgiftslamnare,
          .description =
              {"Samma fråga fick samma svar, ensam eller bland många, och olika personer olika.",
               "The same question had the same answer, alone or among many, and different "
               "persons different ones."},
          .make = make_check<SourceConsistent>};
}

}  // namespace provbank::checks
