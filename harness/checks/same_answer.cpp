// same-answer: two steps that asked about the same persons got the same of every source that both
// asked. Needs no knowledge of what the right answer is.
//
// What a question says of itself (its case and correlation ids) comes back in some sources' answers
// and differs between questions without meaning anything, so it is left out of the comparison. When
// the source itself gave different data to the two questions, the difference is not the party's.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/calls.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/payload.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Evidence;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  if (from.empty()) return;
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// One question with what it says of itself.
class Side {
 public:
  explicit Side(const Case& each) : each_(each) {
    if (each.exchange == nullptr) return;
    questions_ = read_questions(*each.exchange);
    if (each.exchange_answered()) {
      if (auto parsed = xml::Document::parse(each.exchange->response->body, kAnyAnswer))
        answer_.emplace(std::move(*parsed));
    }
  }

  const Case& each() const { return each_; }

  /// The source's data, for `compare`; nothing when it cannot be read.
  std::optional<Payload> data(const evidence::SourceView& view, Source source) const {
    if (!answer_) return std::nullopt;
    auto payload = payload_received(source, *answer_, evidence::xpath_of(view.path));
    if (!payload) return std::nullopt;
    return std::move(*payload);
  }

  /// The data as text without what the question says of itself. Only for comparing with the other
  /// side's, taken from the same place: the root counts.
  std::string text_of(const Payload& payload) const {
    std::string text;
    if (payload.json) text = payload.json->dump();
    if (payload.document)
      text = payload.document->comparable("/*", evidence::namespaces()).value_or("");
    for (const auto& question : questions_) {
      if (question.korrelationsid) replace_all(text, *question.korrelationsid, "*");
      replace_all(text, question.case_id, "*");
    }
    return text;
  }

 private:
  const Case& each_;
  std::vector<QuestionBytes> questions_;
  std::optional<xml::Document> answer_;
};

