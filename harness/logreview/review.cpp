#include "harness/logreview/review.hpp"

#include <algorithm>
#include <numeric>

#include "harness/logreview/detectors.hpp"

namespace provbank::logreview {
namespace {

/// Hits of one rule, as far as they belong to the period.
class RuleFinds final : public Finds {
 public:
  RuleFinds(std::size_t rule, Review& review, const Limits& limits)
      : rule_(rule), review_(review), limits_(limits) {}

  void hit(Hit hit) override {
    if (review_.from && hit.day < *review_.from) return;
    if (kept_ == limits_.hits_per_rule) {
      ++review_.hits_beyond[rule_];
      return;
    }
    ++kept_;
    hit.rule = rule_;
    review_.hits.push_back(std::move(hit));
  }
  void unwatched() override { ++review_.unwatched; }

 private:
  std::size_t rule_;
  Review& review_;
  const Limits& limits_;
  std::size_t kept_ = 0;
};

}  // namespace

std::uint64_t Review::hit_count() const {
  return std::accumulate(hits_beyond.begin(), hits_beyond.end(), std::uint64_t{hits.size()});
}

Reviewer::Reviewer(std::vector<Rule> rules, const contract::Calendar& calendar, Period period,
                   Limits limits)
    : limits_(limits), reader_(calendar), names_(std::make_unique<Names>(2 * limits.workers)) {
  review_.rules = std::move(rules);
  review_.hits_beyond.resize(review_.rules.size());
  review_.from = period.from;
  review_.to = period.to;
  for (std::size_t i = 0; i < review_.rules.size(); ++i) {
    detectors_.push_back(make_detector(review_.rules[i].kind, *names_, limits_,
                                       std::make_unique<RuleFinds>(i, review_, limits_)));
  }
}

Reviewer::~Reviewer() = default;

void Reviewer::line(std::string_view text, const std::function<std::string()>& place) {
  ++review_.lines;
  Entry entry;
  const char* wrong =
      text.size() > limits_.line_bytes ? "too long a line" : reader_.read(text, entry);
  if (wrong != nullptr) {
    ++review_.bad_lines;
    if (review_.bad_examples.size() < BadLine::kExamplesMax) {
      review_.bad_examples.push_back({place(), wrong});
    }
    return;
  }
  if (review_.to && entry.day > *review_.to) return;
  if (!review_.first) review_.first = entry.time;
  review_.last = entry.time;
  // Several writers may pass midnight out of step: such a line counts to the day that has begun.
  if (today_ && entry.day < *today_) ++review_.back_in_time;
  if (!today_ || entry.day > *today_) {
    end_day();
    today_ = entry.day;
  }
  Worker worker;
  if (entry.kind == EventKind::question) {
    ++review_.questions;
    worker.organisation = names_->number(entry.organisation);
    worker.worker = names_->number(joined(entry.organisation, entry.handlaggare));
    if (!worker.known()) ++review_.unwatched;
  }
  for (const auto& detector : detectors_) detector->on(entry, worker);
}

void Reviewer::end_day() {
  if (!today_) return;
  for (const auto& detector : detectors_) detector->end_of(*today_);
}

Review Reviewer::finish() {
  end_day();
  today_.reset();
  std::ranges::stable_sort(review_.hits, [](const Hit& a, const Hit& b) {
    return std::tie(a.rule, a.day, a.first) < std::tie(b.rule, b.day, b.first);
  });
  return std::move(review_);
}

}  // namespace provbank::logreview
