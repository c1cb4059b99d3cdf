#include "harness/results/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/evidence/verdict.hpp"

namespace provbank::results {
namespace {

using evidence::CheckEntry;
using evidence::Finding;
using evidence::RunResult;
using evidence::ScenarioEntry;
using evidence::Verdict;

int badness(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return 0;
    case Verdict::warning:
      return 1;
    case Verdict::fail:
    case Verdict::tool_error:
      return 3;
    default:
      return 2;
  }
}

bool ran(const CheckEntry& check) {
  return check.outcome.verdict != Verdict::not_run;
}

/// A check and where it stands.
struct Located {
  const ScenarioEntry* scenario;
  const CheckEntry* check;
  CheckPlace place;
};

std::vector<Located> all_checks(const RunResult& result) {
  std::vector<Located> out;
  for (const ScenarioEntry& scenario : result.scenarios) {
    for (std::size_t i = 0; i < scenario.checks.size(); ++i) {
      const CheckEntry& check = scenario.checks[i];
      out.push_back({&scenario, &check, {scenario.id, i + 1, check.name, check.party}});
    }
  }
  return out;
}

using Key = std::vector<std::string>;
Key loose_key(const Located& located) {
  return {located.place.scenario, located.place.party, located.place.name};
}
Key strict_key(const Located& located) {
  Key key = loose_key(located);
  key.push_back(located.check->outcome.claim.sv);
  return key;
}

/// For each check of the first, the one of the second that it became; the second's left over.
struct Pairing {
  std::vector<std::pair<const Located*, const Located*>> pairs;
  std::vector<const Located*> only_first;
  std::vector<const Located*> only_second;
};

template <class KeyOf>
void pair_by(KeyOf key_of, Pairing& pairing) {
  std::map<Key, std::vector<const Located*>> waiting;
  for (const Located* each : pairing.only_second) waiting[key_of(*each)].push_back(each);
  std::set<const Located*> taken;
  std::vector<const Located*> left;
  for (const Located* each : pairing.only_first) {
    auto& queue = waiting[key_of(*each)];
    if (queue.empty()) {
      left.push_back(each);
      continue;
    }
    pairing.pairs.emplace_back(each, queue.front());
    taken.insert(queue.front());
    queue.erase(queue.begin());
  }
  pairing.only_first = std::move(left);
  std::erase_if(pairing.only_second,
                [&taken](const Located* each) { return taken.contains(each); });
}

Pairing pair_checks(const std::vector<Located>& first, const std::vector<Located>& second) {
  Pairing pairing;
  for (const Located& each : first) pairing.only_first.push_back(&each);
  for (const Located& each : second) pairing.only_second.push_back(&each);
  pair_by(strict_key, pairing);
  pair_by(loose_key, pairing);
  const auto order = [](const auto& a, const auto& b) {
    return std::tie(a.second->place.scenario, a.second->place.place) <
           std::tie(b.second->place.scenario, b.second->place.place);
  };
  std::sort(pairing.pairs.begin(), pairing.pairs.end(), order);
  return pairing;
}

std::optional<Bilingual> reason_of(const Located& located) {
  if (located.check->note) return located.check->note;
  if (!located.scenario->notes.empty()) return located.scenario->notes.front();
  return Bilingual{"inget skäl angivet", "no reason given"};
}

VerdictChange verdict_change(const Located& before, const Located& after) {
  VerdictChange change{after.place,
                       before.check->outcome.verdict,
                       after.check->outcome.verdict,
                       direction_of(before.check->outcome.verdict, after.check->outcome.verdict),
                       after.check->known.has_value(),
                       !after.check->overrides.empty(),
                       {},
                       {}};
  if (change.known && change.direction == Direction::worse) change.direction = Direction::other;
  if (!after.check->outcome.findings.empty()) {
    change.finding_sv = after.check->outcome.findings.front().message.sv;
    change.finding_en = after.check->outcome.findings.front().message.en;
  }
  return change;
}

bool same_sentence(const Finding& a, const Finding& b) {
  return a.severity == b.severity && a.message == b.message;
}
bool same(const Finding& a, const Finding& b) {
  return same_sentence(a, b) && a.expected == b.expected && a.received == b.received;
}

/// Takes out of both lists what `equal` pairs, and returns the sentences of the pairs.
template <class Equal>
std::vector<Bilingual> cancel(std::vector<Finding>& first, std::vector<Finding>& second,
                              Equal equal) {
  std::vector<Bilingual> sentences;
  for (auto a = first.begin(); a != first.end();) {
    const auto b = std::find_if(second.begin(), second.end(),
                                [&](const Finding& each) { return equal(*a, each); });
    if (b == second.end()) {
      ++a;
      continue;
    }
    sentences.push_back(a->message);
    second.erase(b);
    a = first.erase(a);
  }
  return sentences;
}

std::optional<ContentChange> content_change(const Located& before, const Located& after) {
  ContentChange change{after.place, after.check->outcome.verdict, {}, {}, {}, std::nullopt};
  auto first = before.check->outcome.findings;
  auto second = after.check->outcome.findings;
  cancel(first, second, same);
  change.altered = cancel(first, second, same_sentence);
  for (const Finding& each : first) change.gone.push_back(each.message);
  for (const Finding& each : second) change.added.push_back(each.message);
  if (!(before.check->outcome.claim == after.check->outcome.claim))
    change.claim.emplace(before.check->outcome.claim, after.check->outcome.claim);
  const bool anything = !change.gone.empty() || !change.added.empty() || !change.altered.empty() ||
                        change.claim.has_value();
  if (!anything) return std::nullopt;
  return change;
}

void compare_pair(const Located& before, const Located& after, Diff& diff) {
  const bool ran_before = ran(*before.check);
  const bool ran_after = ran(*after.check);
  if (ran_before != ran_after) {
    const Located& one = ran_before ? before : after;
    const Located& other = ran_before ? after : before;
    const bool gone = ran_before;
    const bool worse =
        gone || one.check->fails_anew() || one.check->outcome.verdict == Verdict::tool_error;
    diff.one_sided.push_back({one.place, one.check->outcome.verdict, gone, reason_of(other),
                              worse ? Direction::worse : Direction::other});
    return;
  }
  if (before.check->outcome.verdict != after.check->outcome.verdict)
    diff.verdicts.push_back(verdict_change(before, after));
  // A changed claim is told beside a changed verdict as well: it may be why.
  const bool verdict_same = before.check->outcome.verdict == after.check->outcome.verdict;
  if (auto change = content_change(before, after); change && (verdict_same || change->claim))
    diff.contents.push_back(std::move(*change));
}

void add_one_sided(const Pairing& pairing, Diff& diff) {
  for (const Located* each : pairing.only_first) {
    if (!ran(*each->check)) continue;
    diff.one_sided.push_back(
        {each->place, each->check->outcome.verdict, true, std::nullopt, Direction::worse});
  }
  for (const Located* each : pairing.only_second) {
    if (!ran(*each->check)) continue;
    const bool worse =
        each->check->fails_anew() || each->check->outcome.verdict == Verdict::tool_error;
    diff.one_sided.push_back({each->place, each->check->outcome.verdict, false, std::nullopt,
                              worse ? Direction::worse : Direction::other});
  }
}

struct ClauseState {
  Verdict verdict{};
  bool fails_anew = false;
};
using ClauseStates = std::map<std::pair<std::string, std::string>, ClauseState>;

ClauseStates clause_states(const RunResult& result) {
  std::map<std::pair<std::string, std::string>, std::vector<Verdict>> verdicts;
  ClauseStates states;
  for (const ScenarioEntry& scenario : result.scenarios) {
    for (const CheckEntry& check : scenario.checks) {
      for (const std::string& clause : check.clauses) {
        verdicts[{clause, check.party}].push_back(check.outcome.verdict);
        states[{clause, check.party}].fails_anew |= check.fails_anew();
      }
    }
  }
  for (const auto& [key, parts] : verdicts) states[key].verdict = evidence::combine(parts);
  return states;
}

void compare_clauses(const RunResult& first, const RunResult& second, Diff& diff) {
  const ClauseStates before = clause_states(first);
  const ClauseStates after = clause_states(second);
  for (const auto& [key, state] : before) {
    const auto found = after.find(key);
    if (found == after.end()) {
      const Direction direction =
          state.verdict == Verdict::not_run ? Direction::other : Direction::worse;
      diff.clauses.push_back({key.first, key.second, state.verdict, std::nullopt, direction});
    } else if (found->second.verdict != state.verdict) {
      Direction direction = direction_of(state.verdict, found->second.verdict);
      // A clause that fails by known failures alone is not newly worse.
      if (found->second.verdict == Verdict::fail && !found->second.fails_anew)
        direction = Direction::other;
      diff.clauses.push_back(
          {key.first, key.second, state.verdict, found->second.verdict, direction});
    }
  }
  for (const auto& [key, state] : after) {
    if (before.contains(key)) continue;
    const bool worse = state.verdict == Verdict::tool_error ||
                       (state.verdict == Verdict::fail && state.fails_anew);
    diff.clauses.push_back({key.first, key.second, std::nullopt, state.verdict,
                            worse ? Direction::worse : Direction::other});
  }
}

TimeShift shift_of(const std::string& scenario, const evidence::Samples& first,
                   const evidence::Samples& second) {
  TimeShift shift;
  shift.scenario = scenario;
  shift.name = first.name;
  shift.count_first = first.values.size();
  shift.count_second = second.values.size();
  shift.enough = std::min(shift.count_first, shift.count_second) >= kTimesMin;
  if (first.values.empty() || second.values.empty()) return shift;
  shift.test = rank_test(first.values, second.values);
  shift.median_first = quantile(first.values, 0.5);
  shift.median_second = quantile(second.values, 0.5);
  shift.late_first = quantile(first.values, 0.9);
  shift.late_second = quantile(second.values, 0.9);
  return shift;
}

void compare_times(const RunResult& first, const RunResult& second, Diff& diff) {
  std::map<std::pair<std::string, std::string>, const evidence::Samples*> after;
  for (const ScenarioEntry& scenario : second.scenarios) {
    for (const auto& samples : scenario.samples) after[{scenario.id, samples.name}] = &samples;
  }
  for (const ScenarioEntry& scenario : first.scenarios) {
    for (const auto& samples : scenario.samples) {
      const auto found = after.find({scenario.id, samples.name});
      if (found == after.end()) {
        if (!samples.values.empty()) diff.times_gone.push_back(scenario.id + " " + samples.name);
      } else {
        diff.times.push_back(shift_of(scenario.id, samples, *found->second));
      }
    }
  }
}

// Holm: the smallest p times the number of comparisons, the next times one fewer, and so on, never
// falling.
void adjust(std::vector<TimeShift>& times) {
  std::vector<TimeShift*> ordered;
  for (TimeShift& each : times) {
    if (each.enough) ordered.push_back(&each);
  }
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const TimeShift* a, const TimeShift* b) { return a->test.p < b->test.p; });
  double highest = 0;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const auto factor = static_cast<double>(ordered.size() - i);
    highest = std::max(highest, std::min(1.0, factor * ordered[i]->test.p));
    TimeShift& shift = *ordered[i];
    shift.p_adjusted = highest;
    if (highest >= kSignificance) continue;
    if (shift.test.effect >= kEffectMin) shift.direction = Direction::worse;
    if (shift.test.effect <= 1 - kEffectMin) shift.direction = Direction::better;
  }
}

