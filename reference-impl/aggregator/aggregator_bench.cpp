// What one question costs. BM_Ratio prints the CPU time that the aggregator's thread uses for a
// live question over what the bare libraries use for what no aggregator gets around: parsing and
// validating each message once (libxml2; JSON Schema for LEFI) and encrypting and decrypting its
// bytes once (AES-256-GCM).
#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <sys/resource.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/base/c_handle.hpp"
#include "reference-impl/aggregator/assembly.hpp"
#include "reference-impl/aggregator/intake.hpp"
#include "reference-impl/aggregator/source_answer.hpp"
#include "reference-impl/aggregator/test_world.hpp"

#ifdef PROVBANK_WIPING_HEAP
#include "platform/wiping_heap/wiping_heap.hpp"
#endif

namespace provbank::aggregator {
namespace {

using contract::Source;
using contract::SourceSet;

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Everything that crosses a wire for one question about all sources.
struct Messages {
  std::string question;
  std::map<Source, http::Request> asked;
  std::map<Source, http::Response> answered;
  std::string answer;
};

/// Recorded once, in virtual time.
const Messages& messages() {
  static const Messages recorded = [] {
    Messages made;
    const auto question = question_about(kDawit, SourceSet::all());
    made.question = wire::encode_question(question);
    TestWorld world;
    for (const auto source : contract::kAllSources) {
      made.asked[source] = write_source_question(source, question, *schemas()).value();
      world.source(source).tamper = [&made, source](http::Response& response) {
        made.answered[source] = response;
      };
    }
    made.answer = world.post(made.question).body;
    return made;
  }();
  return recorded;
}

std::size_t bytes_of(const Messages& all) {
  std::size_t bytes = all.question.size() + all.answer.size();
  for (const auto& [source, request] : all.asked) bytes += request.body.size();
  for (const auto& [source, response] : all.answered) bytes += response.body.size();
  return bytes;
}

void BM_ParseValidateAssembleOneAnswer(benchmark::State& state) {
  const auto& recorded = messages();
  const Intake intake(*schemas());
  const auto request = soap_request(recorded.question);
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto incoming = intake.read(request).value();
    const auto& question = std::get<wire::HamtaRequest>(incoming).question;
    std::vector<SourceReports> reports(1);
    for (const auto& [source, response] : recorded.answered) {
      reports[0][source].result =
          read_source_answer(source, response, question, *schemas()).value();
    }
    const auto answer = assemble(incoming, reports);
    benchmark::DoNotOptimize(answer.data());
    bytes += answer.size();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(BM_ParseValidateAssembleOneAnswer)->Unit(benchmark::kMicrosecond);

/// A capacity and a source behaviour that let a benchmark ask as fast as it can.
void without_limits(TestWorld& world) {
  world.config().levels.concurrent_max = 1'000'000'000;
  world.config().levels.questions_per_second = 1e9;
}

/// Whole questions, one after the other. Returns CPU seconds per question: of the aggregator's
/// thread when it has one, else of the whole world, the sources and the kommun included.
double ask_repeatedly(benchmark::State& state, Wires wires) {
  TestWorld world(wires);
  without_limits(world);
  const auto cpu_now = [&] {
    return wires == Wires::live_apart ? world.aggregator_cpu_seconds() : cpu_seconds();
  };
  double cpu = 0;
  std::size_t questions = 0;
  world.run([&]() -> awaitable<void> {
    const auto& question = messages().question;
    co_await world.post_now(question);  // the handshakes
    const double before = cpu_now();
    for (auto _ : state) {
      const auto response = co_await world.post_now(question);
      if (response.status != 200) throw std::runtime_error("a question was not answered");
      ++questions;
    }
    cpu = cpu_now() - before;
  });
  state.SetItemsProcessed(static_cast<std::int64_t>(questions));
  const double each = cpu / static_cast<double>(questions);
  state.counters["cpu_us_per_question"] = each * 1e6;
  return each;
}

void BM_QuestionInTheSimulatedWorld(benchmark::State& state) {
  ask_repeatedly(state, Wires::simulated);
}
BENCHMARK(BM_QuestionInTheSimulatedWorld)->Unit(benchmark::kMicrosecond);

void BM_QuestionLiveOverTls(benchmark::State& state) {
  ask_repeatedly(state, Wires::live_apart);
}
BENCHMARK(BM_QuestionLiveOverTls)->Unit(benchmark::kMicrosecond)->UseRealTime();

// ---- What the libraries alone need --------------------------------------------------------------

using CipherContext = CHandle<EVP_CIPHER_CTX, &EVP_CIPHER_CTX_free>;

/// AES-256-GCM over the bytes, there and back, in TLS-record-sized pieces.
class Cipher {
 public:
  void there_and_back(const std::string& bytes) {
    constexpr std::size_t kRecord = 16384;
    for (std::size_t at = 0; at < bytes.size(); at += kRecord) {
      const auto size = static_cast<int>(std::min(kRecord, bytes.size() - at));
      const auto* plain = reinterpret_cast<const unsigned char*>(bytes.data() + at);
      int length = 0;
      EVP_EncryptInit_ex(context_.get(), EVP_aes_256_gcm(), nullptr, key_.data(), nonce_.data());
      EVP_EncryptUpdate(context_.get(), buffer_.data(), &length, plain, size);
      EVP_EncryptFinal_ex(context_.get(), buffer_.data() + length, &length);
      EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_GET_TAG, 16, tag_.data());
      EVP_DecryptInit_ex(context_.get(), EVP_aes_256_gcm(), nullptr, key_.data(), nonce_.data());
      EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_SET_TAG, 16, tag_.data());
      EVP_DecryptUpdate(context_.get(), buffer_.data(), &length, buffer_.data(), size);
      if (EVP_DecryptFinal_ex(context_.get(), buffer_.data() + length, &length) != 1) {
        throw std::runtime_error("the cipher does not undo itself");
      }
    }
  }

