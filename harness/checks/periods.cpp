// periods: the period of each source's question is its own when it has one, else the general one.
#include "harness/checks/calls.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"
#include "platform/json/parse.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Exchange;
using evidence::namespaces;
using xml::Document;

PeriodText period_in_lefi(const std::string& text) {
  const auto question = json::parse(text, {});
  if (!question || !question->is_object()) return {};
  const auto period = question->find("period");
  if (period == question->end() || !period->is_object()) return {};
  const auto end = [&](const char* name) {
    const auto found = period->find(name);
    return found != period->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return {end("from"), end("tom")};
}

PeriodText period_in_xml(const std::string& body, const std::string& from, const std::string& tom) {
  const auto document = Document::parse(body);
  if (!document) return {};
  return {trimmed(document->text(from, namespaces())), trimmed(document->text(tom, namespaces()))};
}

/// The period a source was asked about; nothing for sources whose question has none (SKV, TNS,
/// MIV).
std::optional<PeriodText> period_asked(const Exchange& call) {
  const std::string& body = call.request.body;
  switch (*call.source) {
    case Source::af:
      return period_in_xml(body, "//af:Fraga/af:From", "//af:Fraga/af:Tom");
    case Source::csn:
      return period_in_xml(body, "//csnfraga:FromDatum", "//csnfraga:TomDatum");
    case Source::so:
      return period_in_xml(body, "//so:From", "//so:Tom");
    case Source::fk:
      return period_in_lefi(body);
    case Source::skv:
    case Source::tns:
    case Source::miv:
      break;
  }
  return std::nullopt;
}

class Periods final : public Check {
 public:
  explicit Periods(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase(
            {"Varje källa tillfrågades om sin egen period när frågan angav en, annars om den "
             "allmänna{}.",
             "Each source was asked about its own period where the question gave one, else about "
             "the general one{}."},
            {of_step(of_)}));
    if (sources_seen(evidence, judgement)) {
      const auto links = evidence::link(evidence);
      for (const Case& each : cases(evidence, of_, kOrdinary, judgement)) {
        const auto linked = clear_links(links, each, judgement);
        const auto questions = each.exchange != nullptr ? read_questions(*each.exchange)
                                                        : std::vector<QuestionBytes>();
        for (std::size_t i = 0; i < linked.size() && i < questions.size(); ++i) {
          for (const Exchange* call : linked[i]->calls) check(each, questions[i], *call, judgement);
        }
      }
    }
    judgement.measured("sources", static_cast<double>(judgement.compared_so_far()), "sources");
    return std::move(judgement).finish();
  }

 private:
  static void check(const Case& each, const QuestionBytes& question, const Exchange& call,
                    Judgement& judgement) {
    const auto asked = period_asked(call);
    if (!asked) return;
    judgement.compared();
    // Försäkringskassan's period is part of the LEFI question, which the kommun writes itself.
    const PeriodText wanted = *call.source == Source::fk ? period_in_lefi(question.lefi_json)
                                                         : question.period_for(*call.source);
    if (*asked == wanted) return;
    auto finding = each.finding(phrase({"{} tillfrågades om en annan period än frågan gällde.",
                                        "{} was asked about another period than the question's."},
                                       {same(call.party)}),
                                to_string(wanted), to_string(*asked));
    finding.where.push_back({.exchange = call.id, .file = {}, .line = 0, .xpath = {}});
    judgement.violated(std::move(finding));
  }

  std::string of_;
};

}  // namespace

CheckKind periods_kind() {
  return {.name = "periods",
          .clauses = {"TV-4.1", "B3-4.1", "B4-2.1", "B4-2.1/3"},
          .party = Party::driftspart,
          .description = {"Varje källa tillfrågades om den period som frågan angav för den.",
                          "Each source was asked about the period the question gave for it."},
          .make = make_check<Periods>};
}

}  // namespace provbank::checks
