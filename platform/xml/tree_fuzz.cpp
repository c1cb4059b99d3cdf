// Any document that is read as a tree says the same in every dress it is written in.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "platform/xml/tree.hpp"

using namespace provbank;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto tree = xml::parse_tree(text, {.bytes = 1U << 16U, .depth = 50});
  if (!tree) return 0;
  const std::string plain = xml::write_tree(*tree);
  using Style = xml::TreeStyle;
  for (const auto prefixes :
       {Style::Prefixes::numbered, Style::Prefixes::defaulted, Style::Prefixes::strange}) {
    const Style style{.prefixes = prefixes,
                      .blanks = Style::Blanks::many,
                      .attributes_reversed = false,
                      .declaration = true};
    const auto again = xml::parse_tree(xml::write_tree(*tree, style));
    if (!again || xml::write_tree(*again) != plain) std::abort();
  }
  return 0;
}
