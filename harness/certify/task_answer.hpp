// What a person is asked to do or to tell, and how the answer is written.
#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/source.hpp"
#include "harness/evidence/awaited.hpp"
#include "platform/text/language.hpp"

namespace provbank::certify {

inline constexpr std::size_t kAnswerBytesMax = 64U << 10U;

/// Something that a person is asked to do or to tell.
struct Task {
  enum class Kind { act, look };
  std::string id;  // names its files: letters, digits, "-", "." only
  Kind kind = Kind::act;
  Bilingual text;
  contract::SourceSet sources;                    // to be asked, or to be told about
  std::map<std::string, std::string> facts = {};  // what the text says, for a script: "person" ...
};

struct TaskAnswer {
  std::string by;
  std::map<contract::Source, evidence::Shows> sources;
  std::optional<bool> somebody_else;
  std::vector<evidence::Shown::File> files;
};

/// Reads an answer to the task. `files` are found in `folder` and hashed. `malformed` or `invalid`
/// says what is lacking and how it is written.
Result<TaskAnswer> parse_answer(const std::string& json, const Task& task,
                                const std::filesystem::path& folder);

/// What the page's form sends, as the JSON that it stands for.
std::string answer_from_form(const std::string& body);

/// What was typed, as the JSON that it stands for: a name for a deed; "AF=found CSN=failed
/// annan=nej" for what is shown.
std::string answer_from_line(const std::string& line, const Task& task);

}  // namespace provbank::certify
