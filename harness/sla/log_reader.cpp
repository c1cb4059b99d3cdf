#include "harness/sla/log_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "contract/civil_time.hpp"
#include "harness/sla/csv.hpp"
#include "platform/text/number.hpp"
#include "platform/text/utf8.hpp"

namespace provbank::sla {
namespace {

constexpr std::size_t kAbsent = std::numeric_limits<std::size_t>::max();
constexpr double kDurationMaxNs = 24.0 * 3600 * 1e9;  // a call that took a day is no call
constexpr std::size_t kReasonBytesMax = 120;

std::vector<std::string> wanted_paths(const Mapping& mapping) {
  std::vector<std::string> paths;
  if (mapping.format != Mapping::Format::json_lines) return paths;
  for (const auto& field : mapping.fields) {
    if (!field.empty()) paths.push_back(field);
  }
  return paths;
}

std::string_view shown(std::string_view text) {
  return text.substr(0, 40);
}

}  // namespace

std::string_view to_string(BadLine kind) {
  constexpr std::array<std::string_view, kBadLineKinds> kWords = {
      "too-long",  "not-utf8",        "malformed",      "missing-field",
      "bad-value", "unknown-outcome", "unknown-version"};
  return kWords[static_cast<std::size_t>(kind)];
}

void LineNotes::add(std::string_view file, std::uint64_t line, std::string_view reason) {
  ++count;
  if (examples.size() == kExamplesMax) return;
  std::string kept(reason.substr(0, kReasonBytesMax));
  while (!text::is_utf8(kept)) kept.pop_back();
  examples.push_back({std::string(file), line, std::move(kept)});
}

std::uint64_t LogNotes::bad_lines() const {
  std::uint64_t sum = 0;
  for (const auto& kind : bad) sum += kind.count;
  return sum;
}

LogReader::LogReader(const Mapping& mapping, const contract::Calendar& calendar, EventSink& sink,
                     LogLimits limits)
    : mapping_(mapping),
      calendar_(calendar),
      sink_(sink),
      limits_(limits),
      json_(wanted_paths(mapping)) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < kMeanings; ++i) {
    const bool scanned =
        !mapping.fields[i].empty() && mapping.format == Mapping::Format::json_lines;
    place_[i] = scanned ? next++ : kAbsent;
  }
}

void LogReader::begin(std::string file) {
  finish();
  file_ = std::move(file);
  line_number_ = 0;
  previous_.clear();
  previous_time_ = {};
  previous_sequence_ = 0;
  bad_since_ = 0;
  header_read_ = false;
}

void LogReader::feed(std::string_view bytes) {
  notes_.bytes += bytes.size();
  while (!bytes.empty()) {
    const void* found = std::memchr(bytes.data(), '\n', bytes.size());
    const std::size_t end =
        found == nullptr ? bytes.size()
                         : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    const std::string_view piece = bytes.substr(0, end);
    bytes.remove_prefix(found == nullptr ? end : end + 1);
    const bool fits = carried_.size() + piece.size() <= limits_.line_bytes;
    if (found == nullptr) {
      if (fits && !skipping_) {
        carried_ += piece;
      } else {
        skipping_ = true;
        carried_.clear();
      }
      return;
    }
    ++line_number_;
    if (skipping_ || !fits) {
      ++notes_.lines;
      bad(BadLine::too_long, fmt::format("more than {} bytes", limits_.line_bytes));
    } else if (carried_.empty()) {
      line(piece);
    } else {
      carried_ += piece;
      line(carried_);
    }
    skipping_ = false;
    carried_.clear();
  }
}

void LogReader::finish() {
  if (skipping_ || !carried_.empty()) {
    const auto bytes = notes_.bytes;
    feed("\n");
    notes_.bytes = bytes;
  }
}

