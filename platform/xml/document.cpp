#include "platform/xml/document.hpp"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <algorithm>
#include <new>
#include <string>
#include <unordered_map>

#include "platform/text/utf8.hpp"
#include "platform/xml/canonical.hpp"
#include "platform/xml/libxml.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::xml {
namespace {

using libxml::octets;
using libxml::view;

using XPathContext = CHandle<xmlXPathContext, &xmlXPathFreeContext>;
using XPathObject = CHandle<xmlXPathObject, &xmlXPathFreeObject>;
using XPathExpression = CHandle<xmlXPathCompExpr, &xmlXPathFreeCompExpr>;

std::string text_of(const xmlNode& node) {
  const libxml::Text text(xmlNodeGetContent(&node));
  return std::string(view(text.get()));
}

void note_xpath_error(void* context, xmlErrorPtr error) {
  auto& report = *static_cast<std::string*>(context);
  if (!report.empty()) return;
  report = error->message != nullptr ? error->message : "wrong expression";
  while (!report.empty() && report.back() == '\n') report.pop_back();
  if (error->int1 > 0) report += " at character " + std::to_string(error->int1 + 1);
}

/// One thread's XPath. The same few expressions are asked of thousands of documents, so what was
/// compiled is kept, and the context with the prefixes last used.
class Evaluator {
 public:
  static Evaluator& of_this_thread() {
    thread_local Evaluator instance;
    return instance;
  }

  /// Null when the expression is wrong; then `report` says why.
  XPathObject evaluate(xmlDoc& document, const std::string& xpath, const Namespaces& namespaces,
                       std::string& report, xmlNode* from = nullptr, unsigned long steps_max = 0) {
    context_->doc = &document;
    context_->node = from != nullptr ? from : reinterpret_cast<xmlNode*>(&document);
    context_->opLimit = steps_max;
    context_->opCount = 0;
    context_->userData = &report;
    context_->error = &note_xpath_error;
    use(namespaces);
    xmlXPathCompExpr* expression = compiled(xpath);
    XPathObject object(expression != nullptr ? xmlXPathCompiledEval(expression, context_.get())
                                             : nullptr);
    context_->opLimit = 0;
    context_->doc = nullptr;
    context_->node = nullptr;
    context_->userData = nullptr;
    return object;
  }

 private:
  static constexpr std::size_t kExpressionsMax = 1000;

  Evaluator() : context_(xmlXPathNewContext(nullptr)) {
    if (!context_) throw std::bad_alloc();
  }

  void use(const Namespaces& namespaces) {
    if (namespaces == namespaces_) return;
    xmlXPathRegisteredNsCleanup(context_.get());
    for (const auto& [prefix, name] : namespaces) {
      if (!prefix.empty()) xmlXPathRegisterNs(context_.get(), octets(prefix), octets(name));
    }
    namespaces_ = namespaces;
  }

  /// Prefixes are looked up when the expression is evaluated, so it serves under any of them.
  xmlXPathCompExpr* compiled(const std::string& xpath) {
    const auto known = expressions_.find(xpath);
    if (known != expressions_.end()) return known->second.get();
    XPathExpression made(xmlXPathCtxtCompile(context_.get(), octets(xpath)));
    if (!made) return nullptr;
    if (expressions_.size() >= kExpressionsMax) expressions_.clear();
    return expressions_.emplace(xpath, std::move(made)).first->second.get();
  }

