#include <algorithm>

#include "harness/defects/proof.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::defects {
namespace {

using xml::Writer;

void both(Writer& writer, const Bilingual& text) {
  writer.element("sv", xml::printable(text.sv)).element("en", xml::printable(text.en));
}

std::string_view party(checks::Party party) {
  switch (party) {
    case checks::Party::driftspart:
      return "driftspart";
    case checks::Party::kommun:
      return "kommun";
    case checks::Party::uppgiftslamnare:
      return "uppgiftslamnare";
  }
  return "driftspart";
}

std::string_view as(Kill::As as) {
  switch (as) {
    case Kill::As::expected:
      return "expected";
    case Kill::As::collateral:
      return "collateral";
    case Kill::As::undeclared:
      return "undeclared";
  }
  return "undeclared";
}

void write(Writer& writer, const Problem& problem) {
  writer.start("problem").attribute("trouble", to_string(problem.trouble));
  if (!problem.subject.empty()) writer.attribute("subject", problem.subject);
  if (!problem.check.empty()) writer.attribute("check", problem.check);
  both(writer, problem.text);
  writer.end();
}

void write(Writer& writer, const CheckRow& check) {
  writer.start("check")
      .attribute("name", check.kind->name)
      .attribute("party", party(check.kind->party))
      .attribute("conforming", std::to_string(check.conforming))
      .attribute("kills", std::to_string(check.killed_by.size()));
  both(writer, check.kind->description);
  writer.end();
}

void write(Writer& writer, const DefectRow& row) {
  const Defect& defect = *row.defect;
  writer.start("defect")
      .attribute("id", defect.id)
      .attribute("part", to_string(defect.part))
      .attribute("guilty", party(defect.guilty))
      .attribute("clause", defect.clause)
      .attribute("caught", row.caught ? "true" : "false");
  both(writer, defect.text);
  for (const Kill& kill : row.kills) {
    writer.start("kill")
        .attribute("check", kill.check)
        .attribute("as", as(kill.as))
        .attribute("times", std::to_string(kill.times))
        .attribute("scenario", kill.first.scenario);
    both(writer, kill.first.finding);
    writer.element("expected", xml::printable(kill.first.expected));
    writer.element("received", xml::printable(kill.first.received));
    writer.end();
  }
  writer.end();
}

void write(Writer& writer, const NullRow& row) {
  writer.start("null-party")
      .attribute("id", row.party->id)
      .attribute("guilty", party(row.party->guilty))
      .attribute("scenarios", std::to_string(row.scenarios))
      .attribute("passed", std::to_string(row.passed));
  both(writer, row.party->text);
  for (const auto& [check, times] : row.passes) {
    const auto excuse = std::ranges::find(row.party->excused, check, &NullParty::Excuse::check);
    const bool excused = excuse != row.party->excused.end();
    writer.start("pass")
        .attribute("check", check)
        .attribute("times", std::to_string(times))
        .attribute("excused", excused ? "true" : "false");
    if (excused) both(writer, excuse->why);
    writer.end();
  }
  writer.end();
}

void write(Writer& writer, const BlameRow& row) {
  writer.start("blame").attribute("guilty", row.guilty).attribute("runs", std::to_string(row.runs));
  for (const char* blamed : {"driftspart", "uppgiftslamnare", "kommun"}) {
    const auto found = row.blamed.find(blamed);
    writer.start("blamed")
        .attribute("party", blamed)
        .attribute("verdicts",
                   std::to_string(found == row.blamed.end() ? std::size_t{} : found->second))
        .end();
  }
  writer.end();
}

void write_parts(Writer& writer) {
  for (const Part part : kAllParts) {
    writer.start("part").attribute("id", to_string(part));
    both(writer, words(part));
    writer.end();
  }
}

}  // namespace

std::string to_xml(const Proof& proof, const ProofHeading& heading) {
  std::string seeds;
  for (const auto seed : heading.seeds) seeds += (seeds.empty() ? "" : " ") + std::to_string(seed);
  Writer writer;
  writer.start("prove", "urn:provbank:prove:1")
      .attribute("tool-version", heading.tool_version)
      .attribute("program", heading.program)
      .attribute("whole", heading.whole ? "true" : "false")
      .attribute("date", heading.date)
      .attribute("seeds", seeds)
      .attribute("scenarios", std::to_string(heading.scenarios))
      .attribute("verdicts", std::to_string(proof.verdicts))
      .attribute("holds", proof.holds() ? "true" : "false");
  write_parts(writer);
  for (const auto& problem : proof.problems) write(writer, problem);
  for (const auto& check : proof.checks) write(writer, check);
  for (const auto& defect : proof.defects) write(writer, defect);
  for (const auto& party : proof.null_parties) write(writer, party);
  for (const auto& row : proof.blame) write(writer, row);
  writer.end();
  return writer.finish();
}

}  // namespace provbank::defects
