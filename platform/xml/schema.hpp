// XML schemas (XSD 1.0) through libxml2, and the safe parsing that goes before them.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace provbank::xml {

/// The limits of every XML parse in the project. A depth past 255 counts as 255, where libxml2
/// itself ends.
struct XmlLimits {
  std::size_t bytes = 8U << 20U;
  std::size_t depth = 100;
};

/// One thing that is wrong with a document. `line` and `column` are 1-based; 0 when unknown. The
/// message names elements, attributes and what the schema allows. Values of the document may be
/// personal data and are not quoted: "the value (13 characters: letters, digits) is not accepted by
/// the pattern '[0-9]{12}'".
struct XmlProblem {
  std::size_t line{};
  std::size_t column{};
  std::string message;
};

/// Whether problems may repeat what the document says. `shown` is for test data on a developer's
/// screen.
enum class Values { hidden, shown };

/// One compiled schema with all it includes or imports, loaded from local files only. Validation is
/// const and may run in several threads. Schema hints in a document (xsi:schemaLocation) are never
/// followed. libxml2 leaves one rule of XSD 1.0 unchecked: that values of xs:ID are unique and that
/// xs:IDREF finds one.
class Schema {
 public:
  /// `invalid` with every compiler message when the schema is wrong or lacks a file it imports;
  /// `not_found`.
  static Result<Schema> load(const std::filesystem::path& xsd);
  ~Schema();
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;

  /// Parses safely (no DTD, no entities but the five, no network, limits) and validates. Empty when
  /// the document is valid. All problems are reported, at most 50; of one that is not well-formed
  /// only the first.
  std::vector<XmlProblem> problems(std::string_view document, const XmlLimits& limits = {},
                                   Values values = Values::hidden) const;

  /// The same as a Result: `malformed`, `too_large` or `invalid`, first problem first.
  Result<void> validate(std::string_view document, const XmlLimits& limits = {}) const;

 private:
  struct State;
  explicit Schema(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Well-formedness and limits alone. `malformed` for a DOCTYPE, another encoding than UTF-8 (or
/// US-ASCII), NUL bytes and undeclared prefixes too; `too_large` past a limit.
Result<void> check_well_formed(std::string_view document, const XmlLimits& limits = {});

/// "line 3, column 7: ...", one line a problem.
std::string to_string(const std::vector<XmlProblem>& problems);

}  // namespace provbank::xml
