#include "harness/residue/canary_file.hpp"

#include <charconv>
#include <ctime>

#include "platform/xml/document.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::residue {
namespace {

constexpr const char* kNamespace = "urn:provbank:canaries:1";
constexpr std::size_t kFileBytesMax = 256U << 20U;

const xml::Namespaces& namespaces() {
  static const xml::Namespaces made = {{"c", kNamespace}};
  return made;
}

/// "2026-03-02T08:00:00.000000000Z" as time::to_iso8601_nanoseconds writes it.
std::optional<time::WallTime> read_time(const std::string& text) {
  std::tm fields{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &fields);
  if (rest == nullptr) return std::nullopt;
  time::WallTime out{std::chrono::seconds(::timegm(&fields))};
  if (*rest == '.') {
    std::int64_t place = 100'000'000;
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest, place /= 10)
      out += std::chrono::nanoseconds((*rest - '0') * place);
  }
  return out;
}

}  // namespace

std::string to_xml(const CanaryFile& file) {
  xml::Writer writer;
  writer.start("canaries", kNamespace)
      .attribute("scenario", file.scenario)
      .attribute("world", file.live ? "live" : "simulated")
      .attribute("seed", std::to_string(file.seed));
  for (const Canary& canary : file.canaries) {
    writer.start("canary").attribute("origin", canary.origin);
    if (!canary.field.empty()) writer.attribute("field", canary.field);
    if (!canary.question.empty()) writer.attribute("question", canary.question);
    if (!canary.person.empty()) writer.attribute("person", canary.person);
    if (canary.answered)
      writer.attribute("answered", time::to_iso8601_nanoseconds(*canary.answered));
    if (!canary.log_clause.empty()) writer.attribute("log-clause", canary.log_clause);
    writer.text(canary.value).end();
  }
  return writer.finish();
}

Result<CanaryFile> read_canaries(std::string_view text) {
  const auto document = xml::Document::parse(text, {.bytes = kFileBytesMax});
  if (!document) return document.error();
  if (document->root() != std::pair(std::string(kNamespace), std::string("canaries")))
    return fail(Errc::malformed, "no list of canaries");
  CanaryFile out;
  out.scenario = document->text("/c:canaries/@scenario", namespaces());
  out.live = document->text("/c:canaries/@world", namespaces()) == "live";
  const auto seed = document->text("/c:canaries/@seed", namespaces());
  std::from_chars(seed.data(), seed.data() + seed.size(), out.seed);
  // In document order: each canary, then its attributes.
  const auto nodes = document->find("/c:canaries/c:canary | /c:canaries/c:canary/@*", namespaces());
  if (!nodes) return nodes.error();
  for (const auto& node : *nodes) {
    if (node.name == "canary") {
      out.canaries.emplace_back();
      out.canaries.back().value = node.text;
      out.canaries.back().scenario = out.scenario;
      continue;
    }
    if (out.canaries.empty()) continue;
    Canary& canary = out.canaries.back();
    if (node.name == "origin") canary.origin = node.text;
    if (node.name == "field") canary.field = node.text;
    if (node.name == "question") canary.question = node.text;
    if (node.name == "person") canary.person = node.text;
    if (node.name == "log-clause") canary.log_clause = node.text;
    if (node.name == "answered" && out.live) canary.answered = read_time(node.text);
  }
  return out;
}

}  // namespace provbank::residue
