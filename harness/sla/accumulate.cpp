#include "harness/sla/accumulate.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace provbank::sla {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::size_t index_of(time::Duration since, time::Duration unit) {
  return static_cast<std::size_t>(since / unit);
}

bool is_answered(Outcome outcome) {
  return outcome == Outcome::complete || outcome == Outcome::partial || outcome == Outcome::nothing;
}

}  // namespace

void DistinctCounter::add(std::string_view name) {
  const std::uint64_t hash = std::hash<std::string_view>{}(name);
  if (full_) return;
  if (seen_.size() < kExactUpTo) {
    seen_.insert(hash);
  } else {
    full_ = !seen_.contains(hash);
  }
}

std::uint64_t Totals::within_early() const {
  std::uint64_t sum = 0;
  for (const auto& [persons, counts] : by_persons) sum += counts.within_early;
  return sum;
}

std::uint64_t Totals::within_late() const {
  std::uint64_t sum = 0;
  for (const auto& [persons, counts] : by_persons) sum += counts.within_late;
  return sum;
}

Accumulator::Accumulator(const Period& period, const contract::ServiceLevels& levels,
                         const contract::Calendar& calendar)
    : period_(period), levels_(levels), calendar_(calendar) {
  const auto length = period.interval.end - period.interval.begin;
  seconds_.resize(index_of(length, seconds(1)));
  minutes_.resize(index_of(length, minutes(1)));
  hours_.resize(index_of(length, hours(1)));
  open_minutes_.resize(minutes_.size());
  for (contract::Day day = period.first; day <= period.last; day += std::chrono::days(1)) {
    const auto open = calendar.opening(day);
    if (!open) continue;
    for (auto at = open->begin; at < open->end; at += minutes(1)) {
      open_minutes_[index_of(at - period.interval.begin, minutes(1))] = true;
    }
  }
}

bool Accumulator::inside(time::WallTime instant) const {
  return instant >= period_.interval.begin && instant < period_.interval.end;
}

time::WallTime Accumulator::minute(std::size_t index) const {
  return period_.interval.begin + minutes(static_cast<std::int64_t>(index));
}

time::WallTime Accumulator::hour(std::size_t index) const {
  return period_.interval.begin + hours(static_cast<std::int64_t>(index));
}

void Accumulator::on(const LogEvent& event) {
  switch (event.kind) {
    case EventKind::question:
      return question(event);
    case EventKind::source:
      return source(event);
    case EventKind::deviation:
      return deviation(event);
    case EventKind::other:
      return;
  }
}

Accumulator::Group& Accumulator::group(std::string_view id) {
  const std::uint64_t key = std::hash<std::string_view>{}(id);
  Group& latest = groups_[last_group_];
  if (latest.open && latest.key == key) return latest;
  std::size_t oldest = 0;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i].open && groups_[i].key == key) {
      last_group_ = i;
      return groups_[i];
    }
    const bool older = groups_[i].age < groups_[oldest].age;
    if (groups_[oldest].open && (!groups_[i].open || older)) oldest = i;
  }
  Group& made = groups_[oldest];
  if (made.open) close(made);
  made = Group{};
  made.key = key;
  made.open = true;
  made.age = ++age_;
  last_group_ = oldest;
  return made;
}

void Accumulator::question(const LogEvent& event) {
  if (!event.organisation.empty() && inside(event.time)) {
    totals_.organisations.add(event.organisation);
    if (!event.handlaggare.empty()) {
      std::string who(event.organisation);
      who += '\0';
      who += event.handlaggare;
      totals_.handlaggare.add(who);
    }
  }
  Group alone;
  Group& one = event.question.empty() ? alone : group(event.question);
  one.has_question = true;
  one.time = std::max(one.time, event.time);
  one.duration = std::max(one.duration, event.duration.value_or(time::Duration{}));
  one.persons += event.persons;
  one.complete = one.complete && event.outcome == Outcome::complete;
  one.nothing = one.nothing && event.outcome == Outcome::nothing;
  if (!is_answered(event.outcome))
    one.worst = std::max(one.worst.value_or(event.outcome), event.outcome);
  if (event.question.empty()) close(alone);
}

void Accumulator::source(const LogEvent& event) {
  if (!event.question.empty() && event.duration) {
    Group& one = group(event.question);
    one.slowest_source = std::max(one.slowest_source.value_or(*event.duration), *event.duration);
  }
  if (!inside(event.time) || event.source_outcome == SourceOutcome::neutral) return;
  ++totals_.source_events;
  const auto index = source_index(event.source);
  if (!index) return;
  Minute& minute = minutes_[index_of(event.time - period_.interval.begin, minutes(1))];
  const auto bit = std::uint32_t{1} << *index;
  (event.source_outcome == SourceOutcome::delivered ? minute.delivered : minute.failed) |= bit;
}

