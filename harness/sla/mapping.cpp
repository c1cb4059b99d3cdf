#include "harness/sla/mapping.hpp"

#include "contract/fault_codes.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::sla {
namespace {

const xml::Namespaces kNamespaces = {{"m", "urn:provbank:log-mapping:1"}};

constexpr std::array<std::string_view, 6> kOutcomeWords = {"complete", "partial",       "nothing",
                                                           "refused",  "over-capacity", "failed"};

// As the mapping file calls them.
const std::map<std::string, Meaning, std::less<>> kMeaningWords = {
    {"tid", Meaning::time},
    {"handelse", Meaning::event},
    {"fraga", Meaning::question},
    {"organisation", Meaning::organisation},
    {"handlaggare", Meaning::handlaggare},
    {"kalla", Meaning::source},
    {"utfall", Meaning::outcome},
    {"felkod", Meaning::felkod},
    {"varaktighet", Meaning::duration},
    {"antal-personer", Meaning::persons},
    {"lopnummer", Meaning::sequence},
};

double unit_ns(const std::string& unit) {
  if (unit == "s") return 1e9;
  if (unit == "us") return 1e3;
  if (unit == "ns") return 1;
  return 1e6;
}

SourceOutcome source_outcome_from(const std::string& word) {
  if (word == "levererad") return SourceOutcome::delivered;
  return word == "fallerad" ? SourceOutcome::failed : SourceOutcome::neutral;
}

EventKind event_from(const std::string& word) {
  if (word == "fraga") return EventKind::question;
  return word == "kallanrop" ? EventKind::source : EventKind::deviation;
}

/// The schema has seen to it that the words are known ones, each meaning given once.
Mapping read(const xml::Document& document) {
  Mapping mapping;
  if (document.text("/m:loggmappning/@format", kNamespaces) == "csv") {
    mapping.format = Mapping::Format::csv;
  }
  const auto delimiter = document.text("/m:loggmappning/@avgransare", kNamespaces);
  if (!delimiter.empty()) mapping.delimiter = delimiter == "tab" ? '\t' : delimiter.front();
  for (const auto& [word, meaning] : kMeaningWords) {
    mapping.field(meaning) =
        document.text("/m:loggmappning/m:falt[@betydelse='" + word + "']/@namn", kNamespaces);
  }
  const auto time = document.text("//m:falt[@betydelse='tid']/@format", kNamespaces);
  if (time == "epok-s") mapping.time_format = Mapping::TimeFormat::epoch_s;
  if (time == "epok-ms") mapping.time_format = Mapping::TimeFormat::epoch_ms;
  if (document.text("//m:falt[@betydelse='tid']/@zon", kNamespaces) == "Europe/Stockholm") {
    mapping.zone = Mapping::Zone::sweden;
  }
  mapping.duration_unit_ns =
      unit_ns(document.text("//m:falt[@betydelse='varaktighet']/@enhet", kNamespaces));
  return mapping;
}

Result<void> read_words(const xml::Document& document, Mapping& mapping) {
  const auto words = document.find("/m:loggmappning/m:varde", kNamespaces);
  if (!words) return words.error();
  for (std::size_t i = 1; i <= words->size(); ++i) {
    const std::string place = "/m:loggmappning/m:varde[" + std::to_string(i) + "]/";
    const auto field = document.text(place + "@falt", kNamespaces);
    const auto from = document.text(place + "@fran", kNamespaces);
    const auto to = document.text(place + "@till", kNamespaces);
    bool known = true;
    if (field == "handelse") {
      known = to == "fraga" || to == "kallanrop" || to == "avvikelse";
      mapping.events[from] = event_from(to);
    } else if (field == "kallutfall") {
      known = to == "levererad" || to == "fallerad" || to == "neutral";
      mapping.source_outcomes[from] = source_outcome_from(to);
    } else {
      const auto outcome = outcome_from(to);
      known = outcome.has_value();
      if (known) (field == "utfall" ? mapping.outcomes : mapping.felkoder)[from] = *outcome;
    }
    if (!known) {
      return fail(Errc::invalid, "line " + std::to_string((*words)[i - 1].line) + ": " + field +
                                     " cannot become \"" + to + "\"");
    }
  }
  return {};
}

Result<void> check(const Mapping& mapping) {
  if (mapping.field(Meaning::event).empty() != mapping.events.empty()) {
    return fail(Errc::invalid,
                "a field \"handelse\" and words for it (varde falt=\"handelse\") go together");
  }
  if (mapping.outcomes.empty()) {
    return fail(Errc::invalid, "no word for \"utfall\" is given (varde falt=\"utfall\")");
  }
  return {};
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  return kOutcomeWords[static_cast<std::size_t>(outcome)];
}

std::optional<Outcome> outcome_from(std::string_view text) {
  for (const Outcome outcome : kAllOutcomes) {
    if (to_string(outcome) == text) return outcome;
  }
  return std::nullopt;
}

Mapping Mapping::native() {
  Mapping mapping;
  mapping.field(Meaning::time) = "time";
  mapping.field(Meaning::event) = "event";
  mapping.field(Meaning::question) = "question";
  mapping.field(Meaning::organisation) = "organisation";
  mapping.field(Meaning::handlaggare) = "handlaggare";
  mapping.field(Meaning::source) = "source";
  mapping.field(Meaning::outcome) = "outcome";
  mapping.field(Meaning::felkod) = "felkod";
  mapping.field(Meaning::duration) = "duration_ms";
  mapping.field(Meaning::sequence) = "seq";
  mapping.field(Meaning::version) = "v";
  mapping.events = {{"question", EventKind::question},
                    {"source", EventKind::source},
                    {"deviation", EventKind::deviation}};
  mapping.outcomes = {{"complete", Outcome::complete},
                      {"partial", Outcome::partial},
                      {"nothing", Outcome::nothing},
                      {"refused", Outcome::refused},
                      {"failed", Outcome::failed}};
  // Neither is the asker's own fault.
  const auto code = [](contract::FaultCode fault) { return std::string(contract::felkod(fault)); };
  mapping.felkoder = {{code(contract::FaultCode::over_capacity), Outcome::over_capacity},
                      {code(contract::FaultCode::shutting_down), Outcome::failed},
                      {code(contract::FaultCode::log_unavailable), Outcome::failed}};
  mapping.source_outcomes = {{"data", SourceOutcome::delivered},
                             {"answered", SourceOutcome::delivered},
                             // The question or the version is not the source's doing.
                             {"cannot_carry", SourceOutcome::neutral},
                             {"version_unknown", SourceOutcome::neutral}};
  for (const char* word : {"timeout", "unreachable", "broke_off", "failed", "unparsable",
                           "schema_invalid", "wrong_person", "too_large", "error"}) {
    mapping.source_outcomes[word] = SourceOutcome::failed;
  }
  return mapping;
}

Result<Mapping> Mapping::load(const std::filesystem::path& xml,
                              const std::filesystem::path& schema) {
  const auto text = read_file(xml, 1U << 20U);
  if (!text) return text.error();
  const auto compiled = xml::Schema::load(schema);
  if (!compiled) return compiled.error();
  const auto problems = compiled->problems(*text, {}, xml::Values::shown);
  if (!problems.empty()) return at(xml.string(), fail(Errc::invalid, xml::to_string(problems)));
  const auto document = xml::Document::parse(*text);
  if (!document) return at(xml.string(), document.error());
  Mapping mapping = read(*document);
  if (const auto words = read_words(*document, mapping); !words) {
    return at(xml.string(), words.error());
  }
  if (const auto fine = check(mapping); !fine) return at(xml.string(), fine.error());
  return mapping;
}

}  // namespace provbank::sla
