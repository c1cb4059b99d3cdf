// ping-answered: a ping called each source's own test; the named sources failed it, the others
// passed.
#include <algorithm>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Evidence;
using evidence::Exchange;

class PingAnswered final : public Check {
 public:
  explicit PingAnswered(Attributes& attributes)
      : of_(attributes.text("of")), failing_(attributes.sources("failing")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, claim());
    const auto links = evidence::link(evidence);
    const bool seen = sources_seen(evidence, judgement);
    for (const Case& each : cases(evidence, of_, {evidence::Ask::ping}, judgement)) {
      if (each.question.kind != evidence::Ask::ping) continue;
      check_answer(each, judgement);
      if (!seen || each.reply.outcome != "ping") continue;
      check_tests(evidence, each, judgement);
      check_nobody_asked_about(links, each, judgement);
    }
    judgement.measured("sources", static_cast<double>(judgement.compared_so_far()), "sources");
    return std::move(judgement).finish();
  }

 private:
  Bilingual claim() const {
    if (failing_.empty()) {
      return phrase({"Testanropet nådde varje källas eget test, och alla svarade{}.",
                     "The ping reached each source's own test, and all answered{}."},
                    {of_step(of_)});
    }
    return phrase(
        {"Testanropet nådde varje källas eget test: {} misslyckades och de övriga svarade{}.",
         "The ping reached each source's own test: {} failed and the others answered{}."},
        {same(to_string(failing_)), of_step(of_)});
  }

  void check_answer(const Case& each, Judgement& judgement) const {
    if (each.reply.outcome != "ping") {
      judgement.violated(each.finding(
          {"Testanropet besvarades inte.", "The ping was not answered."},
          "testaBastjanstInformationResponse", each.reply.outcome + " " + each.reply.fault_code));
      return;
    }
    for (const Source source : contract::kAllSources) {
      judgement.compared();
      const auto found = each.reply.ping.find(source);
      const bool there = found != each.reply.ping.end();
      const bool well = there && found->second.delivered;
      if (there && well != failing_.contains(source)) continue;
      auto finding = each.finding(phrase({"Fel utfall står för {} i svaret på testanropet.",
                                          "The wrong outcome stands for {} in the ping's answer."},
                                         {same(contract::code(source))}),
                                  failing_.contains(source) ? "failed" : "answered",
                                  !there ? "nothing"
                                  : well ? "answered"
                                         : "failed " + found->second.felkod);
      if (there && !finding.where.empty())
        finding.where.front() = each.where(found->second.path, found->second.line);
      judgement.violated(std::move(finding));
    }
  }

  static bool during(const Exchange& call, const Case& each) {
    return call.started >= each.question.started && call.started <= each.question.finished;
  }

  void check_tests(const Evidence& evidence, const Case& each, Judgement& judgement) const {
    for (const Source source : contract::kAllSources) {
      if (unreachable(played(evidence, source))) continue;
      const bool called = std::ranges::any_of(evidence.exchanges, [&](const Exchange& call) {
        return call.leg == evidence::Leg::source && call.source == source && during(call, each) &&
               evidence::is_source_test(call);
      });
      if (called) continue;
      judgement.violated(each.finding(phrase({"{}: källans eget test anropades inte.",
                                              "{}: the source's own test was not called."},
                                             {same(contract::code(source))}),
                                      "a call to the source's own test", "no such call"));
    }
  }

  static void check_nobody_asked_about(const evidence::Links& links, const Case& each,
                                       Judgement& judgement) {
    for (const Exchange* call : orphans_during(links, each.question)) {
      auto finding = each.finding(phrase({"Testanropet ledde till en fråga till {} om en person.",
                                          "The ping led to a question to {} about a person."},
                                         {same(call->party)}),
                                  "the source's own test", "a question");
      finding.where.push_back({.exchange = call->id, .file = {}, .line = 0, .xpath = {}});
      judgement.violated(std::move(finding));
    }
  }

  std::string of_;
  contract::SourceSet failing_;
};

}  // namespace

CheckKind ping_answered_kind() {
  return {.name = "ping-answered",
          .clauses = {"TV-4.1", "B4-3.8", "DA-5.2", "DA-5.2/4"},
          .party = Party::driftspart,
          .description = {"Testanropet nådde varje källas eget test och berättade hur det gick.",
                          "The ping reached each source's own test and told how it went."},
          .make = make_check<PingAnswered>};
}

}  // namespace provbank::checks
