// parallel: all sources of a question were being asked at the same time.
#include <algorithm>

#include "harness/checks/calls.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

class Parallel final : public Check {
 public:
  explicit Parallel(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const evidence::Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Källorna i varje fråga tillfrågades samtidigt{}.",
                                "The sources of each question were asked at the same time{}."},
                               {of_step(of_)}));
    std::optional<time::Duration> least;
    if (sources_seen(evidence, judgement)) {
      const auto links = evidence::link(evidence);
      const auto selected = cases(evidence, of_, kOrdinary, judgement);
      for (const Case& each : selected) {
        for (const auto* linked : clear_links(links, each, judgement)) {
          const auto overlap = check(evidence, each, *linked, judgement);
          if (overlap && (!least || *overlap < *least)) least = overlap;
        }
      }
      if (!selected.empty() && judgement.compared_so_far() == 0) judgement.hindered(kNeedsDelay);
    }
    if (least) judgement.measured("overlap", static_cast<double>(least->count()), "ns", 0);
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  static const Bilingual kNeedsDelay;

  /// How long all were being asked at once; nothing when answers come too soon for it to be seen.
  static std::optional<time::Duration> check(const evidence::Evidence& evidence, const Case& each,
                                             const evidence::Linked& linked, Judgement& judgement) {
    const evidence::Exchange* last = nullptr;   // to begin
    const evidence::Exchange* first = nullptr;  // of the slow ones, to end
    std::size_t slow = 0;
    for (const auto& [source, call] : last_calls(linked)) {
      if (last == nullptr || call->started > last->started) last = call;
      if (played(evidence, source).least_delay <= time::Duration{}) continue;
      ++slow;
      if (first == nullptr ||
          end_of_call(*call, each.question) < end_of_call(*first, each.question))
        first = call;
    }
    if (slow < 2) return std::nullopt;
    judgement.compared();
    const auto overlap = end_of_call(*first, each.question) - last->started;
    if (overlap <= time::Duration{}) report(each, *first, *last, judgement);
    return overlap;
  }

  static void report(const Case& each, const evidence::Exchange& first,
                     const evidence::Exchange& last, Judgement& judgement) {
    auto finding =
        each.finding(phrase({"{} tillfrågades först sedan {} hade svarat.",
                             "{} was asked only after {} had answered."},
                            {same(last.party), same(first.party)}),
                     "all sources asked before the first of them answers",
                     last.party + " asked at " + words(last.started - each.question.started).en +
                         ", " + first.party + " done at " +
                         words(end_of_call(first, each.question) - each.question.started).en);
    finding.where.push_back({.exchange = first.id, .file = {}, .line = 0, .xpath = {}});
    finding.where.push_back({.exchange = last.id, .file = {}, .line = 0, .xpath = {}});
    judgement.violated(std::move(finding));
  }

  std::string of_;
};

const Bilingual Parallel::kNeedsDelay = {
    "Källorna svarade så snabbt att det inte syns om de tillfrågades samtidigt. Det som behövs är "
    "minst två tillfrågade "
    "källor som spelas med fast eller jämnt fördelad fördröjning.",
    "The sources answered so fast that it cannot be seen whether they were asked at the same time. "
    "Needed: at least two "
    "asked sources played with a fixed or uniform latency."};

}  // namespace

CheckKind parallel_kind() {
  return {.name = "parallel",
          .clauses = {"B4-2.1", "B4-2.1/4"},
          .party = Party::driftspart,
          .description = {"Alla källor i en fråga tillfrågades samtidigt.",
                          "All sources of a question were asked at the same time."},
          .make = make_check<Parallel>};
}

}  // namespace provbank::checks
