// persons-apart: one answer a person, in the order of the questions, each about its own person.
#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/payload.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::namespaces;
using xml::Document;

class PersonsApart final : public Check {
 public:
  explicit PersonsApart(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase(
            {"Varje person fick ett eget svar, i frågornas ordning och bara om den personen{}.",
             "Each person got an answer of their own, in the order of the questions and about that "
             "person only{}."},
            {of_step(of_)}));
    for (const Case& each : cases(evidence, of_, {evidence::Ask::several}, judgement))
      check(each, judgement);
    judgement.measured("persons", static_cast<double>(judgement.compared_so_far()), "persons");
    auto outcome = std::move(judgement).finish();
    outcome.rests_on.push_back(rests_on(kTenPersons, {evidence::Verdict::not_applicable}));
    return outcome;
  }

 private:
  static void check(const Case& each, Judgement& judgement) {
    const auto questions =
        each.exchange != nullptr ? read_questions(*each.exchange) : std::vector<QuestionBytes>();
    if (questions.size() < 2) {
      judgement.hindered(
          {"Frågan gällde inte flera personer.", "The question was not about several persons."},
          each.question.id);
      return;
    }
    if (!each.answered()) {
      judgement.hindered(
          {"En fråga om flera personer besvarades inte, så svaren kan inte hållas isär.",
           "A question about several persons was not answered, so no answers can be told apart."},
          each.question.id);
      return;
    }
    if (questions.size() != each.reply.answers.size()) {
      judgement.violated(each.finding({"Svaret har inte ett svar för varje person.",
                                       "The answer has not one answer for each person."},
                                      std::to_string(questions.size()) + " answers",
                                      std::to_string(each.reply.answers.size()) + " answers"));
      return;
    }
    const auto document = Document::parse(each.exchange->response->body, kAnyAnswer).value();
    for (std::size_t i = 0; i < questions.size(); ++i) {
      if (!each.reply.answers[i].fault)
        check_person(each, document, questions[i], each.reply.answers[i], judgement);
    }
  }

  static void check_person(const Case& each, const Document& document,
                           const QuestionBytes& question, const evidence::AnswerView& answer,
                           Judgement& judgement) {
    std::size_t signs = check_echo(each, document, question, answer, judgement);
    for (const auto& [source, view] : answer.sources) {
      if (!view.delivered) continue;
      const auto payload = payload_received(source, document, evidence::xpath_of(view.path));
      if (!payload) continue;
      signs += persons_named(*payload).size();
      if (const auto other = somebody_else(*payload, question.person)) {
        report(each,
               phrase({"Uppgifterna från {} står i fel persons svar.",
                       "The data from {} stands in the wrong person's answer."},
                      {same(contract::code(source))}),
               question.person, *other, view.path, judgement);
      }
    }
    if (signs > 0) {
      judgement.compared();
      return;
    }
    judgement.hindered({"Ett svar nämner varken korrelationsid eller person, så det syns inte vem "
                        "det gäller. Det som behövs är "
                        "frågor med korrelationsid, eller källor som nämner personen.",
                        "An answer has neither a correlation id nor a person, so it cannot be seen "
                        "whom it is about. Needed: "
                        "questions with a correlation id, or sources that name the person."},
                       each.question.id);
  }

  /// What came back of the question itself. Returns how many signs there were.
  static std::size_t check_echo(const Case& each, const Document& document,
                                const QuestionBytes& question, const evidence::AnswerView& answer,
                                Judgement& judgement) {
    const std::string at = evidence::xpath_of(answer.path);
    std::size_t signs = 0;
    if (question.korrelationsid && document.has(at + "/ssbt:korrelationsid", namespaces())) {
      ++signs;
      const std::string received = document.text(at + "/ssbt:korrelationsid", namespaces());
      if (received != *question.korrelationsid) {
        report(each,
               {"Svaret bär en annan frågas korrelationsid.",
                "The answer carries another question's correlation id."},
               *question.korrelationsid, received, answer.path + "/korrelationsid", judgement);
      }
    }
    const std::string person =
        at + "/ssbt:fraga/ssbt:generellaFrageparametrar/ssbt:personidentitet";
    if (document.has(person, namespaces())) {
      ++signs;
      const std::string received = trimmed(document.text(person, namespaces()));
      if (received != question.person) {
        report(each,
               {"Svaret återger en annan persons fråga.",
                "The answer repeats another person's question."},
               question.person, received, answer.path + "/fraga", judgement);
      }
    }
    return signs;
  }

  static void report(const Case& each, const Bilingual& what, const std::string& expected,
                     const std::string& received, const std::string& path, Judgement& judgement) {
    auto finding = each.finding(what, expected, received);
    finding.where.front() = each.where(path);
    judgement.violated(std::move(finding));
  }

  std::string of_;
};

}  // namespace

CheckKind persons_apart_kind() {
  return {
      .name = "persons-apart",
      .clauses = {"TV-4.1", "TV-12.5.8", "TV-12.5.10", "B4-2.1", "B4-3.7.1", "B4-2.1/3", "B4-2.1/6",
                  "B4-3.7.1/flera"},
      .party = Party::driftspart,
      .description =
          {"Varje person i en fråga om flera fick ett eget svar, i rätt ordning och bara om sig.",
           "Each person in a question about several got their own answer, in order and about them "
           "alone."},
      .make = make_check<PersonsApart>};
}

}  // namespace provbank::checks
