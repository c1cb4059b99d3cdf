#include <fmt/format.h>

#include <cmath>

#include "harness/sla/report.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::sla {
namespace {

using xml::Writer;

// xs:decimal knows no exponents.
std::string decimal(double value) {
  return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.9f}", value);
}

std::string ns(time::Duration duration) {
  return std::to_string(duration.count());
}

void words(Writer& out, const char* element, const Bilingual& text) {
  out.start(element)
      .element("sv", xml::printable(text.sv))
      .element("en", xml::printable(text.en))
      .end();
}

void write_period(Writer& out, const Report& report) {
  out.start("period")
      .attribute("begin", time::to_iso8601(report.interval.begin))
      .attribute("end", time::to_iso8601(report.interval.end))
      .end();
}

void write_input(Writer& out, const Report& report) {
  out.start("input");
  out.attribute("lines", std::to_string(report.lines));
  out.attribute("bytes", std::to_string(report.bytes));
  const auto file = [&](const char* kind, const std::string& name) {
    if (!name.empty()) {
      out.start("file").attribute("kind", kind).text(xml::printable(name)).end();
    }
  };
  for (const auto& name : report.log_files) file("log", name);
  file("register", report.cases_file);
  file("outages", report.outages_file);
  for (const auto& month : report.earlier_months) file("earlier-month", month);
  out.end();
}

void write_reading(Writer& out, const Reading& reading, Unit unit) {
  out.start("reading").attribute("record", reading.what->record).attribute("id", reading.what->id);
  out.attribute("verdict", to_string(reading.verdict));
  out.attribute("unit", to_string(unit));
  if (reading.value) out.attribute("value", decimal(*reading.value));
  out.element("sv", reading.what->words.sv).element("en", reading.what->words.en).end();
}

/// A reading that looks at another measure says it in that one's unit.
Unit unit_of(const Reading& reading, Unit figure) {
  const auto& record = reading.what->record;
  if (record != "T-tillganglighetens-mal") return figure;
  return reading.what->id == "c" ? Unit::duration : Unit::share;
}

void write_figure(Writer& out, const Figure& figure) {
  out.start("figure")
      .attribute("id", figure.kind.id)
      .attribute("clauses", fmt::format("{}", fmt::join(figure.kind.clauses, " ")))
      .attribute("verdict", to_string(figure.verdict))
      .attribute("unit", to_string(figure.kind.unit));
  if (figure.value) out.attribute("value", decimal(*figure.value));
  if (figure.value_is_floor) out.attribute("floor", "true");
  if (figure.kind.target) {
    out.attribute("target", decimal(*figure.kind.target));
    out.attribute("bound", figure.kind.bound == Bound::at_least  ? "at-least"
                           : figure.kind.bound == Bound::at_most ? "at-most"
                                                                 : "level");
  }
  out.attribute("sample", std::to_string(figure.sample));
  words(out, "name", figure.kind.name);
  words(out, "formula", figure.kind.formula);
  words(out, "sampled", figure.kind.sample);
  for (const auto& exclusion : figure.exclusions) {
    out.start("exclusion").attribute("count", std::to_string(exclusion.count));
    out.element("sv", exclusion.what.sv).element("en", exclusion.what.en).end();
  }
  for (const auto& reading : figure.readings) {
    write_reading(out, reading, unit_of(reading, figure.kind.unit));
  }
  for (const auto& note : figure.notes) words(out, "note", note);
  out.end();
}

void write_cell(Writer& out, const char* element, const Cell& cell) {
  out.start(element);
  if (cell.number) out.attribute("number", "true");
  if (cell.text.sv == cell.text.en) {
    out.text(xml::printable(cell.text.sv));
  } else {
    out.element("sv", xml::printable(cell.text.sv)).element("en", xml::printable(cell.text.en));
  }
  out.end();
}

void write_table(Writer& out, const Table& table) {
  out.start("table").attribute("id", table.id).attribute("clause", table.clause);
  words(out, "title", table.title);
  out.start("head");
  for (const auto& cell : table.head) write_cell(out, "c", cell);
  out.end();
  for (const auto& row : table.rows) {
    out.start("row");
    for (const auto& cell : row) write_cell(out, "c", cell);
    out.end();
  }
  out.end();
}

void write_series(Writer& out, const Report& report) {
  out.start("days");
  for (const auto& day : report.days) {
    out.start("day")
        .attribute("date", contract::to_string(day.day))
        .attribute("open-ns", ns(day.open))
        .attribute("down-ns", ns(day.down))
        .attribute("disturbed-ns", ns(day.disturbed))
        .attribute("questions", std::to_string(day.questions))
        .end();
  }
  out.end();
  out.start("hours")
      .attribute("opens", std::to_string(report.hours.opens / std::chrono::hours(1)))
      .attribute("closes", std::to_string(report.hours.closes / std::chrono::hours(1)));
  for (std::size_t i = 0; i < report.by_hour.size(); ++i) {
    out.start("hour").attribute("of", std::to_string(i));
    out.attribute("questions", std::to_string(report.by_hour[i])).end();
  }
  out.end();
  out.start("times")
      .attribute("limit-early-ns", ns(report.limit_early))
      .attribute("limit-late-ns", ns(report.limit_late));
  for (const auto& bucket : report.times) {
    out.start("upto").attribute("ns", ns(bucket.end));
    out.attribute("questions", std::to_string(bucket.count)).end();
  }
  out.end();
}

std::uint64_t count_of(const Report& report, Verdict verdict) {
  std::uint64_t count = 0;
  for (const auto& figure : report.figures) count += figure.verdict == verdict ? 1 : 0;
  return count;
}

}  // namespace

std::string to_xml(const Report& report) {
  Writer out;
  out.start("sla", "urn:provbank:sla:1")
      .attribute("month", report.month)
      .attribute("tool-version", report.tool_version);
  write_period(out, report);
  write_input(out, report);
  out.start("summary")
      .attribute("verdict", to_string(report.verdict()))
      .attribute("exit-code", std::to_string(report.exit_code()));
  for (const Verdict verdict :
       {Verdict::met, Verdict::not_met, Verdict::too_few, Verdict::nothing, Verdict::no_target}) {
    out.attribute(std::string(to_string(verdict)).c_str(),
                  std::to_string(count_of(report, verdict)));
  }
  out.end();
  out.start("figures");
  for (const auto& figure : report.figures) write_figure(out, figure);
  out.end();
  out.start("input-notes");
  for (const auto& table : report.input_notes) write_table(out, table);
  out.end();
  out.start("tables");
  for (const auto& table : report.tables) write_table(out, table);
  out.end();
  write_series(out, report);
  return out.finish();
}

}  // namespace provbank::sla
