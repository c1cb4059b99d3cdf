#include "harness/generate/json_cases.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "harness/generate/pattern.hpp"
#include "platform/json/bundle.hpp"
#include "platform/json/parse.hpp"

namespace provbank::generate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSchemaDepthMax = 30;  // of a schema's properties, items and references
constexpr std::array<std::string_view, 16> kKnownKeywords = {"$schema",
                                                             "title",
                                                             "description",
                                                             "definitions",
                                                             "allOf",
                                                             "$ref",
                                                             "type",
                                                             "items",
                                                             "properties",
                                                             "required",
                                                             "enum",
                                                             json::kPatternKeyword,
                                                             json::kFormatKeyword,
                                                             "minimum",
                                                             "maximum",
                                                             "uniqueItems"};

const Bilingual kNoJsonValue = {
    "Inget värde bryter mot den här regeln utan att först bryta mot en annan.",
    "No value breaks this rule without first breaking another."};

/// One step from the root to a value: a member's name, or the first item of a list.
struct JsonStep {
  std::string member;  // empty: the first item
};
using JsonWay = std::vector<JsonStep>;

class JsonMaker {
 public:
  JsonMaker(std::string schema, json::Value bundle, const Example& example)
      : cases_(std::move(schema)), schema_(std::move(bundle)), values_(example.values) {
    if (!example.document.empty()) example_ = Json::parse(example.document);
  }

  CaseSet run() {
    visit(schema_, "", {});
    return std::move(cases_).finish();
  }

 private:
  using Schema = json::Value;

  const Schema& resolved(const Schema& schema) const {
    const Schema* here = &schema;
    for (std::size_t i = 0; i < kSchemaDepthMax; ++i) {
      if (here->contains("$ref")) {
        const auto pointer = here->at("$ref").get<std::string>().substr(1);
        here = &schema_.at(Schema::json_pointer(pointer));
      } else if (here->contains("allOf") && here->at("allOf").size() == 1) {
        here = &here->at("allOf").front();
      } else {
        return *here;
      }
    }
    throw ErrorException(fail(Errc::unsupported, "references that lead round"));
  }

  static const std::string& type_of(const Schema& schema, const std::string& path) {
    for (const auto& [keyword, value] : schema.items()) {
      const bool known = keyword.starts_with("provbank:files") || keyword == "maxItems" ||
                         std::ranges::find(kKnownKeywords, keyword) != kKnownKeywords.end();
      if (!known) throw ErrorException(fail(Errc::unsupported, path + ": the keyword " + keyword));
    }
    const auto found = schema.find("type");
    if (found == schema.end() || !found->is_string())
      throw ErrorException(fail(Errc::unsupported, path + ": a schema without one type"));
    return found->get_ref<const std::string&>();
  }

  // ---- Valid documents --------------------------------------------------------------------------

  static bool is_required(const Schema& schema, const std::string& member) {
    const auto found = schema.find("required");
    return found != schema.end() && std::find(found->begin(), found->end(), member) != found->end();
  }

  Json text_of(const Schema& schema, const std::string& name) const {
    const auto told = values_.find(name);
    if (told != values_.end()) return told->second;
    if (schema.contains("enum")) return Json(schema.at("enum").front().get<std::string>());
    if (const auto pattern = schema.find(json::kPatternKeyword); pattern != schema.end()) {
      auto text = shortest_match(pattern->get<std::string>());
      if (!text) throw ErrorException(text.error());
      const auto written = pattern->get<std::string>();
      // A month is the one part that a pattern's first characters do not make.
      if (!pattern_matches(written, *text, Anchors::written)) *text = "2026-01";
      return *text;
    }
    if (const auto format = schema.find(json::kFormatKeyword); format != schema.end())
      return *format == "date" ? "2026-01-15" : "2026-01-15T10:00:00Z";
    return "a";
  }

