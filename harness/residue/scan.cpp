#include "harness/residue/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "platform/xml/writer.hpp"

namespace provbank::residue {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kValueBytesShown = 200;

std::string seconds(time::Duration duration) {
  return fmt::format("{:.3f}", std::chrono::duration<double>(duration).count());
}

bool judged(const Searcher& searcher, const ScanLook& look, const Finding& finding) {
  const auto old = age(searcher.canaries()[finding.canary], look.at);
  return !finding.allowed && (!old || *old >= kSoonAfterAnswer);
}

std::optional<time::Duration> age_of_last(const Searcher& searcher, time::WallTime seen) {
  std::optional<time::Duration> least;
  for (const Canary& canary : searcher.canaries()) {
    const auto one = age(canary, seen);
    if (one && (!least || *one < *least)) least = one;
  }
  return least;
}

void write_both(xml::Writer& writer, const Bilingual& text) {
  writer.element("sv", text.sv).element("en", text.en);
}

void write(xml::Writer& writer, const Searcher& searcher, const ScanLook& look,
           const Finding& finding) {
  const Canary& canary = searcher.canaries()[finding.canary];
  writer.start("finding").attribute("scenario", canary.scenario);
  if (finding.place.numbered) {
    writer.attribute("byte", finding.place.addressed ? fmt::format("{:#x}", finding.at)
                                                     : std::to_string(finding.at));
  }
  writer.attribute("address", finding.place.addressed ? "true" : "false");
  if (finding.line) writer.attribute("line", std::to_string(*finding.line));
  writer.attribute("times", std::to_string(finding.times));
  if (const auto old = age(canary, look.at)) writer.attribute("age", seconds(*old));
  writer.attribute("allowed", finding.allowed ? "true" : "false");
  writer.element("value", xml::excerpt(canary.value, kValueBytesShown));
  writer.start("of");
  write_both(writer, description(canary));
  writer.end().start("form");
  write_both(writer, finding.form.name());
  writer.end().element("place", xml::printable(finding.place.name())).end();
}

void write(xml::Writer& writer, const Searcher& searcher, const ScanLook& look) {
  const auto old = age_of_last(searcher, look.at);
  writer.start("look")
      .attribute("at", time::to_iso8601(look.at))
      .attribute("since-first", seconds(look.since_first));
  if (old) writer.attribute("age", seconds(*old));
  writer.attribute("label", short_words(old.value_or(look.since_first)))
      .attribute("seconds", seconds(look.took))
      .attribute("places", std::to_string(look.coverage.places))
      .attribute("bytes", std::to_string(look.coverage.bytes))
      .attribute("forbidden", std::to_string(look.forbidden()))
      .attribute("allowed", std::to_string(look.allowed()))
      .attribute("untold", std::to_string(look.coverage.findings_untold));
  for (const Finding& finding : look.findings) write(writer, searcher, look, finding);
  for (const Hindrance& hindrance : look.coverage.hindrances) {
    writer.start("hindrance").attribute("inherent", hindrance.inherent ? "true" : "false");
    writer.element("place", xml::printable(hindrance.place));
    write_both(writer, {xml::printable(hindrance.why.sv), xml::printable(hindrance.why.en)});
    writer.end();
  }
  writer.end();
}

void write_unsearched(xml::Writer& writer, const Searcher& searcher) {
  std::map<std::string, std::pair<Bilingual, std::size_t>> reasons;
  for (const std::size_t i : searcher.not_searched()) {
    const auto why = too_short(searcher.canaries()[i].value).value_or(Bilingual{});
    auto& reason = reasons[why.sv];
    reason.first = why;
    ++reason.second;
  }
  for (const auto& [key, reason] : reasons) {
    writer.start("unsearched").attribute("values", std::to_string(reason.second));
    write_both(writer, reason.first);
    writer.end();
  }
  if (searcher.only_in_text().empty()) return;
  writer.start("unsearched").attribute("values", std::to_string(searcher.only_in_text().size()));
  write_both(writer,
             {"Kortare än åtta byte: söktes där text är, och bara där värdet står för sig "
              "självt, inte i minne och databassidor, där det förekommer av en slump.",
              "Shorter than eight bytes: looked for where text is, and only where the value "
              "stands alone, not in memory and database pages, where it occurs by chance."});
  writer.end();
}

}  // namespace

std::size_t ScanLook::forbidden() const {
  return findings.size() - allowed();
}

std::size_t ScanLook::allowed() const {
  return static_cast<std::size_t>(std::ranges::count_if(findings, &Finding::allowed));
}

ScanLook look(const Searcher& searcher, std::span<const Point> points,
              const Unfolder::IsLog& is_log, const time::Clock& clock, const OnProgress& told) {
  ScanLook out;
  out.at = clock.wall_now();
  const auto began = clock.now();
  Search search(searcher);
  search.on_progress(told);
  Unfolder unfolder(search);
  for (const Point& point : points) look_at(point, unfolder, is_log);
  out.findings = search.take_findings();
  out.coverage = search.coverage();
  out.took = clock.now() - began;
  return out;
}

std::optional<time::Duration> age(const Canary& canary, time::WallTime seen) {
  if (!canary.answered) return std::nullopt;
  return seen - *canary.answered;
}

ScanVerdict verdict(const Searcher& searcher, const Scan& scan) {
  bool whole = !scan.looks.empty() && searcher.patterns() > 0;
  for (const ScanLook& look : scan.looks) {
    if (look.coverage.findings_untold > 0) return ScanVerdict::fail;
    if (std::ranges::any_of(look.findings,
                            [&](const Finding& each) { return judged(searcher, look, each); }))
      return ScanVerdict::fail;
    const bool seen_all = std::ranges::all_of(look.coverage.hindrances, &Hindrance::inherent) &&
                          look.coverage.hindrances_untold == 0;
    whole = whole && seen_all && look.coverage.bytes > 0;
  }
  return whole ? ScanVerdict::pass : ScanVerdict::untestable;
}

std::string to_xml(const Searcher& searcher, const Scan& scan, const std::string& tool_version) {
  const auto outcome = verdict(searcher, scan);
  xml::Writer writer;
  writer.start("scan", "urn:provbank:scan:1")
      .attribute("tool-version", tool_version)
      .attribute("run", scan.run)
      .attribute("canaries", std::to_string(searcher.canaries().size()))
      .attribute("patterns", std::to_string(searcher.patterns()))
      .attribute("verdict", outcome == ScanVerdict::pass   ? "pass"
                            : outcome == ScanVerdict::fail ? "fail"
                                                           : "untestable");
  for (const auto& point : scan.points)
    writer.start("point").attribute("name", xml::printable(point)).end();
  write_unsearched(writer, searcher);
  for (const ScanLook& each : scan.looks) write(writer, searcher, each);
  return writer.finish();
}

std::string short_words(time::Duration duration) {
  const auto whole = std::chrono::round<std::chrono::seconds>(duration).count();
  if (duration < 1s) return fmt::format("{} ms", duration / 1ms);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3'600) return fmt::format("{} min", whole / 60);
  if (whole < 86'400) return fmt::format("{} h", whole / 3'600);
  return fmt::format("{} d", whole / 86'400);
}

}  // namespace provbank::residue
