#include "harness/logreview/detectors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_set>

namespace provbank::logreview {
namespace {

constexpr char kBetween = '\x1f';
constexpr std::size_t kPersonsADayMax = 10'000;  // more than anybody can handle
constexpr std::size_t kSightingsMax = 1000;      // of one person

struct HashPseudonym {
  std::size_t operator()(const Pseudonym& person) const {
    // Half a keyed digest is as good a hash as any.
    return static_cast<std::size_t>(person.low ^ (person.high * 0x9E3779B97F4A7C15U));
  }
};

/// How many lines, which and when.
struct Tally {
  std::uint64_t count = 0;
  time::WallTime first;
  time::WallTime last;
  std::vector<std::uint64_t> seqs;

  void add(time::WallTime when, std::uint64_t seq, std::uint64_t times = 1) {
    if (count == 0) first = last = when;
    first = std::min(first, when);
    last = std::max(last, when);
    count += times;
    if (seqs.size() < Hit::kSeqsMax) seqs.push_back(seq);
  }
  void add(const Entry& entry) { add(entry.time, entry.seq, entry.count); }
};

/// What all detectors have.
class Base : public Detector {
 public:
  Base(const Names& names, const Limits& limits, std::unique_ptr<Finds> finds)
      : names_(names), limits_(limits), finds_(std::move(finds)) {}

 protected:
  Hit hit_of(const Tally& tally, contract::Day day) const {
    Hit hit;
    hit.day = day;
    hit.first = tally.first;
    hit.last = tally.last;
    hit.count = tally.count;
    hit.seqs = tally.seqs;
    return hit;
  }
  Hit hit_of(const Tally& tally, contract::Day day, std::uint32_t worker) const {
    Hit hit = hit_of(tally, day);
    std::tie(hit.organisation, hit.handlaggare) = apart(names_.text(worker));
    return hit;
  }
  static bool is_question(const Entry& entry, const Worker& worker) {
    return entry.kind == EventKind::question && worker.known();
  }

  const Names& names_;
  const Limits& limits_;
  std::unique_ptr<Finds> finds_;
};

/// A tally for each case worker and day; the rest differs.
class PerWorker : public Base {
 public:
  using Base::Base;

  void on(const Entry& entry, const Worker& worker) override {
    if (is_question(entry, worker) && counts(entry)) today_[worker.worker].add(entry);
  }
  void end_of(contract::Day day) override {
    for (const auto& [worker, tally] : today_) judge(day, worker, tally);
    today_.clear();
  }

 private:
  virtual bool counts(const Entry&) const { return true; }
  virtual void judge(contract::Day day, std::uint32_t worker, const Tally& tally) = 0;

 protected:
  std::map<std::uint32_t, Tally> today_;
};

/// ... with the persons asked about.
class PersonsPerWorker : public Base {
 public:
  using Base::Base;

  void on(const Entry& entry, const Worker& worker) override {
    if (!is_question(entry, worker)) return;
    auto& today = today_[worker.worker];
    today.tally.add(entry);
    if (!entry.person) return;
    if (today.persons.size() < kPersonsADayMax) {
      today.persons.insert(*entry.person);
    } else if (!today.persons.contains(*entry.person)) {
      finds_->unwatched();
    }
  }
  void end_of(contract::Day day) override {
    for (const auto& [worker, today] : today_) {
      judge(day, worker, today.tally, today.persons.size());
    }
    today_.clear();
  }

 private:
  struct Today {
    Tally tally;
    std::unordered_set<Pseudonym, HashPseudonym> persons;
  };
  virtual void judge(contract::Day day, std::uint32_t worker, const Tally& tally,
                     std::size_t persons) = 0;

  std::map<std::uint32_t, Today> today_;
};

class ManyPersonsDetector final : public PersonsPerWorker {
 public:
  template <class... Rest>
  explicit ManyPersonsDetector(ManyPersons rule, Rest&&... rest)
      : PersonsPerWorker(std::forward<Rest>(rest)...), rule_(rule) {}

