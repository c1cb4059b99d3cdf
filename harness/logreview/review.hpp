// A review of an event log by rules: one pass over its lines, in bounded memory.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/calendar.hpp"
#include "harness/logreview/entry.hpp"
#include "harness/logreview/rules.hpp"

namespace provbank::logreview {

/// How much a review remembers. What goes past a limit is counted and said, never dropped in
/// silence.
struct Limits {
  std::size_t workers = 200'000;     // told apart
  std::size_t persons = 500'000;     // watched at a time by one rule
  std::size_t hits_per_rule = 1000;  // kept; the others are counted
  std::size_t line_bytes = 64U << 10U;
};

/// Something to look at.
struct Hit {
  static constexpr std::size_t kSeqsMax = 20;

  std::size_t rule{};  // index
  contract::Day day;
  time::WallTime first;  // the lines' times
  time::WallTime last;
  std::string handlaggare;
  std::string organisation;
  std::string caller;
  std::string reader;
  std::string person;  // pseudonym
  std::uint64_t count{};
  Bilingual why;
  std::vector<std::uint64_t> seqs;  // the first of the lines
};

struct BadLine {
  static constexpr std::size_t kExamplesMax = 20;
  std::string place;
  std::string reason;
};

struct Review {
  std::vector<Rule> rules;
  std::vector<Hit> hits;                   // by rule, then by time
  std::vector<std::uint64_t> hits_beyond;  // of each rule, past the limit
  std::uint64_t lines = 0;
  std::uint64_t questions = 0;
  std::uint64_t bad_lines = 0;
  std::vector<BadLine> bad_examples;  // the first few
  std::uint64_t back_in_time = 0;     // lines of an earlier day than the one before
  std::uint64_t unwatched = 0;        // times that a limit kept something from being watched
  std::optional<time::WallTime> first;
  std::optional<time::WallTime> last;
  std::optional<contract::Day> from;  // hits of these days only
  std::optional<contract::Day> to;

  /// Hits, those past the limit too.
  std::uint64_t hit_count() const;
};

class Detector;
class Names;

class Reviewer {
 public:
  struct Period {
    std::optional<contract::Day> from;
    std::optional<contract::Day> to;
  };

  /// The calendar must outlive it. Lines before `from` are learned from; those after `to` are not
  /// read.
  Reviewer(std::vector<Rule> rules, const contract::Calendar& calendar, Period period = {},
           Limits limits = {});
  ~Reviewer();

  /// One line without its line feed. `place` names it when it is bad: "event-log.jsonl:17".
  void line(std::string_view text, const std::function<std::string()>& place);
  Review finish();

 private:
  void end_day();

  Limits limits_;
  Review review_;
  EntryReader reader_;
  std::unique_ptr<Names> names_;
  std::vector<std::unique_ptr<Detector>> detectors_;
  std::optional<contract::Day> today_;
};

/// The report's document, see schemas/provbank/log-review-1.xsd.
std::string to_xml(const Review& review, const std::string& log, time::WallTime made);
/// The same as one JSON object.
std::string to_json(const Review& review, const std::string& log, time::WallTime made);

}  // namespace provbank::logreview
