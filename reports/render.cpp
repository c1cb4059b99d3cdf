#include "reports/render.hpp"

#include <libexslt/exslt.h>
#include <libxml/parser.h>
#include <libxml/uri.h>
#include <libxml/xmlerror.h>
#include <libxslt/documents.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/base/c_handle.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::reports {
namespace fs = std::filesystem;
namespace {

// xmlFree is a variable, so it cannot be a template argument.
void free_text(xmlChar* text) {
  xmlFree(text);
}

using XmlDoc = CHandle<xmlDoc, &xmlFreeDoc>;
using XmlText = CHandle<xmlChar, &free_text>;
using ParserContext = CHandle<xmlParserCtxt, &xmlFreeParserCtxt>;
using Stylesheet = CHandle<xsltStylesheet, &xsltFreeStylesheet>;
using TransformContext = CHandle<xsltTransformContext, &xsltFreeTransformContext>;
using SecurityPrefs = CHandle<xsltSecurityPrefs, &xsltFreeSecurityPrefs>;

constexpr int kParseOptions = XML_PARSE_NONET | XML_PARSE_NOCDATA;
constexpr std::size_t kErrorBytesLimit = 8U << 10U;

/// Loads a stylesheet or what it includes, from local files, entities left alone; refuses every
/// other document.
xmlDocPtr load_local_stylesheet(const xmlChar* uri, xmlDictPtr dictionary, int /*options*/,
                                void* /*context*/, xsltLoadType type) {
  if (type == XSLT_LOAD_DOCUMENT) return nullptr;
  const ParserContext parser(xmlNewParserCtxt());
  if (!parser) return nullptr;
  if (dictionary != nullptr) {  // libxslt compares names by address, so all its documents share one
    xmlDictFree(parser->dict);
    parser->dict = dictionary;
    xmlDictReference(dictionary);
  }
  return xmlCtxtReadFile(parser.get(), reinterpret_cast<const char*>(uri), nullptr, kParseOptions);
}

/// While it lives, libxml2 and libxslt tell their errors to it and load what it lets them. One at a
/// time: part of this is common to the process.
class Session {
 public:
  Session() : turn_(mutex()) {
    static const bool registered = [] {
      exsltCommonRegister();
    exsltFuncRegister();
      exsltStrRegister();
      return true;
    }();
    static_cast<void>(registered);
    xmlSetStructuredErrorFunc(this, &Session::on_xml_error);
    xsltSetGenericErrorFunc(this, &Session::on_xslt_error);
    xsltSetLoaderFunc(&load_local_stylesheet);
  }
  ~Session() {
    xsltSetLoaderFunc(nullptr);
    xsltSetGenericErrorFunc(nullptr, nullptr);
    xmlSetStructuredErrorFunc(nullptr, nullptr);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  static void on_xslt_error(void* self, const char* format, ...) {
    std::array<char, 1024> text{};
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text.data(), text.size(), format, arguments);
    va_end(arguments);
    static_cast<Session*>(self)->add(text.data());
  }

  /// What was said, without the trailing line break.
  std::string take(std::string_view otherwise) {
    while (!text_.empty() && text_.back() == '\n') text_.pop_back();
    return text_.empty() ? std::string(otherwise) : std::exchange(text_, {});
  }

 private:
  static void on_xml_error(void* self, xmlErrorPtr error) {
    const std::string file = error->file != nullptr ? error->file : "";
    static_cast<Session*>(self)->add(
        file + ": line " + std::to_string(error->line) + ": " +
        (error->message != nullptr ? error->message : "unknown error\n"));
  }

  void add(std::string_view text) {
    if (text_.size() + text.size() <= kErrorBytesLimit) text_ += text;
  }

  static std::mutex& mutex() {
    static std::mutex instance;
    return instance;
  }