  /// The least that the schema accepts, along the way to a value; values of the example where it
  /// has them.
  Json build(const Schema& unresolved, const std::string& name, const Json* example,
             std::span<const JsonStep> way) const {
    const Schema& schema = resolved(unresolved);
    const std::string& type = type_of(schema, name);
    if (type == "object") return build_object(schema, example, way);
    if (type == "array") {
      Json list = Json::array();
      if (way.empty()) return list;
      const Json* item = example != nullptr && example->is_array() && !example->empty()
                             ? &example->front()
                             : nullptr;
      list.push_back(build(schema.at("items"), name, item, way.subspan(1)));
      return list;
    }
    if (example != nullptr) return *example;
    if (type == "string") return text_of(schema, name);
    if (type == "boolean") return false;
    if (type == "integer" || type == "number") return schema.contains("minimum") ? 0 : 1;
    throw ErrorException(fail(Errc::unsupported, name + ": the type " + type));
  }

  Json build_object(const Schema& schema, const Json* example,
                    std::span<const JsonStep> way) const {
    Json object = Json::object();
    if (!schema.contains("properties")) return object;
    for (const auto& [member, rule] : schema.at("properties").items()) {
      const bool on_way = !way.empty() && way.front().member == member;
      if (!on_way && !is_required(schema, member)) continue;
      const Json* inside = example != nullptr && example->is_object() && example->contains(member)
                               ? &example->at(member)
                               : nullptr;
      object[member] =
          build(rule, member, inside, on_way ? way.subspan(1) : std::span<const JsonStep>());
    }
    return object;
  }

  struct Built {
    Json document;
    Json* here = nullptr;
  };

  Built built(const JsonWay& way) const {
    Built out{build(schema_, "", example_ ? &*example_ : nullptr, way), nullptr};
    out.here = &out.document;
    for (const auto& step : way)
      out.here = step.member.empty() ? &out.here->front() : &out.here->at(step.member);
    return out;
  }

  template <class Change>
  std::string changed(const JsonWay& way, const Change& change) const {
    Built document = built(way);
    change(*document.here);
    return document.document.dump(1);
  }

  std::string with(const JsonWay& way, const Json& value) const {
    return changed(way, [&value](Json& here) { here = value; });
  }

  // ---- Points -----------------------------------------------------------------------------------

  void visit(const Schema& unresolved, const std::string& path, const JsonWay& way) {
    if (way.size() > kSchemaDepthMax)
      throw ErrorException(fail(Errc::unsupported, path + ": the schema is too deep"));
    const Schema& schema = resolved(unresolved);
    const std::string& type = type_of(schema, path);
    const std::vector<std::string> names = {path};
    cases_.add({path, Rule::type, {}}, built(way).document.dump(1), with(way, wrong_for(type)),
               names);
    if (type == "object") visit_object(schema, path, way);
    if (type == "array") visit_array(schema, path, way);
    if (type == "string") visit_string(schema, path, way);
    if (type == "number" || type == "integer") visit_number(schema, path, way);
    if (type == "boolean") {
      cases_.add({path, Rule::value, "true"}, with(way, true));
      cases_.add({path, Rule::value, "false"}, with(way, false));
    }
  }

  static Json wrong_for(const std::string& type) {
    if (type == "string") return 1;
    if (type == "object") return "ovidkommande";
    if (type == "array") return Json::object();
    return "1";  // a number or a boolean in quotation marks
  }

  void visit_object(const Schema& schema, const std::string& path, const JsonWay& way) {
    // No schema of LEFI's forbids a field that it does not name.
    cases_.add({path, Rule::any_element, {}},
               changed(way, [](Json& here) { here["okand"] = "ovidkommande"; }));
    if (!schema.contains("properties")) return;
    for (const auto& [member, rule] : schema.at("properties").items()) {
      const std::string below = path + json::pointer_step(member);
      JsonWay further = way;
      further.push_back({member});
      const std::string present = built(further).document.dump(1);
      const std::string absent = changed(way, [&member](Json& here) { here.erase(member); });
      if (is_required(schema, member)) {
        cases_.add({below, Rule::min_occurs, {}}, present, absent, {path, member});
      } else {
        cases_.add({below, Rule::optional, "present"}, present);
        cases_.add({below, Rule::optional, "absent"}, absent);
      }
      visit(rule, below, further);
    }
  }