 private:
  void judge(contract::Day day, std::uint32_t worker, const Tally& tally,
             std::size_t persons) override {
    if (persons < rule_.persons) return;
    Hit hit = hit_of(tally, day, worker);
    hit.count = persons;
    hit.why = {
        fmt::format("frågade om {} olika personer (gränsen är {})", persons, rule_.persons),
        fmt::format("asked about {} different persons (the limit is {})", persons, rule_.persons)};
    finds_->hit(std::move(hit));
  }
  ManyPersons rule_;
};

class NewWorkerDetector final : public PersonsPerWorker {
 public:
  template <class... Rest>
  explicit NewWorkerDetector(NewWorker rule, Rest&&... rest)
      : PersonsPerWorker(std::forward<Rest>(rest)...), rule_(rule) {}

 private:
  void end_of(contract::Day day) override {
    if (!began_) began_ = day;
    PersonsPerWorker::end_of(day);
  }
  void judge(contract::Day day, std::uint32_t worker, const Tally& tally,
             std::size_t persons) override {
    if (worker >= seen_.size()) seen_.resize(worker + std::size_t{1}, false);
    if (seen_[worker]) return;
    seen_[worker] = true;
    const auto age = static_cast<std::size_t>((day - *began_).count());
    if (age < rule_.learning_days || persons < rule_.persons) return;
    Hit hit = hit_of(tally, day, worker);
    hit.count = persons;
    hit.why = {
        fmt::format("har inte frågat förut på {} dagar, och frågade första dagen om {} olika "
                    "personer (gränsen är {})",
                    age, persons, rule_.persons),
        fmt::format("has not asked before in {} days, and asked on the first day about {} "
                    "different persons (the limit is {})",
                    age, persons, rule_.persons)};
    finds_->hit(std::move(hit));
  }
  NewWorker rule_;
  std::optional<contract::Day> began_;
  std::vector<bool> seen_;
};

std::string clock_text(std::chrono::minutes clock) {
  return fmt::format("{:02}:{:02}", clock.count() / 60, clock.count() % 60);
}

class OddHoursDetector final : public PerWorker {
 public:
  template <class... Rest>
  explicit OddHoursDetector(OddHours rule, Rest&&... rest)
      : PerWorker(std::forward<Rest>(rest)...), rule_(rule) {}

 private:
  bool counts(const Entry& entry) const override {
    return entry.working_day && (entry.clock < rule_.opens || entry.clock >= rule_.closes);
  }
  void judge(contract::Day day, std::uint32_t worker, const Tally& tally) override {
    if (tally.count < rule_.questions) return;
    Hit hit = hit_of(tally, day, worker);
    hit.why = {fmt::format("ställde {} frågor utanför {}–{} (gränsen är {})", tally.count,
                           clock_text(rule_.opens), clock_text(rule_.closes), rule_.questions),
               fmt::format("asked {} questions outside {}–{} (the limit is {})", tally.count,
                           clock_text(rule_.opens), clock_text(rule_.closes), rule_.questions)};
    finds_->hit(std::move(hit));
  }
  OddHours rule_;
};

class ClosedDaysDetector final : public PerWorker {
 public:
  template <class... Rest>
  explicit ClosedDaysDetector(ClosedDays rule, Rest&&... rest)
      : PerWorker(std::forward<Rest>(rest)...), rule_(rule) {}

 private:
  bool counts(const Entry& entry) const override { return !entry.working_day; }
  void judge(contract::Day day, std::uint32_t worker, const Tally& tally) override {
    if (tally.count < rule_.questions) return;
    Hit hit = hit_of(tally, day, worker);
    hit.why = {fmt::format("ställde {} frågor en lördag, söndag eller helgdag (gränsen är {})",
                           tally.count, rule_.questions),
               fmt::format("asked {} questions on a Saturday, Sunday or public holiday (the limit "
                           "is {})",
                           tally.count, rule_.questions)};
    finds_->hit(std::move(hit));
  }
  ClosedDays rule_;
};

class OwnHistoryDetector final : public PerWorker {
 public:
  template <class... Rest>
  explicit OwnHistoryDetector(OwnHistory rule, Rest&&... rest)
      : PerWorker(std::forward<Rest>(rest)...), rule_(rule) {}

