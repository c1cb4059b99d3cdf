// Every schema against its vectors: documents it must accept and documents, each wrong in one
// point, it must reject.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "platform/base/file.hpp"
#include "platform/json/schema.hpp"
#include "platform/xml/dtd.hpp"
#include "platform/xml/schema.hpp"

namespace provbank {
namespace {

namespace fs = std::filesystem;

const fs::path kSchemas = fs::path(PROVBANK_DATA_DIR) / "schemas";
const fs::path kVectors = kSchemas / "vectors";

/// Files below `folder` whose name ends in `suffix`, sorted; none when there is no such folder.
std::vector<fs::path> files_below(const fs::path& folder, const std::string& suffix) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().filename().string().ends_with(suffix)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// What vectors are judged by.
struct RootSchema {
  fs::path file;
  std::string root;  // of a DTD, which does not say
};

/// vectors.txt: the folder of vectors and its root schema, and for a DTD the root element, one a
/// line, # begins a comment line.
std::map<std::string, RootSchema> vector_table() {
  std::map<std::string, RootSchema> table;
  std::ifstream file(kVectors / "vectors.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::string folder;
    std::string schema;
    std::string root;
    words >> folder >> schema >> root;
    table[folder] = {kSchemas / schema, root};
  }
  return table;
}

/// Any kind of schema: what is wrong with a text, empty when nothing is.
class AnySchema {
 public:
  explicit AnySchema(const RootSchema& schema) {
    const auto& file = schema.file;
    if (file.extension() == ".json") {
      json_.push_back(json::JsonSchema::load(file).value());
    } else if (file.extension() == ".dtd") {
      dtd_.push_back(xml::Dtd::load(file, schema.root).value());
    } else {
      xml_.push_back(xml::Schema::load(file).value());
    }
  }

  std::string problems(const std::string& text) const {
    if (!xml_.empty()) return xml::to_string(xml_.front().problems(text));
    if (!dtd_.empty()) return xml::to_string(dtd_.front().problems(text));
    std::string lines;
    for (const auto& line : json_.front().problems(text)) lines += line + "\n";
    return lines;
  }

  Result<void> check_well_formed(const std::string& text) const {
    if (!dtd_.empty()) return xml::check_well_formed_but_for_doctype(text);
    return xml_.empty() ? json::check_well_formed(text) : xml::check_well_formed(text);
  }

 private:
  std::vector<xml::Schema> xml_;  // one of the three holds one
  std::vector<xml::Dtd> dtd_;
  std::vector<json::JsonSchema> json_;
};

class SchemaVectors : public testing::TestWithParam<std::string> {
 protected:
  static std::vector<fs::path> vectors(const std::string& kind) {
    return files_below(kVectors / GetParam() / kind, "");
  }
  const AnySchema schema_{vector_table().at(GetParam())};
};

TEST_P(SchemaVectors, AcceptsEveryValidVector) {
  const auto files = vectors("valid");
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    SCOPED_TRACE(file.string());
    EXPECT_EQ(schema_.problems(read_file(file).value()), "");
  }
}

TEST_P(SchemaVectors, RejectsEveryInvalidVectorForItsContentAlone) {
  const auto files = vectors("invalid");
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    SCOPED_TRACE(file.string());
    const std::string text = read_file(file).value();
    EXPECT_TRUE(schema_.check_well_formed(text).has_value());
    EXPECT_NE(schema_.problems(text), "");
  }
}

std::vector<std::string> folders_of_vectors() {
  std::vector<std::string> folders;
  for (const auto& [folder, schema] : vector_table()) folders.push_back(folder);
  return folders;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Schemas, SchemaVectors, testing::ValuesIn(folders_of_vectors()),
                         test_name);

TEST(Schemas, EveryFolderOfVectorsHasItsRootSchema) {
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(kVectors)) {
    if (entry.is_directory()) folders.insert(entry.path().filename().string());
  }
  EXPECT_THAT(folders_of_vectors(), testing::ElementsAreArray(folders));
}

TEST(Schemas, EveryXsdCompiles) {
  const auto files = files_below(kSchemas, ".xsd");
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    const auto schema = xml::Schema::load(file);
    EXPECT_TRUE(schema.has_value()) << file << ": " << (schema ? "" : schema.error().detail);
  }
}

TEST(Schemas, EveryJsonSchemaLoads) {
  const auto files = files_below(kSchemas, ".schema.json");
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    const auto schema = json::JsonSchema::load(file);
    EXPECT_TRUE(schema.has_value()) << file << ": " << (schema ? "" : schema.error().detail);
  }
}

}  // namespace
}  // namespace provbank
