// What an XML schema says, as values: the elements, how often they stand, and what their values may
// be. Reads the constructs that the contracts use; another is an error with its place, since a rule
// that was overlooked would be a case that is never tried.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/xml/tree.hpp"

namespace provbank::generate {

/// A simple type with the facets of its whole derivation.
struct SimpleType {
  std::string builtin = "string";  // of XML Schema, that it is derived from
  bool collapses = false;          // white space around the value says nothing
  std::vector<std::string> patterns;
  std::vector<std::string> enumeration;
  std::optional<std::size_t> length;
  std::optional<std::size_t> min_length;
  std::optional<std::size_t> max_length;
  std::optional<long long> min_inclusive;
  std::optional<long long> max_inclusive;
};

struct AttributeRule {
  std::string name;  // the contracts' own attributes have no namespace
  SimpleType type;
  bool required = false;
};

struct ComplexType;

struct ElementRule {
  std::string name_space;
  std::string name;
  bool nillable = false;
  bool has_default = false;
  std::variant<SimpleType, std::shared_ptr<const ComplexType>> type;
};

struct Wildcard {
  bool other_only = false;  // ##other: no element of the schema's own namespace
  std::string own_name_space;
};

/// One member of a content model. `max` absent: unbounded.
struct Particle {
  std::variant<ElementRule, Wildcard> what;
  std::size_t min = 1;
  std::optional<std::size_t> max = 1;
};

struct ComplexType {
  enum class Content { empty, sequence, choice } content = Content::empty;
  std::vector<Particle> particles;
  std::vector<AttributeRule> attributes;
  bool any_attribute = false;
};

/// One schema with all it imports.
class XsdModel {
 public:
  /// `unsupported` names the file, the line and the construct; `not_found`, `malformed`.
  static Result<XsdModel> load(const std::filesystem::path& xsd);

  /// A root element; null when there is none of that name.
  const ElementRule* element(const std::string& name_space, const std::string& name) const;
  /// The namespace of the file that was loaded.
  const std::string& target_name_space() const { return target_; }

 private:
  std::map<std::pair<std::string, std::string>, ElementRule> elements_;
  std::string target_;
};

}  // namespace provbank::generate
