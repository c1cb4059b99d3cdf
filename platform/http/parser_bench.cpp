#include <benchmark/benchmark.h>

#include <stdexcept>

#include "platform/http/parser.hpp"

namespace provbank::http {
namespace {

std::string message_with(std::size_t body_bytes) {
  Request request;
  request.method = "POST";
  request.target = "/ssbtek/v10";
  request.fields.add("Content-Type", "text/xml; charset=utf-8");
  request.fields.add("SOAPAction", "\"\"");
  request.body.assign(body_bytes, 'x');
  return serialize(request, "ssbtek.test:8443");
}

void BM_ParseRequest(benchmark::State& state) {
  const std::string message = message_with(static_cast<std::size_t>(state.range(0)));
  const Limits limits;
  for (auto _ : state) {
    RequestParser parser(limits);
    if (!parser.feed(message) || !parser.done()) throw std::logic_error("not parsed");
    benchmark::DoNotOptimize(parser.take());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * message.size()));
}
BENCHMARK(BM_ParseRequest)->Arg(0)->Arg(4096)->Arg(256 << 10);

void BM_SerializeResponse(benchmark::State& state) {
  Response response;
  response.body.assign(static_cast<std::size_t>(state.range(0)), 'x');
  std::size_t bytes = 0;
  for (auto _ : state) bytes += serialize(response, true).size();
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(BM_SerializeResponse)->Arg(4096)->Arg(256 << 10);

}  // namespace
}  // namespace provbank::http
