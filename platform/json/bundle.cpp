#include "platform/json/bundle.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/file.hpp"

namespace provbank::json {
namespace {

namespace fs = std::filesystem;
using std::string_view_literals::operator""sv;

constexpr const char* kFilesKey = "provbank:files";
constexpr std::size_t kFilesMost = 64;
constexpr std::size_t kReferenceStepsMost = 32;

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// Draft 7, by what stands in the keyword's value.
constexpr std::array kMapsOfSchemas = {"definitions"sv, "dependencies"sv, "patternProperties"sv,
                                       "properties"sv};
constexpr std::array kSchemas = {"additionalItems"sv,
                                 "additionalProperties"sv,
                                 "allOf"sv,
                                 "anyOf"sv,
                                 "contains"sv,
                                 "else"sv,
                                 "if"sv,
                                 "items"sv,
                                 "not"sv,
                                 "oneOf"sv,
                                 "propertyNames"sv,
                                 "then"sv};
constexpr std::array kPlain = {
    "const"sv,         "enum"sv,          "exclusiveMaximum"sv, "exclusiveMinimum"sv, "maxItems"sv,
    "maxLength"sv,     "maxProperties"sv, "maximum"sv,          "minItems"sv,         "minLength"sv,
    "minProperties"sv, "minimum"sv,       "multipleOf"sv,       "required"sv,         "type"sv,
    "uniqueItems"sv};
constexpr std::array kAnnotations = {
    "$comment"sv,         "$id"sv,     "$schema"sv,     "contentEncoding"sv,
    "contentMediaType"sv, "default"sv, "description"sv, "examples"sv,
    "readOnly"sv,         "title"sv,   "writeOnly"sv};
constexpr std::array kFormats = {"date"sv, "date-time"sv, "time"sv};

/// Reads the files in the order in which they are met and rewrites each as it is read.
class Bundler {
 public:
  explicit Bundler(fs::path folder) : folder_(std::move(folder)) {}

  Result<Value> run(const std::string& name) {
    number_of(name);
    Value root;
    for (std::size_t i = 0; i < names_.size(); ++i) {  // grows while it runs
      auto document = read(names_[i], i);
      if (!document) return at((folder_ / names_[i]).string(), document.error());
      if (i == 0) {
        root = std::move(*document);
      } else {
        root[kFilesKey][std::to_string(i)] = std::move(*document);
      }
    }
    for (const Reference& reference : references_) {
      if (auto error = lead(root, reference.target)) return at(reference.place, *error);
    }
    return Result<Value>(boost::system::in_place_value, std::move(root));
  }

 private:
  struct Reference {
    std::string place;
    std::string target;  // a JSON pointer into the bundle
  };

  Result<Value> read(const std::string& name, std::size_t number) {
    const auto text = read_file(folder_ / name);
    if (!text) return text.error();
    auto document = parse(*text, {});
    if (!document) return document.error();
    file_ = number;
    if (auto error = rewrite(*document, "")) return *error;
    if (number == 0 && !document->is_object())
      return fail(Errc::invalid, "a schema file holds an object");
    return document;
  }

  std::size_t number_of(const std::string& name) {
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) {
      names_.push_back(name);
      return names_.size() - 1;
    }
    return static_cast<std::size_t>(found - names_.begin());
  }

  static std::string prefix_of(std::size_t number) {
    return number == 0 ? std::string()
                       : "/" + std::string(kFilesKey) + "/" + std::to_string(number);
  }

  std::optional<Error> rewrite(Value& schema, const std::string& place) {
    if (schema.is_boolean()) return std::nullopt;
    if (!schema.is_object())
      return fail(Errc::invalid, place + ": a schema is an object, true or false");
    if (schema.contains("$ref")) return rewrite_reference(schema, place);
    for (auto& [keyword, value] : schema.items()) {
      if (auto error = rewrite_keyword(keyword, value, place + pointer_step(keyword))) return error;
    }
    rename(schema, "format", kFormatKeyword);
    rename(schema, "pattern", kPatternKeyword);
    return std::nullopt;
  }

