// Which fields and words of a log mean what: the reference aggregator's own, or those that a
// mapping file (schemas/provbank/log-mapping-1.xsd) gives for another log.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "harness/sla/log_event.hpp"
#include "platform/base/result.hpp"

namespace provbank::sla {

enum class Meaning : std::uint8_t {
  time,
  event,
  question,
  organisation,
  handlaggare,
  source,
  outcome,
  felkod,
  duration,
  persons,
  sequence,
  version
};
inline constexpr std::size_t kMeanings = 12;

struct Mapping {
  enum class Format : std::uint8_t { json_lines, csv };
  enum class TimeFormat : std::uint8_t { iso8601, epoch_s, epoch_ms };
  enum class Zone : std::uint8_t { utc, sweden };  // of a time that says none

  Format format = Format::json_lines;
  char delimiter = ';';
  /// A path (JSON lines) or a heading (CSV) for each meaning; empty when the log has no such field.
  std::array<std::string, kMeanings> fields;
  TimeFormat time_format = TimeFormat::iso8601;
  Zone zone = Zone::utc;
  double duration_unit_ns = 1e6;
  /// Words that have a meaning here. An event of another kind is passed over; an outcome of another
  /// word makes a bad line.
  std::map<std::string, EventKind, std::less<>> events;
  std::map<std::string, Outcome, std::less<>> outcomes;
  std::map<std::string, SourceOutcome, std::less<>> source_outcomes;
  std::map<std::string, Outcome, std::less<>> felkoder;  // those that settle the outcome

  const std::string& field(Meaning meaning) const {
    return fields[static_cast<std::size_t>(meaning)];
  }
  std::string& field(Meaning meaning) { return fields[static_cast<std::size_t>(meaning)]; }

  /// The log that reference-impl/eventlog/EVENTS.md describes.
  static Mapping native();
  /// `invalid` with line and reason.
  static Result<Mapping> load(const std::filesystem::path& xml,
                              const std::filesystem::path& schema);
};

}  // namespace provbank::sla
