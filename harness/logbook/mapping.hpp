// How one party's event log is read: its form, where each fact stands, and what its words mean
// (schemas/provbank/logbook-1.xsd).
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/logbook/log.hpp"
#include "harness/logbook/pattern.hpp"
#include "platform/base/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::logbook {

enum class Form : std::uint8_t { json_lines, xml_lines, xml, text, csv };

enum class Meaning : std::uint8_t {
  time,
  event,
  question,
  organisation,
  handlaggare,
  caller,
  person,
  case_id,
  purpose,
  sources,
  source,
  outcome,
  deviation,
  felkod,
  sequence,
  count
};
inline constexpr std::size_t kMeanings = 16;
/// As the mapping file calls it: "handlaggare".
std::string_view word_of(Meaning meaning);
/// As people are told of it.
const Bilingual& name_of(Meaning meaning);

/// Where a fact stands in an entry. Empty `at`: the whole entry as text.
struct Field {
  std::string at;  // JSON Pointer, XPath, heading or group, as the form has it
  std::optional<Pattern> pattern;
  std::string separator;  // parts one value into several
};

/// Several deviations within one entry.
struct Inner {
  std::string at;
  std::optional<Pattern> pattern;
  std::map<Meaning, Field> fields;  // source, deviation, felkod
};

struct TimeFormat {
  enum class Kind : std::uint8_t { iso8601, epoch_s, epoch_ms, pattern };
  Kind kind = Kind::iso8601;
  std::string pattern;
  bool swedish = false;  // of a time that says no zone
};

/// One thing that is wrong with a mapping file, and what to do.
struct MappingProblem {
  std::size_t line = 0;
  Bilingual message;
};

struct Mapping {
  Form form = Form::json_lines;
  char delimiter = ';';
  std::string entry_xpath;
  std::optional<Pattern> entry_pattern;
  bool others_write_too = false;  // lines that the pattern does not match are passed over
  std::map<std::string, std::string> namespaces;
  std::map<Meaning, Field> fields;
  std::vector<Inner> inner;
  TimeFormat time;
  bool person_is_number = false;
  std::map<std::string, Kind, std::less<>> kinds;
  std::map<std::string, Outcome, std::less<>> outcomes;
  std::map<std::string, Deviates, std::less<>> deviations;
  std::map<std::string, contract::Source, std::less<>> sources;
  std::map<std::string, std::string, std::less<>> organisations;
  std::map<std::string, std::string, std::less<>> handlaggare;  // by the log's word for them

  bool has(Meaning meaning) const { return fields.contains(meaning); }
  /// A fact of a deviation, in an entry of its own or within one.
  bool has_of_deviation(Meaning meaning) const;
  /// Whether some word means entries of that kind: then things of that kind have entries of their
  /// own.
  bool has(Kind kind) const;

  /// Nothing after adding what is wrong, each with its line.
  static std::optional<Mapping> parse(std::string_view xml, const std::filesystem::path& schema,
                                      std::vector<MappingProblem>& problems);
};

}  // namespace provbank::logbook