 private:
  CipherContext context_{EVP_CIPHER_CTX_new()};
  std::array<unsigned char, 32> key_{};
  std::array<unsigned char, 12> nonce_{};
  std::array<unsigned char, 16> tag_{};
  std::vector<unsigned char> buffer_ = std::vector<unsigned char>(16384 + 64);
};

void must(const Result<void>& valid) {
  if (!valid) throw ErrorException(valid.error());
}

/// Bodies as the libraries see them: the payload documents, cut out of their envelopes beforehand.
struct Payloads {
  std::vector<std::pair<const xml::Schema*, std::string>> xml;
  std::vector<std::pair<const json::JsonSchema*, std::string>> json;
};

Payloads payloads(const Messages& all) {
  const auto& catalogue = *schemas();
  Payloads made;
  made.xml.emplace_back(&catalogue.ssbt(), wire::read_envelope(all.question).value().xml);
  made.xml.emplace_back(&catalogue.ssbt(), wire::read_envelope(all.answer).value().xml);
  for (const auto& [source, response] : all.answered) {
    auto documents = wire::source_document(source, response).value();
    const auto& request = all.asked.at(source).body;
    if (source == Source::fk) {
      made.json.emplace_back(&catalogue.lefi_fraga(), request);
      made.json.emplace_back(&catalogue.lefi_svar(), documents.outer);
      continue;
    }
    made.xml.emplace_back(&catalogue.source(source), wire::read_envelope(request).value().xml);
    made.xml.emplace_back(&catalogue.source(source), documents.outer);
    if (documents.inner) made.xml.emplace_back(&catalogue.skv_svar(), *documents.inner);
  }
  return made;
}

void use_the_bare_libraries(const Messages& all, const Payloads& parts, Cipher& cipher) {
  for (const auto& [schema, text] : parts.xml) must(schema->validate(text));
  for (const auto& [schema, text] : parts.json) must(schema->validate(text));
  cipher.there_and_back(all.question);
  cipher.there_and_back(all.answer);
  for (const auto& [source, request] : all.asked) cipher.there_and_back(request.body);
  for (const auto& [source, response] : all.answered) cipher.there_and_back(response.body);
}

double bare_cpu_per_question() {
  const auto parts = payloads(messages());
  Cipher cipher;
  constexpr int kRounds = 200;
  const double before = cpu_seconds();
  for (int i = 0; i < kRounds; ++i) use_the_bare_libraries(messages(), parts, cipher);
  return (cpu_seconds() - before) / kRounds;
}

void BM_BareLibraries(benchmark::State& state) {
  const auto parts = payloads(messages());
  Cipher cipher;
  for (auto _ : state) use_the_bare_libraries(messages(), parts, cipher);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes_of(messages()) * state.iterations()));
}
BENCHMARK(BM_BareLibraries)->Unit(benchmark::kMicrosecond);

void BM_Ratio(benchmark::State& state) {
  const double bare = bare_cpu_per_question();
  const double live = ask_repeatedly(state, Wires::live_apart);
  state.counters["bare_us"] = bare * 1e6;
  state.counters["ratio"] = live / bare;
  std::printf(
      "one live question: %.0f us of the aggregator's CPU; bare libraries: %.0f us; ratio %.2f\n",
      live * 1e6, bare * 1e6, live / bare);
}
BENCHMARK(BM_Ratio)->Unit(benchmark::kMicrosecond)->UseRealTime();

#ifdef PROVBANK_WIPING_HEAP
/// What it costs that every freed block is overwritten: turn about in one run, so that both meet
/// the same machine.
void BM_ForgettingHeap(benchmark::State& state) {
  constexpr int kQuestions = 50;
  double cpu[2] = {0, 0};
  std::size_t rounds = 0;
  TestWorld world(Wires::simulated);
  without_limits(world);
  world.run([&]() -> awaitable<void> {
    const auto& question = messages().question;
    co_await world.post_now(question);
    for (auto _ : state) {
      for (const bool wiping : {true, false}) {
        provbank_wiping_heap(wiping);
        const double before = cpu_seconds();
        for (int i = 0; i < kQuestions; ++i) co_await world.post_now(question);
        cpu[wiping ? 1 : 0] += cpu_seconds() - before;
      }
      ++rounds;
    }
    provbank_wiping_heap(true);
  });
  const double questions = static_cast<double>(rounds) * kQuestions;
  state.counters["keeping_us"] = cpu[0] / questions * 1e6;
  state.counters["forgetting_us"] = cpu[1] / questions * 1e6;
  state.counters["ratio"] = cpu[1] / cpu[0];
}
BENCHMARK(BM_ForgettingHeap)->Unit(benchmark::kMillisecond);
#endif

}  // namespace
}  // namespace provbank::aggregator