 private:
  struct History {
    std::uint32_t days = 0;
    std::uint64_t questions = 0;
  };
  void judge(contract::Day day, std::uint32_t worker, const Tally& tally) override {
    if (worker >= histories_.size()) histories_.resize(worker + std::size_t{1});
    auto& history = histories_[worker];
    if (history.days >= rule_.days && tally.count >= rule_.questions) {
      const double mean = static_cast<double>(history.questions) / history.days;
      if (static_cast<double>(tally.count) >= rule_.times * mean) {
        Hit hit = hit_of(tally, day, worker);
        hit.why = {fmt::format("ställde {} frågor, mot i medeltal {:.1f} under sina {} tidigare "
                               "dagar (gränsen är {:g} gånger)",
                               tally.count, mean, history.days, rule_.times),
                   fmt::format("asked {} questions, against a mean of {:.1f} on their {} earlier "
                               "days (the limit is {:g} times)",
                               tally.count, mean, history.days, rule_.times)};
        finds_->hit(std::move(hit));
      }
    }
    ++history.days;
    history.questions += tally.count;
  }
  OwnHistory rule_;
  std::vector<History> histories_;
};

class PeersDetector final : public Base {
 public:
  template <class... Rest>
  explicit PeersDetector(Peers rule, Rest&&... rest)
      : Base(std::forward<Rest>(rest)...), rule_(rule) {}

  void on(const Entry& entry, const Worker& worker) override {
    if (is_question(entry, worker)) today_[worker.organisation][worker.worker].add(entry);
  }
  void end_of(contract::Day day) override {
    for (const auto& [organisation, workers] : today_) {
      if (workers.size() < rule_.peers + 1) continue;
      for (const auto& [worker, tally] : workers) {
        if (tally.count >= rule_.questions) judge(day, worker, tally, workers);
      }
    }
    today_.clear();
  }

 private:
  using Workers = std::map<std::uint32_t, Tally>;

  void judge(contract::Day day, std::uint32_t worker, const Tally& tally, const Workers& workers) {
    std::vector<std::uint64_t> others;
    for (const auto& [other, of] : workers) {
      if (other != worker) others.push_back(of.count);
    }
    const auto middle = others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2);
    std::nth_element(others.begin(), middle, others.end());
    if (static_cast<double>(tally.count) < rule_.times * static_cast<double>(*middle)) return;
    Hit hit = hit_of(tally, day, worker);
    hit.why = {fmt::format("ställde {} frågor; medianen för de {} andra i organisationen var {} "
                           "(gränsen är {:g} gånger)",
                           tally.count, others.size(), *middle, rule_.times),
               fmt::format("asked {} questions; the median of the {} others in the organisation "
                           "was {} (the limit is {:g} times)",
                           tally.count, others.size(), *middle, rule_.times)};
    finds_->hit(std::move(hit));
  }
  Peers rule_;
  std::map<std::uint32_t, Workers> today_;
};

class BurstDetector final : public Base {
 public:
  template <class... Rest>
  explicit BurstDetector(Burst rule, Rest&&... rest)
      : Base(std::forward<Rest>(rest)...), rule_(rule) {}

