#include "harness/results/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <sstream>

#include "harness/evidence/verdict.hpp"
#include "harness/results/our_file.hpp"
#include "platform/base/file.hpp"

namespace provbank::results {
namespace {

namespace fs = std::filesystem;
using namespace evidence;
using Node = pugi::xml_node;

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

time::Duration ns(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return time::Duration(value);
}

std::optional<time::Duration> optional_ns(const Node& node, const char* name) {
  const auto attribute = node.attribute(name);
  if (!attribute) return std::nullopt;
  return ns(attribute.value());
}

Bilingual bilingual(const Node& node) {
  return {node.child_value("sv"), node.child_value("en")};
}

/// Reads a document that follows its schema. What the schema allows and this does not know is
/// remembered as unknown.
class ResultReader {
 public:
  RunResult read(const Node& root) {
    RunResult result;
    knows(
        root, {"xmlns", "xmlns:xsi", "xsi:schemaLocation"},
        {"run", "summary", "clauses", "attestations", "interpretations", "scenarios", "evidence"});
    run(root.child("run"), result);
    for (const Node& each : root.child("clauses").children("clause")) clause(each, result);
    for (const Node& each : root.child("attestations").children("attestation"))
      result.attestations.push_back(attestation(each));
    for (const Node& each : root.child("interpretations").children("interpretation"))
      result.interpretation_texts.push_back(interpretation(each));
    for (const Node& each : root.child("scenarios").children("scenario"))
      result.scenarios.push_back(scenario(each));
    if (!result.scenarios.empty()) {
      result.scenarios.front().exchanges =
          root.child("evidence").attribute("exchanges").as_ullong();
    }
    return result;
  }

  const std::string& unknown() const { return unknown_; }

 private:
  using Names = std::set<std::string_view>;

  void knows(const Node& node, const Names& attributes, const Names& children) {
    for (const auto& attribute : node.attributes()) {
      if (!attributes.contains(attribute.name()) && unknown_.empty())
        unknown_ = fmt::format("{}/@{}", node.name(), attribute.name());
    }
    for (const Node& child : node.children()) {
      if (child.type() == pugi::node_element && !children.contains(child.name()) &&
          unknown_.empty())
        unknown_ = fmt::format("{}/{}", node.name(), child.name());
    }
  }

  // Values of enumerations: the schema holds the same words, so a miss is a word of a later schema.
  Verdict verdict(const Node& node, const char* name = "verdict") {
    const std::string_view word = node.attribute(name).value();
    for (int i = 0; i <= static_cast<int>(Verdict::tool_error); ++i) {
      if (evidence::to_string(static_cast<Verdict>(i)) == word) return static_cast<Verdict>(i);
    }
    if (unknown_.empty()) unknown_ = fmt::format("{}/@{}=\"{}\"", node.name(), name, word);
    return Verdict::untestable;
  }
  static World world(const Node& node) {
    return std::string_view(node.attribute("world").value()) == "live" ? World::live
                                                                       : World::simulated;
  }

  void run(const Node& node, RunResult& result) {
    knows(node, {"tool-version", "world", "seed", "started", "plan", "role"}, {"party", "proof"});
    result.tool_version = node.attribute("tool-version").value();
    result.world = world(node);
    result.seed = node.attribute("seed").as_ullong();
    result.started = instant(node.attribute("started").value());
    result.plan = node.attribute("plan").value();
    result.role = node.attribute("role").value();
    for (const Node& each : node.children("party")) {
      knows(each, {"id", "kind"}, {"name", "contact"});
      result.parties.push_back({each.attribute("id").value(), each.attribute("kind").value(),
                                each.child_value("name"), each.child_value("contact")});
    }
    if (const Node proof = node.child("proof")) {
      knows(proof, {"program", "date", "checks", "defects"}, {});
      result.proof =
          ProofEntry{proof.attribute("program").value(), proof.attribute("date").value(),
                     proof.attribute("checks").as_ullong(), proof.attribute("defects").as_ullong()};
    }
  }

