// echo: frageTidpunkt and korrelationsid came back unchanged, and the question itself if and only
// if it was wanted.
#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/payload.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::namespaces;
using xml::Document;

class Echo final : public Check {
 public:
  explicit Echo(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase(
            {"Frågetidpunkt och korrelationsid kom tillbaka oförändrade, och frågan själv när den "
             "begärdes och bara då{}.",
             "The question's time and correlation id came back unchanged, and the question itself "
             "when it was wanted and only then{}."},
            {of_step(of_)}));
    for (const Case& each : cases(evidence, of_, kOrdinary, judgement)) check(each, judgement);
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  static void check(const Case& each, Judgement& judgement) {
    if (!each.answered()) return;
    auto request = Document::parse(each.exchange->request.body);
    if (!request) return;
    const auto questions = read_questions(*request);
    auto answer = Document::parse(each.exchange->response->body, kAnyAnswer).value();
    if (questions.size() != each.reply.answers.size()) {
      judgement.violated(each.finding({"Svaret har inte en del för varje fråga.",
                                       "The answer has not one part for each question."},
                                      std::to_string(questions.size()) + " answers",
                                      std::to_string(each.reply.answers.size()) + " answers"));
      return;
    }
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const auto& view = each.reply.answers[i];
      if (view.fault) continue;
      judgement.compared();
      const std::string at = evidence::xpath_of(view.path);
      check_text(each, "frageTidpunkt", questions[i].frage_tidpunkt,
                 came_back(answer, at, "frageTidpunkt", true), view.path, judgement);
      check_text(each, "korrelationsid", questions[i].korrelationsid,
                 came_back(answer, at, "korrelationsid", false), view.path, judgement);
      check_question(each, *request, questions[i], answer, view.path, judgement);
    }
  }

  static std::optional<std::string> came_back(const Document& answer, const std::string& at,
                                              const std::string& name, bool margins_mean_nothing) {
    const std::string element = at + "/ssbt:" + name;
    if (!answer.has(element, namespaces())) return std::nullopt;
    const std::string text = answer.text(element, namespaces());
    return margins_mean_nothing ? trimmed(text) : text;
  }

  static void check_text(const Case& each, const std::string& name,
                         const std::optional<std::string>& sent,
                         const std::optional<std::string>& received, const std::string& path,
                         Judgement& judgement) {
    if (sent == received) return;
    const auto shown = [](const std::optional<std::string>& text) {
      return text ? "\"" + *text + "\"" : "no such element";
    };
    auto finding = each.finding(
        phrase({"{} kom inte tillbaka som det skickades.", "{} did not come back as it was sent."},
               {same(name)}),
        shown(sent), shown(received));
    finding.where.front() = each.where(path + "/" + name);
    judgement.violated(std::move(finding));
  }

  static void check_question(const Case& each, Document& request, const QuestionBytes& question,
                             Document& answer, const std::string& path, Judgement& judgement) {
    const std::string fraga = evidence::xpath_of(path) + "/ssbt:fraga";
    const bool there = answer.has(fraga, namespaces());
    if (there != question.echo) {
      auto finding = each.finding(
          question.echo
              ? Bilingual{"Frågan begärdes tillbaka men finns inte i svaret.",
                          "The question was wanted back but is not in the answer."}
              : Bilingual{"Frågan finns i svaret fast den inte begärdes tillbaka.",
                          "The question is in the answer although it was not wanted back."},
          question.echo ? "fraga" : "no fraga", there ? "fraga" : "no fraga");
      finding.where.front() = each.where(path + "/fraga");
      judgement.violated(std::move(finding));
      return;
    }
    if (!there) return;
    const auto comparison = compare_content(request, question.xpath, answer, fraga);
    if (!comparison.first) return;
    auto finding = each.finding({"Frågan i svaret är inte den som ställdes.",
                                 "The question in the answer is not the one that was asked."},
                                comparison.first->given, comparison.first->received);
    finding.where.front() = each.where(path + "/fraga" + comparison.first->place);
    judgement.violated(std::move(finding));
  }

  std::string of_;
};

}  // namespace

CheckKind echo_kind() {
  return {.name = "echo",
          .clauses = {"TV-4.1", "B4-2.1", "B4-2.1/7"},
          .party = Party::driftspart,
          .description = {"Frågetidpunkt och korrelationsid kom tillbaka oförändrade, och frågan "
                          "själv när den begärdes.",
                          "The question's time and correlation id came back unchanged, and the "
                          "question itself when wanted."},
          .make = make_check<Echo>};
}

}  // namespace provbank::checks