void LogReader::line(std::string_view text) {
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  if (text.find_first_not_of(" \t") == std::string_view::npos) return;
  if (mapping_.format == Mapping::Format::csv && !header_read_) {
    header_read_ = true;
    read_header(text);
    return;
  }
  ++notes_.lines;
  if (!scan(text)) return;
  if (sequence(text)) use();
  previous_.assign(text);
}

bool LogReader::scan(std::string_view text) {
  unsigned char bits = 0;
  for (const char c : text) bits = static_cast<unsigned char>(bits | static_cast<unsigned char>(c));
  if (bits >= 0x80U && !text::is_utf8(text)) {
    bad(BadLine::not_utf8, "bytes that are not UTF-8");
    return false;
  }
  if (mapping_.format == Mapping::Format::csv) return scan_csv(text);
  if (const char* wrong = json_.scan(text)) {
    bad(BadLine::malformed, wrong);
    return false;
  }
  return true;
}

bool LogReader::scan_csv(std::string_view text) {
  if (split_csv_line(text, mapping_.delimiter, cells_)) return true;
  bad(BadLine::malformed, "quotation marks that do not match");
  return false;
}

void LogReader::read_header(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!split_csv_line(text, mapping_.delimiter, cells_)) cells_.clear();
  for (std::size_t i = 0; i < kMeanings; ++i) {
    const auto found = std::ranges::find(cells_, mapping_.fields[i]);
    place_[i] = mapping_.fields[i].empty() || found == cells_.end()
                    ? kAbsent
                    : static_cast<std::size_t>(found - cells_.begin());
  }
}

std::string_view LogReader::text(Meaning meaning) {
  const auto index = static_cast<std::size_t>(meaning);
  const std::size_t place = place_[index];
  if (place == kAbsent) return {};
  if (mapping_.format == Mapping::Format::csv) {
    return place < cells_.size() ? std::string_view(cells_[place]) : std::string_view();
  }
  const auto& field = json_.field(place);
  if (field.kind == JsonLine::Kind::number) return field.raw;
  if (field.kind != JsonLine::Kind::text) return {};
  return JsonLine::text_of(field.raw, scratch_[index]);
}

// False for a line that says nothing new.
bool LogReader::sequence(std::string_view whole) {
  const auto number = text::whole_in(text(Meaning::sequence));
  if (!number) return true;
  if (*number == previous_sequence_ && whole == previous_) {
    notes_.duplicates.add(file_, line_number_, fmt::format("number {} again", *number));
    return false;
  }
  if (*number != 1 && previous_sequence_ != 0) {
    if (*number <= previous_sequence_) {
      notes_.out_of_order.add(file_, line_number_,
                              fmt::format("{} after {}", *number, previous_sequence_));
    } else if (const auto gap = *number - previous_sequence_ - 1; gap > bad_since_) {
      notes_.missing_lines += gap - bad_since_;
      notes_.gaps.add(file_, line_number_, fmt::format("{} after {}", *number, previous_sequence_));
    }
  }
  previous_sequence_ = *number;
  bad_since_ = 0;
  return true;
}

void LogReader::use() {
  const auto version = text(Meaning::version);
  if (!version.empty() && version != "1" && version != "2") {
    return bad(BadLine::unknown_version, fmt::format("version {}", shown(version)));
  }
  LogEvent event;
  event.kind = EventKind::question;
  if (!mapping_.events.empty()) {
    const auto word = text(Meaning::event);
    if (word.empty()) return bad(BadLine::missing_field, mapping_.field(Meaning::event));
    const auto known = mapping_.events.find(word);
    if (known == mapping_.events.end()) {
      auto& others = notes_.other_events;
      const bool room = others.size() < limits_.other_events;
      const std::string name(shown(word));
      ++others[room || others.contains(name) ? name : "..."];
      return;
    }
    event.kind = known->second;
  }
  if (!interpret(event)) return;
  if (previous_time_ != time::WallTime{} && event.time < previous_time_) {
    notes_.time_back.add(file_, line_number_, time::to_iso8601(event.time));
  }
  previous_time_ = event.time;
  sink_.on(event);
}

