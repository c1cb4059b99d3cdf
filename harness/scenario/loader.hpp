// From files to scenarios and plans. Everything that is wrong is told at once, with line and
// column; nothing unknown is ever ignored.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/plan.hpp"
#include "harness/scenario/scenario.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::scenario {

/// One thing that is wrong in a file.
struct Problem {
  std::filesystem::path file;
  std::size_t line{};  // 0: it is about the file as a whole
  std::size_t column{};
  Bilingual message;
};
std::string to_string(const Problem& problem, Language language);  // "file:3:7: ..."

/// Names a scenario may refer to, known by whoever loads it.
struct Vocabulary {
  std::vector<std::string> persons;
  std::vector<std::string> kommuner;
  std::vector<std::string> certificates;
  std::vector<std::string> clauses;
};

class Loader {
 public:
  /// Compiles the scenario and plan schemas below `data_dir`/schemas/provbank.
  static Result<Loader> create(const std::filesystem::path& data_dir, Vocabulary vocabulary);

  /// One scenario, or one for each source when the file says for-each-source. Appends to
  /// `problems`; scenarios are returned only when nothing was wrong.
  std::vector<Scenario> load_scenarios(const std::filesystem::path& file,
                                       std::vector<Problem>& problems) const;
  /// Every *.xml below the folder (plans/ and bevis/ left out), sorted by id; a duplicate id is a
  /// problem.
  std::vector<Scenario> load_folder(const std::filesystem::path& folder,
                                    std::vector<Problem>& problems) const;
  std::optional<Plan> load_plan(const std::filesystem::path& file,
                                std::vector<Problem>& problems) const;

 private:
  struct State;
  explicit Loader(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace provbank::scenario
