// What no document may do: crash the reader, or mean something else once written and read again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"
#include "platform/xml/test_schemas.hpp"

namespace provbank::xml {
namespace {

const Schema& schema() {
  static const TestFolder folder;
  static const Schema compiled = [] {
    folder.write("types.xsd", kTypesXsd);
    return Schema::load(folder.write("fraga.xsd", kFragaXsd)).value();
  }();
  return compiled;
}

void demand(bool truth) {
  if (!truth) std::abort();
}

/// Nothing when the document has no canonical form.
std::string comparable_or_nothing(const Document& document) {
  try {
    return document.comparable("/*", {}).value();
  } catch (const ErrorException& e) {
    demand(e.error.code == Errc::unsupported);
    return {};
  }
}

void run(std::string_view text) {
  const auto problems = schema().problems(text);
  demand(problems.empty() == schema().validate(text).has_value());
  const auto document = Document::parse(text);
  demand(document.has_value() == check_well_formed(text).has_value());
  if (!document) return;
  demand(document->find("//node() | //@*", {}).has_value());
  const auto again = Document::parse(document->serialize(), {.bytes = 64U << 20U});
  demand(again.has_value());
  demand(comparable_or_nothing(*document) == comparable_or_nothing(*again));
}

}  // namespace
}  // namespace provbank::xml

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  provbank::xml::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
