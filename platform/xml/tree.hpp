// A document as a value: elements with their names resolved, to look at, to change and to write
// again in another dress.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::xml {

struct TreeAttribute {
  std::string name_space;  // empty: none
  std::string name;
  std::string value;

  friend bool operator==(const TreeAttribute&, const TreeAttribute&) = default;
};

/// One element. It holds either elements or a value, as everything in the contracts does: of mixed
/// content only the elements are kept. Comments and processing instructions are dropped.
struct TreeElement {
  std::string name_space;
  std::string name;
  std::vector<TreeAttribute> attributes;
  std::vector<TreeElement> children;
  std::string text;  // the value, when there are no children
  std::size_t line{};
  std::map<std::string, std::string> prefixes{};  // in scope, for names that stand in values

  /// An attribute without a namespace; null when absent.
  const std::string* attribute(std::string_view name) const;
};

/// Safe, as Schema::problems is. `malformed` or `too_large`.
Result<TreeElement> parse_tree(std::string_view text, const XmlLimits& limits = {});

/// How a tree is written. None of it changes what the document says.
struct TreeStyle {
  enum class Prefixes {
    numbered,   // n1, n2 ... all declared at the root
    defaulted,  // the default namespace, changed wherever an element's namespace is another
    strange     // other prefixes than anybody would choose, declared at each element
  };
  Prefixes prefixes = Prefixes::numbered;
  /// Between elements: a line for each, or as much white space as XML lets through.
  enum class Blanks { none, lines, many } blanks = Blanks::none;
  bool attributes_reversed = false;  // and in single quotes
  bool declaration = true;
};

std::string write_tree(const TreeElement& root, const TreeStyle& style = {});

}  // namespace provbank::xml