class SameAnswer final : public Check {
 public:
  explicit SameAnswer(Attributes& attributes)
      : of_(attributes.text("of")), as_(attributes.text("as")) {
    if (!attributes.given("of")) attributes.wrong("of", "is missing");
    if (!attributes.given("as")) attributes.wrong("as", "is missing");
  }

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Frågorna i steg {} och {} fick samma uppgifter från varje källa "
                                "som båda gällde.",
                                "The questions of steps {} and {} got the same data from each "
                                "source that both concerned."},
                               {same(of_), same(as_)}));
    const auto links = evidence::link(evidence);
    const auto ones = cases(evidence, of_, kOrdinary, judgement);
    const auto others = cases(evidence, as_, kOrdinary, judgement);
    if (!ones.empty() && !others.empty() && others.size() != 1 && others.size() != ones.size()) {
      judgement.hindered({"Stegen har olika många frågor, så de går inte att jämföra två och två.",
                          "The steps have different numbers of questions, so they cannot be "
                          "compared in pairs."});
    } else if (!ones.empty() && !others.empty()) {
      for (std::size_t i = 0; i < ones.size(); ++i) {
        const Case& other = others.size() == 1 ? others.front() : others[i];
        compare_questions(evidence, links, ones[i], other, judgement);
      }
    }
    judgement.measured("sources", static_cast<double>(judgement.compared_so_far()), "sources");
    return std::move(judgement).finish();
  }

 private:
  static void compare_questions(const Evidence& evidence, const evidence::Links& links,
                                const Case& one, const Case& other, Judgement& judgement) {
    if (one.question.persons != other.question.persons) {
      judgement.hindered({"Stegens frågor gäller inte samma personer.",
                          "The steps' questions are not about the same persons."},
                         one.question.id);
      return;
    }
    if (one.answered() != other.answered()) {
      judgement.violated(one.finding({"Den ena frågan besvarades och den andra inte.",
                                      "One of the questions was answered and the other not."},
                                     "the same outcome as " + other.question.id,
                                     one.reply.outcome + " / " + other.reply.outcome));
      return;
    }
    if (!one.answered()) {
      judgement.hindered({"Ingen av frågorna besvarades, så det finns inget att jämföra.",
                          "Neither question was answered, so there is nothing to compare."},
                         one.question.id);
      return;
    }
    const Side left(one);
    const Side right(other);
    const std::size_t persons = std::min(one.reply.answers.size(), other.reply.answers.size());
    for (std::size_t i = 0; i < persons; ++i) {
      for (const Source source : one.question.sources.in_order()) {
        if (!other.question.sources.contains(source)) continue;
        const auto& here = one.reply.answers[i].sources;
        const auto& there = other.reply.answers[i].sources;
        const auto view = here.find(source);
        const auto found = there.find(source);
        if (view == here.end() && found == there.end()) continue;
        if (!steady(evidence, source, judgement)) continue;
        judgement.compared();
        if (view == here.end() || found == there.end()) {
          judgement.violated(one.finding(
              phrase({"{} finns i svaret på den ena frågan och inte på den andra, fast båda gällde "
                      "den.",
                      "{} stands in the answer to one of the questions and not to the other, "
                      "although both concerned it."},
                     {same(contract::code(source))}),
              found == there.end() ? "nothing" : "an answer",
              view == here.end() ? "nothing" : "an answer"));
          continue;
        }
        compare_views({left, right, i, source, view->second, found->second}, links, judgement);
      }
    }
  }

  /// One that errs now and then gives different answers by itself.
  static bool steady(const Evidence& evidence, Source source, Judgement& judgement) {
    const auto& how = played(evidence, source);
    if (healthy(how) || how.share >= 1) return true;
    judgement.hindered(
        phrase({"{} spelades så att bara en del av svaren förstördes, så dess svar ska inte vara "
                "lika.",
                "{} was played with only a share of its answers spoiled, so its answers need not "
                "be alike."},
               {same(contract::code(source))}));
    return false;
  }

  struct Pair {
    const Side& left;
    const Side& right;
    std::size_t person;
    Source source;
    const evidence::SourceView& one;
    const evidence::SourceView& other;
  };

  static void compare_views(const Pair& pair, const evidence::Links& links, Judgement& judgement) {
    const auto say = [](const evidence::SourceView& view) {
      return view.delivered ? std::string("data")
                            : fmt::format("error {} {}", view.kalla, view.felkod);
    };
    if (say(pair.one) != say(pair.other)) {
      report(pair, say(pair.other), say(pair.one), judgement);
      return;
    }
    if (!pair.one.delivered) return;
    auto left = pair.left.data(pair.one, pair.source);
    auto right = pair.right.data(pair.other, pair.source);
    if (!left || !right) {
      report(pair, "data that can be read", "data that cannot", judgement);
      return;
    }
    const auto comparison = compare(*left, *right);  // also drops white space between elements
    if (!comparison.first || pair.left.text_of(*left) == pair.right.text_of(*right)) return;
    if (source_differed(pair, links)) {
      judgement.hindered(phrase({"{} gav själv olika uppgifter till de två frågorna, så att svaren "
                                 "skiljer sig säger inget om tjänsten.",
                                 "{} itself gave different data to the two questions, so that the "
                                 "answers differ says nothing about the service."},
                                {same(contract::code(pair.source))}));
      return;
    }
    const auto& apart = *comparison.first;
    report(pair, apart.place + ": " + apart.received, apart.place + ": " + apart.given, judgement);
  }

  static bool source_differed(const Pair& pair, const evidence::Links& links) {
    const auto given = [&](const Side& side) -> std::optional<std::string> {
      const auto& question = side.each().question;
      if (pair.person >= question.identities.size()) return std::nullopt;
      const auto* linked = links.find(question.id, question.identities[pair.person].digits());
      if (linked == nullptr) return std::nullopt;
      const auto calls = last_calls(*linked);
      const auto call = calls.find(pair.source);
      if (call == calls.end() || !call->second->response) return std::nullopt;
      const auto payload = payload_given(pair.source, *call->second->response);
      if (!payload) return std::nullopt;
      return side.text_of(*payload);
    };
    const auto left = given(pair.left);
    const auto right = given(pair.right);
    return left && right && *left != *right;
  }

  static void report(const Pair& pair, std::string expected, std::string received,
                     Judgement& judgement) {
    const Case& one = pair.left.each();
    auto finding = one.finding(
        phrase({"Uppgifterna från {} är inte de som samma fråga fick i det andra steget.",
                "The data from {} is not what the same question got in the other step."},
               {same(contract::code(pair.source))}),
        std::move(expected), std::move(received));
    if (!finding.where.empty()) finding.where.front() = one.where(pair.one.path, pair.one.line);
    finding.where.push_back(pair.right.each().where(pair.other.path, pair.other.line));
    judgement.violated(std::move(finding));
  }

  std::string of_;
  std::string as_;
};

}  // namespace

CheckKind same_answer_kind() {
  return {.name = "same-answer",
          .clauses = {"TV-4.1", "TV-12.5.8", "B3-4.1", "B4-2.1", "B4-2.1/6"},
          .party = Party::driftspart,
          .description = {"Samma fråga på två sätt gav samma uppgifter från varje källa.",
                          "The same question in two ways gave the same data from each source."},
          .make = make_check<SameAnswer>};
}

}  // namespace provbank::checks
