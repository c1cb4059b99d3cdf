#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "harness/evidence/result.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::evidence {
namespace {

using xml::Writer;

constexpr const char* kNamespace = "urn:provbank:result:1";
constexpr std::size_t kQuotedBytesMax = 2000;  // of expected and received

std::string ns(time::Duration duration) {
  return std::to_string(duration.count());
}

// xs:decimal knows no exponents. Six places are enough for a share; whole figures are written
// whole.
std::string decimal(double value) {
  return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.6f}", value);
}

template <class Range>
std::string words_of(const Range& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

void write_bilingual(Writer& out, const char* element, const Bilingual& text) {
  out.start(element).element("sv", text.sv).element("en", text.en).end();
}

void write_run(Writer& out, const RunResult& result) {
  out.start("run")
      .attribute("tool-version", result.tool_version)
      .attribute("world", to_string(result.world))
      .attribute("seed", std::to_string(result.seed))
      .attribute("started", time::to_iso8601(result.started))
      .attribute("plan", result.plan)
      .attribute("role", result.role);
  for (const PartyEntry& party : result.parties) {
    out.start("party").attribute("id", party.id).attribute("kind", party.kind);
    out.element("name", party.name);
    if (!party.contact.empty()) out.element("contact", party.contact);
    out.end();
  }
  if (result.proof) {
    out.start("proof")
        .attribute("program", result.proof->program)
        .attribute("date", result.proof->date)
        .attribute("checks", std::to_string(result.proof->checks))
        .attribute("defects", std::to_string(result.proof->defects))
        .end();
  }
  out.end();
}

void write_counts(Writer& out, const char* element, const std::vector<Verdict>& verdicts) {
  out.start(element);
  for (int i = 0; i <= static_cast<int>(Verdict::tool_error); ++i) {
    const auto verdict = static_cast<Verdict>(i);
    const auto count = std::count(verdicts.begin(), verdicts.end(), verdict);
    out.attribute(std::string(to_string(verdict)).c_str(), std::to_string(count));
  }
  out.end();
}

struct ClauseSum {
  std::vector<Verdict> verdicts;
  std::vector<std::pair<std::string, std::size_t>> refs;  // scenario, check from 1
};

// By clause and party, both in order of their names.
std::map<std::pair<std::string, std::string>, ClauseSum> clause_sums(const RunResult& result) {
  std::map<std::pair<std::string, std::string>, ClauseSum> sums;
  for (const ScenarioEntry& scenario : result.scenarios) {
    for (std::size_t i = 0; i < scenario.checks.size(); ++i) {
      const CheckEntry& check = scenario.checks[i];
      for (const std::string& clause : check.clauses) {
        ClauseSum& sum = sums[{clause, check.party}];
        sum.verdicts.push_back(check.outcome.verdict);
        sum.refs.emplace_back(scenario.id, i + 1);
      }
    }
  }
  return sums;
}

using ClauseSums = std::map<std::pair<std::string, std::string>, ClauseSum>;

void write_summary(Writer& out, const RunResult& result, const ClauseSums& sums) {
  std::vector<Verdict> scenarios;
  for (const ScenarioEntry& scenario : result.scenarios) scenarios.push_back(scenario.verdict());
  std::vector<Verdict> clauses;
  for (const auto& [key, sum] : sums) clauses.push_back(combine(sum.verdicts));
  out.start("summary")
      .attribute("verdict", to_string(result.verdict()))
      .attribute("exit-code", std::to_string(result.exit_code()));
  write_counts(out, "scenarios", scenarios);
  write_counts(out, "checks", result.check_verdicts());
  write_counts(out, "clauses", clauses);
  out.end();
}

void write_clauses(Writer& out, const RunResult& result, const ClauseSums& sums) {
  std::map<std::string, ClauseText> texts;
  for (const ClauseText& text : result.clause_texts) texts[text.id] = text;
  out.start("clauses");
  for (const auto& [key, sum] : sums) {
    const auto& [clause, party] = key;
    out.start("clause")
        .attribute("id", clause)
        .attribute("verdict", to_string(combine(sum.verdicts)))
        .attribute("party", party);
    const auto text = texts.find(clause);
    if (text != texts.end() && !text->second.attested.empty())
      out.attribute("attested", words_of(text->second.attested));
    write_bilingual(out, "summary",
                    text == texts.end() ? Bilingual{clause, clause} : text->second.summary);
    for (const auto& [scenario, check] : sum.refs) {
      out.start("ref")
          .attribute("scenario", scenario)
          .attribute("check", std::to_string(check))
          .end();
    }
    out.end();
  }
  out.end();
}

void write_attestations(Writer& out, const RunResult& result) {
  if (result.attestations.empty()) return;
  out.start("attestations");
  for (const Attestation& attestation : result.attestations) {
    out.start("attestation")
        .attribute("clause", attestation.clause)
        .attribute("party", attestation.party)
        .attribute("by", attestation.by)
        .attribute("date", attestation.date)
        .element("statement", attestation.statement);
    for (const auto& file : attestation.evidence) {
      out.start("evidence").attribute("file", file.file).attribute("sha256", file.sha256).end();
    }
    out.end();
  }
  out.end();
}

void write_interpretations(Writer& out, const RunResult& result) {
  if (result.interpretation_texts.empty()) return;
  out.start("interpretations");
  for (const InterpretationText& text : result.interpretation_texts) {
    out.start("interpretation").attribute("id", text.id);
    write_bilingual(out, "title", text.title);
    for (const auto& reading : text.readings) {
      out.start("reading").attribute("id", reading.id);
      if (reading.chosen) out.attribute("chosen", "true");
      out.element("sv", reading.meaning.sv).element("en", reading.meaning.en).end();
    }
    write_bilingual(out, "why", text.why);
    out.end();
  }
  out.end();
}

void write_call(Writer& out, const SourceCall& call) {
  out.start("source").attribute("code", contract::code(call.source));
  if (!call.person.empty()) out.attribute("person", call.person);
  if (call.started) out.attribute("started-ns", ns(*call.started));
  if (call.duration) out.attribute("duration-ns", ns(*call.duration));
  out.attribute("outcome", call.delivered ? "delivered" : "error");
  if (!call.delivered) out.attribute("kalla", call.kalla).attribute("felkod", call.felkod);
  if (!call.exchange.empty()) out.attribute("exchange", call.exchange);
  out.end();
}

void write_question(Writer& out, const QuestionEntry& question) {
  out.start("question").attribute("id", question.id);
  if (!question.kommun.empty()) out.attribute("kommun", question.kommun);
  if (!question.persons.empty()) out.attribute("person", words_of(question.persons));
  if (!question.sources.empty()) out.attribute("sources", to_string(question.sources));
  out.attribute("started-ns", ns(question.started))
      .attribute("duration-ns", ns(question.duration))
      .attribute("outcome", question.outcome);
  if (question.http_status) out.attribute("http-status", std::to_string(*question.http_status));
  if (!question.fault_code.empty()) out.attribute("fault-code", question.fault_code);
  if (!question.exchange.empty()) out.attribute("exchange", question.exchange);
  if (question.limit_early) out.attribute("limit-early-ns", ns(*question.limit_early));
  if (question.limit_late) out.attribute("limit-late-ns", ns(*question.limit_late));
  for (const SourceCall& call : question.calls) write_call(out, call);
  out.end();
}

void write_samples(Writer& out, const Samples& samples) {
  out.start("samples").attribute("name", samples.name).attribute("unit", "ns");
  if (samples.limit_early) out.attribute("limit-early-ns", ns(*samples.limit_early));
  if (samples.limit_late) out.attribute("limit-late-ns", ns(*samples.limit_late));
  std::string list;
  for (const time::Duration value : samples.values) {
    if (!list.empty()) list += ' ';
    list += ns(value);
  }
  out.text(list).end();
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      break;
  }
  return "info";
}