  XPathContext context_;
  Namespaces namespaces_;
  std::unordered_map<std::string, XPathExpression> expressions_;
};

Result<XPathObject> evaluate(xmlDoc& document, const std::string& xpath,
                             const Namespaces& namespaces, xmlNode* from = nullptr,
                             unsigned long steps_max = 0) {
  std::string report;
  const libxml::ThreadErrors errors(&note_xpath_error, &report);  // an unknown function
  XPathObject object =
      Evaluator::of_this_thread().evaluate(document, xpath, namespaces, report, from, steps_max);
  if (!object || !report.empty()) {
    return fail(Errc::malformed,
                "XPath \"" + xpath + "\": " + (report.empty() ? "wrong expression" : report));
  }
  if (object->type == XPATH_NODESET && object->nodesetval != nullptr)
    xmlXPathNodeSetSort(object->nodesetval);
  return object;
}

XPathObject evaluate_or_throw(xmlDoc& document, const std::string& xpath,
                              const Namespaces& namespaces) {
  auto object = evaluate(document, xpath, namespaces);
  if (!object) throw ErrorException(object.error());
  return std::move(*object);
}

Result<std::vector<xmlNode*>> nodes_of(const xmlXPathObject& object, const std::string& xpath) {
  if (object.type != XPATH_NODESET)
    return fail(Errc::malformed, "XPath \"" + xpath + "\": does not select nodes");
  const xmlNodeSet* set = object.nodesetval;
  if (set == nullptr) return std::vector<xmlNode*>();
  return std::vector<xmlNode*>(set->nodeTab, set->nodeTab + set->nodeNr);
}

/// The first element that matches; the root for the document itself.
xmlNode* first_element(xmlDoc& document, const std::string& xpath, const Namespaces& namespaces) {
  const XPathObject object = evaluate_or_throw(document, xpath, namespaces);
  const auto nodes = nodes_of(*object, xpath);
  if (!nodes) throw ErrorException(nodes.error());
  for (xmlNode* node : *nodes) {
    if (node->type == XML_ELEMENT_NODE) return node;
    if (node->type == XML_DOCUMENT_NODE) return xmlDocGetRootElement(&document);
  }
  return nullptr;
}

/// XPath's namespace nodes are copies that know their element.
const xmlNode* owner_of(const xmlNs& space) {
  const auto* owner = reinterpret_cast<const xmlNode*>(space.next);
  return owner != nullptr && owner->type == XML_ELEMENT_NODE ? owner : nullptr;
}

/// Writes paths. Numbers siblings once per parent, so that a thousand matches cost no more than the
/// tree.
class PathWriter {
 public:
  std::string path(const xmlNode& node) {
    if (node.type == XML_DOCUMENT_NODE) return "/";
    std::string out;
    for (const xmlNode* at = &node; at != nullptr && at->type != XML_DOCUMENT_NODE;
         at = at->parent) {
      out.insert(0, "/" + step(*at));
    }
    return out;
  }

 private:
  std::string step(const xmlNode& node) {
    switch (node.type) {
      case XML_ELEMENT_NODE:
        return std::string(view(node.name)) + number(node);
      case XML_ATTRIBUTE_NODE:
        return "@" + std::string(view(node.name));
      case XML_COMMENT_NODE:
        return "comment()";
      case XML_PI_NODE:
        return "processing-instruction()";
      default:
        return "text()";
    }
  }

  std::string number(const xmlNode& element) {
    if (!numbers_.contains(&element)) number_siblings(*element.parent);
    const std::size_t n = numbers_[&element];
    return n == 0 ? std::string() : "[" + std::to_string(n) + "]";
  }

  /// 1, 2, ... among those of one local name; 0 for the only one of its name.
  void number_siblings(const xmlNode& parent) {
    std::unordered_map<std::string_view, std::size_t> totals;
    for (const xmlNode* child = parent.children; child != nullptr; child = child->next) {
      if (child->type == XML_ELEMENT_NODE) numbers_[child] = ++totals[view(child->name)];
    }
    for (const xmlNode* child = parent.children; child != nullptr; child = child->next) {
      if (child->type == XML_ELEMENT_NODE && totals[view(child->name)] == 1) numbers_[child] = 0;
    }
  }

