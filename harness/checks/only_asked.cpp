// only-asked: exactly the sources asked for were asked, once each and about the person asked about,
// and stand in the answer.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/calls.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Evidence;
using evidence::Exchange;

class OnlyAsked final : public Check {
 public:
  explicit OnlyAsked(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, phrase({"Exakt de källor som frågan gällde tillfrågades, en gång "
                                          "var och bara om rätt person, och bara de "
                                          "står i svaret{}.",
                                          "Exactly the sources the question concerned were asked, "
                                          "once each and only about the right person, "
                                          "and only they stand in the answer{}."},
                                         {of_step(of_)}));
    if (!sources_seen(evidence, judgement)) return std::move(judgement).finish();
    const auto links = evidence::link(evidence);
    for (const Case& each : cases(evidence, of_, kOrdinary, judgement)) {
      check_calls(evidence, links, each, judgement);
      check_answer(each, judgement);
      if (!of_.empty()) report_orphans(orphans_during(links, each.question), judgement);
    }
    if (of_.empty()) report_orphans(links.orphans, judgement);
    judgement.measured("sources", static_cast<double>(judgement.compared_so_far()), "sources");
    return std::move(judgement).finish();
  }

 private:
  static void check_calls(const Evidence& evidence, const evidence::Links& links, const Case& each,
                          Judgement& judgement) {
    const auto linked = clear_links(links, each, judgement);
    const auto questions =
        each.exchange != nullptr ? read_questions(*each.exchange) : std::vector<QuestionBytes>();
    for (std::size_t i = 0; i < linked.size(); ++i) {
      const auto* question = i < questions.size() ? &questions[i] : nullptr;
      const auto asked = question != nullptr ? question->included : each.question.sources;
      check_one_person(evidence, each, *linked[i], asked, question, judgement);
    }
  }

  static void check_one_person(const Evidence& evidence, const Case& each,
                               const evidence::Linked& linked, const contract::SourceSet& asked,
                               const QuestionBytes* question, Judgement& judgement) {
    for (const Source source : contract::kAllSources) {
      std::vector<const Exchange*> calls;
      std::ranges::copy_if(linked.calls, std::back_inserter(calls),
                           [source](const Exchange* call) { return call->source == source; });
      const auto complete =
          std::ranges::count_if(calls, [](const Exchange* call) { return call->complete; });
      if (!asked.contains(source)) {
        if (!calls.empty()) report(each, source, "not asked", calls, kNotIncluded, judgement);
        continue;
      }
      if (complete > 1) report(each, source, "one call", calls, kTwice, judgement);
      // A question that was turned away asks nobody, and shows nothing.
      if (!each.answered()) continue;
      if (calls.empty() && rightly_uncalled(evidence, source, linked.person, question)) continue;
      judgement.compared();
      if (calls.empty()) report(each, source, "one call", calls, kNotCalled, judgement);
    }
  }

  /// It could not be reached, or its contract cannot carry the question.
  static bool rightly_uncalled(const Evidence& evidence, Source source, std::string_view person,
                               const QuestionBytes* question) {
    const bool other_lefi = source == Source::fk && question != nullptr && question->lefi_version &&
                            *question->lefi_version != "v9";
    return unreachable(played(evidence, source)) || cannot_carry(source, person) || other_lefi;
  }

  static void check_answer(const Case& each, Judgement& judgement) {
    if (!each.answered()) return;
    for (const auto& answer : each.reply.answers) {
      if (answer.fault) continue;
      contract::SourceSet there;
      for (const auto& [source, view] : answer.sources) there.insert(source);
      if (there == each.question.sources || each.question.sources.empty()) continue;
      auto finding =
          each.finding({"Svaret innehåller inte exakt de källor som frågan gällde.",
                        "The answer does not hold exactly the sources the question concerned."},
                       to_string(each.question.sources), to_string(there));
      if (!finding.where.empty()) finding.where.front() = each.where(answer.path + "/svarsdata");
      judgement.violated(std::move(finding));
    }
  }

  static void report(const Case& each, Source source, std::string expected,
                     const std::vector<const Exchange*>& calls, const Bilingual& what,
                     Judgement& judgement) {
    auto finding = each.finding(phrase(what, {same(contract::code(source))}), std::move(expected),
                                fmt::format("{} calls", calls.size()));
    for (const Exchange* call : calls)
      finding.where.push_back({.exchange = call->id, .file = {}, .line = 0, .xpath = {}});
    judgement.violated(std::move(finding));
  }

  static void report_orphans(const std::vector<const Exchange*>& orphans, Judgement& judgement) {
    for (const Exchange* call : orphans) {
      const auto person = evidence::person_asked(*call);
      evidence::Finding finding;
      finding.message = person
                            ? phrase({"{} tillfrågades om en person som ingen frågade om då.",
                                      "{} was asked about a person whom nobody asked about then."},
                                     {same(call->party)})
                            : phrase({"{} fick en fråga som inte säger vem den gäller.",
                                      "{} was sent a question that does not say whom it is about."},
                                     {same(call->party)});
      finding.expected = "only questions about those whom a kommun asks about";
      finding.received = person.value_or("a question that cannot be read");
      finding.where = {{.exchange = call->id, .file = {}, .line = 0, .xpath = {}}};
      judgement.violated(std::move(finding));
    }
  }

  static const Bilingual kNotIncluded;
  static const Bilingual kTwice;
  static const Bilingual kNotCalled;

  std::string of_;
};

const Bilingual OnlyAsked::kNotIncluded = {
    "{} tillfrågades fast frågan inte gällde den källan.",
    "{} was asked although the question did not concern that source."};
const Bilingual OnlyAsked::kTwice = {"{} tillfrågades mer än en gång.",
                                     "{} was asked more than once."};
const Bilingual OnlyAsked::kNotCalled = {
    "{} tillfrågades inte fast frågan gällde den källan.",
    "{} was not asked although the question concerned that source."};

}  // namespace

CheckKind only_asked_kind() {
  return {.name = "only-asked",
          .clauses = {"TV-4.1", "TV-12.5.10", "B3-4.1", "B4-2.1", "B4-2.1/3"},
          .party = Party::driftspart,
          .description = {"Exakt de källor som frågan gällde tillfrågades, bara om rätt person, "
                          "och står i svaret.",
                          "Exactly the sources the question concerned were asked, only about the "
                          "right person, and stand in "
                          "the answer."},
          .make = make_check<OnlyAsked>};
}

}  // namespace provbank::checks
