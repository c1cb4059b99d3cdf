#include "reference-impl/wire/tree.hpp"

#include <algorithm>
#include <cassert>

namespace provbank::wire {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kUndeclared = "\x01undeclared";  // no URI can be this
constexpr std::string_view kSpace = " \t\r\n";
constexpr unsigned kParseFlags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                 pugi::parse_wconv_attribute | pugi::parse_ws_pcdata |
                                 pugi::parse_declaration | pugi::parse_doctype;

std::pair<std::string_view, std::string_view> split(std::string_view name) {
  const auto colon = name.find(':');
  if (colon == std::string_view::npos) return {std::string_view(), name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

/// "xmlns" declares the empty prefix, "xmlns:p" declares p; anything else declares nothing.
std::optional<std::string_view> declared_prefix(const pugi::xml_attribute& attribute) {
  const std::string_view name = attribute.name();
  if (name == "xmlns") return std::string_view();
  if (name.starts_with("xmlns:")) return name.substr(6);
  return std::nullopt;
}

std::string_view namespace_of_prefix(pugi::xml_node element, std::string_view prefix) {
  if (prefix == "xml") return kXmlNamespace;
  for (; element.type() == pugi::node_element; element = element.parent()) {
    for (const auto attribute : element.attributes()) {
      if (declared_prefix(attribute) == prefix) return attribute.value();
    }
  }
  return prefix.empty() ? std::string_view() : kUndeclared;
}

/// One declaration in scope; the prefix may be empty.
struct Declaration {
  std::string_view prefix;
  std::string_view uri;
};

/// Everything declared on the element and above it, the nearest winning.
std::vector<Declaration> in_scope(pugi::xml_node element) {
  std::vector<Declaration> found;
  for (; element.type() == pugi::node_element; element = element.parent()) {
    for (const auto attribute : element.attributes()) {
      const auto prefix = declared_prefix(attribute);
      if (!prefix) continue;
      if (std::ranges::find(found, *prefix, &Declaration::prefix) != found.end()) continue;
      found.push_back({*prefix, attribute.value()});
    }
  }
  return found;
}

/// Nothing left to declare when the default namespace was undeclared: outside there is none either.
bool says_nothing(const Declaration& declaration) {
  return declaration.prefix.empty() && declaration.uri.empty();
}

void append_declaration(std::string& out, const Declaration& declaration) {
  out += declaration.prefix.empty() ? " xmlns" : " xmlns:";
  out += declaration.prefix;
  out += "=\"";
  append_escaped_attribute(out, declaration.uri);
  out += '"';
}

void append_attribute(std::string& out, const pugi::xml_attribute& attribute) {
  out += ' ';
  out += attribute.name();
  out += "=\"";
  append_escaped_attribute(out, attribute.value());
  out += '"';
}

void append_plain_attributes(std::string& out, const pugi::xml_node& element) {
  for (const auto attribute : element.attributes()) {
    if (!declared_prefix(attribute)) append_attribute(out, attribute);
  }
}

void append_element(std::string& out, const pugi::xml_node& element);

/// The rest of an element after its attributes.
void append_content_and_end(std::string& out, const pugi::xml_node& element,
                            std::string_view name) {
  if (!element.first_child()) {
    out += "/>";
    return;
  }
  out += '>';
  for (const auto node : element.children()) {
    if (node.type() == pugi::node_element) {
      append_element(out, node);
    } else {
      append_escaped_text(out, node.value());
    }
  }
  out += "</";
  out += name;
  out += '>';
}

void append_element(std::string& out, const pugi::xml_node& element) {
  out += '<';
  out += element.name();
  for (const auto attribute : element.attributes()) append_attribute(out, attribute);
  append_content_and_end(out, element, element.name());
}

bool within_depth(const pugi::xml_node& root) {
  std::size_t depth = 1;
  for (pugi::xml_node node = root;;) {
    if (node.first_child()) {
      node = node.first_child();
      if (++depth > kDepthMax + 1) return false;  // text counts one below its element
      continue;
    }
    while (!node.next_sibling()) {
      if (node == root) return true;
      node = node.parent();
      --depth;
    }
    if (node == root) return true;
    node = node.next_sibling();
  }
}

bool is_utf8_name(std::string_view encoding) {
  std::string upper(encoding);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper.empty() || upper == "UTF-8" || upper == "US-ASCII";
}

template <class Replacement>
void append_escaped(std::string& out, std::string_view text, Replacement replacement) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view other = replacement(text[i]);
    if (other.empty()) continue;
    out.append(text.substr(done, i - done));
    out.append(other);
    done = i + 1;
  }
  out.append(text.substr(done));
}

/// What XML 1.0 cannot carry at all becomes U+FFFD. A carriage return survives only as a reference.
std::string_view replacement_in_text(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#13;";
    case '\t':
    case '\n':
      return {};
    default:
      return static_cast<unsigned char>(c) < 0x20 ? "\xEF\xBF\xBD" : std::string_view();
  }
}

std::string_view replacement_in_attribute(char c) {
  switch (c) {
    case '"':
      return "&quot;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    default:
      return replacement_in_text(c);
  }
}

}  // namespace