  /// "2026-03-02T08:00:00.000Z", with or without the fraction.
  time::WallTime instant(const std::string& text) {
    using namespace std::chrono;
    const auto number = [&text](std::size_t at, std::size_t length) {
      int value = 0;
      if (text.size() >= at + length)
        std::from_chars(text.data() + at, text.data() + at + length, value);
      return value;
    };
    const year_month_day day{year{number(0, 4)}, month(static_cast<unsigned>(number(5, 2))),
                             std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    std::int64_t fraction = 0;
    std::int64_t unit = 1'000'000'000;
    for (std::size_t i = 20; i < text.size() && text[19] == '.' && text[i] != 'Z' && unit > 1; ++i)
      fraction += (text[i] - '0') * (unit /= 10);
    return time::WallTime(sys_days(day)) + hours(number(11, 2)) + minutes(number(14, 2)) +
           seconds(number(17, 2)) + nanoseconds(fraction);
  }

  void clause(const Node& node, RunResult& result) {
    knows(node, {"id", "verdict", "party", "attested"}, {"summary", "ref"});
    const std::string id = node.attribute("id").value();
    const bool known = std::any_of(result.clause_texts.begin(), result.clause_texts.end(),
                                   [&id](const ClauseText& text) { return text.id == id; });
    if (!known) {
      result.clause_texts.push_back(
          {id, bilingual(node.child("summary")), words_of(node.attribute("attested").value())});
    }
  }

  Attestation attestation(const Node& node) {
    knows(node, {"clause", "party", "by", "date"}, {"statement", "evidence"});
    Attestation out{node.attribute("clause").value(), node.attribute("party").value(),
                    node.attribute("by").value(),     node.attribute("date").value(),
                    node.child_value("statement"),    {}};
    for (const Node& file : node.children("evidence"))
      out.evidence.push_back({file.attribute("file").value(), file.attribute("sha256").value()});
    return out;
  }

  InterpretationText interpretation(const Node& node) {
    knows(node, {"id"}, {"title", "reading", "why"});
    InterpretationText out{node.attribute("id").value(),
                           bilingual(node.child("title")),
                           {},
                           bilingual(node.child("why"))};
    for (const Node& each : node.children("reading")) {
      knows(each, {"id", "chosen"}, {"sv", "en"});
      out.readings.push_back(
          {each.attribute("id").value(), bilingual(each), each.attribute("chosen").as_bool()});
    }
    return out;
  }

  ScenarioEntry scenario(const Node& node) {
    knows(node,
          {"id", "role", "world", "verdict", "file", "duration-ns", "questions-asked", "required"},
          {"title", "verifies", "note", "question", "samples", "check"});
    ScenarioEntry out;
    out.id = node.attribute("id").value();
    out.role = node.attribute("role").value();
    out.world = world(node);
    out.file = node.attribute("file").value();
    out.duration = ns(node.attribute("duration-ns").value());
    out.questions_asked = node.attribute("questions-asked").as_ullong();
    out.required = node.attribute("required").as_bool(true);
    out.title = bilingual(node.child("title"));
    for (const Node& each : node.children("verifies"))
      out.clauses.emplace_back(each.attribute("clause").value());
    for (const Node& each : node.children("note")) out.notes.push_back(bilingual(each));
    for (const Node& each : node.children("question")) out.questions.push_back(question(each));
    for (const Node& each : node.children("samples")) out.samples.push_back(samples(each));
    for (const Node& each : node.children("check")) out.checks.push_back(check(each));
    out.reproduce = node.select_node("check/finding/reproduce").node().child_value();
    return out;
  }

  QuestionEntry question(const Node& node) {
    knows(node,
          {"id", "kommun", "person", "sources", "started-ns", "duration-ns", "outcome",
           "http-status", "fault-code", "exchange", "limit-early-ns", "limit-late-ns"},
          {"source"});
    QuestionEntry out;
    out.id = node.attribute("id").value();
    out.kommun = node.attribute("kommun").value();
    out.persons = words_of(node.attribute("person").value());
    if (const auto sources = contract::SourceSet::parse(node.attribute("sources").value()))
      out.sources = *sources;
    out.started = ns(node.attribute("started-ns").value());
    out.duration = ns(node.attribute("duration-ns").value());
    out.outcome = node.attribute("outcome").value();
    if (const auto status = node.attribute("http-status")) out.http_status = status.as_int();
    out.fault_code = node.attribute("fault-code").value();
    out.exchange = node.attribute("exchange").value();
    out.limit_early = optional_ns(node, "limit-early-ns");
    out.limit_late = optional_ns(node, "limit-late-ns");
    for (const Node& each : node.children("source")) out.calls.push_back(call(each));
    return out;
  }

  SourceCall call(const Node& node) {
    knows(node,
          {"code", "person", "started-ns", "duration-ns", "outcome", "kalla", "felkod", "exchange"},
          {});
    SourceCall out;
    const auto source = contract::SourceSet::parse(node.attribute("code").value());
    if (source && !source->empty()) out.source = source->in_order().front();
    out.person = node.attribute("person").value();
    out.started = optional_ns(node, "started-ns");
    out.duration = optional_ns(node, "duration-ns");
    out.delivered = std::string_view(node.attribute("outcome").value()) == "delivered";
    out.kalla = node.attribute("kalla").value();
    out.felkod = node.attribute("felkod").value();
    out.exchange = node.attribute("exchange").value();
    return out;
  }

  Samples samples(const Node& node) {
    knows(node, {"name", "unit", "limit-early-ns", "limit-late-ns"}, {});
    Samples out;
    out.name = node.attribute("name").value();
    out.limit_early = optional_ns(node, "limit-early-ns");
    out.limit_late = optional_ns(node, "limit-late-ns");
    for (const auto& value : words_of(node.child_value())) out.values.push_back(ns(value));
    return out;
  }

  CheckEntry check(const Node& node) {
    knows(node, {"name", "clause", "party", "verdict", "required"},
          {"claim", "note", "override", "known", "measured", "rests-on", "finding"});
    CheckEntry out;
    out.name = node.attribute("name").value();
    out.clauses = words_of(node.attribute("clause").value());
    out.party = node.attribute("party").value();
    out.required = node.attribute("required").as_bool(true);
    out.outcome.verdict = verdict(node);
    out.outcome.claim = bilingual(node.child("claim"));
    if (const Node note = node.child("note")) out.note = bilingual(note);
    for (const Node& each : node.children("override")) {
      knows(each, {"from", "to", "by", "date"}, {"reason"});
      out.overrides.push_back({verdict(each, "from"), verdict(each, "to"),
                               each.attribute("by").value(), each.child_value("reason"),
                               each.attribute("date").value()});
    }
    if (const Node known = node.child("known")) {
      knows(known, {"owner", "expires"}, {"reason"});
      out.known = KnownFailure{known.child_value("reason"), known.attribute("owner").value(),
                               known.attribute("expires").value()};
    }
    for (const Node& each : node.children("measured"))
      out.outcome.measured.push_back(measured(each));
    for (const Node& each : node.children("rests-on")) out.outcome.rests_on.push_back(rests(each));
    for (const Node& each : node.children("finding")) out.outcome.findings.push_back(finding(each));
    return out;
  }

  Measured measured(const Node& node) {
    knows(node, {"name", "value", "unit", "limit"}, {});
    Measured out{node.attribute("name").value(), node.attribute("value").as_double(),
                 node.attribute("unit").value(), std::nullopt};
    if (const auto limit = node.attribute("limit")) out.limit = limit.as_double();
    return out;
  }

  RestsOn rests(const Node& node) {
    knows(node, {"interpretation", "reading"}, {"otherwise"});
    RestsOn out{node.attribute("interpretation").value(), node.attribute("reading").value(), {}};
    for (const Node& each : node.children("otherwise"))
      out.others.push_back({each.attribute("reading").value(), verdict(each)});
    return out;
  }

  Finding finding(const Node& node) {
    knows(node, {"severity", "question"},
          {"message", "expected", "received", "where", "reproduce"});
    const std::string_view severity = node.attribute("severity").value();
    Finding out;
    out.severity = severity == "error"     ? Severity::error
                   : severity == "warning" ? Severity::warning
                                           : Severity::info;
    out.question = node.attribute("question").value();
    out.message = bilingual(node.child("message"));
    out.expected = node.child_value("expected");
    out.received = node.child_value("received");
    for (const Node& each : node.children("where")) {
      knows(each, {"exchange", "file", "line", "column", "xpath"}, {});
      Where where;
      where.exchange = each.attribute("exchange").value();
      where.file = each.attribute("file").value();
      where.line = each.attribute("line").as_ullong();
      where.column = each.attribute("column").as_ullong();
      where.xpath = each.attribute("xpath").value();
      out.where.push_back(std::move(where));
    }
    return out;
  }

  std::string unknown_;
};

}  // namespace

fs::path result_file(const fs::path& result_or_folder) {
  return fs::is_directory(result_or_folder) ? result_or_folder / "result.xml" : result_or_folder;
}

Result<RunResult> read_result(const fs::path& result_or_folder, const fs::path& data_dir) {
  const fs::path file = result_file(result_or_folder);
  std::error_code ec;
  if (!fs::is_regular_file(file, ec))
    return fail(Errc::not_found, file.string() + ": no such result");
  Problems problems;
  const auto document = OurFile::load(file, data_dir / "schemas/provbank/result-1.xsd", problems);
  if (!document) return fail(Errc::invalid, to_string(problems.front(), Language::en));
  ResultReader reader;
  RunResult result = reader.read(document->root());
  if (!reader.unknown().empty()) {
    return fail(Errc::unsupported,
                file.string() + ": this version of Provbank cannot read " + reader.unknown());
  }
  return result;
}

}  // namespace provbank::results