void write_where(Writer& out, const Where& where) {
  out.start("where");
  if (!where.exchange.empty()) out.attribute("exchange", where.exchange);
  if (!where.file.empty()) out.attribute("file", where.file);
  if (where.line > 0) out.attribute("line", std::to_string(where.line));
  if (where.column > 0) out.attribute("column", std::to_string(where.column));
  if (!where.xpath.empty()) out.attribute("xpath", where.xpath);
  out.end();
}

/// A quoted value, cut. One that was read back from a result has been cut before, and says so at
/// its end; cutting it again would make the result another.
std::string quoted(const std::string& value) {
  constexpr std::size_t kCutBytesMax = 4 * kQuotedBytesMax + 64;  // a byte may be written as \xHH
  const bool cut_before = value.size() <= kCutBytesMax && value.ends_with(" bytes)") &&
                          value.rfind("… (") != std::string::npos;
  return cut_before ? xml::printable(value) : xml::excerpt(value, kQuotedBytesMax);
}

void write_finding(Writer& out, const Finding& finding, const std::string& reproduce) {
  out.start("finding").attribute("severity", to_string(finding.severity));
  if (!finding.question.empty()) out.attribute("question", finding.question);
  write_bilingual(out, "message", finding.message);
  out.element("expected", quoted(finding.expected));
  out.element("received", quoted(finding.received));
  for (const Where& where : finding.where) write_where(out, where);
  out.element("reproduce", reproduce).end();
}

void write_decisions(Writer& out, const CheckEntry& check) {
  for (const Override& override_ : check.overrides) {
    out.start("override")
        .attribute("from", to_string(override_.from))
        .attribute("to", to_string(override_.to))
        .attribute("by", override_.by)
        .attribute("date", override_.date)
        .element("reason", override_.reason)
        .end();
  }
  if (!check.known) return;
  out.start("known")
      .attribute("owner", check.known->owner)
      .attribute("expires", check.known->expires)
      .element("reason", check.known->reason)
      .end();
}

