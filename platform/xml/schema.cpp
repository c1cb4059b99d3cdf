#include "platform/xml/schema.hpp"

#include <libxml/uri.h>
#include <libxml/xmlschemas.h>

#include <new>
#include <system_error>
#include <utility>

#include "platform/base/c_handle.hpp"
#include "platform/xml/explain.hpp"
#include "platform/xml/libxml.hpp"

namespace provbank::xml {
namespace {

namespace fs = std::filesystem;

using SchemaParser = CHandle<xmlSchemaParserCtxt, &xmlSchemaFreeParserCtxt>;
using CompiledSchema = CHandle<xmlSchema, &xmlSchemaFree>;
using Validator = CHandle<xmlSchemaValidCtxt, &xmlSchemaFreeValidCtxt>;

constexpr std::size_t kProblemsMost = 50;

struct Sink {
  std::vector<XmlProblem> problems;
  Values values = Values::hidden;
};

void note_validation_error(void* context, xmlErrorPtr error) {
  auto& sink = *static_cast<Sink*>(context);
  if (error->level < XML_ERR_ERROR || sink.problems.size() >= kProblemsMost) return;
  const auto* node = static_cast<const xmlNode*>(error->node);
  const long line = node != nullptr ? xmlGetLineNo(node) : error->line;
  sink.problems.push_back(
      {static_cast<std::size_t>(line > 0 ? line : 0), 0, explain(*error, sink.values)});
}

/// A schema that lacks a part would accept what the part forbids, so a missing file is an error.
bool is_schema_error(const xmlError& error) {
  return error.level >= XML_ERR_ERROR || error.code == XML_SCHEMAP_WARN_UNLOCATED_SCHEMA;
}

void note_schema_error(void* context, xmlErrorPtr error) {
  if (!is_schema_error(*error)) return;
  auto& report = *static_cast<std::string*>(context);
  std::string message =
      without_namespaces(error->message != nullptr ? error->message : "unknown error");
  while (!message.empty() && message.back() == '\n') message.pop_back();
  if (!report.empty()) report += '\n';
  if (error->file != nullptr && error->line > 0) report.append(error->file).append(", ");
  if (error->line > 0) report.append("line ").append(std::to_string(error->line)).append(": ");
  report.append(message);
}

std::vector<XmlProblem> validate_tree(xmlSchema& schema, xmlDoc& document, Values values) {
  Sink sink{.problems = {}, .values = values};
  const Validator validator(xmlSchemaNewValidCtxt(&schema));
  if (!validator) throw std::bad_alloc();
  xmlSchemaSetValidStructuredErrors(validator.get(), &note_validation_error, &sink);
  const int outcome = xmlSchemaValidateDoc(validator.get(), &document);
  if (outcome != 0 && sink.problems.empty()) {
    sink.problems.push_back(
        {0, 0, "the document is not valid (libxml2 outcome " + std::to_string(outcome) + ")"});
  }
  return std::move(sink.problems);
}

}  // namespace

struct Schema::State {
  CompiledSchema compiled;
};

Schema::Schema(std::unique_ptr<State> state) : state_(std::move(state)) {}
Schema::~Schema() = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;

Result<Schema> Schema::load(const fs::path& xsd) {
  libxml::initialise();
  std::error_code ec;
  if (!fs::is_regular_file(xsd, ec)) return fail(Errc::not_found, xsd.string() + ": no such file");
  // As a URI, so that what the schema includes is found beside it whatever the folder is called.
  const libxml::Text uri(xmlPathToURI(libxml::octets(fs::absolute(xsd).string())));
  const SchemaParser parser(xmlSchemaNewParserCtxt(reinterpret_cast<const char*>(uri.get())));
  if (!uri || !parser) throw std::bad_alloc();
  std::string report;
  const libxml::ThreadErrors errors(&note_schema_error, &report);  // of the XML parse inside
  xmlSchemaSetParserStructuredErrors(parser.get(), &note_schema_error, &report);
  CompiledSchema compiled(xmlSchemaParse(parser.get()));
  if (!compiled || !report.empty()) {
    if (report.empty()) report = "not a schema";
    return fail(Errc::invalid, xsd.string() + ": " + report);
  }
  return Schema(std::make_unique<State>(State{std::move(compiled)}));
}

std::vector<XmlProblem> Schema::problems(std::string_view document, const XmlLimits& limits,
                                         Values values) const {
  const libxml::Parsed parsed = libxml::parse(document, limits);
  if (parsed.refusal) return {parsed.refusal->problem};
  return validate_tree(*state_->compiled, *parsed.document, values);
}

Result<void> Schema::validate(std::string_view document, const XmlLimits& limits) const {
  const libxml::Parsed parsed = libxml::parse(document, limits);
  if (parsed.refusal) return libxml::to_error(*parsed.refusal);
  const auto found = validate_tree(*state_->compiled, *parsed.document, Values::hidden);
  if (!found.empty()) return fail(Errc::invalid, to_string(found));
  return {};
}

Result<void> check_well_formed(std::string_view document, const XmlLimits& limits) {
  const libxml::Parsed parsed = libxml::parse(document, limits);
  if (parsed.refusal) return libxml::to_error(*parsed.refusal);
  return {};
}

std::string to_string(const std::vector<XmlProblem>& problems) {
  std::string text;
  for (const XmlProblem& problem : problems) {
    if (!text.empty()) text += '\n';
    if (problem.line > 0) text += "line " + std::to_string(problem.line);
    if (problem.line > 0 && problem.column > 0)
      text += ", column " + std::to_string(problem.column);
    if (problem.line > 0) text += ": ";
    text += problem.message;
  }
  return text;
}

}  // namespace provbank::xml
