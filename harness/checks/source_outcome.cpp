// source-outcome: what stands for the named sources in the answers: data, or an error with a
// certain kalla.
#include <fmt/format.h>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;

class SourceOutcome final : public Check {
 public:
  explicit SourceOutcome(Attributes& attributes)
      : of_(attributes.text("of")),
        all_(attributes.text("source") == "alla"),
        sources_(attributes.sources("source")),
        data_(attributes.word("is", {"data", "error"}) == "data"),
        kalla_(attributes.given("kalla") ? attributes.word("kalla", {"SSBT", "BT"})
                                         : std::string()),
        others_(attributes.word("others", {"data", "any"}) == "data") {
    if (!attributes.given("source")) attributes.wrong("source", "is missing");
    if (!attributes.given("is")) attributes.wrong("is", "is missing");
    if (data_ && !kalla_.empty()) attributes.wrong("kalla", "only an error has one");
  }

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(evidence, claim());
    for (const Case& each : cases(evidence, of_, kOrdinary, judgement))
      check(evidence, each, judgement);
    judgement.measured("sources", static_cast<double>(judgement.compared_so_far()), "sources");
    return std::move(judgement).finish();
  }

 private:
  Bilingual claim() const {
    const Bilingual which =
        all_ ? Bilingual{"alla källor", "every source"} : same(to_string(sources_));
    const Bilingual rest =
        others_ && !all_ ? Bilingual{", och uppgifter från de övriga", ", and data from the others"}
                         : Bilingual{};
    if (data_)
      return phrase({"I svaren står uppgifter från {}{}{}.", "The answers hold data from {}{}{}."},
                    {which, rest, of_step(of_)});
    const Bilingual kalla =
        kalla_.empty() ? Bilingual{} : Bilingual{" från " + kalla_, " from " + kalla_};
    return phrase(
        {"I svaren står ett fel{} för {}{}{}.", "The answers hold an error{} for {}{}{}."},
        {kalla, which, rest, of_step(of_)});
  }

  void check(const evidence::Evidence& evidence, const Case& each, Judgement& judgement) const {
    if (!each.answered()) {
      judgement.violated(each.finding({"Inget svar kom där källornas utfall kunde stå.",
                                       "No answer came in which the sources' outcome could stand."},
                                      "an answer",
                                      each.reply.outcome + " " + each.reply.fault_code));
      return;
    }
    for (const auto& answer : each.reply.answers) {
      if (answer.fault) {
        judgement.violated(each.finding({"En persons fråga misslyckades i sin helhet.",
                                         "One person's question failed as a whole."},
                                        "an answer", "fault " + answer.felkod));
        continue;
      }
      for (const Source source : each.question.sources.in_order()) {
        if (all_ || sources_.contains(source)) {
          check_named(evidence, each, answer, source, judgement);
        } else if (others_ && healthy(played(evidence, source))) {
          expect(each, answer, source, true, judgement);
        }
      }
      check_asked(each, judgement);
    }
  }

  void check_named(const evidence::Evidence& evidence, const Case& each,
                   const evidence::AnswerView& answer, Source source, Judgement& judgement) const {
    const auto& how = played(evidence, source);
    if (!healthy(how) && how.share < 1) {
      judgement.hindered(phrase({"{} spelades så att bara en del av svaren förstördes, så det går "
                                 "inte att säga vad som ska stå i "
                                 "ett visst svar.",
                                 "{} was played with only a share of its answers spoiled, so it "
                                 "cannot be said what must stand in "
                                 "a certain answer."},
                                {same(contract::code(source))}));
      return;
    }
    judgement.compared();
    expect(each, answer, source, data_, judgement);
  }

  /// A source that was not asked has no outcome.
  void check_asked(const Case& each, Judgement& judgement) const {
    if (all_) return;
    for (const Source source : sources_.in_order()) {
      if (each.question.sources.contains(source)) continue;
      judgement.hindered(
          phrase({"En fråga gällde inte {}, så den källans utfall kan inte prövas.",
                  "A question did not concern {}, so that source's outcome cannot be tested."},
                 {same(contract::code(source))}),
          each.question.id);
    }
  }

  void expect(const Case& each, const evidence::AnswerView& answer, Source source, bool data,
              Judgement& judgement) const {
    const auto found = answer.sources.find(source);
    const std::string wanted = data ? "data" : "error " + kalla_;
    if (found == answer.sources.end()) {
      report(each, source, answer.path + "/svarsdata", wanted, "nothing", judgement);
      return;
    }
    const auto& view = found->second;
    const std::string received =
        view.delivered ? "data" : fmt::format("error {} {}", view.kalla, view.felkod);
    const bool kind_right = view.delivered == data;
    const bool kalla_right = data || kalla_.empty() || view.kalla == kalla_;
    const bool says_why = data || (!view.felkod.empty() && !view.felmeddelande.empty());
    if (!kind_right || !kalla_right) report(each, source, view.path, wanted, received, judgement);
    if (kind_right && !says_why)
      report(each, source, view.path, "an error with code and message", received, judgement);
  }

  static void report(const Case& each, Source source, const std::string& path, std::string expected,
                     std::string received, Judgement& judgement) {
    auto finding =
        each.finding(phrase({"Fel utfall står för {}.", "The wrong outcome stands for {}."},
                            {same(contract::code(source))}),
                     std::move(expected), std::move(received));
    finding.where.front() = each.where(path);
    judgement.violated(std::move(finding));
  }

  std::string of_;
  bool all_;
  contract::SourceSet sources_;
  bool data_;
  std::string kalla_;
  bool others_;
};

}  // namespace

CheckKind source_outcome_kind() {
  return {
      .name = "source-outcome",
      .clauses = {"TV-4.1", "TV-12.5.8", "TV-12.5.10", "B3-4.1", "B4-2.1", "B4-3.8", "B4-2.1/6"},
      .party = Party::driftspart,
      .description = {"För vissa källor står det som ska stå i svaret: uppgifter, eller ett "
                      "fel med rätt avsändare.",
                      "For certain sources the answer holds what it must: data, or an error "
                      "with the right origin."},
      .make = make_check<SourceOutcome>};
}

}  // namespace provbank::checks
