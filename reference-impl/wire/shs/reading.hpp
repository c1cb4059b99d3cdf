// Reading what an operator wrote (agreements, product types), where anything wrong is told with its
// line. For this folder's .cpp files only.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "reference-impl/wire/shs/document.hpp"

namespace provbank::wire::shs {

inline constexpr std::size_t kOperatorFileBytesMax = 1U << 20U;

/// Thrown and caught within one reading: it is many levels deep, and the first thing wrong ends it.
struct ReadingFault {
  Error error;
};

class Reading {
 public:
  explicit Reading(const Document& document) : document_(document) {}

  [[noreturn]] void fault(const pugi::xml_node& node, std::string what) const {
    throw ReadingFault{fail(
        Errc::invalid, "line " + std::to_string(document_.line_of(node)) + ": " + std::move(what))};
  }
  /// The one child of that name.
  pugi::xml_node child(const pugi::xml_node& parent, const char* name) const {
    const auto found = at_most_one(parent, name);
    if (!found) fault(parent, std::string(parent.name()) + " has no " + name);
    return found;
  }
  pugi::xml_node at_most_one(const pugi::xml_node& parent, const char* name) const {
    if (count_of(parent, name) > 1) {
      fault(parent, std::string(parent.name()) + " has more than one " + name);
    }
    return parent.child(name);
  }
  /// Trimmed; empty when it is not there.
  static std::string value(const pugi::xml_node& node, const char* name) {
    return std::string(trimmed(node.attribute(name).value()));
  }
  std::string needed(const pugi::xml_node& node, const char* name) const {
    std::string text = value(node, name);
    if (text.empty()) fault(node, std::string(node.name()) + " has no " + name);
    return text;
  }
  /// One of the words; `otherwise` when the attribute is absent and there is a default.
  template <std::size_t N>
  std::string word(const pugi::xml_node& node, const char* name,
                   const std::array<std::string_view, N>& words,
                   std::string_view otherwise = {}) const {
    std::string text = value(node, name);
    if (text.empty()) text = otherwise;
    if (std::ranges::find(words, text) == words.end()) {
      std::string known;
      for (const auto candidate : words) known.append(known.empty() ? "" : ", ").append(candidate);
      fault(node, std::string(node.name()) + "/@" + name + " is none of " + known);
    }
    return text;
  }
  bool yes_no(const pugi::xml_node& node, const char* name, bool otherwise) const {
    constexpr std::array<std::string_view, 2> kWords{"yes", "no"};
    return word(node, name, kWords, otherwise ? "yes" : "no") == "yes";
  }

 private:
  const Document& document_;
};

/// `read` makes a value of a Reading and the root.
template <class Read>
auto read_operator_file(std::string_view xml, std::string_view root, Read read)
    -> Result<decltype(read(std::declval<const Reading&>(), pugi::xml_node()))> {
  const auto document = Document::parse(xml, root, Charset::declared, kOperatorFileBytesMax);
  if (!document) {
    const auto& error = document.error();
    return fail(error.code == Errc::invalid ? Errc::invalid : Errc::malformed, error.detail);
  }
  try {
    return read(Reading(*document), document->root());
  } catch (const ReadingFault& fault) {
    return fault.error;
  }
}

}  // namespace provbank::wire::shs
