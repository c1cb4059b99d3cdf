// log-timely: each entry's time is that of the fact, by a clock whose offset is known, and the log
// stands in the order of the facts.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/checks/kinds.hpp"
#include "harness/checks/log_matching.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using namespace std::chrono_literals;
using evidence::Evidence;
using logbook::Entry;

constexpr time::Duration kWithinOtherwise = 1s;  // from the fact to its entry
constexpr time::Duration kOffsetOtherwise = 2s;  // between the log's clock and the bench's

/// Between which bounds the log's clock is ahead of the bench's, by one entry: the fact happened
/// while its question was under way, and the entry came within the limit.
struct Bounds {
  const LoggedCase* asked;
  const Entry* entry;
  time::Duration low;
  time::Duration high;

  bool holds(time::Duration offset) const { return low <= offset && offset <= high; }
};

std::string signed_words(time::Duration offset) {
  return (offset < 0ns ? "-" : "+") + words(offset < 0ns ? -offset : offset).en;
}

class TimelyJudge {
 public:
  TimelyJudge(const Evidence& evidence, const LogMatching& matching, time::Duration within,
              time::Duration offset_max, Judgement& judgement)
      : evidence_(evidence),
        matching_(matching),
        within_(within),
        offset_max_(offset_max),
        judgement_(judgement) {}

  void judge() {
    for (const LoggedCase& asked : matching_.cases()) {
      if (asked.chosen) take_bounds(asked);
    }
    judgement_.compared(bounds_.size());
    if (bounds_.empty()) return;
    judge_clock();
    judge_order_of_facts();
    judge_order_of_times();
  }

 private:
  void take_bounds(const LoggedCase& asked) {
    if (asked.ping != nullptr) take_bounds(asked, *asked.ping);
    if (asked.group == nullptr) return;
    for (const auto* list : {&asked.group->questions, &asked.group->others}) {
      for (const Entry* entry : *list) {
        if (entry != asked.ping) take_bounds(asked, *entry);
      }
    }
  }
  void take_bounds(const LoggedCase& asked, const Entry& entry) {
    if (!entry.time) return;
    const auto began = evidence_.began.value_or(time::WallTime{});
    const auto& question = asked.each.question;
    bounds_.push_back({.asked = &asked,
                       .entry = &entry,
                       .low = *entry.time - (began + question.finished + within_),
                       .high = *entry.time - (began + question.started)});
  }

