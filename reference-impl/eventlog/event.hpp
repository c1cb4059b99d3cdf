// What the aggregator remembers: who asked, when, in which case, which sources, what happened, how
// long it took (B3-6.1.1 user activity, B3-6.1.2 deviations, B3-6.1.3 errors). Never what was asked
// or answered: a person appears as a keyed pseudonym only. The fields are described in EVENTS.md
// and, for machines, in schemas/provbank/event-log-2.schema.json.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/source.hpp"
#include "platform/time/clock.hpp"

namespace provbank::eventlog {

/// The kinds of event that the agreement names, and one of our own for what keeps the log itself
/// and the program going.
enum class EventClass { activity, deviation, error, operation };
std::string_view to_string(EventClass of);

enum class EventKind {
  start,       // the aggregator began to listen
  stop,        // ... and answered its last question
  question,    // one per person asked about, whatever came of it
  ping,        // somebody tried the connections
  source,      // one call to a source and what came of it
  refusal,     // a question that was not let in
  fault,       // a question that was let in and could not be answered
  deviation,   // a source without a usable answer, a late answer, over capacity, an identity turned
               // away
  message,     // what the SHS node did with a message
  incident,    // what never became a question: broken HTTP, refused TLS, a passed limit
  reading,     // somebody read the log
  recovery,    // the log was not as it was left, or could not be written for a while
  checkpoint,  // everything before it is sealed, see checkpoint.hpp
  weeding,     // an archive was removed, its time being over
};
std::string_view to_string(EventKind kind);
EventClass class_of(EventKind kind);

/// How one source did within one question.
struct SourceTiming {
  contract::Source source{};
  std::string outcome;  // "data", "error", "timeout" ...
  time::Duration duration{};
};

/// One event. Empty members are left out of the entry. Members that come from a peer
/// (`handlaggare`, `case_id`, `peer`) are cut to `kTextBytesMax` and escaped when the entry is
/// written, so no peer can forge one.
struct Event {
  static constexpr std::size_t kTextBytesMax = 128;

  EventKind kind{};
  time::WallTime time{};
  std::string question;      // the question's id; persons asked about together share it
  std::string operation;     // "hamta", "flera", "testa"
  std::string caller;        // organisation number of the certificate, as far as it was understood
  std::string organisation;  // organisation number of the ingivare
  std::string handlaggare;
  std::string case_id;
  std::string person;  // pseudonym, see `Pseudonyms`
  contract::SourceSet sources;
  std::optional<contract::Source> source;
  std::string outcome;
  std::string felkod;
  std::string kalla;
  std::string peer;           // incidents: network address
  std::string detail;         // incidents, readings, recoveries: what it was, in our own words
  std::string message;        // messages: the tx.id
  std::string reader;         // readings: who
  std::string pseudonym_key;  // start: under which key persons are from here on
  std::optional<time::Duration> duration;
  std::vector<SourceTiming> timings;
  std::size_t count = 1;  // how many alike this one stands for; written when more than one
};

/// The event as the entry with that number, up to where the chain goes on ("{...", see chain.hpp):
/// plain ASCII, control characters and quotes escaped.
std::string to_body(const Event& event, std::uint64_t sequence);

}  // namespace provbank::eventlog
