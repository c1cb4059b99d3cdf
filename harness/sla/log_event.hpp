// What the monthly report needs to know of a line in an event log, whoever wrote it.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/time/clock.hpp"

namespace provbank::sla {

enum class EventKind : std::uint8_t { question, source, deviation, other };

/// How a question ended. `refused` is the asker's own fault; `over_capacity` is not.
enum class Outcome : std::uint8_t { complete, partial, nothing, refused, over_capacity, failed };
inline constexpr std::array kAllOutcomes = {Outcome::complete,      Outcome::partial,
                                            Outcome::nothing,       Outcome::refused,
                                            Outcome::over_capacity, Outcome::failed};
std::string_view to_string(Outcome outcome);  // "over-capacity"
std::optional<Outcome> outcome_from(std::string_view text);

/// How a call to a source ended. `neutral` says nothing of the source.
enum class SourceOutcome : std::uint8_t { delivered, failed, neutral };

/// The views hold until the next line is read.
struct LogEvent {
  EventKind kind = EventKind::other;
  time::WallTime time;  // when it was written, which is when it was over
  std::string_view question;
  std::string_view organisation;
  std::string_view handlaggare;
  std::string_view source;
  std::string_view detail;  // a deviation's own word
  Outcome outcome = Outcome::complete;
  SourceOutcome source_outcome = SourceOutcome::neutral;
  std::optional<time::Duration> duration;
  std::size_t persons = 1;
};

/// Takes what a log reader finds.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on(const LogEvent& event) = 0;
};

}  // namespace provbank::sla
