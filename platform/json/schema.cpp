#include "platform/json/schema.hpp"

#define VALIJSON_USE_EXCEPTIONS 1
#include <boost/regex.hpp>
#include <new>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/constraint_builder.hpp>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "platform/json/bundle.hpp"
#include "platform/json/format.hpp"
#include "platform/json/parse.hpp"

namespace provbank::json {
namespace {

using valijson::ValidationResults;
using valijson::adapters::Adapter;

constexpr std::size_t kProblemsMost = 50;

/// Characters, so that a pattern's '.' and '[å-ö]' mean what they say. The text is valid UTF-8: the
/// parser saw to it.
std::wstring characters_of(std::string_view utf8) {
  std::wstring out;
  out.reserve(utf8.size());
  for (const char c : utf8) {
    const auto octet = static_cast<unsigned char>(c);
    if ((octet & 0xC0U) == 0x80U && !out.empty()) {
      out.back() = static_cast<wchar_t>(static_cast<unsigned>(out.back()) << 6U | (octet & 0x3FU));
    } else if (octet >= 0xF0) {
      out += static_cast<wchar_t>(octet & 0x07U);
    } else if (octet >= 0xE0) {
      out += static_cast<wchar_t>(octet & 0x0FU);
    } else if (octet >= 0xC0) {
      out += static_cast<wchar_t>(octet & 0x1FU);
    } else {
      out += static_cast<wchar_t>(octet);
    }
  }
  return out;
}

/// A rule of our own for strings; other values pass. valijson clones constraints into memory that
/// it allocates.
template <class Rule>
class StringRule final : public valijson::constraints::PolyConstraint {
 public:
  explicit StringRule(Rule rule) : rule_(std::move(rule)) {}

  bool validate(const Adapter& target, const std::vector<std::string>& context,
                ValidationResults* results) const override {
    if (!target.isString() || rule_.accepts(target.asString())) return true;
    if (results != nullptr) results->pushError(context, rule_.complaint());
    return false;
  }

 private:
  valijson::constraints::Constraint* cloneInto(void* memory) const override {
    return new (memory) StringRule(*this);
  }
  std::size_t sizeOf() const override { return sizeof(StringRule); }

  Rule rule_;
};

/// Boost's engine, not std::regex: its stack does not grow with the text, and it gives up instead
/// of running for ever.
class Pattern {
 public:
  explicit Pattern(std::string source)
      : source_(std::move(source)), regex_(characters_of(source_)) {}

  bool accepts(const std::string& text) const {
    try {
      return boost::regex_search(characters_of(text), regex_,
                                 boost::match_single_line | boost::match_not_dot_newline);
    } catch (const std::runtime_error&) {
      return false;  // too complex to decide
    }
  }
  std::string complaint() const { return "does not match the pattern '" + source_ + "'"; }

 private:
  std::string source_;
  boost::wregex regex_;
};

class Format {
 public:
  explicit Format(std::string name) : name_(std::move(name)) {}

  bool accepts(const std::string& text) const {
    if (name_ == "date") return is_date(text);
    if (name_ == "time") return is_time(text);
    return is_date_time(text);
  }
  std::string complaint() const { return "is no " + name_; }

 private:
  std::string name_;
};

template <class Rule>
class StringRuleBuilder final : public valijson::ConstraintBuilder {
 public:
  valijson::constraints::Constraint* make(const Adapter& value) const override {
    return new StringRule<Rule>(Rule(value.asString()));
  }
};

/// valijson's contexts are "<root>", "[name]", "[0]".
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (const std::string& step : context) {
    if (step.size() >= 2 && step.front() == '[')
      pointer += pointer_step(step.substr(1, step.size() - 2));
  }
  return pointer.empty() ? "(root)" : pointer;
}

/// "The item is wrong", beside which the lines that say why stand.
bool is_echo(const std::string& description) {
  return description.starts_with("Failed to validate item #") ||
         description.starts_with("Failed to validate against child schema #") ||
         description.starts_with("Failed to validate against additional properties schema") ||
         description.starts_with("Failed to validate against schema associated with") ||
         description.starts_with("Failed to validate against dependent schema");
}

std::vector<std::string> lines_of(const ValidationResults& results) {
  std::vector<std::string> lines;
  std::vector<std::string> echoes;
  for (const auto& error : results) {
    auto& into = is_echo(error.description) ? echoes : lines;
    std::string line = pointer_of(error.context) + ": " + error.description;
    if (std::ranges::find(into, line) == into.end()) into.push_back(std::move(line));
    if (lines.size() == kProblemsMost) break;
  }
  if (lines.empty()) lines = std::move(echoes);
  if (lines.empty()) lines.emplace_back("(root): is not what the schema allows");
  return lines;
}

}  // namespace

struct JsonSchema::State {
  valijson::Schema compiled;

  std::vector<std::string> problems(const Value& document) const {
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    ValidationResults results;
    try {
      if (validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(document), &results))
        return {};
    } catch (const std::exception&) {
      return {"(root): cannot be compared with the schema"};
    }
    return lines_of(results);
  }
};

JsonSchema::JsonSchema(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonSchema::~JsonSchema() = default;
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;

Result<JsonSchema> JsonSchema::load(const std::filesystem::path& file) {
  const auto bundled = bundle(file);
  if (!bundled) return bundled.error();
  auto state = std::make_unique<State>();
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.addConstraintBuilder(kPatternKeyword,
                                new StringRuleBuilder<Pattern>);  // the parser owns them
    parser.addConstraintBuilder(kFormatKeyword, new StringRuleBuilder<Format>);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(*bundled), state->compiled);
  } catch (const std::exception& e) {
    return fail(Errc::invalid, file.string() + ": " + e.what());
  }
  return JsonSchema(std::move(state));
}

std::vector<std::string> JsonSchema::problems(std::string_view text,
                                              const JsonLimits& limits) const {
  const auto document = parse(text, limits);
  if (!document) return {document.error().detail};
  return state_->problems(*document);
}

Result<void> JsonSchema::validate(std::string_view text, const JsonLimits& limits) const {
  const auto document = parse(text, limits);
  if (!document) return document.error();
  std::string detail;
  for (const std::string& line : state_->problems(*document))
    detail += (detail.empty() ? "" : "\n") + line;
  if (!detail.empty()) return fail(Errc::invalid, detail);
  return {};
}

}  // namespace provbank::json