  std::optional<Error> rewrite_keyword(const std::string& keyword, Value& value,
                                       const std::string& place) {
    if (is_in(kMapsOfSchemas, keyword)) return rewrite_map(value, place);
    if (is_in(kSchemas, keyword))
      return value.is_array() ? rewrite_list(value, place) : rewrite(value, place);
    if (keyword == "pattern" && !value.is_string())
      return fail(Errc::invalid, place + ": a pattern is a string");
    if (keyword == "format" && !(value.is_string() && is_in(kFormats, value.get<std::string>()))) {
      return fail(Errc::invalid, place + ": the formats checked are date, date-time and time");
    }
    const bool known = keyword == "pattern" || keyword == "format" || is_in(kPlain, keyword) ||
                       is_in(kAnnotations, keyword);
    if (!known) return fail(Errc::invalid, place + ": not a keyword of JSON Schema draft 7");
    return std::nullopt;
  }

  std::optional<Error> rewrite_map(Value& schemas, const std::string& place) {
    if (!schemas.is_object()) return fail(Errc::invalid, place + ": an object is wanted");
    for (auto& [name, schema] : schemas.items()) {
      if (schema.is_array()) continue;  // dependencies on names
      if (auto error = rewrite(schema, place + pointer_step(name))) return error;
    }
    return std::nullopt;
  }

  std::optional<Error> rewrite_list(Value& schemas, const std::string& place) {
    for (std::size_t i = 0; i < schemas.size(); ++i) {
      if (auto error = rewrite(schemas[i], place + pointer_step(std::to_string(i)))) return error;
    }
    return std::nullopt;
  }

  /// Beside a `$ref` nothing counts (draft 7, section 8.3). What could be meant to is refused,
  /// definitions stay.
  std::optional<Error> rewrite_reference(Value& schema, const std::string& place) {
    for (auto& [keyword, value] : schema.items()) {
      const bool counts =
          keyword != "$ref" && keyword != "definitions" && !is_in(kAnnotations, keyword);
      if (counts)
        return fail(Errc::invalid,
                    place + pointer_step(keyword) + ": does not count beside a $ref");
    }
    if (schema.contains("definitions")) {
      if (auto error = rewrite_map(schema["definitions"], place + "/definitions")) return error;
    }
    if (!schema["$ref"].is_string())
      return fail(Errc::invalid, place + "/$ref: a string is wanted");
    const auto reference = schema["$ref"].get<std::string>();
    const auto hash = reference.find('#');
    const std::string file = reference.substr(0, hash);
    const std::string pointer =
        hash == std::string::npos ? std::string() : reference.substr(hash + 1);
    const bool is_beside =
        file.find_first_of("/\\:%") == std::string::npos && file != "." && file != "..";
    const bool is_pointer =
        (pointer.empty() || pointer.front() == '/') && pointer.find('%') == std::string::npos;
    if (!is_beside || !is_pointer) {
      return fail(Errc::invalid, place + "/$ref: \"" + reference +
                                     "\" is not a file beside this one and a JSON pointer");
    }
    const std::size_t number = file.empty() ? file_ : number_of(file);
    if (names_.size() > kFilesMost) return fail(Errc::too_large, "more than 64 schema files");
    references_.push_back({.place = (folder_ / names_[file_]).string() + ": " + place + "/$ref",
                           .target = prefix_of(number) + pointer});
    schema["$ref"] = "#" + references_.back().target;
    return std::nullopt;
  }

  static void rename(Value& schema, const char* from, const char* to) {
    if (!schema.contains(from)) return;
    schema[to] = std::move(schema[from]);
    schema.erase(from);
  }

  /// Whether a reference leads to a schema in the end.
  static std::optional<Error> lead(const Value& root, std::string target) {
    for (std::size_t step = 0; step < kReferenceStepsMost; ++step) {
      const Value* schema = nullptr;
      try {
        schema = &root.at(Value::json_pointer(target));
      } catch (const Value::exception&) {
        return fail(Errc::invalid, "leads nowhere");
      }
      if (schema->is_boolean()) return std::nullopt;
      if (!schema->is_object()) return fail(Errc::invalid, "leads to something that is no schema");
      if (!schema->contains("$ref")) return std::nullopt;
      target = schema->at("$ref").get<std::string>().substr(1);
    }
    return fail(Errc::invalid, "leads in a circle");
  }

  fs::path folder_;
  std::vector<std::string> names_;
  std::vector<Reference> references_;
  std::size_t file_ = 0;
};

}  // namespace

Result<Value> bundle(const fs::path& file) {
  return Bundler(file.parent_path()).run(file.filename().string());
}

}  // namespace provbank::json
