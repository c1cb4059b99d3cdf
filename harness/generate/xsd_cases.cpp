#include "harness/generate/xsd_cases.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <span>

#include "harness/generate/values.hpp"
#include "platform/xml/tree.hpp"

namespace provbank::generate {
namespace {

using xml::TreeElement;
using Content = ComplexType::Content;
using Type = std::shared_ptr<const ComplexType>;

constexpr std::size_t kDepthMax = 40;
constexpr const char* kXsi = "http://www.w3.org/2001/XMLSchema-instance";
constexpr const char* kForeignSpace = "urn:provbank:okand:1";
constexpr const char* kForeignName = "okand";
constexpr const char* kStrayText = "ovidkommande";

const xml::TreeStyle kStyle{.prefixes = xml::TreeStyle::Prefixes::numbered,
                            .blanks = xml::TreeStyle::Blanks::lines,
                            .attributes_reversed = false,
                            .declaration = true};

const Bilingual kEntangled = {
    "Inget värde bryter mot den här regeln utan att först bryta mot en annan av typens regler.",
    "No value breaks this rule without first breaking another of the type's rules."};
const Bilingual kLax = {
    "Vad som helst får stå här, och känt innehåll hålls till sina egna regler: de har sina egna "
    "punkter.",
    "Anything may stand here, and known content is held to its own rules, which have their own "
    "points."};

TreeElement foreign(std::string name_space = kForeignSpace) {
  TreeElement element;
  element.name_space = std::move(name_space);
  element.name = kForeignName;
  return element;
}

const ElementRule* element_of(const Particle& particle) {
  return std::get_if<ElementRule>(&particle.what);
}

/// One level of the way to an element: which particle of its parent, and what to add there.
struct Step {
  std::size_t particle = 0;
};
using Way = std::vector<Step>;

class XmlMaker {
 public:
  XmlMaker(std::string schema, const ElementRule& root, const Example& example)
      : cases_(std::move(schema)), root_(root), values_(example.values), keep_(example.keep) {
    if (example.document.empty()) return;
    auto tree = xml::parse_tree(example.document);
    if (!tree) throw ErrorException(at("the example", tree.error()));
    example_ = std::move(*tree);
  }

  CaseSet run() {
    visit(root_, "/" + root_.name, {});
    return std::move(cases_).finish();
  }

 private:
  // ---- Valid documents --------------------------------------------------------------------------

  std::string value_of(const SimpleType& type, const std::string& name,
                       const std::string* from_example) const {
    if (from_example != nullptr) return *from_example;
    const auto told = values_.find(name);
    if (told != values_.end() && fits(type, told->second)) return told->second;
    auto value = sample(type);
    if (!value) throw ErrorException(at(name, value.error()));
    return *value;
  }

  static const TreeElement* child_of(const TreeElement* example, const ElementRule& rule) {
    if (example == nullptr) return nullptr;
    const auto found = std::ranges::find_if(example->children, [&rule](const TreeElement& child) {
      return child.name == rule.name && child.name_space == rule.name_space;
    });
    return found == example->children.end() ? nullptr : &*found;
  }

  /// What must be there, and what lies on the way.
  TreeElement build(const ElementRule& rule, const TreeElement* example, std::span<const Step> way,
                    const std::set<std::size_t>& extra) const {
    TreeElement element;
    element.name_space = rule.name_space;
    element.name = rule.name;
    if (const auto* simple = std::get_if<SimpleType>(&rule.type)) {
      element.text = value_of(*simple, rule.name, example != nullptr ? &example->text : nullptr);
      return element;
    }
    const ComplexType& type = *std::get<Type>(rule.type);
    for (const auto& attribute : type.attributes) {
      if (!attribute.required) continue;
      element.attributes.push_back({"", attribute.name, attribute_value(attribute, example)});
    }
    const auto branch = chosen_branch(type, example, way, extra);
    for (std::size_t i = 0; i < type.particles.size(); ++i) {
      if (branch && *branch != i) continue;
      const bool on_way = !way.empty() && way.front().particle == i;
      const bool added = way.empty() && extra.contains(i);
      const auto& particle = type.particles[i];
      const ElementRule* child = element_of(particle);
      if (child == nullptr) continue;
      const bool wanted = on_way || added || keep_.contains(child->name);
      const std::size_t times = std::max<std::size_t>(particle.min, wanted ? 1 : 0);
      for (std::size_t n = 0; n < times; ++n) {
        const auto rest = on_way ? way.subspan(1) : std::span<const Step>();
        // What is added is wanted at the end of the way alone.
        element.children.push_back(build(*child, child_of(example, *child), rest,
                                         on_way ? extra : std::set<std::size_t>{}));
      }
    }
    return element;
  }

