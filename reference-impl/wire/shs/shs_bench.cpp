// Messages read and written, beside what cannot be avoided: base64 decoded or encoded alone.
#include <benchmark/benchmark.h>

#include "platform/crypto/encoding.hpp"
#include "reference-impl/wire/shs/test_support.hpp"

namespace provbank::wire::shs {
namespace {

std::string sample_content(std::int64_t bytes) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svar>\n";
  while (text.size() < static_cast<std::size_t>(bytes))
    text += "<rad>tolv kronor och femtio</rad>\n";
  return text.substr(0, static_cast<std::size_t>(bytes));
}

Message message_of(std::int64_t bytes, TransferEncoding encoding) {
  Message message = sample_message(sample_content(bytes));
  message.parts[0].encoding = encoding;
  return message;
}

void count_content(benchmark::State& state) {
  state.SetBytesProcessed(state.range(0) * state.iterations());
}

void read(benchmark::State& state, TransferEncoding encoding) {
  const std::string body = write_message(message_of(state.range(0), encoding));
  for (auto _ : state) benchmark::DoNotOptimize(read_message(body));
  count_content(state);
}

void write(benchmark::State& state, TransferEncoding encoding) {
  const Message message = message_of(state.range(0), encoding);
  for (auto _ : state) benchmark::DoNotOptimize(write_message(message));
  count_content(state);
}

constexpr std::int64_t kQuestion = 4 << 10;
constexpr std::int64_t kAnswer = 256 << 10;
constexpr std::int64_t kLarge = 17 << 20;

void BM_Base64DecodeAlone(benchmark::State& state) {
  const std::string body = write_message(message_of(state.range(0), TransferEncoding::base64));
  const auto from = body.rfind("\r\n\r\n") + 4;
  const auto letters = std::string_view(body).substr(from, body.rfind("\r\n--") - from);
  for (auto _ : state) benchmark::DoNotOptimize(crypto::from_base64(letters));
  count_content(state);
}
BENCHMARK(BM_Base64DecodeAlone)->Arg(kQuestion)->Arg(kAnswer)->Arg(kLarge);

void BM_ReadMessageBase64(benchmark::State& state) {
  read(state, TransferEncoding::base64);
}
BENCHMARK(BM_ReadMessageBase64)->Arg(kQuestion)->Arg(kAnswer)->Arg(kLarge);

void BM_ReadMessageBinary(benchmark::State& state) {
  read(state, TransferEncoding::binary);
}
BENCHMARK(BM_ReadMessageBinary)->Arg(kQuestion)->Arg(kAnswer)->Arg(kLarge);

void BM_Base64EncodeAlone(benchmark::State& state) {
  const std::string content = sample_content(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(crypto::base64(content));
  count_content(state);
}
BENCHMARK(BM_Base64EncodeAlone)->Arg(kQuestion)->Arg(kAnswer)->Arg(kLarge);

void BM_WriteMessageBase64(benchmark::State& state) {
  write(state, TransferEncoding::base64);
}
BENCHMARK(BM_WriteMessageBase64)->Arg(kQuestion)->Arg(kAnswer)->Arg(kLarge);

void BM_WriteMessageBinary(benchmark::State& state) {
  write(state, TransferEncoding::binary);
}
BENCHMARK(BM_WriteMessageBinary)->Arg(kQuestion)->Arg(kAnswer)->Arg(kLarge);

/// Twice the bytes, twice the time: every line is a boundary but for its last letter.
void BM_ReadNearBoundaries(benchmark::State& state) {
  const std::string line = std::string("\r\n------=_Part_") + kSampleTxId + "x";
  Message message = sample_message();
  message.parts[0].encoding = TransferEncoding::binary;
  message.parts[0].content.clear();
  std::string body = write_message(message);
  std::string lines;
  while (lines.size() < static_cast<std::size_t>(state.range(0))) lines += line;
  body.insert(body.rfind("\r\n--"), lines);
  if (!read_message(body)) state.SkipWithError("not read");
  for (auto _ : state) benchmark::DoNotOptimize(read_message(body));
  count_content(state);
}
BENCHMARK(BM_ReadNearBoundaries)->Arg(4 << 20)->Arg(8 << 20)->Arg(16 << 20)->Arg(31 << 20);

void BM_ScanLabel(benchmark::State& state) {
  const std::string body = write_message(sample_message());
  for (auto _ : state) benchmark::DoNotOptimize(scan_label(body));
  state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) * state.iterations());
}
BENCHMARK(BM_ScanLabel);

}  // namespace
}  // namespace provbank::wire::shs
