#include "contract/xml_file.hpp"

#include <algorithm>

#include "platform/base/file.hpp"

namespace provbank::contract {

Result<pugi::xml_document> load_xml_file(const std::filesystem::path& file, RootElement root) {
  const auto text = read_file(file);
  if (!text) return text.error();
  pugi::xml_document document;
  const auto parsed =
      document.load_buffer(text->data(), text->size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    const auto seen = std::string_view(*text).substr(0, static_cast<std::size_t>(parsed.offset));
    const auto line = std::ranges::count(seen, '\n') + 1;
    return fail(Errc::malformed,
                file.string() + ": line " + std::to_string(line) + ": " + parsed.description());
  }
  const auto element = document.document_element();
  if (element.name() != root.name || element.attribute("xmlns").value() != root.name_space) {
    return fail(Errc::invalid, file.string() + ": the root is not <" + std::string(root.name) +
                                   " xmlns=\"" + std::string(root.name_space) + "\">");
  }
  return document;
}

std::string token(std::string_view text) {
  std::string collapsed;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      space = !collapsed.empty();
      continue;
    }
    if (space) collapsed += ' ';
    space = false;
    collapsed += c;
  }
  return collapsed;
}

}  // namespace provbank::contract
