// JSON Schema (draft 7) through valijson, and safe JSON parsing.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace provbank::json {

/// The limits of every JSON parse in the project. `key_bytes` keeps property names short enough for
/// patternProperties.
struct JsonLimits {
  std::size_t bytes = 8U << 20U;
  std::size_t depth = 64;
  std::size_t key_bytes = 1024;
};

/// One schema file; `$ref`s to files beside it are followed, nothing else. Validation is const and
/// may run in several threads. Asserted formats: date, time, date-time (RFC 3339). Patterns see
/// characters, not bytes, and `^` and `$` are the ends of the value.
class JsonSchema {
 public:
  /// `invalid` when the schema is wrong, a `$ref` leads nowhere, or it uses a keyword or format
  /// that would not be checked: it would accept what its author meant to forbid. `not_found`,
  /// `malformed`.
  static Result<JsonSchema> load(const std::filesystem::path& file);
  ~JsonSchema();
  JsonSchema(JsonSchema&&) noexcept;
  JsonSchema& operator=(JsonSchema&&) noexcept;

  /// Empty when valid; otherwise one line a problem, with the JSON pointer of the place:
  /// "/beslut/0/from: ...". Not-JSON, duplicate keys, too deep or too large is a problem too. Names
  /// are quoted, values are not: they may be personal data. At most 50.
  std::vector<std::string> problems(std::string_view text, const JsonLimits& limits = {}) const;
  /// The same as a Result: `malformed`, `too_large` or `invalid`.
  Result<void> validate(std::string_view text, const JsonLimits& limits = {}) const;

 private:
  struct State;
  explicit JsonSchema(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// `malformed` for what is not JSON (RFC 8259, in UTF-8) or has a key twice in one object;
/// `too_large` past a limit.
Result<void> check_well_formed(std::string_view text, const JsonLimits& limits = {});

}  // namespace provbank::json