  void visit_array(const Schema& schema, const std::string& path, const JsonWay& way) {
    JsonWay further = way;
    further.push_back({});
    const auto copies = [&](std::size_t times) {
      return changed(further, [](Json&) {}).empty() ? std::string() : copied(way, further, times);
    };
    const bool unique = schema.value("uniqueItems", false);
    if (unique) {
      cases_.add({path, Rule::unique_items, {}}, copies(1), copies(2), {path});
    }
    if (schema.contains("maxItems")) {
      const auto most = schema.at("maxItems").get<std::size_t>();
      cases_.add({path, Rule::max_occurs, {}}, copies(most), copies(most + 1), {path});
    } else if (!unique) {
      cases_.add({path, Rule::repeated, {}}, copies(3));
    }
    visit(schema.at("items"), path + "/0", further);
  }

  std::string copied(const JsonWay& way, const JsonWay& further, std::size_t times) const {
    const Json item = *built(further).here;
    return changed(way, [&item, times](Json& here) {
      here = Json::array();
      for (std::size_t i = 0; i < times; ++i) here.push_back(item);
    });
  }

  void visit_string(const Schema& schema, const std::string& path, const JsonWay& way) {
    const std::string usual = built(way).here->get<std::string>();
    if (schema.contains("enum")) {
      cases_.add({path, Rule::enumeration, {}}, with(way, usual), with(way, "X"), {path});
      for (const auto& value : schema.at("enum")) {
        const auto text = value.get<std::string>();
        cases_.add({path, Rule::value, text}, with(way, text));
      }
    }
    if (const auto pattern = schema.find(json::kPatternKeyword); pattern != schema.end()) {
      const auto wrong = against(pattern->get<std::string>(), usual);
      if (wrong) {
        cases_.add({path, Rule::pattern, {}}, with(way, usual), with(way, *wrong), {path});
      } else {
        cases_.add_uncovered({path, Rule::pattern, {}}, with(way, usual), kNoJsonValue);
      }
    }
    if (const auto format = schema.find(json::kFormatKeyword); format != schema.end()) {
      const std::string wrong = *format == "date" ? "2026-02-30" : "2026-01-15T10:00:00";
      cases_.add({path, Rule::format, {}}, with(way, usual), with(way, wrong), {path});
    }
  }

  static std::optional<std::string> against(const std::string& pattern, const std::string& usual) {
    const std::string but_last = usual.substr(0, usual.empty() ? 0 : usual.size() - 1);
    for (const auto& other : {but_last + "x", "x" + usual, std::string("x")}) {
      if (!pattern_matches(pattern, other, Anchors::written)) return other;
    }
    return std::nullopt;
  }

  void visit_number(const Schema& schema, const std::string& path, const JsonWay& way) {
    if (const auto least = schema.find("minimum"); least != schema.end()) {
      const double bound = least->get<double>();
      cases_.add({path, Rule::minimum, {}}, with(way, bound), with(way, bound - 0.01), {path});
    }
    if (const auto most = schema.find("maximum"); most != schema.end()) {
      const double bound = most->get<double>();
      cases_.add({path, Rule::maximum, {}}, with(way, bound), with(way, bound + 0.01), {path});
    }
  }

  CaseGatherer cases_;
  Schema schema_;
  std::map<std::string, std::string> values_;
  std::optional<Json> example_;
};

}  // namespace

Result<CaseSet> json_cases(std::string schema, const std::filesystem::path& file,
                           const Example& example) {
  auto bundle = json::bundle(file);
  if (!bundle) return bundle.error();
  try {
    return JsonMaker(std::move(schema), std::move(*bundle), example).run();
  } catch (const ErrorException& error) {
    return error.error;
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::invalid, file.string() + ": " + error.what());
  }
}

}  // namespace provbank::generate
