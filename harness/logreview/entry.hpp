// One entry of an event log, as far as a review needs it.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contract/calendar.hpp"
#include "harness/sla/json_line.hpp"
#include "platform/time/clock.hpp"

namespace provbank::logreview {

enum class EventKind : std::uint8_t { question, refusal, tls_refused, reading, other };

/// A person's pseudonym: 32 hexadecimal digits.
struct Pseudonym {
  std::uint64_t high{};
  std::uint64_t low{};
  friend auto operator<=>(const Pseudonym&, const Pseudonym&) = default;
};
std::optional<Pseudonym> parse_pseudonym(std::string_view hex);
std::string to_string(const Pseudonym& person);

/// The views hold until the next line is read.
struct Entry {
  EventKind kind = EventKind::other;
  std::uint64_t seq = 0;
  time::WallTime time;
  contract::Day day;             // in Sweden
  std::chrono::minutes clock{};  // what the clocks there showed
  bool working_day = false;
  std::string_view organisation;
  std::string_view handlaggare;
  std::string_view caller;  // whose certificate; an address when there was none
  std::string_view reader;
  std::optional<Pseudonym> person;
  std::uint64_t count = 1;  // how many alike it stands for
};

/// Lines of the reference aggregator's log (reference-impl/eventlog/EVENTS.md) to entries.
class EntryReader {
 public:
  /// The calendar must outlive it.
  explicit EntryReader(const contract::Calendar& calendar);

  /// Null when the line (without its line feed) is an entry; else what is wrong with it.
  const char* read(std::string_view line, Entry& entry);

 private:
  enum Field : std::uint8_t {
    seq,
    time,
    event,
    organisation,
    handlaggare,
    caller,
    peer,
    person,
    outcome,
    reader,
    count,
    fields
  };
  std::string_view text(Field field);
  bool read_time(Entry& entry);

  const contract::Calendar& calendar_;
  sla::JsonLine json_;
  std::string scratch_[fields];
  // The day that was worked out last, with its beginning and end.
  contract::Interval day_span_{};
  contract::Day day_{};
  bool working_day_ = false;
};

}  // namespace provbank::logreview
