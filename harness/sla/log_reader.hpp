// Event logs of any size, one line at a time, in bounded memory. Fed bytes in pieces of any size;
// opens no file. A line that cannot be used is counted, and the first few of each kind are kept
// with number and reason: nothing is dropped in silence.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/calendar.hpp"
#include "harness/sla/json_line.hpp"
#include "harness/sla/log_event.hpp"
#include "harness/sla/mapping.hpp"

namespace provbank::sla {

enum class BadLine : std::uint8_t {
  too_long,
  not_utf8,
  malformed,        // no JSON object, or quotes that do not match
  missing_field,    // a question without a time, an outcome ...
  bad_value,        // a time that is none, a duration below zero
  unknown_outcome,  // a word that the mapping does not know
  unknown_version   // of the log's format
};
inline constexpr std::size_t kBadLineKinds = 7;
std::string_view to_string(BadLine kind);

struct LineExample {
  std::string file;
  std::uint64_t line{};
  std::string reason;
};

/// Lines that share a flaw or an oddity.
struct LineNotes {
  static constexpr std::size_t kExamplesMax = 5;

  std::uint64_t count = 0;
  std::vector<LineExample> examples;  // the first few

  void add(std::string_view file, std::uint64_t line, std::string_view reason);
};

struct LogNotes {
  std::uint64_t lines = 0;  // with anything in them
  std::uint64_t bytes = 0;
  std::array<LineNotes, kBadLineKinds> bad;
  LineNotes duplicates;    // the same as the line before, number and all; left out
  LineNotes time_back;     // earlier than the line before
  LineNotes out_of_order;  // its number is not higher than the one before
  LineNotes gaps;          // numbers that are missing before it
  std::uint64_t missing_lines = 0;
  std::map<std::string, std::uint64_t> other_events;  // passed over, by their word

  std::uint64_t bad_lines() const;
  /// Lines that could have said something: bad ones and missing ones.
  std::uint64_t unknown_lines() const { return bad_lines() + missing_lines; }
};

struct LogLimits {
  std::size_t line_bytes = 64U << 10U;
  std::size_t other_events = 64;  // kinds told apart
};

class LogReader {
 public:
  /// All three must outlive it.
  LogReader(const Mapping& mapping, const contract::Calendar& calendar, EventSink& sink,
            LogLimits limits = {});

  /// A new file begins; ends the one before.
  void begin(std::string file);
  void feed(std::string_view bytes);
  /// The last line needs no line break, but one that breaks off inside is a bad line.
  void finish();

  const LogNotes& notes() const { return notes_; }

 private:
  void line(std::string_view text);
  bool scan(std::string_view text);
  bool scan_csv(std::string_view text);
  void read_header(std::string_view text);
  void use();
  bool sequence(std::string_view text);
  bool interpret(LogEvent& event);
  bool interpret_outcome(LogEvent& event);
  bool read_time(time::WallTime& to);
  bool read_numbers(LogEvent& event);
  std::string_view text(Meaning meaning);
  void bad(BadLine kind, std::string_view reason);

  const Mapping& mapping_;
  const contract::Calendar& calendar_;
  EventSink& sink_;
  LogLimits limits_;
  LogNotes notes_;

  std::string file_;
  std::uint64_t line_number_ = 0;
  std::string carried_;    // the beginning of a line whose end has not come
  bool skipping_ = false;  // inside a line that is too long
  std::string previous_;   // the line before
  time::WallTime previous_time_{};
  std::uint64_t previous_sequence_ = 0;
  std::uint64_t bad_since_ = 0;  // bad lines since that number

  JsonLine json_;
  std::array<std::size_t, kMeanings> place_{};  // of each meaning among what was scanned
  std::vector<std::string> cells_;
  bool header_read_ = false;
  std::array<std::string, kMeanings> scratch_;
};

}  // namespace provbank::sla
