// source-about and source-consistent: each answer is about the person asked about and nobody else,
// and the same question has the same answer, alone or among hundreds.
#include <map>

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
    judgement.measured("answers", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  static void check(const Evidence& evidence, const SourceCase& each, Judgement& judgement) {
    const auto& payload = *each.reply.payload;
    const bool named = !persons_named(payload).empty();
    if (named || must_name(each.question.source)) judgement.compared();
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
    } else if (!named && must_name(each.question.source)) {
      judgement.violated(each.finding(
          {"Svaret säger inte vem det gäller.", "The answer does not say whom it is about."},
          each.question.person, "no number"));
    }
  }

  static const SourceQuestion* another_asked_about(const Evidence& evidence,
                                                   const SourceCase& each) {
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
    Judgement judgement(evidence, phrase({"Samma fråga fick samma svar varje gång{}.",
                                          "The same question had the same answer every time{}."},
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
    judgement.measured("answers", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  static std::string period_words(const SourceQuestion& question) {
    if (!question.period) return {};
    return contract::to_string(question.period->from) + " " +
           contract::to_string(question.period->tom);
  }

  static void check(SourceCase& first, SourceCase& again, Judgement& judgement) {
    judgement.compared();
    const auto comparison = compare(*first.reply.payload, *again.reply.payload);
    if (!comparison.first) return;
    auto finding = again.finding({"Samma fråga fick ett annat svar än förut.",
                                  "The same question had another answer than before."},
                                 comparison.first->place + ": " + comparison.first->given,
                                 comparison.first->received);
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
          .description = {"Samma fråga fick samma svar, ensam eller bland många.",
                          "The same question had the same answer, alone or among many."},
          .make = make_check<SourceConsistent>};
}

}  // namespace provbank::checks
