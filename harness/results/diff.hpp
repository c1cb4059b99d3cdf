// What became of a party between two results.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/evidence/result.hpp"
#include "harness/results/rank_test.hpp"

namespace provbank::results {

/// Which way a change goes. Only `worse` makes CI red.
enum class Direction { worse, better, other };

/// A check in one result, as a person would point at it.
struct CheckPlace {
  std::string scenario;
  std::size_t place = 0;  // from 1
  std::string name;
  std::string party;
};

struct VerdictChange {
  CheckPlace check;  // in the second result
  evidence::Verdict from{};
  evidence::Verdict to{};
  Direction direction{};
  bool known = false;       // it fails, and somebody has taken that upon themselves
  bool overridden = false;  // the second verdict is a reviewer's
  std::string finding_sv;   // the first finding of the second
  std::string finding_en;
};

/// A check that ran in one result and not in the other. One that vanished is always worse, since
/// nothing holds what it held; a new one is worse when it fails.
struct OneSided {
  CheckPlace check;
  evidence::Verdict verdict{};
  bool gone = false;  // it ran in the first alone
  /// In the other result it stands as not run, with this reason; else it is not there at all.
  std::optional<Bilingual> not_run;
  Direction direction{};
};

/// The same verdict with other findings, or another claim.
struct ContentChange {
  CheckPlace check;
  evidence::Verdict verdict{};
  std::vector<Bilingual> gone;
  std::vector<Bilingual> added;
  std::vector<Bilingual> altered;  // the same sentence, other values expected or received
  std::optional<std::pair<Bilingual, Bilingual>> claim;  // before, after
};

struct ClauseChange {
  std::string clause;
  std::string party;
  std::optional<evidence::Verdict> from;  // nothing: it is not in that result
  std::optional<evidence::Verdict> to;
  Direction direction{};
};

struct TimeShift {
  std::string scenario;
  std::string name;
  std::size_t count_first = 0;
  std::size_t count_second = 0;
  bool enough = false;  // else nothing is said
  RankTest test;
  double p_adjusted = 1;  // for all comparisons of the diff (Holm)
  time::Duration median_first{};
  time::Duration median_second{};
  time::Duration late_first{};  // nine in ten within
  time::Duration late_second{};
  Direction direction = Direction::other;
  bool shifted() const { return direction != Direction::other; }
};

struct Diff {
  std::size_t compared = 0;  // checks that are in both results
  std::vector<VerdictChange> verdicts;
  std::vector<OneSided> one_sided;
  std::vector<ContentChange> contents;
  std::vector<ClauseChange> clauses;
  std::vector<TimeShift> times;         // every comparison made, shifted or not
  std::vector<std::string> times_gone;  // "DP-X answer-time": measured in the first alone
  std::vector<std::string> settings;    // what else differs: "seed 1 -> 2"

  bool worse() const;
  bool nothing_changed() const;
};

/// Checks are paired by scenario, party, name and claim, and what is left by scenario, party and
/// name, each in order.
Diff compare(const evidence::RunResult& first, const evidence::RunResult& second);

/// Worse: from better to worse in pass < warning < (review, untestable, not-run, not-applicable) <
/// (fail, tool-error). Better: to pass or warning. Everything else is `other`.
Direction direction_of(evidence::Verdict from, evidence::Verdict to);

}  // namespace provbank::results