  std::string attribute_value(const AttributeRule& rule, const TreeElement* example) const {
    return value_of(rule.type, rule.name,
                    example != nullptr ? example->attribute(rule.name) : nullptr);
  }

  static std::optional<std::size_t> chosen_branch(const ComplexType& type,
                                                  const TreeElement* example,
                                                  std::span<const Step> way,
                                                  const std::set<std::size_t>& extra) {
    if (type.content != Content::choice) return std::nullopt;
    if (!way.empty()) return way.front().particle;
    if (!extra.empty()) return *extra.begin();
    for (std::size_t i = 0; i < type.particles.size(); ++i) {
      const auto* child = element_of(type.particles[i]);
      if (child != nullptr && child_of(example, *child) != nullptr) return i;
    }
    return 0;
  }

  /// A valid document with the element at the end of the way, and a hand on that element.
  struct Built {
    TreeElement document;
    TreeElement* here = nullptr;

    std::string text() const { return xml::write_tree(document, kStyle); }
  };

  Built built(const Way& way, const std::set<std::size_t>& extra = {}) const {
    const bool fits_root = example_ && example_->name == root_.name;
    Built out{build(root_, fits_root ? &*example_ : nullptr, way, extra), nullptr};
    find_end(out, way);
    return out;
  }

  void find_end(Built& built, const Way& way) const {
    TreeElement* here = &built.document;
    const ElementRule* rule = &root_;
    for (const Step& step : way) {
      rule = element_of(std::get<Type>(rule->type)->particles[step.particle]);
      here = &*std::ranges::find_if(here->children, [rule](const TreeElement& child) {
        return child.name == rule->name && child.name_space == rule->name_space;
      });
    }
    built.here = here;
  }

  /// The document written after a change to the element at the end of the way.
  template <class Change>
  std::string changed(const Way& way, const Change& change,
                      const std::set<std::size_t>& extra = {}) const {
    Built document = built(way, extra);
    change(*document.here);
    return document.text();
  }

  // ---- Points -----------------------------------------------------------------------------------

  void visit(const ElementRule& rule, const std::string& path, const Way& way) {
    if (way.size() > kDepthMax)
      throw ErrorException(fail(Errc::unsupported, path + ": the schema is too deep"));
    if (rule.nillable) add_nil(rule, path, way);
    if (const auto* simple = std::get_if<SimpleType>(&rule.type)) {
      visit_simple(rule, *simple, path, way);
      return;
    }
    const ComplexType& type = *std::get<Type>(rule.type);
    for (const auto& attribute : type.attributes) visit_attribute(rule, attribute, path, way);
    add_unknown_attribute(type, rule, path, way);
    cases_.add({path, Rule::no_text, {}}, built(way).text(),
               changed(way, [](TreeElement& here) { here.text = kStrayText; }), {rule.name});
    if (type.content == Content::sequence) add_order(type, path, way);
    if (type.content == Content::choice) add_choice(type, rule, path, way);
    add_unknown_element(type, rule, path, way);
    for (std::size_t i = 0; i < type.particles.size(); ++i) {
      const auto* child = element_of(type.particles[i]);
      if (child == nullptr) continue;
      const std::string below = path + "/" + child->name;
      if (type.content == Content::sequence) add_occurrence(type, i, rule, below, way);
      Way further = way;
      further.push_back({i});
      visit(*child, below, further);
    }
  }

  /// `with` gives the document that has a certain value there.
  template <class With>
  void add_values(const SimpleType& type, const std::string& usual, const std::string& path,
                  const std::vector<std::string>& names, const With& with) {
    for (const auto& point : value_points(type, usual)) {
      const CaseGatherer::At at{path, point.rule, point.variant};
      if (!point.why_not.sv.empty()) {
        cases_.add_uncovered(at, std::nullopt, point.why_not);
      } else if (!breakable(point.rule)) {
        cases_.add(at, with(point.valid));
      } else if (point.invalid) {
        cases_.add(at, with(point.valid), with(*point.invalid), names);
      } else {
        cases_.add_uncovered(at, with(point.valid), kEntangled);
      }
    }
  }

