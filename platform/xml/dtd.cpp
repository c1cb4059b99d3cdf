#include "platform/xml/dtd.hpp"

#include <libxml/parser.h>
#include <libxml/valid.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

#include "platform/base/c_handle.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/libxml.hpp"

namespace provbank::xml {
namespace {

using Definition = CHandle<xmlDtd, &xmlFreeDtd>;
using DtdValidator = CHandle<xmlValidCtxt, &xmlFreeValidCtxt>;

constexpr std::size_t kDtdProblemsMost = 50;

std::string first_line(const char* message) {
  std::string line(message != nullptr ? message : "");
  std::ranges::replace(line, '\n', ' ');
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

/// libxml2 quotes a document's value in these messages; everything else in quotation marks is the
/// DTD's.
std::string dtd_message(const xmlError& error) {
  if (error.code == XML_DTD_UNKNOWN_ID) return "a reference to an identifier that is not there";
  if (error.code == XML_DTD_ID_REDEFINED) return "the same identifier twice";
  if (error.code == XML_DTD_UNKNOWN_ENTITY) return "a reference to an entity that is not there";
  std::string message = first_line(error.message);
  constexpr std::string_view kBefore = "Value \"";
  constexpr std::string_view kAfter = "\" for attribute ";
  const auto after = message.rfind(kAfter);
  if (message.starts_with(kBefore) && after != std::string::npos) {
    message.erase(kBefore.size() - 2, after + 1 - (kBefore.size() - 2));
  }
  return message;
}

void note_dtd_problem(void* context, xmlErrorPtr error) {
  auto& problems = *static_cast<std::vector<XmlProblem>*>(context);
  if (error->level < XML_ERR_ERROR || problems.size() >= kDtdProblemsMost) return;
  const auto* node = static_cast<const xmlNode*>(error->node);
  const long line = node != nullptr ? xmlGetLineNo(node) : error->line;
  problems.push_back({static_cast<std::size_t>(std::max(line, 0L)), 0, dtd_message(*error)});
}

void note_dtd_error(void* context, xmlErrorPtr error) {
  auto& report = *static_cast<std::string*>(context);
  if (error->level < XML_ERR_ERROR || !report.empty()) return;
  report = "line " + std::to_string(error->line) + ": " + first_line(error->message);
}

}  // namespace

struct Dtd::State {
  std::string root;
  Definition definition;
  std::mutex one_at_a_time{};  // libxml2 compiles a content model at its first use
};

Dtd::Dtd(std::unique_ptr<State> state) : state_(std::move(state)) {}
Dtd::~Dtd() = default;
Dtd::Dtd(Dtd&&) noexcept = default;
Dtd& Dtd::operator=(Dtd&&) noexcept = default;

Result<Dtd> Dtd::load(const std::filesystem::path& file, std::string root) {
  libxml::initialise();
  const auto text = read_file(file);
  if (!text) return text.error();
  std::string report;
  Definition definition;
  {
    const libxml::ThreadErrors errors(&note_dtd_error, &report);
    auto* input = xmlParserInputBufferCreateMem(text->data(), static_cast<int>(text->size()),
                                                XML_CHAR_ENCODING_NONE);
    if (input == nullptr) throw std::bad_alloc();
    definition.reset(xmlIOParseDTD(nullptr, input, XML_CHAR_ENCODING_NONE));  // frees the input
  }
  if (!definition || !report.empty()) {
    return fail(Errc::invalid, file.string() + ": " + (report.empty() ? "not a DTD" : report));
  }
  if (xmlGetDtdElementDesc(definition.get(), libxml::octets(root)) == nullptr) {
    return fail(Errc::invalid, file.string() + ": declares no element " + root);
  }
  auto state = std::make_unique<State>();
  state->root = std::move(root);
  state->definition = std::move(definition);
  return Dtd(std::move(state));
}

std::vector<XmlProblem> Dtd::problems(std::string_view document, const XmlLimits& limits) const {
  const libxml::Parsed parsed = libxml::parse_ignoring_doctype(document, limits);
  if (parsed.refusal) return {parsed.refusal->problem};
  std::vector<XmlProblem> problems;
  const xmlNode* root = xmlDocGetRootElement(parsed.document.get());
  if (libxml::view(root->name) != state_->root || root->ns != nullptr) {
    problems.push_back({static_cast<std::size_t>(std::max(xmlGetLineNo(root), 0L)), 0,
                        "the root element is not " + state_->root});
  }
  const DtdValidator validator(xmlNewValidCtxt());
  if (!validator) throw std::bad_alloc();
  const std::scoped_lock lock(state_->one_at_a_time);
  const libxml::ThreadErrors errors(&note_dtd_problem, &problems);
  const int valid =
      xmlValidateDtd(validator.get(), parsed.document.get(), state_->definition.get());
  if (valid != 1 && problems.empty()) problems.push_back({0, 0, "the document is not valid"});
  return problems;
}

Result<void> check_well_formed_but_for_doctype(std::string_view document, const XmlLimits& limits) {
  const libxml::Parsed parsed = libxml::parse_ignoring_doctype(document, limits);
  if (parsed.refusal) return libxml::to_error(*parsed.refusal);
  return {};
}

}  // namespace provbank::xml
