// Reading our own XML: the schema first, then a tree that knows its lines.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "contract/xml_file.hpp"
#include "harness/results/problem.hpp"
#include "platform/base/result.hpp"

namespace provbank::results {

/// A document that follows its schema. Moves, does not copy.
class OurFile {
 public:
  /// Every problem against the schema is told with its line; nothing is returned then.
  static std::unique_ptr<OurFile> load(const std::filesystem::path& file,
                                       const std::filesystem::path& schema, Problems& problems);

  pugi::xml_node root() const { return document_.document_element(); }
  std::size_t line_of(const pugi::xml_node& node) const;

 private:
  std::string text_;
  pugi::xml_document document_;
};

}  // namespace provbank::results
