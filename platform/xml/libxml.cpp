#include "platform/xml/libxml.hpp"

#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlschemastypes.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>

#include "platform/text/latin1.hpp"
#include "platform/text/utf8.hpp"

namespace provbank::xml::libxml {
namespace {

constexpr std::size_t kDepthMost = 255;             // libxml2 ends at 256
constexpr std::size_t kDeclarationBytesMost = 256;  // "<?xml ... ?>"
constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_BIG_LINES;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// "http" of "http://example/x.xsd"; empty for a path.
std::string_view scheme_of(std::string_view location) {
  const auto colon = location.find_first_of(":/?#");
  const bool has_scheme = colon != std::string_view::npos && colon > 0 && location[colon] == ':';
  return has_scheme && is_letter(location[0]) ? location.substr(0, colon) : std::string_view();
}

/// Replaces libxml2's loader, which knows HTTP, FTP and catalogues. What is no local file is not
/// there.
xmlParserInput* load_local_file(const char* location, const char*, xmlParserCtxt* parser) {
  if (location == nullptr) return nullptr;
  const std::string_view scheme = scheme_of(location);
  if (!scheme.empty() && scheme != "file") return nullptr;
  return xmlNewInputFromFile(parser, location);
}

/// What a parse may do, and the first thing that was wrong.
struct Guard {
  std::size_t depth_limit{};
  std::size_t depth{};
  std::optional<Refusal> refusal;

