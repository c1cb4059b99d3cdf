#include "harness/onboarding/judgement_xml.hpp"

#include <algorithm>

#include "platform/xml/writer.hpp"

namespace provbank::onboarding {
namespace {

std::string words_of(const std::vector<std::string>& all) {
  std::string joined;
  for (const auto& one : all) joined += (joined.empty() ? "" : " ") + one;
  return joined;
}

void bilingual(xml::Writer& writer, const char* element, const Bilingual& text) {
  writer.start(element);
  writer.element("sv", xml::printable(text.sv)).element("en", xml::printable(text.en));
  writer.end();
}

void day_attribute(xml::Writer& writer, const char* name, const std::optional<Day>& day) {
  if (day) writer.attribute(name, contract::to_string(*day));
}

std::string days_from(Day first, Day day) {
  return std::to_string((day - first).count());
}

/// Drawings begin here.
Day first_day(const Judgement& judgement) {
  Day first = judgement.today;
  for (const auto& judged : judgement.steps) {
    if (judged.day) first = std::min(first, *judged.day);
  }
  return first;
}

std::string_view severity(evidence::Severity value) {
  switch (value) {
    case evidence::Severity::error:
      return "error";
    case evidence::Severity::warning:
      return "warning";
    case evidence::Severity::info:
      return "info";
  }
  return "error";
}

void write_finding(xml::Writer& writer, const Finding& finding) {
  writer.start("finding")
      .attribute("code", finding.code)
      .attribute("severity", severity(finding.severity))
      .attribute("bars-access", finding.bars_access ? "true" : "false");
  bilingual(writer, "message", finding.message);
  for (const auto& reading : finding.readings) {
    writer.start("otherwise").attribute("record", reading.record);
    writer.element("sv", reading.otherwise.sv).element("en", reading.otherwise.en);
    writer.end();
  }
  writer.end();
}

void write_judged(xml::Writer& writer, const StepJudgement& judged, Day first) {
  const auto& description = describe(judged.step);
  writer.start("step")
      .attribute("name", description.name)
      .attribute("clauses", words_of(judged.clauses))
      .attribute("state", to_string(judged.state))
      .attribute("verdict", evidence::to_string(judged.verdict));
  day_attribute(writer, "day", judged.day);
  if (judged.day) writer.attribute("day-number", days_from(first, *judged.day));
  day_attribute(writer, "due", judged.due);
  if (judged.due) writer.attribute("due-number", days_from(first, *judged.due));
  day_attribute(writer, "earliest", judged.earliest);
  bilingual(writer, "title", description.title);
  bilingual(writer, "what", description.what);
  bilingual(writer, "limit", description.time_limit);
  bilingual(writer, "who", judged.who);
  for (const auto& finding : judged.findings) write_finding(writer, finding);
  writer.end();
}

}  // namespace

std::string to_xml(const Judgement& judgement, const XmlContext& context) {
  xml::Writer writer;
  const auto verdicts = judgement.verdicts();
  writer.start("onboarding", "urn:provbank:onboarding:1")
      .attribute("tool-version", context.tool_version)
      .attribute("dossier", xml::printable(context.dossier))
      .attribute("date", contract::to_string(judgement.today))
      .attribute("date-number", days_from(first_day(judgement), judgement.today))
      .attribute("verdict", evidence::to_string(judgement.verdict))
      .attribute("exit-code", std::to_string(evidence::exit_code(verdicts)))
      .attribute("standing", to_string(judgement.standing))
      .attribute("admitted", judgement.admitted ? "true" : "false");
  writer.start("applicant")
      .attribute("kind", code(judgement.kind))
      .attribute("name", judgement.applicant)
      .attribute("number", judgement.number.pretty())
      .end();
  const Day first = first_day(judgement);
  for (const auto& judged : judgement.steps) write_judged(writer, judged, first);
  for (const auto& next : judgement.next) {
    writer.start("next")
        .attribute("step", describe(next.step).name)
        .attribute("clauses", words_of(next.clauses));
    day_attribute(writer, "by", next.by);
    bilingual(writer, "who", next.who);
    bilingual(writer, "what", next.what);
    writer.end();
  }
  return writer.finish();
}

}  // namespace provbank::onboarding