void compare_settings(const RunResult& first, const RunResult& second, Diff& diff) {
  const auto tell = [&diff](const char* what, const std::string& a, const std::string& b) {
    if (a != b) diff.settings.push_back(fmt::format("{}: {} -> {}", what, a, b));
  };
  tell("provbank", first.tool_version, second.tool_version);
  tell("world", std::string(evidence::to_string(first.world)),
       std::string(evidence::to_string(second.world)));
  tell("seed", std::to_string(first.seed), std::to_string(second.seed));
  tell("plan", first.plan, second.plan);
  tell("role", first.role, second.role);
}

template <class Changes>
bool any_worse(const Changes& changes) {
  return std::any_of(changes.begin(), changes.end(),
                     [](const auto& each) { return each.direction == Direction::worse; });
}

}  // namespace

Direction direction_of(Verdict from, Verdict to) {
  if (badness(to) > badness(from)) return Direction::worse;
  if (badness(to) < badness(from) && badness(to) <= 1) return Direction::better;
  return Direction::other;
}

bool Diff::worse() const {
  return any_worse(verdicts) || any_worse(one_sided) || any_worse(clauses) || any_worse(times) ||
         !times_gone.empty();
}

bool Diff::nothing_changed() const {
  return verdicts.empty() && one_sided.empty() && contents.empty() && clauses.empty() &&
         times_gone.empty() &&
         std::none_of(times.begin(), times.end(), [](const auto& each) { return each.shifted(); });
}

Diff compare(const RunResult& first, const RunResult& second) {
  const auto before = all_checks(first);
  const auto after = all_checks(second);
  const Pairing pairing = pair_checks(before, after);
  Diff diff;
  diff.compared = pairing.pairs.size();
  for (const auto& [a, b] : pairing.pairs) compare_pair(*a, *b, diff);
  add_one_sided(pairing, diff);
  compare_clauses(first, second, diff);
  compare_times(first, second, diff);
  adjust(diff.times);
  compare_settings(first, second, diff);
  return diff;
}

}  // namespace provbank::results
