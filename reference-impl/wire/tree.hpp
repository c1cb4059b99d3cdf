// Namespaces over pugixml, which knows none: names are compared as {URI, local name} whatever
// prefixes a peer chose, and an element can be cut out with the declarations it stood under. For
// this folder's .cpp files only.
#pragma once
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/result.hpp"

namespace provbank::wire {

inline constexpr std::size_t kDepthMax = 100;  // of elements; serialising recurses

/// A name as the namespaces recommendation means it. An empty `name_space` is "in no namespace".
struct QName {
  std::string_view name_space;
  std::string_view name;
  friend bool operator==(const QName&, const QName&) = default;
};

/// A parsed document. White-space text is kept; comments and processing instructions are not.
class Tree {
 public:
  /// `malformed`: not XML, a DOCTYPE, a NUL byte, or an encoding other than UTF-8. `too_large`:
  /// deeper than kDepthMax.
  static Result<Tree> parse(std::string_view text);
  pugi::xml_node root() const { return document_.document_element(); }

 private:
  pugi::xml_document document_;
};

/// An element's name. A prefix nobody declared yields a namespace that equals no other.
QName qname(const pugi::xml_node& element);
bool is(const pugi::xml_node& element, QName name);
/// The first child element of that name; null when there is none (and null of null).
pugi::xml_node child(const pugi::xml_node& parent, QName name);
/// Every child element of that name, in order.
std::vector<pugi::xml_node> children(const pugi::xml_node& parent, QName name);
/// Every child element, in order.
std::vector<pugi::xml_node> elements(const pugi::xml_node& parent);

/// The attribute of that name (without prefix: in no namespace); null when there is none.
pugi::xml_attribute attribute(const pugi::xml_node& element, QName name);

/// All text directly inside, exactly as meant: entities resolved, CDATA included.
std::string text_of(const pugi::xml_node& element);
/// The same without white space at the ends (xsd:token, dates, numbers, booleans).
std::string trimmed_text_of(const pugi::xml_node& element);
std::string_view trimmed(std::string_view text);
void set_text(pugi::xml_node element, const std::string& text);

/// The element as a document of its own: the declarations that were in scope are on it. No XML
/// declaration.
std::string self_contained(const pugi::xml_node& element);
/// The same content and attributes under another name. `prefix` is used unless the content means
/// something else by it; no default namespace comes in, so unqualified children stay unqualified.
std::string renamed(const pugi::xml_node& element, std::string_view prefix, QName name);

void append_escaped_text(std::string& out, std::string_view text);
void append_escaped_attribute(std::string& out, std::string_view text);

/// Builds XML from the outside in; names come with their prefix. Every start needs its end.
class Writer {
 public:
  Writer& start(std::string_view name);
  Writer& attribute(std::string_view name, std::string_view value);
  Writer& text(std::string_view value);
  Writer& element(std::string_view name, std::string_view value);
  Writer& optional_element(std::string_view name, const std::optional<std::string>& value);
  Writer& raw(std::string_view xml);
  Writer& end();
  std::string finish();

 private:
  void close_start_tag();
  std::string out_;
  std::vector<std::string> open_;
  bool in_start_tag_ = false;
};

}  // namespace provbank::wire