  /// The offset that most entries agree with, and how far it may be from there.
  std::pair<time::Duration, time::Duration> agreed() const {
    std::vector<std::pair<time::Duration, int>> steps;
    for (const Bounds& each : bounds_) {
      steps.emplace_back(each.low, +1);
      steps.emplace_back(each.high + 1ns, -1);
    }
    std::ranges::sort(steps);
    int inside = 0;
    int most = 0;
    std::size_t best = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      inside += steps[i].second;
      if (inside > most) {
        most = inside;
        best = i;
      }
    }
    return {steps[best].first, steps[best + 1].first - 1ns};
  }

  void judge_clock() {
    const auto [low, high] = agreed();
    const time::Duration middle = low + (high - low) / 2;
    const time::Duration uncertainty = (high - low) / 2;
    for (const Bounds& each : bounds_) {
      if (!each.holds(low) && !each.holds(high)) report_entry(each, middle);
    }
    if (!evidence_.began) {
      judgement_.hindered(
          {"Det är inte känt vad Provbänks klocka visade, så loggens klocka går inte att jämföra.",
           "It is not known what Provbänk's clock showed, so the log's clock cannot be compared."});
      return;
    }
    judgement_.measured("clock-offset", static_cast<double>(middle.count()), "ns");
    judgement_.measured("clock-offset-uncertainty", static_cast<double>(uncertainty.count()), "ns");
    const time::Duration least = low > 0ns ? low : high < 0ns ? high : 0ns;
    if (std::chrono::abs(least) > offset_max_) {
      evidence::Finding finding;
      finding.message = {"Loggens klocka går fel.", "The log's clock is wrong."};
      finding.expected = "at most " + words(offset_max_).en + " from the bench's clock";
      finding.received = fmt::format("{} (± {})", signed_words(middle), words(uncertainty).en);
      finding.where = {matching_.where(*bounds_.front().entry)};
      judgement_.violated(std::move(finding));
    } else if (uncertainty > offset_max_) {
      judgement_.hindered(
          phrase({"Frågorna tog så lång tid att loggens klocka bara är känd på {} när. Det som "
                  "behövs är en fråga som besvaras snabbt.",
                  "The questions took so long that the log's clock is known within {} only. "
                  "Needed: a question that is answered quickly."},
                 {words(uncertainty)}));
    }
  }

  void report_entry(const Bounds& each, time::Duration offset) {
    const bool late = offset < each.low;
    const time::Duration by = late ? each.low - offset : offset - each.high;
    auto finding = each.asked->each.finding(
        late ? Bilingual{"En post i händelseloggen har en senare tid än sin händelse.",
                         "An entry of the event log has a later time than its fact."}
             : Bilingual{"En post i händelseloggen har en tidigare tid än sin händelse.",
                         "An entry of the event log has an earlier time than its fact."},
        "at most " + words(within_).en + " after the fact", words(by).en + " outside that");
    finding.where.push_back(matching_.where(*each.entry));
    judgement_.violated(std::move(finding));
  }

  /// A question that had its answer before another was asked stands before it.
  void judge_order_of_facts() {
    std::vector<const LoggedCase*> asked;
    for (const LoggedCase& each : matching_.cases()) {
      if (each.chosen && each.group != nullptr && !each.group->questions.empty())
        asked.push_back(&each);
    }
    std::ranges::stable_sort(asked, {},
                             [](const LoggedCase* each) { return each->each.question.finished; });
    for (const LoggedCase* later : asked) {
      const Entry* begins = later->group->questions.front();
      for (const LoggedCase* earlier : asked) {
        if (earlier->each.question.finished >= later->each.question.started) break;
        const Entry* ends = earlier->group->questions.front();
        if (ends < begins) continue;  // they stand in one vector
        report_order(*later, *ends);
        break;
      }
    }
  }

  void report_order(const LoggedCase& asked, const Entry& entry) {
    auto finding =
        asked.each.finding({"Händelseloggen står inte i den ordning som händelserna skedde.",
                            "The event log does not stand in the order of the facts."},
                           "the earlier question first", "the later question first");
    finding.where.push_back(matching_.where(entry));
    judgement_.violated(std::move(finding));
  }

  /// Times do not go backwards, but for what was written together.
  void judge_order_of_times() {
    const Entry* latest = nullptr;
    for (const Entry& entry : matching_.log()->entries) {
      if (!entry.time) continue;
      if (latest != nullptr && latest->file == entry.file &&
          *entry.time + within_ < *latest->time) {
        evidence::Finding finding;
        finding.message = {"Tiden i händelseloggen går baklänges.",
                           "Time goes backwards in the event log."};
        finding.expected = "not before the entry above it";
        finding.received = words(*latest->time - *entry.time).en + " before it";
        finding.where = {matching_.where(entry)};
        judgement_.violated(std::move(finding));
      }
      if (latest == nullptr || latest->file != entry.file || *latest->time < *entry.time)
        latest = &entry;
    }
  }

  const Evidence& evidence_;
  const LogMatching& matching_;
  time::Duration within_;
  time::Duration offset_max_;
  Judgement& judgement_;
  std::vector<Bounds> bounds_;
};

class LogTimely final : public Check {
 public:
  explicit LogTimely(Attributes& attributes)
      : of_(attributes.text("of")),
        within_(attributes.given("within") ? attributes.duration("within") : kWithinOtherwise),
        offset_(attributes.given("offset") ? attributes.duration("offset") : kOffsetOtherwise) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Händelseloggens tider{} stämmer med händelserna inom {}, och loggen står "
                "i deras ordning.",
                "The event log's times{} agree with the facts within {}, and the log "
                "stands in their order."},
               {of_step(of_), words(within_)}));
    const LogMatching matching(evidence, of_, judgement);
    if (matching.log() != nullptr)
      TimelyJudge(evidence, matching, within_, offset_, judgement).judge();
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
  time::Duration within_;
  time::Duration offset_;
};

}  // namespace

CheckKind log_timely_kind() {
  return {.name = "log-timely",
          .clauses = {"B3-5.3", "B3-6.1.1"},
          .party = Party::driftspart,
          .description = {"Händelseloggens tider stämmer med händelserna, och loggen står i deras "
                          "ordning.",
                          "The event log's times agree with the facts, and the log stands in their "
                          "order."},
          .make = make_check<LogTimely>};
}

}  // namespace provbank::checks
