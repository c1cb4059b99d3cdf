// libxml2 under ownership, and the one way into it: a parse that no document can turn against us.
// Only this folder includes it.
#pragma once
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <optional>
#include <string>
#include <string_view>

#include "platform/base/c_handle.hpp"
#include "platform/base/result.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::xml::libxml {

inline void free_text(xmlChar* text) {
  xmlFree(text);
}

using Doc = CHandle<xmlDoc, &xmlFreeDoc>;
using Node = CHandle<xmlNode, &xmlFreeNode>;
using Parser = CHandle<xmlParserCtxt, &xmlFreeParserCtxt>;
using Text = CHandle<xmlChar, &free_text>;

/// Prepares libxml2 for several threads and forbids it everything but local files. Cheap to repeat.
void initialise();

/// For as long as it lives, receives what libxml2 reports to nobody in particular on this thread,
/// which it prints otherwise.
class ThreadErrors {
 public:
  ThreadErrors(xmlStructuredErrorFunc handler, void* context);
  ~ThreadErrors();
  ThreadErrors(const ThreadErrors&) = delete;
  ThreadErrors& operator=(const ThreadErrors&) = delete;

 private:
  xmlStructuredErrorFunc structured_;
  void* structured_context_;
  xmlGenericErrorFunc generic_;
  void* generic_context_;
};
inline void ignore_error(void*, xmlErrorPtr) {}

inline const xmlChar* octets(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}
/// What the bytes say; a null pointer says nothing.
inline std::string_view view(const xmlChar* text) {
  return text != nullptr ? std::string_view(reinterpret_cast<const char*>(text))
                         : std::string_view();
}

/// Why a document was not read.
struct Refusal {
  Errc code{};
  XmlProblem problem;
};

/// The document, or why there is none.
struct Parsed {
  Doc document;
  std::optional<Refusal> refusal;
};

/// No DOCTYPE, so no entities but the five and nothing external; UTF-8; within the limits. The
/// problem is in our words and quotes nothing of the document.
Parsed parse(std::string_view text, const XmlLimits& limits);

/// The same, but with a DOCTYPE that declares nothing inside, which is left out of the document,
/// and with ISO 8859-1 too when the document declares it. What the DOCTYPE names is not fetched.
Parsed parse_ignoring_doctype(std::string_view text, const XmlLimits& limits);

Error to_error(const Refusal& refusal);

}  // namespace provbank::xml::libxml
