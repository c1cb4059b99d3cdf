#include "harness/generate/xsd_model.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "platform/base/file.hpp"

namespace provbank::generate {
namespace {

namespace fs = std::filesystem;
using xml::TreeElement;
using Name = std::pair<std::string, std::string>;

constexpr std::string_view kXs = "http://www.w3.org/2001/XMLSchema";
constexpr std::size_t kFilesMax = 100;
constexpr std::size_t kNestingMax = 40;  // of types within types
constexpr std::size_t kSchemaBytesMax = 4U << 20U;

/// One file with what its declarations need to know of it.
struct SchemaFile {
  fs::path path;
  std::string target;
  bool qualified = false;  // elementFormDefault
  TreeElement root;
};

/// A global declaration and the file it stands in.
struct Global {
  const SchemaFile* file = nullptr;
  const TreeElement* node = nullptr;
};

[[noreturn]] void unsupported(const SchemaFile& file, const TreeElement& node,
                              const std::string& why = {}) {
  throw ErrorException(
      fail(Errc::unsupported, file.path.string() + ", line " + std::to_string(node.line) + ": <" +
                                  node.name + "> " +
                                  (why.empty() ? "is not known to the generator" : why)));
}

template <class Number>
Number number(const SchemaFile& file, const TreeElement& node, const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    unsupported(file, node, "has the value " + text);
  return value;
}

bool keeps_white_space(std::string_view builtin) {
  return builtin == "string" || builtin == "normalizedString";
}

class Builder {
 public:
  void read(const fs::path& path) {
    const auto canonical = fs::weakly_canonical(path);
    if (!seen_.insert(canonical).second) return;
    if (seen_.size() > kFilesMax)
      throw ErrorException(fail(Errc::too_large, path.string() + ": too many imports"));
    auto text = read_file(path, kSchemaBytesMax);
    if (!text) throw ErrorException(text.error());
    auto root = xml::parse_tree(*text);
    if (!root) throw ErrorException(at(path.string(), root.error()));
    auto file = std::make_unique<SchemaFile>();
    file->path = path;
    if (const auto* target = root->attribute("targetNamespace")) file->target = *target;
    const auto* form = root->attribute("elementFormDefault");
    file->qualified = form != nullptr && *form == "qualified";
    file->root = std::move(*root);
    files_.push_back(std::move(file));
    note(*files_.back());
  }

  std::map<Name, ElementRule> elements() {
    std::map<Name, ElementRule> out;
    for (const auto& [name, global] : globals_["element"])
      out.emplace(name, element(*global.file, *global.node, true));
    return out;
  }

  const std::string& first_target() const { return files_.front()->target; }

 private:
  void note(const SchemaFile& file) {
    for (const auto& node : file.root.children) {
      if (node.name_space != kXs) unsupported(file, node);
      if (node.name == "import" || node.name == "include") {
        const auto* location = node.attribute("schemaLocation");
        if (location == nullptr) unsupported(file, node, "says no schemaLocation");
        read(file.path.parent_path() / *location);
      } else if (node.name == "element" || node.name == "complexType" ||
                 node.name == "simpleType" || node.name == "group") {
        globals_[node.name][{file.target, *node.attribute("name")}] = {&file, &node};
      } else {
        unsupported(file, node);
      }
    }
  }

  static Name resolved(const SchemaFile& file, const TreeElement& node, const std::string& text) {
    const auto colon = text.find(':');
    const std::string prefix = colon == std::string::npos ? std::string() : text.substr(0, colon);
    const auto found = node.prefixes.find(prefix);
    if (found == node.prefixes.end() && !prefix.empty())
      unsupported(file, node, "uses an undeclared prefix");
    return {found == node.prefixes.end() ? std::string() : found->second,
            colon == std::string::npos ? text : text.substr(colon + 1)};
  }

  Global global(const std::string& kind, const Name& name, const SchemaFile& file,
                const TreeElement& node) {
    const auto found = globals_[kind].find(name);
    if (found == globals_[kind].end())
      unsupported(file, node, "refers to the unknown " + name.second);
    return found->second;
  }

  // ---- Simple types -----------------------------------------------------------------------------