Result<Tree> Tree::parse(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return fail(Errc::malformed, "a NUL byte in XML");
  Tree tree;
  const auto parsed =
      tree.document_.load_buffer(text.data(), text.size(), kParseFlags, pugi::encoding_utf8);
  if (!parsed) {
    return fail(Errc::malformed, std::string("not XML: ") + parsed.description() + " at byte " +
                                     std::to_string(parsed.offset));
  }
  std::size_t roots = 0;
  for (const auto node : tree.document_.children()) {
    if (node.type() == pugi::node_doctype) return fail(Errc::malformed, "a DOCTYPE");
    if (node.type() == pugi::node_declaration &&
        !is_utf8_name(node.attribute("encoding").value())) {
      return fail(Errc::malformed, "an encoding other than UTF-8");
    }
    if (node.type() == pugi::node_element) ++roots;
  }
  if (roots != 1) return fail(Errc::malformed, "not exactly one root element");
  if (!within_depth(tree.root())) return fail(Errc::too_large, "elements nested too deeply");
  return tree;
}

QName qname(const pugi::xml_node& element) {
  const auto [prefix, name] = split(element.name());
  return {namespace_of_prefix(element, prefix), name};
}

bool is(const pugi::xml_node& element, QName name) {
  if (element.type() != pugi::node_element) return false;
  return split(element.name()).second == name.name && qname(element) == name;
}

pugi::xml_node child(const pugi::xml_node& parent, QName name) {
  for (const auto node : parent.children()) {
    if (is(node, name)) return node;
  }
  return {};
}

std::vector<pugi::xml_node> children(const pugi::xml_node& parent, QName name) {
  std::vector<pugi::xml_node> found;
  for (const auto node : parent.children()) {
    if (is(node, name)) found.push_back(node);
  }
  return found;
}

std::vector<pugi::xml_node> elements(const pugi::xml_node& parent) {
  std::vector<pugi::xml_node> found;
  for (const auto node : parent.children()) {
    if (node.type() == pugi::node_element) found.push_back(node);
  }
  return found;
}

pugi::xml_attribute attribute(const pugi::xml_node& element, QName name) {
  for (const auto candidate : element.attributes()) {
    const auto [prefix, local] = split(candidate.name());
    if (local != name.name || declared_prefix(candidate)) continue;
    const auto uri = prefix.empty() ? std::string_view() : namespace_of_prefix(element, prefix);
    if (uri == name.name_space) return candidate;
  }
  return {};
}

std::string text_of(const pugi::xml_node& element) {
  std::string text;
  for (const auto node : element.children()) {
    if (node.type() != pugi::node_element) text += node.value();
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string trimmed_text_of(const pugi::xml_node& element) {
  return std::string(trimmed(text_of(element)));
}

void set_text(pugi::xml_node element, const std::string& text) {
  element.remove_children();
  if (!text.empty()) element.append_child(pugi::node_pcdata).set_value(text.c_str());
}

std::string self_contained(const pugi::xml_node& element) {
  std::string out = "<";
  out += element.name();
  for (const auto& declaration : in_scope(element)) {
    if (!says_nothing(declaration)) append_declaration(out, declaration);
  }
  append_plain_attributes(out, element);
  append_content_and_end(out, element, element.name());
  return out;
}

std::string renamed(const pugi::xml_node& element, std::string_view prefix, QName name) {
  const auto declarations = in_scope(element);
  const auto taken = [&](std::string_view candidate) {
    const auto found = std::ranges::find(declarations, candidate, &Declaration::prefix);
    return found != declarations.end() && found->uri != name.name_space;
  };
  std::string free_prefix(prefix);
  for (int number = 1; taken(free_prefix); ++number) {
    free_prefix = std::string(prefix) + std::to_string(number);
  }
  const std::string tag = free_prefix + ":" + std::string(name.name);
  std::string out = "<" + tag;
  append_declaration(out, {free_prefix, name.name_space});
  for (const auto& declaration : declarations) {
    if (declaration.prefix != free_prefix && !says_nothing(declaration)) {
      append_declaration(out, declaration);
    }
  }
  append_plain_attributes(out, element);
  append_content_and_end(out, element, tag);
  return out;
}

void append_escaped_text(std::string& out, std::string_view text) {
  append_escaped(out, text, replacement_in_text);
}

void append_escaped_attribute(std::string& out, std::string_view text) {
  append_escaped(out, text, replacement_in_attribute);
}

void Writer::close_start_tag() {
  if (in_start_tag_) out_ += '>';
  in_start_tag_ = false;
}

Writer& Writer::start(std::string_view name) {
  close_start_tag();
  out_ += '<';
  out_ += name;
  open_.emplace_back(name);
  in_start_tag_ = true;
  return *this;
}

Writer& Writer::attribute(std::string_view name, std::string_view value) {
  assert(in_start_tag_);
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  append_escaped_attribute(out_, value);
  out_ += '"';
  return *this;
}

Writer& Writer::text(std::string_view value) {
  close_start_tag();
  append_escaped_text(out_, value);
  return *this;
}

Writer& Writer::element(std::string_view name, std::string_view value) {
  start(name);
  if (!value.empty()) text(value);
  return end();
}

Writer& Writer::optional_element(std::string_view name, const std::optional<std::string>& value) {
  return value ? element(name, *value) : *this;
}

Writer& Writer::raw(std::string_view xml) {
  close_start_tag();
  out_ += xml;
  return *this;
}

Writer& Writer::end() {
  assert(!open_.empty());
  if (in_start_tag_) {
    out_ += "/>";
    in_start_tag_ = false;
  } else {
    out_ += "</" + open_.back() + ">";
  }
  open_.pop_back();
  return *this;
}

std::string Writer::finish() {
  assert(open_.empty());
  return std::move(out_);
}

}  // namespace provbank::wire
