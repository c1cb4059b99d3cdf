#include "platform/xml/tree.hpp"

#include <algorithm>
#include <optional>

#include "platform/xml/libxml.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::xml {
namespace {

using libxml::view;

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

std::string name_space_of(const xmlNs* space) {
  return space != nullptr ? std::string(view(space->href)) : std::string();
}

std::string content_of(const xmlNode& node) {
  const libxml::Text text(xmlNodeGetContent(&node));
  return std::string(view(text.get()));
}

// As deep as the parse let through, which is a named limit.
TreeElement tree_of(const xmlNode& node, std::map<std::string, std::string> prefixes) {
  TreeElement element;
  element.name_space = name_space_of(node.ns);
  element.name = view(node.name);
  element.line = static_cast<std::size_t>(std::max(0L, xmlGetLineNo(&node)));
  for (const xmlNs* space = node.nsDef; space != nullptr; space = space->next)
    prefixes[std::string(view(space->prefix))] = view(space->href);
  for (const xmlAttr* attribute = node.properties; attribute != nullptr;
       attribute = attribute->next) {
    element.attributes.push_back({name_space_of(attribute->ns), std::string(view(attribute->name)),
                                  content_of(*reinterpret_cast<const xmlNode*>(attribute))});
  }
  for (const xmlNode* child = node.children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) element.children.push_back(tree_of(*child, prefixes));
  }
  if (element.children.empty()) element.text = content_of(node);
  element.prefixes = std::move(prefixes);
  return element;
}

void collect(const TreeElement& element, std::vector<std::string>& spaces) {
  const auto add = [&spaces](const std::string& space) {
    if (!space.empty() && space != kXmlNamespace &&
        std::ranges::find(spaces, space) == spaces.end())
      spaces.push_back(space);
  };
  add(element.name_space);
  for (const auto& attribute : element.attributes) add(attribute.name_space);
  for (const auto& child : element.children) collect(child, spaces);
}

/// Writes one document in one style.
class TreeWriter {
 public:
  TreeWriter(const TreeElement& root, const TreeStyle& style) : style_(style) {
    collect(root, spaces_);
    if (style.declaration) out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    write(root, 0, std::nullopt);
    if (style.blanks != TreeStyle::Blanks::none) out_ += '\n';
  }
  std::string take() { return std::move(out_); }

 private:
  using Prefixes = TreeStyle::Prefixes;

  std::string prefix(const std::string& space) const {
    if (space == kXmlNamespace) return "xml:";
    const auto place = std::ranges::find(spaces_, space) - spaces_.begin();
    if (style_.prefixes != Prefixes::strange) return "n" + std::to_string(place + 1) + ":";
    return "_q" + std::string(static_cast<std::size_t>(place) + 1, 'z') + ".-:";
  }

  std::string declaration(const std::string& space) const {
    const std::string with = prefix(space);
    return " xmlns:" + with.substr(0, with.size() - 1) + "=" + quoted(space);
  }

  std::string quoted(const std::string& value) const {
    // `escaped` serves double quotes; within single ones an apostrophe must not stand either.
    std::string text = escaped(value);
    // Attribute values keep their line ends and tabs only as references.
    for (const auto& [from, to] :
         {std::pair{'\n', "&#10;"}, std::pair{'\t', "&#9;"}, std::pair{'\r', "&#13;"}}) {
      for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at))
        text.replace(at, 1, to);
    }
    if (!style_.attributes_reversed) return '"' + text + '"';
    for (auto at = text.find('\''); at != std::string::npos; at = text.find('\'', at))
      text.replace(at, 1, "&apos;");
    return "'" + text + "'";
  }

  /// As `escaped`, and what a parser would otherwise change (a carriage return) or refuse ("]]>").
  static std::string value(const std::string& text) {
    std::string out;
    for (const char c : escaped(text)) {
      if (c == '>')
        out += "&gt;";
      else if (c == '\r')
        out += "&#13;";
      else
        out += c;
    }
    return out;
  }

  void blank(std::size_t depth) {
    if (style_.blanks == TreeStyle::Blanks::lines) out_ += '\n' + std::string(2 * depth, ' ');
    if (style_.blanks == TreeStyle::Blanks::many) out_ += "\n\n \t" + std::string(depth, '\t');
  }

  std::string namespaces_of(const TreeElement& element, std::size_t depth,
                            const std::optional<std::string>& default_space) const {
    std::string out;
    if (style_.prefixes == Prefixes::numbered && depth == 0) {
      for (const auto& space : spaces_) out += declaration(space);
    }
    if (style_.prefixes == Prefixes::numbered) return out;
    std::vector<std::string> needed;
    if (style_.prefixes == Prefixes::strange && !element.name_space.empty())
      needed.push_back(element.name_space);
    if (style_.prefixes == Prefixes::defaulted &&
        element.name_space != default_space.value_or(std::string()))
      out += " xmlns=" + quoted(element.name_space);
    for (const auto& attribute : element.attributes) {
      const auto& space = attribute.name_space;
      if (!space.empty() && space != kXmlNamespace &&
          std::ranges::find(needed, space) == needed.end())
        needed.push_back(space);
    }
    for (const auto& space : needed) out += declaration(space);
    return out;
  }

  void write(const TreeElement& element, std::size_t depth,
             const std::optional<std::string>& default_space) {
    const bool bare = element.name_space.empty() || style_.prefixes == Prefixes::defaulted;
    const std::string name = (bare ? std::string() : prefix(element.name_space)) + element.name;
    const std::string between = style_.blanks == TreeStyle::Blanks::many ? "\n  " : " ";
    std::vector<std::string> parts;
    for (const auto& attribute : element.attributes) {
      const std::string with =
          attribute.name_space.empty() ? std::string() : prefix(attribute.name_space);
      parts.push_back(between + with + attribute.name + "=" + quoted(attribute.value));
    }
    if (style_.attributes_reversed) std::ranges::reverse(parts);
    out_ += "<" + name + namespaces_of(element, depth, default_space);
    for (const auto& part : parts) out_ += part;
    if (style_.blanks == TreeStyle::Blanks::many) out_ += '\n';
    if (element.children.empty() && element.text.empty()) {
      out_ += "/>";
      return;
    }
    out_ += ">" + value(element.text);
    for (const auto& child : element.children) {
      blank(depth + 1);
      write(child, depth + 1, element.name_space);
    }
    if (!element.children.empty()) blank(depth);
    out_ += "</" + name + ">";
  }

  const TreeStyle& style_;
  std::vector<std::string> spaces_;
  std::string out_;
};

}  // namespace

const std::string* TreeElement::attribute(std::string_view wanted) const {
  const auto found = std::ranges::find_if(attributes, [wanted](const TreeAttribute& each) {
    return each.name_space.empty() && each.name == wanted;
  });
  return found == attributes.end() ? nullptr : &found->value;
}

Result<TreeElement> parse_tree(std::string_view text, const XmlLimits& limits) {
  const auto parsed = libxml::parse(text, limits);
  if (parsed.refusal) return libxml::to_error(*parsed.refusal);
  return tree_of(*xmlDocGetRootElement(parsed.document.get()), {});
}

std::string write_tree(const TreeElement& root, const TreeStyle& style) {
  return TreeWriter(root, style).take();
}

}  // namespace provbank::xml