  SimpleType named_simple(const SchemaFile& file, const TreeElement& node, const Name& name) {
    if (name.first == kXs) {
      SimpleType type;
      type.builtin = name.second == "token" ? "string" : name.second;
      type.collapses = !keeps_white_space(name.second);
      return type;
    }
    const Global found = global("simpleType", name, file, node);
    return simple(*found.file, *found.node);
  }

  SimpleType simple(const SchemaFile& file, const TreeElement& node) {
    if (node.children.size() != 1 || node.children.front().name != "restriction")
      unsupported(file, node, "is no restriction");
    const TreeElement& restriction = node.children.front();
    const auto* base = restriction.attribute("base");
    if (base == nullptr) unsupported(file, restriction, "names no base");
    SimpleType type = named_simple(file, restriction, resolved(file, restriction, *base));
    std::vector<std::string> enumeration;
    std::vector<std::string> patterns;
    for (const auto& facet : restriction.children)
      read_facet(file, facet, type, enumeration, patterns);
    if (!enumeration.empty()) type.enumeration = std::move(enumeration);
    // Of the patterns of one step a value must fit any, and of the steps all.
    if (patterns.size() > 1) {
      std::string any;
      for (const auto& each : patterns) any += (any.empty() ? "(" : "|(") + each + ")";
      patterns = {any};
    }
    for (auto& each : patterns) type.patterns.push_back(std::move(each));
    return type;
  }

  static void read_facet(const SchemaFile& file, const TreeElement& facet, SimpleType& type,
                         std::vector<std::string>& enumeration,
                         std::vector<std::string>& patterns) {
    const auto* value = facet.attribute("value");
    if (value == nullptr) unsupported(file, facet);
    if (facet.name == "enumeration") {
      enumeration.push_back(*value);
    } else if (facet.name == "pattern") {
      patterns.push_back(*value);
    } else if (facet.name == "length") {
      type.length = number<std::size_t>(file, facet, *value);
    } else if (facet.name == "minLength") {
      type.min_length = number<std::size_t>(file, facet, *value);
    } else if (facet.name == "maxLength") {
      type.max_length = number<std::size_t>(file, facet, *value);
    } else if (facet.name == "minInclusive") {
      type.min_inclusive = number<long long>(file, facet, *value);
    } else if (facet.name == "maxInclusive") {
      type.max_inclusive = number<long long>(file, facet, *value);
    } else {
      unsupported(file, facet);
    }
  }

  // ---- Elements and complex types ---------------------------------------------------------------

  ElementRule element(const SchemaFile& file, const TreeElement& node, bool is_global) {
    if (++depth_ > kNestingMax) unsupported(file, node, "stands too deep, or inside itself");
    ElementRule rule;
    rule.name = *node.attribute("name");
    if (is_global || file.qualified) rule.name_space = file.target;
    for (const auto& attribute : node.attributes) {
      const bool known = attribute.name == "name" || attribute.name == "type" ||
                         attribute.name == "minOccurs" || attribute.name == "maxOccurs" ||
                         attribute.name == "nillable" || attribute.name == "default";
      if (!known) unsupported(file, node, "has the attribute " + attribute.name);
    }
    const auto* nillable = node.attribute("nillable");
    rule.nillable = nillable != nullptr && *nillable == "true";
    rule.has_default = node.attribute("default") != nullptr;
    if (const auto* type = node.attribute("type")) {
      const Name name = resolved(file, node, *type);
      if (name.first == kXs || globals_["simpleType"].contains(name)) {
        rule.type = named_simple(file, node, name);
      } else {
        const Global found = global("complexType", name, file, node);
        rule.type = complex(*found.file, *found.node);
      }
    } else if (node.children.size() == 1 && node.children.front().name == "simpleType") {
      rule.type = simple(file, node.children.front());
    } else if (node.children.size() == 1 && node.children.front().name == "complexType") {
      rule.type = complex(file, node.children.front());
    } else {
      unsupported(file, node, "has a type of a kind not known to the generator");
    }
    --depth_;
    return rule;
  }

  std::shared_ptr<const ComplexType> complex(const SchemaFile& file, const TreeElement& node) {
    const auto known = complex_.find(&node);
    if (known != complex_.end()) return known->second;
    auto type = std::make_shared<ComplexType>();
    for (const auto& child : node.children) {
      if (child.name == "sequence") {
        type->content = ComplexType::Content::sequence;
        add_sequence(file, child, *type);
      } else if (child.name == "choice") {
        type->content = ComplexType::Content::choice;
        for (const auto& branch : child.children) add_particle(file, branch, *type);
      } else if (child.name == "attribute") {
        type->attributes.push_back(attribute(file, child));
      } else if (child.name == "anyAttribute") {
        type->any_attribute = true;
      } else {
        unsupported(file, child);
      }
    }
    if (type->particles.empty()) type->content = ComplexType::Content::empty;
    complex_[&node] = type;
    return type;
  }