void require_reason(const ScenarioEntry& scenario, const CheckEntry& check) {
  const bool silent = check.outcome.verdict == Verdict::not_run && !check.note &&
                      scenario.notes.empty() && check.outcome.findings.empty() &&
                      check.overrides.empty();
  if (silent) {
    throw ErrorException(
        fail(Errc::invalid, scenario.id + ": " + check.name + " was not run and nothing says why"));
  }
}

void write_check(Writer& out, const CheckEntry& check, const std::string& reproduce) {
  out.start("check").attribute("name", check.name);
  if (!check.clauses.empty()) out.attribute("clause", words_of(check.clauses));
  out.attribute("party", check.party).attribute("verdict", to_string(check.outcome.verdict));
  if (!check.required) out.attribute("required", "false");
  write_bilingual(out, "claim", check.outcome.claim);
  if (check.note) write_bilingual(out, "note", *check.note);
  write_decisions(out, check);
  for (const Measured& measured : check.outcome.measured) {
    out.start("measured")
        .attribute("name", measured.name)
        .attribute("value", decimal(measured.value))
        .attribute("unit", measured.unit);
    if (measured.limit) out.attribute("limit", decimal(*measured.limit));
    out.end();
  }
  for (const RestsOn& rests : check.outcome.rests_on) {
    out.start("rests-on")
        .attribute("interpretation", rests.interpretation)
        .attribute("reading", rests.reading);
    for (const auto& other : rests.others) {
      out.start("otherwise")
          .attribute("reading", other.reading)
          .attribute("verdict", to_string(other.verdict))
          .end();
    }
    out.end();
  }
  for (const Finding& finding : check.outcome.findings) write_finding(out, finding, reproduce);
  out.end();
}

void write_scenario(Writer& out, const ScenarioEntry& scenario, const RunResult& result) {
  out.start("scenario")
      .attribute("id", scenario.id)
      .attribute("role", scenario.role)
      .attribute("world", to_string(scenario.world))
      .attribute("verdict", to_string(scenario.verdict()))
      .attribute("file", scenario.file)
      .attribute("duration-ns", ns(scenario.duration))
      .attribute("questions-asked", std::to_string(scenario.questions_asked));
  if (!scenario.required) out.attribute("required", "false");
  write_bilingual(out, "title", scenario.title);
  for (const std::string& clause : scenario.clauses) {
    out.start("verifies").attribute("clause", clause).end();
  }
  for (const Bilingual& note : scenario.notes) write_bilingual(out, "note", note);
  for (const QuestionEntry& question : scenario.questions) write_question(out, question);
  for (const Samples& samples : scenario.samples) write_samples(out, samples);
  const std::string reproduce =
      scenario.reproduce.empty() ? fmt::format("provbank run --world {} --seed {} {}",
                                               to_string(scenario.world), result.seed, scenario.id)
                                 : scenario.reproduce;
  for (const CheckEntry& check : scenario.checks) {
    require_reason(scenario, check);
    write_check(out, check, reproduce);
  }
  out.end();
}

void write_evidence(Writer& out, const RunResult& result) {
  std::size_t exchanges = 0;
  for (const ScenarioEntry& scenario : result.scenarios) exchanges += scenario.exchanges;
  out.start("evidence")
      .attribute("folder", "evidence")
      .attribute("exchanges", std::to_string(exchanges))
      .attribute("har", "exchanges.har")
      .end();
}

}  // namespace

Verdict ScenarioEntry::verdict() const {
  std::vector<Verdict> verdicts;
  for (const CheckEntry& check : checks) verdicts.push_back(check.outcome.verdict);
  return combine(verdicts);
}

std::vector<Verdict> RunResult::check_verdicts() const {
  std::vector<Verdict> verdicts;
  for (const ScenarioEntry& scenario : scenarios) {
    for (const CheckEntry& check : scenario.checks) verdicts.push_back(check.outcome.verdict);
  }
  return verdicts;
}

Verdict RunResult::verdict() const {
  return combine(check_verdicts());
}
int RunResult::exit_code() const {
  std::vector<Verdict> counted;
  for (const ScenarioEntry& scenario : scenarios) {
    for (const CheckEntry& check : scenario.checks) {
      const Verdict verdict = check.outcome.verdict;
      const bool open = verdict == Verdict::untestable || verdict == Verdict::review;
      if (open && !(check.required && scenario.required)) continue;
      if (verdict == Verdict::fail && check.known) continue;
      counted.push_back(verdict);
    }
  }
  return evidence::exit_code(counted);
}

std::string to_xml(const RunResult& result) {
  const ClauseSums sums = clause_sums(result);
  Writer out;
  out.start("result", kNamespace);
  write_run(out, result);
  write_summary(out, result, sums);
  write_clauses(out, result, sums);
  write_attestations(out, result);
  write_interpretations(out, result);
  out.start("scenarios");
  for (const ScenarioEntry& scenario : result.scenarios) write_scenario(out, scenario, result);
  out.end();
  write_evidence(out, result);
  return out.finish();
}

}  // namespace provbank::evidence