void Accumulator::deviation(const LogEvent& event) {
  if (!inside(event.time)) return;
  ++totals_.deviations_total;
  auto& kinds = totals_.deviations;
  const std::string word(event.detail.substr(0, 40));
  const bool room = kinds.size() < kDeviationKindsMax || kinds.contains(word);
  ++kinds[room ? word : "..."];
}

std::optional<std::size_t> Accumulator::source_index(std::string_view name) {
  const auto found = std::ranges::find(sources_, name);
  if (found != sources_.end()) return static_cast<std::size_t>(found - sources_.begin());
  if (sources_.size() == kSourcesMax || name.empty() || name.size() > 64) {
    ++totals_.sources_not_told_apart;
    return std::nullopt;
  }
  sources_.emplace_back(name);
  return sources_.size() - 1;
}

void Accumulator::close(Group& one) {
  one.open = false;
  if (!one.has_question) return;  // calls of a ping
  const auto arrived = one.time - one.duration;
  if (!inside(arrived)) {
    ++totals_.outside_period;
    return;
  }
  const Outcome outcome = one.worst      ? *one.worst
                          : one.complete ? Outcome::complete
                          : one.nothing  ? Outcome::nothing
                                         : Outcome::partial;
  count(one, outcome, arrived);
  if (outcome != Outcome::refused) measure(one, outcome);
}

void Accumulator::count(const Group& one, Outcome outcome, time::WallTime arrived) {
  ++totals_.outcomes[static_cast<std::size_t>(outcome)];
  const auto since = arrived - period_.interval.begin;
  auto& second = seconds_[index_of(since, seconds(1))];
  if (second < std::numeric_limits<std::uint16_t>::max()) ++second;
  ++hours_[index_of(since, hours(1))];
  const auto at = index_of(since, minutes(1));
  if (!open_minutes_[at]) ++totals_.outside_opening_hours;
  if (is_answered(outcome)) minutes_[at].answered = true;
  if (outcome == Outcome::failed) minutes_[at].unanswered = true;
  totals_.simultaneous.add(arrived, one.time);
  if (!totals_.first || arrived < *totals_.first) totals_.first = arrived;
  if (!totals_.last || arrived > *totals_.last) totals_.last = arrived;
}

void Accumulator::measure(const Group& one, Outcome outcome) {
  const bool too_many = one.persons > levels_.persons_max;
  ByPersons& mine = too_many ? totals_.too_many_persons : totals_.by_persons[one.persons];
  if (!is_answered(outcome)) {
    ++mine.unanswered;
    return;
  }
  const auto early = levels_.early_for(one.persons);
  const auto late = levels_.late_for(one.persons);
  ++mine.answered;
  if (one.duration <= early) ++mine.within_early;
  if (one.duration <= late) ++mine.within_late;
  mine.times.add(one.duration);
  totals_.times.add(one.duration);
  if (!one.slowest_source || too_many) return;
  ++totals_.with_sources;
  if (*one.slowest_source <= early) ++totals_.sources_within_early;
  if (*one.slowest_source <= late) ++totals_.sources_within_late;
  totals_.source_times.add(*one.slowest_source);
}

void Accumulator::finish() {
  std::vector<Group*> open;
  for (Group& one : groups_) {
    if (one.open) open.push_back(&one);
  }
  std::ranges::sort(open, {}, &Group::age);
  for (Group* one : open) close(*one);
  totals_.simultaneous.finish();
}

Busiest Accumulator::busiest_second() const {
  const auto most = std::ranges::max_element(seconds_);
  if (most == seconds_.end()) return {};
  return {*most, period_.interval.begin + seconds(most - seconds_.begin())};
}

Busiest Accumulator::busiest_minute() const {
  Busiest busiest;
  for (std::size_t i = 0; i < minutes_.size(); ++i) {
    std::uint64_t sum = 0;
    for (std::size_t s = 60 * i; s < std::min(60 * (i + 1), seconds_.size()); ++s)
      sum += seconds_[s];
    if (sum > busiest.count) busiest = {sum, minute(i)};
  }
  return busiest;
}

// The failing sources of a minute that is disturbed, else none.
std::uint32_t Accumulator::disturbing(const Minute& minute) const {
  const std::uint32_t silent = minute.failed & ~minute.delivered;
  const auto many = static_cast<std::size_t>(std::popcount(silent));
  return many >= levels_.disturbance_sources ? silent : 0;
}

bool Accumulator::disturbed(std::size_t index) const {
  return disturbing(minutes_[index]) != 0;
}

bool Accumulator::mute(std::size_t index) const {
  return minutes_[index].unanswered && !minutes_[index].answered;
}

std::map<std::string, std::uint64_t> Accumulator::disturbers(
    const std::vector<bool>& counted) const {
  std::map<std::string, std::uint64_t> all;
  for (std::size_t i = 0; i < minutes_.size(); ++i) {
    if (!counted[i]) continue;
    const auto silent = disturbing(minutes_[i]);
    for (std::size_t s = 0; s < sources_.size(); ++s) {
      if ((silent >> s & 1U) != 0) ++all[sources_[s]];
    }
  }
  return all;
}

}  // namespace provbank::sla
