// The aggregator's event log as the judge reads it: one JSON object a line. The fields are those
// the operator documents.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/evidence/evidence.hpp"
#include "harness/evidence/finding.hpp"

namespace provbank::checks {

struct LoggedEvent {
  nlohmann::json fields;
  evidence::Where where;

  /// Empty when absent or no text.
  std::string text(const char* name) const;
  std::string kind() const { return text("event"); }
  std::string question() const { return text("question"); }
  /// How many alike it stands for.
  std::size_t count() const;
  contract::SourceSet sources() const;
  /// Nothing when it is absent or no RFC 3339 instant.
  std::optional<time::WallTime> time() const;
};

struct BrokenLine {
  evidence::Where where;
  std::string why;
};

/// Events about one question: one of kind `question` for each person, and the others that carry its
/// id.
struct EventGroup {
  std::vector<const LoggedEvent*> questions;
  std::vector<const LoggedEvent*> others;

  std::string case_id() const;
  /// How many of `others` are of that kind and have those fields; empty values match anything.
  std::size_t count(std::string_view kind, std::string_view source, std::string_view felkod) const;
};

class EventLogReading {
 public:
  explicit EventLogReading(const evidence::Evidence& evidence);
  EventLogReading(const EventLogReading&) = delete;
  EventLogReading& operator=(const EventLogReading&) = delete;

  bool there() const { return there_; }
  const std::vector<LoggedEvent>& events() const { return events_; }
  const std::vector<BrokenLine>& broken() const { return broken_; }
  /// By the question's id in the log, in its order of ids.
  const std::map<std::string, EventGroup>& groups() const { return groups_; }

 private:
  void read(const evidence::WrittenFile& file);

  bool there_ = false;
  std::vector<LoggedEvent> events_;
  std::vector<BrokenLine> broken_;
  std::map<std::string, EventGroup> groups_;
};

/// "2026-03-02T08:00:00.123Z" or with an offset.
std::optional<time::WallTime> parse_instant(const std::string& text);

}  // namespace provbank::checks