  void refuse(Errc code, std::size_t line, std::size_t column, std::string message) {
    if (!refusal) refusal = Refusal{code, {line, column, std::move(message)}};
  }
};

Guard& guard_of(const xmlParserCtxt* parser) {
  return *static_cast<Guard*>(parser->_private);
}

void stop(xmlParserCtxt* parser, Errc code, std::string message) {
  const auto positive = [](int n) { return static_cast<std::size_t>(std::max(n, 0)); };
  guard_of(parser).refuse(code, positive(parser->input->line), positive(parser->input->col),
                          std::move(message));
  xmlStopParser(parser);
}

/// Called at a DOCTYPE's name, before its declarations are read.
void refuse_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  stop(static_cast<xmlParserCtxt*>(context), Errc::malformed, "a DOCTYPE is not allowed");
}

/// At the same place: what comes next says whether there are any declarations. Nothing is kept.
void refuse_declarations(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto* parser = static_cast<xmlParserCtxt*>(context);
  if (*parser->input->cur == '[') {
    stop(parser, Errc::malformed, "declarations inside a DOCTYPE are not allowed");
  }
}

void start_element(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                   int namespace_count, const xmlChar** namespaces, int attribute_count,
                   int defaulted_count, const xmlChar** attributes) {
  auto* parser = static_cast<xmlParserCtxt*>(context);
  Guard& guard = guard_of(parser);
  if (++guard.depth > guard.depth_limit) {
    stop(parser, Errc::too_large,
         "more than " + std::to_string(guard.depth_limit) + " elements inside each other");
    return;
  }
  xmlSAX2StartElementNs(context, name, prefix, uri, namespace_count, namespaces, attribute_count,
                        defaulted_count, attributes);
}

void end_element(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri) {
  --guard_of(static_cast<xmlParserCtxt*>(context)).depth;
  xmlSAX2EndElementNs(context, name, prefix, uri);
}

/// Our own words: libxml2's quote the text around the mistake.
std::string_view explain(int code) {
  switch (code) {
    case XML_ERR_DOCUMENT_EMPTY:
      return "there is no element at the start of the document";
    case XML_ERR_DOCUMENT_END:
      return "the document has no root element, or more after it";
    case XML_ERR_EXTRA_CONTENT:
      return "more follows after the root element";
    case XML_ERR_TAG_NOT_FINISHED:
      return "the document ends inside an element";
    case XML_ERR_TAG_NAME_MISMATCH:
      return "an end tag has another name than its start tag";
    case XML_ERR_GT_REQUIRED:
      return "a tag lacks its '>'";
    case XML_ERR_LTSLASH_REQUIRED:
      return "an end tag is missing";
    case XML_ERR_EQUAL_REQUIRED:
    case XML_ERR_ATTRIBUTE_WITHOUT_VALUE:
      return "an attribute has no value";
    case XML_ERR_ATTRIBUTE_NOT_STARTED:
      return "an attribute's value is not within quotation marks";
    case XML_ERR_ATTRIBUTE_NOT_FINISHED:
      return "an attribute's value has no end";
    case XML_ERR_LT_IN_ATTRIBUTE:
      return "a '<' in an attribute's value must be written '&lt;'";
    case XML_ERR_ATTRIBUTE_REDEFINED:
    case XML_NS_ERR_ATTRIBUTE_REDEFINED:
      return "an attribute stands twice in one element";
    case XML_ERR_SPACE_REQUIRED:
      return "white space is missing";
    case XML_ERR_NAME_REQUIRED:
      return "a name is missing ('<' and '&' in text are written '&lt;' and '&amp;')";
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
      return "an entity other than the five of XML";
    case XML_ERR_ENTITYREF_SEMICOL_MISSING:
      return "a '&' in text must be written '&amp;'";
    case XML_ERR_INVALID_CHARREF:
    case XML_ERR_INVALID_DEC_CHARREF:
    case XML_ERR_INVALID_HEX_CHARREF:
      return "a character reference to no character of XML";
    case XML_ERR_INVALID_CHAR:
      return "a character that XML does not allow";
    case XML_ERR_MISPLACED_CDATA_END:
      return "']]>' stands in text";
    case XML_ERR_CDATA_NOT_FINISHED:
      return "a CDATA section has no end";
    case XML_ERR_COMMENT_NOT_FINISHED:
      return "a comment has no end";
    case XML_ERR_HYPHEN_IN_COMMENT:
      return "'--' stands in a comment";
    case XML_ERR_PI_NOT_STARTED:
    case XML_ERR_PI_NOT_FINISHED:
      return "a processing instruction is not written as one";
    case XML_ERR_RESERVED_XML_NAME:
      return "the XML declaration stands elsewhere than first";
    case XML_ERR_XMLDECL_NOT_FINISHED:
    case XML_ERR_VERSION_MISSING:
    case XML_ERR_UNKNOWN_VERSION:
    case XML_ERR_STANDALONE_VALUE:
    case XML_ERR_ENCODING_NAME:
      return "the XML declaration is not written as one";
    case XML_NS_ERR_UNDEFINED_NAMESPACE:
      return "a prefix is not declared";
    case XML_NS_ERR_XML_NAMESPACE:
      return "a reserved prefix or namespace is declared anew";
    case XML_NS_ERR_EMPTY:
      return "a prefix is declared for no namespace";
    case XML_NS_ERR_QNAME:
    case XML_NS_ERR_COLON:
      return "a colon stands where no prefix can";
    case XML_WAR_NS_URI:
      return "a namespace name is no URI";
    default:
      return {};
  }
}

void note_error(void* context, xmlErrorPtr error) {
  if (error->level < XML_ERR_ERROR) return;
  auto* parser = static_cast<xmlParserCtxt*>(context);
  std::string message(explain(error->code));
  if (message.empty())
    message = "not well-formed XML (libxml2 error " + std::to_string(error->code) + ")";
  const auto positive = [](int n) { return static_cast<std::size_t>(std::max(n, 0)); };
  guard_of(parser).refuse(Errc::malformed, positive(error->line), positive(error->int2),
                          std::move(message));
}

void print_nothing(void*, const char*, ...) {}

std::size_t line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

std::size_t column_at(std::string_view text, std::size_t offset) {
  const auto line_end = text.substr(0, offset).rfind('\n');
  return line_end == std::string_view::npos ? offset + 1 : offset - line_end;
}

Refusal refuse_at(std::string_view text, std::size_t offset, std::string message) {
  return {Errc::malformed, {line_at(text, offset), column_at(text, offset), std::move(message)}};
}

std::string_view without_bom(std::string_view text) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  return text.starts_with(kBom) ? text.substr(kBom.size()) : text;
}

