#include "harness/checks/log_clock.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/log_matching.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using namespace std::chrono_literals;
using evidence::Evidence;
using logbook::Entry;

/// Between which bounds the log's clock is ahead of the bench's, by one entry: the fact happened
/// while its question was under way, and the entry came within the limit.
struct Bounds {
  const LoggedFact* fact;
  time::Duration low;
  time::Duration high;

  bool holds(time::Duration offset) const { return low <= offset && offset <= high; }
};

std::string signed_words(time::Duration offset) {
  return (offset < 0ns ? "-" : "+") + words(offset < 0ns ? -offset : offset).en;
}

class ClockJudge {
 public:
  ClockJudge(const Evidence& evidence, const std::vector<LoggedFact>& facts,
             const ClockLimits& limits, Judgement& judgement)
      : evidence_(evidence), facts_(facts), limits_(limits), judgement_(judgement) {}

  void judge() {
    for (const LoggedFact& fact : facts_) take_bounds(fact);
    judgement_.compared(bounds_.size());
    if (bounds_.empty()) return;
    judge_offset();
    if (!limits_.ordered) return;
    judge_order_of_facts();
    judge_order_of_times();
  }

 private:
  evidence::Where where(const Entry& entry) const {
    return where_in(*evidence_.event_log.log, entry);
  }

  void take_bounds(const LoggedFact& fact) {
    if (!fact.entry->time) return;
    const auto began = evidence_.began.value_or(time::WallTime{});
    const auto time = *fact.entry->time;
    bounds_.push_back({.fact = &fact,
                       .low = time - (began + fact.finished + limits_.within),
                       .high = time - (began + fact.started - limits_.ahead)});
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

  void judge_offset() {
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
    if (std::chrono::abs(least) > limits_.offset_max) {
      evidence::Finding finding;
      finding.message = {"Loggens klocka går fel.", "The log's clock is wrong."};
      finding.expected = "at most " + words(limits_.offset_max).en + " from the bench's clock";
      finding.received = fmt::format("{} (± {})", signed_words(middle), words(uncertainty).en);
      finding.where = {where(*bounds_.front().fact->entry)};
      judgement_.violated(std::move(finding));
    } else if (uncertainty > limits_.offset_max) {
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
    auto finding = each.fact->each->finding(
        late ? Bilingual{"En post i händelseloggen har en senare tid än sin händelse.",
                         "An entry of the event log has a later time than its fact."}
             : Bilingual{"En post i händelseloggen har en tidigare tid än sin händelse.",
                         "An entry of the event log has an earlier time than its fact."},
        "at most " + words(limits_.within).en + " after the fact", words(by).en + " outside that");
    finding.where.push_back(where(*each.fact->entry));
    judgement_.violated(std::move(finding));
  }

  /// A question that had its answer before another was asked stands before it.
  void judge_order_of_facts() {
    std::vector<const LoggedFact*> first;
    for (const LoggedFact& fact : facts_) {
      if (fact.begins) first.push_back(&fact);
    }
    std::ranges::stable_sort(first, {}, [](const LoggedFact* fact) { return fact->finished; });
    for (const LoggedFact* later : first) {
      for (const LoggedFact* earlier : first) {
        if (earlier->finished >= later->started) break;
        if (earlier->entry < later->entry) continue;  // they stand in one vector
        report_order(*later->each, *earlier->entry);
        break;
      }
    }
  }

  void report_order(const Case& asked, const Entry& entry) {
    auto finding = asked.finding({"Händelseloggen står inte i den ordning som händelserna skedde.",
                                  "The event log does not stand in the order of the facts."},
                                 "the earlier question first", "the later question first");
    finding.where.push_back(where(entry));
    judgement_.violated(std::move(finding));
  }

  /// Times do not go backwards, but for what was written together.
  void judge_order_of_times() {
    const Entry* latest = nullptr;
    for (const Entry& entry : evidence_.event_log.log->entries) {
      if (!entry.time) continue;
      if (latest != nullptr && latest->file == entry.file &&
          *entry.time + limits_.within < *latest->time) {
        evidence::Finding finding;
        finding.message = {"Tiden i händelseloggen går baklänges.",
                           "Time goes backwards in the event log."};
        finding.expected = "not before the entry above it";
        finding.received = words(*latest->time - *entry.time).en + " before it";
        finding.where = {where(entry)};
        judgement_.violated(std::move(finding));
      }
      if (latest == nullptr || latest->file != entry.file || *latest->time < *entry.time)
        latest = &entry;
    }
  }

  const Evidence& evidence_;
  const std::vector<LoggedFact>& facts_;
  const ClockLimits& limits_;
  Judgement& judgement_;
  std::vector<Bounds> bounds_;
};

}  // namespace

void judge_clock(const Evidence& evidence, const std::vector<LoggedFact>& facts,
                 const ClockLimits& limits, Judgement& judgement) {
  ClockJudge(evidence, facts, limits, judgement).judge();
}

}  // namespace provbank::checks
