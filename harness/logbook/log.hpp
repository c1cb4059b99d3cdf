// A party's event log as facts, whatever its form was.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/source.hpp"
#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::logbook {

/// What an entry is about. `incident`: what never became a question. `other`: known and of no
/// interest here.
enum class Kind : std::uint8_t { question, ping, source_call, deviation, error, incident, other };
std::string_view word_of(Kind kind);  // "fraga"

/// How a question ended, as the whole project's logs have it.
enum class Outcome : std::uint8_t { complete, partial, nothing, refused, over_capacity, failed };
std::string_view word_of(Outcome outcome);  // "complete"

/// What deviated, as far as it has a meaning of its own. `something`: the log has its own word for
/// it.
enum class Deviates : std::uint8_t { nothing, something, late, turned_away };

struct Deviation {
  Deviates kind = Deviates::nothing;
  std::string word;
  std::optional<contract::Source> source;
  std::string felkod;
};

struct Entry {
  Kind kind = Kind::question;
  std::size_t file = 0;  // of Log::files
  std::size_t line = 0;
  std::optional<time::WallTime> time;
  std::string question;
  std::string organisation;
  std::string handlaggare;
  std::string caller;
  std::vector<std::string> persons;  // pseudonyms or numbers, as the mapping says
  std::string case_id;
  std::string purpose;
  contract::SourceSet sources;
  std::optional<contract::Source> source;
  std::optional<Outcome> outcome;
  std::string felkod;
  std::vector<Deviation> deviations;
  std::optional<std::uint64_t> sequence;
  std::size_t count = 1;
};

/// What could not be understood. `why` quotes no value.
struct Fault {
  std::size_t file = 0;
  std::size_t line = 0;
  Bilingual why;
};

inline constexpr std::size_t kFaultsMax = 200;  // kept; all are counted

/// Entries of one question.
struct Group {
  std::vector<const Entry*> questions;
  std::vector<const Entry*> others;

  std::string case_id() const;
  std::size_t count(Kind kind, std::string_view felkod) const;
  /// Deviations of that source; empty `felkod` matches any.
  std::size_t deviations_of(contract::Source source, std::string_view felkod) const;
  bool deviates(Deviates kind) const;
  bool has_felkod(std::string_view felkod) const;
};

struct Log {
  std::vector<std::string> files;
  std::vector<Entry> entries;  // in the order in which they stand
  std::vector<Fault> faults;
  std::size_t faults_total = 0;
  /// Words for kinds of entry that the mapping does not know, and how many entries had them.
  std::map<std::string, std::size_t> passed_over;
  std::size_t foreign_lines = 0;  // of others who write in the file

  /// By the question's id in the log, in its order of ids; an entry without one is for itself
  /// (":line 7"). Refers into the log.
  std::map<std::string, Group> groups() const;
  void note(Fault fault);
};

}  // namespace provbank::logbook
