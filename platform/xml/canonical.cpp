#include "platform/xml/canonical.hpp"

#include <libxml/c14n.h>

#include <algorithm>
#include <map>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

namespace provbank::xml {
namespace {

using libxml::view;

constexpr std::string_view kSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

using OutputBuffer = CHandle<xmlOutputBuffer, &xmlOutputBufferClose>;

struct Selection {
  const xmlNode* element;
  Part part;
};

/// Namespace nodes are seen with the element they are in scope at, others with their parent.
int is_selected(void* context, xmlNodePtr node, xmlNodePtr parent) {
  const auto& selection = *static_cast<const Selection*>(context);
  const bool owned = node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE;
  const xmlNode* at = owned ? parent : node;
  if (at == selection.element) return selection.part == Part::element ? 1 : 0;
  for (; at != nullptr; at = at->parent) {
    if (at == selection.element) return 1;
  }
  return 0;
}

/// Calls `visit` for the element and each element inside it, in document order.
template <class Visit>
void each_element(xmlNode& element, const Visit& visit) {
  visit(element);
  for (xmlNode* child = element.children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) each_element(*child, visit);
  }
}

bool is_own(const xmlNs* space) {
  return space != nullptr && !view(space->href).empty() && view(space->prefix) != "xml";
}

/// By namespace and name, which no writer chooses.
std::vector<xmlAttr*> sorted_attributes(const xmlNode& element) {
  std::vector<xmlAttr*> attributes;
  for (xmlAttr* a = element.properties; a != nullptr; a = a->next) attributes.push_back(a);
  const auto key = [](const xmlAttr* a) {
    return std::pair(a->ns != nullptr ? view(a->ns->href) : std::string_view(), view(a->name));
  };
  std::ranges::sort(attributes, {}, key);
  return attributes;
}

/// The value of an xsi:type with its namespace written out, "{urn:x}Name": C14N does not see
/// prefixes in values, and would leave their declaration out.
struct TypeValue {
  xmlNode* element;
  std::string text;
};

std::string without_margin(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kSpace) - first + 1));
}

/// Numbers the namespaces of a tree and moves every node over to the new declarations.
class PrefixRewriter {
 public:
  explicit PrefixRewriter(xmlDoc& document) : document_(document) {}

  void rewrite(xmlNode& root) {
    each_element(root, [this](xmlNode& element) { collect(element); });
    for (const std::string& name : order_) declare(name);
    each_element(root, [this](xmlNode& element) { move_over(element); });
    for (const TypeValue& value : types_) write(value);
    drop_old_declarations(root);
  }

 private:
  void number(std::string_view name_space) {
    if (!numbers_.contains(name_space)) {
      order_.emplace_back(name_space);
      numbers_.emplace(name_space, nullptr);
    }
  }

  void collect(xmlNode& element) {
    if (is_own(element.ns)) number(view(element.ns->href));
    for (xmlAttr* attribute : sorted_attributes(element)) {
      if (!is_own(attribute->ns)) continue;
      number(view(attribute->ns->href));
      if (view(attribute->ns->href) == kSchemaInstance && view(attribute->name) == "type") {
        collect_type(element, *attribute);
      }
    }
  }

  /// A prefix that is not declared stays as it is: then the value says nothing either way.
  void collect_type(xmlNode& element, xmlAttr& attribute) {
    const libxml::Text raw(xmlNodeGetContent(reinterpret_cast<xmlNode*>(&attribute)));
    const std::string value = without_margin(view(raw.get()));
    const auto colon = value.find(':');
    const std::string prefix = value.substr(0, colon == std::string::npos ? 0 : colon);
    const xmlNs* space =
        xmlSearchNs(&document_, &element, prefix.empty() ? nullptr : libxml::octets(prefix));
    if (space == nullptr || view(space->href).empty()) return;
    types_.push_back({&element, "{" + std::string(view(space->href)) + "}" +
                                    value.substr(colon == std::string::npos ? 0 : colon + 1)});
  }

  /// Kept aside until the old declarations are gone, which may have the same prefixes.
  void declare(const std::string& name_space) {
    const std::string prefix = "n" + std::to_string(declared_.size());
    xmlNs* space = xmlNewNs(nullptr, libxml::octets(name_space), libxml::octets(prefix));
    if (space == nullptr) throw std::bad_alloc();
    declared_.push_back(space);
    numbers_.find(name_space)->second = space;
  }

  void move_over(xmlNode& element) {
    if (is_own(element.ns)) element.ns = numbers_.find(view(element.ns->href))->second;
    for (xmlAttr* attribute = element.properties; attribute != nullptr;
         attribute = attribute->next) {
      if (is_own(attribute->ns)) attribute->ns = numbers_.find(view(attribute->ns->href))->second;
    }
  }

  void write(const TypeValue& value) {
    xmlNs* instance = numbers_.find(kSchemaInstance)->second;
    xmlSetNsProp(value.element, instance, libxml::octets("type"), libxml::octets(value.text));
  }

  void drop_old_declarations(xmlNode& root) {
    each_element(root, [](xmlNode& element) {
      if (!is_own(element.ns) &&
          view(element.ns != nullptr ? element.ns->prefix : nullptr) != "xml") {
        element.ns = nullptr;  // xmlns="", about to be freed
      }
      xmlFreeNsList(element.nsDef);
      element.nsDef = nullptr;
    });
    for (std::size_t i = declared_.size(); i-- > 0;) {
      declared_[i]->next = root.nsDef;
      root.nsDef = declared_[i];
    }
  }

  xmlDoc& document_;
  std::vector<std::string> order_;
  std::map<std::string, xmlNs*, std::less<>> numbers_;
  std::vector<xmlNs*> declared_;
  std::vector<TypeValue> types_;
};

}  // namespace

std::string canonical_form(xmlDoc& document, xmlNode& element, Part part) {
  const libxml::ThreadErrors silence(&libxml::ignore_error, nullptr);
  Selection selection{&element, part};
  const OutputBuffer buffer(xmlAllocOutputBuffer(nullptr));
  if (!buffer) throw std::bad_alloc();
  if (xmlC14NExecute(&document, &is_selected, &selection, XML_C14N_EXCLUSIVE_1_0, nullptr, 0,
                     buffer.get()) < 0) {
    throw ErrorException(
        fail(Errc::unsupported, "no canonical form exists (a relative namespace name?)"));
  }
  return {reinterpret_cast<const char*>(xmlOutputBufferGetContent(buffer.get())),
          xmlOutputBufferGetSize(buffer.get())};
}

void rewrite_prefixes(xmlDoc& document, xmlNode& element) {
  PrefixRewriter(document).rewrite(element);
  const libxml::Node old_root(xmlDocSetRootElement(&document, &element));
}

}  // namespace provbank::xml
