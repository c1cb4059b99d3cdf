// What no text may do: crash the reader, or pass one check and not the other.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "platform/base/file.hpp"
#include "platform/json/schema.hpp"

namespace provbank::json {
namespace {

constexpr std::string_view kSchema = R"({
  "type": "object",
  "definitions": {"Post": {"properties": {"datum": {"format": "date"}, "inre": {"$ref": "#/definitions/Post"}}}},
  "properties": {
    "person": {"type": "string", "pattern": "^(19|20)?[0-9]{6}[-+]?[0-9]{4}$"},
    "belopp": {"type": ["number", "null"], "minimum": 0, "multipleOf": 1},
    "poster": {"type": "array", "items": {"$ref": "#/definitions/Post"}, "maxItems": 5, "uniqueItems": true},
    "tid": {"format": "date-time"}
  },
  "patternProperties": {"^x": {"anyOf": [{"const": 1}, {"enum": ["a", null]}]}},
  "required": ["person"]
})";

const JsonSchema& schema() {
  static const JsonSchema compiled = [] {
    const auto file = std::filesystem::temp_directory_path() /
                      ("provbank-fuzz-" + std::to_string(::getpid()) + ".json");
    if (!write_file(file, kSchema)) std::abort();
    auto loaded = JsonSchema::load(file).value();
    std::filesystem::remove(file);
    return loaded;
  }();
  return compiled;
}

void run(std::string_view text) {
  const bool valid = schema().problems(text).empty();
  const auto result = schema().validate(text);
  if (valid != result.has_value()) std::abort();
  const bool well_formed = check_well_formed(text).has_value();
  if (valid && !well_formed) std::abort();
  if (well_formed && !valid && result.error().code != Errc::invalid) std::abort();
}

}  // namespace
}  // namespace provbank::json

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  provbank::json::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