  void visit_simple(const ElementRule& rule, const SimpleType& type, const std::string& path,
                    const Way& way) {
    const std::string usual = built(way).here->text;
    const auto with = [&](const std::string& value) {
      return changed(way, [&value](TreeElement& here) { here.text = value; });
    };
    add_values(type, usual, path, {rule.name}, with);
    cases_.add({path, Rule::no_elements, {}}, with(usual),
               changed(way,
                       [](TreeElement& here) {
                         here.text.clear();
                         here.children.push_back(foreign());
                       }),
               {rule.name, kForeignName});
    if (rule.has_default) cases_.add({path, Rule::default_value, {}}, with(""));
  }

  void visit_attribute(const ElementRule& rule, const AttributeRule& attribute,
                       const std::string& path, const Way& way) {
    const std::string below = path + "/@" + attribute.name;
    const Built base = built(way);
    const auto* present = base.here->attribute(attribute.name);
    const auto without = [&attribute](TreeElement& here) {
      std::erase_if(here.attributes,
                    [&attribute](const auto& each) { return each.name == attribute.name; });
    };
    const auto with = [&](const std::string& value) {
      return changed(way, [&](TreeElement& here) {
        without(here);
        here.attributes.push_back({"", attribute.name, value});
      });
    };
    const std::string usual =
        present != nullptr ? *present : attribute_value(attribute, example_at(way));
    if (attribute.required) {
      cases_.add({below, Rule::required_attribute, {}}, with(usual), changed(way, without),
                 {attribute.name, rule.name});
    } else {
      cases_.add({below, Rule::optional, "present"}, with(usual));
      cases_.add({below, Rule::optional, "absent"}, base.text());
    }
    add_values(attribute.type, usual, below, {attribute.name, rule.name}, with);
  }

  /// The example's element at the end of the way, if it has one.
  const TreeElement* example_at(const Way& way) const {
    if (!example_ || example_->name != root_.name) return nullptr;
    const TreeElement* here = &*example_;
    const ElementRule* rule = &root_;
    for (const Step& step : way) {
      rule = element_of(std::get<Type>(rule->type)->particles[step.particle]);
      here = child_of(here, *rule);
    }
    return here;
  }

  void add_unknown_attribute(const ComplexType& type, const ElementRule& rule,
                             const std::string& path, const Way& way) {
    const std::string with = changed(way, [](TreeElement& here) {
      here.attributes.push_back({"", kForeignName, "1"});
    });
    if (type.any_attribute) {
      cases_.add({path, Rule::any_attribute, {}}, with);
    } else {
      cases_.add({path, Rule::known_attribute, {}}, built(way).text(), with,
                 {kForeignName, rule.name});
    }
  }

  void add_unknown_element(const ComplexType& type, const ElementRule& rule,
                           const std::string& path, const Way& way) {
    const auto with = [&](const std::string& space) {
      return changed(way, [&space](TreeElement& here) { here.children.push_back(foreign(space)); });
    };
    const auto wildcard = std::ranges::find_if(
        type.particles, [](const Particle& each) { return element_of(each) == nullptr; });
    if (wildcard == type.particles.end()) {
      cases_.add({path, Rule::known_element, {}}, built(way).text(), with(kForeignSpace),
                 {kForeignName, rule.name});
      return;
    }
    const auto& any = std::get<Wildcard>(wildcard->what);
    cases_.add({path, Rule::any_element, {}}, with(kForeignSpace));
    if (!any.other_only) return;
    cases_.add({path, Rule::other_name_space, {}}, with(kForeignSpace), with(any.own_name_space),
               {kForeignName, rule.name});
  }

  void add_nil(const ElementRule& rule, const std::string& path, const Way& way) {
    const auto nil = [](TreeElement& here) {
      here.attributes.push_back({kXsi, "nil", "true"});
      here.children.clear();
      here.text.clear();
    };
    cases_.add({path, Rule::nil, {}}, changed(way, nil),
               changed(way,
                       [&nil](TreeElement& here) {
                         nil(here);
                         here.text = kStrayText;
                       }),
               {rule.name});
  }

  // ---- Content models ---------------------------------------------------------------------------

  static std::vector<std::size_t> elements_of(const ComplexType& type) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < type.particles.size(); ++i) {
      if (element_of(type.particles[i]) != nullptr) out.push_back(i);
    }
    return out;
  }