bool LogReader::interpret(LogEvent& event) {
  if (!read_time(event.time) || !read_numbers(event)) return false;
  event.question = text(Meaning::question);
  event.organisation = text(Meaning::organisation);
  event.handlaggare = text(Meaning::handlaggare);
  event.source = text(Meaning::source);
  return interpret_outcome(event);
}

bool LogReader::interpret_outcome(LogEvent& event) {
  const auto word = text(Meaning::outcome);
  if (event.kind == EventKind::deviation) {
    event.detail = word;
    return true;
  }
  if (event.kind == EventKind::question) {
    const auto settled = mapping_.felkoder.find(text(Meaning::felkod));
    if (settled != mapping_.felkoder.end()) {
      event.outcome = settled->second;
      return true;
    }
  }
  if (word.empty()) {
    bad(BadLine::missing_field, mapping_.field(Meaning::outcome));
    return false;
  }
  bool known = true;
  if (event.kind == EventKind::question) {
    const auto found = mapping_.outcomes.find(word);
    known = found != mapping_.outcomes.end();
    if (known) event.outcome = found->second;
  } else {
    const auto found = mapping_.source_outcomes.find(word);
    known = found != mapping_.source_outcomes.end();
    if (known) event.source_outcome = found->second;
  }
  if (!known) bad(BadLine::unknown_outcome, shown(word));
  return known;
}

bool LogReader::read_time(time::WallTime& to) {
  const auto word = text(Meaning::time);
  if (word.empty()) {
    bad(BadLine::missing_field, mapping_.field(Meaning::time));
    return false;
  }
  if (mapping_.time_format != Mapping::TimeFormat::iso8601) {
    const double unit = mapping_.time_format == Mapping::TimeFormat::epoch_s ? 1e9 : 1e6;
    const auto number = text::number_in(word);
    if (number && *number >= 0 && *number * unit < 9e18) {
      to = time::WallTime(time::Duration(std::llround(*number * unit)));
      return true;
    }
  } else if (const auto civil = contract::parse_civil_time(word)) {
    // Nanoseconds since 1970 end in 2262.
    const auto since_1970 = civil->day.time_since_epoch();
    if (since_1970 >= std::chrono::days(0) && since_1970 < std::chrono::days(100'000)) {
      to = mapping_.zone == Mapping::Zone::utc ? in_utc(*civil) : in_sweden(*civil, calendar_);
      return true;
    }
  }
  bad(BadLine::bad_value, fmt::format("{}: {}", mapping_.field(Meaning::time), shown(word)));
  return false;
}

bool LogReader::read_numbers(LogEvent& event) {
  const auto duration = text(Meaning::duration);
  if (!duration.empty()) {
    const auto number = text::number_in(duration);
    const double ns = number ? *number * mapping_.duration_unit_ns : -1;
    if (ns < 0 || ns > kDurationMaxNs) {
      bad(BadLine::bad_value,
          fmt::format("{}: {}", mapping_.field(Meaning::duration), shown(duration)));
      return false;
    }
    event.duration = time::Duration(std::llround(ns));
  } else if (event.kind == EventKind::question) {
    bad(BadLine::missing_field, mapping_.field(Meaning::duration));
    return false;
  }
  const auto persons = text(Meaning::persons);
  if (!persons.empty()) {
    const auto number = text::whole_in(persons);
    if (!number || *number == 0 || *number > 1000) {
      bad(BadLine::bad_value,
          fmt::format("{}: {}", mapping_.field(Meaning::persons), shown(persons)));
      return false;
    }
    event.persons = *number;
  }
  return true;
}

void LogReader::bad(BadLine kind, std::string_view reason) {
  ++bad_since_;
  notes_.bad[static_cast<std::size_t>(kind)].add(file_, line_number_, reason);
}

}  // namespace provbank::sla