  std::unordered_map<const xmlNode*, std::size_t> numbers_;
};

std::size_t line_of(const xmlNode& node) {
  const long line = xmlGetLineNo(node.type == XML_ATTRIBUTE_NODE ? node.parent : &node);
  return line > 0 ? static_cast<std::size_t>(line) : 0;
}

Found describe(const xmlNode& node, PathWriter& paths) {
  if (node.type == XML_NAMESPACE_DECL) {
    const auto& space = reinterpret_cast<const xmlNs&>(node);
    const xmlNode* owner = owner_of(space);
    return {.name = std::string(view(space.prefix)),
            .text = std::string(view(space.href)),
            .line = owner != nullptr ? line_of(*owner) : 0,
            .path = (owner != nullptr ? paths.path(*owner) : std::string()) +
                    "/namespace::" + std::string(view(space.prefix))};
  }
  const bool named =
      node.type == XML_ELEMENT_NODE || node.type == XML_ATTRIBUTE_NODE || node.type == XML_PI_NODE;
  return {.name = named ? std::string(view(node.name)) : std::string(),
          .text = text_of(node),
          .line = node.type == XML_DOCUMENT_NODE ? 1 : line_of(node),
          .path = paths.path(node)};
}

std::string dump(xmlDoc& document) {
  xmlChar* bytes = nullptr;
  int size = 0;
  xmlDocDumpMemoryEnc(&document, &bytes, &size, "UTF-8");
  const libxml::Text owned(bytes);
  if (bytes == nullptr) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

/// Declares on `copy` what was in scope at `original`, so that prefixes inside values keep their
/// meaning.
void keep_namespaces(xmlDoc& document, const xmlNode& original, xmlNode& copy) {
  xmlNs** in_scope = xmlGetNsList(&document, &original);
  if (in_scope == nullptr) return;
  for (xmlNs** at = in_scope; *at != nullptr; ++at) {
    const auto same_prefix = [&](const xmlNs& other) {
      return view(other.prefix) == view((*at)->prefix);
    };
    bool declared = view((*at)->href).empty() || view((*at)->prefix) == "xml";
    for (const xmlNs* own = copy.nsDef; own != nullptr; own = own->next)
      declared = declared || same_prefix(*own);
    if (!declared) xmlNewNs(&copy, (*at)->href, (*at)->prefix);
  }
  xmlFree(in_scope);
}

/// Characters that XML 1.0 can hold (section 2.2).
bool is_xml_text(std::string_view text) {
  if (!text::is_utf8(text)) return false;
  if (text.find("\xEF\xBF\xBE") != std::string_view::npos) return false;  // U+FFFE
  if (text.find("\xEF\xBF\xBF") != std::string_view::npos) return false;  // U+FFFF
  return std::ranges::all_of(text, [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
  });
}

/// The fragment inside a root that declares the prefixes.
Result<libxml::Doc> parse_fragment(const std::string& fragment, const Namespaces& namespaces) {
  std::string text = "<fragment";
  for (const auto& [prefix, name] : namespaces) {
    text += (prefix.empty() ? " xmlns" : " xmlns:" + prefix) + "=\"" + escaped(name) + "\"";
  }
  text += ">" + fragment + "</fragment>";
  libxml::Parsed parsed = libxml::parse(text, {});
  if (parsed.refusal) return at("fragment", libxml::to_error(*parsed.refusal));
  return std::move(parsed.document);
}

/// An element without namespace stays so under a parent that has a default one.
void keep_out_of_default_namespace(xmlNode& inserted) {
  if (inserted.type != XML_ELEMENT_NODE || inserted.ns != nullptr) return;
  const xmlNs* inherited = xmlSearchNs(inserted.doc, &inserted, nullptr);
  if (inherited != nullptr && !view(inherited->href).empty())
    xmlNewNs(&inserted, octets(""), nullptr);
}

void append_copies(const xmlNode& fragment, xmlNode& target) {
  for (xmlNode* child = fragment.children; child != nullptr; child = child->next) {
    xmlNode* copy = xmlDocCopyNode(child, target.doc, 1);
    if (copy == nullptr) throw std::bad_alloc();
    copy = xmlAddChild(&target, copy);  // joins text with text before it
    keep_out_of_default_namespace(*copy);
  }
}

void replace_text(xmlNode& node, const std::string& value) {
  if (node.type == XML_ATTRIBUTE_NODE) {
    xmlSetNsProp(node.parent, node.ns, node.name, octets(value));
    return;
  }
  xmlNodeSetContent(&node, nullptr);
  xmlNodeAddContentLen(&node, octets(value), static_cast<int>(value.size()));
}

bool takes_text(const xmlNode& node) {
  return node.type == XML_ELEMENT_NODE || node.type == XML_ATTRIBUTE_NODE ||
         node.type == XML_TEXT_NODE || node.type == XML_CDATA_SECTION_NODE;
}

bool can_be_removed(const xmlNode& node) {
  const bool is_root = node.type == XML_ELEMENT_NODE && node.parent != nullptr &&
                       node.parent->type == XML_DOCUMENT_NODE;
  return !is_root && node.type != XML_DOCUMENT_NODE && node.type != XML_NAMESPACE_DECL;
}

bool takes_children(const xmlNode& node) {
  return node.type == XML_ELEMENT_NODE;
}

/// The nodes to change, last in the document first: what is inside a node is changed before the
/// node, and so before it can be freed with it. Holds no XPath object, which would look at freed
/// nodes later.
Result<std::vector<xmlNode*>> to_change(xmlDoc& document, const std::string& xpath,
                                        const Namespaces& namespaces,
                                        bool (*fits)(const xmlNode&)) {
  const auto object = evaluate(document, xpath, namespaces);
  if (!object) return object.error();
  auto nodes = nodes_of(**object, xpath);
  if (!nodes) return nodes.error();
  if (!std::ranges::all_of(*nodes, [&](const xmlNode* node) { return fits(*node); })) {
    return fail(Errc::invalid,
                "XPath \"" + xpath + "\": selects a node of a kind that cannot be changed so");
  }
  std::ranges::reverse(*nodes);
  return nodes;
}

}  // namespace

struct Document::State {
  libxml::Doc document;
};

Document::Document(std::unique_ptr<State> state) : state_(std::move(state)) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Result<Document> Document::parse(std::string_view text, const XmlLimits& limits) {
  libxml::Parsed parsed = libxml::parse(text, limits);
  if (parsed.refusal) return libxml::to_error(*parsed.refusal);
  return Document(std::make_unique<State>(State{std::move(parsed.document)}));
}

Result<Document> Document::parse_ignoring_doctype(std::string_view text, const XmlLimits& limits) {
  libxml::Parsed parsed = libxml::parse_ignoring_doctype(text, limits);
  if (parsed.refusal) return libxml::to_error(*parsed.refusal);
  return Document(std::make_unique<State>(State{std::move(parsed.document)}));
}

Result<std::vector<Found>> Document::find(const std::string& xpath,
                                          const Namespaces& namespaces) const {
  const auto object = evaluate(*state_->document, xpath, namespaces);
  if (!object) return object.error();
  const auto nodes = nodes_of(**object, xpath);
  if (!nodes) return nodes.error();
  std::vector<Found> found;
  found.reserve(nodes->size());
  PathWriter paths;
  for (const xmlNode* node : *nodes) found.push_back(describe(*node, paths));
  return found;
}

Result<std::vector<Place>> Document::places(const std::string& xpath, const Namespaces& namespaces,
                                            const Place& from) const {
  auto* start = static_cast<xmlNode*>(const_cast<void*>(from.node));
  const auto object = evaluate(*state_->document, xpath, namespaces, start, kXPathStepsMax);
  if (!object) return object.error();
  const auto nodes = nodes_of(**object, xpath);
  if (!nodes) return nodes.error();
  std::vector<Place> out;
  for (const xmlNode* node : *nodes) {
    // A namespace node is a copy that goes with the result.
    if (node->type != XML_NAMESPACE_DECL) out.push_back({line_of(*node), node});
  }
  return out;
}

Result<std::vector<std::string>> Document::texts(const std::string& xpath,
                                                 const Namespaces& namespaces,
                                                 const Place& from) const {
  auto* start = static_cast<xmlNode*>(const_cast<void*>(from.node));
  const auto object = evaluate(*state_->document, xpath, namespaces, start, kXPathStepsMax);
  if (!object) return object.error();
  std::vector<std::string> out;
  if ((*object)->type == XPATH_NODESET) {
    const auto nodes = nodes_of(**object, xpath);
    if (!nodes) return nodes.error();
    for (const xmlNode* node : *nodes) {
      if (node->type != XML_NAMESPACE_DECL) out.push_back(text_of(*node));
    }
    return out;
  }
  const libxml::Text text(xmlXPathCastToString(object->get()));
  if (!view(text.get()).empty()) out.emplace_back(view(text.get()));
  return out;
}

std::string Document::text(const std::string& xpath, const Namespaces& namespaces) const {
  const XPathObject object = evaluate_or_throw(*state_->document, xpath, namespaces);
  const libxml::Text text(xmlXPathCastToString(object.get()));
  return std::string(view(text.get()));
}

bool Document::has(const std::string& xpath, const Namespaces& namespaces) const {
  const XPathObject object = evaluate_or_throw(*state_->document, xpath, namespaces);
  return xmlXPathCastToBoolean(object.get()) != 0;
}

std::optional<std::string> Document::canonical(const std::string& xpath,
                                               const Namespaces& namespaces, bool inner) const {
  xmlNode* element = first_element(*state_->document, xpath, namespaces);
  if (element == nullptr) return std::nullopt;
  return canonical_form(*state_->document, *element, inner ? Part::content : Part::element);
}

std::optional<std::string> Document::comparable(const std::string& xpath,
                                                const Namespaces& namespaces, bool inner) const {
  const libxml::Doc copy(xmlCopyDoc(state_->document.get(), 1));
  if (!copy) throw std::bad_alloc();
  xmlNode* element = first_element(*copy, xpath, namespaces);
  if (element == nullptr) return std::nullopt;
  rewrite_prefixes(*copy, *element);
  return canonical_form(*copy, *element, inner ? Part::content : Part::element);
}

std::optional<std::string> Document::subtree(const std::string& xpath,
                                             const Namespaces& namespaces) const {
  const xmlNode* element = first_element(*state_->document, xpath, namespaces);
  if (element == nullptr) return std::nullopt;
  const libxml::Doc document(xmlNewDoc(octets("1.0")));
  if (!document) throw std::bad_alloc();
  xmlNode* copy = xmlDocCopyNode(const_cast<xmlNode*>(element), document.get(), 1);
  if (copy == nullptr) throw std::bad_alloc();
  xmlDocSetRootElement(document.get(), copy);
  keep_namespaces(*state_->document, *element, *copy);
  return dump(*document);
}

std::pair<std::string, std::string> Document::root() const {
  const xmlNode* root = xmlDocGetRootElement(state_->document.get());
  return {std::string(root->ns != nullptr ? view(root->ns->href) : std::string_view()),
          std::string(view(root->name))};
}

Result<std::size_t> Document::set_text(const std::string& xpath, const Namespaces& namespaces,
                                       const std::string& value) {
  if (!is_xml_text(value))
    return fail(Errc::invalid, "the new text has characters that XML does not allow");
  const auto nodes = to_change(*state_->document, xpath, namespaces, &takes_text);
  if (!nodes) return nodes.error();
  for (xmlNode* node : *nodes) replace_text(*node, value);
  return nodes->size();
}

Result<std::size_t> Document::remove(const std::string& xpath, const Namespaces& namespaces) {
  const auto nodes = to_change(*state_->document, xpath, namespaces, &can_be_removed);
  if (!nodes) return nodes.error();
  for (xmlNode* node : *nodes) {
    xmlUnlinkNode(node);
    if (node->type == XML_ATTRIBUTE_NODE) {
      xmlFreeProp(reinterpret_cast<xmlAttr*>(node));
    } else {
      xmlFreeNode(node);
    }
  }
  return nodes->size();
}

Result<std::size_t> Document::insert(const std::string& xpath, const Namespaces& namespaces,
                                     const std::string& fragment) {
  const auto parsed = parse_fragment(fragment, namespaces);
  if (!parsed) return parsed.error();
  const auto nodes = to_change(*state_->document, xpath, namespaces, &takes_children);
  if (!nodes) return nodes.error();
  for (xmlNode* node : *nodes) append_copies(*xmlDocGetRootElement(parsed->get()), *node);
  return nodes->size();
}

std::string Document::serialize() const {
  return dump(*state_->document);
}

}  // namespace provbank::xml