  /// Whether a wildcard takes what stands after that particle, whatever its name.
  static bool anything_after(const ComplexType& type, std::size_t index) {
    for (std::size_t i = index + 1; i < type.particles.size(); ++i) {
      const auto* wildcard = std::get_if<Wildcard>(&type.particles[i].what);
      if (wildcard != nullptr) return !wildcard->other_only;
      if (type.particles[i].min > 0) return false;
    }
    return false;
  }

  void add_order(const ComplexType& type, const std::string& path, const Way& way) {
    const auto elements = elements_of(type);
    if (elements.size() < 2) return;  // nothing to change places with
    const std::set<std::size_t> both = {elements[0], elements[1]};
    if (type.particles[elements[0]].min == 0 && anything_after(type, elements[1])) {
      cases_.add_uncovered({path, Rule::order, {}}, built(way, both).text(), kLax);
      return;
    }
    const auto swap_first_two = [](TreeElement& here) {
      const std::string first = here.children.front().name;
      const auto second = std::ranges::find_if(
          here.children, [&first](const TreeElement& each) { return each.name != first; });
      std::swap(*(second - 1), *second);
    };
    cases_.add({path, Rule::order, {}}, built(way, both).text(), changed(way, swap_first_two, both),
               {element_of(type.particles[elements[1]])->name,
                element_of(type.particles[elements[0]])->name});
  }

  void add_choice(const ComplexType& type, const ElementRule& rule, const std::string& path,
                  const Way& way) {
    const auto branch = [&](std::size_t i) { return built(way, {i}); };
    std::vector<std::string> names;
    for (const std::size_t i : elements_of(type)) {
      names.push_back(element_of(type.particles[i])->name);
      cases_.add({path, Rule::branch, names.back()}, branch(i).text());
    }
    names.push_back(rule.name);
    Built two = branch(0);
    Built second = branch(1);
    two.here->children.push_back(second.here->children.front());
    cases_.add({path, Rule::one_branch, {}}, branch(0).text(), two.text(), names);
    Built none = branch(0);
    none.here->children.clear();
    cases_.add({path, Rule::some_branch, {}}, branch(0).text(), none.text(), names);
  }

  void add_occurrence(const ComplexType& type, std::size_t index, const ElementRule& parent,
                      const std::string& path, const Way& way) {
    const Particle& particle = type.particles[index];
    const ElementRule& child = *element_of(particle);
    const auto is_it = [&child](const TreeElement& each) {
      return each.name == child.name && each.name_space == child.name_space;
    };
    const auto copies = [&](std::size_t times) {
      return changed(way,
                     [&](TreeElement& here) {
                       const auto first = std::ranges::find_if(here.children, is_it);
                       const TreeElement one = *first;
                       const auto place = first - here.children.begin();
                       std::erase_if(here.children, is_it);
                       here.children.insert(here.children.begin() + place, times, one);
                     },
                     {index});
    };
    if (particle.min > 0) {
      // What a validator stumbles on: the parent that ended too early, or the one that came next.
      std::vector<std::string> names = {child.name, parent.name};
      for (std::size_t i = index + 1; i < type.particles.size(); ++i) {
        if (const auto* next = element_of(type.particles[i])) names.push_back(next->name);
      }
      cases_.add({path, Rule::min_occurs, {}}, copies(particle.min), copies(particle.min - 1),
                 std::move(names));
    } else {
      cases_.add({path, Rule::optional, "present"}, copies(1));
      cases_.add({path, Rule::optional, "absent"}, copies(0));
    }
    if (particle.max && anything_after(type, index)) {
      cases_.add_uncovered({path, Rule::max_occurs, {}}, copies(*particle.max), kLax);
    } else if (particle.max) {
      cases_.add({path, Rule::max_occurs, {}}, copies(*particle.max), copies(*particle.max + 1),
                 {child.name, parent.name});
    } else {
      cases_.add({path, Rule::repeated, {}}, copies(3));
    }
  }

  CaseGatherer cases_;
  const ElementRule& root_;
  std::map<std::string, std::string> values_;
  std::set<std::string> keep_;
  std::optional<TreeElement> example_;
};

}  // namespace

Result<CaseSet> xsd_cases(std::string schema, const ElementRule& root, const Example& example) {
  try {
    return XmlMaker(std::move(schema), root, example).run();
  } catch (const ErrorException& error) {
    return error.error;
  }
}

}  // namespace provbank::generate