  void on(const Entry& entry, const Worker& worker) override {
    if (!is_question(entry, worker)) return;
    auto& today = today_[worker.worker];
    auto& recent = today.recent;
    recent.push_back({entry.time, entry.seq});
    // No more than the rule asks for need be remembered.
    while (recent.size() > rule_.questions || entry.time - recent.front().first > rule_.within) {
      recent.pop_front();
    }
    if (recent.size() < rule_.questions) {
      return;
    }
    if (today.burst.count == 0) {
      for (const auto& [when, seq] : recent) today.burst.add(when, seq);
    } else {
      today.burst.add(entry);
    }
  }
  void end_of(contract::Day day) override {
    for (const auto& [worker, today] : today_) {
      if (today.burst.count == 0) continue;
      Hit hit = hit_of(today.burst, day, worker);
      hit.why = {fmt::format("ställde minst {} frågor inom {} minuter; {} frågor gick så tätt",
                             rule_.questions, rule_.within.count(), hit.count),
                 fmt::format("asked at least {} questions within {} minutes; {} questions came "
                             "that close",
                             rule_.questions, rule_.within.count(), hit.count)};
      finds_->hit(std::move(hit));
    }
    today_.clear();
  }

 private:
  struct Today {
    std::deque<std::pair<time::WallTime, std::uint64_t>> recent;
    Tally burst;
  };
  Burst rule_;
  std::map<std::uint32_t, Today> today_;
};

// ---- Persons ------------------------------------------------------------------------------------

/// Whom, and by whom when that matters.
struct PersonKey {
  Pseudonym person;
  std::uint32_t worker = Names::kNone;
  friend bool operator==(const PersonKey&, const PersonKey&) = default;
};
struct HashPersonKey {
  std::size_t operator()(const PersonKey& key) const {
    return HashPseudonym{}(key.person) ^ (std::size_t{key.worker} * 0x9E3779B9U);
  }
};

struct Sighting {
  time::WallTime time;
  contract::Day day;
  std::uint64_t seq{};
  std::uint32_t worker{};
  std::uint32_t organisation{};
};

/// Remembers who was asked about within the last so many days; the rest differs.
class PerPerson : public Base {
 public:
  template <class... Rest>
  explicit PerPerson(std::size_t days, Rest&&... rest)
      : Base(std::forward<Rest>(rest)...), window_(static_cast<int>(days)) {}

  void on(const Entry& entry, const Worker& worker) override {
    if (!is_question(entry, worker) || !entry.person) return;
    const PersonKey key = key_of(*entry.person, worker);
    auto found = seen_.find(key);
    if (found == seen_.end()) {
      if (seen_.size() >= limits_.persons) {
        finds_->unwatched();
        return;
      }
      found = seen_.emplace(key, std::vector<Sighting>()).first;
    }
    auto& sightings = found->second;
    forget(sightings, entry.day);
    if (sightings.size() >= kSightingsMax) {
      finds_->unwatched();
      return;
    }
    sightings.push_back({entry.time, entry.day, entry.seq, worker.worker, worker.organisation});
    if (enough(sightings) && (due_.empty() || due_.back() != key)) due_.push_back(key);
  }

  void end_of(contract::Day day) override {
    for (const auto& key : due_) {
      auto& sightings = seen_[key];
      if (!enough(sightings)) continue;  // told of already
      Tally tally;
      for (const auto& one : sightings) tally.add(one.time, one.seq);
      Hit hit = hit_of(tally, day);
      hit.person = to_string(key.person);
      describe(hit, sightings);
      finds_->hit(std::move(hit));
      sightings.clear();  // each line is told of once
    }
    due_.clear();
    std::erase_if(seen_, [&](const auto& one) {
      return one.second.empty() || day - one.second.back().day >= window_;
    });
  }

 private:
  virtual PersonKey key_of(const Pseudonym& person, const Worker& worker) const = 0;
  virtual bool enough(const std::vector<Sighting>& sightings) const = 0;
  virtual void describe(Hit& hit, const std::vector<Sighting>& sightings) const = 0;

  void forget(std::vector<Sighting>& sightings, contract::Day day) const {
    std::erase_if(sightings, [&](const Sighting& one) { return day - one.day >= window_; });
  }

  std::chrono::days window_;
  std::unordered_map<PersonKey, std::vector<Sighting>, HashPersonKey> seen_;
  std::vector<PersonKey> due_;
};

class RepeatedPersonDetector final : public PerPerson {
 public:
  template <class... Rest>
  explicit RepeatedPersonDetector(RepeatedPerson rule, Rest&&... rest)
      : PerPerson(rule.days, std::forward<Rest>(rest)...), rule_(rule) {}