/// The encoding that the XML declaration names; empty when it names none.
std::string_view declared_encoding(std::string_view text) {
  if (!text.starts_with("<?xml")) return {};
  const auto declaration = text.substr(0, std::min(text.find("?>"), kDeclarationBytesMost));
  const auto word = declaration.find("encoding");
  if (word == std::string_view::npos) return {};
  const auto open = declaration.find_first_of("'\"", word);
  if (open == std::string_view::npos) return {};
  const auto close = declaration.find(declaration[open], open + 1);
  return declaration.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

bool same_name(std::string_view a, std::string_view lower) {
  return std::ranges::equal(a, lower, [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
  });
}

std::optional<Refusal> refuse_encoding(std::string_view text) {
  const std::string_view encoding = declared_encoding(without_bom(text));
  if (encoding.empty() || same_name(encoding, "utf-8")) return std::nullopt;
  if (!same_name(encoding, "us-ascii")) {
    return refuse_at(text, 0, "the declared encoding is neither UTF-8 nor US-ASCII");
  }
  const auto beyond =
      std::ranges::find_if(text, [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
  if (beyond == text.end()) return std::nullopt;
  return refuse_at(text, static_cast<std::size_t>(beyond - text.begin()),
                   "a byte past US-ASCII, which the document declares");
}

std::optional<Refusal> refuse_size(std::string_view text, const XmlLimits& limits) {
  constexpr std::size_t kIntMost = static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (text.size() > std::min(limits.bytes, kIntMost)) {
    return Refusal{
        Errc::too_large,
        {0, 0,
         std::to_string(text.size()) + " bytes, the limit is " + std::to_string(limits.bytes)}};
  }
  if (text.empty()) return Refusal{Errc::malformed, {0, 0, "the document is empty"}};
  return std::nullopt;
}

std::optional<Refusal> refuse_nul(std::string_view text) {
  const auto nul = text.find('\0');
  if (nul == std::string_view::npos) return std::nullopt;
  return refuse_at(text, nul,
                   "a NUL byte (XML has none; UTF-16 and UTF-32 do, only UTF-8 is read)");
}

/// What can be told from the bytes, before any parser sees them.
std::optional<Refusal> refuse_bytes(std::string_view text, const XmlLimits& limits) {
  if (auto refusal = refuse_size(text, limits)) return refusal;
  if (text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE")) {
    return refuse_at(text, 0, "UTF-16, only UTF-8 is read");
  }
  if (auto refusal = refuse_nul(text)) return refusal;
  if (const auto bad = text::first_bad_utf8(text); bad != std::string_view::npos) {
    return refuse_at(text, bad, "a byte that is not UTF-8");
  }
  return refuse_encoding(text);
}

enum class Doctype { refused, ignored };

Parser new_parser(Guard& guard, Doctype doctype) {
  Parser parser(xmlNewParserCtxt());
  if (!parser) throw std::bad_alloc();
  parser->_private = &guard;
  parser->sax->serror = &note_error;
  parser->sax->internalSubset =
      doctype == Doctype::refused ? &refuse_doctype : &refuse_declarations;
  parser->sax->startElementNs = &start_element;
  parser->sax->endElementNs = &end_element;
  return parser;
}

}  // namespace

void initialise() {
  static const bool done = [] {
    xmlInitParser();
    xmlSchemaInitTypes();
    xmlSetExternalEntityLoader(&load_local_file);
    return true;
  }();
  (void)done;
}

ThreadErrors::ThreadErrors(xmlStructuredErrorFunc handler, void* context)
    : structured_(xmlStructuredError),
      structured_context_(xmlStructuredErrorContext),
      generic_(xmlGenericError),
      generic_context_(xmlGenericErrorContext) {
  xmlSetStructuredErrorFunc(context, handler);
  xmlSetGenericErrorFunc(nullptr, &print_nothing);
}

ThreadErrors::~ThreadErrors() {
  xmlSetStructuredErrorFunc(structured_context_, structured_);
  xmlSetGenericErrorFunc(generic_context_, generic_);
}

namespace {

/// `text` has been looked at byte by byte, and is UTF-8.
Parsed parse_utf8(std::string_view text, const XmlLimits& limits, Doctype doctype) {
  Guard guard;
  guard.depth_limit = std::min(limits.depth, kDepthMost);
  const Parser parser = new_parser(guard, doctype);
  Doc document(xmlCtxtReadMemory(parser.get(), text.data(), static_cast<int>(text.size()), nullptr,
                                 nullptr, kOptions));
  const bool sound = document && parser->wellFormed == 1 && parser->nsWellFormed == 1 &&
                     document->intSubset == nullptr && document->extSubset == nullptr;
  if (!sound) guard.refuse(Errc::malformed, 0, 0, "not well-formed XML");
  if (guard.refusal) return {nullptr, std::move(guard.refusal)};
  return {std::move(document), std::nullopt};
}

bool declares_latin1(std::string_view text) {
  const auto encoding = declared_encoding(text);
  return same_name(encoding, "iso-8859-1") || same_name(encoding, "latin1");
}

}  // namespace

Parsed parse(std::string_view text, const XmlLimits& limits) {
  initialise();
  if (auto refusal = refuse_bytes(text, limits)) return {nullptr, std::move(refusal)};
  return parse_utf8(text, limits, Doctype::refused);
}

Parsed parse_ignoring_doctype(std::string_view text, const XmlLimits& limits) {
  initialise();
  if (!declares_latin1(text)) {
    if (auto refusal = refuse_bytes(text, limits)) return {nullptr, std::move(refusal)};
    return parse_utf8(text, limits, Doctype::ignored);
  }
  if (auto refusal = refuse_size(text, limits)) return {nullptr, std::move(refusal)};
  if (auto refusal = refuse_nul(text)) return {nullptr, std::move(refusal)};
  return parse_utf8(text::utf8_of_latin1(text), limits, Doctype::ignored);
}

Error to_error(const Refusal& refusal) {
  return Error{refusal.code, to_string({refusal.problem})};
}

}  // namespace provbank::xml::libxml
