// Document type definitions through libxml2, for formats that have no schema.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::xml {

/// One DTD, from a local file. A document is held to it whatever its own DOCTYPE names; nothing is
/// ever fetched. `problems` may be called from several threads.
class Dtd {
 public:
  /// `root` is the element that documents begin with: a DTD does not say. `invalid` with the first
  /// mistake, or when it declares no such element; `not_found`.
  static Result<Dtd> load(const std::filesystem::path& file, std::string root);
  ~Dtd();
  Dtd(Dtd&&) noexcept;
  Dtd& operator=(Dtd&&) noexcept;

  /// Parses safely (no declarations inside the DOCTYPE, no entities but the five, no network,
  /// limits; UTF-8, or ISO 8859-1 when the document declares it) and validates. Empty when the
  /// document is valid; at most 50. Names are told, values are not.
  std::vector<XmlProblem> problems(std::string_view document, const XmlLimits& limits = {}) const;

 private:
  struct State;
  explicit Dtd(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The same parse alone: well-formedness and limits.
Result<void> check_well_formed_but_for_doctype(std::string_view document,
                                               const XmlLimits& limits = {});

}  // namespace provbank::xml
