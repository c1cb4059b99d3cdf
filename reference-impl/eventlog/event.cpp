#include "reference-impl/eventlog/event.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "reference-impl/eventlog/chain.hpp"

namespace provbank::eventlog {

std::string_view to_string(EventClass of) {
  switch (of) {
    case EventClass::activity:
      return "activity";
    case EventClass::deviation:
      return "deviation";
    case EventClass::error:
      return "error";
    case EventClass::operation:
      return "operation";
  }
  return "operation";
}

std::string_view to_string(EventKind kind) {
  switch (kind) {
    case EventKind::start:
      return "start";
    case EventKind::stop:
      return "stop";
    case EventKind::question:
      return "question";
    case EventKind::ping:
      return "ping";
    case EventKind::source:
      return "source";
    case EventKind::refusal:
      return "refusal";
    case EventKind::fault:
      return "fault";
    case EventKind::deviation:
      return "deviation";
    case EventKind::message:
      return "message";
    case EventKind::incident:
      return "incident";
    case EventKind::reading:
      return "reading";
    case EventKind::recovery:
      return "recovery";
    case EventKind::checkpoint:
      return "checkpoint";
    case EventKind::weeding:
      return "weeding";
  }
  return "incident";
}

EventClass class_of(EventKind kind) {
  switch (kind) {
    case EventKind::question:
    case EventKind::ping:
    case EventKind::source:
    case EventKind::message:
    case EventKind::reading:
      return EventClass::activity;
    case EventKind::deviation:
      return EventClass::deviation;
    case EventKind::refusal:
    case EventKind::fault:
    case EventKind::incident:
    case EventKind::recovery:
      return EventClass::error;
    case EventKind::start:
    case EventKind::stop:
    case EventKind::checkpoint:
    case EventKind::weeding:
      return EventClass::operation;
  }
  return EventClass::error;
}

namespace {

using Json = nlohmann::ordered_json;

/// At most `kTextBytesMax` bytes, cut between characters: a UTF-8 continuation byte is 10xxxxxx.
std::string cut(const std::string& text) {
  if (text.size() <= Event::kTextBytesMax) return text;
  std::size_t end = Event::kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

double milliseconds(time::Duration duration) {
  return static_cast<double>(
             std::chrono::duration_cast<std::chrono::microseconds>(duration).count()) /
         1000.0;
}

void put(Json& line, const char* name, const std::string& text) {
  if (!text.empty()) line[name] = cut(text);
}

Json codes(const contract::SourceSet& sources) {
  Json list = Json::array();
  for (const auto source : sources.in_order()) list.push_back(contract::code(source));
  return list;
}

Json timings(const std::vector<SourceTiming>& all) {
  Json list = Json::array();
  for (const auto& timing : all) {
    Json one;
    one["source"] = contract::code(timing.source);
    one["outcome"] = timing.outcome;
    one["duration_ms"] = milliseconds(timing.duration);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

std::string to_body(const Event& event, std::uint64_t sequence) {
  Json line;
  line["v"] = kFormatVersion;
  line["seq"] = sequence;
  line["time"] = time::to_iso8601(event.time);
  line["event"] = to_string(event.kind);
  line["class"] = to_string(class_of(event.kind));
  put(line, "question", event.question);
  put(line, "operation", event.operation);
  put(line, "caller", event.caller);
  put(line, "organisation", event.organisation);
  put(line, "handlaggare", event.handlaggare);
  put(line, "case", event.case_id);
  put(line, "person", event.person);
  if (!event.sources.empty()) line["sources"] = codes(event.sources);
  if (event.source) line["source"] = contract::code(*event.source);
  put(line, "outcome", event.outcome);
  put(line, "felkod", event.felkod);
  put(line, "kalla", event.kalla);
  put(line, "peer", event.peer);
  put(line, "detail", event.detail);
  put(line, "message", event.message);
  put(line, "reader", event.reader);
  put(line, "pseudonym_key", event.pseudonym_key);
  if (event.duration) line["duration_ms"] = milliseconds(*event.duration);
  if (!event.timings.empty()) line["timings"] = timings(event.timings);
  if (event.count > 1) line["count"] = event.count;
  auto text = line.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  text.pop_back();  // the chain's members and the brace follow
  return text;
}

}  // namespace provbank::eventlog
