// The schemas that cases are made from, by name, and how a refusal is held against its case.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "contract/source.hpp"
#include "harness/generate/cases.hpp"
#include "platform/base/result.hpp"

namespace provbank::generate {

/// One root of one schema.
struct SchemaEntry {
  std::string_view name;  // "ssbt-fraga"
  std::string_view file;  // below schemas/
  std::string_view root;  // of an XML schema; empty for JSON
  Bilingual title;

  bool is_json() const { return root.empty(); }
};

/// All, questions and answers, in the order of the contract.
std::span<const SchemaEntry> schemas();
const SchemaEntry* find_schema(std::string_view name);
/// What that source answers with: for Skatteverket the document inside its answer.
const SchemaEntry& answer_schema(contract::Source source);
/// The question that a kommun asks.
const SchemaEntry& question_schema();

/// `data_dir` holds schemas/.
Result<CaseSet> generate(const std::filesystem::path& data_dir, const SchemaEntry& schema,
                         const Example& example = {});

/// So many of the cases that are wanted, spread evenly over the schema; which ones depends on
/// `turn` alone. All when there are no more.
std::vector<const Case*> chosen(const CaseSet& set, bool valid, std::size_t most,
                                std::uint64_t turn);

}  // namespace provbank::generate