 private:
  PersonKey key_of(const Pseudonym& person, const Worker& worker) const override {
    return {person, rule_.same_worker ? worker.worker : Names::kNone};
  }
  bool enough(const std::vector<Sighting>& sightings) const override {
    return sightings.size() >= rule_.questions;
  }
  void describe(Hit& hit, const std::vector<Sighting>& sightings) const override {
    if (rule_.same_worker) {
      std::tie(hit.organisation, hit.handlaggare) = apart(names_.text(sightings.front().worker));
      hit.why = {
          fmt::format("frågade om samma person {} gånger inom {} dagar (gränsen är {})", hit.count,
                      rule_.days, rule_.questions),
          fmt::format("asked about the same person {} times within {} days (the limit is {})",
                      hit.count, rule_.days, rule_.questions)};
      return;
    }
    hit.why = {fmt::format("personen har det frågats om {} gånger inom {} dagar (gränsen är {})",
                           hit.count, rule_.days, rule_.questions),
               fmt::format("the person has been asked about {} times within {} days (the limit is "
                           "{})",
                           hit.count, rule_.days, rule_.questions)};
  }
  RepeatedPerson rule_;
};

class SeveralOrganisationsDetector final : public PerPerson {
 public:
  template <class... Rest>
  explicit SeveralOrganisationsDetector(SeveralOrganisations rule, Rest&&... rest)
      : PerPerson(rule.days, std::forward<Rest>(rest)...), rule_(rule) {}

 private:
  PersonKey key_of(const Pseudonym& person, const Worker&) const override { return {person}; }
  static std::vector<std::uint32_t> organisations(const std::vector<Sighting>& sightings) {
    std::vector<std::uint32_t> all;
    for (const auto& one : sightings) {
      if (std::ranges::find(all, one.organisation) == all.end()) all.push_back(one.organisation);
    }
    return all;
  }
  bool enough(const std::vector<Sighting>& sightings) const override {
    return sightings.size() >= rule_.organisations &&
           organisations(sightings).size() >= rule_.organisations;
  }
  void describe(Hit& hit, const std::vector<Sighting>& sightings) const override {
    std::string all;
    const auto found = organisations(sightings);
    for (const auto organisation : found) {
      all += (all.empty() ? "" : ", ") + names_.text(organisation);
    }
    hit.organisation = all;
    hit.count = found.size();
    hit.why = {
        fmt::format("{} organisationer frågade om samma person inom {} dagar (gränsen är {})",
                    found.size(), rule_.days, rule_.organisations),
        fmt::format("{} organisations asked about the same person within {} days (the limit "
                    "is {})",
                    found.size(), rule_.days, rule_.organisations)};
  }
  SeveralOrganisations rule_;
};

// ---- Callers and readers ------------------------------------------------------------------------

/// A tally for each caller or reader and day.
class PerName : public Base {
 public:
  using Base::Base;

  void end_of(contract::Day day) override {
    for (const auto& [name, tally] : today_) judge(day, name, tally);
    today_.clear();
  }

 protected:
  void add(std::string_view name, const Entry& entry) {
    auto found = today_.find(name);
    if (found == today_.end()) {
      if (today_.size() >= limits_.workers) {
        finds_->unwatched();
        return;
      }
      found = today_.emplace(std::string(name), Tally{}).first;
    }
    found->second.add(entry);
  }

 private:
  virtual void judge(contract::Day day, const std::string& name, const Tally& tally) = 0;

  std::map<std::string, Tally, std::less<>> today_;
};

class RefusedCallerDetector final : public PerName {
 public:
  template <class... Rest>
  explicit RefusedCallerDetector(RefusedCaller rule, Rest&&... rest)
      : PerName(std::forward<Rest>(rest)...), rule_(rule) {}

  void on(const Entry& entry, const Worker&) override {
    if (entry.kind == EventKind::refusal || entry.kind == EventKind::tls_refused) {
      add(entry.caller, entry);
    }
  }