  std::scoped_lock<std::mutex> turn_;
  std::string text_;
};

/// The result's bytes, known to be well-formed, free of entities and, when asked for, valid.
Result<std::string> read_result(const fs::path& file, const RenderOptions& options) {
  auto text = read_file(file);
  if (!text) return text.error();
  const xml::XmlLimits limits{.bytes = kFileBytesLimit};
  const auto sound = xml::check_well_formed(*text, limits);
  if (!sound) return at(file.string(), sound.error());
  if (options.schema) {
    const auto schema = xml::Schema::load(*options.schema);
    if (!schema) return schema.error();
    const auto valid = schema->validate(*text, limits);
    if (!valid) return at(file.string(), valid.error());
  }
  return text;
}

Result<Stylesheet> load_stylesheet(const fs::path& file, Session& session) {
  std::error_code ec;
  if (!fs::is_regular_file(file, ec))
    return fail(Errc::not_found, file.string() + ": no such file");
  // As a URI, so that a folder with spaces in its name can be the base of an include.
  const std::string absolute = fs::absolute(file).string();
  const XmlText uri(xmlPathToURI(reinterpret_cast<const xmlChar*>(absolute.c_str())));
  Stylesheet style(xsltParseStylesheetFile(uri.get()));
  if (!style) return fail(Errc::malformed, session.take(file.string() + ": not a stylesheet"));
  if (style->errors != 0)
    return fail(Errc::invalid, session.take(file.string() + ": does not compile"));
  return style;
}

/// Forbids a running stylesheet every file and every network.
SecurityPrefs closed_world() {
  SecurityPrefs prefs(xsltNewSecurityPrefs());
  for (const auto what :
       {XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
        XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK}) {
    xsltSetSecurityPrefs(prefs.get(), what, &xsltSecurityForbid);
  }
  return prefs;
}

/// name, value, name, value ..., null: as libxslt wants them. The strings must outlive it.
std::vector<const char*> as_c_list(const std::map<std::string, std::string>& parameters) {
  std::vector<const char*> list;
  list.reserve(2 * parameters.size() + 1);
  for (const auto& [name, value] : parameters) {
    list.push_back(name.c_str());
    list.push_back(value.c_str());
  }
  list.push_back(nullptr);
  return list;
}

Result<std::string> serialize(xmlDocPtr report, xsltStylesheetPtr style) {
  xmlChar* bytes = nullptr;
  int size = 0;
  const int status = xsltSaveResultToString(&bytes, &size, report, style);
  const XmlText owned(bytes);
  if (status != 0) return fail(Errc::invalid, "the report cannot be written as text");
  if (bytes == nullptr) return std::string();
  return std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Result<std::string> transform(xmlDocPtr result, xsltStylesheetPtr style,
                              const std::map<std::string, std::string>& parameters,
                              Session& session) {
  const SecurityPrefs prefs = closed_world();
  const TransformContext context(xsltNewTransformContext(style, result));
  xsltSetCtxtSecurityPrefs(prefs.get(), context.get());
  xsltSetTransformErrorFunc(context.get(), &session, &Session::on_xslt_error);
  auto list = as_c_list(parameters);
  xsltQuoteUserParams(context.get(), list.data());
  const XmlDoc report(
      xsltApplyStylesheetUser(style, result, nullptr, nullptr, nullptr, context.get()));
  if (!report || context->state != XSLT_STATE_OK) {
    return fail(Errc::invalid, session.take("the stylesheet broke off without saying why"));
  }
  return serialize(report.get(), style);
}

}  // namespace

Result<std::string> render(const fs::path& result_xml, const fs::path& stylesheet,
                           const std::map<std::string, std::string>& parameters,
                           const RenderOptions& options) {
  const auto text = read_result(result_xml, options);
  if (!text) return text.error();
  Session session;
  const auto style = load_stylesheet(stylesheet, session);
  if (!style) return style.error();
  const XmlDoc result(xmlReadMemory(text->data(), static_cast<int>(text->size()),
                                    result_xml.c_str(), nullptr, kParseOptions));
  if (!result)
    return fail(Errc::malformed, session.take(result_xml.string() + ": not well-formed"));
  return transform(result.get(), style->get(), parameters, session);
}

}  // namespace provbank::reports
