#include <benchmark/benchmark.h>

#include "reference-impl/wire/sources.hpp"
#include "reference-impl/wire/ssbt.hpp"
#include "reference-impl/wire/wire_samples.hpp"

namespace provbank::wire {
namespace {

using contract::Source;

void count_bytes(benchmark::State& state, std::size_t bytes_each) {
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes_each) * state.iterations());
}

http::Response answer_of(Source source) {
  const auto request = encode_source_request(source, sample_question()).value();
  const auto ask = decode_source_request(source, request).value();
  return encode_source_answer(source, ask, data_file("fixtures/unknown/" + fixture_name(source)))
      .value();
}

contract::Answer answer_of_seven() {
  contract::Answer answer;
  for (const Source source : contract::kAllSources) {
    answer.results.emplace(
        source, decode_source_answer(source, answer_of(source), sample_question()).value());
  }
  return answer;
}

void BM_EncodeQuestion(benchmark::State& state) {
  const auto question = sample_question();
  for (auto _ : state) benchmark::DoNotOptimize(encode_question(question));
  count_bytes(state, encode_question(question).size());
}
BENCHMARK(BM_EncodeQuestion);

void BM_DecodeQuestion(benchmark::State& state) {
  const auto text = encode_question(sample_question());
  for (auto _ : state) benchmark::DoNotOptimize(decode_request(text));
  count_bytes(state, text.size());
}
BENCHMARK(BM_DecodeQuestion);

void BM_DecodeSevenSourceAnswers(benchmark::State& state) {
  const auto question = sample_question();
  std::vector<std::pair<Source, http::Response>> responses;
  std::size_t bytes = 0;
  for (const Source source : contract::kAllSources) {
    responses.emplace_back(source, answer_of(source));
    bytes += responses.back().second.body.size();
  }
  for (auto _ : state) {
    for (const auto& [source, response] : responses) {
      benchmark::DoNotOptimize(decode_source_answer(source, response, question));
    }
  }
  count_bytes(state, bytes);
}
BENCHMARK(BM_DecodeSevenSourceAnswers);

void BM_AssembleAnswerOfSeven(benchmark::State& state) {
  const auto answer = answer_of_seven();
  for (auto _ : state) benchmark::DoNotOptimize(encode_answer(answer, nullptr));
  count_bytes(state, encode_answer(answer, nullptr).size());
}
BENCHMARK(BM_AssembleAnswerOfSeven);

void BM_DecodeAnswerOfSeven(benchmark::State& state) {
  const auto text = encode_answer(answer_of_seven(), nullptr);
  for (auto _ : state) benchmark::DoNotOptimize(decode_answer(text));
  count_bytes(state, text.size());
}
BENCHMARK(BM_DecodeAnswerOfSeven);

}  // namespace
}  // namespace provbank::wire