 private:
  void judge(contract::Day day, const std::string& caller, const Tally& tally) override {
    if (tally.count < rule_.refusals) return;
    Hit hit = hit_of(tally, day);
    hit.caller = caller;
    hit.why = {fmt::format("avvisades {} gånger (gränsen är {})", tally.count, rule_.refusals),
               fmt::format("was refused {} times (the limit is {})", tally.count, rule_.refusals)};
    finds_->hit(std::move(hit));
  }
  RefusedCaller rule_;
};

class LogReadingsDetector final : public PerName {
 public:
  template <class... Rest>
  explicit LogReadingsDetector(LogReadings rule, Rest&&... rest)
      : PerName(std::forward<Rest>(rest)...), rule_(rule) {}

  void on(const Entry& entry, const Worker&) override {
    if (entry.kind == EventKind::reading) add(entry.reader, entry);
  }

 private:
  void judge(contract::Day day, const std::string& reader, const Tally& tally) override {
    if (tally.count < rule_.readings) return;
    Hit hit = hit_of(tally, day);
    hit.reader = reader;
    hit.why = {fmt::format("läste loggen {} gånger (gränsen är {})", tally.count, rule_.readings),
               fmt::format("read the log {} times (the limit is {})", tally.count, rule_.readings)};
    finds_->hit(std::move(hit));
  }
  LogReadings rule_;
};

struct Maker {
  const Names& names;
  const Limits& limits;
  std::unique_ptr<Finds> finds;

  template <class D, class R>
  std::unique_ptr<Detector> make(const R& rule) {
    return std::make_unique<D>(rule, names, limits, std::move(finds));
  }
  std::unique_ptr<Detector> operator()(const NewWorker& r) { return make<NewWorkerDetector>(r); }
  std::unique_ptr<Detector> operator()(const ManyPersons& r) {
    return make<ManyPersonsDetector>(r);
  }
  std::unique_ptr<Detector> operator()(const OddHours& r) { return make<OddHoursDetector>(r); }
  std::unique_ptr<Detector> operator()(const ClosedDays& r) { return make<ClosedDaysDetector>(r); }
  std::unique_ptr<Detector> operator()(const OwnHistory& r) { return make<OwnHistoryDetector>(r); }
  std::unique_ptr<Detector> operator()(const Peers& r) { return make<PeersDetector>(r); }
  std::unique_ptr<Detector> operator()(const Burst& r) { return make<BurstDetector>(r); }
  std::unique_ptr<Detector> operator()(const RepeatedPerson& r) {
    return make<RepeatedPersonDetector>(r);
  }
  std::unique_ptr<Detector> operator()(const SeveralOrganisations& r) {
    return make<SeveralOrganisationsDetector>(r);
  }
  std::unique_ptr<Detector> operator()(const RefusedCaller& r) {
    return make<RefusedCallerDetector>(r);
  }
  std::unique_ptr<Detector> operator()(const LogReadings& r) {
    return make<LogReadingsDetector>(r);
  }
};

}  // namespace

std::uint32_t Names::number(std::string_view text) {
  const auto found = numbers_.find(text);
  if (found != numbers_.end()) return found->second;
  if (texts_.size() >= limit_) return kNone;
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back(&numbers_.emplace(std::string(text), number).first->first);
  return number;
}

std::string joined(std::string_view organisation, std::string_view handlaggare) {
  return std::string(organisation) + kBetween + std::string(handlaggare);
}

std::pair<std::string, std::string> apart(std::string_view joined) {
  const auto at = joined.find(kBetween);
  return {std::string(joined.substr(0, at)), std::string(joined.substr(at + 1))};
}

std::unique_ptr<Detector> make_detector(const RuleKind& kind, const Names& names,
                                        const Limits& limits, std::unique_ptr<Finds> finds) {
  return std::visit(Maker{names, limits, std::move(finds)}, kind);
}

}  // namespace provbank::logreview