  static std::pair<std::size_t, std::optional<std::size_t>> occurrence(const SchemaFile& file,
                                                                       const TreeElement& node) {
    const auto* min = node.attribute("minOccurs");
    const auto* max = node.attribute("maxOccurs");
    std::optional<std::size_t> most = 1;
    if (max != nullptr && *max == "unbounded") most.reset();
    if (max != nullptr && *max != "unbounded") most = number<std::size_t>(file, node, *max);
    return {min != nullptr ? number<std::size_t>(file, node, *min) : 1, most};
  }

  /// A sequence of one element, itself repeated, is that element repeated.
  void add_sequence(const SchemaFile& file, const TreeElement& node, ComplexType& type) {
    const auto [min, max] = occurrence(file, node);
    const bool once = min == 1 && max == std::optional<std::size_t>(1);
    if (!once && node.children.size() != 1) unsupported(file, node, "repeats several elements");
    for (const auto& child : node.children) {
      if (child.name == "sequence") {
        add_sequence(file, child, type);
        continue;
      }
      if (child.name == "group") {
        const Global found =
            global("group", resolved(file, child, *child.attribute("ref")), file, child);
        add_sequence(*found.file, found.node->children.front(), type);
        continue;
      }
      add_particle(file, child, type);
      if (once) continue;
      Particle& added = type.particles.back();
      if (added.min != 1 || added.max != std::optional<std::size_t>(1))
        unsupported(file, node, "repeats what is itself repeated");
      added.min = min;
      added.max = max;
    }
  }

  void add_particle(const SchemaFile& file, const TreeElement& node, ComplexType& type) {
    Particle particle;
    std::tie(particle.min, particle.max) = occurrence(file, node);
    if (node.name == "any") {
      const auto* space = node.attribute("namespace");
      const auto* process = node.attribute("processContents");
      if (space == nullptr || process == nullptr || *process != "lax" ||
          (*space != "##any" && *space != "##other"))
        unsupported(file, node, "is a wildcard of a kind not known to the generator");
      particle.what = Wildcard{.other_only = *space == "##other", .own_name_space = file.target};
    } else if (node.name == "element" && node.attribute("ref") != nullptr) {
      const Global found =
          global("element", resolved(file, node, *node.attribute("ref")), file, node);
      particle.what = element(*found.file, *found.node, true);
    } else if (node.name == "element") {
      particle.what = element(file, node, false);
    } else {
      unsupported(file, node);
    }
    type.particles.push_back(std::move(particle));
  }

  AttributeRule attribute(const SchemaFile& file, const TreeElement& node) {
    const auto* name = node.attribute("name");
    if (name == nullptr) unsupported(file, node, "refers to an attribute elsewhere");
    AttributeRule rule;
    rule.name = *name;
    const auto* use = node.attribute("use");
    rule.required = use != nullptr && *use == "required";
    if (const auto* type = node.attribute("type")) {
      rule.type = named_simple(file, node, resolved(file, node, *type));
    } else if (node.children.size() == 1) {
      rule.type = simple(file, node.children.front());
    } else {
      unsupported(file, node, "has no type");
    }
    return rule;
  }

  std::vector<std::unique_ptr<SchemaFile>> files_;
  std::set<fs::path> seen_;
  std::map<std::string, std::map<Name, Global>> globals_;
  std::map<const TreeElement*, std::shared_ptr<const ComplexType>> complex_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<XsdModel> XsdModel::load(const fs::path& xsd) {
  try {
    Builder builder;
    builder.read(xsd);
    XsdModel model;
    model.elements_ = builder.elements();
    model.target_ = builder.first_target();
    return model;
  } catch (const ErrorException& error) {
    return error.error;
  }
}

const ElementRule* XsdModel::element(const std::string& name_space, const std::string& name) const {
  const auto found = elements_.find({name_space, name});
  return found == elements_.end() ? nullptr : &found->second;
}

}  // namespace provbank::generate
