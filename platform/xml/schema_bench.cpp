#include <benchmark/benchmark.h>

#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"
#include "platform/xml/test_schemas.hpp"

namespace provbank::xml {
namespace {

/// A valid document of about `bytes` bytes.
std::string document_of(std::size_t bytes) {
  std::string persons;
  while (persons.size() + 100 < bytes) persons += "<person>198001019876</person>\n";
  return fraga(persons + "<person>198001019876</person>");
}

void report_bytes(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void BM_CheckWellFormed(benchmark::State& state) {
  const std::string text = document_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(check_well_formed(text).has_value());
  report_bytes(state, text);
}
BENCHMARK(BM_CheckWellFormed)->RangeMultiplier(16)->Range(256, 1 << 20);

void BM_ParseAndValidate(benchmark::State& state) {
  const TestFolder folder;
  folder.write("types.xsd", kTypesXsd);
  const Schema schema = Schema::load(folder.write("fraga.xsd", kFragaXsd)).value();
  const std::string text = document_of(static_cast<std::size_t>(state.range(0)));
  if (!schema.problems(text).empty()) return state.SkipWithError("the document is not valid");
  for (auto _ : state) benchmark::DoNotOptimize(schema.problems(text));
  report_bytes(state, text);
}
BENCHMARK(BM_ParseAndValidate)->RangeMultiplier(16)->Range(256, 1 << 20);

void BM_Comparable(benchmark::State& state) {
  const Document document =
      Document::parse(document_of(static_cast<std::size_t>(state.range(0)))).value();
  for (auto _ : state) benchmark::DoNotOptimize(document.comparable("/*", {}));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Comparable)->RangeMultiplier(16)->Range(256, 1 << 16);

}  // namespace
}  // namespace provbank::xml
