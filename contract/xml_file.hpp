// Reading the project's own data files: pugixml behind one door, with errors that name file and
// line.
#pragma once
#include <filesystem>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::contract {

/// What a data file's root must be. The namespace is the default one, as in every data file of
/// ours.
struct RootElement {
  std::string_view name;
  std::string_view name_space;
};

/// `malformed` with the line when it is no XML, `invalid` when the root is another.
Result<pugi::xml_document> load_xml_file(const std::filesystem::path& file, RootElement root);

/// Text with white space collapsed, as xsd:token.
std::string token(std::string_view text);

}  // namespace provbank::contract
